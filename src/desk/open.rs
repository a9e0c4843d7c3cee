//! Tickets are opened: from a channel, by command, by an operator's 🎫, as a follow-up.

use sportello_chat::{Audience, Content};

use super::Act;
use super::answering::in_place;
use super::articles::{self, Said, write};
use super::messages::Heard;
use super::owing::Words;
use super::who::Actor;
use super::{DeskError, clocks, form, outage, schedule};
use crate::config::{Queue, Worded};
use crate::notify::customer::{self, CustomerText, notice, together};
use crate::notify::{mail, title_of};
use crate::store::entity::{conversation, person, ticket};
use crate::store::{conversations, deadlines, held, history, links, messages, people, places, tickets};
use crate::text::{Args, Language, date_time, is_greeting_only};
use crate::ticket::{Article, ArticleKind, CustomerArticle, PersonId, counter_name, number};

/// A form has room for this many of a queue's questions, beside subject and text.
pub const FORM_QUESTIONS: usize = 3;

/// Where a ticket's first conversation with its customer is.
pub enum Home<'a> {
    /// The thread on a message of a channel.
    Thread {
        /// The room.
        room: &'a str,
        /// The message.
        message: &'a str,
        /// Whether words are encrypted there.
        encrypted: bool,
        /// Whether the thread is there already: the message is a post that began it.
        there: bool,
    },
    /// A thread that the desk begins itself.
    Own {
        /// The room.
        room: &'a str,
        /// Whether only the customer and the desk see it.
        private: bool,
    },
    /// The direct chat with the customer.
    Direct {
        /// The customer's account.
        account: &'a str,
        /// The chat, if known.
        room: Option<&'a str>,
    },
    /// A conversation that goes on.
    Continued(i64),
}

/// A message in a help channel opens a ticket and its thread; in a private queue's channel it moves to
/// a direct chat.
pub async fn from_channel(act: &Act<'_>, heard: &Heard<'_>, queue: &Queue) -> Result<(), DeskError> {
    let said = Said::of(heard, None);
    open_here(act, heard, queue, heard.actor, &said).await
}

/// Opens a ticket from a message of a help channel in `customer`'s name.
pub async fn open_here(
    act: &Act<'_>,
    heard: &Heard<'_>,
    queue: &Queue,
    customer: &Actor,
    said: &Said<'_>,
) -> Result<(), DeskError> {
    let place = &heard.inbound.place;
    let gather = Some(place.room.as_str());
    if queue.private
        && let Some(room) = own_room(act, queue, &place.room).await?
    {
        let home = Home::Own { room: &room, private: true };
        let (ticket, conversation, article) = create(act, queue, customer, said, home, gather).await?;
        remove_original(act, heard, &ticket).await?;
        show_request(act, &ticket, &conversation, &article).await?;
        return receipt(act, &ticket, &conversation, queue, customer, Some("customer-moved-private"), 0)
            .await;
    }
    if queue.private {
        let known = conversations::direct_room(act.tx, act.platform.as_str(), &customer.account).await?;
        let home = Home::Direct { account: &customer.account, room: known.as_deref() };
        let (ticket, conversation, _) = create(act, queue, customer, said, home, gather).await?;
        remove_original(act, heard, &ticket).await?;
        return receipt(act, &ticket, &conversation, queue, customer, Some("customer-moved-private"), 0)
            .await;
    }
    let there = place.thread.is_some();
    let home =
        Home::Thread { room: &place.room, message: &heard.inbound.id, encrypted: place.encrypted, there };
    // Each post of a forum is a request of its own.
    let gather = gather.filter(|_| !there);
    let (ticket, conversation, _) = create(act, queue, customer, said, home, gather).await?;
    receipt(act, &ticket, &conversation, queue, customer, None, 0).await
}

/// Removes a message from where all can read it: its article stands in a private place.
///
/// # Errors
/// As the database says.
pub async fn remove_original(
    act: &Act<'_>,
    heard: &Heard<'_>,
    ticket: &ticket::Model,
) -> Result<(), DeskError> {
    messages::moved(act.tx, heard.seen).await?;
    let delete = Content::Delete { message: heard.inbound.id.clone() };
    act.owe_at(in_place(&heard.inbound.place), Audience::Customer, delete, Some(ticket)).await
}

/// Opens a ticket from a form or a command that was picked: there is no message it could hang on, so
/// its conversation is begun in the queue's own channel, else in a direct chat.
pub async fn from_form(
    act: &Act<'_>,
    heard: &Heard<'_>,
    queue: &Queue,
    said: &Said<'_>,
) -> Result<(ticket::Model, conversation::Model), DeskError> {
    let place = &heard.inbound.place;
    let room = if place.direct { None } else { own_room(act, queue, &place.room).await? };
    let known;
    let home = match &room {
        Some(room) => Home::Own { room, private: queue.private },
        None => {
            known = match place.direct {
                true => Some(place.room.clone()),
                false => {
                    conversations::direct_room(act.tx, act.platform.as_str(), &heard.actor.account).await?
                }
            };
            Home::Direct { account: &heard.actor.account, room: known.as_deref() }
        }
    };
    let (ticket, conversation, article) = create(act, queue, heard.actor, said, home, None).await?;
    show_request(act, &ticket, &conversation, &article).await?;
    receipt(act, &ticket, &conversation, queue, heard.actor, None, FORM_QUESTIONS).await?;
    Ok((ticket, conversation))
}

/// The room in which the desk begins a thread for a ticket of `queue`: the queue's own help channel on
/// the platform, or `here` if that is one; for a private queue only where threads can be private.
async fn own_room(act: &Act<'_>, queue: &Queue, here: &str) -> Result<Option<String>, DeskError> {
    if queue.private && !act.has_private_threads() {
        return Ok(None);
    }
    let platform = act.platform.as_str();
    if act.desk.room_role(&act.platform, here).help.as_deref() == Some(queue.name.as_str()) {
        return Ok(Some(here.to_owned()));
    }
    if let Some(channel) = queue.channels.iter().find(|c| c.platform == act.platform) {
        let place = places::by_name(act.tx, platform, &channel.name).await?;
        return Ok(Some(place.map_or_else(|| channel.name.clone(), |p| p.room)));
    }
    let is_help_channel = act.desk.room_role(&act.platform, here).help.is_some();
    Ok((queue.private && is_help_channel).then(|| here.to_owned()))
}

/// The request stands first in a conversation that its author did not write it in.
pub async fn show_request(
    act: &Act<'_>,
    ticket: &ticket::Model,
    conversation: &conversation::Model,
    article: &Article,
) -> Result<(), DeskError> {
    let Some(shown) = CustomerArticle::from(article.clone()) else { return Ok(()) };
    let language = act.customer_language(ticket).await?;
    let by = articles::shown_author(act, ticket, article).await?;
    let text = customer::article(act.desk.texts(), language, &shown, &by);
    articles::show(act, ticket, conversation, &text, &shown, &[]).await
}

/// Opens a ticket in a direct chat.
pub async fn in_direct(
    act: &Act<'_>,
    queue: &Queue,
    customer: &Actor,
    said: &Said<'_>,
    room: Option<&str>,
) -> Result<ticket::Model, DeskError> {
    let home = Home::Direct { account: &customer.account, room };
    let (ticket, conversation, _) = create(act, queue, customer, said, home, None).await?;
    receipt(act, &ticket, &conversation, queue, customer, None, 0).await?;
    Ok(ticket)
}

/// The customer's words after closing belong to a new ticket; their conversation goes on with it.
pub async fn follow_up(
    act: &Act<'_>,
    heard: &Heard<'_>,
    old: &ticket::Model,
    queue: &Queue,
    said: &Said<'_>,
) -> Result<(), DeskError> {
    let place = &heard.inbound.place;
    let home = match said.origin {
        Some(conversation) => Home::Continued(conversation),
        None => {
            Home::Direct { account: &heard.actor.account, room: place.direct.then_some(place.room.as_str()) }
        }
    };
    let (ticket, conversation, _) = create(act, queue, heard.actor, said, home, None).await?;
    links::link(act.tx, ticket.id, old.id, "follow-up", act.now).await?;
    act.history(&ticket, &history::Event::Linked { to: old.number.clone(), kind: "related".to_owned() })
        .await?;
    act.history(old, &history::Event::Linked { to: ticket.number.clone(), kind: "related".to_owned() })
        .await?;
    let line = act.say(
        "operator-follow-up-opened",
        &Args::new().text("number", ticket.number.as_str()).text("old", old.number.as_str()),
    );
    act.tell_operators(old, &sportello_chat::Body::markdown(line), &[], None).await?;
    let args = Args::new().text("number", ticket.number.as_str()).text("old", old.number.as_str());
    let language = heard.actor.language;
    let mut texts = vec![notice(act.desk.texts(), language, "customer-follow-up-opened", &args)];
    texts.extend(outage::banners(act, queue, language).await?);
    act.say_to_customer(
        &ticket,
        &conversation,
        together(texts),
        Words { receipt: true, ..Words::notice(Default::default()) },
    )
    .await
}

/// Opens a ticket with its first article and its conversation; tells nobody yet. With `gather`, the
/// customer's further messages in that room belong to it for a while.
pub async fn create(
    act: &Act<'_>,
    queue: &Queue,
    customer: &Actor,
    said: &Said<'_>,
    home: Home<'_>,
    gather: Option<&str>,
) -> Result<(ticket::Model, conversation::Model, Article), DeskError> {
    let realm = act.realm.as_deref();
    let mut ticket = row(act, queue, customer.person.id, &title(said), realm, gather).await?;
    let conversation = settle_in(act, &ticket, home).await?;
    let responsible = act.name(ticket.responsible_id).await?;
    act.history(&ticket, &history::Event::Opened { title: ticket.title.clone(), responsible }).await?;
    let said = Said { origin: Some(conversation.id), ..said.clone() };
    let article = write(act, &mut ticket, ArticleKind::Request, customer, &said).await?;
    clocks::begin(act, &mut ticket, queue).await?;
    held::save(act.tx, &ticket).await?;
    deadlines::set(act.tx, schedule::SETTLE, ticket.id, act.now + queue.settle).await?;
    tracing::info!(ticket = ticket.number, queue = queue.name, platform = %act.platform, "opened");
    Ok((ticket, conversation, article))
}

/// A ticket's row, with the next number; its first article is to follow.
///
/// # Errors
/// As the database says.
pub async fn row(
    act: &Act<'_>,
    queue: &Queue,
    customer: PersonId,
    title: &str,
    realm: Option<&str>,
    gather: Option<&str>,
) -> Result<ticket::Model, DeskError> {
    let desk = &act.config.desk;
    let day = act.now.with_timezone(&desk.time_zone).date_naive();
    let counter = counter_name(desk.ticket_number, day);
    let count = act.desk.store().draw(act.tx, &counter).await?;
    let responsible = match &queue.responsible {
        Some(handle) => act.desk.operator_person(act.tx, handle).await?.map(|p| p.id),
        None => None,
    };
    let queue_id = act.desk.queue_ids(std::slice::from_ref(&queue.name));
    let new = tickets::New {
        number: number(desk.ticket_number, day, desk.system_id, count),
        title,
        queue: queue_id.first().copied().unwrap_or_default(),
        customer,
        responsible,
        realm,
        articles: 1,
        gather: gather.map(|room| (room, act.now + queue.gather)),
    };
    Ok(tickets::create(act.tx, new, act.now).await?)
}

/// A title for a ticket that begins with these words; empty while there is only a greeting.
pub fn title(said: &Said<'_>) -> String {
    if let Some(title) = said.title.map(title_of).filter(|t| !t.is_empty()) {
        return title;
    }
    if !is_greeting_only(said.text) {
        let title = title_of(said.text);
        if !title.is_empty() {
            return title;
        }
    }
    if said.undecryptable {
        return "🔒".to_owned();
    }
    said.files.first().map(|f| title_of(&f.name)).unwrap_or_default()
}

async fn settle_in(
    act: &Act<'_>,
    ticket: &ticket::Model,
    home: Home<'_>,
) -> Result<conversation::Model, DeskError> {
    let new = match home {
        Home::Thread { room, message, encrypted, there } => conversations::New {
            ticket: ticket.id,
            platform: act.platform.as_str(),
            audience: Audience::Customer,
            room: Some(room),
            thread: Some(message),
            person: None,
            encrypted,
            begun: there || !act.begins_threads(),
            private: false,
        },
        Home::Own { room, private } => conversations::New {
            ticket: ticket.id,
            platform: act.platform.as_str(),
            audience: Audience::Customer,
            room: Some(room),
            thread: None,
            person: None,
            encrypted: false,
            begun: false,
            private,
        },
        Home::Direct { account, room } => conversations::New {
            ticket: ticket.id,
            platform: act.platform.as_str(),
            audience: Audience::Customer,
            room,
            thread: None,
            person: Some(account),
            encrypted: false,
            begun: true,
            private: false,
        },
        Home::Continued(id) => {
            conversations::hand_over(act.tx, id, ticket.id).await?;
            conversations::take_up(act.tx, id).await?;
            return conversations::by_id(act.tx, id)
                .await?
                .ok_or_else(|| sea_orm::DbErr::RecordNotFound(format!("conversation {id}")).into());
        }
    };
    Ok(conversations::create(act.tx, new, act.now).await?)
}

/// A private thread of a room for a ticket, to be begun with the first thing said there.
pub async fn private_thread(
    act: &Act<'_>,
    ticket: &ticket::Model,
    platform: &str,
    room: &str,
) -> Result<conversation::Model, DeskError> {
    let new = conversations::New {
        ticket: ticket.id,
        platform,
        audience: Audience::Customer,
        room: Some(room),
        thread: None,
        person: None,
        encrypted: false,
        begun: false,
        private: true,
    };
    Ok(conversations::create(act.tx, new, act.now).await?)
}

/// The direct chat of a ticket with its customer, on this platform if they have an account there; none
/// where they can't be spoken to at all.
pub async fn direct_to(
    act: &Act<'_>,
    ticket: &ticket::Model,
    customer: &person::Model,
    platform: Option<&str>,
) -> Result<Option<conversation::Model>, DeskError> {
    let mut accounts = people::accounts(act.tx, customer.id).await?;
    accounts.retain(|a| act.desk.chat(&a.platform).is_some());
    accounts.sort_by_key(|a| Some(a.platform.as_str()) != platform);
    match accounts.first() {
        Some(account) => {
            direct_conversation(act, ticket, &account.platform, &account.external_id).await.map(Some)
        }
        None => Ok(None),
    }
}

/// The direct conversation of a ticket with an account of its customer's, made if there is none.
pub async fn direct_conversation(
    act: &Act<'_>,
    ticket: &ticket::Model,
    platform: &str,
    account: &str,
) -> Result<conversation::Model, DeskError> {
    let existing = conversations::of_ticket(act.tx, ticket.id)
        .await?
        .into_iter()
        .filter(|c| c.platform == platform && c.person.as_deref() == Some(account))
        .max_by_key(conversation::Model::is_active);
    if let Some(conversation) = existing {
        conversations::take_up(act.tx, conversation.id).await?;
        let state = conversations::ACTIVE.to_owned();
        return Ok(conversation::Model { state, former_id: None, ..conversation });
    }
    let room = conversations::direct_room(act.tx, platform, account).await?;
    let new = conversations::New {
        ticket: ticket.id,
        platform,
        audience: Audience::Customer,
        room: room.as_deref(),
        thread: None,
        person: Some(account),
        encrypted: false,
        begun: true,
        private: false,
    };
    Ok(conversations::create(act.tx, new, act.now).await?)
}

/// A call is acknowledged to the customer as a message would be; what the queue asks, the operator has.
pub async fn receipt_of_call(
    act: &Act<'_>,
    ticket: &ticket::Model,
    conversation: &conversation::Model,
    queue: &Queue,
    customer: &person::Model,
) -> Result<(), DeskError> {
    let (account, groups) = (conversation.person.clone().unwrap_or_default(), Vec::new());
    let language = act.desk.language_of(customer);
    let customer = Actor { person: customer.clone(), account, groups, language };
    receipt(act, ticket, conversation, queue, &customer, Some("customer-receipt-call"), queue.questions.len())
        .await
}

/// What bot.toml has people told of how their words are kept: with their first request, and again once that
/// is another text. Nobody reads it a second time.
async fn privacy_notice(
    act: &Act<'_>,
    queue: &Queue,
    person: &person::Model,
    language: Language,
) -> Result<Option<CustomerText>, DeskError> {
    let Some(words) = &queue.privacy_notice else { return Ok(None) };
    let fingerprint = fingerprint(words);
    let has_read = |person: &person::Model| person.privacy_notice.as_deref() == Some(fingerprint.as_str());
    if has_read(person) || people::by_id(act.tx, person.id).await?.is_some_and(|now| has_read(&now)) {
        return Ok(None);
    }
    people::told_notice(act.tx, person.id, &fingerprint).await?;
    let args = Args::new().markdown("notice", words.in_language(language));
    Ok(Some(notice(act.desk.texts(), language, "customer-receipt-privacy", &args)))
}

fn fingerprint(words: &Worded) -> String {
    use base64::Engine;
    use sha2::Digest;
    let digest = sha2::Sha256::digest(format!("{:?}", words.0));
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest)
}

/// The first message is acknowledged at once: its number, who can read here, how one is mailed; then what
/// the queue asks beyond the first `asked` of its questions.
async fn receipt(
    act: &Act<'_>,
    ticket: &ticket::Model,
    conversation: &conversation::Model,
    queue: &Queue,
    customer: &Actor,
    instead: Option<&str>,
    asked: usize,
) -> Result<(), DeskError> {
    let person = &customer.person;
    let args = Args::new()
        .text("number", ticket.number.as_str())
        .text("queue", act.desk.known_to_customers(queue).title.as_str())
        .text("prefix", act.prefix_on(&conversation.platform));
    let say = |key: &str| notice(act.desk.texts(), customer.language, key, &args);
    let mut texts: Vec<CustomerText> = vec![say(instead.unwrap_or("customer-receipt"))];
    texts.extend(outage::banners(act, queue, customer.language).await?);
    if let Some(opens) = queue.calendar.next_open(act.now).filter(|opens| *opens > act.now) {
        let at = date_time(opens, act.config.desk.time_zone, customer.language);
        let args = Args::new().text("at", at);
        texts.push(notice(act.desk.texts(), customer.language, "customer-receipt-closed-now", &args));
    }
    if conversation.is_public() {
        texts.push(say("customer-receipt-public"));
    }
    texts.extend(privacy_notice(act, queue, person, customer.language).await?);
    if act.config.mail.is_some() && person.mail_wanted && mail::address(act, person).await?.is_none() {
        texts.push(say(if conversation.is_public() && !act.is_interactive(&conversation.platform) {
            "customer-receipt-ask-mail"
        } else {
            "customer-receipt-ask-mail-here"
        }));
    }
    let words = Words { receipt: true, ..Words::notice(Default::default()) };
    act.say_to_customer(ticket, conversation, together(texts), words).await?;
    form::begin(act, ticket, conversation, queue, asked).await
}
