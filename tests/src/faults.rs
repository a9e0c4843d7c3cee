//! What goes wrong on a model platform, by plan or by seeded chance.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello_chat::{Operation, SendError};
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
            Self::Held | Self::HeldAfter => None,
        }
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
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            rules: Mutex::default(),
            chance: Mutex::default(),
            released: watch::Sender::new(0),
            held: watch::Sender::new(0),
            asked: AtomicU64::new(0),
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
        // The sender lives as long as `self`.
        let _ = self.held.subscribe().wait_for(|n| *n > 0).await;
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

    /// What goes wrong with this operation, if anything.
    pub(crate) fn draw(&self, operation: &Operation) -> Option<Fault> {
        self.asked.fetch_add(1, Ordering::Relaxed);
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
