//! From the one queue into the lanes, the world being learnt on the way.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use sportello_chat::Stopped;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::catch_up::Missed;
use super::lane::{Job, Lanes};
use super::late::Tally;
use super::place::direct_chat;
use super::{Note, Session, Spot};
use crate::patience::Ended;
use crate::world::{Channel, Me};
use crate::{HERE, PLATFORM, commands, json, permissions};

/// Checkpoints looked through for direct chats, the newest first.
const DIRECT_CHATS: u64 = 1_000;

/// How often it is looked whether the bot still sees the desk's channels: Discord does not say when it
/// no longer does.
const LOOK_ROUND: Duration = Duration::from_secs(10 * 60);
/// Channels that wait to be looked at.
const SUSPECTS: usize = 64;

/// How dispatching ended.
pub(crate) enum End {
    /// The desk shuts down.
    Stop,
    /// Going on makes no sense.
    Hopeless(Stopped),
}

impl From<Ended> for End {
    fn from(Ended: Ended) -> Self {
        Self::Stop
    }
}

/// Takes notes from the queue until the desk shuts down.
pub(crate) async fn dispatch(session: Session, mut queue: mpsc::Receiver<Note>) -> End {
    let lanes = Lanes::of(&session);
    let (suspect, mut suspects) = mpsc::channel(SUSPECTS);
    session.shared.watch_suspects(suspect);
    let dispatcher = Dispatcher { session, lanes };
    let mut round = tokio::time::interval_at(Instant::now() + LOOK_ROUND, LOOK_ROUND);
    loop {
        let done = tokio::select! {
            () = dispatcher.session.stop.cancelled() => return End::Stop,
            note = queue.recv() => match note {
                Some(note) => dispatcher.take(note).await,
                None => return End::Stop,
            },
            Some(channel) = suspects.recv() => dispatcher.probe(channel).await.map_err(End::from),
            _ = round.tick() => dispatcher.probe_all().await.map_err(End::from),
        };
        if let Err(end) = done {
            return end;
        }
    }
}

struct Dispatcher {
    session: Session,
    lanes: Lanes,
}

impl Dispatcher {
    async fn take(&self, note: Note) -> Result<(), End> {
        let world = &self.session.shared.world;
        let data = &note.data;
        let guild = json::id(data, "guild_id");
        match note.kind.as_str() {
            "READY" => self.ready(data).await?,
            "GUILD_CREATE" => self.guild(data).await?,
            "GUILD_UPDATE" => {
                if let Some((id, tier)) = json::id(data, "id").zip(data["premium_tier"].as_u64()) {
                    world.set_tier(id, tier);
                }
            }
            "GUILD_DELETE" => self.guild_gone(data).await?,
            "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE" | "GUILD_ROLE_DELETE" => {
                let role = &data["role"];
                if let (Some(id), Some(name)) = (json::id(role, "id"), json::text(role, "name")) {
                    world.set_role(id, name);
                }
                // serenity writes the server into the role.
                self.probe_guild(guild.or_else(|| json::id(role, "guild_id"))).await?;
            }
            "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE" => {
                self.changed(data, guild).await?;
            }
            "THREAD_LIST_SYNC" => {
                for thread in json::items(&data["threads"]).filter_map(|t| Channel::of(t, guild)) {
                    world.set_channel(thread);
                }
            }
            "CHANNEL_DELETE" | "THREAD_DELETE" => {
                if let Some(id) = json::id(data, "id") {
                    world.remove_channel(id);
                    self.lanes.put(id, Job::Event(note)).await?;
                }
            }
            _ => {
                if let Some(channel) = json::id(data, "channel_id") {
                    self.lanes.put(channel, Job::Event(note)).await?;
                }
            }
        }
        Ok(())
    }

    /// A new session: what was said before it is read by each place before anything else.
    async fn ready(&self, data: &Value) -> Result<(), End> {
        let session = &self.session;
        let ids = json::id(&data["user"], "id").zip(json::id(&data["application"], "id"));
        let Some((user, application)) = ids else {
            tracing::error!("Discord's READY names no account");
            return Ok(());
        };
        session.shared.world.set_me(Me { user, application });
        self.check_guilds(data, application)?;
        for room in &session.shared.rooms() {
            session.stored(|| session.host.pin(&HERE, &room.id, &room.id)).await?;
        }
        session.tasks.spawn(commands::register(session.clone()));
        let checkpoints = session.stored(|| session.host.checkpoints(&HERE, DIRECT_CHATS)).await?;
        for chat in checkpoints.iter().filter_map(|c| direct_chat(&c.place)) {
            let missed = Missed { spot: Spot::direct(chat), channel: None, tally: None, first: None };
            self.lanes.put(chat, Job::CatchUp(missed)).await?;
        }
        Ok(())
    }

    /// The bot must be in one of the desk's servers at least.
    fn check_guilds(&self, data: &Value, application: u64) -> Result<(), End> {
        let present: Vec<u64> = json::items(&data["guilds"]).filter_map(|g| json::id(g, "id")).collect();
        let wanted = &self.session.shared.settings.guilds;
        let absent: Vec<u64> = wanted.iter().filter(|g| !present.contains(g)).copied().collect();
        if absent.is_empty() {
            return Ok(());
        }
        let invitation = permissions::invite_link(application);
        let names = absent.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        if absent.len() == wanted.len() {
            return Err(End::Hopeless(Stopped {
                platform: PLATFORM,
                cause: format!(
                    "the bot is not in the server {names}: invite it with {invitation} (or correct \
                     discord.guild), then start again"
                ),
            }));
        }
        tracing::error!(servers = names, invitation, "the bot is not in all of the desk's servers");
        Ok(())
    }

    /// A server is there: at the start, after an outage, or because the bot was invited.
    async fn guild(&self, data: &Value) -> Result<(), End> {
        let session = &self.session;
        let Some(guild) = json::id(data, "id") else { return Ok(()) };
        if data["unavailable"].as_bool() == Some(true) || !session.shared.serves(guild) {
            return Ok(());
        }
        session.shared.world.set_guild(guild, data);
        let mut threads = session.shared.world.threads_of(guild);
        for channel in session.shared.world.channels_of(guild) {
            if session.shared.role_of(channel.id).is_none() {
                continue;
            }
            session.seen(&channel).await?;
            let archived = session.archived(&channel).await?;
            let known: Vec<u64> = threads.iter().map(|t| t.id).collect();
            threads.extend(archived.into_iter().filter(|t| !known.contains(&t.id)));
        }
        let mut rooms: Vec<u64> = threads.iter().filter_map(|t| t.parent).collect();
        rooms.extend(session.shared.rooms().iter().filter_map(|r| crate::ids::parse(&r.id)));
        rooms.sort_unstable();
        rooms.dedup();
        for room in rooms {
            self.catch_up(guild, room, &threads).await?;
        }
        Ok(())
    }

    /// Has a room and its threads read.
    async fn catch_up(&self, guild: u64, room: u64, threads: &[Channel]) -> Result<(), Ended> {
        let world = &self.session.shared.world;
        let channel = world.channel(room).filter(|c| {
            c.guild == Some(guild) && self.session.shared.role_of(room).is_some() && Session::is_read(c)
        });
        let places: Vec<Channel> =
            channel.into_iter().chain(threads.iter().filter(|t| t.parent == Some(room)).cloned()).collect();
        let spot = Spot { channel: room, parent: None, guild: Some(guild) };
        let tally = Arc::new(Tally::new(spot, places.len()));
        for place in places {
            let id = place.id;
            let missed = Missed {
                spot: Spot::of(&place),
                channel: Some(place),
                tally: Some(tally.clone()),
                first: None,
            };
            self.lanes.put(id, Job::CatchUp(missed)).await?;
        }
        Ok(())
    }

    async fn changed(&self, data: &Value, guild: Option<u64>) -> Result<(), Ended> {
        let Some(channel) = Channel::of(data, guild) else { return Ok(()) };
        let id = channel.id;
        self.session.shared.world.set_channel(channel);
        self.probe(id).await
    }

    async fn probe(&self, channel: u64) -> Result<(), Ended> {
        let watched = self.session.shared.role_of(channel).is_some();
        if watched { self.lanes.put(channel, Job::Probe(channel)).await } else { Ok(()) }
    }

    async fn probe_all(&self) -> Result<(), Ended> {
        for guild in self.session.shared.settings.guilds.clone() {
            self.probe_guild(Some(guild)).await?;
        }
        Ok(())
    }

    async fn probe_guild(&self, guild: Option<u64>) -> Result<(), Ended> {
        let Some(guild) = guild.filter(|g| self.session.shared.serves(*g)) else { return Ok(()) };
        for channel in self.session.shared.world.channels_of(guild) {
            self.probe(channel.id).await?;
        }
        Ok(())
    }

    /// The bot was put out of a server; an outage of Discord's is none of that.
    async fn guild_gone(&self, data: &Value) -> Result<(), Ended> {
        let Some(guild) = json::id(data, "id") else { return Ok(()) };
        if data["unavailable"].as_bool() == Some(true) || !self.session.shared.serves(guild) {
            return Ok(());
        }
        let channels = self.session.shared.world.channels_of(guild);
        self.session.shared.world.remove_guild(guild);
        self.session.guild_lost(channels).await
    }
}
