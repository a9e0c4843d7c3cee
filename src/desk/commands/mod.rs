//! The commands, a file each; here: which ticket is meant, who may, and where the answer goes.

mod answer;
mod assign;
mod away;
mod block;
mod call;
pub mod close;
mod customer;
mod erase;
mod export;
mod filters;
mod forward;
mod help;
mod history;
mod identity;
mod import;
mod join;
mod language;
mod link;
mod list;
mod mail;
mod meant;
mod merge;
mod moving;
mod new;
mod next;
mod note;
mod outage;
mod panel;
mod pending;
mod priority;
mod private;
mod queues;
pub mod rate;
mod release;
mod reload;
pub mod reopen;
mod reply;
mod responsible;
mod search;
mod show;
mod split;
mod stats;
mod tag;
mod take;
mod title;
mod transcript;
mod undelivered;
mod undo;
mod watch;

use futures_util::future::BoxFuture;
use sportello_chat::{Audience, Body, Content, Inbound, NewMessage};

use meant::meant;
pub use meant::{Meant, hidden_or_refused, hold_in_order};

use super::answering::in_place;
use super::apart::apart;
use super::messages::{Heard, Located};
use super::who::Actor;
use super::{Act, Answer};
use super::{DeskError, Refused};
use crate::command::grammar::{name, privacy};
use crate::command::{Command, IdentityArg, Privacy, Typed};
use crate::store::entity::{conversation, person, ticket};
use crate::store::{history as events, people};
use crate::text::Args;
use crate::ticket::{Deed, Refusal, Role, allowed};

/// Carries a command out and answers it.
pub async fn run(
    act: &Act<'_>,
    heard: &Heard<'_>,
    located: Option<Located>,
    command: Command,
) -> Result<(), DeskError> {
    // What was picked is seen by nobody else.
    let word = word_of(&command);
    if !heard.is_picked() && is_exposed(act, heard, word) {
        if let Command::Identity(IdentityArg::Code(code)) = &command {
            identity::spoil(act, code).await?;
        }
        return exposed(act, heard, located, word).await;
    }
    let privacy = privacy(&command);
    let here = located.as_ref().map(|l| (l.conversation.clone(), l.ticket.clone()));
    let answer = dispatch(act, heard, located, command).await?;
    respond(act, heard, here, privacy, answer).await
}

/// What a call is called where customers read that it does not belong there.
pub const CALL: &str = "new --for";

/// The command at work. Each is a future of its own on the heap: together on the stack they would be too much.
fn dispatch<'f>(
    act: &'f Act<'f>,
    heard: &'f Heard<'f>,
    located: Option<Located>,
    command: Command,
) -> BoxFuture<'f, Result<Answer, DeskError>> {
    let actor = heard.actor;
    match command {
        Command::New { caller: Some(caller), queue, text, .. } => {
            apart(move || async move { call::run(act, heard, &caller, queue.as_deref(), &text).await })
        }
        Command::New { caller: None, queue, subject, text } => {
            apart(
                move || async move { new::run(act, heard, queue.as_deref(), subject.as_deref(), &text).await },
            )
        }
        Command::Mine => apart(move || async move { list::mine(act, actor).await }),
        Command::Status { ticket } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Status, "status").await?;
            show::status(act, actor, &meant).await
        }),
        Command::Next { queue } => {
            apart(move || async move { next::run(act, actor, queue.as_deref()).await })
        }
        Command::Take { ticket, from } => apart(move || async move {
            let deed = if from { Deed::TakeFrom } else { Deed::Take };
            take::run(act, actor, meant(act, heard, located, ticket, deed, "take").await?, from).await
        }),
        Command::Release { ticket } => apart(move || async move {
            release::run(act, actor, meant(act, heard, located, ticket, Deed::Release, "release").await?)
                .await
        }),
        Command::Assign { ticket, operator } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Assign, "assign").await?;
            assign::run(act, actor, meant, &operator).await
        }),
        Command::Reply { ticket, text } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Reply, "reply").await?;
            reply::run(act, heard, meant, &text).await
        }),
        Command::Answer { ticket: None, name: None, .. } if located.is_none() => {
            apart(move || async move { answer::all(act, actor) })
        }
        Command::Answer { ticket, name, send } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Answer, "answer").await?;
            answer::run(act, heard, meant, name.as_deref(), send).await
        }),
        Command::Note { ticket, text } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Note, "note").await?;
            note::run(act, heard, meant, &text).await
        }),
        Command::Undo { ticket } => apart(move || async move {
            undo::run(act, actor, meant(act, heard, located, ticket, Deed::Undo, "undo").await?).await
        }),
        Command::Close { ticket, successful, text } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Close, "close").await?;
            close::run(act, heard, meant, successful.unwrap_or(true), &text).await
        }),
        Command::Reopen { ticket } => apart(move || async move {
            reopen::run(act, actor, meant(act, heard, located, ticket, Deed::Reopen, "reopen").await?).await
        }),
        Command::Rate { ticket, stars, comment } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Rate, "rate").await?;
            rate::run(act, actor, meant, stars, &comment).await
        }),
        Command::Join { ticket } => apart(move || async move {
            join::run(act, actor, meant(act, heard, located, ticket, Deed::Join, "join").await?).await
        }),
        Command::Title { ticket, text } => apart(move || async move {
            title::run(act, actor, meant(act, heard, located, ticket, Deed::Title, "title").await?, &text)
                .await
        }),
        Command::Priority { ticket, priority } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Priority, "priority").await?;
            priority::run(act, actor, meant, priority).await
        }),
        Command::Tag { ticket, add, remove } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Tag, "tag").await?;
            tag::run(act, actor, meant, &add, &remove).await
        }),
        Command::Responsible { ticket, operator } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Responsible, "responsible").await?;
            responsible::run(act, actor, meant, &operator).await
        }),
        Command::Move { ticket, queue } => apart(move || async move {
            moving::run(act, actor, meant(act, heard, located, ticket, Deed::Move, "move").await?, &queue)
                .await
        }),
        Command::Watch { ticket, off } => apart(move || async move {
            watch::run(act, actor, meant(act, heard, located, ticket, Deed::Watch, "watch").await?, off).await
        }),
        Command::Link { ticket, other, kind } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Link, "link").await?;
            link::run(act, heard, meant, other, kind).await
        }),
        Command::Split { ticket, articles } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Split, "split").await?;
            split::run(act, heard, meant, &articles).await
        }),
        Command::Pending { ticket, kind, text } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Pending, "pending").await?;
            pending::run(act, actor, meant, kind, &text).await
        }),
        Command::TakeUp { ticket } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Pending, "pending").await?;
            pending::take_up(act, actor, meant).await
        }),
        Command::Forward { ticket, address, articles, text } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Forward, "forward").await?;
            forward::run(act, heard, meant, &address, &articles, &text).await
        }),
        Command::Outage { queue, what } => {
            apart(move || async move { outage::run(act, heard, queue.as_deref(), what).await })
        }
        Command::Customer { ticket, person } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Customer, "customer").await?;
            customer::run(act, actor, meant, &person).await
        }),
        Command::Merge { ticket, other } => apart(move || async move {
            let place = located.as_ref().map(|l| l.conversation.id);
            let meant = meant(act, heard, located, ticket, Deed::Merge, "merge").await?;
            merge::run(act, heard, meant, &other, place).await
        }),
        Command::Away { until, back } => {
            apart(move || async move { away::run(act, actor, until.as_deref(), back).await })
        }
        Command::Block { person, until, reason } => {
            Box::pin(
                async move { block::run(act, actor, person.as_deref(), until.as_deref(), &reason).await },
            )
        }
        Command::Unblock { person } => apart(move || async move { block::end(act, actor, &person).await }),
        Command::Panel => apart(move || async move { panel::run(act, heard).await }),
        Command::Reload => apart(move || async move { reload::run(act, actor).await }),
        Command::Queues => apart(move || async move { queues::run(act, actor).await }),
        Command::Export { rows_only } => {
            apart(move || async move { export::run(act, heard, rows_only).await })
        }
        Command::Import { file } => apart(move || async move { import::run(act, heard, &file).await }),
        Command::Erase { person, yes } => {
            apart(move || async move { erase::run(act, actor, &person, yes).await })
        }
        Command::Undelivered(asked) => {
            apart(move || async move { undelivered::run(act, actor, asked).await })
        }
        Command::Private { ticket } => apart(move || async move {
            private::run(act, heard, meant(act, heard, located, ticket, Deed::Private, "private").await?)
                .await
        }),
        Command::Search { words, filters } => {
            apart(move || async move { search::run(act, heard, &words, &filters).await })
        }
        Command::List { filter, filters } => {
            apart(move || async move { list::run(act, actor, filter, &filters).await })
        }
        Command::Show { ticket, here } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Show, "show").await?;
            show::run(act, heard, meant, here).await
        }),
        Command::Transcript { ticket, format } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::Transcript, "transcript").await?;
            transcript::run(act, heard, &meant, format).await
        }),
        Command::History { ticket } => apart(move || async move {
            let meant = meant(act, heard, located, ticket, Deed::History, "history").await?;
            history::run(act, heard, &meant).await
        }),
        Command::Mail(arg) => apart(move || async move { mail::run(act, actor, arg).await }),
        Command::Identity(arg) => apart(move || async move { identity::run(act, actor, arg).await }),
        Command::Language { language } => {
            apart(move || async move { language::run(act, actor, language.as_deref()).await })
        }
        Command::Stats { view, period, queue, operator } => apart(move || async move {
            let asked = stats::Asked { view, period, queue: queue.as_deref(), operator: operator.as_deref() };
            stats::run(act, heard, asked).await
        }),
        Command::Help { command } => apart(move || async move { help::run(act, actor, command.as_deref()) }),
    }
}

/// Answers where the command was given. Among customers only whoever gave it reads the answer: it may be about
/// a ticket that is none of theirs.
async fn respond(
    act: &Act<'_>,
    heard: &Heard<'_>,
    here: Option<(conversation::Model, ticket::Model)>,
    privacy: Privacy,
    answer: Answer,
) -> Result<(), DeskError> {
    let place = &heard.inbound.place;
    if act.on_the_spot {
        return respond_on_the_spot(act, heard, here.map(|(_, ticket)| ticket), answer).await;
    }
    let alone = privacy == Privacy::Private || place.direct || heard.audience(act) == Audience::Customer;
    match answer {
        Answer::Nothing => Ok(()),
        Answer::React(emoji) => {
            act.react(place, &heard.actor.account, emoji, heard.audience(act), here.as_ref().map(|(_, t)| t))
                .await
        }
        Answer::File(body, file) => {
            let message = NewMessage { files: vec![file], ..NewMessage::notice(body) };
            act.hand_over(place, &heard.actor.account, message, here.as_ref().map(|(_, t)| t)).await
        }
        Answer::Offer(body, buttons) if alone => {
            let message = NewMessage { buttons, ..NewMessage::notice(body) };
            act.hand_over(place, &heard.actor.account, message, here.as_ref().map(|(_, t)| t)).await
        }
        Answer::Text(body) if alone => {
            act.answer_privately(place, &heard.actor.account, body, here.as_ref().map(|(_, t)| t)).await
        }
        Answer::Text(body) | Answer::Offer(body, _) => {
            let content = reply_notice(body, act.event.clone());
            match here {
                Some((conversation, ticket)) => act.owe_in(&ticket, &conversation, content, None, 0).await,
                None => act.owe_at(in_place(place), Audience::Operators, content, None).await,
            }
        }
    }
}

/// Whoever picked something is answered in any case, and alone: what others are to know is said in the
/// ticket's conversations.
async fn respond_on_the_spot(
    act: &Act<'_>,
    heard: &Heard<'_>,
    ticket: Option<ticket::Model>,
    answer: Answer,
) -> Result<(), DeskError> {
    let say = |key: &str| Body::markdown(act.desk.texts().say(heard.actor.language, key, &Args::new()));
    let (mut files, mut buttons) = (Vec::new(), Vec::new());
    let body = match answer {
        Answer::Text(body) => body,
        Answer::Offer(body, offered) => {
            buttons = offered;
            body
        }
        Answer::File(body, file) => {
            files.push(file);
            body
        }
        Answer::React(note::KEPT) => say("operator-note-kept"),
        Answer::React(reply::SENT) => say("operator-reply-sent"),
        Answer::React(_) | Answer::Nothing => say("operator-done"),
    };
    let place = &heard.inbound.place;
    let message = NewMessage { files, buttons, ..NewMessage::notice(body) };
    act.answer_on_the_spot(place, &heard.actor.account, message, ticket.as_ref()).await
}

fn reply_notice(body: Body, reply_to: Option<String>) -> Content {
    Content::Message(NewMessage { reply_to, ..NewMessage::notice(body) })
}

/// The word of a command, or of what was meant to be one.
pub fn word(typed: &Typed) -> Option<&'static str> {
    match typed {
        Typed::Command(command) => Some(word_of(command)),
        Typed::Mistake(mistake) => Some(if mistake.for_another { CALL } else { mistake.command }),
        Typed::Words { .. } => None,
    }
}

fn word_of(command: &Command) -> &'static str {
    match command {
        Command::New { caller: Some(_), .. } => CALL,
        _ => name(command),
    }
}

/// Whether a command, typed here, is read by those who must not: a note, a name or an address by customers,
/// a code by anybody.
pub fn is_exposed(act: &Act<'_>, heard: &Heard<'_>, command: &str) -> bool {
    let among_customers = heard.audience(act) == Audience::Customer;
    match command {
        _ if heard.inbound.place.direct => false,
        "note" | "mail" | "customer" | "forward" | "block" | "unblock" | "erase" | CALL => among_customers,
        "identity" => true,
        _ => false,
    }
}

/// A command that others must not read was typed where they do: it is removed, not carried out.
pub async fn exposed(
    act: &Act<'_>,
    heard: &Heard<'_>,
    located: Option<Located>,
    command: &'static str,
) -> Result<(), DeskError> {
    let delete = Content::Delete { message: heard.inbound.id.clone() };
    let ticket = located.as_ref().map(|l| &l.ticket);
    act.owe_at(in_place(&heard.inbound.place), heard.audience(act), delete, ticket).await?;
    if let (Some(ticket), Audience::Customer) = (ticket, heard.audience(act)) {
        act.history(ticket, &events::Event::Exposed { command: command.to_owned() }).await?;
    }
    Err(Refused::NotInPublic { command }.into())
}

/// A reaction on a ticket's header does what a command would; it is answered in the ticket's thread.
pub async fn by_reaction(
    act: &Act<'_>,
    _inbound: &Inbound,
    located: Located,
    actor: &Actor,
    deed: Deed,
) -> Result<(), DeskError> {
    let Located { conversation, ticket } = located;
    let role = act.role(actor, &ticket);
    let meant = Meant { ticket: ticket.clone(), role, here: Some(conversation.clone()) };
    let done = match deed {
        Deed::ReactTake => take::run(act, actor, meant, false).await,
        _ => close::plain(act, actor, meant, true).await,
    };
    let body = match done {
        Ok(Answer::Text(body)) => body,
        Ok(_) => return Ok(()),
        Err(DeskError::Refused(refused)) => {
            Body::markdown(refused.say(act.desk.texts(), actor.language, act.prefix()))
        }
        Err(error) => return Err(error),
    };
    act.owe_in(&ticket, &conversation, reply_notice(body, None), None, 0).await
}

/// What only admins may do.
pub fn admins_only(act: &Act<'_>, actor: &Actor, deed: Deed) -> Result<(), DeskError> {
    let role = if act.desk.is_admin(actor) { Role::Admin } else { Role::Stranger };
    if allowed(role, deed) { Ok(()) } else { Err(Refused::AdminsOnly.into()) }
}

/// A rule's refusal with the names it speaks of.
pub async fn ruled(act: &Act<'_>, ticket: &ticket::Model, rule: Refusal) -> Result<DeskError, DeskError> {
    let who = match rule {
        Refusal::OwnedBy { owner } => people::by_id(act.tx, owner).await?.map(|p| p.name),
        Refusal::OtherCustomer => people::by_id(act.tx, ticket.customer_id).await?.map(|p| p.name),
        _ => None,
    };
    Ok(Refused::Rule { rule, number: ticket.number.clone(), who: who.unwrap_or_default() }.into())
}

/// The arguments every line about a ticket takes.
pub fn about(ticket: &ticket::Model, actor: &person::Model) -> Args {
    Args::new()
        .text("number", ticket.number.as_str())
        .text("title", ticket.title.as_str())
        .text("name", actor.name.as_str())
}
