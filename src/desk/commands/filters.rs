//! The filters of `list` and `search`, as the store knows them.

use super::new::find_queue;
use super::{Act, Actor, DeskError};
use crate::command::{Filters, OwnerFilter, StateFilter};
use crate::desk::{Refused, direct};
use crate::store::{listing, people};
use crate::ticket::State;

/// What an operator's filters leave of the queues they serve.
pub async fn of_operator(
    act: &Act<'_>,
    actor: &Actor,
    filters: &Filters,
    states: Vec<State>,
) -> Result<listing::Filter, DeskError> {
    let served = act.desk.queues_of(actor);
    let names = match &filters.queue {
        Some(name) => below(&find_queue(act, name, &served)?.name, served),
        None => served,
    };
    let owner = match &filters.owner {
        Some(OwnerFilter::Me) => Some(actor.person.id),
        Some(OwnerFilter::Named(name)) => Some(operator(act, name).await?),
        Some(OwnerFilter::Nobody) | None => None,
    };
    Ok(listing::Filter {
        queues: Some(act.desk.queue_ids(&names)),
        states: filters.state.map_or(states, states_of),
        owner,
        unowned: filters.owner == Some(OwnerFilter::Nobody),
        tag: filters.tag.clone(),
        realm: act.within.clone(),
        ..listing::Filter::default()
    })
}

/// What a customer's filters leave of their own tickets: owners and tags are the operators' business.
pub fn of_customer(act: &Act<'_>, actor: &Actor, filters: &Filters) -> Result<listing::Filter, DeskError> {
    if filters.owner.is_some() {
        return Err(Refused::NotYourFilter { filter: "owner" }.into());
    }
    if filters.tag.is_some() {
        return Err(Refused::NotYourFilter { filter: "tag" }.into());
    }
    let queues = match &filters.queue {
        Some(name) => {
            let offered: Vec<String> = direct::offered(act).iter().map(|q| q.name.clone()).collect();
            // Users know nothing of the queues below.
            let all = act.config.queues.iter().map(|q| q.name.clone()).collect();
            Some(act.desk.queue_ids(&below(&find_queue(act, name, &offered)?.name, all)))
        }
        None => None,
    };
    Ok(listing::Filter {
        queues,
        states: filters.state.map_or_else(|| State::ALL.to_vec(), states_of),
        customer: Some(actor.person.id),
        realm: act.within.clone(),
        ..listing::Filter::default()
    })
}

/// Of `names`, the queue `root` and those below it.
fn below(root: &str, names: Vec<String>) -> Vec<String> {
    let prefix = format!("{root}::");
    names.into_iter().filter(|name| name == root || name.starts_with(&prefix)).collect()
}

fn states_of(filter: StateFilter) -> Vec<State> {
    match filter {
        StateFilter::Open => vec![State::Open],
        StateFilter::Closed => State::CLOSED.to_vec(),
        StateFilter::New => vec![State::New],
        StateFilter::Pending => {
            State::ACTIVE.into_iter().filter(|s| !matches!(s, State::New | State::Open)).collect()
        }
        StateFilter::All => State::ALL.to_vec(),
    }
}

/// The person meant by an operator's name or account.
async fn operator(act: &Act<'_>, name: &str) -> Result<i64, DeskError> {
    let by_name = act.config.operators.iter().find(|o| o.name.eq_ignore_ascii_case(name));
    let found = match by_name {
        Some(operator) => people::by_handle(act.tx, &operator.name).await?,
        None => people::by_account(act.tx, act.platform.as_str(), name).await?,
    };
    found.map(|person| person.id).ok_or_else(|| {
        let allowed: Vec<&str> = act.config.operators.iter().map(|o| o.name.as_str()).collect();
        let allowed = ["me", "nobody"].into_iter().chain(allowed).collect::<Vec<_>>().join(", ");
        Refused::NoSuchOwner { found: name.to_owned(), allowed }.into()
    })
}
