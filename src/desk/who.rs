//! Who somebody is to the desk and to a ticket.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel, Set};
use sportello_chat::{Author, Platform};

use super::guess::Guess;
use super::{Act, View};
use crate::config::{Account, Config, Queue};
use crate::store::entity::{person, ticket};
use crate::store::{Tx, people};
use crate::text::Language;
use crate::ticket::Role;

/// No row has this id.
const NOBODY: i64 = 0;

/// The person behind an event.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person.
    pub person: person::Model,
    /// Their account on the platform of the event.
    pub account: String,
    /// The groups they belong to now, as adapters spell them.
    pub groups: Vec<String>,
    /// Their language.
    pub language: Language,
}

impl View<'_> {
    /// Whether a person serves a queue, by bot.toml or by a group.
    pub fn serves(&self, actor: &Actor, queue: &Queue) -> bool {
        actor.person.handle.as_ref().is_some_and(|h| queue.operators.contains(h))
            || self.serves_by_group(actor, queue)
    }

    /// Whether bot.toml names the operator `handle` for a queue or one above it, or as admin.
    pub fn serves_by_name(&self, handle: &str, queue: &Queue) -> bool {
        let config = self.config();
        let mut name = Some(queue.name.as_str());
        while let Some(at) = name {
            let is_named = |q: &Queue| q.operators.iter().any(|o| o == handle);
            if self.queue(at).is_some_and(is_named) {
                return true;
            }
            name = at.rsplit_once("::").map(|(above, _)| above);
        }
        config.operators.iter().any(|o| o.name == handle && o.admin)
    }

    fn serves_by_group(&self, actor: &Actor, queue: &Queue) -> bool {
        queue.operator_groups.iter().any(|g| actor.groups.contains(&g.name))
    }

    /// Whether a person serves any queue.
    pub fn is_operator(&self, actor: &Actor) -> bool {
        self.is_admin(actor) || self.config().queues.iter().any(|q| self.serves(actor, q))
    }

    /// Whether bot.toml makes somebody an operator; one by a group is told by the account they write with.
    pub fn is_named_operator(&self, person: &person::Model) -> bool {
        person.handle.as_ref().is_some_and(|h| self.config().operators.iter().any(|o| o.name == *h))
    }

    /// Whether a person is an admin.
    pub fn is_admin(&self, actor: &Actor) -> bool {
        let Some(handle) = &actor.person.handle else { return false };
        self.config().operators.iter().any(|o| o.name == *handle && o.admin)
    }

    /// The names of the queues a person serves, with all below them; of those that bot.toml has no more,
    /// those whose tickets they may still read.
    pub fn queues_of(&self, actor: &Actor) -> Vec<String> {
        let config = self.config();
        let admin = self.is_admin(actor);
        let served: Vec<&Queue> = config.queues.iter().filter(|q| admin || self.serves(actor, q)).collect();
        let is_below = |q: &Queue| {
            served.iter().any(|s| q.name == s.name || q.name.starts_with(&format!("{}::", s.name)))
        };
        let current = config.queues.iter().filter(|q| is_below(q));
        current.chain(self.retired().filter(|q| admin || is_below(q))).map(|q| q.name.clone()).collect()
    }

    /// What a person is to a queue's tickets, as an operator.
    pub fn role_in_queue(&self, actor: &Actor, queue: &Queue) -> Role {
        if self.is_admin(actor) {
            Role::Admin
        } else if self.serves(actor, queue) {
            Role::OperatorOfQueue
        } else if self.serves_above(actor, queue) {
            Role::OperatorOfParent
        } else if self.is_operator(actor) {
            Role::OperatorElsewhere
        } else {
            Role::Stranger
        }
    }

    fn serves_above(&self, actor: &Actor, queue: &Queue) -> bool {
        let mut name = queue.parent();
        while let Some(parent) = name {
            if self.queue(parent).is_some_and(|q| self.serves(actor, q)) {
                return true;
            }
            name = parent.rsplit_once("::").map(|(p, _)| p);
        }
        false
    }
}

impl Act<'_> {
    /// What a person is to a ticket: their best role counts.
    pub fn role(&self, actor: &Actor, ticket: &ticket::Model) -> Role {
        let elsewhere = |within: &String| ticket.realm.as_ref().is_some_and(|realm| realm != within);
        if self.within.as_ref().is_some_and(elsewhere) {
            return Role::Stranger;
        }
        let in_queue = self
            .desk
            .queue_by_id(ticket.queue_id)
            .map_or(Role::Stranger, |q| self.desk.role_in_queue(actor, q));
        let personal = if ticket.customer_id == actor.person.id { Role::Customer } else { Role::Stranger };
        // An operator of another queue who is the customer of this ticket is its customer.
        if personal == Role::Customer && in_queue <= Role::OperatorElsewhere {
            Role::Customer
        } else {
            in_queue
        }
    }
}

/// The person behind an event; the language their platform reports or their first real sentence
/// gives away is kept for them.
///
/// # Errors
/// As the database says.
pub async fn meet(
    desk: &View<'_>,
    tx: &Tx,
    platform: &Platform,
    author: &Author,
    guess: &Guess,
    now: DateTime<Utc>,
) -> Result<Actor, DbErr> {
    let reported = author.locale.as_deref().and_then(Language::parse);
    let guessed = || reported.or_else(|| guess.language()).map(Language::code);
    let mut person = people::meet(tx, platform.as_str(), author, guessed, now).await?;
    // What the platform reports counts more than what was guessed from words.
    let is_news = reported.is_some_and(|l| person.guessed_language.as_deref() != Some(l.code()));
    if person.language.is_none()
        && (person.guessed_language.is_none() || is_news)
        && let Some(code) = guessed()
    {
        people::set_guessed_language(tx, person.id, code).await?;
        person.guessed_language = Some(code.to_owned());
    }
    if person.language.is_some() || person.guessed_language.is_some() {
        desk.spoken.add(platform, author);
    }
    let language = desk.language_of(&person);
    Ok(Actor { person, account: author.id.clone(), groups: author.groups.clone(), language })
}

/// The person behind an account, without a word written: somebody whom the desk has not met yet has
/// no tickets, but may serve a queue by a group.
///
/// # Errors
/// As the database says.
pub async fn behind(desk: &View<'_>, platform: &Platform, author: &Author) -> Result<Actor, DbErr> {
    let known = people::by_account(desk.store().reader(), platform.as_str(), &author.id).await?;
    let person = known.unwrap_or_else(|| person::Model {
        id: NOBODY,
        name: author.name.clone().unwrap_or_default(),
        handle: None,
        language: None,
        guessed_language: None,
        mail: None,
        mail_wanted: false,
        away_since: None,
        away_until: None,
        joined_id: None,
        privacy_notice: None,
        created_at: desk.now(),
    });
    let language = desk.language_of(&person);
    Ok(Actor { person, account: author.id.clone(), groups: author.groups.clone(), language })
}

/// Brings the people of bot.toml into the database: names, languages, addresses, accounts.
///
/// # Errors
/// As the database says.
pub async fn mirror_people(tx: &Tx, config: &Config, now: DateTime<Utc>) -> Result<(), DbErr> {
    for operator in &config.operators {
        mirror(tx, &operator.name, operator.mail.as_deref(), operator.language, &operator.accounts, now)
            .await?;
    }
    for customer in &config.customers {
        mirror(tx, &customer.name, customer.mail.as_deref(), customer.language, &customer.accounts, now)
            .await?;
    }
    Ok(())
}

async fn mirror(
    tx: &Tx,
    handle: &str,
    mail: Option<&str>,
    language: Option<Language>,
    accounts: &[Account],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut known = people::by_handle(tx, handle).await?;
    for account in accounts {
        if known.is_none() {
            known = people::by_account(tx, account.platform.as_str(), &account.id)
                .await?
                .filter(|p| p.handle.is_none());
        }
    }
    let person = match known {
        Some(person) => person,
        None => people::create(tx, handle, Some(handle), now).await?,
    };
    let id = person.id;
    let mut row = person.clone().into_active_model();
    row.handle = Set(Some(handle.to_owned()));
    row.name = Set(handle.to_owned());
    if let Some(mail) = mail {
        row.mail = Set(Some(mail.to_owned()));
    }
    if let (Some(language), None) = (language, &person.language) {
        row.language = Set(Some(language.code().to_owned()));
    }
    row.update(tx).await?;
    for account in accounts {
        people::attach(tx, id, account.platform.as_str(), &account.id, Some(handle)).await?;
    }
    Ok(())
}
