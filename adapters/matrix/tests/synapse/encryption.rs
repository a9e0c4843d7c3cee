//! What is said in encrypted rooms.

use std::sync::Arc;

use serde_json::json;
use sportello_chat::{
    Attempt, Body, ChatAdapter, Event, Fetched, FileRef, Kind, Operation, Outlet, Target, ThreadRef,
};
use sportello_matrix::Trust;
use sportello_test_servers::User;
use sportello_test_servers::synapse::{self, Synapse};

use crate::bot::{Bot, attempt, help, room, send, thread};
use crate::sdk_user::SdkUser;

async fn secret_room(mia: &User) -> String {
    mia.create_room(json!({
        "preset": "public_chat",
        "initial_state": [{ "type": "m.room.encryption", "state_key": "",
                            "content": { "algorithm": "m.megolm.v1.aes-sha2" } }],
    }))
    .await
}

/// A bot in mia's encrypted help room.
async fn desk(synapse: &Synapse) -> (Bot, SdkUser, String) {
    let account = synapse.newcomer("mia").await;
    let id = secret_room(&account).await;
    let mut bot = Bot::new(synapse, vec![help(&id)]).await;
    bot.start().await;
    bot.in_room(&id).await;
    (bot, SdkUser::of(synapse, &account).await, id)
}

#[tokio::test]
async fn a_thread_is_heard_and_answered() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let root = mia.say(&id, "My VPN is down").await;
    let heard = bot.host.hear("My VPN is down").await;
    assert!(heard.place.encrypted);
    bot.say(thread(&id, &root), "Which one?").await;
    let answer = mia.wait_for(&id, |e| e["content"]["body"] == "Which one?").await;
    assert_eq!(answer["content"]["m.relates_to"]["event_id"], root.as_str());
    let relation = json!({ "rel_type": "m.thread", "event_id": root, "is_falling_back": true,
                           "m.in_reply_to": { "event_id": answer["event_id"] } });
    mia.send(&id, json!({ "msgtype": "m.text", "body": "the office one", "m.relates_to": relation })).await;
    let heard = bot.host.hear("the office one").await;
    assert_eq!(heard.place.thread, Some(ThreadRef::Id(root)));
}

#[tokio::test]
async fn an_edit_is_heard() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let old = mia.say(&id, "old").await;
    let new = json!({
        "msgtype": "m.text", "body": "* new", "m.new_content": { "msgtype": "m.text", "body": "new" },
        "m.relates_to": { "rel_type": "m.replace", "event_id": old },
    });
    mia.send(&id, new).await;
    bot.host
        .wait_for("the edit", |i| {
            matches!(&i.event, Event::Edit { target, message } if *target == old && message.text == "new")
        })
        .await;
}

#[tokio::test]
async fn a_file_goes_both_ways() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let file = FileRef { name: "a.png".into(), mime: "image/png".into(), size: 3, sha256: String::new() };
    let with_file = Attempt { file: Some((&b"png"[..]).into()), ..attempt("a") };
    let operation = Operation::SendFile { target: room(&id), file, reply_to: None, only_for: None };
    bot.perform(&operation, &with_file).await.expect("sent");
    let seen = mia.wait_for(&id, |e| e["content"]["body"] == "a.png").await;
    // What mia sends on is the same encrypted file.
    mia.send(&id, seen["content"].clone()).await;
    let heard = bot.host.wait_for("the file", |i| matches!(i.event, Event::Message(_))).await;
    let Event::Message(message) = heard.event else { panic!("a message") };
    match bot.adapter.fetch(&message.files[0], 1000).await.expect("fetched") {
        Fetched::Bytes(bytes) => assert_eq!(&bytes[..], b"png"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_said_meanwhile_is_read_after_a_restart() {
    let (mut bot, mia, id) = desk(synapse::shared().await).await;
    mia.say(&id, "before").await;
    bot.host.hear("before").await;
    bot.stop().await;
    for text in ["one", "two", "three"] {
        mia.say(&id, text).await;
    }
    bot.start().await;
    bot.host.hear("three").await;
    assert_eq!(bot.host.said(&id), ["before", "one", "two", "three"]);
}

#[tokio::test]
async fn the_same_key_is_one_message_and_is_found() {
    let (mut bot, mia, id) = desk(synapse::shared().await).await;
    let (operation, attempt) = (send(room(&id), Body::plain("once"), vec![]), attempt("a"));
    let first = bot.perform(&operation, &attempt).await.expect("sent");
    bot.stop().await;
    bot.start().await;
    assert_eq!(bot.perform(&operation, &attempt).await.expect("sent"), first);
    assert_eq!(
        bot.adapter.find(&operation, &attempt).await.expect("asked"),
        sportello_chat::Found::Found(first)
    );
    mia.wait_for(&id, |e| e["content"]["body"] == "once").await;
}

#[tokio::test]
async fn a_direct_chat_opened_by_the_bot_is_encrypted_and_found_again() {
    let synapse = synapse::shared().await;
    let account = synapse.newcomer("mia").await;
    let mut bot = Bot::new(synapse, vec![]).await;
    bot.start().await;
    let open = Operation::OpenDirect { person: account.id.clone() };
    let opened = bot.perform(&open, &attempt("a")).await.expect("opened");
    let id = opened.room.clone().expect("a room");
    account.join(&account.wait_for_invite(&bot.id).await).await;
    let mia = SdkUser::of(synapse, &account).await;
    let target = Target::Direct { person: account.id.clone(), room: None };
    let after = Attempt { earlier: vec![opened.clone()], ..attempt("b") };
    bot.perform(&send(target, Body::plain("hello"), vec![]), &after).await.expect("sent");
    mia.wait_for(&id, |e| e["content"]["body"] == "hello").await;
    mia.say(&id, "hi").await;
    let heard = bot.host.hear("hi").await;
    assert!(heard.place.direct && heard.place.encrypted);
    assert_eq!(bot.perform(&open, &attempt("c")).await.expect("opened"), opened);
    assert_eq!(
        bot.adapter.find(&open, &attempt("a")).await.expect("asked"),
        sportello_chat::Found::Found(opened)
    );
}

#[tokio::test]
async fn a_message_whose_key_comes_late_is_filled_in() {
    let synapse = synapse::shared().await;
    let (bot_account, account) = (synapse.newcomer("bot").await, synapse.newcomer("mia").await);
    let id = secret_room(&account).await;
    let mut first = Bot::of(synapse, &bot_account, vec![help(&id)]);
    first.start().await;
    first.in_room(&id).await;
    first.stop().await;
    // The key of what mia says now goes to the first device alone, which is away.
    let mia = SdkUser::of(synapse, &account).await;
    let said = mia.say(&id, "for the first device").await;
    let mut second = Bot::of(synapse, &bot_account, vec![help(&id)]);
    let key = std::fs::read_to_string(first.dir.path().join("recovery-key")).expect("a recovery key");
    second.settings.recovery_key = Some(key.into());
    second = Bot::with(second.settings.clone(), second.dir.clone());
    second.host = first.host.clone();
    second.start().await;
    let placeholder = second.host.wait_for("the placeholder", |i| i.id == said).await;
    assert!(matches!(placeholder.event, Event::Message(m) if m.kind == Kind::Undecryptable));
    // The first device comes back (with a host of its own) and brings its keys.
    first.host = Arc::new(crate::host::FakeHost::new());
    first.start().await;
    first.host.hear("for the first device").await;
    second.stop().await;
    second.start().await;
    let filled = second.host.wait_for("the words", |i| matches!(i.event, Event::Decrypted { .. })).await;
    assert_ne!(filled.id, said);
    assert!(matches!(filled.event, Event::Decrypted { target, message }
        if target == said && message.text == "for the first device"));
}

#[tokio::test]
async fn encryption_switched_off_passes_over_what_is_encrypted() {
    let synapse = synapse::shared().await;
    let account = synapse.newcomer("mia").await;
    let (secret, plain) =
        (secret_room(&account).await, account.create_room(json!({ "preset": "public_chat" })).await);
    let bot = Bot::new(synapse, vec![help(&secret), help(&plain)]).await;
    let mut settings = bot.settings.clone();
    settings.encryption = false;
    let mut bot = Bot::with(settings, bot.dir.clone());
    bot.start().await;
    bot.in_room(&secret).await;
    bot.in_room(&plain).await;
    let mia = SdkUser::of(synapse, &account).await;
    mia.say(&secret, "secret").await;
    let marker = account.set_state(&secret, "m.room.topic", "", json!({ "topic": "x" })).await;
    account.react(&secret, &marker, "👍").await;
    bot.host.wait_for("the reaction", |i| matches!(i.event, Event::Reaction { .. })).await;
    assert!(bot.host.said(&secret).is_empty());
}

#[tokio::test]
async fn who_signed_no_device_is_not_read_where_that_is_asked_for() {
    let synapse = synapse::shared().await;
    let account = synapse.newcomer("mia").await;
    let id = secret_room(&account).await;
    let bot = Bot::new(synapse, vec![help(&id)]).await;
    let mut settings = bot.settings.clone();
    settings.trust = Trust::CrossSigned;
    let mut bot = Bot::with(settings, bot.dir.clone());
    bot.start().await;
    bot.in_room(&id).await;
    // A device that its owner has not signed.
    let said = SdkUser::of(synapse, &account).await.say(&id, "who am I?").await;
    let heard = bot.host.wait_for("the message", |i| i.id == said).await;
    assert!(matches!(heard.event, Event::Message(m) if m.kind == Kind::Undecryptable && m.text.is_empty()));
    // Nor what no device has signed at all, which anybody can say who has the account's token, or its homeserver.
    let said = account.send_text(&id, "!close").await;
    let heard = bot.host.wait_for("the open message", |i| i.id == said).await;
    assert!(matches!(heard.event, Event::Message(m) if m.kind == Kind::Undecryptable && m.text.is_empty()));
}
