//! `private`: the customer's conversation moves to where only they and the desk read it.

use sportello_chat::Body;

use super::{Act, Answer, DeskError, Heard, Meant};
use crate::desk::owing::Words;
use crate::desk::{Refused, open};
use crate::notify::customer::notice;
use crate::store::entity::conversation;
use crate::store::{conversations, history, people};
use crate::text::Args;

/// Moves the conversation.
pub async fn run(act: &Act<'_>, _heard: &Heard<'_>, meant: Meant) -> Result<Answer, DeskError> {
    let ticket = &meant.ticket;
    let mut public = conversations::of_ticket(act.tx, ticket.id).await?;
    public.retain(conversation::Model::goes_on_in_public);
    public.sort_by_key(|c| !c.is_active());
    let Some(first) = public.first() else { return Err(Refused::AlreadyPrivate.into()) };
    let Some(account) = people::account_on(act.tx, ticket.customer_id, &first.platform).await? else {
        return Err(Refused::AlreadyPrivate.into());
    };
    let language = act.customer_language(ticket).await?;
    let args = Args::new().text("number", ticket.number.as_str()).text("title", ticket.title.as_str());
    let texts = act.desk.texts();
    let has_private_threads =
        act.desk.chat(&first.platform).is_some_and(|c| c.capabilities().private_threads);
    let direct = match &first.room {
        Some(room) if has_private_threads && first.is_active() => {
            open::private_thread(act, ticket, &first.platform, room).await?
        }
        _ => open::direct_conversation(act, ticket, &first.platform, &account.external_id).await?,
    };
    let welcome = notice(texts, language, "customer-private-here", &args);
    act.say_to_customer(ticket, &direct, welcome, Words::notice(Body::default())).await?;
    for conversation in public.iter().filter(|c| c.is_active()) {
        let moved = notice(texts, language, "customer-private-moved", &args);
        act.say_to_customer(ticket, conversation, moved, Words::notice(Body::default())).await?;
    }
    conversations::leave_public(act.tx, ticket.id).await?;
    act.history(ticket, &history::Event::Private).await?;
    let line = Body::markdown(act.say("operator-private", &args));
    act.tell_operators(ticket, &line, &[], meant.told(act)).await?;
    Ok(if meant.among_customers() { Answer::Nothing } else { Answer::Text(line) })
}
