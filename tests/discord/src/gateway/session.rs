//! A session: what was sent over it, so that it can be resumed.

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::world::World;

/// What goes over the socket next.
#[derive(Debug)]
pub enum Out {
    /// A message.
    Text(String),
    /// The end, with a code.
    Close(u16),
    /// The end, without a word.
    Cut,
    /// Silence: nothing is said or answered any more.
    Freeze,
}

/// A session.
#[derive(Debug)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// What the bot asked for.
    pub intents: u64,
    /// How many events were sent.
    pub sequence: u64,
    /// The events, to be sent again if need be.
    pub sent: Vec<(u64, String)>,
    /// The socket, while there is one.
    pub link: Option<UnboundedSender<Out>>,
}

impl Session {
    /// Numbers an event and sends it, now or after a resumption.
    pub fn dispatch(&mut self, name: &str, data: &Value) -> String {
        self.sequence += 1;
        let text = json!({ "op": 0, "t": name, "s": self.sequence, "d": data }).to_string();
        self.sent.push((self.sequence, text.clone()));
        self.send(Out::Text(text.clone()));
        text
    }

    /// Sends something outside the sequence; nobody gets it if there is no socket.
    pub fn send(&mut self, out: Out) {
        if self.link.as_ref().is_some_and(|link| link.send(out).is_err()) {
            self.link = None;
        }
    }
}

impl World {
    /// Begins a session: READY, then every guild.
    pub(crate) fn begin_session(
        &mut self,
        intents: u64,
        shard: &Value,
        link: UnboundedSender<Out>,
        url: &str,
    ) {
        self.gateway.identified += 1;
        let id = format!("{:016x}", self.make_id().0);
        let guilds: Vec<_> =
            self.guilds.values().filter(|g| g.members.contains_key(&self.bot)).map(|g| g.id).collect();
        let unavailable: Vec<Value> =
            guilds.iter().map(|id| json!({ "id": id, "unavailable": true })).collect();
        let mut ready = json!({
            "v": 10,
            "user": self.current_user_json(),
            "guilds": unavailable,
            "session_id": id,
            "resume_gateway_url": url,
            "application": { "id": self.bot, "flags": self.application_flags() },
            "user_settings": {}, "relationships": [], "private_channels": [], "presences": [],
        });
        if shard.is_array() {
            ready["shard"] = shard.clone();
        }
        let mut session = Session { id, intents, sequence: 0, sent: Vec::new(), link: Some(link) };
        let text = session.dispatch("READY", &ready);
        self.check_gateway(&text);
        for guild in guilds.into_iter().filter(|_| intents & super::intents::bits::GUILDS != 0) {
            let data = self.guild_create_json(guild, intents & super::intents::bits::GUILD_MEMBERS != 0);
            let text = session.dispatch("GUILD_CREATE", &data);
            self.check_gateway(&text);
        }
        self.gateway.sessions.push(session);
    }

    /// Takes a session up again behind what the bot has last seen. Whether there is one.
    pub(crate) fn resume_session(&mut self, id: &str, seen: u64, link: UnboundedSender<Out>) -> bool {
        let Some(session) = self.gateway.sessions.iter_mut().find(|s| s.id == id) else { return false };
        self.gateway.resumed += 1;
        session.link = Some(link);
        let missed: Vec<String> =
            session.sent.iter().filter(|(n, _)| *n > seen).map(|(_, t)| t.clone()).collect();
        for text in missed {
            session.send(Out::Text(text));
        }
        session.dispatch("RESUMED", &json!({ "_trace": [] }));
        true
    }

    /// The flags of the application: which privileged intents it may use.
    pub(crate) fn application_flags(&self) -> u64 {
        let members = if self.settings.guild_members { 1 << 15 } else { 0 };
        let content = if self.settings.message_content { 1 << 19 } else { 0 };
        members | content
    }
}
