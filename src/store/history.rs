//! What happened to a ticket: only ever added to.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::Db;
use super::adding::Adds;
use super::entity::{history, ticket};
use super::ready::Changes;

/// What happened, with its details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Opened {
        /// Its first title; may be empty.
        #[serde(default)]
        title: String,
        /// Who answers for it.
        #[serde(default)]
        responsible: Option<String>,
    },
    /// An article was written.
    Article {
        /// Its number.
        number: i32,
        /// What it is.
        kind: String,
    },
    /// An article answers one of the queue's questions.
    Answered {
        /// Its number.
        number: i32,
        /// The question.
        question: String,
    },
    /// Somebody wanted no more of the queue's questions.
    Skipped,
    /// An article was edited.
    Edited {
        /// Its number.
        number: i32,
    },
    /// An article was deleted by its author.
    Deleted {
        /// Its number.
        number: i32,
    },
    /// A reply came from a ready text.
    ReadyText {
        /// Its name.
        name: String,
    },
    /// A ready text was offered to the customer by the desk itself.
    Offered {
        /// Its name.
        name: String,
    },
    /// The customer has said whether it helps.
    Helped {
        /// Its name.
        name: String,
        /// Whether it does.
        helped: bool,
    },
    /// A reply was taken back.
    Undone {
        /// Its number.
        number: i32,
    },
    /// Its key came, and the article can be read.
    Decrypted {
        /// Its number.
        number: i32,
    },
    /// It has another owner.
    Owner {
        /// Before.
        from: Option<String>,
        /// After.
        to: Option<String>,
    },
    /// Its owner was away when it needed them.
    OwnerAway {
        /// Who.
        who: String,
    },
    /// Two people turned out to be one, its customer.
    OnePerson {
        /// The name that stays.
        name: String,
        /// The other's.
        also: String,
    },
    /// Its customer is blocked.
    Blocked,
    /// Its customer is not blocked any more.
    Unblocked,
    /// It is in another state.
    State {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// An operator answered for the first time.
    FirstResponse,
    /// It has another title.
    Title {
        /// After.
        to: String,
    },
    /// It moved to a direct chat.
    Private,
    /// It was linked.
    Linked {
        /// To which ticket.
        to: String,
        /// What that one is to it: `related`, `parent`, `child`, `problem` or `incident`.
        #[serde(default)]
        kind: String,
    },
    /// Articles of it were sent by mail to somebody who is no part of it.
    Forwarded {
        /// The number of the article that says so.
        article: i32,
        /// To which address.
        to: String,
        /// The numbers of those that were sent.
        articles: Vec<i32>,
    },
    /// It runs in another's name.
    Customer {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// A link was ended.
    Unlinked {
        /// To which ticket.
        from: String,
    },
    /// It was closed with the problem that it hung on.
    ClosedWith {
        /// Which ticket that is.
        problem: String,
    },
    /// A command not meant for customers was typed where they read.
    Exposed {
        /// Which.
        command: String,
    },
    /// A mail was sent.
    Mailed {
        /// Which kind.
        mail: String,
        /// To whom.
        to: String,
    },
    /// It has another priority.
    Priority {
        /// Before.
        from: i16,
        /// After.
        to: i16,
    },
    /// Its tags have changed.
    Tags {
        /// Those it has now.
        to: Vec<String>,
    },
    /// Somebody else answers for it.
    Responsible {
        /// Before.
        from: Option<String>,
        /// After.
        to: Option<String>,
    },
    /// It is in another queue.
    Moved {
        /// The queue before, by name.
        from: String,
        /// The queue after.
        to: String,
    },
    /// Articles of it became a ticket of their own.
    Split {
        /// Which ticket.
        to: String,
        /// The numbers they had.
        articles: Vec<i32>,
    },
    /// It began with articles of another.
    SplitFrom {
        /// Which ticket.
        from: String,
        /// The numbers they had there.
        articles: Vec<i32>,
    },
    /// It was put aside.
    PutAside {
        /// Until when.
        until: DateTime<Utc>,
        /// Why; empty if nobody said.
        reason: String,
    },
    /// The time for which it was put aside has come.
    Reminded,
    /// Operators were told that a target will soon be missed.
    EscalationWarned {
        /// On which clock.
        clock: String,
    },
    /// A target was missed.
    Escalated {
        /// On which clock.
        clock: String,
    },
    /// A clock that was late waits no more.
    EscalationStopped {
        /// Which.
        clock: String,
    },
    /// Its owner was told that it will go back to the queue.
    ReleaseWarned,
    /// It went back to the queue for want of its owner's word.
    GivenBack,
    /// Its customer was told that it will close.
    AutoCloseWarned,
    /// It closed at the time that was set for it.
    ClosedOnTime,
    /// It closed for want of its customer's word.
    ClosedForSilence,
    /// It became a part of another.
    Merged {
        /// Of which ticket.
        into: String,
    },
    /// Another became a part of it.
    Absorbed {
        /// Which ticket.
        number: String,
        /// The number that its first article has now.
        from: i32,
        /// The number that its last article has now.
        to: i32,
    },
    /// Its customer has rated it.
    Rated {
        /// From 1 to 5.
        stars: u8,
    },
    /// What could not be said in its place is said in a direct chat.
    Rerouted {
        /// On which platform.
        platform: String,
    },
    /// A place of it can't be reached.
    Unreachable {
        /// On which platform.
        platform: String,
    },
    /// What could not be delivered is sent again.
    Retried,
    /// What could not be delivered is given up.
    GivenUp {
        /// Why.
        reason: String,
    },
    /// It had been closed for as long as its words are kept: they are gone, and its people's names too.
    Emptied,
    /// Articles of it lost their words for a person's sake.
    Erased {
        /// How many.
        articles: u64,
    },
    /// Something could not be delivered.
    Undelivered {
        /// Why.
        cause: String,
    },
}

/// Who did it and from where.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Who; none for the desk itself.
    pub person: Option<i64>,
    /// From where; `desk` for the desk itself.
    pub platform: &'a str,
}

/// An event as it is to be added; `ticket` is as it stands after it.
///
/// # Errors
/// When it can't be written as JSON.
pub fn row(
    ticket: &ticket::Model,
    by: By<'_>,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<history::Model, DbErr> {
    let (name, data) = written(event)?;
    Ok(history::Model {
        id: 0,
        ticket_id: ticket.id,
        at: now,
        actor_id: by.person,
        platform: by.platform.to_owned(),
        event: name,
        data,
        queue_id: ticket.queue_id,
        owner_id: ticket.owner_id,
        state: ticket.state.clone(),
    })
}

/// Adds an event, in a transaction with others at its end.
///
/// # Errors
/// As the database says.
pub async fn add(db: &impl Db, row: history::Model) -> Result<(), DbErr> {
    match db.late() {
        Some(late) => late.rows().history.push(row),
        None => write(db, vec![row]).await?,
    }
    Ok(())
}

/// Writes events, whose ids the database gives in their order.
pub(super) async fn write(db: &impl Db, rows: Vec<history::Model>) -> Result<(), DbErr> {
    static ADD: Changes = Changes::new();
    static ADDS: Adds<history::Entity> = Adds::new();
    let new = |row: history::Model| {
        let mut row = row.into_active_model();
        row.id.take();
        row
    };
    if rows.is_empty() {
        return Ok(());
    }
    let rows = move || rows.into_iter().map(new).collect();
    match db.get_database_backend() {
        DbBackend::Sqlite => ADDS.add(db, rows, Vec::new()).await,
        _ => ADD.insert(db, rows()).await,
    }
}

/// An event's name and details, as the table keeps them.
///
/// # Errors
/// When it can't be written as JSON.
pub(super) fn written(event: &Event) -> Result<(String, String), DbErr> {
    #[derive(Deserialize)]
    struct Named<'a> {
        event: &'a str,
    }
    let json = |e: serde_json::Error| DbErr::Json(e.to_string());
    let data = serde_json::to_string(event).map_err(json)?;
    let Named { event } = serde_json::from_str(&data).map_err(json)?;
    Ok((event.to_owned(), data))
}

/// All that happened to a ticket, in order.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Vec<history::Model>, DbErr> {
    history::Entity::find()
        .filter(history::Column::TicketId.eq(ticket))
        .order_by_asc(history::Column::Id)
        .all(db)
        .await
}

/// All that happened to a ticket and to those that became a part of it, in order.
///
/// # Errors
/// As the database says.
pub async fn of_whole(db: &impl Db, ticket: i64) -> Result<Vec<history::Model>, DbErr> {
    let parts = super::tickets::parts(db, ticket).await?;
    history::Entity::find()
        .filter(history::Column::TicketId.is_in(parts.iter().map(|t| t.id).chain([ticket])))
        .order_by_asc(history::Column::Id)
        .all(db)
        .await
}
