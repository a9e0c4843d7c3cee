//! How many turns Discord's limits leave for each route, as its answers tell.
//!
//! serenity waits a limit out within the request. When it is over all who wait go at once, and of those that are then
//! refused each waits again, one after the other. So no more are let through here than there are turns. What nothing is
//! known of yet, after a start or since the turns are new, one request finds out alone: an answer tells, or serenity,
//! when it begins to wait.
//!
//! A limit of seconds is waited for here, by as many as it will let through then. Some limits last for minutes (threads
//! begun in a channel, direct chats opened): whoever waited for those would keep others from being served meanwhile, so
//! such a request is refused, before it is made.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serenity::http::{LightMethod, RatelimitingBucket, Route};
use tokio::sync::Notify;

/// A longer wait is no wait within a request.
pub(super) const LONG: Duration = Duration::from_secs(10);
/// While answers are awaited, after which there may be a turn, it is asked again so soon.
const SOON: Duration = Duration::from_secs(1);
/// An answer that takes longer may not come at all.
const FIRST_ANSWER: Duration = Duration::from_secs(5);
/// What two answers about the same turns may differ by in when there are new ones.
const SAME: Duration = Duration::from_secs(1);
/// Routes remembered before those are forgotten that have no limit of minutes: of these the next answer tells as much.
const REMEMBERED: usize = 1_000;
/// No limit lasts longer.
const FORGOTTEN: Duration = Duration::from_secs(3600);

/// Each method of a route has turns of its own.
type Key = (RatelimitingBucket, LightMethod);

/// The turns of all routes.
#[derive(Debug)]
pub(super) struct Turns {
    routes: Mutex<HashMap<Key, State>>,
    answered: Notify,
    /// How long is waited for the answer that tells how many turns there are, before another one finds out.
    patience: Duration,
}

impl Default for Turns {
    fn default() -> Self {
        Self { routes: Mutex::default(), answered: Notify::new(), patience: FIRST_ANSWER }
    }
}

/// What is known of one route.
#[derive(Clone, Debug)]
struct State {
    /// Requests that are not answered yet.
    under_way: i64,
    /// Requests that wait for new turns.
    waiting: i64,
    /// What Discord's answers say; nothing before the first.
    told: Option<Told>,
    /// serenity waits although turns are left: what it counts is not to be believed until another request has asked.
    is_doubted: bool,
    used: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Told {
    /// Those that were left …
    left: i64,
    /// … of so many.
    of: i64,
    /// When there are new ones …
    renewed: Instant,
    /// … and how long that was at the most.
    lasts: Duration,
}

impl Told {
    fn is_long(&self) -> bool {
        self.lasts > LONG
    }

    /// Whether nothing is said of turns.
    fn is_without(&self) -> bool {
        self.lasts.is_zero()
    }
}

impl State {
    fn new(now: Instant) -> Self {
        Self { under_way: 0, waiting: 0, told: None, is_doubted: false, used: now }
    }

    fn verdict(&self, is_waiting: bool, patience: Duration, now: Instant) -> Verdict {
        let Some(told) = self.told_of(now) else {
            let is_asked = self.under_way > 0 && now.saturating_duration_since(self.used) < patience;
            return if is_asked { Verdict::Wait } else { Verdict::Go };
        };
        let wait = told.renewed.saturating_duration_since(now);
        if told.is_without() || told.left > self.under_way {
            Verdict::Go
        } else if told.is_long() && told.left > 0 {
            Verdict::Refused(SOON)
        } else if wait > LONG {
            Verdict::Refused(wait)
        } else if !is_waiting && self.waiting >= told.of {
            Verdict::Refused(LONG)
        } else {
            Verdict::Until(told.renewed)
        }
    }

    fn goes(&mut self, now: Instant) {
        if self.told_of(now).is_none() {
            self.is_doubted = false;
        }
        self.under_way += 1;
        self.used = now;
    }

    /// Whether it may still refuse a request.
    fn is_to_be_known(&self, now: Instant) -> bool {
        self.told.is_some_and(|told| told.is_long()) && now.saturating_duration_since(self.used) < FORGOTTEN
    }

    /// What is told of the turns that there are now: how many new ones there are, and whether another instance has
    /// used them, the next answer tells.
    fn told_of(&self, now: Instant) -> Option<Told> {
        self.told.filter(|told| told.is_without() || now < told.renewed)
    }
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is under way.
    Go,
    /// Not before the answer to the first one tells how many there may be.
    Wait,
    /// Until there are new turns.
    Until(Instant),
    /// It would wait for so long.
    Refused(Duration),
}

/// A request that may be made; it is under way until it is answered, or this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    key: Key,
    is_answered: bool,
}

impl Turns {
    /// A turn, or how long there is none.
    pub(super) async fn take(&self, route: Route<'_>, method: LightMethod) -> Result<Turn<'_>, Duration> {
        let key = (route.ratelimiting_bucket(), method);
        // What has to be said within seconds has turns of its own for each interaction, and what serenity limits by
        // nothing has none.
        if answers_an_interaction(route) || key.0.is_none() {
            return Ok(self.turn(key));
        }
        let (mut waiting, mut has_waited) = (None, false);
        loop {
            let mut answered = pin!(self.answered.notified());
            answered.as_mut().enable();
            match self.decide(key, waiting.is_some(), Instant::now()) {
                Verdict::Go => return Ok(self.turn(key)),
                Verdict::Refused(wait) => return Err(wait),
                Verdict::Wait if has_waited => return Err(SOON),
                Verdict::Wait => has_waited = tokio::time::timeout(self.patience, answered).await.is_err(),
                Verdict::Until(renewed) => {
                    waiting.get_or_insert(Waiting { turns: self, key });
                    let _either = tokio::time::timeout_at(renewed.into(), answered).await;
                }
            }
        }
    }

    fn turn(&self, key: Key) -> Turn<'_> {
        Turn { turns: self, key, is_answered: false }
    }

    /// `is_waiting` says whether it was told to wait until there are new turns.
    fn decide(&self, key: Key, is_waiting: bool, now: Instant) -> Verdict {
        let routes = &mut *self.lock();
        if routes.len() >= REMEMBERED {
            routes.retain(|_, state| state.under_way > 0 || state.waiting > 0 || state.is_to_be_known(now));
        }
        let state = routes.entry(key).or_insert_with(|| State::new(now));
        let verdict = state.verdict(is_waiting, self.patience, now);
        match verdict {
            Verdict::Go => state.goes(now),
            Verdict::Until(_) => state.waiting += i64::from(!is_waiting),
            Verdict::Wait | Verdict::Refused(_) => {}
        }
        verdict
    }

    fn answered(&self, key: Key, headers: &HeaderMap, now: Instant) {
        let number = |name| headers.get(name)?.to_str().ok()?.parse::<f64>().ok();
        let after = number("x-ratelimit-reset-after").and_then(|s| Duration::try_from_secs_f64(s).ok());
        let (Some(left), Some(after)) = (number("x-ratelimit-remaining"), after) else {
            // Where nothing is said of turns nobody waits for what an answer says.
            if let Some(state) = self.lock().get_mut(&key) {
                state.told.get_or_insert(Told { left: 1, of: 1, renewed: now, lasts: Duration::ZERO });
            }
            return;
        };
        let of = number("x-ratelimit-limit").unwrap_or(1.0);
        #[expect(clippy::cast_possible_truncation, reason = "numbers of requests")]
        self.are_told(key, left as i64, of as i64, after, now);
    }

    /// So many turns are left of so many until, after this time, there are new ones.
    fn are_told(&self, key: Key, left: i64, of: i64, after: Duration, now: Instant) {
        let renewed = now + after;
        let mut routes = self.lock();
        let Some(state) = routes.get_mut(&key) else { return };
        // Answers may overtake each other: of those about the same turns the least is the newest.
        let same = state.told_of(now).filter(|told| !told.is_without()).filter(|told| {
            renewed.saturating_duration_since(told.renewed) < SAME
                && told.renewed.saturating_duration_since(renewed) < SAME
        });
        let left = same.map_or(left, |told| told.left.min(left));
        let lasts = same.map_or(after, |told| told.lasts.max(after));
        state.told = Some(Told { left, of, renewed, lasts });
    }

    /// serenity waits for so long with a request. Says whether it is wrong: it takes a turn off for each request that
    /// meets the limit over all routes, which Discord does not.
    fn is_wrong(&self, key: Key, wait: Duration, now: Instant) -> bool {
        let mut routes = self.lock();
        let Some(state) = routes.get_mut(&key) else { return false };
        if state.told_of(now).is_some_and(|told| told.left > 0) {
            (state.told, state.is_doubted) = (None, true);
        }
        let is_wrong = state.is_doubted;
        drop(routes);
        if !is_wrong {
            self.are_told(key, 0, 1, wait, now);
        }
        is_wrong
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, State>> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that waits for new turns.
#[derive(Debug)]
struct Waiting<'a> {
    turns: &'a Turns,
    key: Key,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(state) = self.turns.lock().get_mut(&self.key) {
            state.waiting -= 1;
        }
    }
}

/// What has to be said within seconds, and has turns of its own for each interaction.
fn answers_an_interaction(route: Route<'_>) -> bool {
    matches!(
        route,
        Route::InteractionResponse { .. }
            | Route::WebhookOriginalInteractionResponse { .. }
            | Route::WebhookFollowupMessage { .. }
            | Route::WebhookFollowupMessages { .. }
    )
}

impl Turn<'_> {
    /// serenity waits for so long with this request, which is given up. Says when it may be made again, and whether
    /// serenity has counted wrongly.
    pub(super) fn waits(&mut self, wait: Duration) -> (Duration, bool) {
        let is_wrong = self.turns.is_wrong(self.key, wait, Instant::now());
        self.is_over();
        (if is_wrong { SOON } else { wait }, is_wrong)
    }

    /// Takes note of what Discord's answer says.
    pub(super) fn answered(&mut self, headers: &HeaderMap) {
        self.turns.answered(self.key, headers, Instant::now());
        self.is_over();
    }

    fn is_over(&mut self) {
        if std::mem::replace(&mut self.is_answered, true) {
            return;
        }
        if let Some(state) = self.turns.lock().get_mut(&self.key) {
            state.under_way = (state.under_way - 1).max(0);
        }
        self.turns.answered.notify_waiters();
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.is_over();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use reqwest::header::{HeaderMap, HeaderValue};
    use serenity::http::{LightMethod, Route};
    use serenity::model::id::{ChannelId, MessageId};

    use super::{FIRST_ANSWER, Key, LONG, SOON, Turns, Verdict};

    fn key(channel: u64) -> Key {
        let route = Route::ChannelMessageThreads {
            channel_id: ChannelId::new(channel),
            message_id: MessageId::new(9),
        };
        (route.ratelimiting_bucket(), LightMethod::Post)
    }

    fn start_of(message: u64) -> Route<'static> {
        Route::ChannelMessageThreads { channel_id: ChannelId::new(1), message_id: MessageId::new(message) }
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
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        let turn = turns.turn(key(1));
        turns.answered(turn.key, &headers(50, left, after), now);
    }

    #[test]
    fn without_a_turn_for_minutes_nothing_is_asked_until_there_are_new_ones() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 0, 300);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Refused(Duration::from_secs(300)));
        assert_eq!(turns.decide(key(2), false, now), Verdict::Go, "another channel has turns of its own");
        let later = now + Duration::from_secs(300);
        assert_eq!(turns.decide(key(1), false, later), Verdict::Go, "there are new ones");
        assert_eq!(turns.decide(key(1), false, later), Verdict::Wait, "and the first tells how many");
    }

    #[test]
    fn seconds_are_waited_for_by_as_many_as_there_will_be_turns() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        turns.turn(key(1)).answered(&headers(2, 0, 5));
        let [one, two, three] = [0; 3].map(|_| turns.decide(key(1), false, now));
        assert!(matches!((one, two, three), (Verdict::Until(_), Verdict::Until(_), Verdict::Refused(LONG))));
        let later = now + Duration::from_secs(6);
        assert_eq!(turns.decide(key(1), true, later), Verdict::Go, "there are new ones");
        assert_eq!(turns.decide(key(1), true, later), Verdict::Wait, "and the first tells how many");
    }

    #[tokio::test]
    async fn whoever_waited_goes_on_when_there_are_new_turns() {
        let turns = Turns::default();
        let mut first = turns.take(start_of(1), LightMethod::Post).await.expect("the first may go");
        let mut soon = headers(1, 0, 0);
        soon.insert("x-ratelimit-reset-after", HeaderValue::from_static("0.05"));
        first.answered(&soon);
        assert!(turns.take(start_of(2), LightMethod::Post).await.is_ok());
        assert_eq!(turns.lock().values().map(|state| state.waiting).sum::<i64>(), 0);
    }

    #[test]
    fn the_first_one_tells_how_many_there_may_be() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Wait);
        drop(turns.turn(key(1)));
        assert_eq!(
            turns.decide(key(1), false, now),
            Verdict::Go,
            "it was not answered: this one is the first"
        );
    }

    #[test]
    fn that_all_are_used_up_is_told_by_whoever_begins_to_wait() {
        let (turns, now) = (Turns::default(), Instant::now());
        let wait = Duration::from_secs(280);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Wait);
        assert_eq!(turns.turn(key(1)).waits(wait), (wait, false));
        assert!(
            matches!(turns.decide(key(1), false, Instant::now()), Verdict::Refused(left) if left > wait / 2)
        );
    }

    #[test]
    fn whoever_waits_though_turns_are_left_waits_for_nothing() {
        let (turns, now) = (Turns::default(), Instant::now());
        let wait = Duration::from_secs(280);
        ask(&turns, now, 25, 280);
        assert_eq!([0; 2].map(|_| turns.decide(key(1), false, now)), [Verdict::Go, Verdict::Go]);
        assert_eq!([0; 2].map(|_| turns.turn(key(1)).waits(wait)), [(SOON, true), (SOON, true)]);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go, "one finds out");
        assert_eq!(turns.decide(key(1), false, now), Verdict::Wait);
        assert_eq!(turns.turn(key(1)).waits(wait), (wait, false), "and is believed");
    }

    #[test]
    fn after_an_answer_that_never_comes_another_one_finds_out() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        assert_eq!(turns.decide(key(1), false, now + FIRST_ANSWER / 2), Verdict::Wait);
        let later = now + FIRST_ANSWER;
        assert_eq!(turns.decide(key(1), false, later), Verdict::Go);
        assert_eq!(turns.decide(key(1), false, later), Verdict::Wait, "one");
    }

    #[tokio::test]
    async fn whoever_has_waited_for_an_answer_that_another_waits_for_comes_back() {
        let turns = Turns { patience: Duration::from_millis(20), ..Turns::default() };
        let _hangs = turns.take(start_of(1), LightMethod::Post).await.expect("the first may go");
        let both = [2, 3].map(|message| turns.take(start_of(message), LightMethod::Post));
        let [one, other] = futures_util::future::join_all(both).await.try_into().expect("two");
        assert_eq!([one.err(), other.err()].iter().flatten().collect::<Vec<_>>(), [&SOON]);
    }

    #[test]
    fn new_turns_are_not_mistaken_for_those_before() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        let moment = |left: u32| {
            let mut told = headers(5, left, 0);
            told.insert("x-ratelimit-reset-after", HeaderValue::from_static("0.5"));
            told
        };
        turns.answered(key(1), &moment(0), now);
        let later = now + Duration::from_millis(600);
        turns.answered(key(1), &moment(4), later);
        assert_eq!([0; 2].map(|_| turns.decide(key(1), false, later)), [Verdict::Go, Verdict::Go]);
    }

    #[test]
    fn where_nothing_is_said_of_turns_nobody_waits() {
        let (turns, now) = (Turns::default(), Instant::now());
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go);
        turns.answered(key(1), &HeaderMap::new(), now);
        assert_eq!([0; 3].map(|_| turns.decide(key(1), false, now)), [(); 3].map(|()| Verdict::Go));
    }

    #[test]
    fn who_is_under_way_has_taken_what_is_left() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 2, 300);
        assert_eq!([0; 2].map(|_| turns.decide(key(1), false, now)), [Verdict::Go, Verdict::Go]);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Refused(SOON), "their answers may tell more");
        drop(turns.turn(key(1)));
        assert_eq!(turns.decide(key(1), false, now), Verdict::Go, "that one was not counted after all");
    }

    #[test]
    fn of_many_routes_those_with_a_limit_of_minutes_are_known() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 0, 300);
        for channel in 2..3_000 {
            assert_eq!(turns.decide(key(channel), false, now), Verdict::Go);
            let turn = turns.turn(key(channel));
            turns.answered(turn.key, &headers(5, 4, 1), now);
        }
        assert!(turns.lock().len() <= 1_000);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Refused(Duration::from_secs(300)));
    }

    #[test]
    fn an_answer_that_was_overtaken_tells_nothing_new() {
        let (turns, now) = (Turns::default(), Instant::now());
        ask(&turns, now, 1, 300);
        turns.answered(key(1), &headers(50, 0, 300), now);
        turns.answered(key(1), &headers(50, 1, 300), now);
        assert_eq!(turns.decide(key(1), false, now), Verdict::Refused(Duration::from_secs(300)));
    }
}
