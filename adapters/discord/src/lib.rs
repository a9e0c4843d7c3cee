//! Sportello on Discord.
//!
//! # What is promised of what is sent
//!
//! Every new message carries the operation's key as its nonce, which Discord enforces for some
//! minutes: sent again in that time it is the same message.
//!
//! | operation | how it is found again | when even that can't tell |
//! |---|---|---|
//! | open a direct chat | Discord has one for each person | repeat: harmless |
//! | message, file | among the bot's messages since the first try that the host does not know as sent, by text, or by name and size | repeat: within minutes the nonce keeps it from doubling |
//! | answer on the spot | the interaction's first answer, by text | repeat: the person waits for it |
//! | thread on a message | it has the message's id | repeat: a message has one thread |
//! | private thread | among the bot's active threads, by name and time | repeat: at worst an empty thread more |
//! | edit, delete, reaction, pin, invitation, archiving | it need not be | repeat: harmless |
//!
//! # What is promised of what is heard
//!
//! Each channel and thread is handed over in its own order. After every new session it is read from
//! its checkpoint on before anything new, and the messages just before it are looked at again for edits
//! and deletions; what the host has not stored is handed over again. What was said before the bot
//! first saw a channel is not read. Discord does not replay interactions: whoever picked something that
//! could not be stored is told so at once. Nor can a first direct message be found that somebody wrote
//! while the bot was away and whom it never heard before.
//!
//! # What it takes
//!
//! The intents Guilds, Guild Messages, Guild Message Reactions, Direct Messages, Direct Message
//! Reactions and Message Content (privileged: it is switched on in the developer portal); the
//! permissions in [`PERMISSIONS`], with which [`invite_link`] invites. A rustls crypto provider must be
//! installed by the program before [`DiscordAdapter::new`].

mod adapter;
mod api;
mod check;
mod commands;
mod errors;
mod files;
mod gateway;
mod hear;
mod ids;
mod interactions;
mod json;
mod lost;
mod markdown;
mod members;
mod patience;
mod permissions;
mod plan;
mod refused;
mod run;
mod say;
mod settings;
mod shared;
mod world;

use sportello_chat::Platform;

pub use adapter::DiscordAdapter;
pub use permissions::{PERMISSION_BITS, PERMISSIONS, Permission, invite_link};
pub use settings::{DEFAULT_REQUEST_TIMEOUT, Room, RoomRole, Settings, SettingsError};

/// The platform's name.
pub const PLATFORM: Platform = Platform::new("discord");

/// The same, to be pointed at.
static HERE: Platform = PLATFORM;
