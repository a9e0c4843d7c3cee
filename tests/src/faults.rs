//! What goes wrong on a model platform, by plan or by seeded chance.

use std::ops::AddAssign;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello_chat::{Attempt, Operation, SendError};
use tokio::sync::watch;

/// One way in which an operation goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not done; the platform asks for another try, after this time if it says so.
    Retry(Option<Duration>),
    /// Done, but the answer is lost.
    UnknownButHappened,
    /// Not done, and the answer is lost.
    UnknownAndNot,
    /// Refused for good.
    Permanent,
    /// The place is gone.
    Unreachable,
    /// Not done before [`Faults::release`].
    Held,
    /// Done, but the answer does not come before [`Faults::release`].
    HeldAfter,
    /// Not done: the adapter panics.
    Panics,
}

impl Fault {
    /// Whether the operation is carried out all the same.
    pub fn happens(self) -> bool {
        matches!(self, Self::UnknownButHappened | Self::HeldAfter)
    }

    /// The error the platform answers with; `None` for what is only slow.
    pub fn error(self) -> Option<SendError> {
        let cause = "the plan of this test".to_owned();
        match self {
            Self::Retry(after) => Some(SendError::Retry { after, cause }),
            Self::UnknownButHappened | Self::UnknownAndNot => Some(SendError::Unknown { cause }),
            Self::Permanent => Some(SendError::Permanent { cause }),
            Self::Unreachable => Some(SendError::Unreachable { cause }),
            Self::Held | Self::HeldAfter | Self::Panics => None,
        }
    }
}

/// How often what has gone wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Refused, for now or for good.
    pub refused: u64,
    /// Lost on the way there: not done, and no answer.
    pub lost: u64,
    /// Done, and the answer lost.
    pub answers_lost: u64,
    /// Done or not, and the answer never came.
    pub never_answered: u64,
    /// Of all these, those that met a delivery of which a part was done before.
    pub partial: u64,
}

impl Drawn {
    fn count(&mut self, fault: Fault, attempt: &Attempt) {
        *match fault {
            Fault::Retry(_) | Fault::Permanent | Fault::Unreachable => &mut self.refused,
            Fault::UnknownAndNot | Fault::Panics => &mut self.lost,
            Fault::UnknownButHappened => &mut self.answers_lost,
            Fault::Held | Fault::HeldAfter => &mut self.never_answered,
        } += 1;
        self.partial += u64::from(!attempt.earlier.is_empty());
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.refused + self.lost + self.answers_lost + self.never_answered
    }
}

impl AddAssign for Drawn {
    fn add_assign(&mut self, other: Self) {
        self.refused += other.refused;
        self.lost += other.lost;
        self.answers_lost += other.answers_lost;
        self.never_answered += other.never_answered;
        self.partial += other.partial;
    }
}

type Matcher = Box<dyn Fn(&Operation) -> bool + Send>;

struct Rule {
    meant: Matcher,
    left: usize,
    fault: Fault,
}

/// Seeded chance: how likely a fault is, of a thousand operations, and which there are.
struct Chance {
    rng: StdRng,
    per_mille: u32,
    faults: &'static [Fault],
}

/// What passes.
const PASSING: &[Fault] = &[Fault::Retry(None), Fault::UnknownButHappened, Fault::UnknownAndNot];
/// The same, and answers that never come.
const SILENT: &[Fault] = &[
    Fault::Retry(None),
    Fault::Retry(None),
    Fault::UnknownButHappened,
    Fault::UnknownButHappened,
    Fault::UnknownAndNot,
    Fault::UnknownAndNot,
    Fault::Held,
    Fault::HeldAfter,
];

/// The plan of one platform.
pub struct Faults {
    rules: Mutex<Vec<Rule>>,
    chance: Mutex<Option<Chance>>,
    released: watch::Sender<u64>,
    held: watch::Sender<u64>,
    asked: AtomicU64,
    drawn: Mutex<Drawn>,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            rules: Mutex::default(),
            chance: Mutex::default(),
            released: watch::Sender::new(0),
            held: watch::Sender::new(0),
            asked: AtomicU64::new(0),
            drawn: Mutex::default(),
        }
    }
}

impl Faults {
    /// The next `times` operations that `meant` picks go wrong so.
    pub fn plan(&self, times: usize, fault: Fault, meant: impl Fn(&Operation) -> bool + Send + 'static) {
        let rule = Rule { meant: Box::new(meant), left: times, fault };
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
    }

    /// The next `times` messages that hold `words` go wrong so.
    pub fn saying(&self, words: &str, times: usize, fault: Fault) {
        let words = words.to_owned();
        self.plan(times, fault, move |operation| match operation {
            Operation::Send { body, .. } | Operation::Edit { body, .. } => body.as_text().contains(&words),
            Operation::Mail(mail) => mail.subject.contains(&words) || mail.body.as_text().contains(&words),
            _ => false,
        });
    }

    /// From now on `per_mille` of a thousand operations go wrong in a way that passes, by this seed.
    pub fn by_chance(&self, seed: u64, per_mille: u32) {
        self.chance_of(seed, per_mille, PASSING);
    }

    /// The same, and some answers never come: for a simulation, which knows how to wait for that.
    pub fn by_chance_and_silence(&self, seed: u64, per_mille: u32) {
        self.chance_of(seed, per_mille, SILENT);
    }

    fn chance_of(&self, seed: u64, per_mille: u32, faults: &'static [Fault]) {
        let chance = Chance { rng: StdRng::seed_from_u64(seed), per_mille, faults };
        *self.chance.lock().unwrap_or_else(PoisonError::into_inner) = Some(chance);
    }

    /// Nothing goes wrong any more, and what is held goes on.
    pub fn end(&self) {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
        *self.chance.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.release();
    }

    /// What is held goes on.
    pub fn release(&self) {
        self.released.send_modify(|n| *n += 1);
    }

    /// Returns once something has been held.
    pub async fn until_held(&self) {
        self.until_so_many_held(1).await;
    }

    /// Returns once so many operations have been held.
    pub async fn until_so_many_held(&self, many: u64) {
        // The sender lives as long as `self`.
        let _ = self.held.subscribe().wait_for(|n| *n >= many).await;
    }

    /// Tells when something is held.
    pub(crate) fn holds(&self) -> watch::Receiver<u64> {
        self.held.subscribe()
    }

    /// Returns at the next [`Faults::release`].
    pub(crate) async fn released(&self) {
        let mut released = self.released.subscribe();
        self.held.send_modify(|n| *n += 1);
        // The sender lives as long as `self`.
        let _ = released.changed().await;
    }

    /// How many operations the platform was asked for.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// What has gone wrong so far.
    pub fn drawn(&self) -> Drawn {
        *self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes wrong with this operation, if anything.
    pub(crate) fn draw(&self, operation: &Operation, attempt: &Attempt) -> Option<Fault> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let fault = self.drawn_for(operation)?;
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).count(fault, attempt);
        Some(fault)
    }

    fn drawn_for(&self, operation: &Operation) -> Option<Fault> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rule) = rules.iter_mut().find(|r| r.left > 0 && (r.meant)(operation)) {
            rule.left -= 1;
            return Some(rule.fault);
        }
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        let chance = chance.as_mut()?;
        if chance.rng.random_range(0..1000) >= chance.per_mille {
            return None;
        }
        chance.faults.get(chance.rng.random_range(0..chance.faults.len())).copied()
    }
}
