//! What holds at the end of every test, whatever it is about.

use std::collections::BTreeMap;

use sea_orm::{EntityTrait, QueryOrder};
use sportello::store::entity::{article, delivery, history};
use sportello::store::figures::Key;
use sportello::store::recount;
use sportello::ticket::State;
use sportello::ticket::figures::What;

use crate::harness::Harness;
use crate::shown::Shown;

/// Shorter notes could stand in other texts by chance.
const TELLING: usize = 6;

impl Harness {
    pub(crate) async fn check_promises(&self) {
        if !self.owing_is_meant() {
            let owed = self.owed().await;
            assert!(owed.is_empty(), "left undelivered: {owed:#?}");
        }
        if !self.doubling_is_meant() {
            for chat in [self.alpha(), self.beta()] {
                assert_eq!(chat.doubled(), Vec::<String>::new(), "carried out twice");
            }
        }
        self.check_notes().await;
        self.check_numbers().await;
        self.check_figures().await;
    }

    /// No internal note stands, or ever stood, where customers read, nor in a mail of theirs.
    async fn check_notes(&self) {
        let articles = article::Entity::find().all(self.store().reader()).await.expect("the database works");
        let notes = articles.iter().filter(|a| a.kind == "note" && a.body.trim().chars().count() >= TELLING);
        let shown: Vec<Shown> = [self.alpha(), self.beta()].iter().flat_map(|c| c.all()).collect();
        let to_customers = || shown.iter().filter(|m| m.by.is_none() && !is_operators(m));
        for note in notes {
            let body = note.body.trim();
            for message in to_customers() {
                let leaks = message.text.contains(body) || message.before.iter().any(|t| t.contains(body));
                assert!(!leaks, "the note “{body}” was shown to customers: {message:#?}");
            }
            let mails = self.mail().all();
            let leak = mails.iter().find(|m| m.body.as_text().contains(body));
            assert!(leak.is_none(), "the note “{body}” was mailed: {leak:#?}");
        }
    }

    /// Articles are numbered 1, 2, 3 … in their tickets, and every ticket's history begins with its
    /// opening.
    async fn check_numbers(&self) {
        let reader = self.store().reader();
        let articles = article::Entity::find()
            .order_by_asc(article::Column::Id)
            .all(reader)
            .await
            .expect("the database works");
        let history = history::Entity::find()
            .order_by_asc(history::Column::Id)
            .all(reader)
            .await
            .expect("the database works");
        for ticket in self.tickets().await {
            let mut numbers: Vec<i32> =
                articles.iter().filter(|a| a.ticket_id == ticket.id).map(|a| a.number).collect();
            // Those of a merged ticket may be older than the ticket's own.
            numbers.sort_unstable();
            let counted: Vec<i32> = (1..=ticket.articles).collect();
            assert_eq!(numbers, counted, "the articles of {}", ticket.number);
            let first = history.iter().find(|h| h.ticket_id == ticket.id).map(|h| h.event.as_str());
            assert_eq!(first, Some("opened"), "the history of {}", ticket.number);
        }
        let sent = delivery::Entity::find().all(reader).await.expect("the database works");
        let leaks =
            sent.iter().filter(|d| d.state == "sent" && d.audience == "customer" && is_note(d, &articles));
        assert_eq!(leaks.count(), 0, "a delivery to customers carries a note");
    }
}

impl Harness {
    /// The running sums are what the history comes to, and by them as many tickets are active as there are.
    async fn check_figures(&self) {
        let reader = self.store().reader();
        let kept = recount::all(reader).await.expect("the database works");
        assert_eq!(kept, self.figures_from_history().await, "the running sums and the history");
        let mut active = BTreeMap::new();
        for (&(_, queue, owner, what, _), amount) in &kept {
            if what == What::Active.as_str() {
                *active.entry((queue, owner)).or_insert(0) += amount;
            }
        }
        active.retain(|_, amount| *amount != 0);
        let standing: BTreeMap<_, _> = of(&kept, What::Standing)
            .map(|((_, queue, owner, ..), amount)| ((queue, owner), amount))
            .collect();
        let since: BTreeMap<_, _> = of(&kept, What::StandingSince)
            .map(|((_, queue, owner, _, opened), amount)| ((queue, owner, opened), amount))
            .collect();
        let zone = self.desk().config().desk.time_zone;
        let (mut there, mut opened) = (BTreeMap::new(), BTreeMap::new());
        for ticket in self.tickets().await {
            if State::parse(&ticket.state).is_some_and(State::is_active) {
                let (queue, owner) = (ticket.queue_id, ticket.owner_id.unwrap_or_default());
                let day = ticket.created_at.with_timezone(&zone).date_naive().to_epoch_days();
                *there.entry((queue, owner)).or_insert(0) += 1;
                *opened.entry((queue, owner, day)).or_insert(0) += 1;
            }
        }
        assert_eq!(active, there, "active tickets by queue and owner: summed, and counted");
        assert_eq!(standing, there, "active tickets by queue and owner: as they stand, and counted");
        assert_eq!(
            since, opened,
            "active tickets by the day they were opened on: as they stand, and counted"
        );
    }
}

fn of(sums: &BTreeMap<Key, i64>, wanted: What) -> impl Iterator<Item = (Key, i64)> {
    sums.iter()
        .map(|(key, amount)| (*key, *amount))
        .filter(move |((.., what, _), _)| *what == wanted.as_str())
}

/// Whether only operators can read a message.
pub fn is_operators(message: &Shown) -> bool {
    let operators = ["ada", "otto", "zoe", "rita"];
    message.spot.room.ends_with("ops")
        || operators.iter().any(|o| message.spot.room == format!("direct:{o}"))
        || message.only_for.as_deref().is_some_and(|only| operators.contains(&only))
}

fn is_note(delivery: &delivery::Model, articles: &[article::Model]) -> bool {
    articles.iter().any(|a| Some(a.id) == delivery.article_id && a.kind == "note")
}
