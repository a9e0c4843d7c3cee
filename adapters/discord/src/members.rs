//! Who somebody is in a server: their name there and their roles, asked when it matters.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use serenity::http::Route;
use serenity::model::id::{GuildId, UserId};
use sportello_chat::Bounded;

use crate::api::{Api, ApiError, Params, code};
use crate::json;

/// How long an answer is good for: enough for a burst of messages, too short to be trusted longer.
const FRESH: Duration = Duration::from_secs(5);
/// Members remembered at most.
const REMEMBERED: usize = 1_000;
/// Messages whose authors' membership is remembered at most until they are read again.
const UNREAD: usize = 10_000;

/// A person in a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) nick: Option<String>,
    pub(crate) roles: Vec<u64>,
}

impl Member {
    /// The member object an event carries.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        value["roles"].as_array().map(|roles| Self {
            nick: json::text(value, "nick").map(str::to_owned),
            roles: roles.iter().filter_map(json::as_id).collect(),
        })
    }
}

/// Members asked for a moment ago, and those who have written what is still to be read.
#[derive(Debug)]
pub(crate) struct Members {
    recent: Mutex<Bounded<Who, Answer>>,
    written: Mutex<Bounded<u64, Member>>,
}

/// A server, and somebody.
type Who = (u64, u64);
/// When it was given, and whether they are a member.
type Answer = (Instant, Option<Member>);

impl Default for Members {
    fn default() -> Self {
        Self { recent: Mutex::new(Bounded::new(REMEMBERED)), written: Mutex::new(Bounded::new(UNREAD)) }
    }
}

impl Members {
    /// The member `user` of `guild`; none if they are not in it.
    pub(crate) async fn get(&self, api: &Api, guild: u64, user: u64) -> Result<Option<Member>, ApiError> {
        if let Some(member) = self.recent(guild, user) {
            return Ok(member);
        }
        let route = Route::GuildMember { guild_id: GuildId::new(guild), user_id: UserId::new(user) };
        let member = match api.get(route, Params::new()).await {
            Ok(value) => Some(Member::of(&value).unwrap_or_default()),
            Err(e) if matches!(e.code(), code::UNKNOWN_MEMBER | code::UNKNOWN_USER) => None,
            // The bot is not in that server: nor does it matter who is.
            Err(e) if e.is_closed() => None,
            Err(e) => return Err(e),
        };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.insert((guild, user), (Instant::now(), member.clone()));
        Ok(member)
    }

    /// Remembers who has written `message`, of which Discord tells with the event alone: read again it is told without,
    /// and each author would cost a question.
    pub(crate) fn has_written(&self, message: u64, member: Member) {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(message, member);
    }

    /// Who had written `message`, if that was remembered; it is forgotten now.
    pub(crate) fn who_wrote(&self, message: u64) -> Option<Member> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).remove(&message)
    }

    fn recent(&self, guild: u64, user: u64) -> Option<Option<Member>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, member) = recent.get(&(guild, user))?;
        (at.elapsed() < FRESH).then(|| member.clone())
    }
}
