//! One transaction with all that a use case needs at hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sportello_chat::{
    Audience, Body, Button, Capabilities, Content, FileRef, Markup, Mention, NewMessage, Place, Platform,
    Target, ThreadRef, Threads,
};

use super::clocks::{self, Happened};
use super::tally::Tally;
use super::{DeskError, Refused, View};
use crate::config::{Channel, Config, Queue, Signature};
use crate::delivery::Payload;
use crate::notify::customer::CustomerText;
use crate::store::entity::{conversation, person, ticket};
use crate::store::{Tx, conversations, deadlines, deliveries, history, people, places, search, tickets};
use crate::text::{Args, Language, PICKED};
use crate::ticket::{Change, PersonId, QueueRules, State, Ticket};

/// Receipts go first, then words, then what is only kept current.
const RECEIPT: i16 = 0;
const WORDS: i16 = 1;
const UPKEEP: i16 = 3;
/// Boards are edited at most this often, so that a busy desk does not make its channel flicker.
const BOARD_DELAY: std::time::Duration = std::time::Duration::from_secs(5);

/// One transaction at the desk.
pub struct Act<'a> {
    /// The desk, with one setup for all of it.
    pub desk: &'a View<'a>,
    /// What bot.toml says.
    pub config: Arc<Config>,
    /// The transaction.
    pub tx: &'a Tx,
    /// The time of all that happens in it.
    pub now: DateTime<Utc>,
    /// From where it comes; `desk` for what falls due.
    pub platform: Platform,
    /// Who does it; none for the desk itself.
    pub actor: Option<PersonId>,
    /// The event that is handled, if any: what answers name.
    pub event: Option<String>,
    /// Whether the event waits for an answer on the spot.
    pub on_the_spot: bool,
    /// The community it happens in, on a platform that is parted into such.
    pub realm: Option<String>,
    /// The community whose tickets can be seen from where it happens; `None`: those of all.
    pub within: Option<String>,
    /// What it adds to the figures.
    pub tally: Arc<Tally>,
}

/// What a use case answers to the person who asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A text.
    Text(Body),
    /// A text, and what can be done next with a click.
    Offer(Body, Vec<Button>),
    /// An emoji on the message that asked.
    React(&'static str),
    /// A file, for nobody's eyes but those of whoever asked, or of operators in their own channel.
    File(Body, FileRef),
    /// What was done says enough by itself.
    Nothing,
}

impl Answer {
    /// A text in Markdown.
    pub fn markdown(text: impl Into<String>) -> Self {
        Self::Text(Body::markdown(text))
    }
}

/// Words for one conversation.
pub struct Words<'a> {
    /// The text.
    pub body: Body,
    /// Files sent after it.
    pub files: Vec<FileRef>,
    /// Who is notified.
    pub mentions: &'a [PersonId],
    /// The article it carries.
    pub article: Option<i64>,
    /// Whether it is an automatic notice.
    pub notice: bool,
    /// Whether it acknowledges what was just said.
    pub receipt: bool,
    /// The article that it visibly answers, where that was said in the same place.
    pub reply_to: Option<i64>,
    /// What can be done with a click.
    pub buttons: Vec<Button>,
    /// Whether it is said there in addition: that it can't be is no news.
    pub courtesy: bool,
}

impl Words<'_> {
    /// A notice that carries no article and calls nobody.
    pub fn notice(body: Body) -> Self {
        Self {
            body,
            files: vec![],
            mentions: &[],
            article: None,
            notice: true,
            receipt: false,
            reply_to: None,
            buttons: vec![],
            courtesy: false,
        }
    }
}

impl Act<'_> {
    /// The queue of a ticket.
    ///
    /// # Errors
    /// When bot.toml has lost it.
    pub fn queue(&self, ticket: &ticket::Model) -> Result<&Queue, DeskError> {
        self.desk.queue_by_id(ticket.queue_id).ok_or_else(|| {
            DbErr::Custom(format!(
                "ticket {} is in queue row {}, which bot.toml no longer has",
                ticket.number, ticket.queue_id
            ))
            .into()
        })
    }

    /// Whether bot.toml still has a ticket's queue, so that tickets can be opened there.
    pub fn queue_is_open(&self, ticket: &ticket::Model) -> bool {
        self.desk.queue_by_id(ticket.queue_id).is_some_and(|queue| self.desk.queue(&queue.name).is_some())
    }

    /// The rules of a queue.
    pub fn rules(queue: &Queue) -> QueueRules {
        QueueRules { follow_up: queue.follow_up, reopen_within: queue.reopen_within }
    }

    /// What a platform can do; none for one that is not enabled.
    fn capabilities(&self, platform: &str) -> Option<Capabilities> {
        self.desk.chat(platform).map(|c| c.capabilities())
    }

    /// Whether the platform of the event has threads that only their members see.
    pub fn has_private_threads(&self) -> bool {
        self.capabilities(self.platform.as_str()).is_some_and(|c| c.private_threads)
    }

    /// Whether threads are begun by an operation of their own on the platform of the event.
    pub fn begins_threads(&self) -> bool {
        self.begins_threads_on(self.platform.as_str())
    }

    /// Whether threads are begun by an operation of their own on a platform.
    pub fn begins_threads_on(&self, platform: &str) -> bool {
        self.capabilities(platform).is_some_and(|c| c.threads == Threads::Explicit)
    }

    /// Whether people click and pick on a platform, rather than type.
    pub fn is_interactive(&self, platform: &str) -> bool {
        self.capabilities(platform).is_some_and(|c| c.buttons)
    }

    /// What stands before a command's name in the desk's sentences on a platform.
    pub fn prefix_on(&self, platform: &str) -> &str {
        if self.is_interactive(platform) { PICKED } else { self.config.desk.command_prefix.as_str() }
    }

    /// The same, on the platform of the event.
    pub fn prefix(&self) -> &str {
        self.prefix_on(self.platform.as_str())
    }

    /// A message in the desk's own language: for places that many read.
    pub fn say(&self, key: &str, args: &Args) -> String {
        self.desk.texts().say(self.config.desk.language, key, args)
    }

    /// A ticket's state in words.
    pub fn state_name(&self, state: &str, language: Language) -> String {
        let state = State::parse(state).unwrap_or(State::Open);
        self.desk.texts().say_plain(language, state.key(), &Args::new())
    }

    /// The language of a ticket's customer.
    ///
    /// # Errors
    /// As the database says.
    pub async fn customer_language(&self, ticket: &ticket::Model) -> Result<Language, DbErr> {
        Ok(people::by_id(self.tx, ticket.customer_id)
            .await?
            .map_or(self.config.desk.language, |p| self.desk.language_of(&p)))
    }

    /// How an operator appears to the customers of a queue.
    pub fn signature(&self, queue: &Queue, operator: &person::Model, language: Language) -> String {
        match queue.signature {
            Signature::Name => operator.name.clone(),
            Signature::Role => self.desk.texts().say_plain(language, "customer-an-operator", &Args::new()),
            Signature::Queue => queue.title.clone(),
        }
    }

    /// What has to be done last, before the transaction is committed.
    ///
    /// # Errors
    /// As the database says.
    pub async fn finish(&self) -> Result<(), DbErr> {
        self.tally.add(self.tx, self.config.desk.time_zone).await
    }

    /// Adds an event to a ticket's history. Where it changes what the ticket's articles are found by, the
    /// search index follows.
    ///
    /// # Errors
    /// As the database says.
    pub async fn history(&self, ticket: &ticket::Model, event: &history::Event) -> Result<(), DeskError> {
        let by = history::By { person: self.actor, platform: self.platform.as_str() };
        let row = history::add(self.tx, ticket, by, event, self.now).await?;
        self.tally.note(self.tx, &row).await?;
        match event {
            history::Event::Title { .. } | history::Event::Customer { .. } => {
                search::refresh(self.tx, ticket).await?
            }
            history::Event::Owner { .. } => search::refresh_owner(self.tx, ticket).await?,
            _ => {}
        }
        Ok(())
    }

    /// The same transaction, for what the desk does by itself in it.
    pub fn by_itself(&self) -> Act<'_> {
        Act {
            desk: self.desk,
            config: Arc::clone(&self.config),
            tx: self.tx,
            now: self.now,
            platform: Platform::new("desk"),
            actor: None,
            event: None,
            on_the_spot: false,
            realm: None,
            within: None,
            tally: Arc::clone(&self.tally),
        }
    }

    /// What the rules need to know of a ticket.
    pub fn rules_view(ticket: &ticket::Model) -> Ticket {
        Ticket {
            state: State::parse(&ticket.state).unwrap_or(State::Open),
            customer: ticket.customer_id,
            owner: ticket.owner_id,
            closed_at: ticket.closed_at,
            first_response_at: ticket.first_response_at,
        }
    }

    /// Writes what was decided into the ticket and its history, and has its headers and boards
    /// follow.
    ///
    /// # Errors
    /// As the database says.
    pub async fn apply(&self, ticket: &mut ticket::Model, changes: &[Change]) -> Result<(), DeskError> {
        for change in changes {
            let event = match *change {
                Change::Owner { from, to } => {
                    clocks::note(self, ticket, Happened::OwnerChanged(to)).await?;
                    ticket.owner_id = to;
                    history::Event::Owner { from: self.name(from).await?, to: self.name(to).await? }
                }
                Change::State { from, to } => {
                    clocks::note(self, ticket, Happened::StateChanged { from, to }).await?;
                    ticket.state = to.as_str().to_owned();
                    ticket.closed_at = to.is_closed().then_some(self.now);
                    if to.is_closed() {
                        ticket.gather_until = None;
                        clocks::remember(self, ticket).await?;
                    } else if from.is_closed() {
                        deadlines::clear(self.tx, super::schedule::ARCHIVE, ticket.id).await?;
                    }
                    if !to.is_active() {
                        super::form::end(self, ticket).await?;
                    }
                    history::Event::State { from: from.as_str().to_owned(), to: to.as_str().to_owned() }
                }
                Change::FirstResponse => {
                    ticket.first_response_at = Some(self.now);
                    ticket.gather_until = None;
                    history::Event::FirstResponse
                }
                Change::NewTicket | Change::PoliteRejection | Change::Thanked => continue,
            };
            self.history(ticket, &event).await?;
        }
        ticket.changed_at = self.now;
        tickets::save(self.tx, ticket).await?;
        if changes.iter().any(|c| matches!(c, Change::Owner { .. } | Change::State { .. })) {
            self.refresh(ticket).await?;
        }
        Ok(())
    }

    /// The name of a person, as the history keeps it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn name(&self, person: Option<PersonId>) -> Result<Option<String>, DbErr> {
        match person {
            Some(id) => Ok(people::by_id(self.tx, id).await?.map(|p| p.name)),
            None => Ok(None),
        }
    }

    /// Has the ticket's headers and its channels' boards follow.
    ///
    /// # Errors
    /// As the database says.
    pub async fn refresh(&self, ticket: &ticket::Model) -> Result<(), DeskError> {
        for conversation in conversations::of_ticket(self.tx, ticket.id).await? {
            if conversation.audience() == Audience::Operators && conversation.is_active() {
                self.owe_header(ticket, &conversation).await?;
            }
        }
        self.refresh_boards(ticket).await
    }

    async fn refresh_boards(&self, ticket: &ticket::Model) -> Result<(), DeskError> {
        let Some(queue) = self.desk.queue_by_id(ticket.queue_id) else { return Ok(()) };
        for channel in super::rooms::operator_channels(&self.config, &queue.name) {
            self.refresh_board(channel).await?;
        }
        Ok(())
    }

    /// Has the boards of all operators' channels of these queues follow.
    ///
    /// # Errors
    /// As the database says.
    pub async fn refresh_all_boards(&self, queues: &[Queue]) -> Result<(), DeskError> {
        let mut done: Vec<&Channel> = Vec::new();
        for channel in queues.iter().flat_map(|q| &q.operator_channels) {
            if !done.contains(&channel) {
                done.push(channel);
                self.refresh_board(channel).await?;
            }
        }
        Ok(())
    }

    /// Has the board of an operators' channel follow.
    ///
    /// # Errors
    /// As the database says.
    pub async fn refresh_board(&self, channel: &Channel) -> Result<(), DeskError> {
        let Some(place) = places::by_name(self.tx, channel.platform.as_str(), &channel.name).await? else {
            return Ok(());
        };
        self.owe(deliveries::New {
            platform: place.platform.clone(),
            lane: format!("b:{}:{}", place.platform, place.room),
            priority: UPKEEP,
            ticket: None,
            article: None,
            conversation: None,
            audience: conversations::audience_name(Audience::Operators),
            collapse_key: Some(format!("board:{}", place.id)),
            courtesy: false,
            payload: self.json(&Payload::Board { place: place.id })?,
            due_at: self.now + BOARD_DELAY,
        })
        .await
        .map(|_| ())
    }

    /// Owes the header of a conversation, new or edited.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_header(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
    ) -> Result<(), DeskError> {
        let first = conversation.header.is_none();
        self.owe(deliveries::New {
            platform: conversation.platform.clone(),
            lane: lane(conversation),
            priority: if first { WORDS } else { UPKEEP },
            ticket: Some(ticket.id),
            article: None,
            conversation: Some(conversation.id),
            audience: conversations::audience_name(conversation.audience()),
            collapse_key: Some(format!("header:{}", conversation.id)),
            courtesy: false,
            payload: self.json(&Payload::Header)?,
            due_at: self.now,
        })
        .await
        .map(|_| ())
    }

    /// Says something to customers in one of their conversations.
    ///
    /// # Errors
    /// As the database says.
    pub async fn say_to_customer(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        text: CustomerText,
        words: Words<'_>,
    ) -> Result<(), DeskError> {
        self.owe_words(ticket, conversation, Words { body: text.into_body(), ..words }).await
    }

    /// Says something in one of the operators' conversations.
    ///
    /// # Errors
    /// As the database says.
    pub async fn say_to_operators(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        words: Words<'_>,
    ) -> Result<(), DeskError> {
        if conversation.audience() != Audience::Operators {
            let message = format!("conversation {} is read by customers", conversation.id);
            return Err(DbErr::Custom(message).into());
        }
        self.owe_words(ticket, conversation, words).await
    }

    async fn owe_words(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        words: Words<'_>,
    ) -> Result<(), DeskError> {
        let content = Content::Message(NewMessage {
            body: words.body,
            files: words.files,
            mentions: self.mentions(words.mentions, &conversation.platform).await?,
            notice: words.notice,
            buttons: words.buttons,
            ..NewMessage::default()
        });
        let payload = Payload::Say {
            target: None,
            content,
            ticket: Some(ticket.number.clone()),
            answers: self.event.clone(),
            reply_to: words.reply_to,
        };
        self.owe(deliveries::New {
            courtesy: words.courtesy,
            priority: if words.receipt { RECEIPT } else { WORDS },
            ..self.delivery(ticket, conversation, &payload, words.article)?
        })
        .await
        .map(|_| ())
    }

    /// A delivery of `payload` in a conversation, of the priority of words.
    fn delivery(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        payload: &Payload,
        article: Option<i64>,
    ) -> Result<deliveries::New, DeskError> {
        Ok(deliveries::New {
            platform: conversation.platform.clone(),
            lane: lane(conversation),
            priority: WORDS,
            ticket: Some(ticket.id),
            article,
            conversation: Some(conversation.id),
            audience: conversations::audience_name(conversation.audience()),
            collapse_key: None,
            courtesy: false,
            payload: self.json(payload)?,
            due_at: self.now,
        })
    }

    /// Owes something in a conversation.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_in(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        content: Content,
        article: Option<i64>,
        priority: i16,
    ) -> Result<(), DeskError> {
        let payload = Payload::Say {
            target: None,
            content,
            ticket: Some(ticket.number.clone()),
            answers: self.event.clone(),
            reply_to: None,
        };
        self.owe_payload(ticket, conversation, payload, article, priority).await
    }

    /// Owes a payload in a conversation.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_payload(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        payload: Payload,
        article: Option<i64>,
        priority: i16,
    ) -> Result<(), DeskError> {
        self.owe(deliveries::New {
            platform: conversation.platform.clone(),
            lane: lane(conversation),
            priority,
            ticket: Some(ticket.id),
            article,
            conversation: Some(conversation.id),
            audience: conversations::audience_name(conversation.audience()),
            collapse_key: None,
            courtesy: false,
            payload: self.json(&payload)?,
            due_at: self.now,
        })
        .await
        .map(|_| ())
    }

    /// Owes something outside any ticket's conversation.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_at(
        &self,
        target: Target,
        audience: Audience,
        content: Content,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let lane = match &target {
            Target::Room { room } | Target::Thread { room, .. } => format!("r:{}:{room}", self.platform),
            Target::Direct { person, .. } => direct_lane(self.platform.as_str(), person),
            Target::Mailbox { address } => format!("m:{address}"),
            // Answers wait for nothing else that is said in the place.
            Target::Answer { event, .. } => format!("a:{}:{event}", self.platform),
        };
        let payload = Payload::Say {
            target: Some(target),
            content,
            ticket: ticket.map(|t| t.number.clone()),
            answers: self.event.clone(),
            reply_to: None,
        };
        self.owe(deliveries::New {
            platform: self.platform.as_str().to_owned(),
            lane,
            priority: RECEIPT,
            ticket: ticket.map(|t| t.id),
            article: None,
            conversation: None,
            audience: conversations::audience_name(audience),
            collapse_key: None,
            courtesy: false,
            payload: self.json(&payload)?,
            due_at: self.now,
        })
        .await
        .map(|_| ())
    }

    /// Queues a delivery.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe(&self, new: deliveries::New) -> Result<Option<i64>, DeskError> {
        Ok(deliveries::queue(self.tx, new, self.now).await?)
    }

    /// `value` as JSON.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn json(&self, value: &impl serde::Serialize) -> Result<String, DeskError> {
        serde_json::to_string(value).map_err(|e| DbErr::Json(e.to_string()).into())
    }

    /// The accounts by which people are notified on a platform.
    async fn mentions(&self, people: &[PersonId], platform: &str) -> Result<Vec<Mention>, DbErr> {
        let mut mentions = Vec::with_capacity(people.len());
        for person in people {
            if let Some(account) = people::account_on(self.tx, *person, platform).await? {
                let name = account.name.unwrap_or_else(|| account.external_id.clone());
                mentions.push(Mention { id: account.external_id, name });
            }
        }
        Ok(mentions)
    }

    /// Tells all of a ticket's customer conversations, but not `except`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn tell_customers(
        &self,
        ticket: &ticket::Model,
        text: &CustomerText,
        except: Option<i64>,
    ) -> Result<(), DeskError> {
        for conversation in self.customer_conversations(ticket, except).await? {
            self.say_to_customer(ticket, &conversation, text.clone(), Words::notice(Body::default())).await?;
        }
        Ok(())
    }

    /// A ticket's customer conversations in use, but not `except`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn customer_conversations(
        &self,
        ticket: &ticket::Model,
        except: Option<i64>,
    ) -> Result<Vec<conversation::Model>, DbErr> {
        let all = conversations::of_ticket(self.tx, ticket.id).await?;
        Ok(all
            .into_iter()
            .filter(|c| c.is_active() && c.audience() == Audience::Customer && Some(c.id) != except)
            .collect())
    }

    /// A ticket's operators' conversations in use, but not `except`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn operator_conversations(
        &self,
        ticket: &ticket::Model,
        except: Option<i64>,
    ) -> Result<Vec<conversation::Model>, DbErr> {
        let all = conversations::of_ticket(self.tx, ticket.id).await?;
        Ok(all
            .into_iter()
            .filter(|c| c.is_active() && c.audience() == Audience::Operators && Some(c.id) != except)
            .collect())
    }

    /// Tells all of a ticket's operators' conversations, but not `except`; `mentions` are notified.
    ///
    /// # Errors
    /// As the database says.
    pub async fn tell_operators(
        &self,
        ticket: &ticket::Model,
        body: &Body,
        mentions: &[PersonId],
        except: Option<i64>,
    ) -> Result<(), DeskError> {
        for conversation in self.operator_conversations(ticket, except).await? {
            let words = Words { mentions, notice: mentions.is_empty(), ..Words::notice(body.clone()) };
            self.say_to_operators(ticket, &conversation, words).await?;
        }
        Ok(())
    }

    /// The ticket with this row id, or what it has become a part of, held until the transaction ends.
    ///
    /// # Errors
    /// As the database says, or when it is not there.
    pub async fn hold(&self, id: i64) -> Result<ticket::Model, DeskError> {
        tickets::hold_current(self.tx, id)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound(format!("ticket row {id}")).into())
    }

    /// Answers privately: in a direct chat, or shown to the one person where the platform can.
    ///
    /// # Errors
    /// As the database says.
    pub async fn answer_privately(
        &self,
        place: &Place,
        account: &str,
        body: Body,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        self.hand_over(place, account, NewMessage::notice(body), ticket).await
    }

    /// The same, for a message of any kind.
    ///
    /// # Errors
    /// As the database says.
    pub async fn hand_over(
        &self,
        place: &Place,
        account: &str,
        message: NewMessage,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let role = self.desk.room_role(&self.platform, &place.room);
        let ephemeral = self.desk.chat(self.platform.as_str()).is_some_and(|c| c.capabilities().ephemeral);
        let content = |only_for: Option<String>, reply_to: Option<String>| {
            Content::Message(NewMessage { only_for, reply_to, ..message.clone() })
        };
        if self.on_the_spot {
            return self.answer_on_the_spot(place, account, message, ticket).await;
        }
        if place.direct {
            return self
                .owe_at(
                    self.direct_target(account, Some(&place.room)),
                    Audience::Customer,
                    content(None, None),
                    ticket,
                )
                .await;
        }
        let audience = if role.operators.is_empty() { Audience::Customer } else { Audience::Operators };
        if ephemeral || audience == Audience::Operators {
            let only_for = ephemeral.then(|| account.to_owned());
            return self
                .owe_at(in_place(place), audience, content(only_for, self.event.clone()), ticket)
                .await;
        }
        let room = conversations::direct_room(self.tx, self.platform.as_str(), account).await?;
        self.owe_at(
            self.direct_target(account, room.as_deref()),
            Audience::Customer,
            content(None, None),
            ticket,
        )
        .await
    }

    /// Answers what waits for an answer on the spot, for its author's eyes only.
    ///
    /// # Errors
    /// As the database says.
    pub async fn answer_on_the_spot(
        &self,
        place: &Place,
        account: &str,
        message: NewMessage,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let role = self.desk.room_role(&self.platform, &place.room);
        let among_operators = !place.direct && !role.operators.is_empty();
        let target = Target::Answer {
            event: self.event.clone().unwrap_or_default(),
            room: place.room.clone(),
            thread: thread_id(place).map(str::to_owned),
            direct: place.direct,
            person: account.to_owned(),
        };
        let audience = if among_operators { Audience::Operators } else { Audience::Customer };
        self.owe_at(target, audience, Content::Message(message), ticket).await
    }

    /// The direct chat with an account.
    pub fn direct_target(&self, account: &str, room: Option<&str>) -> Target {
        Target::Direct { person: account.to_owned(), room: room.map(str::to_owned) }
    }

    /// Refuses, privately, in the person's language; gives back the `words` they had filled in.
    ///
    /// # Errors
    /// As the database says.
    pub async fn refuse(
        &self,
        place: &Place,
        account: &str,
        language: Language,
        refused: &Refused,
        words: Option<String>,
    ) -> Result<(), DeskError> {
        let sentence = refused.say(self.desk.texts(), language, self.prefix());
        let body = Body::markdown(sentence).then(words.unwrap_or_default(), Markup::Plain);
        self.answer_privately(place, account, body, None).await
    }

    /// Puts an emoji on the message that is handled.
    ///
    /// # Errors
    /// As the database says.
    pub async fn react(
        &self,
        place: &Place,
        account: &str,
        emoji: &str,
        audience: Audience,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let Some(message) = self.event.clone() else { return Ok(()) };
        let target =
            if place.direct { self.direct_target(account, Some(&place.room)) } else { in_place(place) };
        self.owe_at(target, audience, Content::React { message, emoji: emoji.to_owned() }, ticket).await
    }
}

/// The id of the thread of a place, where it is known by one.
pub fn thread_id(place: &Place) -> Option<&str> {
    match &place.thread {
        Some(ThreadRef::Id(thread)) => Some(thread),
        _ => None,
    }
}

/// The place itself.
pub fn in_place(place: &Place) -> Target {
    match thread_id(place) {
        Some(thread) => Target::Thread { room: place.room.clone(), thread: thread.to_owned() },
        None => Target::Room { room: place.room.clone() },
    }
}

/// What keeps a conversation's order: its own, or that of the direct chat it shares with others.
pub fn lane(conversation: &conversation::Model) -> String {
    match &conversation.person {
        Some(person) => direct_lane(&conversation.platform, person),
        None => format!("c:{}", conversation.id),
    }
}

fn direct_lane(platform: &str, person: &str) -> String {
    format!("d:{platform}:{person}")
}
