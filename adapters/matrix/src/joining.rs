//! Which rooms the bot goes into: those of bot.toml, and direct chats; nowhere else.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use matrix_sdk::ruma::{OwnedRoomId, OwnedServerName, RoomAliasId, RoomId, UserId};
use matrix_sdk::{Room, RoomState};
use matrix_sdk_base::deserialized_responses::MemberEvent;
use sportello_chat::{Author, Event, Inbound, Pin, Place};
use tokio::sync::Notify;

use crate::feed::{Session, Signal};
use crate::intake::is_transient;
use crate::{PLATFORM, RoomRole, RoomSetting};

/// How long until a room that could not be found or joined is tried again.
const AGAIN: Duration = Duration::from_secs(60);

/// The rooms to be in.
pub(crate) struct Joining {
    session: Session,
    wake: Arc<Notify>,
    unresolved: Vec<RoomSetting>,
    /// Rooms the bot was in: whoever removed it from one does not find it back unasked.
    been_in: HashSet<OwnedRoomId>,
    /// What was last said about a room, so that it is said once.
    complaints: HashMap<String, String>,
}

impl Joining {
    pub(crate) fn new(session: Session, wake: Arc<Notify>) -> Self {
        // All of them are looked for here: none is new any more.
        session.shared.take_new_rooms();
        let unresolved = session.shared.rooms();
        Self { session, wake, unresolved, been_in: HashSet::new(), complaints: HashMap::new() }
    }

    /// Looks again whenever it is called to, and from time to time while something is wanting.
    pub(crate) async fn keep(mut self) {
        let stop = self.session.stop.clone();
        loop {
            let wanting = tokio::select! {
                () = stop.cancelled() => return,
                wanting = self.look() => wanting,
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(AGAIN), if wanting => {}
            }
        }
    }

    /// Resolves names, joins rooms, answers invitations. Says whether something is still wanting.
    async fn look(&mut self) -> bool {
        self.resolve_all().await;
        let mut wanting = !self.unresolved.is_empty();
        for (id, names) in self.session.shared.bearings.all() {
            wanting |= !self.join(&id, &names).await;
        }
        for room in self.session.client.invited_rooms() {
            wanting |= !self.answer(&room).await;
        }
        wanting
    }

    /// Gives the names of bot.toml their rooms, as far as they can be resolved now.
    pub(crate) async fn resolve_all(&mut self) {
        self.unresolved.extend(self.session.shared.take_new_rooms());
        let wanted = self.session.shared.rooms();
        for setting in std::mem::take(&mut self.unresolved).into_iter().filter(|s| wanted.contains(s)) {
            match self.resolve(&setting.name).await {
                Ok(id) => self.name(&id, &setting),
                Err(complaint) => {
                    self.complain(&setting.name, complaint);
                    self.unresolved.push(setting);
                }
            }
        }
        self.session.shared.set_unresolved(!self.unresolved.is_empty());
    }

    fn complain(&mut self, about: &str, complaint: String) {
        if self.complaints.get(about) != Some(&complaint) {
            tracing::warn!(room = about, complaint, "a room of the desk is not there");
            self.complaints.insert(about.to_owned(), complaint);
        }
    }

    /// `setting` is the room `id`, or what this one has become by upgrades.
    ///
    /// A room that is read goes on from the earliest of them the bot is in: its feed tells the upgrade,
    /// and only then is the next one read. Who belongs to a group the last one says.
    fn name(&self, id: &RoomId, setting: &RoomSetting) {
        let rooms = self.upgrades(id);
        let last = rooms.len() - 1;
        let is_joined = |id: &OwnedRoomId| {
            self.session.client.get_room(id).is_some_and(|room| room.state() == RoomState::Joined)
        };
        let n = match setting.role {
            RoomRole::Group => last,
            _ => rooms.iter().position(is_joined).unwrap_or(last),
        };
        let room = rooms[n].clone();
        self.session.shared.bearings.set(room.clone(), setting.clone());
        let _ = self.session.signals.send(Signal::Named { room, successor: n > 0 });
    }

    /// The room that the name stands for, as it was first pinned.
    async fn resolve(&mut self, name: &str) -> Result<OwnedRoomId, String> {
        if name.starts_with('!') {
            // Pinned as well: the desk follows it by its name when it is upgraded.
            let id = RoomId::parse(name).map_err(|e| format!("no room id: {e}"))?;
            return self.pin(name, id).await;
        }
        let alias = RoomAliasId::parse(name).map_err(|e| format!("no room alias: {e}"))?;
        let pinned = self.session.host.pinned(&PLATFORM, name).await.map_err(|e| e.to_string())?;
        let resolved = self.session.client.resolve_room_alias(&alias).await.map(|r| r.room_id);
        if let Some(pinned) = pinned.and_then(|id| RoomId::parse(id).ok()) {
            if let Ok(now) = resolved
                && !self.upgrades(&pinned).contains(&now)
            {
                tracing::error!(
                    alias = name, %pinned, %now,
                    "the alias points to another room than before; the desk stays in the room it knows, \
                     until an admin says otherwise"
                );
            }
            return Ok(pinned);
        }
        let id = resolved.map_err(|e| format!("the alias can't be resolved: {e}"))?;
        self.pin(name, id).await
    }

    /// Has the name stand for this room, unless it stands for one already; gives that.
    async fn pin(&self, name: &str, id: OwnedRoomId) -> Result<OwnedRoomId, String> {
        match self.session.host.pin(&PLATFORM, name, id.as_str()).await.map_err(|e| e.to_string())? {
            Pin::Pinned => Ok(id),
            Pin::Kept { id } => RoomId::parse(&id).map_err(|e| format!("pinned to no room id: {e}")),
        }
    }

    /// The room `id`, and those it has become by upgrades, in order.
    fn upgrades(&self, id: &RoomId) -> Vec<OwnedRoomId> {
        let mut rooms = vec![id.to_owned()];
        while let Some(next) =
            rooms.last().and_then(|id| self.session.client.get_room(id)).and_then(|r| r.successor_room())
        {
            // Rooms can form a ring.
            if rooms.contains(&next.room_id) {
                break;
            }
            rooms.push(next.room_id);
        }
        rooms
    }

    /// Whether the bot is in the room now, or has been put out of it.
    async fn join(&mut self, id: &RoomId, names: &[String]) -> bool {
        let state = self.session.client.get_room(id).map(|r| r.state());
        if state == Some(RoomState::Joined) {
            self.been_in.insert(id.to_owned());
            return true;
        }
        if self.been_in.contains(id) && state != Some(RoomState::Invited) {
            return true;
        }
        match self.session.client.join_room_by_id_or_alias(id.into(), &self.via(names)).await {
            Ok(room) => {
                tracing::info!(room = %room.room_id(), ?names, "joined");
                self.been_in.insert(id.to_owned());
                let signal = Signal::Named { room: room.room_id().to_owned(), successor: false };
                let _ = self.session.signals.send(signal);
                true
            }
            Err(error) => {
                let name = names.first().map_or(id.as_str(), String::as_str).to_owned();
                self.complain(&name, format!("the bot can't join; invite it: {error}"));
                self.report_lost(id, &error.to_string()).await;
                false
            }
        }
    }

    /// Servers that may know the room.
    fn via(&self, names: &[String]) -> Vec<OwnedServerName> {
        let own = UserId::parse(&self.session.shared.settings.user).map(|u| u.server_name().to_owned());
        let aliases = names.iter().filter_map(|n| RoomAliasId::parse(n).ok());
        own.into_iter().chain(aliases.map(|a| a.server_name().to_owned())).collect()
    }

    /// A room that was read before and was lost while nobody saw it.
    async fn report_lost(&self, id: &RoomId, reason: &str) {
        let known = self.session.host.checkpoint(&PLATFORM, id.as_str()).await;
        let Some(room) = self.session.client.get_room(id).filter(|_| matches!(known, Ok(Some(_)))) else {
            return;
        };
        let Some((event, at)) = left_by(&room).await else { return };
        let me = self.session.shared.settings.user.clone();
        let inbound = Inbound {
            platform: PLATFORM,
            id: event,
            at,
            author: Author { id: me, bot: true, ..Author::default() },
            place: Place { room: id.to_string(), thread: None, direct: false, encrypted: false, realm: None },
            event: Event::PlaceLost { reason: reason.to_owned() },
            checkpoint: None,
        };
        if let Err(error) = self.session.host.submit(inbound).await {
            tracing::warn!(%error, room = %id, "the loss of a room was not stored; it will be reported again");
        }
    }

    /// Accepts or refuses an invitation; false if neither could be done now.
    async fn answer(&mut self, room: &Room) -> bool {
        let id = room.room_id().to_owned();
        if self.session.shared.bearings.is_named(&id) {
            return true;
        }
        let done = match self.is_welcome(room).await {
            None => return false,
            Some(true) => {
                tracing::info!(room = %id, "joining a direct chat");
                accept(room).await
            }
            Some(false) => {
                tracing::info!(room = %id, "invitation refused: neither a room of the desk nor a direct chat");
                room.leave().await
            }
        };
        match done {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, room = %id, "an invitation can't be answered");
                !is_transient(&error)
            }
        }
    }

    /// Whether the invitation is to a direct chat; none while that can't be said.
    async fn is_welcome(&self, room: &Room) -> Option<bool> {
        if room.is_direct().await.unwrap_or(false) {
            return Some(true);
        }
        if !self.unresolved.is_empty() {
            return None;
        }
        match self.session.client.get_room_preview(room.room_id().into(), Vec::new()).await {
            Ok(preview) => Some(preview.room_type.is_none() && preview.num_joined_members <= 1),
            Err(error) if is_transient(&error) => None,
            Err(_) => Some(false),
        }
    }
}

/// Joins a direct chat, and lists it as one, so that it is found when the bot wants to speak first.
async fn accept(room: &Room) -> matrix_sdk::Result<()> {
    room.join().await?;
    if !room.is_direct().await.unwrap_or(false) {
        room.set_is_direct(true).await?;
    }
    Ok(())
}

/// The event by which the bot left the room, and its time.
async fn left_by(room: &Room) -> Option<(String, chrono::DateTime<chrono::Utc>)> {
    let member = room.get_member_no_sync(room.own_user_id()).await.ok()??;
    match member.event().as_ref() {
        MemberEvent::Sync(event) => {
            let at = i64::from(event.origin_server_ts().get());
            Some((event.event_id().to_string(), chrono::DateTime::from_timestamp_millis(at)?))
        }
        MemberEvent::Stripped(_) => None,
    }
}
