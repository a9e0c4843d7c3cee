//! Points at which a test lets the process die. A program that is built without the feature
//! `crash-points` has none of them: [`may_die`] is nothing then.
//!
//! They are a desk's own, so that many tests can let theirs die in one process (the `fail` crate's are
//! the whole process's).

/// The process may die here, if the desk's plan says so.
#[cfg(feature = "crash-points")]
macro_rules! may_die {
    ($desk:expr, $point:ident) => {
        $desk.deaths().pass($crate::crash::Point::$point).await
    };
}

/// Nothing.
#[cfg(not(feature = "crash-points"))]
macro_rules! may_die {
    ($desk:expr, $point:ident) => {};
}

pub(crate) use may_die;

#[cfg(feature = "crash-points")]
pub use planned::{Deaths, Plan, Point};

#[cfg(feature = "crash-points")]
mod planned {
    use std::sync::{Arc, Mutex, PoisonError};

    use tokio::sync::watch;

    /// Where a process may die.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Point {
        /// An event has come; nothing is done with it yet.
        Received,
        /// All that it causes is written, and not committed.
        BeforeCommit,
        /// It is committed; the adapter does not know.
        Committed,
        /// What has fallen due is done, and not committed.
        BeforeDueCommit,
        /// It is committed.
        DueCommitted,
        /// That a part is being tried is committed; the platform was not asked.
        BeforeSend,
        /// The platform has answered; nobody has written that down.
        Sent,
        /// It is written down, and not committed.
        BeforeRecord,
        /// It is committed.
        Recorded,
    }

    impl Point {
        /// All of them.
        pub const ALL: [Self; 9] = [
            Self::Received,
            Self::BeforeCommit,
            Self::Committed,
            Self::BeforeDueCommit,
            Self::DueCommitted,
            Self::BeforeSend,
            Self::Sent,
            Self::BeforeRecord,
            Self::Recorded,
        ];
    }

    /// Says of each point that is passed whether the process dies there.
    pub type Plan = Arc<dyn Fn(Point) -> bool + Send + Sync>;

    /// The deaths of one desk.
    #[derive(Default)]
    pub struct Deaths {
        plan: Mutex<Option<Plan>>,
        dead: watch::Sender<bool>,
    }

    impl Deaths {
        /// From now on the process dies where this says so.
        pub fn plan(&self, plan: Plan) {
            *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
        }

        /// Whether it has died.
        pub fn is_dead(&self) -> bool {
            *self.dead.borrow()
        }

        /// Returns once it has died.
        pub async fn until_dead(&self) {
            // The sender lives as long as `self`.
            let _ = self.dead.subscribe().wait_for(|dead| *dead).await;
        }

        /// A point is passed; who dies there never returns, nor does who comes after.
        pub async fn pass(&self, point: Point) {
            if !self.is_dead() {
                let plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if !plan.is_some_and(|dies_at| dies_at(point)) {
                    return;
                }
                self.dead.send_replace(true);
            }
            std::future::pending::<()>().await;
        }
    }
}
