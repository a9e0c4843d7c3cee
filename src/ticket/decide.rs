//! The rule book: what an action does to a ticket, or why it does nothing.

use chrono::{DateTime, Utc};

use super::{PersonId, QueueRules, State, Ticket};
use crate::config::FollowUp;

/// What somebody wants to do. Whether they may is the permission table's business, not decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Become the owner; with `from`, even if somebody else is.
    Take {
        /// Take it from its owner.
        from: bool,
    },
    /// Give it back to the queue.
    Release {
        /// Admins may release what others own.
        admin: bool,
    },
    /// Make somebody else the owner.
    Assign {
        /// Whom.
        to: PersonId,
    },
    /// Be given to an operator by the queue itself.
    Given {
        /// Whom.
        to: PersonId,
    },
    /// Need an owner who is away.
    OwnerAway,
    /// Answer the customer.
    Reply,
    /// Write a note.
    Note,
    /// The customer writes.
    CustomerWrites {
        /// It is only thanks, greetings or emoji.
        only_thanks: bool,
    },
    /// Somebody else writes in the customer's thread.
    ParticipantWrites,
    /// End it.
    Close {
        /// With what was asked for.
        successful: bool,
        /// By an operator, who thereby takes it if nobody has.
        by_operator: bool,
    },
    /// Put it aside until a time.
    PutAside {
        /// In one of the pending states.
        to: State,
    },
    /// Take up what was put aside.
    TakeUp,
    /// Say how well it was handled.
    Rate,
    /// Open it again.
    Reopen {
        /// Operators may at any time; the customer within the queue's time.
        by_operator: bool,
    },
}

/// What becomes different. The order is the order in which history tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The owner.
    Owner {
        /// Before.
        from: Option<PersonId>,
        /// After.
        to: Option<PersonId>,
    },
    /// The state.
    State {
        /// Before.
        from: State,
        /// After.
        to: State,
    },
    /// An operator has answered for the first time.
    FirstResponse,
    /// The customer's words belong to a new ticket, linked to this one.
    NewTicket,
    /// The customer is told politely that the ticket is closed; the article is kept.
    PoliteRejection,
    /// The customer's thanks are noticed with an emoji.
    Thanked,
}

/// Why nothing becomes different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has it.
    #[error("person {owner} has it")]
    OwnedBy {
        /// Who.
        owner: PersonId,
    },
    /// The actor has it already.
    #[error("already the actor's")]
    AlreadyYours,
    /// It was given to that person before.
    #[error("already theirs")]
    AlreadyTheirs,
    /// Nobody has it.
    #[error("nobody has it")]
    NobodyHasIt,
    /// It is closed; it can be reopened.
    #[error("closed")]
    Closed,
    /// It is closed already.
    #[error("already closed")]
    AlreadyClosed,
    /// It is not closed.
    #[error("not closed")]
    NotClosed,
    /// It is not put aside.
    #[error("not pending")]
    NotPending,
    /// It was closed too long ago; a new one can be opened.
    #[error("closed too long ago")]
    TooLate,
    /// Its queue opens nothing again for customers; a new one can be opened.
    #[error("stays closed")]
    StaysClosed,
    /// It is in that queue.
    #[error("already there")]
    AlreadyThere,
    /// From its queue to that one there is no way.
    #[error("not that way")]
    NotThatWay,
    /// Both are one and the same.
    #[error("its own part")]
    ItsOwnPart,
    /// They run in the names of two people.
    #[error("of another customer")]
    OtherCustomer,
    /// It was merged into another.
    #[error("merged")]
    Merged,
}

/// What `action` by `actor` does to `ticket` at `now`.
///
/// # Errors
/// The [`Refusal`] says why it does nothing.
pub fn decide(
    ticket: &Ticket,
    rules: &QueueRules,
    action: Action,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Change>, Refusal> {
    if ticket.state == State::Merged {
        return Err(Refusal::Merged);
    }
    match action {
        Action::Take { from } => take(ticket, actor, from),
        Action::Release { admin } => release(ticket, actor, admin),
        Action::Assign { to } => assign(ticket, to),
        Action::Given { to } => given(ticket, to),
        Action::OwnerAway => Ok(owner_away(ticket)),
        Action::Reply => Ok(reply(ticket, actor)),
        Action::Note | Action::ParticipantWrites => Ok(vec![]),
        Action::CustomerWrites { only_thanks } => Ok(customer_writes(ticket, rules, only_thanks, now)),
        Action::Close { successful, by_operator } => close(ticket, actor, successful, by_operator),
        Action::PutAside { to } => put_aside(ticket, actor, to),
        Action::TakeUp if State::PENDING.contains(&ticket.state) => {
            Ok(vec![Change::State { from: ticket.state, to: State::Open }])
        }
        Action::TakeUp => Err(Refusal::NotPending),
        Action::Rate if ticket.state.is_closed() => Ok(vec![]),
        Action::Rate => Err(Refusal::NotClosed),
        Action::Reopen { by_operator } => reopen(ticket, rules, by_operator, now),
    }
}

fn take(ticket: &Ticket, actor: PersonId, from: bool) -> Result<Vec<Change>, Refusal> {
    if ticket.state.is_closed() {
        return Err(Refusal::Closed);
    }
    match ticket.owner {
        // What the queue has given them stays new until they say that they take it.
        Some(owner) if owner == actor && ticket.state != State::New => Err(Refusal::AlreadyYours),
        Some(owner) if owner == actor => Ok(given_to(ticket, actor)),
        Some(owner) if !from => Err(Refusal::OwnedBy { owner }),
        _ => Ok(given_to(ticket, actor)),
    }
}

fn assign(ticket: &Ticket, to: PersonId) -> Result<Vec<Change>, Refusal> {
    if ticket.state.is_closed() {
        return Err(Refusal::Closed);
    }
    if ticket.owner == Some(to) {
        return Err(Refusal::AlreadyTheirs);
    }
    Ok(given_to(ticket, to))
}

/// The owner becomes `to`, who has said nothing yet: a new ticket stays new.
fn given(ticket: &Ticket, to: PersonId) -> Result<Vec<Change>, Refusal> {
    if ticket.state.is_closed() {
        return Err(Refusal::Closed);
    }
    match ticket.owner {
        Some(owner) => Err(Refusal::OwnedBy { owner }),
        None => Ok(vec![Change::Owner { from: None, to: Some(to) }]),
    }
}

/// The owner becomes `to`, and a new ticket is open by that.
fn given_to(ticket: &Ticket, to: PersonId) -> Vec<Change> {
    let mut changes = Vec::new();
    if ticket.owner != Some(to) {
        changes.push(Change::Owner { from: ticket.owner, to: Some(to) });
    }
    if ticket.state == State::New {
        changes.push(Change::State { from: State::New, to: State::Open });
    }
    changes
}

fn release(ticket: &Ticket, actor: PersonId, admin: bool) -> Result<Vec<Change>, Refusal> {
    if ticket.state.is_closed() {
        return Err(Refusal::Closed);
    }
    match ticket.owner {
        None => Err(Refusal::NobodyHasIt),
        Some(owner) if owner != actor && !admin => Err(Refusal::OwnedBy { owner }),
        owner => Ok(vec![Change::Owner { from: owner, to: None }]),
    }
}

/// What is closed waits for nobody: its owner stays its last one.
fn owner_away(ticket: &Ticket) -> Vec<Change> {
    match ticket.owner {
        Some(owner) if !ticket.state.is_closed() => vec![Change::Owner { from: Some(owner), to: None }],
        _ => vec![],
    }
}

/// Answering what nobody has takes it; an answer to a closed ticket is only an answer.
fn reply(ticket: &Ticket, actor: PersonId) -> Vec<Change> {
    let mut changes = Vec::new();
    if !ticket.state.is_closed() {
        changes = given_to(ticket, ticket.owner.unwrap_or(actor));
        if ticket.state != State::New && ticket.state != State::Open {
            changes.push(Change::State { from: ticket.state, to: State::Open });
        }
    }
    if ticket.first_response_at.is_none() {
        changes.push(Change::FirstResponse);
    }
    changes
}

fn customer_writes(
    ticket: &Ticket,
    rules: &QueueRules,
    only_thanks: bool,
    now: DateTime<Utc>,
) -> Vec<Change> {
    if !ticket.state.is_closed() {
        return match ticket.state {
            State::New | State::Open => vec![],
            from => vec![Change::State { from, to: State::Open }],
        };
    }
    if only_thanks {
        return vec![Change::Thanked];
    }
    match rules.follow_up {
        FollowUp::Reopen if in_time(ticket, rules, now) => {
            vec![Change::State { from: ticket.state, to: State::Open }]
        }
        FollowUp::Reopen | FollowUp::NewTicket => vec![Change::NewTicket],
        FollowUp::Reject => vec![Change::PoliteRejection],
    }
}

fn close(
    ticket: &Ticket,
    actor: PersonId,
    successful: bool,
    by_operator: bool,
) -> Result<Vec<Change>, Refusal> {
    if ticket.state.is_closed() {
        return Err(Refusal::AlreadyClosed);
    }
    let mut changes = Vec::new();
    if by_operator && ticket.owner.is_none() {
        changes.push(Change::Owner { from: None, to: Some(actor) });
    }
    changes.push(Change::State { from: ticket.state, to: State::closed(successful) });
    Ok(changes)
}

/// Who puts aside what nobody has takes it: somebody is to be reminded.
fn put_aside(ticket: &Ticket, actor: PersonId, to: State) -> Result<Vec<Change>, Refusal> {
    if ticket.state.is_closed() {
        return Err(Refusal::Closed);
    }
    let mut changes = Vec::new();
    if ticket.owner.is_none() {
        changes.push(Change::Owner { from: None, to: Some(actor) });
    }
    if ticket.state != to {
        changes.push(Change::State { from: ticket.state, to });
    }
    Ok(changes)
}

/// A reopened ticket is its last owner's again, who stays its owner while it is closed.
fn reopen(
    ticket: &Ticket,
    rules: &QueueRules,
    by_operator: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Change>, Refusal> {
    if !ticket.state.is_closed() {
        return Err(Refusal::NotClosed);
    }
    if !by_operator && rules.follow_up != FollowUp::Reopen {
        return Err(Refusal::StaysClosed);
    }
    if !by_operator && !in_time(ticket, rules, now) {
        return Err(Refusal::TooLate);
    }
    Ok(vec![Change::State { from: ticket.state, to: State::Open }])
}

fn in_time(ticket: &Ticket, rules: &QueueRules, now: DateTime<Utc>) -> bool {
    ticket.closed_at.is_none_or(|at| (now - at).to_std().is_ok_and(|since| since <= rules.reopen_within))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const MIA: PersonId = 1;
    const ADA: PersonId = 2;
    const OTTO: PersonId = 3;
    const DAY: Duration = Duration::from_secs(86_400);

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + DAY * 1000
    }

    fn ticket(state: State, owner: Option<PersonId>) -> Ticket {
        let closed_at = state.is_closed().then(|| now() - DAY);
        Ticket { state, customer: MIA, owner, closed_at, first_response_at: None }
    }

    fn rules(follow_up: FollowUp) -> QueueRules {
        QueueRules { follow_up, reopen_within: DAY * 14 }
    }

    fn by(actor: PersonId, ticket: Ticket, action: Action) -> Result<Vec<Change>, Refusal> {
        decide(&ticket, &rules(FollowUp::Reopen), action, actor, now())
    }

    fn owner(from: Option<PersonId>, to: Option<PersonId>) -> Change {
        Change::Owner { from, to }
    }

    fn state(from: State, to: State) -> Change {
        Change::State { from, to }
    }

    #[test]
    fn taking_a_new_ticket_makes_the_operator_its_owner_and_opens_it() {
        assert_eq!(
            by(ADA, ticket(State::New, None), Action::Take { from: false }),
            Ok(vec![owner(None, Some(ADA)), state(State::New, State::Open)])
        );
    }

    #[test]
    fn of_two_who_take_the_second_is_told_who_has_it() {
        assert_eq!(
            by(OTTO, ticket(State::Open, Some(ADA)), Action::Take { from: false }),
            Err(Refusal::OwnedBy { owner: ADA })
        );
        assert_eq!(
            by(OTTO, ticket(State::Open, Some(ADA)), Action::Take { from: true }),
            Ok(vec![owner(Some(ADA), Some(OTTO))])
        );
        assert_eq!(
            by(ADA, ticket(State::Open, Some(ADA)), Action::Take { from: false }),
            Err(Refusal::AlreadyYours)
        );
    }

    #[test]
    fn a_closed_ticket_is_reopened_before_it_is_taken() {
        assert_eq!(
            by(ADA, ticket(State::ClosedSuccessful, None), Action::Take { from: false }),
            Err(Refusal::Closed)
        );
    }

    #[test]
    fn only_its_owner_or_an_admin_gives_a_ticket_back() {
        assert_eq!(
            by(ADA, ticket(State::Open, Some(ADA)), Action::Release { admin: false }),
            Ok(vec![owner(Some(ADA), None)])
        );
        assert_eq!(
            by(OTTO, ticket(State::Open, Some(ADA)), Action::Release { admin: false }),
            Err(Refusal::OwnedBy { owner: ADA })
        );
        assert_eq!(
            by(OTTO, ticket(State::Open, Some(ADA)), Action::Release { admin: true }),
            Ok(vec![owner(Some(ADA), None)])
        );
        assert_eq!(
            by(ADA, ticket(State::New, None), Action::Release { admin: false }),
            Err(Refusal::NobodyHasIt)
        );
    }

    #[test]
    fn what_the_queue_gives_stays_new_until_its_owner_takes_or_answers_it() {
        assert_eq!(
            by(ADA, ticket(State::New, None), Action::Given { to: ADA }),
            Ok(vec![owner(None, Some(ADA))])
        );
        let given = ticket(State::New, Some(ADA));
        let opened = Ok(vec![state(State::New, State::Open)]);
        assert_eq!(by(ADA, given.clone(), Action::Take { from: false }), opened);
        assert_eq!(
            by(ADA, given.clone(), Action::Reply),
            Ok(vec![state(State::New, State::Open), Change::FirstResponse])
        );
        assert_eq!(
            by(OTTO, given.clone(), Action::Take { from: false }),
            Err(Refusal::OwnedBy { owner: ADA })
        );
        assert_eq!(by(ADA, given, Action::Given { to: OTTO }), Err(Refusal::OwnedBy { owner: ADA }));
        assert_eq!(
            by(ADA, ticket(State::ClosedSuccessful, None), Action::Given { to: ADA }),
            Err(Refusal::Closed)
        );
    }

    #[test]
    fn what_needs_an_owner_who_is_away_goes_back_to_the_queue_and_what_is_closed_does_not() {
        assert_eq!(
            by(MIA, ticket(State::Open, Some(ADA)), Action::OwnerAway),
            Ok(vec![owner(Some(ADA), None)])
        );
        assert_eq!(by(MIA, ticket(State::ClosedSuccessful, Some(ADA)), Action::OwnerAway), Ok(vec![]));
        assert_eq!(by(MIA, ticket(State::New, None), Action::OwnerAway), Ok(vec![]));
    }

    #[test]
    fn answering_what_nobody_has_takes_it() {
        assert_eq!(
            by(ADA, ticket(State::New, None), Action::Reply),
            Ok(vec![owner(None, Some(ADA)), state(State::New, State::Open), Change::FirstResponse])
        );
    }

    #[test]
    fn answering_anothers_ticket_leaves_it_theirs() {
        assert_eq!(by(OTTO, ticket(State::Open, Some(ADA)), Action::Reply), Ok(vec![Change::FirstResponse]));
    }

    #[test]
    fn an_answer_to_a_closed_ticket_does_not_reopen_it() {
        let mut closed = ticket(State::ClosedSuccessful, Some(ADA));
        closed.first_response_at = Some(now());
        assert_eq!(by(ADA, closed, Action::Reply), Ok(vec![]));
    }

    #[test]
    fn the_customers_word_opens_what_is_pending_and_leaves_new_new() {
        let writes = Action::CustomerWrites { only_thanks: false };
        assert_eq!(by(MIA, ticket(State::New, None), writes), Ok(vec![]));
        assert_eq!(
            by(MIA, ticket(State::PendingReminder, Some(ADA)), writes),
            Ok(vec![state(State::PendingReminder, State::Open)])
        );
    }

    #[test]
    fn in_a_closed_ticket_the_queue_says_what_the_customers_word_does() {
        let writes = Action::CustomerWrites { only_thanks: false };
        let closed = ticket(State::ClosedSuccessful, Some(ADA));
        let with = |follow_up| decide(&closed, &rules(follow_up), writes, MIA, now());
        assert_eq!(with(FollowUp::Reopen), Ok(vec![state(State::ClosedSuccessful, State::Open)]));
        assert_eq!(with(FollowUp::NewTicket), Ok(vec![Change::NewTicket]));
        assert_eq!(with(FollowUp::Reject), Ok(vec![Change::PoliteRejection]));
    }

    #[test]
    fn after_the_time_to_reopen_a_new_ticket_is_opened() {
        let mut closed = ticket(State::ClosedSuccessful, Some(ADA));
        closed.closed_at = Some(now() - DAY * 15);
        assert_eq!(
            by(MIA, closed.clone(), Action::CustomerWrites { only_thanks: false }),
            Ok(vec![Change::NewTicket])
        );
        assert_eq!(by(MIA, closed.clone(), Action::Reopen { by_operator: false }), Err(Refusal::TooLate));
        assert!(by(ADA, closed, Action::Reopen { by_operator: true }).is_ok());
    }

    #[test]
    fn thanks_reopen_nothing() {
        assert_eq!(
            by(MIA, ticket(State::ClosedSuccessful, Some(ADA)), Action::CustomerWrites { only_thanks: true }),
            Ok(vec![Change::Thanked])
        );
    }

    #[test]
    fn closing_what_nobody_has_takes_it_first() {
        assert_eq!(
            by(ADA, ticket(State::New, None), Action::Close { successful: false, by_operator: true }),
            Ok(vec![owner(None, Some(ADA)), state(State::New, State::ClosedUnsuccessful)])
        );
        assert_eq!(
            by(MIA, ticket(State::New, None), Action::Close { successful: true, by_operator: false }),
            Ok(vec![state(State::New, State::ClosedSuccessful)])
        );
    }

    #[test]
    fn what_is_closed_is_not_closed_again_and_what_is_open_not_reopened() {
        assert_eq!(
            by(
                ADA,
                ticket(State::ClosedSuccessful, None),
                Action::Close { successful: true, by_operator: true }
            ),
            Err(Refusal::AlreadyClosed)
        );
        assert_eq!(
            by(ADA, ticket(State::Open, None), Action::Reopen { by_operator: true }),
            Err(Refusal::NotClosed)
        );
    }

    #[test]
    fn participants_and_notes_change_nothing() {
        for action in [Action::ParticipantWrites, Action::Note] {
            assert_eq!(by(OTTO, ticket(State::ClosedSuccessful, Some(ADA)), action), Ok(vec![]));
        }
    }
}
