//! Where a ticket may be moved to.

use super::Refusal;

/// Whether a ticket may go from queue `from` to queue `to`: to the queue above, to one right below, from
/// one first-level queue to another; between siblings only where `siblings` says that their parent
/// allows it.
///
/// # Errors
/// The [`Refusal`] says why not.
pub fn may_move(from: &str, to: &str, siblings: bool) -> Result<(), Refusal> {
    if from == to {
        return Err(Refusal::AlreadyThere);
    }
    let parent = |name: &str| name.rsplit_once("::").map(|(above, _)| above.to_owned());
    let (above_from, above_to) = (parent(from), parent(to));
    let to_parent = above_from.as_deref() == Some(to);
    let to_child = above_to.as_deref() == Some(from);
    let beside = above_from == above_to;
    if to_parent || to_child || beside && (above_from.is_none() || siblings) {
        return Ok(());
    }
    Err(Refusal::NotThatWay)
}

/// The first-level queue that a queue belongs to: what users see of it.
pub fn first_level(queue: &str) -> &str {
    queue.split_once("::").map_or(queue, |(first, _)| first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_goes_up_down_and_between_first_levels() {
        assert_eq!(may_move("helpdesk", "helpdesk::network", false), Ok(()));
        assert_eq!(may_move("helpdesk::network", "helpdesk", false), Ok(()));
        assert_eq!(may_move("helpdesk", "library", false), Ok(()));
    }

    #[test]
    fn between_siblings_it_goes_only_where_their_parent_allows_it() {
        assert_eq!(may_move("helpdesk::network", "helpdesk::printers", false), Err(Refusal::NotThatWay));
        assert_eq!(may_move("helpdesk::network", "helpdesk::printers", true), Ok(()));
    }

    #[test]
    fn no_level_is_jumped_over() {
        assert_eq!(may_move("helpdesk", "helpdesk::network::wifi", true), Err(Refusal::NotThatWay));
        assert_eq!(may_move("helpdesk::network", "library", true), Err(Refusal::NotThatWay));
        assert_eq!(may_move("helpdesk::network", "library::loans", true), Err(Refusal::NotThatWay));
    }

    #[test]
    fn it_is_where_it_is() {
        assert_eq!(may_move("helpdesk", "helpdesk", true), Err(Refusal::AlreadyThere));
    }
}
