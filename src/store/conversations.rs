//! Where tickets are discussed.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use sportello_chat::Audience;

use super::Db;
use super::entity::{conversation, ticket};
use super::ready::Ready;
use crate::ticket::State;

/// A conversation that is in use.
pub const ACTIVE: &str = "active";
/// A conversation the bot can't reach now.
pub const UNREACHABLE: &str = "unreachable";
/// A conversation the ticket has moved away from.
pub const LEFT: &str = "left";

/// A conversation to be made.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Of which ticket.
    pub ticket: i64,
    /// Where.
    pub platform: &'a str,
    /// Who reads it.
    pub audience: Audience,
    /// The room, if known.
    pub room: Option<&'a str>,
    /// The thread, if there is one.
    pub thread: Option<&'a str>,
    /// For a direct chat: with whom.
    pub person: Option<&'a str>,
    /// Whether words are encrypted there.
    pub encrypted: bool,
    /// Whether its thread is there; one that is not begins with the first thing said.
    pub begun: bool,
    /// Whether only the thread's members see it.
    pub private: bool,
}

/// How the database spells an audience.
pub fn audience_name(audience: Audience) -> &'static str {
    match audience {
        Audience::Customer => "customer",
        Audience::Operators => "operators",
    }
}

impl conversation::Model {
    /// Who reads it. What the database spells wrongly counts as customers: the careful reading.
    pub fn audience(&self) -> Audience {
        if self.audience == "operators" { Audience::Operators } else { Audience::Customer }
    }

    /// Whether others than the customer and the desk can read it: it is a thread for all.
    pub fn is_public(&self) -> bool {
        self.person.is_none() && !self.private
    }

    /// Whether it can be written to.
    pub fn is_active(&self) -> bool {
        self.state == ACTIVE && self.former_id.is_none()
    }

    /// Whether the ticket is discussed there: now, or once it can be reached again.
    pub fn goes_on(&self) -> bool {
        self.state != LEFT && self.former_id.is_none()
    }

    /// Whether it goes on with the customer where others read it.
    pub fn goes_on_in_public(&self) -> bool {
        self.audience() == Audience::Customer && self.is_public() && self.goes_on()
    }
}

/// Makes a conversation.
///
/// # Errors
/// As the database says.
pub async fn create(db: &impl Db, new: New<'_>, now: DateTime<Utc>) -> Result<conversation::Model, DbErr> {
    static CREATE: Ready = Ready::new();
    let row = conversation::Model {
        id: 0,
        ticket_id: new.ticket,
        platform: new.platform.to_owned(),
        audience: audience_name(new.audience).to_owned(),
        room: new.room.map(str::to_owned),
        thread: new.thread.map(str::to_owned),
        person: new.person.map(str::to_owned),
        state: ACTIVE.to_owned(),
        encrypted: new.encrypted,
        begun: new.begun,
        private: new.private,
        header: None,
        former_id: None,
        created_at: now,
    };
    CREATE.create(db, row).await
}

/// A ticket's conversations, oldest first.
///
/// # Errors
/// As the database says.
pub async fn of_ticket(db: &impl Db, ticket: i64) -> Result<Vec<conversation::Model>, DbErr> {
    static OF_TICKET: Ready = Ready::new();
    let query = || {
        conversation::Entity::find()
            .filter(conversation::Column::TicketId.eq(0))
            .order_by_asc(conversation::Column::Id)
    };
    OF_TICKET.all(db, query, [ticket.into()]).await
}

/// The conversation with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<conversation::Model>, DbErr> {
    static BY_ID: Ready = Ready::new();
    BY_ID.one(db, || conversation::Entity::find_by_id(0).limit(1), [id.into()]).await
}

/// The conversation that is this thread.
///
/// # Errors
/// As the database says.
pub async fn by_thread(
    db: &impl Db,
    platform: &str,
    room: &str,
    thread: &str,
) -> Result<Option<conversation::Model>, DbErr> {
    static BY_THREAD: Ready = Ready::new();
    let query = || {
        conversation::Entity::find()
            .filter(conversation::Column::Platform.eq(""))
            .filter(conversation::Column::Room.eq(""))
            .filter(conversation::Column::Thread.eq(""))
            .order_by_desc(conversation::Column::Id)
            .limit(1)
    };
    BY_THREAD.one(db, query, [platform.into(), room.into(), thread.into()]).await
}

/// The newest conversation of a ticket in a room, if it has one there.
///
/// # Errors
/// As the database says.
pub async fn of_ticket_in_room(
    db: &impl Db,
    ticket: i64,
    platform: &str,
    room: &str,
) -> Result<Option<conversation::Model>, DbErr> {
    static IN_ROOM: Ready = Ready::new();
    let query = || {
        conversation::Entity::find()
            .filter(conversation::Column::TicketId.eq(0))
            .filter(conversation::Column::Platform.eq(""))
            .filter(conversation::Column::Room.eq(""))
            .order_by_desc(conversation::Column::Id)
            .limit(1)
    };
    IN_ROOM.one(db, query, [ticket.into(), platform.into(), room.into()]).await
}

/// The direct conversations of a person's account about tickets that are not closed, newest first.
///
/// # Errors
/// As the database says.
pub async fn active_direct(
    db: &impl Db,
    platform: &str,
    person: &str,
) -> Result<Vec<(conversation::Model, ticket::Model)>, DbErr> {
    direct(db, platform, person, true, 50).await
}

/// The newest direct conversation of a person's account, its ticket closed or not.
///
/// # Errors
/// As the database says.
pub async fn newest_direct(
    db: &impl Db,
    platform: &str,
    person: &str,
) -> Result<Option<(conversation::Model, ticket::Model)>, DbErr> {
    Ok(direct(db, platform, person, false, 1).await?.pop())
}

async fn direct(
    db: &impl Db,
    platform: &str,
    person: &str,
    active: bool,
    most: u64,
) -> Result<Vec<(conversation::Model, ticket::Model)>, DbErr> {
    let mut query = conversation::Entity::find()
        .join_rev(
            JoinType::InnerJoin,
            ticket::Entity::belongs_to(conversation::Entity)
                .from(ticket::Column::Id)
                .to(conversation::Column::TicketId)
                .into(),
        )
        .filter(conversation::Column::Platform.eq(platform))
        .filter(conversation::Column::Person.eq(person))
        .filter(conversation::Column::FormerId.is_null())
        .order_by_desc(conversation::Column::TicketId)
        .limit(most);
    if active {
        query = query
            .filter(conversation::Column::State.ne(LEFT))
            .filter(ticket::Column::State.is_in(State::ACTIVE.map(State::as_str)));
    }
    let rows = query.all(db).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let tickets = ticket::Entity::find()
        .filter(ticket::Column::Id.is_in(rows.iter().map(|c| c.ticket_id)))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|c| {
            let ticket = tickets.iter().find(|t| t.id == c.ticket_id)?.clone();
            Some((c, ticket))
        })
        .collect())
}

/// The room of the direct chat with an account, if any conversation ever had one.
///
/// # Errors
/// As the database says.
pub async fn direct_room(db: &impl Db, platform: &str, person: &str) -> Result<Option<String>, DbErr> {
    static ROOM: Ready = Ready::new();
    let query = || {
        conversation::Entity::find()
            .filter(conversation::Column::Platform.eq(""))
            .filter(conversation::Column::Person.eq(""))
            .filter(conversation::Column::Room.is_not_null())
            .order_by_desc(conversation::Column::TicketId)
            .limit(1)
    };
    let row = ROOM.one(db, query, [platform.into(), person.into()]).await?;
    Ok(row.and_then(|c| c.room))
}

/// Threads that can be put away when there is room for no more: those that a merged ticket has left,
/// those of tickets closed longest, then of pending ones.
///
/// # Errors
/// As the database says.
pub async fn dispensable(db: &impl Db, platform: &str, most: u64) -> Result<Vec<String>, DbErr> {
    let mut threads = Vec::new();
    for states in [&[State::Merged][..], &State::CLOSED[..], &State::PENDING[..]] {
        let room = most.saturating_sub(threads.len() as u64);
        if room == 0 {
            break;
        }
        let rows = conversation::Entity::find()
            .join_rev(
                JoinType::InnerJoin,
                ticket::Entity::belongs_to(conversation::Entity)
                    .from(ticket::Column::Id)
                    .to(conversation::Column::TicketId)
                    .into(),
            )
            .filter(conversation::Column::Platform.eq(platform))
            .filter(conversation::Column::Thread.is_not_null())
            .filter(ticket::Column::State.is_in(states.iter().map(|s| s.as_str())))
            .order_by_asc(ticket::Column::ClosedAt)
            .order_by_asc(ticket::Column::ChangedAt)
            .limit(room)
            .all(db)
            .await?;
        threads.extend(rows.into_iter().filter_map(|c| c.thread));
    }
    Ok(threads)
}

/// Notes the room or thread that a delivery has opened.
///
/// # Errors
/// As the database says.
pub async fn opened(db: &impl Db, id: i64, room: Option<&str>, thread: Option<&str>) -> Result<(), DbErr> {
    let mut update = conversation::Entity::update_many().filter(conversation::Column::Id.eq(id));
    if room.is_none() && thread.is_none() {
        return Ok(());
    }
    if let Some(room) = room {
        update = update.col_expr(conversation::Column::Room, Expr::value(room));
    }
    if let Some(thread) = thread {
        update = update
            .col_expr(conversation::Column::Thread, Expr::value(thread))
            .col_expr(conversation::Column::Begun, Expr::value(true));
    }
    update.exec(db).await.map(|_| ())
}

/// Notes the message that is the conversation's header.
///
/// # Errors
/// As the database says.
pub async fn set_header(db: &impl Db, id: i64, message: &str) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::Header, Expr::value(message))
        .filter(conversation::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// The conversation has no header any more, if this message was it.
///
/// # Errors
/// As the database says.
pub async fn forget_header(db: &impl Db, id: i64, message: &str) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::Header, Expr::value(Option::<String>::None))
        .filter(conversation::Column::Id.eq(id))
        .filter(conversation::Column::Header.eq(message))
        .exec(db)
        .await
        .map(|_| ())
}

/// The ticket moves away from a conversation: only [`take_up`] brings it back there.
///
/// # Errors
/// As the database says.
pub async fn leave(db: &impl Db, id: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(LEFT))
        .filter(conversation::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// The ticket moves away from all places where others read what its customer does, out of reach or not.
///
/// # Errors
/// As the database says.
pub async fn leave_public(db: &impl Db, ticket: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(LEFT))
        .filter(conversation::Column::TicketId.eq(ticket))
        .filter(conversation::Column::Audience.ne(audience_name(Audience::Operators)))
        .filter(conversation::Column::Person.is_null())
        .filter(conversation::Column::Private.eq(false))
        .exec(db)
        .await
        .map(|_| ())
}

/// A conversation in use can't be reached any more; one that was left stays so. Says whether it was in use.
///
/// # Errors
/// As the database says.
pub async fn lose(db: &impl Db, id: i64) -> Result<bool, DbErr> {
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(UNREACHABLE))
        .filter(conversation::Column::Id.eq(id))
        .filter(conversation::Column::State.eq(ACTIVE))
        .filter(conversation::Column::FormerId.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// A conversation can be reached again; one that was left meanwhile stays so.
///
/// # Errors
/// As the database says.
pub async fn find(db: &impl Db, id: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(ACTIVE))
        .filter(conversation::Column::Id.eq(id))
        .filter(conversation::Column::State.eq(UNREACHABLE))
        .exec(db)
        .await
        .map(|_| ())
}

/// The conversations of a ticket with its customer, who was `former` until now, are over.
///
/// # Errors
/// As the database says.
pub async fn part(db: &impl Db, ticket: i64, former: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::FormerId, Expr::value(former))
        .filter(conversation::Column::TicketId.eq(ticket))
        .filter(conversation::Column::Audience.ne(audience_name(Audience::Operators)))
        .filter(conversation::Column::FormerId.is_null())
        .exec(db)
        .await
        .map(|_| ())
}

/// A conversation goes on, whatever had ended it.
///
/// # Errors
/// As the database says.
pub async fn take_up(db: &impl Db, id: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(ACTIVE))
        .col_expr(conversation::Column::FormerId, Expr::value(Option::<i64>::None))
        .filter(conversation::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// A customer's tickets are not discussed in the direct chat of this account of theirs any more.
///
/// # Errors
/// As the database says.
pub async fn leave_direct(db: &impl Db, customer: i64, platform: &str, account: &str) -> Result<(), DbErr> {
    let tickets = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::CustomerId.eq(customer))
        .to_owned();
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(LEFT))
        .filter(conversation::Column::Platform.eq(platform))
        .filter(conversation::Column::Person.eq(account))
        .filter(conversation::Column::TicketId.in_subquery(tickets))
        .exec(db)
        .await
        .map(|_| ())
}

/// The conversations of a room that are in use.
///
/// # Errors
/// As the database says.
pub async fn in_room(db: &impl Db, platform: &str, room: &str) -> Result<Vec<conversation::Model>, DbErr> {
    in_room_as(db, platform, room, ACTIVE).await
}

async fn in_room_as(
    db: &impl Db,
    platform: &str,
    room: &str,
    state: &str,
) -> Result<Vec<conversation::Model>, DbErr> {
    conversation::Entity::find()
        .filter(conversation::Column::Platform.eq(platform))
        .filter(conversation::Column::Room.eq(room))
        .filter(conversation::Column::State.eq(state))
        .filter(conversation::Column::FormerId.is_null())
        .all(db)
        .await
}

/// The conversations in use in a room can't be reached any more. Gives them as they were.
///
/// # Errors
/// As the database says.
pub async fn lose_room(db: &impl Db, platform: &str, room: &str) -> Result<Vec<conversation::Model>, DbErr> {
    let lost = in_room_as(db, platform, room, ACTIVE).await?;
    set_room_state(db, platform, room, ACTIVE, UNREACHABLE).await?;
    Ok(lost)
}

/// The conversations of a room can be reached again. Gives those that could not, as they were.
///
/// # Errors
/// As the database says.
pub async fn find_room(db: &impl Db, platform: &str, room: &str) -> Result<Vec<conversation::Model>, DbErr> {
    let found = in_room_as(db, platform, room, UNREACHABLE).await?;
    set_room_state(db, platform, room, UNREACHABLE, ACTIVE).await?;
    Ok(found)
}

async fn set_room_state(db: &impl Db, platform: &str, room: &str, from: &str, to: &str) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::State, Expr::value(to))
        .filter(conversation::Column::Platform.eq(platform))
        .filter(conversation::Column::Room.eq(room))
        .filter(conversation::Column::State.eq(from))
        .filter(conversation::Column::FormerId.is_null())
        .exec(db)
        .await
        .map(|_| ())
}

/// A room's conversations are in another one from now on, in threads yet to be begun there; those that were
/// left stay so.
///
/// # Errors
/// As the database says.
pub async fn follow_room(db: &impl Db, platform: &str, from: &str, to: &str) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::Room, Expr::value(to))
        .col_expr(conversation::Column::Thread, Expr::value(Option::<String>::None))
        .col_expr(conversation::Column::Begun, Expr::value(false))
        .col_expr(conversation::Column::Header, Expr::value(Option::<String>::None))
        .filter(conversation::Column::Platform.eq(platform))
        .filter(conversation::Column::Room.eq(from))
        .filter(conversation::Column::Person.is_null())
        .exec(db)
        .await
        .map(|_| ())
}

/// A conversation goes on for another ticket.
///
/// # Errors
/// As the database says.
pub async fn hand_over(db: &impl Db, id: i64, ticket: i64) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::TicketId, Expr::value(ticket))
        .filter(conversation::Column::Id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}
