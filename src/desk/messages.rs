//! A message: command, article, request, or none of the desk's business.

use sportello_chat::{Audience, Event, Inbound, Kind, Message, ThreadRef};

use super::apart::apart;
use super::articles::Said;
use super::who::Actor;
use super::{Act, DeskError, Refused, articles, commands, direct, form, limits, open, suggestions, together};
use crate::command::{Command, Typed, parse};
use crate::config::PlainMessages;
use crate::store::articles::StoredFile;
use crate::store::entity::{conversation, ticket};
use crate::store::{conversations, forms, messages as seen, tickets};
use crate::text::Args;
use crate::ticket::{Deed, Role, allowed};

/// A message that begins so is an announcement.
const ANNOUNCEMENT: &str = "📣";

/// What a message is about.
pub struct Located {
    /// The conversation it stands in.
    pub conversation: conversation::Model,
    /// Its ticket.
    pub ticket: ticket::Model,
}

/// A message in its place.
pub struct Heard<'a> {
    /// The event.
    pub inbound: &'a Inbound,
    /// What was said.
    pub message: &'a Message,
    /// Its files, stored by now.
    pub files: &'a [StoredFile],
    /// Who said it.
    pub actor: &'a Actor,
    /// Its row among the events that were seen.
    pub seen: i64,
}

impl Heard<'_> {
    /// Whether it was picked or filled in rather than said.
    pub fn is_picked(&self) -> bool {
        matches!(self.inbound.event, Event::Interaction(_))
    }

    /// Who reads the place.
    pub fn audience(&self, act: &Act<'_>) -> Audience {
        let role = act.desk.room_role(&act.platform, &self.inbound.place.room);
        if !self.inbound.place.direct && !role.operators.is_empty() {
            Audience::Operators
        } else {
            Audience::Customer
        }
    }
}

/// Handles a message.
///
/// # Errors
/// Refusals, and as the database says.
pub async fn handle(
    act: &Act<'_>,
    inbound: &Inbound,
    message: &Message,
    files: &[StoredFile],
    actor: &Actor,
    seen: i64,
) -> Result<(), DeskError> {
    if message.kind == Kind::Notice {
        return Ok(());
    }
    let heard = Heard { inbound, message, files, actor, seen };
    let typed = match message.kind {
        Kind::Undecryptable => Typed::Words { near: None },
        _ => parse(&message.text, &act.config.desk.command_prefix, !files.is_empty()),
    };
    let command = match &typed {
        Typed::Command(command) => Some(command),
        _ => None,
    };
    let located = locate(act, &heard, command).await?;
    obey(act, &heard, located, typed).await
}

/// Does what was typed.
///
/// # Errors
/// Refusals, and as the database says.
pub async fn obey(
    act: &Act<'_>,
    heard: &Heard<'_>,
    located: Option<Located>,
    typed: Typed,
) -> Result<(), DeskError> {
    match typed {
        Typed::Command(command) => commands::run(act, heard, located, command).await,
        Typed::Mistake(mistake) => mistaken(act, heard, located, mistake).await,
        Typed::Words { near: Some(near) }
            if act.desk.is_operator(heard.actor) && !is_own_request(heard, located.as_ref()) =>
        {
            Err(Refused::Misspelt { near }.into())
        }
        Typed::Words { near } => words(act, heard, located, near).await,
    }
}

/// An operator who asks for help as a customer is a customer there.
fn is_own_request(heard: &Heard<'_>, located: Option<&Located>) -> bool {
    located.is_some_and(|l| {
        l.ticket.customer_id == heard.actor.person.id && l.conversation.audience() == Audience::Customer
    })
}

/// A command with wrong arguments; one that must not be read by customers is removed all the same.
async fn mistaken(
    act: &Act<'_>,
    heard: &Heard<'_>,
    located: Option<Located>,
    mistake: crate::command::Mistake,
) -> Result<(), DeskError> {
    let word = if mistake.for_another { commands::CALL } else { mistake.command };
    if commands::is_exposed(act, heard, word) {
        return commands::exposed(act, heard, located, word).await;
    }
    Err(Refused::Mistake(mistake).into())
}

async fn locate(
    act: &Act<'_>,
    heard: &Heard<'_>,
    command: Option<&Command>,
) -> Result<Option<Located>, DeskError> {
    let place = &heard.inbound.place;
    let platform = act.platform.as_str();
    let conversation = match &place.thread {
        Some(ThreadRef::Id(thread)) => {
            conversations::by_thread(act.tx, platform, &place.room, thread).await?
        }
        Some(ThreadRef::Ticket(number)) => match tickets::by_number(act.tx, number).await? {
            Some(ticket) => {
                let found =
                    conversations::of_ticket_in_room(act.tx, ticket.id, platform, &place.room).await?;
                if found.is_none() {
                    return Err(Refused::NoSuchTicket { number: number.clone() }.into());
                }
                found
            }
            None => return Err(Refused::NoSuchTicket { number: number.clone() }.into()),
        },
        None => match &heard.message.reply_to {
            Some(id) => replied(act, platform, id, &place.room).await?,
            None => None,
        },
    };
    let conversation = match (conversation, command) {
        (Some(over), None) if over.former_id.is_some() => return ended(act, heard, &over),
        (Some(over), Some(_)) if over.former_id.is_some() => None,
        (conversation, _) => conversation,
    };
    commands::hold_in_order(act, heard.actor, conversation.as_ref().map(|c| c.ticket_id), command).await?;
    match conversation {
        Some(conversation) => {
            let ticket = act.hold(conversation.ticket_id).await?;
            Ok(Some(Located { conversation, ticket }))
        }
        None => Ok(None),
    }
}

/// What is said in a conversation that is over, since the ticket runs in another's name by now, is no word
/// for anybody: whoever may think so is told. Others may talk there as they like.
fn ended(act: &Act<'_>, heard: &Heard<'_>, over: &conversation::Model) -> Result<Option<Located>, DeskError> {
    if over.former_id == Some(heard.actor.person.id) || act.desk.is_operator(heard.actor) {
        return Err(Refused::ConversationOver.into());
    }
    Ok(None)
}

/// The conversation of the message that is answered; a reply counts only where the message stands.
async fn replied(
    act: &Act<'_>,
    platform: &str,
    id: &str,
    room: &str,
) -> Result<Option<conversation::Model>, DeskError> {
    let Some(message) = seen::by_id(act.tx, platform, id).await? else { return Ok(None) };
    let Some(conversation) = message.conversation_id else { return Ok(None) };
    let conversation = conversations::by_id(act.tx, conversation).await?;
    // A direct chat that is nobody's any more is nowhere.
    let is_here = |c: &conversation::Model| match &c.room {
        Some(at) => at == room,
        None => c.person.is_some(),
    };
    Ok(conversation.filter(is_here))
}

async fn words(
    act: &Act<'_>,
    heard: &Heard<'_>,
    located: Option<Located>,
    near: Option<&'static str>,
) -> Result<(), DeskError> {
    let place = &heard.inbound.place;
    if heard.message.text.trim().is_empty()
        && heard.files.is_empty()
        && heard.message.title.is_none()
        && heard.message.kind != Kind::Undecryptable
    {
        return Err(Refused::Empty.into());
    }
    match located {
        Some(located) => apart(|| in_conversation(act, heard, located)).await?,
        None if place.direct => return apart(|| direct::handle(act, heard)).await,
        None if heard.audience(act) == Audience::Operators => return Ok(()),
        None if place.thread.is_some() && heard.message.title.is_none() => return Ok(()),
        None => apart(|| top_level(act, heard)).await?,
    }
    match near {
        Some(near) => apart(|| hint(act, heard, near)).await,
        None => Ok(()),
    }
}

/// A customer's words that look like a misspelt command are words; the command is named, once.
async fn hint(act: &Act<'_>, heard: &Heard<'_>, near: &'static str) -> Result<(), DeskError> {
    let args = Args::new().text("prefix", act.prefix()).text("near", near);
    let text = act.desk.texts().say(heard.actor.language, "customer-near-command", &args);
    act.answer_privately(
        &heard.inbound.place,
        &heard.actor.account,
        sportello_chat::Body::markdown(text),
        None,
    )
    .await
}

/// A plain message in a ticket's conversation.
pub async fn in_conversation(act: &Act<'_>, heard: &Heard<'_>, located: Located) -> Result<(), DeskError> {
    let Located { conversation, ticket } = located;
    let role = act.role(heard.actor, &ticket);
    let said = Said::of(heard, Some(&conversation));
    if conversation.audience() == Audience::Operators || ticket.customer_id != heard.actor.person.id {
        let may_skip = allowed(role, Deed::Reply) && form::is_skip(&said);
        if may_skip && forms::of_ticket(act.tx, ticket.id).await?.is_some() {
            return apart(|| form::skip(act, heard, &ticket)).await;
        }
    }
    match conversation.audience() {
        Audience::Operators => {
            if !allowed(role, Deed::Note) {
                return Err(Refused::NotYourRoom.into());
            }
            // What can't be read yet may be a note: until its key comes it is one.
            let as_reply = act.queue(&ticket)?.plain_messages == PlainMessages::Reply
                && heard.message.kind != Kind::Undecryptable;
            if as_reply {
                apart(|| together::tell(act, heard, &ticket)).await?;
                apart(|| articles::reply(act, ticket, heard.actor, said)).await?;
            } else {
                apart(|| articles::note(act, ticket, heard.actor, said)).await?;
            }
            Ok(())
        }
        Audience::Customer if ticket.customer_id == heard.actor.person.id => {
            let helped = apart(|| suggestions::told(act, &ticket, said.text)).await?;
            let id = ticket.id;
            apart(|| articles::from_customer(act, heard, ticket, said)).await?;
            if let Some(helped) = helped {
                let ticket = act.hold(id).await?;
                apart(|| suggestions::answered(act, heard.actor, ticket, Some(conversation), helped)).await?;
            }
            Ok(())
        }
        Audience::Customer if allowed(role, Deed::Reply) => {
            apart(|| together::tell(act, heard, &ticket)).await?;
            apart(|| articles::reply(act, ticket, heard.actor, said)).await.map(|_| ())
        }
        Audience::Customer if ticket.emptied_at.is_some() && act.queue_is_open(&ticket) => {
            apart(|| after_emptying(act, heard, &ticket, &said)).await
        }
        Audience::Customer => {
            apart(|| articles::from_participant(act, heard, ticket, said, role == Role::Stranger)).await
        }
    }
}

/// Whose a ticket was is forgotten: whoever writes in its conversation asks anew.
async fn after_emptying(
    act: &Act<'_>,
    heard: &Heard<'_>,
    ticket: &ticket::Model,
    said: &Said<'_>,
) -> Result<(), DeskError> {
    let queue = act.queue(ticket)?.clone();
    articles::anew(act, heard, ticket, &queue, said).await
}

/// A message on the top level of a help channel.
async fn top_level(act: &Act<'_>, heard: &Heard<'_>) -> Result<(), DeskError> {
    let room = act.desk.room_role(&act.platform, &heard.inbound.place.room);
    let Some(queue) = room.help.as_deref().and_then(|name| act.desk.queue(name)) else { return Ok(()) };
    let opens_nothing = act.desk.is_operator(heard.actor)
        || heard.message.text.trim_start().starts_with(ANNOUNCEMENT)
        || heard.message.reply_to.is_some();
    if opens_nothing {
        return Ok(());
    }
    let gathering = match heard.message.title {
        Some(_) => None,
        None => tickets::gathering(act.tx, heard.actor.person.id, &heard.inbound.place.room, act.now).await?,
    };
    if let Some(ticket) = gathering {
        return gathered(act, heard, ticket).await;
    }
    let since = heard.inbound.author.since;
    match limits::hold(act, heard.actor, Some(queue), since, &Said::of(heard, None)).await? {
        Some(held) => limits::acknowledge(act, heard, held).await,
        None => open::from_channel(act, heard, queue).await,
    }
}

/// The author's further messages are articles of the ticket they have just opened.
async fn gathered(act: &Act<'_>, heard: &Heard<'_>, ticket: ticket::Model) -> Result<(), DeskError> {
    let queue = act.queue(&ticket)?;
    let conversation = if queue.private {
        act.customer_conversations(&ticket, None).await?.into_iter().next()
    } else {
        conversations::of_ticket_in_room(act.tx, ticket.id, act.platform.as_str(), &heard.inbound.place.room)
            .await?
    };
    let private = queue.private;
    let ticket = act.hold(ticket.id).await?;
    let said = Said::of(heard, conversation.as_ref());
    let shown = ticket.clone();
    apart(|| articles::from_customer(act, heard, ticket, said)).await?;
    if private {
        return open::remove_original(act, heard, &shown).await;
    }
    act.react(&heard.inbound.place, &heard.actor.account, "📝", Audience::Customer, Some(&shown)).await
}
