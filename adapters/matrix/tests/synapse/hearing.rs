//! What people say in plain rooms.

use serde_json::json;
use sportello_chat::{ChatAdapter, Event, Fetched, Inbound, Markup, ThreadRef};
use sportello_test_servers::User;
use sportello_test_servers::synapse::{self, Synapse};

use crate::bot::{Bot, help};

/// A bot in mia's help room.
pub async fn desk(synapse: &Synapse) -> (Bot, User, String) {
    let mia = synapse.newcomer("mia").await;
    let room = mia.create_room(json!({ "preset": "public_chat" })).await;
    let mut bot = Bot::new(synapse, vec![help(&room)]).await;
    bot.start().await;
    bot.in_room(&room).await;
    (bot, mia, room)
}

fn message(inbound: &Inbound) -> &sportello_chat::Message {
    match &inbound.event {
        Event::Message(message) => message,
        other => panic!("no message: {other:?}"),
    }
}

#[tokio::test]
async fn a_message_arrives_with_author_and_place() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    mia.call("PUT", &format!("/v3/profile/{}/displayname", mia.id), Some(json!({ "displayname": "Mia" })))
        .await;
    let id = mia.send_text(&room, "My VPN is *down*\nsince nine").await;
    let heard = bot.host.hear("My VPN is *down*\nsince nine").await;
    assert_eq!((&heard.id, &heard.author.id, &heard.place.room), (&id, &mia.id, &room));
    assert_eq!(heard.author.name.as_deref(), Some("Mia"));
    assert_eq!((heard.place.direct, heard.place.encrypted, &heard.place.thread), (false, false, &None));
    assert_eq!(
        (message(&heard).markup, heard.checkpoint.as_ref().map(|c| &c.event)),
        (Markup::Plain, Some(&id))
    );
}

#[tokio::test]
async fn what_was_said_before_the_bot_came_is_not_heard() {
    let synapse = synapse::shared().await;
    let mia = synapse.newcomer("mia").await;
    let room = mia.create_room(json!({ "preset": "public_chat" })).await;
    mia.send_text(&room, "long ago").await;
    let mut bot = Bot::new(synapse, vec![help(&room)]).await;
    bot.start().await;
    bot.in_room(&room).await;
    mia.send_text(&room, "now").await;
    bot.host.hear("now").await;
    assert_eq!(bot.host.said(&room), ["now"]);
}

#[tokio::test]
async fn formatting_becomes_commonmark() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let content = json!({
        "msgtype": "m.text", "body": "x", "format": "org.matrix.custom.html",
        "formatted_body": "<p>see <code>a</code></p><pre><code>b\nc\n</code></pre>",
    });
    mia.send(&room, "m.room.message", content).await;
    let heard = bot.host.wait_for("the message", |i| matches!(i.event, Event::Message(_))).await;
    assert_eq!(
        (message(&heard).text.as_str(), message(&heard).markup),
        ("see `a`\n\n```\nb\nc\n```", Markup::Markdown)
    );
}

#[tokio::test]
async fn a_thread_and_a_reply_say_what_they_belong_to() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let root = mia.send_text(&room, "root").await;
    mia.send_in_thread(&room, &root, "in the thread").await;
    mia.reply(&room, &root, "a reply").await;
    let threaded = bot.host.hear("in the thread").await;
    assert_eq!(threaded.place.thread, Some(ThreadRef::Id(root.clone())));
    assert_eq!(message(&threaded).reply_to, None);
    let reply = bot.host.hear("a reply").await;
    assert_eq!((reply.place.thread.clone(), message(&reply).reply_to.clone()), (None, Some(root)));
}

#[tokio::test]
async fn an_edit_carries_the_whole_new_text() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let id = mia.send_text(&room, "old").await;
    mia.edit(&room, &id, "new").await;
    let edit = bot.host.wait_for("the edit", |i| matches!(i.event, Event::Edit { .. })).await;
    match edit.event {
        Event::Edit { target, message } => assert_eq!((target, message.text.as_str()), (id, "new")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_deletion_names_what_was_deleted() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let id = mia.send_text(&room, "oops").await;
    bot.host.hear("oops").await;
    mia.redact(&room, &id).await;
    bot.host
        .wait_for("the redaction", |i| matches!(&i.event, Event::Redaction { target } if *target == id))
        .await;
}

#[tokio::test]
async fn a_reaction_brings_the_message_it_is_on() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let id = mia.send_text(&room, "please help").await;
    mia.react(&room, &id, "🎫\u{fe0f}").await;
    let reaction = bot.host.wait_for("the reaction", |i| matches!(i.event, Event::Reaction { .. })).await;
    match reaction.event {
        Event::Reaction { target, emoji, on: Some(on) } => {
            assert_eq!((target, emoji.as_str()), (id, "🎫"));
            assert_eq!((&on.0.id, on.1.text.as_str()), (&mia.id, "please help"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_can_be_fetched_up_to_the_limit() {
    let (bot, mia, room) = desk(synapse::shared().await).await;
    let url = mia.upload("a.bin", "application/octet-stream", b"0123456789").await;
    // The sender's claim of its size is wrong.
    let content = json!({ "msgtype": "m.file", "body": "a.bin", "url": url, "info": { "size": 3 } });
    mia.send(&room, "m.room.message", content).await;
    let heard = bot.host.wait_for("the file", |i| matches!(i.event, Event::Message(_))).await;
    let file = &message(&heard).files[0];
    assert_eq!((file.name.as_str(), file.size), ("a.bin", Some(3)));
    match bot.adapter.fetch(file, 10).await.expect("fetched") {
        Fetched::Bytes(bytes) => assert_eq!(&bytes[..], b"0123456789"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(bot.adapter.fetch(file, 9).await, Ok(Fetched::TooLarge)));
}
