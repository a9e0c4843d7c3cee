//! How many turns Discord's limits leave for each route, as its answers tell.
//!
//! serenity waits a limit out within the request, in the order of coming. That is right for seconds. Some limits last
//! for minutes (threads begun in a channel, direct chats opened): whoever waited for those in a request would keep
//! others from being served meanwhile, so such a request is refused here, before it is made.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serenity::http::{LightMethod, RatelimitingBucket, Route};
use tokio::sync::Notify;

/// A shorter wait is left to serenity.
const LONG: Duration = Duration::from_secs(10);
/// While answers are awaited, after which there may be a turn, it is asked again so soon.
const SOON: Duration = Duration::from_secs(1);
/// What two answers about the same turns may differ by in when there are new ones.
const SAME: Duration = Duration::from_secs(1);
/// Routes remembered before those are forgotten that have no limit of minutes: of these the next answer tells as much.
const REMEMBERED: usize = 1_000;
/// No limit lasts longer.
const FORGOTTEN: Duration = Duration::from_secs(3600);

/// Each method of a route has turns of its own.
type Key = (RatelimitingBucket, LightMethod);

/// The turns of all routes.
#[derive(Debug, Default)]
pub(super) struct Turns {
    routes: Mutex<HashMap<Key, State>>,
    answered: Notify,
}

/// What is known of one route.
#[derive(Clone, Debug)]
struct State {
    /// Requests that are not answered yet.
    under_way: i64,
    /// What Discord's answers say; nothing before the first.
    told: Option<Told>,
    used: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Told {
    /// All turns, when they are new.
    limit: i64,
    /// Those that were left.
    left: i64,
    /// When there are new ones …
    renewed: Instant,
    /// … and how long that was at the most.
    lasts: Duration,
}

impl State {
    /// Whether it may still refuse a request.
    fn is_to_be_known(&self, now: Instant) -> bool {
        self.told.is_some_and(|told| told.lasts > LONG)
            && now.saturating_duration_since(self.used) < FORGOTTEN
    }
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is under way.
    Go,
    /// Not before the answer to the first one tells how many there may be.
    Wait,
    /// It would wait for so long.
    Refused(Duration),
}

/// A request that may be made; it is under way until this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    key: Key,
}

impl Turns {
    /// A turn, or how long there is none.
    pub(super) async fn take(&self, route: Route<'_>, method: LightMethod) -> Result<Turn<'_>, Duration> {
        let key = (route.ratelimiting_bucket(), method);
        loop {
            let mut answered = pin!(self.answered.notified());
            answered.as_mut().enable();
            match self.decide(key, Instant::now()) {
                Verdict::Go => return Ok(Turn { turns: self, key }),
                Verdict::Refused(wait) => return Err(wait),
                Verdict::Wait => answered.await,
            }
        }
    }

    fn decide(&self, key: Key, now: Instant) -> Verdict {
        // Answers to interactions: serenity limits none of them either.
        if key.0.is_none() {
            return Verdict::Go;
        }
        let mut routes = self.lock();
        if routes.len() >= REMEMBERED {
            routes.retain(|_, state| state.under_way > 0 || state.is_to_be_known(now));
        }
        let state = routes.entry(key).or_insert(State { under_way: 0, told: None, used: now });
        match state.told {
            None if state.under_way > 0 => return Verdict::Wait,
            Some(told) if told.lasts > LONG => {
                let wait = told.renewed.saturating_duration_since(now);
                let left = if wait.is_zero() { told.limit } else { told.left };
                if left <= 0 && wait > LONG {
                    return Verdict::Refused(wait);
                }
                if left > 0 && left <= state.under_way {
                    return Verdict::Refused(SOON);
                }
            }
            _ => {}
        }
        state.under_way += 1;
        state.used = now;
        Verdict::Go
    }

    fn answered(&self, key: Key, headers: &HeaderMap, now: Instant) {
        let number = |name| headers.get(name)?.to_str().ok()?.parse::<f64>().ok();
        let after = number("x-ratelimit-reset-after").and_then(|s| Duration::try_from_secs_f64(s).ok());
        let (Some(limit), Some(left), Some(after)) =
            (number("x-ratelimit-limit"), number("x-ratelimit-remaining"), after)
        else {
            // Where nothing is said of turns nobody waits for what an answer says.
            if let Some(state) = self.lock().get_mut(&key) {
                state.told.get_or_insert(Told { limit: 1, left: 1, renewed: now, lasts: Duration::ZERO });
            }
            return;
        };
        #[expect(clippy::cast_possible_truncation, reason = "numbers of requests")]
        let (limit, left, renewed) = (limit as i64, left as i64, now + after);
        if let Some(state) = self.lock().get_mut(&key) {
            // Answers may overtake each other: of those about the same turns the least is the newest.
            let same = state.told.filter(|told| {
                renewed.saturating_duration_since(told.renewed) < SAME
                    && told.renewed.saturating_duration_since(renewed) < SAME
            });
            let left = same.map_or(left, |told| told.left.min(left));
            let lasts = state.told.map_or(after, |told| told.lasts.max(after));
            state.told = Some(Told { limit, left, renewed, lasts });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, State>> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Takes note of what Discord's answer says.
    pub(super) fn answered(&self, headers: &HeaderMap) {
        self.turns.answered(self.key, headers, Instant::now());
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(state) = self.turns.lock().get_mut(&self.key) {
            state.under_way -= 1;
        }
        self.turns.answered.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use reqwest::header::{HeaderMap, HeaderValue};
    use serenity::http::{LightMethod, Route};
    use serenity::model::id::{ChannelId, MessageId};

    use super::{Key, SOON, Turn, Turns, Verdict};

    fn key(channel: u64) -> Key {
        let route = Route::ChannelMessageThreads {
            channel_id: ChannelId::new(channel),
            message_id: MessageId::new(9),
        };
        (route.ratelimiting_bucket(), LightMethod::Post)
    }

    fn headers(limit: u32, left: u32, after: u32) -> HeaderMap {
        let names = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset-after"];
        names
            .into_iter()
            .zip([limit, left, after].map(HeaderValue::from))
            .map(|(n, v)| (n.parse().expect("a name"), v))
            .collect()
    }

    /// Asks in channel 1 and is answered that so many turns of 50 are left for so long.
    fn ask(turns: &Turns, now: Instant, left: u32, after: u32) {
        assert_eq!(turns.decide(key(1), now), Verdict::Go);
        let turn = Turn { turns, key: key(1) };
        turns.answered(turn.key, &headers(50, left, after), now);
    }

    #[test]
    fn without_a_turn_for_minutes_nothing_is_asked_until_there_are_new_ones() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 0, 300);
        assert_eq!(turns.decide(key(1), now), Verdict::Refused(Duration::from_secs(300)));
        assert_eq!(turns.decide(key(2), now), Verdict::Go, "another channel has turns of its own");
        assert_eq!(turns.decide(key(1), now + Duration::from_secs(300)), Verdict::Go, "there are new ones");
    }

    #[test]
    fn a_wait_of_seconds_is_left_to_serenity() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 0, 5);
        assert_eq!(turns.decide(key(1), now), Verdict::Go);
    }

    #[test]
    fn the_first_one_tells_how_many_there_may_be() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), now), Verdict::Go);
        assert_eq!(turns.decide(key(1), now), Verdict::Wait);
        drop(Turn { turns: &turns, key: key(1) });
        assert_eq!(turns.decide(key(1), now), Verdict::Go, "it was not answered: this one is the first");
    }

    #[test]
    fn where_nothing_is_said_of_turns_nobody_waits() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), now), Verdict::Go);
        turns.answered(key(1), &HeaderMap::new(), now);
        assert_eq!([0; 3].map(|_| turns.decide(key(1), now)), [(); 3].map(|()| Verdict::Go));
    }

    #[test]
    fn who_is_under_way_has_taken_what_is_left() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 2, 300);
        assert_eq!([0; 2].map(|_| turns.decide(key(1), now)), [Verdict::Go, Verdict::Go]);
        assert_eq!(turns.decide(key(1), now), Verdict::Refused(SOON), "their answers may tell more");
        drop(Turn { turns: &turns, key: key(1) });
        assert_eq!(turns.decide(key(1), now), Verdict::Go, "that one was not counted after all");
    }

    #[test]
    fn of_many_routes_those_with_a_limit_of_minutes_are_known() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 0, 300);
        for channel in 2..3_000 {
            assert_eq!(turns.decide(key(channel), now), Verdict::Go);
            let turn = Turn { turns: &turns, key: key(channel) };
            turns.answered(turn.key, &headers(5, 4, 1), now);
        }
        assert!(turns.lock().len() <= 1_000);
        assert_eq!(turns.decide(key(1), now), Verdict::Refused(Duration::from_secs(300)));
    }

    #[test]
    fn an_answer_that_was_overtaken_tells_nothing_new() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 1, 300);
        turns.answered(key(1), &headers(50, 0, 300), now);
        turns.answered(key(1), &headers(50, 1, 300), now);
        assert_eq!(turns.decide(key(1), now), Verdict::Refused(Duration::from_secs(300)));
    }
}
