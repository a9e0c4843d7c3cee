//! What a sync asks the homeserver for.

use std::time::Duration;

use matrix_sdk::config::SyncSettings;
use matrix_sdk::ruma::api::client::filter::{FilterDefinition, LazyLoadOptions};
use matrix_sdk::ruma::api::client::sync::sync_events::v3::Filter;
use matrix_sdk::ruma::uint;

/// Who is in the rooms, as a sync tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Members {
    /// As they are needed, so that a first sync is small.
    WhoWrites,
    /// Those who come and go. Were those who write told again, Synapse would take them for newly joined, and the SDK
    /// ask for their devices, with nearly each message (it remembers one room of each person only).
    Changes,
}

/// Long timelines, so that gaps are rare.
pub(crate) fn settings(timeout: Duration, members: Members) -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.room.timeline.limit = Some(uint!(100));
    if members == Members::WhoWrites {
        filter.room.state.lazy_load_options = LazyLoadOptions::Enabled { include_redundant_members: false };
    }
    SyncSettings::new().timeout(timeout).filter(Filter::FilterDefinition(filter))
}
