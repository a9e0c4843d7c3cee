//! The adapter as the core sees it.

use std::sync::Arc;

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Capabilities, ChatAdapter, Fetched, FileOffer, Finding, Found, Host, NamedPlace, Operation,
    Outbound, Outlet, PlaceRole, Platform, SendError, Sent, Stopped, Threads, Uncertain,
};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;
use crate::{PLATFORM, Room, RoomRole, Settings, SettingsError, check, files, ids, plan, run, say};

/// Sportello on Discord.
#[derive(Debug)]
pub struct DiscordAdapter {
    shared: Arc<Shared>,
}

impl DiscordAdapter {
    /// An adapter that has not connected yet; it has read the settings' `ca_file` and looked up
    /// `connect_to`.
    ///
    /// A rustls crypto provider must be installed before.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can't be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        Ok(Self { shared: Arc::new(Shared::new(settings)?) })
    }
}

#[async_trait]
impl Outlet for DiscordAdapter {
    fn platform(&self) -> Platform {
        PLATFORM
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        plan::plan(outbound)
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        say::perform(&self.shared, operation, attempt).await
    }

    async fn find(&self, operation: &Operation, attempt: &Attempt) -> Result<Found, SendError> {
        say::find(&self.shared, operation, attempt).await
    }

    /// Everything is repeated: see the table in the crate's documentation.
    fn policy(&self, operation: &Operation) -> Uncertain {
        match operation {
            Operation::Send { .. }
            | Operation::SendFile { .. }
            | Operation::StartThread { .. }
            | Operation::OpenDirect { .. }
            | Operation::Edit { .. }
            | Operation::Delete { .. }
            | Operation::React { .. }
            | Operation::Pin { .. }
            | Operation::Invite { .. }
            | Operation::Archive { .. } => Uncertain::Repeat,
            Operation::Mail(_) => Uncertain::Report,
        }
    }

    async fn check(&self) -> Vec<Finding> {
        check::check(&self.shared).await
    }
}

#[async_trait]
impl ChatAdapter for DiscordAdapter {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            threads: Threads::Explicit,
            ephemeral: true,
            direct_always: true,
            reactions: true,
            buttons: true,
            private_threads: true,
        }
    }

    async fn run(&self, host: Arc<dyn Host>, stop: CancellationToken) -> Result<(), Stopped> {
        run::run(self.shared.clone(), host, stop).await
    }

    async fn fetch(&self, file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
        files::fetch(&self.shared, file, limit).await
    }

    fn takes_new_places(&self) -> bool {
        true
    }

    async fn take_places(&self, host: &dyn Host, places: Vec<NamedPlace>) {
        let (mut rooms, mut roles): (Vec<Room>, Vec<u64>) = (Vec::new(), Vec::new());
        for place in places {
            let role = match place.role {
                PlaceRole::Help { private } => RoomRole::Help { private },
                PlaceRole::Operators => RoomRole::Operators,
                PlaceRole::Group => {
                    roles.extend(place.name.strip_prefix("discord_role:").and_then(ids::parse));
                    continue;
                }
            };
            if let Err(error) = host.pin(&PLATFORM, &place.name, &place.name).await {
                tracing::error!(%error, channel = place.name, "a new channel can't be used yet");
            }
            rooms.push(Room { id: place.name, role });
        }
        self.shared.set_places(rooms, roles);
    }

    /// A link to a channel of one of the desk's servers; direct chats have none that others can
    /// follow.
    fn link(&self, room: &str, message: Option<&str>) -> Option<String> {
        let room = ids::parse(room)?;
        let known = self.shared.world.channel(room).and_then(|c| c.guild);
        // Before the first connection only a desk of one server knows where its channels are.
        let guild = known.or_else(|| match self.shared.settings.guilds.as_slice() {
            [guild] if self.shared.role_of(room).is_some() => Some(*guild),
            _ => None,
        })?;
        let message = match message {
            Some(message) => format!("/{}", ids::parse(message)?),
            None => String::new(),
        };
        Some(format!("https://discord.com/channels/{guild}/{room}{message}"))
    }
}
