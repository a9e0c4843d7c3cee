//! The ticket model: what a ticket is and what may happen to it. Pure: no I/O, no clock of its own.

mod article;
mod assignment;
mod decide;
mod escalation;
pub mod figures;
mod forwarding;
mod merging;
mod moving;
mod number;
mod permission;
mod problem;
mod splitting;
mod state;
mod timers;

pub use article::{Article, ArticleKind, CustomerArticle, Origin};
pub use assignment::{Candidate, choose};
pub use decide::{Action, Change, Refusal, decide};
pub use escalation::{
    Clock, ClockKind, Clocks, Escalation, Level, Release, Target, Targets, Told, Warn, clocks, release,
};
pub use forwarding::{ForwardRefusal, forwarded};
pub use merging::may_merge;
pub use moving::{first_level, may_move};
pub use number::{check_digit, counter_name, number};
pub use permission::{Deed, Role, allowed, table};
pub use problem::{Hanging, ProblemRefusal, may_hang};
pub use splitting::{Parted, SplitRefusal, parted};
pub use state::State;
pub use timers::{Closing, Policy, Timers, Times};

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::config::FollowUp;

/// The priority a ticket begins with; they go from 1, very low, to 5, very high, as OTRS's do.
pub const NORMAL: i16 = 3;

/// The row id of a person.
pub type PersonId = i64;

/// What the rules need to know of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its state.
    pub state: State,
    /// In whose name it runs.
    pub customer: PersonId,
    /// Who took it.
    pub owner: Option<PersonId>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// When an operator first answered.
    pub first_response_at: Option<DateTime<Utc>>,
}

/// What the rules need to know of a ticket's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueRules {
    /// What a customer's message in a closed ticket does.
    pub follow_up: FollowUp,
    /// How long after closing a ticket may be reopened.
    pub reopen_within: Duration,
}
