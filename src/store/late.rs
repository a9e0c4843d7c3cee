//! What a transaction adds and does not read itself: written together, when somebody asks for it or at the end.
//!
//! A use case adds to the history and owes what is to be said as it goes. One statement for all of the history and
//! one for all that is owed cost a fraction of one for each, above all on PostgreSQL, where each is a way to the
//! server and back; there all of it is one statement, or a few ([`Together`]). On SQLite the transaction's group has these
//! rows written with those of its other members. The running sums come last, and how far a place is
//! taken in: many transactions write the same rows of them, and would wait for this one's end from there on.
//!
//! A ticket's row is written then, too, once, however many steps of the use case have changed it.
//!
//! On SQLite, where nobody else can see the same event meanwhile, the event's own row comes then, too, when it is known
//! which article it is; on PostgreSQL its row is there, and what it is comes then.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use super::deadlines::{Cleared, Due};
use super::entity::{checkpoint, history, message_ref};
use super::figures::Key;
use super::held::Saved;
use super::leases::Fence;
use super::messages::Placed;
use super::sql::Concerns;
use super::together::Together;
use super::{Db, Tx, queueing};

/// What is still to be written.
#[derive(Debug, Default)]
pub struct Late {
    rows: Mutex<Rows>,
    /// The rows of seen events so far: the ids of those that are written.
    seen: Mutex<Vec<Option<i64>>>,
    /// What the transaction is committed under only: on PostgreSQL.
    fence: Mutex<Option<Fence>>,
}

/// Rows that are still to be written.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Seen events, each with its place among those of the transaction: on SQLite.
    pub seen: Vec<(usize, message_ref::Model)>,
    /// Which articles seen events are, by the ids of their rows: on PostgreSQL.
    pub placed: BTreeMap<i64, Placed>,
    /// Tickets by their rows' ids.
    pub tickets: BTreeMap<i64, Saved>,
    pub history: Vec<history::Model>,
    pub deliveries: Vec<queueing::Owed>,
    /// What articles are found by, by their rows' ids: on PostgreSQL.
    pub indexed: BTreeMap<i64, String>,
    /// What is added to running sums: on PostgreSQL.
    pub sums: BTreeMap<Key, i64>,
    pub checkpoints: Vec<checkpoint::ActiveModel>,
    /// What is to fall due no more, and what is to; no deadline is in both: on PostgreSQL.
    pub cleared: Vec<Cleared>,
    pub deadlines: Vec<Due>,
    /// Tickets whose customers are asked no more: on PostgreSQL.
    pub asked_no_more: Vec<i64>,
}

impl Rows {
    fn is_empty(&self) -> bool {
        let Self { seen, placed, tickets, history, deliveries, indexed, .. } = self;
        let Self { sums, checkpoints, cleared, deadlines, asked_no_more, .. } = self;
        seen.is_empty()
            && placed.is_empty()
            && tickets.is_empty()
            && history.is_empty()
            && deliveries.is_empty()
            && indexed.is_empty()
            && sums.is_empty()
            && checkpoints.is_empty()
            && cleared.is_empty()
            && deadlines.is_empty()
            && asked_no_more.is_empty()
    }
}

impl Late {
    pub(super) fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ids(&self) -> MutexGuard<'_, Vec<Option<i64>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the row of a seen event; gives an id by which it goes until it is written, below 0.
    pub(super) fn see(&self, row: message_ref::Model) -> i64 {
        let mut ids = self.ids();
        let at = ids.len();
        ids.push(None);
        self.rows().seen.push((at, row));
        -1 - i64::try_from(at).unwrap_or_default()
    }

    /// Changes the row of a seen event that goes by such an id, if it is not written; says whether it was not.
    pub(super) fn change_seen(&self, id: i64, change: impl FnOnce(&mut message_ref::Model)) -> bool {
        let mut rows = self.rows();
        let row = place_of(id).and_then(|at| rows.seen.iter_mut().find(|(seen, _)| *seen == at));
        row.map(|(_, row)| change(row)).is_some()
    }

    /// The id of a seen event's row, by whichever it goes.
    pub(super) fn seen_as(&self, id: i64) -> i64 {
        place_of(id).and_then(|at| *self.ids().get(at)?).unwrap_or(id)
    }

    /// What has to be written before a statement that concerns this is run, if anything.
    pub(super) fn before(&self, concerns: Concerns) -> Option<Rows> {
        let mut rows = self.rows();
        let mut before = Rows::default();
        if concerns.late {
            before.seen = std::mem::take(&mut rows.seen);
            before.placed = std::mem::take(&mut rows.placed);
            before.history = std::mem::take(&mut rows.history);
            before.deliveries = std::mem::take(&mut rows.deliveries);
        }
        if concerns.ticket {
            before.tickets = std::mem::take(&mut rows.tickets);
        }
        if concerns.deadline {
            before.cleared = std::mem::take(&mut rows.cleared);
            before.deadlines = std::mem::take(&mut rows.deadlines);
        }
        if concerns.form {
            before.asked_no_more = std::mem::take(&mut rows.asked_no_more);
        }
        if concerns.put_off {
            before.indexed = std::mem::take(&mut rows.indexed);
            before.sums = std::mem::take(&mut rows.sums);
        }
        if concerns.checkpoint {
            before.checkpoints = std::mem::take(&mut rows.checkpoints);
        }
        (!before.is_empty()).then_some(before)
    }

    /// The transaction is to be committed only under this.
    pub(super) fn set_fence(&self, fence: Fence) {
        *self.fence.lock().unwrap_or_else(PoisonError::into_inner) = Some(fence);
    }

    /// What the transaction is committed under only, if anything.
    pub(super) fn fence(&self) -> Option<Fence> {
        self.fence.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is still to be written, if anything.
    pub(super) fn rest(&self) -> Option<Rows> {
        let mut rows = self.rows();
        (!rows.is_empty()).then(|| std::mem::take(&mut *rows))
    }
}

impl Rows {
    /// Writes them, and asks for the fence, if one is given. On the heap, as it is run from within each statement of a
    /// transaction.
    pub(super) fn write(mut self, tx: &Tx, fence: Option<Fence>) -> BoxFuture<'_, Result<(), DbErr>> {
        Box::pin(async move {
            for (at, row) in std::mem::take(&mut self.seen) {
                let id = super::messages::write(tx, row).await?;
                if let Some(late) = tx.late()
                    && let Some(known) = late.ids().get_mut(at)
                {
                    *known = Some(id);
                }
            }
            if tx.get_database_backend() == DbBackend::Sqlite {
                return self.write_to(tx).await;
            }
            let together = Together::new(tx);
            self.write_to(&together).await?;
            together.run_all(fence).await
        })
    }

    /// What others wait for, who write the same rows, comes first: PostgreSQL runs what is written together from the
    /// last to the first, as it happens, and so the others wait for the shortest time.
    async fn write_to(self, db: &impl Db) -> Result<(), DbErr> {
        super::figures::write(db, &self.sums).await?;
        for row in self.checkpoints {
            super::places::write_checkpoint(db, row).await?;
        }
        super::search::write(db, self.indexed).await?;
        queueing::write(db, self.deliveries).await?;
        super::deadlines::write_cleared(db, self.cleared).await?;
        super::deadlines::write(db, self.deadlines).await?;
        for ticket in self.asked_no_more {
            super::forms::end(db, ticket).await?;
        }
        for (id, placed) in self.placed {
            super::messages::write_placed(db, id, placed).await?;
        }
        for saved in self.tickets.into_values() {
            super::held::write(db, saved).await?;
        }
        super::history::write(db, self.history).await
    }
}

/// The place of a seen event among those of its transaction, if it goes by such an id.
fn place_of(id: i64) -> Option<usize> {
    (id < 0).then(|| usize::try_from(-1 - id).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use sea_orm::{ConnectionTrait, DbErr};
    use tempfile::TempDir;

    use crate::config::Database;
    use crate::store::entity::ticket;
    use crate::store::{Db, Store, Tx, deliveries, held, history, people, places, tickets};

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    async fn desk() -> (TempDir, Store, ticket::Model) {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&Database::Sqlite(folder.path().join("desk.db"))).await.unwrap();
        store.migrate().await.unwrap();
        let tx = store.begin().await.unwrap();
        let mia = people::create(&tx, "mia", None, NOW).await.unwrap();
        tx.execute_unprepared("INSERT INTO queue (name, title) VALUES ('help', 'Help')").await.unwrap();
        let new = tickets::New {
            number: "1001".to_owned(),
            title: "VPN down",
            queue: 1,
            customer: mia.id,
            responsible: None,
            realm: None,
            articles: 0,
            gather: None,
        };
        let ticket = tickets::create(&tx, new, NOW).await.unwrap();
        tx.commit().await.unwrap();
        (folder, store, ticket)
    }

    async fn happens(tx: &Tx, ticket: &ticket::Model, title: &str) {
        let event = history::Event::Title { to: title.to_owned() };
        let by = history::By { person: None, platform: "desk" };
        history::add(tx, history::row(ticket, by, &event, NOW).unwrap()).await.unwrap();
    }

    async fn happened(db: &impl crate::store::Db, ticket: &ticket::Model) -> Vec<String> {
        let title = |data: &str| serde_json::from_str::<serde_json::Value>(data).unwrap()["to"].to_string();
        history::of_ticket(db, ticket.id).await.unwrap().iter().map(|row| title(&row.data)).collect()
    }

    async fn owes(tx: &Tx, ticket: &ticket::Model, key: Option<&str>) -> Result<(), DbErr> {
        let new = deliveries::New {
            platform: "alpha".to_owned(),
            lane: "c:1".to_owned(),
            priority: 1,
            ticket: Some(ticket.id),
            article: None,
            conversation: None,
            audience: "operators",
            collapse_key: key.map(str::to_owned),
            payload: "{}".to_owned(),
            courtesy: false,
            due_at: NOW,
        };
        deliveries::queue(tx, new, NOW).await
    }

    async fn owed(store: &Store) -> i64 {
        deliveries::waiting(store.reader()).await.unwrap().iter().map(|of| of.deliveries).sum()
    }

    #[tokio::test]
    async fn who_reads_it_earlier_finds_it_and_the_rest_comes_after_it() {
        let (_folder, store, ticket) = desk().await;
        let tx = store.begin().await.unwrap();
        for title in ["a", "b"] {
            happens(&tx, &ticket, title).await;
        }
        assert_eq!(happened(&tx, &ticket).await, ["\"a\"", "\"b\""]);
        happens(&tx, &ticket, "c").await;
        tx.commit().await.unwrap();
        assert_eq!(happened(store.reader(), &ticket).await, ["\"a\"", "\"b\"", "\"c\""]);
    }

    #[tokio::test]
    async fn what_is_undone_to_a_mark_is_not_written_and_what_came_before_is() {
        let (_folder, store, ticket) = desk().await;
        let tx = store.begin().await.unwrap();
        happens(&tx, &ticket, "before").await;
        tx.mark().await.unwrap();
        happens(&tx, &ticket, "undone").await;
        owes(&tx, &ticket, None).await.unwrap();
        tx.back_to_mark().await.unwrap();
        happens(&tx, &ticket, "after").await;
        tx.commit().await.unwrap();
        assert_eq!(happened(store.reader(), &ticket).await, ["\"before\"", "\"after\""]);
        assert_eq!(owed(&store).await, 0);
    }

    #[tokio::test]
    async fn what_a_transaction_that_ends_badly_had_put_off_is_gone_with_it() {
        let (_folder, store, ticket) = desk().await;
        let tx = store.begin().await.unwrap();
        happens(&tx, &ticket, "undone").await;
        owes(&tx, &ticket, None).await.unwrap();
        drop(tx);
        store.begin().await.unwrap().commit().await.unwrap();
        assert_eq!((happened(store.reader(), &ticket).await.len(), owed(&store).await), (0, 0));
    }

    #[tokio::test]
    async fn how_far_a_place_is_taken_in_is_written_last_but_before_whatever_replaces_it() {
        let (_folder, store, _) = desk().await;
        let tx = store.begin().await.unwrap();
        places::set_checkpoint(&tx, "alpha", "help", "m1", NOW).await.unwrap();
        let all = "DELETE FROM \"checkpoint\"";
        tx.execute_raw(tx.statement(all, vec![])).await.unwrap();
        assert_eq!(places::checkpoint(&tx, "alpha", "help").await.unwrap(), None);
        places::set_checkpoint(&tx, "alpha", "help", "m2", NOW).await.unwrap();
        tx.commit().await.unwrap();
        let reached = places::checkpoint(store.reader(), "alpha", "help").await.unwrap();
        assert_eq!(reached.as_deref(), Some("m2"));
    }

    async fn titled(tx: &Tx, ticket: &ticket::Model, title: &str) {
        let ticket = ticket::Model { title: title.to_owned(), ..ticket.clone() };
        held::save(tx, &ticket).await.unwrap();
    }

    /// The title as the database has it.
    async fn title(db: &impl Db) -> String {
        tickets::given(db, "1001").await.unwrap().unwrap().title
    }

    #[tokio::test]
    async fn a_ticket_that_is_saved_is_found_so_and_stands_so_in_the_end() {
        let (_folder, store, ticket) = desk().await;
        let tx = store.begin().await.unwrap();
        titled(&tx, &ticket, "a").await;
        assert_eq!(title(&tx).await, "a");
        titled(&tx, &ticket, "b").await;
        titled(&tx, &ticket, "c").await;
        tx.commit().await.unwrap();
        assert_eq!(title(store.reader()).await, "c");
    }

    #[tokio::test]
    async fn a_ticket_that_is_saved_as_it_was_before_stands_as_it_was() {
        let (_folder, store, ticket) = desk().await;
        let tx = store.begin().await.unwrap();
        for title in ["a", "VPN down"] {
            titled(&tx, &ticket, title).await;
        }
        tx.commit().await.unwrap();
        assert_eq!(title(store.reader()).await, "VPN down");
    }

    #[tokio::test]
    async fn a_ticket_that_was_saved_since_the_mark_is_undone_with_it() {
        let (_folder, store, ticket) = desk().await;
        let tx = store.begin().await.unwrap();
        titled(&tx, &ticket, "before").await;
        tx.mark().await.unwrap();
        titled(&tx, &ticket, "undone").await;
        tx.back_to_mark().await.unwrap();
        assert_eq!(title(&tx).await, "before");
        tx.commit().await.unwrap();
        assert_eq!(title(store.reader()).await, "before");
    }

    #[tokio::test]
    async fn of_what_stands_for_each_other_one_is_owed_in_one_transaction_as_in_two() {
        let (_folder, store, ticket) = desk().await;
        for _ in 0..2 {
            let tx = store.begin().await.unwrap();
            for key in [Some("header:1"), None, Some("header:1"), Some("board:1")] {
                owes(&tx, &ticket, key).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
        assert_eq!(owed(&store).await, 4, "the header and the board once, and what stands for nothing twice");
    }
}
