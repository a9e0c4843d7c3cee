//! What was said and done while nobody listened.

use sportello_chat::{Event, Inbound, NewMessage, ThreadStart};
use sportello_discord::RoomRole;
use sportello_discord_server::Permissions;

use crate::bot::{Desk, in_room, plain, room};
use crate::host::thread_of;

#[tokio::test]
async fn what_was_missed_is_read_before_what_is_new() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let tom = desk.guild.member("tom");
    mia.says(&desk.help, "before the desk was there");
    let bot = desk.bot().await;
    let kept = mia.says(&desk.help, "kept");
    let changed = mia.says(&desk.help, "chnaged");
    let deleted = mia.says(&desk.help, "deleted");
    let thread = mia.starts_thread_on(kept, "a ticket");
    desk.host.knows_thread(thread.id());
    mia.says(&thread, "in the thread");
    tom.dms("hello");
    desk.host.hear("in the thread").await;
    desk.host.hear("hello").await;
    bot.stop().await;

    let late: Vec<String> = (0..130).map(|n| format!("late {n}")).collect();
    for word in &late {
        tom.says(&desk.help, word);
    }
    mia.edits(changed, "changed");
    mia.deletes(deleted);
    mia.says(&thread, "late in the thread");
    tom.dms("late hello");

    let bot = desk.bot().await;
    tom.says(&desk.help, "live");
    for word in ["live", "late in the thread", "late hello"] {
        desk.host.hear(word).await;
    }
    let edit = |i: &Inbound| matches!(&i.event, Event::Edit { target, message } if *target == changed.id.to_string() && message.text == "changed");
    desk.host.wait_for("the edit", edit).await;
    let gone =
        |i: &Inbound| matches!(&i.event, Event::Redaction { target } if *target == deleted.id.to_string());
    desk.host.wait_for("the deletion", gone).await;
    let caught_up = |i: &Inbound| matches!(i.event, Event::CaughtUp { messages: 131.., .. });
    let caught_up = desk.host.wait_for("the announcement", caught_up).await;
    assert_eq!((caught_up.place.room, caught_up.author.bot), (desk.help.id().to_string(), false));
    let mut expected = vec!["kept", "chnaged", "deleted", "in the thread"];
    expected.extend(late.iter().map(String::as_str));
    let said = desk.host.said(desk.help.id());
    let channel: Vec<&String> = said.iter().filter(|w| !w.contains("thread")).collect();
    let expected: Vec<&str> =
        expected.into_iter().filter(|w| !w.contains("thread")).chain(["live"]).collect();
    assert_eq!(channel, expected);
    assert_eq!(desk.host.stored().iter().filter(|i| matches!(i.event, Event::Redaction { .. })).count(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_direct_chat_is_read_again_however_many_threads_were_written_in_since() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    mia.dms("hello");
    desk.host.hear("hello").await;
    bot.stop().await;
    mia.dms("anybody there?");
    desk.host.has_heard_of(1_000);
    let bot = desk.bot().await;
    desk.host.hear("anybody there?").await;
    bot.stop().await;
}

#[tokio::test]
async fn what_is_said_right_after_the_first_start_is_not_lost() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    desk.bot().await.stop().await;
    mia.says(&desk.help, "anybody there?");
    let bot = desk.bot().await;
    desk.host.hear("anybody there?").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_post_made_while_the_bot_was_away_is_a_ticket() {
    let mut desk = Desk::new().await;
    let forum = desk.guild.forum("questions");
    desk.rooms.push(room(&forum, RoomRole::Help { private: false }));
    let mia = desk.guild.member("mia");
    mia.posts(&forum, "Old", "an old post");
    desk.bot().await.stop().await;
    let post = mia.posts(&forum, "New", "a new post");
    let bot = desk.bot().await;
    let heard = desk.host.hear("a new post").await;
    let Event::Message(message) = &heard.event else { panic!() };
    assert_eq!(message.title.as_deref(), Some("New"));
    assert_eq!(thread_of(&heard), Some(post.id.to_string().as_str()));
    assert!(!desk.host.said(forum.id()).contains(&"an old post".to_owned()));
    bot.stop().await;
}

#[tokio::test]
async fn a_thread_archived_meanwhile_is_read_too() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let thread = mia.starts_thread(&desk.help, "a ticket");
    desk.host.knows_thread(thread.id());
    mia.says(&thread, "one");
    desk.host.hear("one").await;
    bot.stop().await;
    mia.says(&thread, "two");
    mia.archives(&thread);
    let bot = desk.bot().await;
    desk.host.hear("two").await;
    bot.stop().await;
}

/// Of its own private threads a bot is told those started last; this one was started first, and archived last.
#[tokio::test]
async fn a_private_thread_archived_meanwhile_is_read_too_however_old_it_is() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let lead = desk.guild.role("lead").may(Permissions::MANAGE_THREADS);
    let eva = desk.guild.member("eva").with_role(&lead);
    let bot = desk.bot().await;
    let start = ThreadStart {
        title: "#1001".into(),
        private: true,
        members: vec![mia.id().to_string()],
        ..ThreadStart::default()
    };
    for _ in 0..101 {
        bot.say(in_room(&desk.help), NewMessage { opens: Some(start.clone()), ..plain("Received") }).await;
    }
    let threads = desk.discord.threads_of(&desk.help);
    desk.host.knows_thread(threads[0].id());
    for thread in &threads[1..] {
        eva.archives(thread);
    }
    mia.says(&threads[0], "one");
    desk.host.hear("one").await;
    bot.stop().await;
    mia.says(&threads[0], "two");
    eva.archives(&threads[0]);
    let bot = desk.bot().await;
    desk.host.hear("two").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_resumed_session_loses_and_doubles_nothing() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    mia.says(&desk.help, "one");
    desk.host.hear("one").await;
    desk.discord.drop_gateway();
    mia.says(&desk.help, "two");
    desk.host.hear("two").await;
    desk.discord.reconnect();
    mia.says(&desk.help, "three");
    desk.host.hear("three").await;
    assert_eq!(desk.host.said(desk.help.id()), ["one", "two", "three"]);
    assert!(!desk.host.stored().iter().any(|i| i.id.starts_with("caught-up")));
    bot.stop().await;
}

#[tokio::test]
async fn a_lost_session_is_caught_up_with() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let one = mia.says(&desk.help, "one");
    desk.host.hear("one").await;
    desk.discord.pause_gateway();
    desk.host.until_connected(false).await;
    mia.says(&desk.help, "two");
    mia.deletes(one);
    desk.discord.resume_gateway();
    desk.host.hear("two").await;
    mia.says(&desk.help, "three");
    desk.host.hear("three").await;
    desk.host.wait_for("the deletion", |i| matches!(i.event, Event::Redaction { .. })).await;
    assert_eq!(desk.host.said(desk.help.id()), ["one", "two", "three"]);
    bot.stop().await;
}
