//! What the bot says.

use sportello_chat::{Attempt, Body, FileRef, Mention, Operation, Outlet, SendError, Sent};
use sportello_test_servers::{body_is, synapse};

use crate::bot::{attempt, room, send, thread};
use crate::hearing::desk;

#[tokio::test]
async fn an_answer_in_a_thread_notifies_only_whom_it_names() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let root = mia.send_text(&id, "help").await;
    let mention = Mention { id: mia.id.clone(), name: "Mia".into() };
    let operation = send(thread(&id, &root), Body::markdown("**done** <b>"), vec![mention]);
    bot.perform(&operation, &attempt("a")).await.expect("sent");
    let seen = mia.wait_for(&id, body_is("done")).await;
    let content = &seen["content"];
    assert_eq!(content["m.mentions"]["user_ids"][0], mia.id.as_str());
    assert_eq!(
        (&content["m.relates_to"]["rel_type"], &content["m.relates_to"]["event_id"]),
        (&"m.thread".into(), &root.into())
    );
    let html = content["formatted_body"].as_str().expect("formatted");
    assert!(html.contains("<strong>done</strong> &lt;b&gt;") && html.contains("matrix.to"), "{html}");
}

#[tokio::test]
async fn the_same_key_is_one_message() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let (operation, attempt) = (send(room(&id), Body::plain("once"), vec![]), attempt("a"));
    let first = bot.perform(&operation, &attempt).await.expect("sent");
    let second = bot.perform(&operation, &attempt).await.expect("sent");
    assert_eq!(first, second);
    let all = mia.messages(&id).await;
    assert_eq!(all.iter().filter(|e| body_is("once")(e)).count(), 1);
}

#[tokio::test]
async fn an_edit_stays_a_notice_and_replaces() {
    let (mut bot, mia, id) = desk(synapse::shared().await).await;
    let notice = match send(room(&id), Body::plain("header"), vec![]) {
        Operation::Send { target, body, mentions, .. } => Operation::Send {
            target,
            body,
            mentions,
            reply_to: None,
            notice: true,
            only_for: None,
            opens_thread: true,
            buttons: vec![],
        },
        other => other,
    };
    let sent = bot.perform(&notice, &attempt("a")).await.expect("sent");
    let message = sent.id.clone().expect("an id");
    assert_eq!(sent.thread, sent.id);
    bot.stop().await;
    bot.start().await;
    let edit = Operation::Edit {
        target: room(&id),
        message: message.clone(),
        body: Body::plain("header 2"),
        buttons: vec![],
    };
    bot.perform(&edit, &attempt("b")).await.expect("edited");
    let seen = mia.wait_for(&id, |e| e["content"]["m.new_content"]["body"] == "header 2").await;
    assert_eq!(seen["content"]["m.relates_to"]["event_id"], message.as_str());
    assert_eq!(seen["content"]["m.new_content"]["msgtype"], "m.notice");
}

#[tokio::test]
async fn a_reaction_given_twice_is_no_error() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let message = mia.send_text(&id, "thanks").await;
    let react = Operation::React { target: room(&id), message: message.clone(), emoji: "👍".into() };
    bot.perform(&react, &attempt("a")).await.expect("sent");
    bot.perform(&react, &attempt("b")).await.expect("there already");
    mia.wait_for(&id, |e| {
        e["type"] == "m.reaction" && e["content"]["m.relates_to"]["event_id"] == message.as_str()
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ours_can_be_deleted_only_with_the_right() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let message = mia.send_text(&id, "secret").await;
    let delete = Operation::Delete { target: room(&id), message: message.clone() };
    assert!(matches!(bot.perform(&delete, &attempt("a")).await, Err(SendError::Permanent { .. })));
    mia.set_state(&id, "m.room.power_levels", "", serde_json::json!({ "users": { (bot.id.clone()): 50 } }))
        .await;
    bot.perform(&delete, &attempt("b")).await.expect("deleted");
    assert!(mia.event(&id, &message).await["content"].get("body").is_none());
}

#[tokio::test]
async fn a_message_can_be_pinned() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    mia.set_state(&id, "m.room.power_levels", "", serde_json::json!({ "users": { (bot.id.clone()): 50 } }))
        .await;
    let board = bot.say(room(&id), "board").await;
    let pinned = Attempt { earlier: vec![board.clone()], ..attempt("a") };
    bot.perform(&Operation::Pin { target: room(&id) }, &pinned).await.expect("pinned");
    let seen = mia.wait_for(&id, |e| e["type"] == "m.room.pinned_events").await;
    assert_eq!(seen["content"]["pinned"][0].as_str(), board.id.as_deref());
}

#[tokio::test]
async fn a_file_arrives_whole() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let bytes = b"%PDF-1.7".to_vec();
    let file =
        FileRef { name: "a.pdf".into(), mime: "application/pdf".into(), size: 8, sha256: String::new() };
    let operation = Operation::SendFile { target: room(&id), file, reply_to: None, only_for: None };
    let with_file = Attempt { file: Some(bytes.clone().into()), ..attempt("a") };
    bot.perform(&operation, &with_file).await.expect("sent");
    let seen = mia.wait_for(&id, body_is("a.pdf")).await;
    assert_eq!(mia.download(seen["content"]["url"].as_str().expect("a url")).await, bytes);
}

#[tokio::test]
async fn a_long_text_is_sent_in_pieces_that_fit() {
    let (bot, mia, id) = desk(synapse::shared().await).await;
    let long = "& < ü 漢字 \n".repeat(9_000);
    let outbound = sportello_chat::Outbound {
        target: room(&id),
        audience: sportello_chat::Audience::Customer,
        ticket: None,
        answers: None,
        content: sportello_chat::Content::Message(sportello_chat::NewMessage {
            body: Body::markdown(long),
            ..Default::default()
        }),
    };
    let parts = bot.adapter.plan(&outbound);
    for (n, part) in parts.iter().enumerate() {
        bot.perform(part, &attempt(&n.to_string())).await.expect("each fits");
    }
    let all = mia.messages(&id).await;
    assert_eq!(all.iter().filter(|e| body_is("漢字")(e)).count(), parts.len());
}

#[tokio::test]
async fn a_room_the_bot_is_not_in_is_unreachable() {
    let (bot, mia, _) = desk(synapse::shared().await).await;
    let elsewhere = mia.create_room(serde_json::json!({})).await;
    let operation = send(room(&elsewhere), Body::plain("x"), vec![]);
    let result: Result<Sent, _> = bot.perform(&operation, &attempt("a")).await;
    assert!(matches!(result, Err(SendError::Unreachable { .. })), "{result:?}");
}
