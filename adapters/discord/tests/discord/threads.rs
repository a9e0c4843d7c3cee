//! Threads: on messages, private, archived, and too many.

use sportello_chat::{Body, Content, NewMessage, SendError, ThreadStart};
use sportello_discord::RoomRole;

use crate::bot::{Desk, in_room, in_thread, plain, room};

fn opening(start: ThreadStart) -> NewMessage {
    NewMessage { opens: Some(start), ..plain("Received as #1001") }
}

#[tokio::test]
async fn a_thread_hangs_on_the_request_and_what_follows_goes_into_it() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "My VPN is down");
    let title = "#1001\nMy VPN ".to_owned() + &"is down ".repeat(30);
    let start = ThreadStart { title, on: Some(asked.id.to_string()), ..ThreadStart::default() };
    let sent = bot.say(in_room(&desk.help), opening(start.clone())).await;
    assert_eq!(sent[0].thread, Some(asked.id.to_string()));
    let [thread] = desk.discord.threads_of(&desk.help).try_into().unwrap_or_else(|_| panic!("one thread"));
    assert!(thread.name().starts_with("#1001 My VPN is down") && thread.name().chars().count() <= 100);
    assert_eq!(thread.thread().auto_archive, 10_080);
    desk.discord.bot_says(&thread, "Received").await;
    // Started again, it is the same.
    let again = bot.say(in_room(&desk.help), opening(start)).await;
    assert_eq!(again[0].thread, Some(asked.id.to_string()));
    bot.stop().await;
}

#[tokio::test]
async fn a_request_that_was_deleted_meanwhile_leaves_no_place_to_answer_in() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "My VPN is down");
    mia.deletes(asked);
    let start =
        ThreadStart { title: "#1001".into(), on: Some(asked.id.to_string()), ..ThreadStart::default() };
    let said = bot.act(in_room(&desk.help), Content::Message(opening(start))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    bot.stop().await;
}

#[tokio::test]
async fn a_thread_can_begin_with_the_bots_own_message() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let start = ThreadStart { title: "#1001".into(), ..ThreadStart::default() };
    let long = NewMessage { body: Body::plain("word ".repeat(600)), pin: true, ..opening(start) };
    let sent = bot.say(in_room(&desk.ops), long).await;
    let header = sent[0].id.clone().expect("a header");
    assert!(sent.iter().any(|s| s.thread.as_deref() == Some(header.as_str())));
    let [thread] = desk.discord.threads_of(&desk.ops).try_into().unwrap_or_else(|_| panic!("one thread"));
    assert_eq!(thread.id().to_string(), header);
    let in_channel = desk.discord.shown(desk.ops.id());
    assert!(in_channel.iter().any(|m| m.pinned && m.has_thread));
    assert!(desk.discord.shown(thread.id()).iter().any(|m| m.by_bot && m.content.starts_with("word")));
    bot.stop().await;
}

#[tokio::test]
async fn a_private_thread_lets_its_people_in() {
    let mut desk = Desk::new().await;
    let office = desk.guild.text_channel("office");
    desk.rooms.push(room(&office, RoomRole::Help { private: true }));
    let (mia, ada) = (desk.guild.member("mia"), desk.guild.member("ada"));
    let tom = desk.guild.member("tom");
    let bot = desk.bot().await;
    let start = |members: &[&sportello_discord_server::Person]| ThreadStart {
        title: "#1001".into(),
        private: true,
        members: members.iter().map(|p| p.id().to_string()).collect(),
        ..ThreadStart::default()
    };
    let sent = bot.say(in_room(&office), opening(start(&[&mia]))).await;
    assert!(sent[0].thread.is_some());
    let [thread] = desk.discord.threads_of(&office).try_into().unwrap_or_else(|_| panic!("one thread"));
    assert!(!thread.thread().invitable);
    assert!(mia.sees(&thread) && !tom.sees(&thread));
    desk.discord.bot_says(&thread, "Received").await;
    let invite = Content::Invite { person: ada.id().to_string() };
    bot.act(in_thread(&office, &thread), invite).await.expect("let in");
    assert!(ada.sees(&thread));
    tom.leaves(&desk.guild);
    let said = bot.act(in_room(&office), Content::Message(opening(start(&[&tom])))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    bot.stop().await;
}

#[tokio::test]
async fn an_archived_thread_comes_back_for_what_has_to_be_done_in_it() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let thread = mia.starts_thread(&desk.help, "#1001");
    let word = mia.says(&thread, "thanks");
    let target = || in_thread(&desk.help, &thread);
    let sent = bot.say(target(), plain("you are welcome")).await;
    bot.act(target(), Content::Archive).await.expect("archived");
    bot.act(target(), Content::Archive).await.expect("archived already");
    assert!(thread.thread().archived);
    let react = Content::React { message: word.id.to_string(), emoji: "👍".into() };
    bot.act(target(), react).await.expect("reacted");
    assert!(!thread.thread().archived);
    bot.act(target(), Content::Archive).await.expect("archived");
    let message = sent[0].id.clone().expect("an id");
    let edit = Content::Edit { message, rest: vec![], body: Body::plain("welcome"), buttons: vec![] };
    bot.act(target(), edit).await.expect("edited");
    bot.act(target(), Content::Archive).await.expect("archived");
    bot.say(target(), plain("again")).await;
    assert!(!thread.thread().archived);
    thread.delete();
    bot.act(target(), Content::Archive).await.expect("gone is away");
    let said = bot.act(target(), Content::Message(plain("x"))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    bot.stop().await;
}

#[tokio::test]
async fn a_full_server_gets_room_for_a_thread() {
    let desk = Desk::new().await;
    desk.discord.configure(|s| s.max_active_threads = 3);
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let old: Vec<_> = (0..3).map(|n| mia.starts_thread(&desk.help, &format!("old {n}"))).collect();
    desk.host.can_spare(vec![old[1].id().to_string()]);
    let asked = mia.says(&desk.help, "one more");
    let start =
        ThreadStart { title: "#1004".into(), on: Some(asked.id.to_string()), ..ThreadStart::default() };
    bot.say(in_room(&desk.help), opening(start)).await;
    assert!(old[1].thread().archived && !old[0].thread().archived);
    bot.stop().await;
}

#[tokio::test]
async fn above_nine_hundred_threads_closed_ones_go_first() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let old: Vec<_> = (0..900).map(|n| mia.starts_thread(&desk.help, &format!("old {n}"))).collect();
    desk.host.can_spare(old.iter().take(100).map(|t| t.id().to_string()).collect());
    let bot = desk.bot().await;
    mia.says(&desk.help, "hello");
    desk.host.hear("hello").await;
    let asked = mia.says(&desk.help, "one more");
    let start =
        ThreadStart { title: "#1901".into(), on: Some(asked.id.to_string()), ..ThreadStart::default() };
    bot.say(in_room(&desk.help), opening(start)).await;
    let archived = old.iter().filter(|t| t.thread().archived).count();
    assert_eq!(archived, 10);
    bot.stop().await;
}
