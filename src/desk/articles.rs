//! Articles as they are written: the customer's, an operator's reply, a note, a participant's word.

use sportello_chat::{Audience, Body, Kind, Markup, Place};

use super::Act;
use super::apart::apart;
use super::clocks::{self, Happened};
use super::limits::{self, Stop};
use super::messages::Heard;
use super::owing::Words;
use super::who::Actor;
use super::{DeskError, form, open, presence, settle};
use crate::config::Queue;
use crate::notify::customer::{self, CustomerText};
use crate::notify::{customer::notice, operators};
use crate::store::articles::{self, StoredFile};
use crate::store::entity::{conversation, ticket};
use crate::store::{
    conversations, deadlines, emptying, forms, held, history, messages as seen, people, watchers,
};
use crate::text::{Args, is_thanks_only};
use crate::ticket::{Action, Article, ArticleKind, Change, CustomerArticle, PersonId, decide};

/// Words on their way to become an article.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The words.
    pub text: &'a str,
    /// How to read them.
    pub markup: Markup,
    /// Files with them.
    pub files: &'a [StoredFile],
    /// Whether they could not be decrypted yet.
    pub undecryptable: bool,
    /// Whether they were said where words are encrypted.
    pub encrypted: bool,
    /// The conversation they were said in, which need not be told.
    pub origin: Option<i64>,
    /// Their row among the events that were seen.
    pub seen: Option<i64>,
    /// The message they visibly answer.
    pub reply_to: Option<&'a str>,
    /// The title that came with them.
    pub title: Option<&'a str>,
}

impl<'a> Said<'a> {
    /// A message as it was said.
    pub fn of(heard: &Heard<'a>, conversation: Option<&conversation::Model>) -> Self {
        Self {
            text: &heard.message.text,
            markup: heard.message.markup,
            files: heard.files,
            undecryptable: heard.message.kind == Kind::Undecryptable,
            encrypted: heard.inbound.place.encrypted,
            // What was filled in stands nowhere: it is shown in every place, and nobody edits it there.
            origin: conversation.filter(|_| !heard.is_picked()).map(|c| c.id),
            seen: (!heard.is_picked()).then_some(heard.seen),
            reply_to: heard.message.reply_to.as_deref(),
            title: heard.message.title.as_deref(),
        }
    }

    /// The text of a command, in the message that gave it.
    pub fn of_command(heard: &Heard<'a>, text: &'a str, conversation: Option<&conversation::Model>) -> Self {
        Self { text, ..Self::of(heard, conversation) }
    }
}

/// Writes an article into a ticket, its count and its history; tells nobody.
pub async fn write(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    kind: ArticleKind,
    author: &Actor,
    said: &Said<'_>,
) -> Result<Article, DeskError> {
    let reply_to = match said.reply_to {
        Some(id) => answered(act, ticket, id).await?,
        None => None,
    };
    let new = articles::New {
        kind,
        reply_to,
        author: Some(author.person.id),
        author_name: &author.person.name,
        platform: act.platform.as_str(),
        body: said.text.trim_end(),
        markup: said.markup,
        encrypted: said.encrypted,
        undecryptable: said.undecryptable,
        files: said.files,
    };
    if ticket.emptied_at.is_some() {
        emptying::refilled(act.tx, ticket).await?;
        clocks::remember(act, ticket).await?;
    }
    let article = articles::add(act.tx, ticket, new, act.now).await?;
    if let Some(row) = said.seen {
        seen::place(act.tx, row, Some(article.id), said.origin).await?;
    }
    let event = history::Event::Article { number: article.number, kind: kind.as_str().to_owned() };
    act.history(ticket, &event).await?;
    if kind != ArticleKind::Request && ticket.owner_id == Some(author.person.id) {
        clocks::note(act, ticket, Happened::OwnerSpoke).await?;
    }
    Ok(article)
}

/// The article of the ticket that the message `id` carries.
async fn answered(act: &Act<'_>, ticket: &ticket::Model, id: &str) -> Result<Option<i64>, DeskError> {
    let message = seen::by_id(act.tx, act.platform.as_str(), id).await?;
    let Some(article) = message.and_then(|m| m.article_id) else { return Ok(None) };
    let found = articles::by_id(act.tx, article).await?;
    Ok(found.filter(|(of, _)| *of == ticket.id).map(|_| article))
}

/// The customer wrote in `place` before saying which ticket is meant.
pub async fn held_from_customer(
    act: &Act<'_>,
    place: &Place,
    mut ticket: ticket::Model,
    author: &Actor,
    said: Said<'_>,
) -> Result<(), DeskError> {
    let hush = limits::hush(act, author).await?;
    if let Some(stop @ Stop::Blocked(_)) = &hush {
        return from_blocked(act, place, ticket, author, said, stop).await;
    }
    let queue = act.queue(&ticket)?.clone();
    let action = Action::CustomerWrites { only_thanks: false };
    let mut changes =
        decide(&Act::rules_view(&ticket), &Act::rules(&queue), action, author.person.id, act.now)
            .unwrap_or_default();
    // They have named this very ticket: no other one is opened instead.
    changes.retain(|c| matches!(c, Change::State { .. }));
    let asked = forms::of_ticket(act.tx, ticket.id).await?;
    let mut article = write(act, &mut ticket, ArticleKind::Request, author, &said).await?;
    apply_word(act, &mut ticket, &changes, false).await?;
    if let Some(asked) = asked {
        form::answered(act, &ticket, &mut article, asked, said.origin).await?;
    }
    presence::give_back(act, &mut ticket).await?;
    let call = match &hush {
        Some(stop) => {
            limits::tell(act, place, author, stop, &ticket).await?;
            Call::Nobody
        }
        None => Call::Operators,
    };
    show_customers_word(act, &ticket, &article, author, said.origin, call).await?;
    after_customers_word(act, &ticket, &changes, &said).await
}

/// What somebody writes who is blocked is kept and shown, changes nothing and calls nobody.
async fn from_blocked(
    act: &Act<'_>,
    place: &Place,
    mut ticket: ticket::Model,
    author: &Actor,
    said: Said<'_>,
    stop: &Stop,
) -> Result<(), DeskError> {
    let article = write(act, &mut ticket, ArticleKind::Request, author, &said).await?;
    held::save(act.tx, &ticket).await?;
    show_to_operators(act, &ticket, &article, &[], said.origin).await?;
    limits::tell(act, place, author, stop, &ticket).await
}

/// The customer writes in a ticket of theirs.
pub async fn from_customer(
    act: &Act<'_>,
    heard: &Heard<'_>,
    mut ticket: ticket::Model,
    said: Said<'_>,
) -> Result<(), DeskError> {
    let queue = act.queue(&ticket)?.clone();
    let asked = apart(|| form::waiting(act, heard, &ticket)).await?;
    if asked.is_some() && form::is_skip(&said) {
        return apart(|| form::skip(act, heard, &ticket)).await;
    }
    let only_thanks = is_only_thanks(&said);
    let action = Action::CustomerWrites { only_thanks };
    let changes =
        decide(&Act::rules_view(&ticket), &Act::rules(&queue), action, heard.actor.person.id, act.now)
            .unwrap_or_default();
    let hush = limits::hush(act, heard.actor).await?;
    if let Some(stop @ Stop::Blocked(_)) = &hush {
        return apart(|| from_blocked(act, &heard.inbound.place, ticket, heard.actor, said, stop)).await;
    }
    if changes.contains(&Change::NewTicket) {
        return apart(|| anew(act, heard, &ticket, &queue, &said)).await;
    }
    let mut article = apart(|| write(act, &mut ticket, ArticleKind::Request, heard.actor, &said)).await?;
    apart(|| apply_word(act, &mut ticket, &changes, only_thanks)).await?;
    if let Some(asked) = asked {
        apart(|| form::answered(act, &ticket, &mut article, asked, said.origin)).await?;
    }
    if changes.contains(&Change::Thanked) {
        act.react(&heard.inbound.place, &heard.actor.account, "👍", Audience::Customer, Some(&ticket))
            .await?;
    }
    if changes.contains(&Change::PoliteRejection) {
        let text = notice(
            act.desk.texts(),
            heard.actor.language,
            "customer-rejected",
            &Args::new().text("number", ticket.number.as_str()).text("prefix", act.prefix()),
        );
        return act
            .answer_privately(&heard.inbound.place, &heard.actor.account, text.into_body(), Some(&ticket))
            .await;
    }
    apart(|| presence::give_back(act, &mut ticket)).await?;
    let call = match &hush {
        Some(stop) => {
            apart(|| limits::tell(act, &heard.inbound.place, heard.actor, stop, &ticket)).await?;
            Call::Nobody
        }
        None if changes.contains(&Change::Thanked) => Call::Nobody,
        None => Call::Operators,
    };
    apart(|| show_customers_word(act, &ticket, &article, heard.actor, said.origin, call)).await?;
    if changes.contains(&Change::Thanked) {
        return Ok(());
    }
    apart(|| after_customers_word(act, &ticket, &changes, &said)).await
}

/// The word opens a ticket of its own, if its author may.
pub async fn anew(
    act: &Act<'_>,
    heard: &Heard<'_>,
    former: &ticket::Model,
    queue: &Queue,
    said: &Said<'_>,
) -> Result<(), DeskError> {
    match limits::hold(act, heard.actor, Some(queue), heard.inbound.author.since, said).await? {
        Some(held) => limits::acknowledge(act, heard, held).await,
        None => open::follow_up(act, heard, former, queue, said).await,
    }
}

/// The customer waits from now on, unless they have only said thanks: in a ticket that they reopen, from when
/// it is open again.
async fn apply_word(
    act: &Act<'_>,
    ticket: &mut ticket::Model,
    changes: &[Change],
    only_thanks: bool,
) -> Result<(), DeskError> {
    let reopens = changes.iter().any(|c| matches!(c, Change::State { from, .. } if from.is_closed()));
    if !only_thanks && !reopens {
        clocks::note(act, ticket, Happened::CustomerWrote).await?;
    }
    act.apply(ticket, changes).await?;
    if !only_thanks && reopens {
        clocks::note(act, ticket, Happened::CustomerWrote).await?;
        held::save(act.tx, ticket).await?;
    }
    Ok(())
}

/// Reopening is told; an unsettled ticket settles anew; the owner is mailed.
async fn after_customers_word(
    act: &Act<'_>,
    ticket: &ticket::Model,
    changes: &[Change],
    said: &Said<'_>,
) -> Result<(), DeskError> {
    reopened_by_word(act, ticket, changes).await?;
    if !ticket.settled {
        return settle::heard_more(act, ticket, said).await;
    }
    Ok(deadlines::set(act.tx, super::schedule::MAIL_FOLLOW_UP, ticket.id, act.now + mail_delay(act)).await?)
}

fn is_only_thanks(said: &Said<'_>) -> bool {
    said.files.is_empty() && !said.undecryptable && is_thanks_only(said.text)
}

/// Who is called for a customer's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// Its owner and those who watch it.
    Operators,
    /// Nobody: it is only shown.
    Nobody,
}

/// The customer's word is shown to operators, and where else the ticket is discussed in public if it
/// was said in public: never back to its author, and never from a direct chat into a channel.
async fn show_customers_word(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
    author: &Actor,
    origin: Option<i64>,
    call: Call,
) -> Result<(), DeskError> {
    let mut called: Vec<PersonId> = Vec::new();
    if call == Call::Operators {
        called.extend(ticket.owner_id);
        let watching = watchers::of_ticket(act.tx, ticket.id).await?;
        called.extend(watching.into_iter().filter(|w| ticket.owner_id != Some(*w)));
    }
    let called = presence::present(act, called).await?;
    let all = conversations::of_ticket(act.tx, ticket.id).await?;
    show_in_operators(act, ticket, article, &called, &operators_but(&all, origin)).await?;
    let said_in = all.iter().find(|c| Some(c.id) == origin);
    if said_in.is_none_or(|c| !c.is_public()) {
        return go_private(act, &all, said_in).await;
    }
    let others: Vec<&conversation::Model> =
        customers_but(&all, origin).into_iter().filter(|c| c.is_public()).collect();
    show_in_customers(act, ticket, article, &author.person.name, &[], &others).await
}

/// Who writes in a direct chat is answered there, and no longer where others read.
async fn go_private(
    act: &Act<'_>,
    all: &[conversation::Model],
    direct: Option<&conversation::Model>,
) -> Result<(), DeskError> {
    let Some(direct) = direct else { return Ok(()) };
    // Of two that came together in one chat, one is enough.
    let is_twin = |c: &conversation::Model| {
        c.id != direct.id && c.is_active() && c.platform == direct.platform && c.person == direct.person
    };
    if direct.person.is_none() || !all.iter().any(is_twin) {
        conversations::take_up(act.tx, direct.id).await?;
    }
    if all.iter().any(conversation::Model::goes_on_in_public) {
        conversations::leave_public(act.tx, direct.ticket_id).await?;
    }
    Ok(())
}

async fn reopened_by_word(
    act: &Act<'_>,
    ticket: &ticket::Model,
    changes: &[Change],
) -> Result<(), DeskError> {
    let was_closed = changes.iter().any(|c| matches!(c, Change::State { from, .. } if from.is_closed()));
    if !was_closed {
        return Ok(());
    }
    let language = act.customer_language(ticket).await?;
    let text = notice(
        act.desk.texts(),
        language,
        "customer-reopened",
        &Args::new().text("number", ticket.number.as_str()),
    );
    act.tell_customers(ticket, &text, None).await?;
    let line = act.say("operator-reopened-by-customer", &Args::new().text("number", ticket.number.as_str()));
    act.tell_operators(ticket, &Body::markdown(line), &[], None).await?;
    super::commands::reopen::mail(act, ticket).await
}

/// Somebody else writes in the customer's thread.
pub async fn from_participant(
    act: &Act<'_>,
    heard: &Heard<'_>,
    mut ticket: ticket::Model,
    said: Said<'_>,
    is_stranger: bool,
) -> Result<(), DeskError> {
    let first = is_stranger && !took_part(act, &ticket, heard.actor.person.id).await?;
    let article = write(act, &mut ticket, ArticleKind::Participant, heard.actor, &said).await?;
    held::save(act.tx, &ticket).await?;
    show_to_operators(act, &ticket, &article, &[], said.origin).await?;
    show_to_customers(act, &ticket, &article, &heard.actor.person.name, &[], said.origin).await?;
    let can_whisper = act.desk.chat(act.platform.as_str()).is_some_and(|c| c.capabilities().ephemeral);
    if first && can_whisper {
        let args = Args::new().text("prefix", act.prefix());
        let text = act.desk.texts().say(heard.actor.language, "customer-participant-hint", &args);
        act.answer_privately(&heard.inbound.place, &heard.actor.account, Body::markdown(text), None).await?;
    }
    Ok(())
}

async fn took_part(act: &Act<'_>, ticket: &ticket::Model, person: PersonId) -> Result<bool, DeskError> {
    Ok(articles::has_written(act.tx, ticket.id, person, ArticleKind::Participant).await?)
}

/// An operator answers the customer.
pub async fn reply(
    act: &Act<'_>,
    mut ticket: ticket::Model,
    operator: &Actor,
    said: Said<'_>,
) -> Result<Article, DeskError> {
    let queue = act.queue(&ticket)?.clone();
    let before = ticket.owner_id;
    let changes =
        decide(&Act::rules_view(&ticket), &Act::rules(&queue), Action::Reply, operator.person.id, act.now)
            .unwrap_or_default();
    let article = write(act, &mut ticket, ArticleKind::Reply, operator, &said).await?;
    clocks::note(act, &mut ticket, Happened::OperatorAnswered).await?;
    act.apply(&mut ticket, &changes).await?;
    settle::now(act, &mut ticket).await?;
    form::end(act, &ticket).await?;
    let all = with_a_customer(act, &ticket).await?;
    let others = customers_but(&all, said.origin);
    if !others.is_empty() {
        let name = act.signature(&queue, &operator.person, act.customer_language(&ticket).await?);
        show_in_customers(act, &ticket, &article, &name, &[ticket.customer_id], &others).await?;
    }
    // Another's ticket: its owner is told who answered.
    let owner: Vec<PersonId> = before.filter(|o| *o != operator.person.id).into_iter().collect();
    show_in_operators(act, &ticket, &article, &owner, &operators_but(&all, said.origin)).await?;
    deadlines::set(act.tx, super::schedule::MAIL_ANSWERS, ticket.id, act.now + mail_delay(act)).await?;
    Ok(article)
}

fn mail_delay(act: &Act<'_>) -> std::time::Duration {
    act.config.mail.as_ref().map_or(std::time::Duration::from_secs(180), |m| m.group_answers)
}

/// A ticket's conversations. If no place of the customer's can be reached, it goes on in a direct chat.
async fn with_a_customer(
    act: &Act<'_>,
    ticket: &ticket::Model,
) -> Result<Vec<conversation::Model>, DeskError> {
    let before = conversations::of_ticket(act.tx, ticket.id).await?;
    if !customers_but(&before, None).is_empty() {
        return Ok(before);
    }
    let was_on =
        |platform: &str| before.iter().any(|c| c.platform == platform && c.audience() == Audience::Customer);
    let mut accounts = people::accounts(act.tx, ticket.customer_id).await?;
    // Where they wrote, if they have several.
    accounts.sort_by_key(|a| !was_on(&a.platform));
    for account in accounts {
        if act.desk.chat(&account.platform).is_some() {
            open::direct_conversation(act, ticket, &account.platform, &account.external_id).await?;
            return Ok(conversations::of_ticket(act.tx, ticket.id).await?);
        }
    }
    Ok(before)
}

/// Of a ticket's conversations those of customers that are in use, but not `except`.
fn customers_but(all: &[conversation::Model], except: Option<i64>) -> Vec<&conversation::Model> {
    in_use(all, Audience::Customer, except)
}

/// Of a ticket's conversations those of operators that are in use, but not `except`.
fn operators_but(all: &[conversation::Model], except: Option<i64>) -> Vec<&conversation::Model> {
    in_use(all, Audience::Operators, except)
}

fn in_use(all: &[conversation::Model], audience: Audience, except: Option<i64>) -> Vec<&conversation::Model> {
    all.iter().filter(|c| c.is_active() && c.audience() == audience && Some(c.id) != except).collect()
}

/// An operator writes an internal note.
pub async fn note(
    act: &Act<'_>,
    mut ticket: ticket::Model,
    operator: &Actor,
    said: Said<'_>,
) -> Result<Article, DeskError> {
    let article = write(act, &mut ticket, ArticleKind::Note, operator, &said).await?;
    held::save(act.tx, &ticket).await?;
    settle::now(act, &mut ticket).await?;
    show_to_operators(act, &ticket, &article, &[], said.origin).await?;
    Ok(article)
}

/// An article is shown to operators, but not in `except`, where it was written.
pub async fn show_to_operators(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
    mentions: &[PersonId],
    except: Option<i64>,
) -> Result<(), DeskError> {
    let all = act.operator_conversations(ticket, except).await?;
    show_in_operators(act, ticket, article, mentions, &all.iter().collect::<Vec<_>>()).await
}

async fn show_in_operators(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
    mentions: &[PersonId],
    places: &[&conversation::Model],
) -> Result<(), DeskError> {
    if places.is_empty() {
        return Ok(());
    }
    let body = operators::article(act.desk.texts(), act.config.desk.language, article);
    for conversation in places {
        let words = Words {
            body: body.clone(),
            files: article.files.clone(),
            mentions,
            article: Some(article.id),
            notice: mentions.is_empty(),
            reply_to: article.reply_to,
            ..Words::notice(Body::default())
        };
        act.say_to_operators(ticket, conversation, words).await?;
    }
    Ok(())
}

/// An article is shown to customers, if they may see it, but not in `except`, where it was written.
pub async fn show_to_customers(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
    by: &str,
    mentions: &[PersonId],
    except: Option<i64>,
) -> Result<(), DeskError> {
    let all = act.customer_conversations(ticket, except).await?;
    show_in_customers(act, ticket, article, by, mentions, &all.iter().collect::<Vec<_>>()).await
}

async fn show_in_customers(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
    by: &str,
    mentions: &[PersonId],
    places: &[&conversation::Model],
) -> Result<(), DeskError> {
    if places.is_empty() {
        return Ok(());
    }
    let Some(shown) = CustomerArticle::from(article.clone()) else { return Ok(()) };
    let language = act.customer_language(ticket).await?;
    let text = customer::article(act.desk.texts(), language, &shown, by);
    for conversation in places {
        show(act, ticket, conversation, &text, &shown, mentions).await?;
    }
    Ok(())
}

/// Shows an article in one of the customer's conversations.
pub async fn show(
    act: &Act<'_>,
    ticket: &ticket::Model,
    conversation: &conversation::Model,
    text: &CustomerText,
    article: &CustomerArticle,
    mentions: &[PersonId],
) -> Result<(), DeskError> {
    let words = Words {
        body: Body::default(),
        files: article.get().files.clone(),
        mentions,
        article: Some(article.get().id),
        notice: false,
        reply_to: article.get().reply_to,
        ..Words::notice(Body::default())
    };
    act.say_to_customer(ticket, conversation, text.clone(), words).await
}

/// How an article's author appears to customers.
pub async fn shown_author(
    act: &Act<'_>,
    ticket: &ticket::Model,
    article: &Article,
) -> Result<String, DeskError> {
    let author = match article.author {
        Some(id) if matches!(article.kind, ArticleKind::Reply | ArticleKind::Phone) => {
            people::by_id(act.tx, id).await?
        }
        _ => None,
    };
    match author {
        Some(operator) => {
            let language = act.customer_language(ticket).await?;
            Ok(act.signature(act.queue(ticket)?, &operator, language))
        }
        None => Ok(article.author_name.clone()),
    }
}
