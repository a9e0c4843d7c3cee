//! People, their accounts and their addresses.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, Select, Set,
};
use sportello_chat::Author;

use super::Db;
use super::db::Joined;
use super::entity::{identity, mail_confirmation, mailed_code, person, ticket};
use super::ready::{Changes, Ready};
use super::tickets::in_realm;

/// A person by their row.
static BY_ID: Ready = Ready::new();

fn of_id() -> Select<person::Entity> {
    person::Entity::find_by_id(0).limit(1)
}

/// The person behind an account, made if the desk has never met them, with the language they seem to speak; the
/// account's name and locale are kept current.
///
/// # Errors
/// As the database says.
pub async fn meet(
    db: &impl Db,
    platform: &str,
    author: &Author,
    language: impl FnOnce() -> Option<&'static str>,
    now: DateTime<Utc>,
) -> Result<person::Model, DbErr> {
    if let Some((account, Some(person))) = find(db, platform, &author.id).await? {
        let changed = author.name.is_some() && author.name != account.name
            || author.locale.is_some() && author.locale != account.locale;
        if changed {
            let (name, locale) = (account.name.clone(), account.locale.clone());
            let mut account = account.into_active_model();
            account.name = Set(author.name.clone().or(name));
            account.locale = Set(author.locale.clone().or(locale));
            account.update(db).await?;
        }
        return Ok(person);
    }
    let name = author.name.as_deref().unwrap_or(&author.id);
    let guessed_language = language().map(str::to_owned);
    let person = write(db, person::Model { guessed_language, ..new(name, None, now) }).await?;
    attach(db, person.id, platform, &author.id, author.name.as_deref()).await?;
    Ok(person)
}

async fn find(
    db: &impl Db,
    platform: &str,
    id: &str,
) -> Result<Option<(identity::Model, Option<person::Model>)>, DbErr> {
    static FIND: Ready = Ready::new();
    let query = |backend| {
        let whose: RelationDef = identity::Entity::belongs_to(person::Entity)
            .from(identity::Column::PersonId)
            .to(person::Column::Id)
            .into();
        identity::Entity::find()
            .join(JoinType::LeftJoin, whose)
            .select_also(person::Entity)
            .filter(identity::Column::Platform.eq(""))
            .filter(identity::Column::ExternalId.eq(""))
            .limit(1)
            .build(backend)
    };
    let rows: Arc<Vec<Joined<identity::Entity, person::Entity>>> =
        FIND.rows(db, query, [platform.into(), id.into()]).await?;
    let found = rows.first().map(|Joined(account, person)| (account.clone(), person.clone()));
    if let Some((_, Some(person))) = &found {
        is_known(db, person);
    }
    Ok(found)
}

/// A person was read: on PostgreSQL, where all that is read is a way to the server, who asks for their row has it.
fn is_known(db: &impl Db, person: &person::Model) {
    if db.get_database_backend() == DbBackend::Postgres {
        BY_ID.is_answered(db, of_id, [person.id.into()], person.clone());
    }
}

/// The person behind an account, if the desk has met them.
///
/// # Errors
/// As the database says.
pub async fn by_account(db: &impl Db, platform: &str, id: &str) -> Result<Option<person::Model>, DbErr> {
    Ok(find(db, platform, id).await?.and_then(|(_, person)| person))
}

/// A new person.
///
/// # Errors
/// As the database says.
pub async fn create(
    db: &impl Db,
    name: &str,
    handle: Option<&str>,
    now: DateTime<Utc>,
) -> Result<person::Model, DbErr> {
    write(db, new(name, handle, now)).await
}

fn new(name: &str, handle: Option<&str>, now: DateTime<Utc>) -> person::Model {
    person::Model {
        id: 0,
        name: name.to_owned(),
        handle: handle.map(str::to_owned),
        language: None,
        guessed_language: None,
        mail: None,
        mail_wanted: true,
        away_since: None,
        away_until: None,
        joined_id: None,
        privacy_notice: None,
        created_at: now,
    }
}

async fn write(db: &impl Db, row: person::Model) -> Result<person::Model, DbErr> {
    static CREATE: Ready = Ready::new();
    let person = CREATE.create(db, row).await?;
    BY_ID.is_answered(db, of_id, [person.id.into()], person.clone());
    Ok(person)
}

/// Notes which language a person seems to speak.
///
/// # Errors
/// As the database says.
pub async fn set_guessed_language(db: &impl Db, person: i64, code: &str) -> Result<(), DbErr> {
    static GUESS: Changes = Changes::new();
    let row = person::ActiveModel {
        id: Set(person),
        guessed_language: Set(Some(code.to_owned())),
        ..Default::default()
    };
    GUESS.write(db, row).await
}

/// Makes an account a person's, whosever it was.
///
/// # Errors
/// As the database says.
pub async fn attach(
    db: &impl Db,
    person: i64,
    platform: &str,
    id: &str,
    name: Option<&str>,
) -> Result<(), DbErr> {
    static ATTACH: Ready = Ready::new();
    let row = identity::ActiveModel {
        person_id: Set(person),
        platform: Set(platform.to_owned()),
        external_id: Set(id.to_owned()),
        name: Set(name.map(str::to_owned)),
        locale: Set(None),
        ..Default::default()
    };
    let onto = || {
        let mut onto = OnConflict::columns([identity::Column::Platform, identity::Column::ExternalId]);
        onto.update_column(identity::Column::PersonId);
        Some(onto)
    };
    ATTACH.insert(db, row, onto).await.map(|_| ())
}

/// The person with this row id.
///
/// # Errors
/// As the database says.
pub async fn by_id(db: &impl Db, id: i64) -> Result<Option<person::Model>, DbErr> {
    BY_ID.one(db, of_id, [id.into()]).await
}

/// The handle of [`nobody`]: a name in bot.toml begins with no space.
const NOBODY: &str = " nobody";

/// The one person who stands for all whose names were removed, called `name` when they are first needed.
///
/// # Errors
/// As the database says.
pub async fn nobody(db: &impl Db, name: &str, now: DateTime<Utc>) -> Result<person::Model, DbErr> {
    match by_handle(db, NOBODY).await? {
        Some(nobody) => Ok(nobody),
        None => create(db, name, Some(NOBODY), now).await,
    }
}

/// Whether it is the one who stands for all whose names were removed.
pub fn is_nobody(person: &person::Model) -> bool {
    person.handle.as_deref() == Some(NOBODY)
}

/// The rows of a person: their own, and those that have become one with it.
///
/// # Errors
/// As the database says.
pub async fn joined(db: &impl Db, id: i64) -> Result<Vec<i64>, DbErr> {
    let others = person::Entity::find().filter(person::Column::JoinedId.eq(id)).all(db).await?;
    Ok(std::iter::once(id).chain(others.into_iter().map(|p| p.id)).collect())
}

/// The people with these row ids.
///
/// # Errors
/// As the database says.
pub async fn by_ids(db: &impl Db, ids: impl IntoIterator<Item = i64>) -> Result<Vec<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await
}

/// How many people there are whom bot.toml does not name.
///
/// # Errors
/// As the database says.
pub async fn count_unnamed(db: &impl Db) -> Result<u64, DbErr> {
    person::Entity::find().filter(person::Column::Handle.is_null()).count(db).await
}

/// The person bot.toml calls `handle`.
///
/// # Errors
/// As the database says.
pub async fn by_handle(db: &impl Db, handle: &str) -> Result<Option<person::Model>, DbErr> {
    static BY_HANDLE: Ready = Ready::new();
    let query = || person::Entity::find().filter(person::Column::Handle.eq("")).limit(1);
    let found = BY_HANDLE.one(db, query, [handle.into()]).await?;
    found.iter().for_each(|person| is_known(db, person));
    Ok(found)
}

/// The people bot.toml calls so.
///
/// # Errors
/// As the database says.
pub async fn by_handles(db: &impl Db, handles: &[String]) -> Result<Vec<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Handle.is_in(handles)).all(db).await
}

/// The people of this name, whatever its case; not those who have become one with another.
///
/// # Errors
/// As the database says.
pub async fn by_name(db: &impl Db, name: &str) -> Result<Vec<person::Model>, DbErr> {
    whose(db, person::Column::Name, name).await
}

/// The people with this address, whatever its case; not those who have become one with another.
///
/// # Errors
/// As the database says.
pub async fn by_mail(db: &impl Db, address: &str) -> Result<Vec<person::Model>, DbErr> {
    whose(db, person::Column::Mail, address).await
}

async fn whose(db: &impl Db, column: person::Column, text: &str) -> Result<Vec<person::Model>, DbErr> {
    // The database folds both, each in its own way.
    let is = Expr::expr(Func::lower(Expr::col(column))).eq(Func::lower(Expr::val(text)));
    person::Entity::find()
        .filter(is)
        .filter(person::Column::JoinedId.is_null())
        .order_by_asc(person::Column::Id)
        .all(db)
        .await
}

/// Somebody of whom the desk knows a mail address and nothing else.
///
/// # Errors
/// As the database says.
pub async fn with_mail(db: &impl Db, address: &str, now: DateTime<Utc>) -> Result<person::Model, DbErr> {
    let person = create(db, address, None, now).await?;
    let mut row = person.into_active_model();
    row.mail = Set(Some(address.to_owned()));
    row.update(db).await
}

/// The accounts met last, at most `most`; with `realm`, only of those who have tickets that can be seen there.
///
/// # Errors
/// As the database says.
pub async fn newest_accounts(
    db: &impl Db,
    realm: Option<&str>,
    most: u64,
) -> Result<Vec<identity::Model>, DbErr> {
    let has_tickets_in = |realm: &str| {
        let tickets = Query::select()
            .expr(Expr::value(1))
            .from(ticket::Entity)
            .and_where(
                Expr::col((ticket::Entity, ticket::Column::CustomerId))
                    .equals((identity::Entity, identity::Column::PersonId)),
            )
            .cond_where(in_realm(realm))
            .to_owned();
        Expr::exists(tickets)
    };
    identity::Entity::find()
        .filter(Condition::all().add_option(realm.map(has_tickets_in)))
        .order_by_desc(identity::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// A person's accounts, oldest first.
///
/// # Errors
/// As the database says.
pub async fn accounts(db: &impl Db, person: i64) -> Result<Vec<identity::Model>, DbErr> {
    static ACCOUNTS: Ready = Ready::new();
    let query = || {
        identity::Entity::find().filter(identity::Column::PersonId.eq(0)).order_by_asc(identity::Column::Id)
    };
    ACCOUNTS.all(db, query, [person.into()]).await
}

/// A person's account on a platform.
///
/// # Errors
/// As the database says.
pub async fn account_on(db: &impl Db, person: i64, platform: &str) -> Result<Option<identity::Model>, DbErr> {
    Ok(accounts(db, person).await?.into_iter().find(|a| a.platform == platform))
}

impl person::Model {
    /// Whether they are away at this time.
    pub fn is_away(&self, now: DateTime<Utc>) -> bool {
        self.away_since.is_some() && self.away_until.is_none_or(|until| until > now)
    }
}

/// Somebody is away, since and until when, or is there again.
///
/// # Errors
/// As the database says.
pub async fn set_away(
    db: &impl Db,
    person: i64,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    person::Entity::update_many()
        .col_expr(person::Column::AwaySince, Expr::value(since))
        .col_expr(person::Column::AwayUntil, Expr::value(until))
        .filter(person::Column::Id.eq(person))
        .exec(db)
        .await
        .map(|_| ())
}

/// Somebody was told a privacy notice.
///
/// # Errors
/// As the database says.
pub async fn told_notice(db: &impl Db, person: i64, notice: &str) -> Result<(), DbErr> {
    person::Entity::update_many()
        .col_expr(person::Column::PrivacyNotice, Expr::value(notice))
        .filter(person::Column::Id.eq(person))
        .exec(db)
        .await
        .map(|_| ())
}

/// Those who are away, by name.
///
/// # Errors
/// As the database says.
pub async fn away(db: &impl Db, now: DateTime<Utc>) -> Result<Vec<person::Model>, DbErr> {
    let said_so = person::Entity::find()
        .filter(person::Column::AwaySince.is_not_null())
        .order_by_asc(person::Column::Name)
        .all(db)
        .await?;
    Ok(said_so.into_iter().filter(|p| p.is_away(now)).collect())
}

/// The address that waits for its code.
///
/// # Errors
/// As the database says.
pub async fn confirmation(db: &impl Db, person: i64) -> Result<Option<mail_confirmation::Model>, DbErr> {
    mail_confirmation::Entity::find().filter(mail_confirmation::Column::PersonId.eq(person)).one(db).await
}

/// Forgets the address that waits.
///
/// # Errors
/// As the database says.
pub async fn forget_confirmation(db: &impl Db, person: i64) -> Result<(), DbErr> {
    mail_confirmation::Entity::delete_many()
        .filter(mail_confirmation::Column::PersonId.eq(person))
        .exec(db)
        .await
        .map(|_| ())
}

/// Keeps an address until its code is given, instead of any other that waits.
///
/// # Errors
/// As the database says.
pub async fn await_confirmation(
    db: &impl Db,
    person: i64,
    address: &str,
    code: &str,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    forget_confirmation(db, person).await?;
    mail_confirmation::ActiveModel {
        person_id: Set(person),
        address: Set(address.to_owned()),
        code: Set(code.to_owned()),
        attempts: Set(0),
        expires_at: Set(expires_at),
        ..Default::default()
    }
    .insert(db)
    .await
    .map(|_| ())
}

/// Notes that an address, by its digest, is mailed a code once more, unless it was `most` times since then; says
/// whether. Whatever was before is forgotten.
///
/// # Errors
/// As the database says.
pub async fn note_code(
    db: &impl Db,
    address: &str,
    most: u64,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let before = mailed_code::Column::MailedAt.lte(since);
    mailed_code::Entity::delete_many().filter(before).exec(db).await?;
    let mailed =
        mailed_code::Entity::find().filter(mailed_code::Column::Address.eq(address)).count(db).await?;
    if mailed >= most {
        return Ok(false);
    }
    let row = mailed_code::ActiveModel {
        address: Set(address.to_owned()),
        mailed_at: Set(now),
        ..Default::default()
    };
    row.insert(db).await.map(|_| true)
}
