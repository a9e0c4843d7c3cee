//! Threads: started, joined, put away and brought back.

use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ChannelId, MessageId, UserId};
use sportello_chat::{Attempt, SendError, Sent, Target, ThreadStart};

use super::place::{self, id};
use super::room_for_threads::{FULL, make_room};
use crate::api::{ApiError, code};
use crate::errors::{Act, refused, send_error};
use crate::shared::Shared;
use crate::world::{Channel, kind};
use crate::{ids, json};

/// Characters of a thread's name (Discord's reference, "Start Thread").
const MAX_NAME: usize = 100;
/// Minutes without a word until a thread archives itself: a week, the longest there is.
const ARCHIVE_AFTER: u64 = 10_080;

/// Starts a thread.
pub(super) async fn start(
    shared: &Shared,
    room: &str,
    start: &ThreadStart,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    let room = id(room)?;
    let channel = place::known(shared, room).await?;
    if let Some(guild) = channel.guild
        && shared.world.count_threads_of(guild) >= FULL
    {
        make_room(shared, guild).await;
    }
    match create(shared, &channel, start, attempt).await {
        Err(error) if error.code() == code::TOO_MANY_THREADS => {
            if let Some(guild) = channel.guild {
                make_room(shared, guild).await;
            }
            create(shared, &channel, start, attempt).await
        }
        done => done,
    }
    .map_err(verdict)
}

/// An error of Discord's, or the verdict on what else went wrong.
enum Failure {
    Api(ApiError),
    Known(SendError),
}

impl Failure {
    fn code(&self) -> i64 {
        match self {
            Self::Api(error) => error.code(),
            Self::Known(_) => 0,
        }
    }
}

fn verdict(failure: Failure) -> SendError {
    match failure {
        Failure::Api(error) if error.code() == code::TOO_MANY_THREADS => SendError::Retry {
            after: Some(std::time::Duration::from_secs(60)),
            cause: "the server has as many active threads as Discord allows".into(),
        },
        Failure::Api(error) if error.code() == code::UNKNOWN_MESSAGE => {
            SendError::Unreachable { cause: "the message its thread was to hang on was deleted".into() }
        }
        Failure::Api(error) => send_error(error, Act::Create),
        Failure::Known(error) => error,
    }
}

async fn create(
    shared: &Shared,
    room: &Channel,
    start: &ThreadStart,
    attempt: &Attempt,
) -> Result<Sent, Failure> {
    if start.private {
        return private(shared, room, start, attempt).await;
    }
    let on = start.on.as_deref().or_else(|| attempt.sent_message());
    let on = on.ok_or_else(|| Failure::Known(refused("there is no message to start a thread on")))?;
    let message = id(on).map_err(Failure::Known)?;
    let request = json!({ "name": name(&start.title), "auto_archive_duration": ARCHIVE_AFTER });
    let route = Route::ChannelMessageThreads {
        channel_id: ChannelId::new(room.id),
        message_id: MessageId::new(message),
    };
    let thread = match shared.api.post(route, &request).await {
        Ok(thread) => {
            started(shared, &thread, room);
            json::id(&thread, "id").unwrap_or(message)
        }
        // A thread has the id of the message it hangs on.
        Err(error) if error.code() == code::THREAD_EXISTS => message,
        Err(error) => return Err(Failure::Api(error)),
    };
    let members: Vec<u64> = start.members.iter().filter_map(|m| ids::parse(m)).collect();
    match let_in(shared, thread, &members).await {
        // All can read it; whoever has left meanwhile is missed when they are called.
        Ok(()) | Err(SendError::Permanent { .. }) => Ok(thread_sent(thread)),
        Err(error) => Err(Failure::Known(error)),
    }
}

fn thread_sent(thread: u64) -> Sent {
    Sent { thread: Some(thread.to_string()), ..Sent::default() }
}

fn started(shared: &Shared, thread: &Value, room: &Channel) {
    if let Some(thread) = Channel::of(thread, room.guild) {
        shared.world.set_channel(thread);
    }
}

/// A private thread hangs on no message; those who may see it are let in one by one.
async fn private(
    shared: &Shared,
    room: &Channel,
    start: &ThreadStart,
    attempt: &Attempt,
) -> Result<Sent, Failure> {
    let members = present(shared, room, start).await.map_err(Failure::Known)?;
    let thread = match shared.begun_thread(&attempt.key) {
        Some(thread) => thread,
        None => {
            let request = json!({
                "name": name(&start.title),
                "type": kind::PRIVATE_THREAD,
                "invitable": false,
                "auto_archive_duration": ARCHIVE_AFTER,
            });
            let route = Route::ChannelThreads { channel_id: ChannelId::new(room.id) };
            let thread = shared.api.post(route, &request).await.map_err(Failure::Api)?;
            started(shared, &thread, room);
            let id = json::id(&thread, "id");
            id.ok_or_else(|| Failure::Known(SendError::Unknown { cause: "Discord gave no id".into() }))?
        }
    };
    shared.begin_thread(&attempt.key, thread);
    let_in(shared, thread, &members).await.map_err(Failure::Known)?;
    Ok(thread_sent(thread))
}

/// Those who can be let in; a thread whose people have all left would reach nobody.
async fn present(shared: &Shared, room: &Channel, start: &ThreadStart) -> Result<Vec<u64>, SendError> {
    let mut members = Vec::new();
    for member in &start.members {
        let member = id(member)?;
        let there = match room.guild {
            Some(guild) => {
                let found = shared.members.get(&shared.api, guild, member).await;
                found.map_err(|e| send_error(e, Act::Ask))?.is_some()
            }
            None => true,
        };
        if there {
            members.push(member);
        }
    }
    if members.is_empty() && !start.members.is_empty() {
        return Err(SendError::Unreachable { cause: "the person is no longer in the server".into() });
    }
    Ok(members)
}

/// Lets people into a thread. Done again, it does no harm.
pub(super) async fn let_in(shared: &Shared, thread: u64, members: &[u64]) -> Result<(), SendError> {
    for member in members {
        put_member(shared, thread, *member).await?;
    }
    Ok(())
}

async fn put_member(shared: &Shared, thread: u64, member: u64) -> Result<(), SendError> {
    let route =
        Route::ChannelThreadMember { channel_id: ChannelId::new(thread), user_id: UserId::new(member) };
    match shared.api.bare(LightMethod::Put, route).await {
        Ok(_) => Ok(()),
        Err(error) if error.code() == code::THREAD_ARCHIVED => {
            set_archived(shared, thread, false).await?;
            let again = shared.api.bare(LightMethod::Put, route).await;
            again.map(|_| ()).map_err(|e| send_error(e, Act::Change))
        }
        Err(error) if matches!(error.code(), code::UNKNOWN_MEMBER | code::UNKNOWN_USER) => {
            Err(refused("the person is not in the server"))
        }
        Err(error) => Err(send_error(error, Act::Change)),
    }
}

/// Lets a person in.
pub(super) async fn invite(
    shared: &Shared,
    target: &Target,
    person: &str,
    attempt: &Attempt,
) -> Result<Sent, SendError> {
    put_member(shared, place::channel(target, attempt)?, id(person)?).await?;
    Ok(Sent::default())
}

/// Puts a thread away; one that is gone is away.
pub(super) async fn archive(shared: &Shared, target: &Target, attempt: &Attempt) -> Result<Sent, SendError> {
    match set_archived(shared, place::channel(target, attempt)?, true).await {
        Ok(()) | Err(SendError::Unreachable { .. }) => Ok(Sent::default()),
        Err(error) => Err(error),
    }
}

/// Puts a thread away, or brings it back.
pub(super) async fn set_archived(shared: &Shared, thread: u64, archived: bool) -> Result<(), SendError> {
    let route = Route::Channel { channel_id: ChannelId::new(thread) };
    let now = shared.api.patch(route, &json!({ "archived": archived })).await;
    let now = now.map_err(|e| send_error(e, Act::Change))?;
    if let Some(thread) = Channel::of(&now, None) {
        shared.world.set_channel(thread);
    }
    Ok(())
}

/// A name of one line that fits; it may not be empty.
pub(super) fn name(title: &str) -> String {
    let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = crate::interactions::shortened(&line, MAX_NAME);
    if name.is_empty() { "…".to_owned() } else { name }
}
