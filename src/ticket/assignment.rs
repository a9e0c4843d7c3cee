//! Whose turn it is: how a queue chooses an owner by itself.

use super::PersonId;
use crate::config::Assignment;

/// An operator of the queue who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// When they were last given a ticket of this queue; greater is later, none is never.
    pub last_turn: Option<i64>,
    /// How many tickets that are not closed they have, of any queue.
    pub active: i64,
}

/// Who is given the next ticket, of candidates in bot.toml's order.
///
/// Round-robin gives it to whoever waited longest for their turn, so that nobody who comes back or is
/// new is passed over or gets several at once; least-loaded to whoever has least to do, by turns among
/// equals.
pub fn choose(how: Assignment, candidates: &[Candidate]) -> Option<PersonId> {
    // `min_by_key` takes the first of equals.
    let chosen = match how {
        Assignment::Manual => None,
        Assignment::RoundRobin => candidates.iter().min_by_key(|c| c.last_turn),
        Assignment::LeastLoaded => candidates.iter().min_by_key(|c| (c.active, c.last_turn)),
    };
    chosen.map(|c| c.person)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = 1;
    const OTTO: PersonId = 2;
    const ZOE: PersonId = 3;

    fn there(person: PersonId, last_turn: Option<i64>, active: i64) -> Candidate {
        Candidate { person, last_turn, active }
    }

    #[test]
    fn manual_gives_nobody_anything() {
        assert_eq!(choose(Assignment::Manual, &[there(ADA, None, 0)]), None);
    }

    #[test]
    fn nobody_there_is_given_nothing() {
        assert_eq!(choose(Assignment::RoundRobin, &[]), None);
        assert_eq!(choose(Assignment::LeastLoaded, &[]), None);
    }

    #[test]
    fn round_robin_goes_round() {
        let (mut turns, mut given) = ([None; 3], Vec::new());
        for number in 1..=6 {
            let all = [there(ADA, turns[0], 9), there(OTTO, turns[1], 0), there(ZOE, turns[2], 4)];
            let next = choose(Assignment::RoundRobin, &all).expect("somebody");
            turns[usize::try_from(next - 1).expect("an index")] = Some(number);
            given.push(next);
        }
        assert_eq!(given, [ADA, OTTO, ZOE, ADA, OTTO, ZOE]);
    }

    #[test]
    fn who_was_away_is_next_once_and_not_twice() {
        let back = [there(ADA, Some(1), 0), there(OTTO, Some(7), 0), there(ZOE, Some(8), 0)];
        assert_eq!(choose(Assignment::RoundRobin, &back), Some(ADA));
        let after = [there(ADA, Some(9), 0), there(OTTO, Some(7), 0), there(ZOE, Some(8), 0)];
        assert_eq!(choose(Assignment::RoundRobin, &after), Some(OTTO));
    }

    #[test]
    fn least_loaded_goes_to_whoever_has_least_and_by_turns_among_equals() {
        let all = [there(ADA, Some(1), 3), there(OTTO, Some(3), 1), there(ZOE, Some(2), 1)];
        assert_eq!(choose(Assignment::LeastLoaded, &all), Some(ZOE));
    }
}
