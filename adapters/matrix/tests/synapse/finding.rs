//! Finding out what became of something that was sent.

use sportello_chat::{Attempt, Body, Found, Operation, Outlet, Sent};
use sportello_test_servers::synapse;

use crate::bot::{Bot, attempt, room, send};
use crate::hearing::desk;

#[tokio::test]
async fn what_was_sent_is_found_from_another_device_too() {
    let synapse = synapse::shared().await;
    let (bot, _mia, id) = desk(synapse).await;
    let (operation, attempt) = (send(room(&id), Body::plain("once"), vec![]), attempt("a"));
    let sent = bot.perform(&operation, &attempt).await.expect("sent");
    let found = Found::Found(sent.clone());
    assert_eq!(bot.adapter.find(&operation, &attempt).await.expect("asked"), found);
    let mut settings = bot.settings.clone();
    let dir = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    settings.state_dir = dir.path().to_owned();
    let mut other = Bot::with(settings, dir);
    other.start().await;
    // It is connected for others only once it knows its rooms.
    other.say(room(&id), "I am here").await;
    assert_eq!(other.adapter.find(&operation, &attempt).await.expect("asked"), found);
}

#[tokio::test]
async fn what_was_not_sent_is_absent() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    bot.say(room(&id), "something else").await;
    mia.send_text(&id, "and more").await;
    let operation = send(room(&id), Body::plain("never"), vec![]);
    assert_eq!(bot.adapter.find(&operation, &attempt("a")).await.expect("asked"), Found::Absent);
}

#[tokio::test]
async fn edits_and_reactions_are_found() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let message = bot.say(room(&id), "text").await.id.expect("an id");
    let theirs = mia.send_text(&id, "thanks").await;
    let edit = Operation::Edit { target: room(&id), message, body: Body::plain("text 2"), buttons: vec![] };
    let react = Operation::React { target: room(&id), message: theirs, emoji: "👍".into() };
    for operation in [edit, react] {
        let attempt = attempt(operation.name());
        let sent = bot.perform(&operation, &attempt).await.expect("done");
        assert_eq!(bot.adapter.find(&operation, &attempt).await.expect("asked"), Found::Found(sent));
    }
}

#[tokio::test]
async fn a_deletion_and_a_pin_are_found_by_their_effect() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let rights = serde_json::json!({ "users": { (bot.id.clone()): 50 } });
    mia.set_state(&id, "m.room.power_levels", "", rights).await;
    let message = bot.say(room(&id), "text").await;
    let attempt = Attempt { earlier: vec![message.clone()], ..attempt("a") };
    let pin = Operation::Pin { target: room(&id) };
    let delete = Operation::Delete { target: room(&id), message: message.id.expect("an id") };
    for operation in [pin, delete] {
        assert_eq!(bot.adapter.find(&operation, &attempt).await.expect("asked"), Found::Absent);
        bot.perform(&operation, &attempt).await.expect("done");
        let found = bot.adapter.find(&operation, &attempt).await.expect("asked");
        assert_eq!(found, Found::Found(Sent::default()));
    }
}
