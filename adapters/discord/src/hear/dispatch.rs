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
use super::losses::Occasion;
use super::place::{DIRECT, direct_chat};
use super::{Note, Session, Spot};
use crate::patience::Ended;
use crate::world::{Channel, Me};
use crate::{HERE, PLATFORM, commands, json, permissions};

/// Direct chats that are read after an outage, those in which something was said last.
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
    // As many as the desk has channels, at most: a lane that finds one again waits for nobody.
    let (find, mut found) = mpsc::unbounded_channel();
    let lanes = Lanes::of(&session, find);
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
            Some(channel) = suspects.recv() => {
                dispatcher.probe(channel, Occasion::Refusal).await.map_err(End::from)
            }
            Some(channel) = found.recv() => dispatcher.read_again(channel).await.map_err(End::from),
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
            "GUILD_MEMBER_UPDATE" => {
                if json::id(&data["user"], "id") == Some(world.me().user) {
                    self.probe_guild(guild).await?;
                }
            }
            "THREAD_LIST_SYNC" => self.sees_more(data, guild).await?,
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
        let chats = session.stored(|| session.host.checkpoints(&HERE, DIRECT, DIRECT_CHATS)).await?;
        for chat in chats.iter().filter_map(|c| direct_chat(&c.place)) {
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
            // A server tells of channels that the bot can't see, too.
            self.probe(channel.id, Occasion::Change).await?;
            let archived = session.archived(&channel).await?;
            let known: Vec<u64> = threads.iter().map(|t| t.id).collect();
            threads.extend(archived.into_iter().filter(|t| !known.contains(&t.id)));
        }
        let mut rooms: Vec<u64> = threads.iter().filter_map(|t| t.parent).collect();
        rooms.extend(session.shared.rooms().iter().filter_map(|r| crate::ids::parse(&r.id)));
        rooms.sort_unstable();
        rooms.dedup();
        for room in rooms {
            let channel = session.shared.world.channel(room).filter(|c| {
                c.guild == Some(guild) && session.shared.role_of(room).is_some() && Session::is_read(c)
            });
            let in_room = threads.iter().filter(|t| t.parent == Some(room)).cloned();
            self.catch_up(guild, room, channel.into_iter().chain(in_room).collect()).await?;
        }
        Ok(())
    }

    /// The bot sees channels that it may not have seen before, whether that was noticed or not. What was said there
    /// meanwhile stands before whatever is said from now on.
    async fn sees_more(&self, data: &Value, guild: Option<u64>) -> Result<(), Ended> {
        let shared = &self.session.shared;
        for thread in json::items(&data["threads"]).filter_map(|t| Channel::of(t, guild)) {
            shared.world.set_channel(thread);
        }
        let channels: Vec<u64> = match &data["channel_ids"] {
            Value::Array(channels) => channels.iter().filter_map(json::as_id).collect(),
            _ => guild.map(|g| shared.world.channels_of(g)).into_iter().flatten().map(|c| c.id).collect(),
        };
        for channel in channels {
            self.read_again(channel).await?;
        }
        Ok(())
    }

    /// Has a channel of the desk read with its threads, whose last messages are not known.
    async fn read_again(&self, room: u64) -> Result<(), Ended> {
        let session = &self.session;
        let Some(channel) = session.shared.world.channel(room) else { return Ok(()) };
        let Some(guild) = channel.guild.filter(|guild| session.shared.serves(*guild)) else { return Ok(()) };
        if session.shared.role_of(room).is_none() || !Session::is_read(&channel) {
            return Ok(());
        }
        let archived = session.archived(&channel).await?;
        let is_active = |thread: &Channel| !archived.iter().any(|a| a.id == thread.id);
        let mut places = session.shared.world.threads_of(guild);
        places.retain(|thread| thread.parent == Some(room) && is_active(thread));
        places.push(channel);
        for place in &mut places {
            place.last_message = None;
        }
        places.extend(archived);
        self.catch_up(guild, room, places).await
    }

    /// Has the places of a room read: itself, threads.
    async fn catch_up(&self, guild: u64, room: u64, places: Vec<Channel>) -> Result<(), Ended> {
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
        self.probe(id, Occasion::Change).await
    }

    async fn probe(&self, channel: u64, occasion: Occasion) -> Result<(), Ended> {
        let watched = self.session.shared.role_of(channel).is_some();
        if watched { self.lanes.put(channel, Job::Probe(channel, occasion)).await } else { Ok(()) }
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
            self.probe(channel.id, Occasion::Change).await?;
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
