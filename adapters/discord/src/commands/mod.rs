//! The desk's menu as Discord's commands, registered when it has changed.
//!
//! What everyone may use is registered for all places, direct chats among them; what is for
//! operators and admins, and the entries of messages' menus, in the desk's servers only. So nothing
//! is listed twice anywhere.

mod entries;
mod register;
mod shown;

pub(crate) use register::register;
pub(crate) use shown::Shown;
