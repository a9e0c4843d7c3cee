//! What people and the bot do: each act asks for the same permissions of both, changes the world and
//! tells the gateway.

pub mod channels;
pub mod delete;
pub mod edit;
pub mod interact;
pub mod mentions;
pub mod pins;
pub mod react;
pub mod send;
pub mod thread_members;
pub mod threads;
