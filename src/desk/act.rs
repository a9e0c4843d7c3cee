//! One transaction with all that a use case needs at hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sportello_chat::{Capabilities, Platform, Threads};

use super::clocks::{self, Happened};
use super::intake::database;
use super::last::Boards;
use super::tally::Tally;
use super::{DeskError, View};
use crate::config::{Config, Queue, Signature};
use crate::store::entity::{person, ticket};
use crate::store::{Tx, deadlines, held, history, people, search};
use crate::text::{Args, Language, PICKED};
use crate::ticket::{Change, PersonId, QueueRules, State, Ticket};

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
    /// The boards that are to follow.
    pub boards: Arc<Boards>,
}

impl<'a> Act<'a> {
    /// What the desk does by itself, now.
    pub fn of_desk(desk: &'a View<'a>, tx: &'a Tx) -> Self {
        Self {
            desk,
            config: desk.config(),
            tx,
            now: desk.now(),
            platform: Platform::new("desk"),
            actor: None,
            event: None,
            on_the_spot: false,
            realm: None,
            within: None,
            tally: Arc::default(),
            boards: Arc::default(),
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
            Signature::Queue => self.desk.known_to_customers(queue).title.clone(),
        }
    }

    /// What has to be done last, before the transaction is committed.
    ///
    /// # Errors
    /// As the database says.
    pub async fn finish(&self) -> Result<(), DbErr> {
        for (platform, name) in self.boards.take() {
            self.owe_board(&platform, &name).await.map_err(database)?;
        }
        self.tally.add(self.tx, self.config.desk.time_zone).await
    }

    /// Adds an event to a ticket's history. Where it changes what the ticket's articles are found by, the
    /// search index follows.
    ///
    /// # Errors
    /// As the database says.
    pub async fn history(&self, ticket: &ticket::Model, event: &history::Event) -> Result<(), DeskError> {
        let by = history::By { person: self.actor, platform: self.platform.as_str() };
        let row = history::row(ticket, by, event, self.now)?;
        self.tally.note(self.tx, &row).await?;
        history::add(self.tx, row).await?;
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
            now: self.now,
            tally: Arc::clone(&self.tally),
            boards: Arc::clone(&self.boards),
            ..Act::of_desk(self.desk, self.tx)
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
        held::save(self.tx, ticket).await?;
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

    /// `value` as JSON.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn json(&self, value: &impl serde::Serialize) -> Result<String, DeskError> {
        serde_json::to_string(value).map_err(|e| DbErr::Json(e.to_string()).into())
    }

    /// The ticket with this row id, or what it has become a part of, held until the transaction ends.
    ///
    /// # Errors
    /// As the database says, or when it is not there.
    pub async fn hold(&self, id: i64) -> Result<ticket::Model, DeskError> {
        held::hold_current(self.tx, id)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound(format!("ticket row {id}")).into())
    }
}
