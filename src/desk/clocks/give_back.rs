//! A ticket whose owner is silent while somebody waits for them goes back to its queue; they are told
//! before.

use sportello_chat::Body;

use super::{policy, times};
use crate::desk::{Act, DeskError, assignment, presence};
use crate::notify::mail::{self, About};
use crate::store::entity::ticket;
use crate::store::{history, people};
use crate::text::{Args, date_time};
use crate::ticket::{Change, Release};

/// Its owner is told when it will go back.
pub(super) async fn warn(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let (Some(release), Some(owner)) = (release(act, ticket), ticket.owner_id) else { return Ok(()) };
    // After a while away both times have come: then it goes back without more ado.
    if release.warns_at.is_none_or(|at| at > act.now) || release.releases_at <= act.now {
        return Ok(());
    }
    let Some(person) = people::by_id(act.tx, owner).await? else { return Ok(()) };
    act.history(ticket, &history::Event::ReleaseWarned).await?;
    let args = |language| {
        Args::new()
            .text("number", ticket.number.as_str())
            .text("title", ticket.title.as_str())
            .text("name", person.name.as_str())
            .text("at", date_time(release.releases_at, act.config.desk.time_zone, language))
    };
    let line = Body::markdown(act.say("operator-release-near", &args(act.config.desk.language)));
    let called = presence::present(act, vec![owner]).await?;
    act.tell_operators(ticket, &line, &called, None).await?;
    if called.is_empty() {
        return Ok(());
    }
    let language = act.desk.language_of(&person);
    mail::owe(act, ticket, &person, About::ReleaseNear, args(language), Body::default()).await
}

/// It goes back.
pub(super) async fn due(act: &Act<'_>, mut ticket: ticket::Model) -> Result<(), DeskError> {
    let (Some(release), Some(owner)) = (release(act, &ticket), ticket.owner_id) else { return Ok(()) };
    if release.releases_at > act.now {
        return Ok(());
    }
    let name = people::by_id(act.tx, owner).await?.map(|p| p.name).unwrap_or_default();
    act.apply(&mut ticket, &[Change::Owner { from: Some(owner), to: None }]).await?;
    act.history(&ticket, &history::Event::GivenBack).await?;
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("name", name);
    let line = Body::markdown(act.say("operator-given-back", &args));
    let called = presence::present(act, vec![owner]).await?;
    act.tell_operators(&ticket, &line, &called, None).await?;
    assignment::pass_on(act, &mut ticket, Some(owner)).await
}

fn release(act: &Act<'_>, ticket: &ticket::Model) -> Option<Release> {
    let queue = act.desk.queue_by_id(ticket.queue_id)?;
    times(ticket).timers(&policy(queue), act.now).release
}
