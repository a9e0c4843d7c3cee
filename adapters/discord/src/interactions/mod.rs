//! What people pick from what the desk offers: commands, buttons, forms, message menus.
//!
//! The host commits first and answers by a delivery to [`sportello_chat::Target::Answer`]; what takes
//! longer than two seconds is deferred, so that Discord keeps the place open for 15 minutes. Tokens
//! live in memory only: what a restart leaves unanswered goes to the direct chat.

mod asker;
mod complete;
mod handle;
pub(crate) mod live;
mod modal;
mod parse;
pub(crate) mod respond;
mod words;

pub(crate) use handle::answer_all;
pub(crate) use modal::shortened;
