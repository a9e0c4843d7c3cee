//! What happens while the bot is away, and when it comes back.

use serde_json::json;
use sportello_chat::{Body, Event, Outlet, SendError};
use sportello_test_servers::synapse;

use crate::bot::{Bot, attempt, help, room as place, send};
use crate::hearing::desk;

#[tokio::test]
async fn what_was_said_meanwhile_comes_once_and_in_order() {
    let (mut bot, mia, room) = desk(synapse::shared().await).await;
    mia.send_text(&room, "before").await;
    bot.host.hear("before").await;
    bot.stop().await;
    let mut expected = vec!["before".to_owned()];
    for n in 0..230 {
        let text = format!("missed {n}");
        mia.send_text(&room, &text).await;
        expected.push(text);
    }
    bot.start().await;
    let late = bot.host.wait_for("the end", |i| matches!(i.event, Event::CaughtUp { .. })).await;
    assert!(matches!(late.event, Event::CaughtUp { messages: 230, .. }), "{late:?}");
    mia.send_text(&room, "after").await;
    expected.push("after".to_owned());
    bot.host.hear("after").await;
    assert_eq!(bot.host.said(&room), expected);
}

#[tokio::test]
async fn what_was_not_stored_is_handed_over_again() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    bot.host.refuse(true);
    let id = mia.send_text(&room, "keep me").await;
    bot.host.refused(&id).await;
    bot.host.refuse(false);
    bot.host.hear("keep me").await;
}

#[tokio::test]
async fn at_what_the_program_failed_is_read_again_with_all_that_came_after_it() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    mia.send_text(&room, "before").await;
    bot.host.hear("before").await;
    bot.host.fail_once();
    for text in ["keep me", "and me"] {
        mia.send_text(&room, text).await;
    }
    bot.host.hear("and me").await;
    assert_eq!(bot.host.said(&room), ["before", "keep me", "and me"]);
    let late = |i: &sportello_chat::Inbound| matches!(i.event, Event::CaughtUp { .. });
    assert!(!bot.host.stored().iter().any(late), "nobody was away");
}

#[tokio::test]
async fn what_was_not_stored_before_the_end_is_seen_again_after_it() {
    let (mut bot, mia, room) = desk(synapse::shared().await).await;
    mia.send_text(&room, "stored").await;
    bot.host.hear("stored").await;
    bot.host.refuse(true);
    let id = mia.send_text(&room, "keep me").await;
    bot.host.refused(&id).await;
    bot.stop().await;
    bot.host.refuse(false);
    bot.start().await;
    bot.host.hear("keep me").await;
    assert_eq!(bot.host.said(&room), ["stored", "keep me"]);
}

#[tokio::test]
async fn nothing_missed_is_nothing_to_announce() {
    let (mut bot, mia, room) = desk(synapse::shared().await).await;
    mia.send_text(&room, "before").await;
    bot.host.hear("before").await;
    bot.stop().await;
    bot.start().await;
    mia.send_text(&room, "after").await;
    bot.host.hear("after").await;
    let late = |i: &sportello_chat::Inbound| matches!(i.event, Event::CaughtUp { .. });
    assert!(!bot.host.stored().iter().any(late));
}

#[tokio::test]
async fn a_restart_is_no_new_login() {
    let synapse = synapse::shared().await;
    let account = synapse.newcomer("bot").await;
    let mut bot = Bot::of(synapse, &account, vec![]);
    for _ in 0..2 {
        bot.start().await;
        bot.stop().await;
    }
    let devices = account.call("GET", "/v3/devices", None).await;
    let ours = devices["devices"].as_array().into_iter().flatten();
    assert_eq!(ours.filter(|d| d["display_name"] == "Sportello").count(), 1);
}

#[tokio::test]
async fn a_session_that_was_ended_is_replaced() {
    let synapse = synapse::shared().await;
    let (account, mia) = (synapse.newcomer("bot").await, synapse.newcomer("mia").await);
    let room = mia.create_room(json!({ "preset": "public_chat" })).await;
    let mut bot = Bot::of(synapse, &account, vec![help(&room)]);
    bot.start().await;
    bot.in_room(&room).await;
    account.call("POST", "/v3/logout/all", Some(json!({}))).await;
    mia.send_text(&room, "still there?").await;
    bot.host.hear("still there?").await;
}

#[tokio::test]
async fn a_wrong_password_ends_it_with_a_sentence() {
    let synapse = synapse::shared().await;
    let mut settings = Bot::new(synapse, vec![]).await.settings;
    settings.password = "wrong".to_owned().into();
    let mut bot = Bot::with(settings, std::sync::Arc::new(tempfile::tempdir().expect("a folder")));
    bot.launch();
    let stopped = bot.ended().await.expect_err("can't go on");
    assert!(stopped.cause.contains("password"), "{stopped}");
}

#[tokio::test]
async fn a_homeserver_that_is_away_is_waited_for() {
    let synapse = synapse::own().await;
    let mia = synapse.newcomer("mia").await;
    let room = mia.create_room(json!({ "preset": "public_chat" })).await;
    let mut bot = Bot::new(&synapse, vec![help(&room)]).await;
    synapse.stop().await;
    bot.launch();
    synapse.start().await;
    bot.host.until_connected(true).await;
    bot.in_room(&room).await;
    synapse.stop().await;
    bot.host.until_connected(false).await;
    let operation = send(place(&room), Body::plain("x"), vec![]);
    let refused = bot.adapter.perform(&operation, &attempt("a")).await;
    assert!(matches!(refused, Err(SendError::Retry { .. })), "{refused:?}");
    synapse.start().await;
    mia.send_text(&room, "back again").await;
    bot.host.hear("back again").await;
}

#[tokio::test]
async fn more_than_a_busy_host_can_queue_is_read_once_and_in_order() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    bot.host.refuse(true);
    let expected: Vec<String> = (0..150).map(|n| format!("flood {n}")).collect();
    for text in &expected {
        mia.send_text(&room, text).await;
    }
    bot.host.refuse(false);
    bot.host.hear("flood 149").await;
    mia.send_text(&room, "after").await;
    bot.host.hear("after").await;
    assert_eq!(bot.host.said(&room)[..150], expected);
    assert_eq!(bot.host.said(&room).len(), 151);
}
