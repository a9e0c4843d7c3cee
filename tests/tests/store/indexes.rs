//! Every list and lookup of the store goes by an index: asked of the databases themselves.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use sportello::search::Query;
use sportello::store::deliveries::Except;
use sportello::store::{
    Store, articles, blocks, conversations, deadlines, deliveries, emptying, figures, history, identities,
    messages, people, places, questions, search, tickets, turns,
};
use sportello::ticket::State;
use sportello_tests::{Harness, on_both_databases};

/// A connection that notes what is asked.
struct Noting<'a> {
    store: &'a Store,
    asked: Mutex<Vec<Statement>>,
}

impl Noting<'_> {
    fn note(&self, statement: &Statement) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
    }
}

#[async_trait]
impl ConnectionTrait for Noting<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.store.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.note(&statement);
        self.store.reader().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.store.reader().execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.note(&statement);
        self.store.reader().query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.note(&statement);
        self.store.reader().query_all_raw(statement).await
    }
}

/// Asks everything that the desk asks while it is open. `places::all`, `queues::mirror` and `blocks::all` are
/// not here: they read small tables whole, on purpose. `people::newest_accounts` reads a table from its end.
async fn ask_everything(db: &Noting<'_>, desk: &Harness) -> Result<(), DbErr> {
    let now = desk.now();
    articles::by_id(db, 1).await?;
    articles::of_ticket(db, 1, 0).await?;
    conversations::of_ticket(db, 1).await?;
    conversations::by_id(db, 1).await?;
    tickets::hanging_on(db, 1).await?;
    tickets::problems_of(db, 1).await?;
    conversations::by_thread(db, "alpha", "help", "m1").await?;
    conversations::of_ticket_in_room(db, 1, "alpha", "help").await?;
    conversations::active_direct(db, "alpha", "mia").await?;
    conversations::newest_direct(db, "alpha", "mia").await?;
    conversations::direct_room(db, "alpha", "mia").await?;
    conversations::in_room(db, "alpha", "help", conversations::ACTIVE).await?;
    deadlines::next(db).await?;
    deadlines::next_after(db, now).await?;
    deadlines::claim(db, now).await?;
    let (lanes, platforms) = (["c:1".to_owned()], ["beta".to_owned()]);
    for except in [Except::default(), Except { lanes: &lanes, platforms: &platforms }] {
        deliveries::due(db, except, now, 10).await?;
        deliveries::due_of_oldest(db, except, now, 10).await?;
        deliveries::next_due(db, except).await?;
        deliveries::owed(db, except).await?;
    }
    deliveries::claim(db, 1).await?;
    deliveries::doubt_earlier(db, "alpha", 7).await?;
    deliveries::stalled(db, now).await?;
    deliveries::waiting(db).await?;
    deadlines::late(db, now).await?;
    tickets::backlog(db).await?;
    deliveries::by_id(db, 1).await?;
    deliveries::of_article(db, 1).await?;
    deliveries::parts(db, 1).await?;
    history::of_ticket(db, 1).await?;
    messages::by_id(db, "alpha", "m1").await?;
    messages::of_article(db, 1).await?;
    messages::undecryptable(db, "alpha", 10).await?;
    places::lost(db, "alpha").await?;
    messages::of_delivery(db, 1).await?;
    people::by_account(db, "alpha", "mia").await?;
    people::by_id(db, 1).await?;
    people::by_ids(db, [1, 2]).await?;
    people::by_handle(db, "mia").await?;
    people::accounts(db, 1).await?;
    people::by_handles(db, &["ada".to_owned()]).await?;
    turns::of_queue(db, 1).await?;
    tickets::active_of(db, &[1, 2]).await?;
    people::away(db, now).await?;
    people::by_name(db, "mia").await?;
    people::by_mail(db, "mia@example.org").await?;
    blocks::of(db, 1, now).await?;
    identities::use_code(db, "digest", now).await?;
    articles::written_since(db, 1, now).await?;
    people::confirmation(db, 1).await?;
    places::by_name(db, "alpha", "help").await?;
    places::by_room(db, "alpha", "help").await?;
    places::checkpoint(db, "alpha", "help").await?;
    questions::open(db, 1, "alpha").await?;
    questions::by_id(db, 1).await?;
    tickets::by_id(db, 1).await?;
    tickets::by_number(db, "1001").await?;
    tickets::current(db, 1).await?;
    tickets::parts(db, 1).await?;
    tickets::escalated(db, &[1, 2], now).await?;
    tickets::active_after(db, 1, 0, 10).await?;
    tickets::gathering(db, 1, "help", now).await?;
    tickets::tally(db, &[1, 2]).await?;
    emptying::due(db, 1, now, 20).await?;
    emptying::next_due(db, 1).await?;
    emptying::of_ticket(db, 1).await?;
    emptying::deliveries_of(db, 1).await?;
    emptying::tickets_of(db, 1).await?;
    emptying::handled_by(db, 1).await?;
    emptying::written_by(db, 1).await?;
    emptying::unsent(db).await?;
    emptying::is_nowhere(db, 1).await?;
    figures::load(db, &[1, 2]).await?;
    for owner in [None, Some(1)] {
        figures::active_from(db, &[1, 2], owner, Some(now), None).await?;
        let day = now.date_naive();
        let range = figures::Range { queues: vec![1, 2], owner, from: day, to: day };
        figures::by_queue(db, &range).await?;
        figures::by_owner(db, &range).await?;
        figures::by_day(db, &range).await?;
    }
    figures::history_of(db, 1).await?;
    for (owner, customer, queues) in
        [(None, None, Some(vec![1])), (Some(1), None, Some(vec![1])), (None, Some(1), None)]
    {
        let filter = tickets::Filter {
            queues,
            states: State::ACTIVE.to_vec(),
            owner,
            customer,
            newest_first: true,
            ..tickets::Filter::default()
        };
        tickets::list(db, &filter, 20).await?;
        let tagged = tickets::Filter { tag: Some("vpn".to_owned()), since: Some(now), ..filter.clone() };
        tickets::page(db, &tagged, 20, 20).await?;
        let late = tickets::Filter { escalated_by: Some(now), ..filter.clone() };
        tickets::page(db, &late, 0, 20).await?;
        tickets::count(db, &filter).await?;
        for eyes in [search::Eyes::Customer, search::Eyes::Operator] {
            search::newest(db, &Query::of("vpn certificates"), eyes, &filter, Some(now)).await?;
        }
    }
    Ok(())
}

/// How the database would carry it out, a line each.
async fn plan(store: &Store, statement: &Statement) -> Vec<String> {
    let tx = store.begin().await.expect("a transaction");
    let explain = match store.backend() {
        DbBackend::Sqlite => "EXPLAIN QUERY PLAN",
        _ => {
            // The tables are small: without this, reading them whole would be right.
            tx.execute_unprepared("SET LOCAL enable_seqscan = off").await.expect("a setting");
            "EXPLAIN"
        }
    };
    let mut asked = statement.clone();
    asked.sql = format!("{explain} {}", statement.sql);
    let rows = tx.query_all_raw(asked).await.unwrap_or_else(|e| panic!("{}: {e}", statement.sql));
    let column = if store.backend() == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    rows.iter().map(|r| r.try_get("", column).expect("a line of a plan")).collect()
}

/// Whether this line of a plan reads a table whole.
fn reads_all(line: &str) -> bool {
    // FTS5 says `VIRTUAL TABLE INDEX 0:M2` where it goes by a match, `0:=M2` where by a match of one row, and
    // `0:` alone where it reads all.
    let by_match = line.contains("VIRTUAL TABLE INDEX") && (line.contains(":M") || line.contains(":=M"));
    let whole = line.trim_start().starts_with("SCAN ") && !line.contains("USING") && !by_match;
    whole || line.contains("Seq Scan")
}

on_both_databases! {
    async fn every_list_and_lookup_goes_by_an_index(desk) {
        desk.mia().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        let noting = Noting { store: desk.store(), asked: Mutex::default() };
        ask_everything(&noting, desk).await.expect("the database works");
        let asked = noting.asked.into_inner().unwrap_or_default();
        assert!(asked.len() > 35);
        let mut slow = Vec::new();
        for statement in &asked {
            let plan = plan(desk.store(), statement).await;
            if plan.iter().any(|line| reads_all(line)) {
                slow.push(format!("{}\n    {}", statement.sql, plan.join("\n    ")));
            }
        }
        assert!(slow.is_empty(), "these read a table whole:\n{}", slow.join("\n"));
    }
}
