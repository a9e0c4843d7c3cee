//! Interactions that can still be answered.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use sportello_chat::Bounded;
use tokio::sync::watch;

/// Discord takes answers for 15 minutes; the last minute is left for the way there.
const LIFE: Duration = Duration::from_secs(14 * 60);
/// Discord waits for the first word for so long.
const FIRST_WORD: Duration = Duration::from_secs(3);
/// When an interaction is forgotten: until then it may be looked whether an answer has arrived.
const FORGOTTEN: Duration = Duration::from_secs(16 * 60);
/// Interactions remembered at most; older ones are answered elsewhere.
const REMEMBERED: usize = 4_096;

/// How far an interaction is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Discord still waits for the first word.
    Waiting,
    /// Discord was told that an answer comes.
    Deferred,
    /// It has its first answer.
    Answered,
    /// Discord takes no answer any more.
    Dead,
    /// Somebody is answering it just now.
    Busy,
}

/// One interaction.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) id: u64,
    pub(crate) application: u64,
    pub(crate) token: SecretString,
    born: Instant,
    state: watch::Sender<State>,
}

impl Live {
    pub(crate) fn new(id: u64, application: u64, token: SecretString) -> Self {
        Self { id, application, token, born: Instant::now(), state: watch::Sender::new(State::Waiting) }
    }

    /// The right to answer, once nobody else has it.
    pub(crate) async fn claim(self: &Arc<Self>) -> Claim {
        let mut states = self.state.subscribe();
        loop {
            let mut before = State::Busy;
            self.state.send_if_modified(|state| {
                before = std::mem::replace(state, State::Busy);
                before != State::Busy
            });
            if before != State::Busy {
                let before = if self.born.elapsed() > LIFE { State::Dead } else { before };
                return Claim { live: self.clone(), before, after: before };
            }
            // The sender is `self`, so it is there.
            let _ = states.wait_for(|state| *state != State::Busy).await;
        }
    }

    pub(crate) fn state(&self) -> State {
        *self.state.borrow()
    }

    /// Whether Discord has told the person that it failed, because nobody said in time that an answer comes.
    pub(crate) fn is_given_up(&self) -> bool {
        match self.state() {
            State::Dead => true,
            State::Waiting => self.born.elapsed() > FIRST_WORD,
            State::Deferred | State::Answered | State::Busy => false,
        }
    }

    /// Waits until it has an answer.
    pub(crate) async fn answered(&self) {
        let _ = self.state.subscribe().wait_for(|s| matches!(s, State::Answered | State::Dead)).await;
    }
}

/// The right to answer; dropped, it leaves the interaction as it was, or as it was settled.
pub(crate) struct Claim {
    pub(crate) live: Arc<Live>,
    pub(crate) before: State,
    after: State,
}

impl Claim {
    pub(crate) fn settle(mut self, state: State) {
        self.after = state;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.live.state.send_replace(self.after);
    }
}

/// All of them.
#[derive(Debug)]
pub(crate) struct LiveTable {
    entries: Mutex<Bounded<u64, Arc<Live>>>,
}

impl Default for LiveTable {
    fn default() -> Self {
        Self { entries: Mutex::new(Bounded::new(REMEMBERED)) }
    }
}

impl LiveTable {
    pub(crate) fn add(&self, live: Arc<Live>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.forget_while(|live| live.born.elapsed() > FORGOTTEN);
        entries.insert(live.id, live);
    }

    pub(crate) fn get(&self, id: u64) -> Option<Arc<Live>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{FORGOTTEN, LIFE, Live, LiveTable, State};

    #[tokio::test]
    async fn one_answers_at_a_time() {
        let live = Arc::new(Live::new(1, 2, "t".into()));
        let first = live.claim().await;
        assert_eq!(first.before, State::Waiting);
        let second = tokio::spawn({
            let live = live.clone();
            async move { live.claim().await.before }
        });
        first.settle(State::Deferred);
        assert_eq!(second.await.expect("an answer"), State::Deferred);
        assert_eq!(live.state(), State::Deferred);
    }

    #[tokio::test]
    async fn an_answer_that_failed_leaves_the_next_try_as_it_was() {
        let live = Arc::new(Live::new(1, 2, "t".into()));
        drop(live.claim().await);
        assert_eq!(live.claim().await.before, State::Waiting);
    }

    #[test]
    fn what_discord_has_closed_is_forgotten_but_not_what_may_still_be_looked_at() {
        let table = LiveTable::default();
        for (id, age) in [(1, FORGOTTEN), (2, LIFE)] {
            let mut old = Live::new(id, 2, "t".into());
            old.born -= age + Duration::from_secs(1);
            table.add(Arc::new(old));
        }
        table.add(Arc::new(Live::new(3, 2, "t".into())));
        assert_eq!([1, 2, 3].map(|id| table.get(id).is_some()), [false, true, true]);
    }
}
