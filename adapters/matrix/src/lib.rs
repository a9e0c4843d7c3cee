//! Sportello on Matrix.
//!
//! # What is promised of what is sent
//!
//! Every event carries the operation's key as its transaction id, so that the homeserver takes it once
//! from this device, and in its content (`org.sportello.key`), so that it is found from any device.
//!
//! | operation | how it is found again | when even that can't tell |
//! |---|---|---|
//! | open a direct chat | a chat of two with the person, in the account's list of direct chats | repeat: at worst an empty chat more |
//! | message, file, edit, reaction | the key in the room's last events, back to the first try | repeat: the same device can't double it |
//! | delete | the message is redacted | repeat: harmless |
//! | pin | the message is among the pinned ones | repeat: harmless |
//!
//! # What is promised of what is heard
//!
//! Each room is handed over in its own order, from its checkpoint on, whatever happened in between; an
//! event the host has not stored is handed over again. What was said before the bot first joined a
//! room is not read. Encrypted messages whose keys are missing are handed over as such, and once more
//! when the keys come.

#![recursion_limit = "256"]

mod adapter;
mod asking;
mod bearings;
mod catch_up;
mod check;
mod content;
mod errors;
mod feed;
mod fetch;
mod find;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod html;
mod intake;
mod joining;
mod keys;
mod line;
mod link;
mod parse;
mod patience;
mod pending;
mod people;
mod private_file;
mod recovery;
mod render;
mod run;
mod send;
mod session;
mod settings;
mod shared;

use sportello_chat::Platform;

pub use adapter::MatrixAdapter;
pub use settings::{MatrixSettings, RoomRole, RoomSetting, Trust};

/// The platform's name.
pub const PLATFORM: Platform = Platform::new("matrix");
