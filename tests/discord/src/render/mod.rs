//! The world as Discord's JSON.

pub mod channels;
pub mod checked;
pub mod guilds;
pub mod interactions;
pub mod messages;
pub mod users;
