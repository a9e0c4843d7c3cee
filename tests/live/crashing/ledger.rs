//! What people wrote, to be held against what is shown and stored.

use std::fmt;

use sea_orm::{EntityTrait, QueryOrder};
use sportello::config::Database;
use sportello::store::Store;
use sportello::store::entity::{article, delivery};

/// What was written in one ticket's conversations, in order.
#[derive(Default)]
pub struct Talk {
    /// What opened it.
    pub request: String,
    /// The customer's lines.
    pub lines: Vec<String>,
    /// The operators' answers.
    pub replies: Vec<String>,
    /// The operators' notes.
    pub notes: Vec<String>,
}

/// All of it.
#[derive(Default)]
pub struct Ledger {
    /// By ticket.
    pub talks: Vec<Talk>,
    words: u64,
}

impl Ledger {
    /// A new ticket's request.
    pub fn request(&mut self) -> String {
        let request = self.word("request");
        self.talks.push(Talk { request: request.clone(), ..Talk::default() });
        request
    }

    /// A line of the customer's.
    pub fn line(&mut self, talk: usize) -> String {
        let line = self.word("line");
        self.talks[talk].lines.push(line.clone());
        line
    }

    /// An answer.
    pub fn reply(&mut self, talk: usize) -> String {
        let reply = self.word("reply");
        self.talks[talk].replies.push(reply.clone());
        reply
    }

    /// A note.
    pub fn note(&mut self, talk: usize) -> String {
        let note = self.word("note");
        self.talks[talk].notes.push(note.clone());
        note
    }

    /// Words that stand nowhere else, and in no others.
    fn word(&mut self, kind: &str) -> String {
        self.words += 1;
        format!("this is {kind} number {:06} here", self.words)
    }

    /// Every message is an article, once, and in the order in which it was written; nothing is owed or given
    /// up.
    pub async fn compare_articles(&self, database: &Database) {
        let store = Store::open(database).await.expect("the database opens");
        let articles = article::Entity::find()
            .order_by_asc(article::Column::TicketId)
            .order_by_asc(article::Column::Number)
            .all(store.reader())
            .await
            .expect("the database works");
        for talk in &self.talks {
            let opened: Vec<&article::Model> = articles.iter().filter(|a| a.body == talk.request).collect();
            assert_eq!(opened.len(), 1, "tickets opened by {:?}", talk.request);
            let of_ticket: Vec<&article::Model> =
                articles.iter().filter(|a| a.ticket_id == opened[0].ticket_id).collect();
            for (kind, wanted) in [("request", &talk.lines), ("reply", &talk.replies), ("note", &talk.notes)]
            {
                let stored: Vec<&str> = of_ticket
                    .iter()
                    .filter(|a| a.kind.as_str() == kind && a.body != talk.request)
                    .map(|a| a.body.as_str())
                    .collect();
                assert_eq!(stored, *wanted, "the {kind} articles of {:?}", talk.request);
            }
        }
        let all: usize = self.talks.iter().map(Talk::count).sum();
        assert_eq!(articles.len(), all, "articles in all");
        let deliveries = delivery::Entity::find().all(store.reader()).await.expect("the database works");
        let failed: Vec<&delivery::Model> = deliveries.iter().filter(|d| d.state == "failed").collect();
        assert!(failed.is_empty(), "given up: {failed:#?}");
        store.close().await;
    }
}

impl Talk {
    fn count(&self) -> usize {
        1 + self.lines.len() + self.replies.len() + self.notes.len()
    }

    /// Operators see the request and every line, once, in order.
    pub fn compare_operators(&self, shown: &[String]) {
        let wanted: Vec<String> = std::iter::once(&self.request).chain(&self.lines).cloned().collect();
        // Who has taken the ticket is said with its title, which is the request's words.
        let articles: Vec<String> = shown.iter().filter(|s| s.contains(", article ")).cloned().collect();
        assert_eq!(found(&articles, &wanted), wanted, "what operators see of {:?}", self.request);
    }

    /// The customer sees every answer, once, in order, and no note.
    pub fn compare_customer(&self, shown: &[String]) {
        assert_eq!(found(shown, &self.replies), self.replies, "what is answered to {:?}", self.request);
        assert!(found(shown, &self.notes).is_empty(), "a note is shown to who asked {:?}", self.request);
    }
}

/// Those of `wanted` that stand in `shown`, as often and in the order in which they stand there.
fn found(shown: &[String], wanted: &[String]) -> Vec<String> {
    shown.iter().flat_map(|text| wanted.iter().filter(|w| text.contains(w.as_str())).cloned()).collect()
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |of: fn(&Talk) -> usize| self.talks.iter().map(of).sum::<usize>();
        write!(
            f,
            "{} tickets, {} lines, {} replies and {} notes, each once and in order",
            self.talks.len(),
            sum(|t| t.lines.len()),
            sum(|t| t.replies.len()),
            sum(|t| t.notes.len())
        )
    }
}
