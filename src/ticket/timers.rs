//! What a ticket waits for, and until when: the reminder or closing it was put aside for, its clocks, its
//! owner's word, its customer's word.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Escalation, PersonId, Release, State, Target, Targets, clocks, release};
use crate::calendar::Calendar;

/// What a queue wants of its tickets in time.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// What it promises.
    pub targets: &'a Targets,
    /// When it works.
    pub calendar: &'a Calendar,
    /// When a ticket goes back to it.
    pub release: Option<Target>,
    /// When a ticket that waits for its customer closes: after how long, and how long before that the
    /// customer is warned.
    pub auto_close: Option<(Duration, Duration)>,
}

/// What has to be known of a ticket to tell what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Its state.
    pub state: State,
    /// Its owner.
    pub owner: Option<PersonId>,
    /// When its owner took it or last spoke in it.
    pub owner_word_at: Option<DateTime<Utc>>,
    /// Until when it was put aside.
    pub pending_until: Option<DateTime<Utc>>,
    /// Its clocks.
    pub escalation: Escalation,
}

/// When something falls due, by what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timers {
    /// The time for which it was put aside.
    pub pending: Option<DateTime<Utc>>,
    /// The next time at which operators are told of a clock.
    pub escalation: Option<DateTime<Utc>>,
    /// When it goes back to its queue.
    pub release: Option<Release>,
    /// When it closes for want of the customer's word.
    pub auto_close: Option<Closing>,
}

/// When a ticket closes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// When its customer is warned.
    pub warns_at: DateTime<Utc>,
    /// When it closes.
    pub closes_at: DateTime<Utc>,
}

impl Times {
    /// Since when somebody has waited for the owner's word. Who has answered waits for the customer, and
    /// nobody waits for them.
    pub fn owner_waited_for_since(&self) -> Option<DateTime<Utc>> {
        self.owner?;
        if !matches!(self.state, State::New | State::Open) {
            return None;
        }
        let asked = self.escalation.waiting_since;
        let unanswered = asked.is_some() || self.escalation.last_reply_at.is_none();
        self.owner_word_at.filter(|_| unanswered).map(|word| asked.map_or(word, |asked| asked.max(word)))
    }

    /// What it waits for under a policy.
    pub fn timers(&self, policy: &Policy<'_>, now: DateTime<Utc>) -> Timers {
        let told = self.escalation.told;
        let released = self
            .owner_waited_for_since()
            .zip(policy.release)
            .and_then(|(since, after)| release(self.state, since, after, policy.calendar));
        Timers {
            pending: self.pending_until.filter(|_| State::PENDING.contains(&self.state)),
            escalation: clocks(&self.escalation, policy.targets, policy.calendar, now).next_due(told),
            release: released,
            auto_close: self.closing(policy.auto_close),
        }
    }

    fn closing(&self, after: Option<(Duration, Duration)>) -> Option<Closing> {
        let (after, warning) = after.filter(|_| self.state == State::Open)?;
        let closes_at = self.escalation.customer_silent_since()? + TimeDelta::from_std(after).ok()?;
        Some(Closing { warns_at: closes_at - TimeDelta::from_std(warning).ok()?, closes_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = 2;
    const HOUR: Duration = Duration::from_secs(3600);

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn taken_at(hours: i64) -> Times {
        Times {
            state: State::Open,
            owner: Some(ADA),
            owner_word_at: Some(at(hours)),
            pending_until: None,
            escalation: Escalation::opened(at(0)),
        }
    }

    fn timers(times: &Times) -> Timers {
        let policy = Policy {
            targets: &Targets::default(),
            calendar: &Calendar::always(),
            release: Some(Target { within: 8 * HOUR, warn: None }),
            auto_close: Some((72 * HOUR, 24 * HOUR)),
        };
        times.timers(&policy, at(1))
    }

    fn released_at(times: &Times) -> Option<DateTime<Utc>> {
        timers(times).release.map(|r| r.releases_at)
    }

    #[test]
    fn a_ticket_goes_back_so_long_after_its_owners_last_word() {
        assert_eq!(released_at(&taken_at(1)), Some(at(9)));
        assert_eq!(released_at(&Times { owner_word_at: Some(at(4)), ..taken_at(1) }), Some(at(12)));
    }

    #[test]
    fn whoever_waits_for_the_customer_keeps_the_ticket() {
        let mut answered = taken_at(1);
        answered.escalation.operator_answered(at(2));
        answered.owner_word_at = Some(at(2));
        assert_eq!(released_at(&answered), None);
        answered.escalation.customer_wrote(at(30));
        assert_eq!(released_at(&answered), Some(at(38)));
    }

    #[test]
    fn what_nobody_has_or_is_put_aside_does_not_go_back() {
        assert_eq!(released_at(&Times { owner: None, ..taken_at(1) }), None);
        assert_eq!(released_at(&Times { state: State::PendingReminder, ..taken_at(1) }), None);
    }

    #[test]
    fn a_ticket_closes_so_long_after_an_answer_that_the_customer_leaves_unanswered() {
        let mut answered = taken_at(1);
        assert_eq!(timers(&answered).auto_close, None);
        answered.escalation.operator_answered(at(2));
        let closing = Closing { warns_at: at(50), closes_at: at(74) };
        assert_eq!(timers(&answered).auto_close, Some(closing));
        answered.escalation.customer_wrote(at(3));
        assert_eq!(timers(&answered).auto_close, None);
    }

    #[test]
    fn what_is_put_aside_waits_for_its_time_alone() {
        let mut aside =
            Times { state: State::PendingCloseSuccessful, pending_until: Some(at(40)), ..taken_at(1) };
        aside.escalation.operator_answered(at(2));
        let timers = timers(&aside);
        assert_eq!((timers.pending, timers.release, timers.auto_close), (Some(at(40)), None, None));
    }
}
