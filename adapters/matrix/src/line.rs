//! Whether the homeserver answers.

use std::sync::Arc;

use sportello_chat::Host;

use crate::PLATFORM;

/// Whether the homeserver answers; said once at each change.
pub(crate) struct Line {
    host: Arc<dyn Host>,
    up: Option<bool>,
}

impl Line {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        Self { host, up: None }
    }

    pub(crate) fn up(&mut self) {
        if self.up != Some(true) {
            tracing::info!("connected to the homeserver");
            self.up = Some(true);
            self.host.connected(&PLATFORM, true);
        }
    }

    pub(crate) fn down(&mut self, cause: &str) {
        if self.up != Some(false) {
            tracing::warn!(cause, "the homeserver can't be reached; waiting for it");
            self.up = Some(false);
            self.host.connected(&PLATFORM, false);
        }
    }
}
