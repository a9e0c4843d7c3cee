//! Time comes in from outside: the real clock, or one that tests and scripts turn.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

/// Something that tells the time and can be waited on.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;

    /// Returns once the time is `until` or later.
    fn wait_until(&self, until: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// The clock is asked again at least this often while waiting, since it may be set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn wait_until(&self, until: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            while let Ok(left) = (until - self.now()).to_std() {
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
            }
        })
    }
}

/// A clock that stands still until it is turned.
#[derive(Debug)]
pub struct SimulatedClock(watch::Sender<DateTime<Utc>>);

impl SimulatedClock {
    /// A clock that stands at `start`.
    pub fn new(start: DateTime<Utc>) -> Self {
        Self(watch::Sender::new(start))
    }

    /// Turns it forward to `to`; never back.
    pub fn turn_to(&self, to: DateTime<Utc>) {
        self.0.send_if_modified(|now| {
            let forward = to > *now;
            if forward {
                *now = to;
            }
            forward
        });
    }

    /// Sets it, forward or back, as somebody sets a machine's clock.
    pub fn set(&self, to: DateTime<Utc>) {
        self.0.send_replace(to);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.borrow()
    }

    fn wait_until(&self, until: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut turned = self.0.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`.
            let _ = turned.wait_for(|now| *now >= until).await;
        })
    }
}
