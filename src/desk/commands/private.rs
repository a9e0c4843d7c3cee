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
    let public: Vec<_> = act
        .customer_conversations(ticket, None)
        .await?
        .into_iter()
        .filter(conversation::Model::is_public)
        .collect();
    let Some(first) = public.first() else { return Err(Refused::AlreadyPrivate.into()) };
    let Some(account) = people::account_on(act.tx, ticket.customer_id, &first.platform).await? else {
        return Err(Refused::AlreadyPrivate.into());
    };
    let language = act.customer_language(ticket).await?;
    let args = Args::new().text("number", ticket.number.as_str()).text("title", ticket.title.as_str());
    let texts = act.desk.texts();
    let direct = match &first.room {
        Some(room) if act.desk.chat(&first.platform).is_some_and(|c| c.capabilities().private_threads) => {
            open::private_thread(act, ticket, &first.platform, room).await?
        }
        _ => open::direct_conversation(act, ticket, &first.platform, &account.external_id).await?,
    };
    let welcome = notice(texts, language, "customer-private-here", &args);
    act.say_to_customer(ticket, &direct, welcome, Words::notice(Body::default())).await?;
    for conversation in &public {
        let moved = notice(texts, language, "customer-private-moved", &args);
        act.say_to_customer(ticket, conversation, moved, Words::notice(Body::default())).await?;
        conversations::set_state(act.tx, conversation.id, conversations::LEFT).await?;
    }
    act.history(ticket, &history::Event::Private).await?;
    let line = Body::markdown(act.say("operator-private", &args));
    act.tell_operators(ticket, &line, &[], meant.told(act)).await?;
    Ok(if meant.among_customers() { Answer::Nothing } else { Answer::Text(line) })
}
