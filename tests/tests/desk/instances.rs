//! Two instances on one PostgreSQL: each account is served by one of them, and what one leaves undone or does
//! not know to be over, the other does once.

use std::time::Duration;

use sportello_chat::{
    Author, Event, Host, Inbound, Message, Operation, Place, Platform, SubmitError, ThreadRef,
};
use sportello_tests::options::Database;
use sportello_tests::{Fault, Harness, Options, Spot};

use crate::keeping::exports;
use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

const ALL: [&str; 3] = ["alpha", "beta", "mail"];

/// Two instances; the first serves everything.
async fn two(change: impl FnOnce(&mut Options)) -> Harness {
    let mut options = Options::new(Database::Postgres);
    change(&mut options);
    let mut desk = Harness::start(options).await;
    desk.second_instance().await;
    desk
}

async fn two_alike() -> Harness {
    two(|_| {}).await
}

/// Waits for what another task brings about.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap_or_else(|_| panic!("never {what}"));
}

/// What mia says in her thread, as the platform hands it over.
fn follow_up(desk: &Harness, request: &str, id: &str, text: &str) -> Inbound {
    Inbound {
        platform: Platform::new("alpha"),
        id: id.to_owned(),
        at: desk.now(),
        author: Author { id: "mia".to_owned(), ..Author::default() },
        place: Place {
            room: "help".to_owned(),
            thread: Some(ThreadRef::Id(request.to_owned())),
            direct: false,
            encrypted: false,
            realm: None,
        },
        event: Event::Message(Message { text: text.to_owned(), ..Message::default() }),
        checkpoint: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_has_begun_the_other_goes_on_with() {
    let mut desk = two_alike().await;
    let request = taken_by_ada(&desk).await;
    desk.other_takes_over(&ALL).await;
    desk.change_over();
    desk.other_dies().await;
    desk.mia().says("It says no carrier").in_thread(&request).await;
    in_ops(&desk, "ada", "1001", "!reply Please try again").await;
    desk.mia().sees_in_thread(&request).must_have("Please try again");
    assert_eq!(desk.ops_thread("1001").count("It says no carrier"), 1);
    desk.mia().says("The printer is on fire, too").in_room("accounts").await;
    desk.settle().await;
    assert_eq!(desk.numbers().await.len(), 2);
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_dies_owing_has_it_said_by_the_other() {
    let mut desk = two_alike().await;
    desk.alpha().faults.saying("#1001", 1, Fault::Held);
    let request = desk.mia().says("My VPN is down since this morning").in_help().await;
    desk.alpha().faults.until_held().await;
    desk.other_takes_over_from_the_dead(&ALL).await;
    desk.settle().await;
    assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_know_that_it_is_over_stores_nothing() {
    let mut desk = two_alike().await;
    let request = vpn_is_down(&desk).await;
    let stale = desk.desk().clone();
    desk.other_takes_over(&["alpha"]).await;
    let event = follow_up(&desk, &request, "alpha-late", "It says no carrier");
    let refused = stale.submit(event.clone()).await;
    assert!(matches!(refused, Err(SubmitError::Closed)), "{refused:?}");
    assert!(stale.serves("alpha").is_none(), "it has learnt that it is over");
    assert_eq!(desk.said("1001").await, ["request: My VPN is down since this morning"]);

    desk.other_takes_over(&["beta", "mail"]).await;
    desk.change_over();
    desk.submit(event).await;
    desk.settle().await;
    let both = ["request: My VPN is down since this morning", "request: It says no carrier"];
    assert_eq!(desk.said("1001").await, both);
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_without_its_answer_is_found_by_the_other_and_not_said_again() {
    let mut desk = two_alike().await;
    desk.alpha().faults.saying("#1001", 1, Fault::HeldAfter);
    let request = desk.mia().says("My VPN is down since this morning").in_help().await;
    desk.alpha().until(|all| all.iter().any(|m| m.by.is_none())).await;
    desk.other_takes_over(&ALL).await;
    desk.change_over();
    desk.settle().await;
    let receipts = desk.mia().sees_in_thread(&request);
    assert_eq!(receipts.from_bot().len(), 1);
    // The answer comes at last, to whom it is worth nothing any more.
    desk.alpha().faults.release();
    let receipt = receipts.last_of_bot().id.clone();
    desk.mia().says("It worked yesterday").replying_to(&receipt).in_help().await;
    desk.settle().await;
    assert_eq!(desk.articles("1001").await.len(), 2, "what was found is known like what was sent");
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_instance_sends_no_more() {
    let mut desk = two_alike().await;
    let request = vpn_is_down(&desk).await;
    let stale = desk.desk().clone();
    desk.alpha().faults.saying("no carrier", 1, Fault::Held);
    desk.mia().says("It says no carrier").in_thread(&request).await;
    desk.alpha().faults.until_held().await;
    desk.other_takes_over(&ALL).await;
    desk.change_over();
    // The first thing that it tries to store tells it.
    let event = follow_up(&desk, &request, "alpha-late", "Hello?");
    assert!(stale.submit(event).await.is_err());
    desk.settle().await;
    desk.alpha().faults.release();
    desk.settle().await;
    assert_eq!(desk.ops_thread("1001").count("It says no carrier"), 1);
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_falls_due_happens_once() {
    const DAY: u64 = 24 * 3600;
    let desk = two_alike().await;
    for _ in 0..6 {
        desk.leo().says("!new My screen flickers all day").in_help().await;
    }
    desk.settle().await;
    let numbers = desk.numbers().await;
    assert_eq!(numbers.len(), 6);
    for number in &numbers {
        in_ops(&desk, "ada", number, "!take").await;
        in_ops(&desk, "ada", number, "!pending for 2d waiting for the spare part").await;
    }
    // Both see the clock turned.
    desk.advance_seconds(2 * DAY).await;
    for number in &numbers {
        let name = number.as_str();
        until("open again", async || desk.state(name).await == "open").await;
        desk.settle().await;
        let history = desk.history(name).await;
        assert_eq!(history.iter().filter(|e| *e == "reminded").count(), 1, "{number}: {history:?}");
        assert_eq!(desk.ops_thread(name).times_told("operator-reminded"), 1);
    }
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_commits_for_an_account_of_the_other_is_delivered_at_once() {
    let mut desk = two(Options::on_beta_too).await;
    desk.other_takes_over(&["beta"]).await;
    desk.change_over();
    desk.other_knows().await;
    desk.ring().await;
    // The second hears it on beta, and the first says it on alpha, where it has nothing else to do.
    desk.mia().on_beta().says("My VPN is down since this morning").in_help().await;
    desk.settle().await;
    let begun = std::time::Instant::now();
    let ops = Spot::room("ops");
    desk.alpha().until(|all| all.iter().any(|m| m.by.is_none() && m.spot == ops && m.ticket.is_some())).await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    desk.take_over(&["alpha", "mail"]).await;
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bot_toml_read_again_by_one_is_read_again_by_all() {
    let mut desk = two_alike().await;
    desk.edit_bot_toml(|options| options.queue("helpdesk").title = "Help".to_owned());
    desk.desk().reload().await.unwrap();
    let title = |desk: &sportello::desk::Desk| desk.view().queue("helpdesk").unwrap().title.clone();
    until("read again", async || title(desk.other_desk()) == "Help").await;
    assert_eq!(title(desk.desk()), "Help");
    desk.spoil_bot_toml("[desk]\nlanguage = \"fr\"\n");
    desk.desk().reload().await.unwrap();
    assert_eq!(title(desk.other_desk()), "Help");
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_imported_under_another_instance() {
    let desk = two_alike().await;
    let folder = exports(&desk);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("old.jsonl"), "").unwrap();
    desk.person("rita").says("!import old.jsonl").directly().await;
    desk.settle().await;
    desk.person("rita").sees_directly().must_tell("refusal-not-alone");
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_that_one_has_found_the_other_knows() {
    let desk = two(|options| {
        let channel =
            sportello::config::Channel { platform: Platform::new("alpha"), name: "#later".to_owned() };
        options.queue("helpdesk").channels.push(channel);
    })
    .await;
    let (alpha, room) = (Platform::new("alpha"), "!later:example.org");
    let role = |desk: &sportello::desk::Desk| desk.view().room_role(&Platform::new("alpha"), room).help;
    let pinned = desk.desk().pinned(&alpha, "#later").await.unwrap();
    assert_eq!(pinned.as_deref(), Some("#later"), "the harness pins channels by their names");
    let replaced = Event::PlaceReplaced { by: room.to_owned() };
    desk.happens_to("#later", replaced).await;
    assert_eq!(role(desk.desk()).as_deref(), Some("helpdesk"));
    desk.ring().await;
    until("known", async || role(desk.other_desk()).as_deref() == Some("helpdesk")).await;
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_serves_is_no_platform_that_is_away() {
    let desk = two_alike().await;
    let other = desk.other_desk();
    other.until_others(true).await;
    desk.desk().connected(&Platform::new("alpha"), true);
    let connected = "sportello_platform_connected{platform=\"alpha\"}";
    let served = desk.desk().exposed_metrics().await;
    assert!(served.contains(&format!("{connected} 1\n")), "{served}");
    let waiting = other.exposed_metrics().await;
    assert!(!waiting.contains(connected) && waiting.contains("sportello_database_up 1\n"), "{waiting}");
    desk.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_in_the_middle_of_a_send_leaves_order_and_number_as_they_are() {
    let mut desk = two_alike().await;
    let request = vpn_is_down(&desk).await;
    desk.alpha().faults.plan(1, Fault::HeldAfter, |o| matches!(o, Operation::Send { .. }));
    for i in 1..=5 {
        desk.mia().says(&format!("line {i}")).in_thread(&request).await;
    }
    desk.alpha().faults.until_held().await;
    desk.other_takes_over(&ALL).await;
    desk.change_over();
    desk.mia().says("line 6").in_thread(&request).await;
    desk.settle().await;
    desk.alpha().faults.release();
    desk.settle().await;
    let seen = desk.ops_thread("1001").transcript();
    let places: Vec<Option<usize>> = (1..=6).map(|i| seen.find(&format!("line {i}"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{seen}");
    desk.finish().await;
}
