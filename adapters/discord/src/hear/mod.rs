//! What happens on Discord, on its way to the host.
//!
//! The gateway's events stand in one queue in Discord's order; a dispatcher learns from each what
//! the world looks like and puts it into the lane of its place; a lane hands over one event after
//! another. Interactions don't stand in line.

mod archived;
mod author;
mod catch_up;
mod dispatch;
mod edits;
mod lane;
mod late;
mod losses;
pub(crate) mod message;
mod place;
mod reaction;
mod said;
mod starting;
mod submit;

pub(crate) use author::{author_of, author_with};
pub(crate) use dispatch::{End, dispatch};
pub(crate) use place::Spot;

use std::sync::Arc;

use serde_json::Value;
use sportello_chat::Host;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::shared::Shared;

/// What all who listen share while the adapter runs.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) shared: Arc<Shared>,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

/// An event of the gateway.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// Its name: `MESSAGE_CREATE` …
    pub(crate) kind: String,
    pub(crate) data: Value,
}
