//! Every list and lookup of the store goes by an index: asked of the databases themselves.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};
use sportello::search::Query;
use sportello::store::deliveries::Except;
use sportello::store::entity::held_message;
use sportello::store::{
    Db, Store, articles, attachments, blocks, conversations, counters, counting, deadlines, deliveries,
    emptying, figures, forms, held, history, identities, links, listing, messages, parts, people, places,
    questions, queueing, queues, ratings, search, suggestions, sums, tags, tickets, turns, undelivered,
    watchers,
};
use sportello::ticket::{ArticleKind, State};
use sportello_tests::options::Database;
use sportello_tests::{Harness, Options, on_both_databases};

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

impl Db for Noting<'_> {}

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

/// Asks everything that the desk asks while it is open. `places::all`, `outages::all`, `queues::mirror` and `blocks::all` are
/// not here: they read small tables whole, on purpose. `people::newest_accounts` reads a table from its end.
async fn ask_everything(db: &Noting<'_>, desk: &Harness) -> Result<(), DbErr> {
    let now = desk.now();
    articles::by_id(db, 1).await?;
    articles::of_ticket(db, 1, 0).await?;
    articles::has_written(db, 1, 1, ArticleKind::Participant).await?;
    conversations::of_ticket(db, 1).await?;
    conversations::by_id(db, 1).await?;
    links::hanging_on(db, 1).await?;
    links::problems_of(db, 1).await?;
    conversations::by_thread(db, "alpha", "help", "m1").await?;
    conversations::of_ticket_in_room(db, 1, "alpha", "help").await?;
    conversations::active_direct(db, "alpha", "mia").await?;
    conversations::newest_direct(db, "alpha", "mia").await?;
    conversations::direct_room(db, "alpha", "mia").await?;
    conversations::in_room(db, "alpha", "help").await?;
    deadlines::next(db).await?;
    deadlines::next_after(db, now).await?;
    deadlines::clear_three(db, ["settle", "settle-late", "form"], 1).await?;
    deadlines::claim(db, now).await?;
    let (lanes, platforms) = (["c:1".to_owned()], ["beta".to_owned()]);
    for except in [Except::default(), Except { lanes: &lanes, platforms: &platforms }] {
        deliveries::due(db, except, now, 10).await?;
        deliveries::due_of_oldest(db, except, now, 10).await?;
        deliveries::next_due(db, except).await?;
        deliveries::owed(db, except).await?;
    }
    deliveries::claim(db, 1).await?;
    parts::doubt_earlier(db, "alpha", 7).await?;
    deliveries::stalled(db, now).await?;
    deliveries::waiting(db).await?;
    deadlines::late(db, now).await?;
    counting::backlog(db).await?;
    deliveries::by_id(db, 1).await?;
    deliveries::of_article(db, 1).await?;
    parts::of(db, 1).await?;
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
    people::joined(db, 1).await?;
    people::by_handles(db, &["ada".to_owned()]).await?;
    turns::of_queue(db, 1).await?;
    counting::active_of(db, &[1, 2]).await?;
    people::away(db, now).await?;
    people::by_name(db, "mia").await?;
    people::by_mail(db, "mia@example.org").await?;
    blocks::of(db, 1, now).await?;
    identities::use_code(db, "digest", now).await?;
    articles::written_since(db, 1, now).await?;
    people::confirmation(db, 1).await?;
    people::note_code(db, "digest", 0, now, now).await?;
    places::by_name(db, "alpha", "help").await?;
    places::by_room(db, "alpha", "help").await?;
    places::checkpoint(db, "alpha", "help").await?;
    questions::open(db, 1, "alpha").await?;
    questions::by_id(db, 1).await?;
    tickets::by_id(db, 1).await?;
    tickets::by_number(db, "1001").await?;
    tickets::current(db, 1).await?;
    tickets::parts(db, 1).await?;
    counting::escalated(db, &[1, 2], now).await?;
    held::hold_active_after(db, 1, 0, 10).await?;
    tickets::gathering(db, 1, "help", now).await?;
    counting::tally(db, &[1, 2]).await?;
    emptying::due(db, 1, now, 20).await?;
    emptying::next_due(db, 1).await?;
    emptying::of_ticket(db, 1).await?;
    emptying::deliveries_of(db, 1).await?;
    emptying::tickets_of(db, 1).await?;
    emptying::handled_by(db, 1).await?;
    emptying::written_by(db, 1).await?;
    emptying::unsent(db).await?;
    emptying::are_owed(db, "0").await?;
    emptying::is_nowhere(db, 1).await?;
    sums::load(db, &[1, 2]).await?;
    for owner in [None, Some(1)] {
        sums::standing_since(db, &[1, 2], owner).await?;
        let day = now.date_naive();
        let range = sums::Range { queues: vec![1, 2], owner, from: day, to: day };
        sums::by_queue(db, &range).await?;
        sums::by_owner(db, &range).await?;
        sums::by_day(db, &range).await?;
    }
    figures::history_of(db, 1).await?;
    for (owner, customer, queues) in
        [(None, None, Some(vec![1])), (Some(1), None, Some(vec![1])), (None, Some(1), None)]
    {
        let filter = listing::Filter {
            queues,
            states: State::ACTIVE.to_vec(),
            owner,
            customer,
            newest_first: true,
            ..listing::Filter::default()
        };
        listing::list(db, &filter, 20).await?;
        let tagged = listing::Filter { tag: Some("vpn".to_owned()), since: Some(now), ..filter.clone() };
        listing::page(db, &tagged, 20, 20).await?;
        let late = listing::Filter { escalated_by: Some(now), ..filter.clone() };
        listing::page(db, &late, 0, 20).await?;
        listing::count(db, &filter).await?;
        for eyes in [search::Eyes::Customer, search::Eyes::Operator] {
            search::newest(db, &Query::of("vpn certificates"), eyes, &filter, Some(now)).await?;
        }
    }
    Ok(())
}

/// What is changed or removed by something else than its own id, and lookups of a single command; about a ticket
/// and a person that are not there.
async fn ask_the_rest(db: &Noting<'_>, desk: &Harness) -> Result<(), DbErr> {
    let (now, none) = (desk.now(), 1_000_000);
    // That there is no such article is said after what was its own is removed.
    articles::hide(db, none, true, now).await.ok();
    attachments::names_after(db, "a", 10).await?;
    blocks::lift(db, none, now).await?;
    conversations::dispensable(db, "alpha", 10).await?;
    conversations::part(db, none, none).await?;
    conversations::forget_header(db, none, "m1").await?;
    conversations::leave_direct(db, none, "alpha", "nobody").await?;
    conversations::leave_public(db, none).await?;
    conversations::lose_room(db, "alpha", "nowhere").await?;
    conversations::find_room(db, "alpha", "nowhere").await?;
    conversations::follow_room(db, "alpha", "nowhere", "elsewhere").await?;
    counters::last(db, "none").await?;
    deadlines::clear(db, "none", none).await?;
    deadlines::hasten(db, "none", now).await?;
    deadlines::put_off(db, none, now).await?;
    deadlines::shift(db, "none", none, now, now).await?;
    deadlines::clear_at(db, "none", none, now).await?;
    ask_what_waits_for_a_key(db, now).await?;
    deliveries::hasten(db, now).await?;
    deliveries::drop_queued(db, &[none], now).await?;
    deliveries::revive(db, &[none], now).await?;
    parts::empty(db, none).await?;
    parts::forget(db, none).await?;
    deliveries::is_still_open(db, none).await?;
    emptying::articles(db, &[none], now).await?;
    emptying::direct_chats(db, none).await?;
    emptying::watchers(db, none, &[none]).await?;
    forms::of_ticket(db, none).await?;
    forms::waiting(db, &[none]).await?;
    forms::end(db, none).await?;
    forms::end_at_any_rate(db, none).await?;
    history::of_whole(db, none).await?;
    identities::forget_code(db, none).await?;
    messages::set_article_of_delivery(db, none, none).await?;
    messages::articles_since(db, "alpha", "help", None, "m1").await?;
    messages::articles_since(db, "alpha", "help", Some("m1"), "m1").await?;
    messages::of_article_in(db, none, none).await?;
    people::account_on(db, none, "alpha").await?;
    people::forget_confirmation(db, none).await?;
    places::replace(db, "alpha", "nowhere", "elsewhere").await?;
    places::set_lost(db, "alpha", "nowhere", None).await?;
    places::forget_board(db, none, "m1").await?;
    places::checkpoints(db, "alpha", "direct-", 10).await?;
    questions::end(db, none).await?;
    questions::let_go(
        db,
        &held_message::Model {
            id: none,
            question_id: none,
            event: String::new(),
            inbound: String::new(),
            files: None,
        },
    )
    .await?;
    queues::note_clocks(db, none, "none").await?;
    ratings::of_ticket(db, none).await?;
    search::older(db, none, 10).await?;
    suggestions::open(db, none).await?;
    suggestions::answer(db, none, true, now).await?;
    tags::of_ticket(db, none).await?;
    tags::remove(db, none, "none").await?;
    tags::in_queues(db, &[1], Some("uni"), 10).await?;
    tickets::by_ids(db, [none]).await?;
    tickets::given(db, "0").await?;
    held::hold(db, none).await?;
    held::hold_current(db, none).await?;
    tickets::merge(db, none, none).await?;
    links::hand_over(db, none, none).await?;
    tickets::oldest_free(db, &[1]).await?;
    held::hold_oldest_free(db, &[1], None).await?;
    listing::matching(db, &listing::Filter { queues: Some(vec![1]), ..listing::Filter::default() }, "10", 10)
        .await?;
    tickets::newest_of(db, none).await?;
    counting::census(db, &[1], now).await?;
    links::unlink(db, none, none, &["related"]).await?;
    undelivered::list(db, none, 10).await?;
    undelivered::count(db, none).await?;
    undelivered::by_id(db, none).await?;
    watchers::of_ticket(db, none).await?;
    watchers::remove(db, none, none).await?;
    Ok(())
}

/// What is not asked above, and why.
const NOT_ASKED: &[(&str, &[&str])] = &[
    // Inserts, and what is found by its own id.
    ("articles", &["add", "hand_over", "part", "revise", "fill"]),
    ("blocks", &["set", "told"]),
    ("conversations", &["create", "opened", "set_header", "leave", "lose", "find", "take_up", "hand_over"]),
    ("counters", &["next", "go_on_from"]),
    ("deadlines", &["set", "put", "put_with"]),
    (
        "deliveries",
        &["queue", "withdraw", "set_article", "sent", "give_up", "set_state", "put_off", "start_over"],
    ),
    ("emptying", &["author", "ticket", "refilled", "event", "rating", "delivery", "person"]),
    ("figures", &["add"]),
    ("forms", &["begin", "advance", "answered"]),
    ("history", &["add"]),
    ("identities", &["await_code", "join", "part"]),
    ("links", &["link"]),
    ("messages", &["see", "place", "moved", "said"]),
    ("outages", &["of", "set", "lift"]),
    (
        "people",
        &[
            "meet",
            "create",
            "attach",
            "nobody",
            "set_guessed_language",
            "set_away",
            "told_notice",
            "await_confirmation",
            "with_mail",
        ],
    ),
    ("parts", &["add", "attempt", "write"]),
    ("places", &["pin", "set_board", "set_checkpoint"]),
    ("questions", &["ask", "hold", "change"]),
    ("ratings", &["keep"]),
    ("search", &["index", "refresh", "refresh_owner"]),
    ("spells", &["note"]),
    ("suggestions", &["offer"]),
    ("tags", &["add"]),
    ("held", &["save"]),
    ("tickets", &["create", "set_customer"]),
    ("turns", &["note"]),
    ("undelivered", &["retry", "give_up"]),
    ("watchers", &["add"]),
    // Small tables, read whole on purpose.
    ("blocks", &["all"]),
    ("outages", &["all"]),
    ("places", &["all"]),
    ("queues", &["all", "gone", "mirror"]),
    // The whole archive, once: an export, figures that are counted anew.
    ("attachments", &["count"]),
    ("questions", &["held_files"]),
    ("recount", &["rebuild", "from_history", "all", "put_in_order", "bring_together"]),
    ("people", &["count_unnamed"]),
    // What is held until its sender has answered: few messages at any time.
    ("questions", &["held", "all_held"]),
    ("emptying", &["are_named"]),
    // From the end of a table.
    ("people", &["newest_accounts"]),
];

/// The functions of the store that ask a database, by their files.
fn functions() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/store");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).expect("the store's folder").map(|f| f.expect("a file").path()) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let of = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let named = text.split("\npub async fn ").skip(1).filter_map(|after| {
            let (name, rest) = after.split_once(['(', '<'])?;
            rest.split_once(") ->")?.0.contains("db: &impl Db").then_some(name)
        });
        all.extend(named.map(|name| (of.clone(), name.to_owned())));
    }
    all
}

#[test]
fn no_query_is_forgotten() {
    let this = include_str!("indexes.rs");
    // Leases are PostgreSQL's, by their names and holders, a row for each instance and account.
    let is_known = |of: &str, name: &str| {
        of == "leases"
            || of == "bell"
            || this.contains(&format!("{of}::{name}("))
            || NOT_ASKED.iter().any(|(file, names)| *file == of && names.contains(&name))
    };
    let forgotten: Vec<String> = functions()
        .into_iter()
        .filter(|(of, name)| !is_known(of, name))
        .map(|(of, name)| format!("{of}::{name}"))
        .collect();
    assert!(forgotten.is_empty(), "ask them here, or say why not: {forgotten:?}");
    assert!(functions().len() > 200, "the store's functions are found");
}

/// Owes something for which nothing waits, and takes it back.
async fn ask_what_waits_for_a_key(db: &impl Db, now: DateTime<Utc>) -> Result<(), DbErr> {
    let new = deliveries::New {
        platform: "nowhere".to_owned(),
        lane: "b:nowhere".to_owned(),
        priority: 1,
        ticket: None,
        article: None,
        conversation: None,
        audience: "operators",
        collapse_key: Some("board:none".to_owned()),
        payload: "{}".to_owned(),
        courtesy: false,
        due_at: now,
    };
    queueing::queue(db, new, now).await?;
    db.execute_unprepared("DELETE FROM delivery WHERE collapse_key = 'board:none'").await.map(|_| ())
}

/// How the database would carry it out, a line each.
async fn plan(store: &Store, statement: &Statement) -> Vec<String> {
    let tx = store.begin().await.expect("a transaction");
    let asked = match store.backend() {
        DbBackend::Sqlite => {
            Statement { sql: format!("EXPLAIN QUERY PLAN {}", statement.sql), ..statement.clone() }
        }
        _ => {
            // As the desk has it planned: once, whatever the values will be, and never by reading a table whole, though
            // that would be right while it is small.
            let values = statement.values.as_ref().map(|v| v.0.as_slice()).unwrap_or_default();
            let types: Vec<&str> = values.iter().map(type_of).collect();
            let types = if types.is_empty() { String::new() } else { format!("({})", types.join(", ")) };
            let prepare = format!("PREPARE asked {types} AS {}", statement.sql);
            tx.execute_unprepared(&prepare).await.unwrap_or_else(|e| panic!("{prepare}: {e}"));
            let nothing = vec!["NULL"; values.len()].join(", ");
            let nothing = if values.is_empty() { String::new() } else { format!("({nothing})") };
            Statement::from_string(store.backend(), format!("EXPLAIN EXECUTE asked {nothing}"))
        }
    };
    let rows = tx.query_all_raw(asked).await.unwrap_or_else(|e| panic!("{}: {e}", statement.sql));
    if store.backend() != DbBackend::Sqlite {
        tx.execute_unprepared("DEALLOCATE asked").await.expect("it is forgotten");
    }
    let column = if store.backend() == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    rows.iter().map(|r| r.try_get("", column).expect("a line of a plan")).collect()
}

/// What PostgreSQL calls the type of a value.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::SmallInt(_) => "smallint",
        Value::Int(_) => "integer",
        Value::BigInt(_) | Value::BigUnsigned(_) => "bigint",
        Value::ChronoDate(_) => "date",
        Value::ChronoDateTimeUtc(_) | Value::ChronoDateTimeWithTimeZone(_) => "timestamptz",
        Value::Bytes(_) => "bytea",
        _ => "text",
    }
}

/// Whether this line of a plan reads a table whole.
fn reads_all(line: &str) -> bool {
    // FTS5 says `VIRTUAL TABLE INDEX 0:M2` where it goes by a match, `0:=M2` where by a match of one row, and
    // `0:` alone where it reads all.
    let by_match = line.contains("VIRTUAL TABLE INDEX") && (line.contains(":M") || line.contains(":=M"));
    // What a part of the statement gives, which has a line of its own.
    let of_a_part = ["SCAN of_state", "SCAN found"].contains(&line.trim_start());
    let whole = line.trim_start().starts_with("SCAN ") && !line.contains("USING") && !by_match && !of_a_part;
    whole || line.contains("Seq Scan")
}

on_both_databases! {
    async fn every_list_and_lookup_goes_by_an_index(desk) {
        desk.mia().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        let noting = Noting { store: desk.store(), asked: Mutex::default() };
        ask_everything(&noting, desk).await.expect("the database works");
        ask_the_rest(&noting, desk).await.expect("the database works");
        let asked = noting.asked.into_inner().unwrap_or_default();
        assert!(asked.len() > 150, "{}", asked.len());
        // Not by that of all that waits, which is as good only while there is little of it.
        let ways = [("(delivery.state = 'queued') IS TRUE", "ix_delivery_collapse"),
            ("(earlier.state IN ('queued', 'working')) IS TRUE", "ix_delivery_open_lane")];
        for (question, index) in ways {
            let of_one = asked.iter().find(|s| s.sql.contains(question)).expect("it is asked what waits");
            let plan = plan(desk.store(), of_one).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
        let mut slow = Vec::new();
        // What is asked of no rows at all is written as a condition that never holds.
        let of_something = asked.iter().filter(|s| !["WHERE ? = ?", "WHERE $1 = $2"].iter().any(|no| s.sql.contains(no)));
        // What says how the next is to be planned has no plan.
        let of_something = of_something.filter(|s| !s.sql.starts_with("SET "));
        for statement in of_something {
            let plan = plan(desk.store(), statement).await;
            if plan.iter().any(|line| reads_all(line)) {
                slow.push(format!("{}\n    {}", statement.sql, plan.join("\n    ")));
            }
        }
        assert!(slow.is_empty(), "these read a table whole:\n{}", slow.join("\n"));
    }
}

#[tokio::test]
async fn a_tickets_history_and_its_articles_lie_together_on_sqlite() {
    let desk = Harness::start(Options::new(Database::Sqlite)).await;
    let noting = Noting { store: desk.store(), asked: Mutex::default() };
    history::of_ticket(&noting, 1).await.expect("the database works");
    history::of_whole(&noting, 1).await.expect("the database works");
    figures::history_of(&noting, 1).await.expect("the database works");
    articles::of_ticket(&noting, 1, 0).await.expect("the database works");
    let asked = noting.asked.into_inner().unwrap_or_default();
    for (table, times) in [("history", 3), ("article", 1)] {
        let from = format!("FROM \"{table}\"");
        let of_table: Vec<&Statement> = asked.iter().filter(|s| s.sql.contains(&from)).collect();
        assert_eq!(of_table.len(), times);
        for statement in of_table {
            let plan = plan(desk.store(), statement).await;
            let together = format!("COVERING INDEX ix_{table}_whole");
            assert!(plan.iter().any(|line| line.contains(&together)), "{plan:#?}");
        }
    }
    desk.finish().await;
}
