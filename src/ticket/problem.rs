//! When a ticket may hang on another, its problem, and be closed with it.

use super::State;

/// What the rule needs to know of each of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hanging {
    /// Its state.
    pub state: State,
    /// Whether it hangs on a problem.
    pub hangs: bool,
    /// Whether others hang on it.
    pub is_problem: bool,
}

/// Why a ticket can't hang on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemRefusal {
    /// The problem is closed: nothing would ever close what hangs on it.
    #[error("the problem is closed")]
    Closed,
    /// The problem hangs on another one.
    #[error("the problem hangs on another one")]
    Hangs,
    /// Others hang on the ticket that is to hang.
    #[error("it is a problem itself")]
    IsProblem,
}

/// Whether `ticket` may hang on `problem`. A problem hangs on nothing, so that whoever closes one knows what
/// is closed with it.
///
/// # Errors
/// The [`ProblemRefusal`] says why not.
pub fn may_hang(ticket: Hanging, problem: Hanging) -> Result<(), ProblemRefusal> {
    if problem.state.is_closed() {
        Err(ProblemRefusal::Closed)
    } else if problem.hangs {
        Err(ProblemRefusal::Hangs)
    } else if ticket.is_problem {
        Err(ProblemRefusal::IsProblem)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Hanging = Hanging { state: State::Open, hangs: false, is_problem: false };

    #[test]
    fn many_hang_on_one_problem_and_one_on_many() {
        assert_eq!(may_hang(PLAIN, PLAIN), Ok(()));
        assert_eq!(may_hang(PLAIN, Hanging { is_problem: true, ..PLAIN }), Ok(()));
        assert_eq!(may_hang(Hanging { hangs: true, ..PLAIN }, PLAIN), Ok(()));
        assert_eq!(may_hang(Hanging { state: State::ClosedSuccessful, ..PLAIN }, PLAIN), Ok(()));
    }

    #[test]
    fn a_problem_hangs_on_nothing() {
        assert_eq!(may_hang(PLAIN, Hanging { hangs: true, ..PLAIN }), Err(ProblemRefusal::Hangs));
        assert_eq!(may_hang(Hanging { is_problem: true, ..PLAIN }, PLAIN), Err(ProblemRefusal::IsProblem));
    }

    #[test]
    fn nothing_hangs_on_what_is_closed() {
        for state in State::CLOSED {
            assert_eq!(may_hang(PLAIN, Hanging { state, ..PLAIN }), Err(ProblemRefusal::Closed));
        }
    }
}
