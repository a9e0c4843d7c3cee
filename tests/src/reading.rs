//! What a test may look up behind the scenes: tickets, articles, history, what is owed.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use sportello::store::entity::{delivery, delivery_part, history, person, ticket};
use sportello::store::{articles, figures, recount, tickets};
use sportello::ticket::Article;
use sportello_chat::Mail;

use crate::harness::Harness;
use crate::shown::{Shown, Spot, View};

impl Harness {
    /// The ticket with this number.
    ///
    /// # Panics
    /// When there is none.
    pub async fn ticket(&self, number: &str) -> ticket::Model {
        let found = tickets::given(self.store().reader(), number).await.expect("the database works");
        found.unwrap_or_else(|| panic!("there is no ticket {number}"))
    }

    /// All tickets, oldest first.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn tickets(&self) -> Vec<ticket::Model> {
        let all = ticket::Entity::find().order_by_asc(ticket::Column::Id);
        all.all(self.store().reader()).await.expect("the database works")
    }

    /// The numbers of all tickets, oldest first.
    pub async fn numbers(&self) -> Vec<String> {
        self.tickets().await.into_iter().map(|t| t.number).collect()
    }

    /// The state of a ticket.
    pub async fn state(&self, number: &str) -> String {
        self.ticket(number).await.state
    }

    /// The name of a ticket's owner.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn owner(&self, number: &str) -> Option<String> {
        let owner = self.ticket(number).await.owner_id?;
        let found =
            person::Entity::find_by_id(owner).one(self.store().reader()).await.expect("the database works");
        found.map(|p| p.name)
    }

    /// The articles of a ticket, by number.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn articles(&self, number: &str) -> Vec<Article> {
        let ticket = self.ticket(number).await.id;
        articles::of_ticket(self.store().reader(), ticket, 0).await.expect("the database works")
    }

    /// The articles of a ticket as `kind: text`.
    pub async fn said(&self, number: &str) -> Vec<String> {
        let line = |a: Article| format!("{}: {}", a.kind.as_str(), a.body);
        self.articles(number).await.into_iter().map(line).collect()
    }

    /// The names of what happened to a ticket, in order.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn history(&self, number: &str) -> Vec<String> {
        let ticket = self.ticket(number).await.id;
        let rows = sportello::store::history::of_ticket(self.store().reader(), ticket).await;
        rows.expect("the database works").into_iter().map(|h: history::Model| h.event).collect()
    }

    /// Deliveries that are neither sent nor given up on purpose.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn owed(&self) -> Vec<delivery::Model> {
        self.deliveries_in(&["queued", "working", "failed"]).await
    }

    /// Deliveries in these states, oldest first.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn deliveries_in(&self, states: &[&str]) -> Vec<delivery::Model> {
        let found = delivery::Entity::find()
            .filter(delivery::Column::State.is_in(states.iter().copied()))
            .order_by_asc(delivery::Column::Id);
        found.all(self.store().reader()).await.expect("the database works")
    }

    /// Parts of deliveries in this state.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn parts_in(&self, state: &str) -> Vec<delivery_part::Model> {
        let found = delivery_part::Entity::find().filter(delivery_part::Column::State.eq(state));
        found.all(self.store().reader()).await.expect("the database works")
    }

    /// How many rows tell of anything that happened or is owed: what must not grow when nothing does.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn size(&self) -> (usize, usize, usize) {
        let reader = self.store().reader();
        let articles =
            sportello::store::entity::article::Entity::find().all(reader).await.expect("the database works");
        let history = history::Entity::find().all(reader).await.expect("the database works");
        let deliveries = delivery::Entity::find().all(reader).await.expect("the database works");
        (articles.len(), history.len(), deliveries.len())
    }

    /// The running sums as the history has them.
    ///
    /// # Panics
    /// When the database does not work.
    pub async fn figures_from_history(&self) -> BTreeMap<figures::Key, i64> {
        let zone = self.desk().config().desk.time_zone;
        recount::from_history(self.store().reader(), zone).await.expect("the database works")
    }

    /// The mails an address got, oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mail().all().into_iter().filter(|m| m.to == address).collect()
    }

    /// The texts of the mails an address got.
    pub fn mail_texts_to(&self, address: &str) -> Vec<String> {
        self.mails_to(address).iter().map(|m| m.body.as_text()).collect()
    }

    /// The newest header of a ticket in the help desk's operators' channel.
    ///
    /// # Panics
    /// When it has none.
    #[track_caller]
    pub fn header(&self, number: &str) -> Shown {
        let headers = self.alpha().all().into_iter().rev();
        let mut headers = headers.filter(|m| m.by.is_none() && m.opens_thread && m.spot == Spot::room("ops"));
        headers
            .find(|m| m.ticket.as_deref() == Some(number))
            .unwrap_or_else(|| panic!("{number} has no header"))
    }

    /// What operators see in a ticket's thread.
    #[track_caller]
    pub fn ops_thread(&self, number: &str) -> View {
        self.ada().sees(&Spot::thread("ops", self.header(number).id))
    }

    /// The boards of the help desk's operators' channel.
    pub fn boards(&self) -> Vec<Shown> {
        self.alpha().all().into_iter().filter(|m| m.pinned && m.spot == Spot::room("ops")).collect()
    }
}
