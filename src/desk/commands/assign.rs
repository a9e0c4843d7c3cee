//! `assign`: another operator becomes the owner.

use sportello_chat::Body;

use super::{Act, Actor, Answer, DeskError, Meant, about, ruled, take};
use crate::desk::{Refused, presence, settle};
use crate::notify::mail::{self, About};
use crate::store::entity::person;
use crate::store::people;
use crate::text::Args;
use crate::ticket::{Action, decide};

/// Makes the named operator owner.
pub async fn run(act: &Act<'_>, actor: &Actor, mut meant: Meant, name: &str) -> Result<Answer, DeskError> {
    let to = find(act, &meant, name).await?;
    let rules = Act::rules(act.queue(&meant.ticket)?);
    let action = Action::Assign { to: to.id };
    let changes = match decide(&Act::rules_view(&meant.ticket), &rules, action, actor.person.id, act.now) {
        Ok(changes) => changes,
        Err(rule) => return Err(ruled(act, &meant.ticket, rule).await?),
    };
    act.apply(&mut meant.ticket, &changes).await?;
    settle::now(act, &mut meant.ticket).await?;
    let owner = Actor {
        person: to.clone(),
        account: String::new(),
        groups: vec![],
        language: act.desk.language_of(&to),
    };
    take::tell_customer(act, &meant, &owner).await?;
    let mut line =
        act.say("operator-assigned", &about(&meant.ticket, &actor.person).text("to", to.name.as_str()));
    if let Some(away) = presence::note(act, &to) {
        line = format!("{line}\n{away}");
    }
    let line = Body::markdown(line);
    let mentions = if to.id == actor.person.id { vec![] } else { vec![to.id] };
    act.tell_operators(&meant.ticket, &line, &mentions, None).await?;
    mail::owe(
        act,
        &meant.ticket,
        &to,
        About::Assigned,
        Args::new().text("name", actor.person.name.as_str()),
        Body::default(),
    )
    .await?;
    Ok(if meant.here.is_some() { Answer::Nothing } else { Answer::Text(line) })
}

/// The operator meant by a name or an account, who must serve the ticket's queue.
pub async fn find(act: &Act<'_>, meant: &Meant, name: &str) -> Result<person::Model, DeskError> {
    let queue = act.queue(&meant.ticket)?;
    let by_handle = act.config.operators.iter().find(|o| o.name.eq_ignore_ascii_case(name));
    let found = match by_handle {
        Some(operator) => people::by_handle(act.tx, &operator.name).await?,
        None => people::by_account(act.tx, act.platform.as_str(), name).await?,
    };
    let is_operator = found.as_ref().is_some_and(|p| p.handle.is_some());
    let Some(person) = found.filter(|_| is_operator || !queue.operator_groups.is_empty()) else {
        let allowed: Vec<&str> = queue.operators.iter().map(String::as_str).collect();
        return Err(Refused::NoSuchOperator { found: name.to_owned(), allowed: allowed.join(", ") }.into());
    };
    let serves = person.handle.as_ref().is_some_and(|h| queue.operators.contains(h))
        || person.handle.is_none()
        || act.config.operators.iter().any(|o| o.admin && Some(&o.name) == person.handle.as_ref());
    if !serves {
        return Err(Refused::NotServing { name: person.name, queue: queue.title.clone() }.into());
    }
    Ok(person)
}
