//! A ticket whose customer leaves an answer unanswered closes by itself; they are warned before.

use sportello_chat::Body;

use super::{policy, times};
use crate::config::AutoClose;
use crate::desk::{Act, DeskError, commands::close};
use crate::notify::customer::notice;
use crate::notify::mail::{self, About};
use crate::store::entity::ticket;
use crate::store::{history, people};
use crate::text::{Args, date_time};
use crate::ticket::Closing;

/// Its customer is told when it will close.
pub(super) async fn warn(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let Some((closing, _)) = closing(act, ticket) else { return Ok(()) };
    if closing.warns_at > act.now || closing.closes_at <= act.now {
        return Ok(());
    }
    act.history(ticket, &history::Event::AutoCloseWarned).await?;
    tell_when_it_closes(act, ticket, closing.closes_at).await
}

/// The customer reads that their ticket closes then, unless they write.
pub async fn tell_when_it_closes(
    act: &Act<'_>,
    ticket: &ticket::Model,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DeskError> {
    let zone = act.config.desk.time_zone;
    let language = act.customer_language(ticket).await?;
    let args = Args::new().text("number", ticket.number.as_str()).text("at", date_time(at, zone, language));
    act.tell_customers(ticket, &notice(act.desk.texts(), language, "customer-waiting", &args), None).await?;
    let Some(customer) = people::by_id(act.tx, ticket.customer_id).await? else { return Ok(()) };
    mail::owe(act, ticket, &customer, About::Waiting, args, Body::default()).await
}

/// It closes.
pub(super) async fn due(act: &Act<'_>, ticket: ticket::Model) -> Result<(), DeskError> {
    let Some((closing, rule)) = closing(act, &ticket) else { return Ok(()) };
    if closing.closes_at > act.now {
        return Ok(());
    }
    close::by_itself(act, ticket, rule.successful, close::Why::Silence).await
}

fn closing(act: &Act<'_>, ticket: &ticket::Model) -> Option<(Closing, AutoClose)> {
    let queue = act.desk.queue_by_id(ticket.queue_id)?;
    times(ticket).timers(&policy(queue), act.now).auto_close.zip(queue.auto_close)
}
