//! Operations whose outcome is not known.

use std::time::Duration;

use bytes::Bytes;
use sportello_chat::{
    Content, FileRef, Found, Mention, NewMessage, Operation, Outlet, SendError, Sent, ThreadStart, Uncertain,
};
use sportello_discord_server::Person;

use crate::bot::{Bot, Desk, attempt, in_room, outbound, plain};

fn operations(bot: &Bot, content: Content, desk: &Desk) -> (Vec<Operation>, sportello_chat::Outbound) {
    let outbound = outbound(in_room(&desk.help), content);
    (bot.adapter.plan(&outbound), outbound)
}

fn unknown(done: &Result<Sent, SendError>) {
    assert!(matches!(done, Err(SendError::Unknown { .. })), "{done:?}");
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_found_and_not_doubled() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let (ops, out) = operations(&bot, Content::Message(plain("once")), &desk);
    let (op, attempt) = (&ops[0], attempt(&out, vec![]));
    assert!(matches!(bot.adapter.find(op, &attempt).await, Ok(Found::Absent)));
    desk.discord.lose_answer("POST /channels/{channel_id}/messages", 1);
    unknown(&bot.adapter.perform(op, &attempt).await);
    let again = bot.adapter.perform(op, &attempt).await.expect("the same");
    let found = bot.adapter.find(op, &attempt).await.expect("asked");
    assert_eq!(found, Found::Found(again));
    assert_eq!(desk.discord.shown(desk.help.id()).len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn long_after_its_nonce_a_message_is_found_by_what_it_says() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let (ops, out) = operations(&bot, Content::Message(plain("the *same* words")), &desk);
    let op = &ops[0];
    // Another message of the same words, which is known to be another.
    bot.adapter.perform(op, &attempt(&out, vec![])).await.expect("said");
    let attempt = attempt(&out, vec![]);
    assert!(matches!(bot.adapter.find(op, &attempt).await, Ok(Found::Absent)));
    desk.discord.lose_answer("POST /channels/{channel_id}/messages", 1);
    unknown(&bot.adapter.perform(op, &attempt).await);
    bot.stop().await;
    desk.discord.advance(Duration::from_secs(60 * 60));
    let bot = desk.bot().await;
    let found = bot.adapter.find(op, &attempt).await.expect("asked");
    assert!(matches!(found, Found::Found(_)), "{found:?}");
    bot.stop().await;
}

#[tokio::test]
async fn what_is_said_twice_is_not_found_in_what_was_said_first() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let (ops, out) = operations(&bot, Content::Message(plain("Done.")), &desk);
    let op = &ops[0];
    let first = bot.adapter.perform(op, &attempt(&out, vec![])).await.expect("said");
    desk.host.knows_sent(first.id.as_deref().expect("an id"));
    let second = attempt(&out, vec![]);
    desk.discord.refuse("POST /channels/{channel_id}/messages", 1, 502);
    unknown(&bot.adapter.perform(op, &second).await);
    bot.stop().await;
    let bot = desk.bot().await;
    assert!(matches!(bot.adapter.find(op, &second).await, Ok(Found::Absent)));
    bot.adapter.perform(op, &second).await.expect("said");
    assert!(matches!(bot.adapter.find(op, &second).await, Ok(Found::Found(_))));
    bot.stop().await;
}

#[tokio::test]
async fn what_called_somebody_who_had_left_is_found_too() {
    let desk = Desk::new().await;
    let (ada, otto) = (desk.guild.member("ada"), desk.guild.member("otto"));
    let bot = desk.bot().await;
    let mention = |p: &Person| Mention { id: p.id().to_string(), name: p.name().to_owned() };
    let message = NewMessage { mentions: vec![mention(&ada), mention(&otto)], ..plain("It is down") };
    let (ops, out) = operations(&bot, Content::Message(message), &desk);
    let attempt = attempt(&out, vec![]);
    ada.leaves(&desk.guild);
    desk.discord.lose_answer("POST /channels/{channel_id}/messages", 1);
    unknown(&bot.adapter.perform(&ops[0], &attempt).await);
    bot.stop().await;
    let bot = desk.bot().await;
    let found = bot.adapter.find(&ops[0], &attempt).await;
    assert!(matches!(found, Ok(Found::Found(_))), "{found:?}");
    bot.stop().await;
}

#[tokio::test]
async fn a_file_is_found_by_its_name_and_size() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let file = FileRef { name: "a log.txt".into(), mime: "text/plain".into(), size: 5, sha256: "0".into() };
    let message = NewMessage { files: vec![file], ..NewMessage::default() };
    let (ops, out) = operations(&bot, Content::Message(message), &desk);
    let mut attempt = attempt(&out, vec![]);
    attempt.file = Some(Bytes::from_static(b"a log"));
    assert!(matches!(bot.adapter.find(&ops[0], &attempt).await, Ok(Found::Absent)));
    desk.discord.lose_answer("POST /channels/{channel_id}/messages", 1);
    unknown(&bot.adapter.perform(&ops[0], &attempt).await);
    assert!(matches!(bot.adapter.find(&ops[0], &attempt).await, Ok(Found::Found(_))));
    bot.stop().await;
}

#[tokio::test]
async fn threads_are_found_again() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let on = ThreadStart { title: "#1".into(), on: Some(asked.id.to_string()), ..ThreadStart::default() };
    let members = vec![mia.id().to_string()];
    let private = ThreadStart { title: "#2".into(), private: true, members, ..ThreadStart::default() };
    for (start, route) in [
        (on, "POST /channels/{channel_id}/messages/{message_id}/threads"),
        (private, "POST /channels/{channel_id}/threads"),
    ] {
        let is_private = start.private;
        let (ops, out) =
            operations(&bot, Content::Message(NewMessage { opens: Some(start), ..plain("x") }), &desk);
        let (op, attempt) = (&ops[0], attempt(&out, vec![]));
        assert!(matches!(op, Operation::StartThread { .. }));
        assert!(matches!(bot.adapter.find(op, &attempt).await, Ok(Found::Absent)));
        desk.discord.lose_answer(route, 1);
        unknown(&bot.adapter.perform(op, &attempt).await);
        let found = bot.adapter.find(op, &attempt).await.expect("asked");
        let Found::Found(Sent { thread: Some(thread), .. }) = found else { panic!("{found:?}") };
        if is_private {
            let id: u64 = thread.parse().expect("an id");
            assert!(mia.sees(sportello_discord_server::Id(id)), "she was let in");
        }
    }
    bot.stop().await;
}

#[tokio::test]
async fn what_is_harmless_twice_is_simply_repeated() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let react = Content::React { message: asked.id.to_string(), emoji: "👍".into() };
    let (ops, out) = operations(&bot, react, &desk);
    let attempt = attempt(&out, vec![]);
    desk.discord.refuse("PUT /channels/", 1, 502);
    let done = bot.adapter.perform(&ops[0], &attempt).await;
    assert!(matches!(done, Err(SendError::Retry { .. })), "{done:?}");
    assert!(matches!(bot.adapter.find(&ops[0], &attempt).await, Ok(Found::CannotTell)));
    assert_eq!(bot.adapter.policy(&ops[0]), Uncertain::Repeat);
    bot.perform(&ops[0], &attempt).await.expect("done");
    bot.stop().await;
}
