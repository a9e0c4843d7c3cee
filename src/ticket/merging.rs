//! When one ticket becomes a part of another.

use super::{Change, Refusal, State, Ticket};

/// What becomes of `absorbed` when it becomes a part of `survivor`; `same` says that they are one.
///
/// Both must run in one name: what one customer has said and was answered is not another's to read. A
/// ticket of somebody else's that is about the same thing is linked, not merged.
///
/// # Errors
/// The [`Refusal`] says why it can't be.
pub fn may_merge(absorbed: &Ticket, survivor: &Ticket, same: bool) -> Result<Change, Refusal> {
    if same {
        return Err(Refusal::ItsOwnPart);
    }
    if absorbed.state == State::Merged || survivor.state == State::Merged {
        return Err(Refusal::Merged);
    }
    if absorbed.customer != survivor.customer {
        return Err(Refusal::OtherCustomer);
    }
    if survivor.state.is_closed() {
        return Err(Refusal::Closed);
    }
    Ok(Change::State { from: absorbed.state, to: State::Merged })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIA: i64 = 1;
    const LEO: i64 = 2;

    fn ticket(state: State, customer: i64) -> Ticket {
        Ticket { state, customer, owner: None, closed_at: None, first_response_at: None }
    }

    #[test]
    fn what_is_absorbed_may_be_closed_but_not_what_absorbs_it() {
        let (open, closed) = (ticket(State::Open, MIA), ticket(State::ClosedSuccessful, MIA));
        let change = Change::State { from: State::ClosedSuccessful, to: State::Merged };
        assert_eq!(may_merge(&closed, &open, false), Ok(change));
        assert_eq!(may_merge(&open, &closed, false), Err(Refusal::Closed));
    }

    #[test]
    fn what_is_merged_is_not_merged_again() {
        let (open, merged) = (ticket(State::Open, MIA), ticket(State::Merged, MIA));
        assert_eq!(may_merge(&merged, &open, false), Err(Refusal::Merged));
        assert_eq!(may_merge(&open, &merged, false), Err(Refusal::Merged));
    }

    #[test]
    fn two_customers_tickets_stay_two() {
        let (mias, leos) = (ticket(State::Open, MIA), ticket(State::Open, LEO));
        assert_eq!(may_merge(&leos, &mias, false), Err(Refusal::OtherCustomer));
    }

    #[test]
    fn a_ticket_is_no_part_of_itself() {
        let open = ticket(State::Open, MIA);
        assert_eq!(may_merge(&open, &open, true), Err(Refusal::ItsOwnPart));
    }
}
