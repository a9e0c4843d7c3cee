//! The adapter as the core sees it.

use std::sync::Arc;

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Capabilities, ChatAdapter, Fetched, FileOffer, Finding, Found, Host, NamedPlace, Operation,
    Outbound, Outlet, PlaceRole, Platform, SendError, Sent, Stopped, Threads, Uncertain,
};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;
use crate::{MatrixSettings, PLATFORM, RoomRole, RoomSetting, check, fetch, find, link, run, send};

/// Characters in one message: twice in the event, as text and as HTML, each up to four bytes and
/// then encrypted, they stay below the 64 KiB an event may have for all but unusual texts.
const MAX_CHARACTERS: usize = 8_000;

/// Sportello on Matrix.
#[derive(Debug)]
pub struct MatrixAdapter {
    shared: Arc<Shared>,
}

impl MatrixAdapter {
    /// An adapter that has done nothing yet.
    pub fn new(settings: MatrixSettings) -> Self {
        Self { shared: Arc::new(Shared::new(settings)) }
    }
}

#[async_trait]
impl Outlet for MatrixAdapter {
    fn platform(&self) -> Platform {
        PLATFORM
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        outbound.operations(MAX_CHARACTERS, Threads::Implicit)
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let performed = send::perform(&self.shared, operation, attempt).await;
        self.shared.answered.send_replace(());
        performed
    }

    async fn find(&self, operation: &Operation, attempt: &Attempt) -> Result<Found, SendError> {
        find::find(&self.shared, operation, attempt).await
    }

    fn policy(&self, _operation: &Operation) -> Uncertain {
        Uncertain::Repeat
    }

    async fn check(&self) -> Vec<Finding> {
        check::check(&self.shared.settings).await
    }
}

#[async_trait]
impl ChatAdapter for MatrixAdapter {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            threads: Threads::Implicit,
            ephemeral: false,
            direct_always: false,
            reactions: true,
            buttons: false,
            private_threads: false,
        }
    }

    async fn run(&self, host: Arc<dyn Host>, stop: CancellationToken) -> Result<(), Stopped> {
        run::run(self.shared.clone(), host, stop).await
    }

    async fn fetch(&self, file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
        let client = self.shared.client()?;
        fetch::fetch(&client, file, limit.min(self.shared.settings.max_file_size)).await
    }

    fn takes_new_places(&self) -> bool {
        true
    }

    async fn stand_by(&self) {
        run::stand_by(&self.shared).await;
    }

    async fn take_places(&self, _host: &dyn Host, places: Vec<NamedPlace>) {
        let mut rooms: Vec<RoomSetting> = Vec::new();
        for place in places {
            let (name, role) = match place.role {
                PlaceRole::Help { private } => (place.name.as_str(), RoomRole::Help { private }),
                PlaceRole::Operators => (place.name.as_str(), RoomRole::Operators),
                PlaceRole::Group => (place.name.trim_start_matches("matrix_room:"), RoomRole::Group),
            };
            if !rooms.iter().any(|r| r.name == name) {
                rooms.push(RoomSetting { name: name.to_owned(), role });
            }
        }
        self.shared.set_rooms(rooms);
    }

    fn link(&self, room: &str, message: Option<&str>) -> Option<String> {
        link::to(&self.shared.settings.user, room, message)
    }
}
