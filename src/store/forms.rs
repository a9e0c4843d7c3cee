//! The questions that are being asked in turn.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
};

use super::Db;
use super::entity::{article, form};
use super::ready::Ready;

/// The questions of a ticket, and the one that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    ticket: i64,
    row: i64,
    questions: Vec<String>,
    asked: usize,
}

impl Form {
    /// The question that waits for its answer.
    pub fn waiting(&self) -> Option<&str> {
        self.asked.checked_sub(1).and_then(|at| self.questions.get(at)).map(String::as_str)
    }

    /// The question after it.
    pub fn following(&self) -> Option<&str> {
        self.questions.get(self.asked).map(String::as_str)
    }

    /// Which one waits, counted from 1, and how many there are.
    pub fn place(&self) -> (usize, usize) {
        (self.asked, self.questions.len())
    }
}

/// The first question of a ticket was asked.
///
/// # Errors
/// As the database says.
pub async fn begin(db: &impl Db, ticket: i64, questions: &[&str], now: DateTime<Utc>) -> Result<Form, DbErr> {
    let json = serde_json::to_string(questions).map_err(|e| DbErr::Json(e.to_string()))?;
    let row = form::ActiveModel {
        ticket_id: Set(ticket),
        questions: Set(json),
        asked: Set(1),
        asked_at: Set(now),
        ..Default::default()
    };
    read(row.insert(db).await?)
}

/// The questions that the customer of a ticket is being asked.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Option<Form>, DbErr> {
    static OF_TICKET: Ready = Ready::new();
    let query = || form::Entity::find().filter(form::Column::TicketId.eq(0)).limit(1);
    OF_TICKET.one(db, query, [ticket.into()]).await?.map(read).transpose()
}

/// Those of these tickets whose customers are being asked something.
///
/// # Errors
/// As the database says.
pub async fn waiting(db: &impl Db, tickets: &[i64]) -> Result<Vec<i64>, DbErr> {
    form::Entity::find()
        .select_only()
        .column(form::Column::TicketId)
        .filter(form::Column::TicketId.is_in(tickets.iter().copied()))
        .into_tuple()
        .all(db)
        .await
}

/// The following question was asked.
///
/// # Errors
/// As the database says.
pub async fn advance(db: &impl Db, form: Form, now: DateTime<Utc>) -> Result<Form, DbErr> {
    let asked = i32::try_from(form.asked + 1).unwrap_or(i32::MAX);
    let row =
        form::ActiveModel { id: Set(form.row), asked: Set(asked), asked_at: Set(now), ..Default::default() };
    read(row.update(db).await?)
}

/// No more is asked of a ticket's customer; says whether anything was.
///
/// # Errors
/// As the database says.
pub async fn end(db: &impl Db, ticket: i64) -> Result<bool, DbErr> {
    static END: Ready = Ready::new();
    // To delete nothing ends what is known of all others.
    if db.get_database_backend() == DbBackend::Sqlite && of_ticket(db, ticket).await?.is_none() {
        return Ok(false);
    }
    let statement = || form::Entity::delete_many().filter(form::Column::TicketId.eq(0)).into_query();
    let done = END.run(db, statement, [ticket.into()]).await?;
    Ok(done > 0)
}

/// No more is asked of a ticket's customer, whether anything was or not: on PostgreSQL in a transaction with others at
/// its end.
///
/// # Errors
/// As the database says.
pub async fn end_at_any_rate(db: &impl Db, ticket: i64) -> Result<(), DbErr> {
    match db.late().filter(|_| db.get_database_backend() == DbBackend::Postgres) {
        Some(late) => {
            let mut rows = late.rows();
            if !rows.asked_no_more.contains(&ticket) {
                rows.asked_no_more.push(ticket);
            }
            Ok(())
        }
        None => end(db, ticket).await.map(|_| ()),
    }
}

/// An article is the answer to this question.
///
/// # Errors
/// As the database says.
pub async fn answered(db: &impl Db, article: i64, question: &str) -> Result<(), DbErr> {
    let row = article::ActiveModel {
        id: Set(article),
        question: Set(Some(question.to_owned())),
        ..Default::default()
    };
    row.update(db).await.map(|_| ())
}

fn read(row: form::Model) -> Result<Form, DbErr> {
    let questions = serde_json::from_str(&row.questions)
        .map_err(|e| DbErr::Json(format!("form {}, questions: {e}", row.id)))?;
    let asked = usize::try_from(row.asked).unwrap_or_default();
    Ok(Form { ticket: row.ticket_id, row: row.id, questions, asked })
}
