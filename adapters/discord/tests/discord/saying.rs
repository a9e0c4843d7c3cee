//! What the desk wants said, as people see it.

use bytes::Bytes;
use sportello_chat::{
    Audience, Body, ChatAdapter, Content, FileRef, Markup, Mention, NewMessage, Operation, Outbound, Outlet,
    SendError, Target,
};

use crate::bot::{Desk, in_room, in_thread, outbound, plain};

#[tokio::test]
async fn a_message_looks_as_it_should_and_calls_nobody() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let body = Body::markdown("**#1001** opened").then("@everyone <@1> *x*\nline", Markup::Plain);
    let message =
        NewMessage { body, reply_to: Some(asked.id.to_string()), notice: true, ..NewMessage::default() };
    bot.say(in_room(&desk.help), message).await;
    let shown = desk.discord.bot_says(&desk.help, "opened").await;
    assert_eq!(shown.content, "**#1001** opened\n@everyone \\<@1> \\*x\\*\nline");
    assert_eq!(shown.about, Some(asked));
    assert!(shown.pinged.is_empty() && !shown.pinged_everyone, "{shown:?}");
    assert_eq!(shown.flags & 1 << 12, 1 << 12, "no sound");
    bot.stop().await;
}

#[tokio::test]
async fn who_is_mentioned_is_called_unless_they_have_left() {
    let desk = Desk::new().await;
    let (mia, tom) = (desk.guild.member("mia"), desk.guild.member("tom"));
    let bot = desk.bot().await;
    let calling = |person: &sportello_discord_server::Person| NewMessage {
        mentions: vec![Mention { id: person.id().to_string(), name: person.name().to_owned() }],
        ..plain("your answer")
    };
    bot.say(in_room(&desk.help), calling(&mia)).await;
    let shown = desk.discord.bot_says(&desk.help, "your answer").await;
    assert_eq!(shown.pinged, ["mia"]);
    tom.leaves(&desk.guild);
    let said = bot.act(in_room(&desk.help), Content::Message(calling(&tom))).await;
    let Err(SendError::Unreachable { cause }) = said else { panic!("{said:?}") };
    assert_eq!(cause, "tom is no longer in the server");
    bot.stop().await;
}

#[tokio::test]
async fn operators_read_a_word_that_calls_one_of_them_who_has_left() {
    let desk = Desk::new().await;
    let ada = desk.guild.member("ada");
    let bot = desk.bot().await;
    let mentions = vec![Mention { id: ada.id().to_string(), name: "ada".into() }];
    ada.leaves(&desk.guild);
    let content = Content::Message(NewMessage { mentions, ..plain("It is down again") });
    let among_operators = Outbound { audience: Audience::Operators, ..outbound(in_room(&desk.ops), content) };
    bot.deliver(among_operators, None).await.expect("said");
    let shown = desk.discord.bot_says(&desk.ops, "It is down again").await;
    assert_eq!((shown.content.as_str(), shown.pinged.len()), ("It is down again", 0));
    bot.stop().await;
}

#[tokio::test]
async fn a_long_text_comes_in_pieces_and_in_order() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let text: String = (0..400).map(|n| format!("* line {n} with *stars*\n")).collect();
    let sent = bot.say(in_room(&desk.help), plain(&text)).await;
    assert!(sent.len() > 5);
    let shown: Vec<String> = desk.discord.shown(desk.help.id()).into_iter().map(|m| m.content).collect();
    assert!(shown.iter().all(|m| m.chars().count() <= 2_000));
    let whole = shown.join("\n");
    let numbers: Vec<usize> = whole.lines().filter_map(|l| l.split(' ').nth(2)?.parse().ok()).collect();
    assert_eq!(numbers, (0..400).collect::<Vec<_>>());
    bot.stop().await;
}

#[tokio::test]
async fn files_go_out_and_a_too_large_one_is_kept() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let bytes = Bytes::from_static(b"a log");
    let file =
        FileRef { name: "../vpn log.txt".into(), mime: "text/plain".into(), size: 5, sha256: "00".into() };
    let message = NewMessage { files: vec![file], ..plain("see the log") };
    let out = outbound(in_room(&desk.help), Content::Message(message));
    bot.deliver(out.clone(), Some(bytes)).await.expect("sent");
    let shown =
        desk.discord.find(|w| w.shown(desk.help.id()).into_iter().find(|m| !m.files.is_empty())).await;
    assert_eq!(shown.files[0].bytes, Bytes::from_static(b"a log"));
    assert!(!shown.files[0].name.contains('/'));
    let large = Bytes::from(vec![0; (10 << 20) + 1]);
    let said = bot.deliver(out, Some(large)).await;
    let Err(SendError::Permanent { cause }) = said else { panic!("{said:?}") };
    assert!(cause.contains("11 MiB") && cause.contains("kept by the desk"), "{cause}");
    bot.stop().await;
}

#[tokio::test]
async fn edits_reactions_pins_and_deletions() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let room = || in_room(&desk.help);
    let react = |emoji: &str| Content::React { message: asked.id.to_string(), emoji: emoji.into() };
    for emoji in ["👍", "#️⃣", "✔"] {
        bot.act(room(), react(emoji)).await.expect("reacted");
    }
    assert_eq!(desk.discord.message(asked).reactions.len(), 3);
    bot.say(room(), NewMessage { pin: true, ..plain("the board") }).await;
    let board = desk.discord.bot_says(&desk.help, "the board").await;
    assert!(desk.discord.message(board.id).pinned);
    let edit = Content::Edit {
        message: board.id.id.to_string(),
        rest: vec![],
        body: Body::plain("new board"),
        buttons: vec![],
    };
    bot.act(room(), edit).await.expect("edited");
    assert_eq!(desk.discord.message(board.id).content, "new board");
    let delete = || Content::Delete { message: asked.id.to_string() };
    bot.act(room(), delete()).await.expect("deleted");
    bot.act(room(), delete()).await.expect("gone is gone");
    assert!(desk.discord.message(asked).deleted);
    let gone = Content::Edit {
        message: asked.id.to_string(),
        rest: vec![],
        body: Body::plain("x"),
        buttons: vec![],
    };
    assert!(matches!(bot.act(room(), gone).await, Err(SendError::Permanent { .. })));
    bot.stop().await;
}

#[tokio::test]
async fn a_direct_message_is_sent_unless_they_take_none() {
    let desk = Desk::new().await;
    let (mia, tom) = (desk.guild.member("mia"), desk.guild.member("tom"));
    let bot = desk.bot().await;
    let direct = |id: sportello_discord_server::Id| Target::Direct { person: id.to_string(), room: None };
    let sent = bot.say(direct(mia.id()), plain("closed")).await;
    assert_eq!(sent[0].room, Some(mia.dm().id().to_string()));
    assert_eq!(desk.discord.dm(&mia)[0].content, "closed");
    tom.accepts_dms(false);
    let said = bot.act(direct(tom.id()), Content::Message(plain("closed"))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    bot.stop().await;
}

#[tokio::test]
async fn a_limit_in_the_middle_keeps_the_order() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let thread = mia.starts_thread_on(asked, "a ticket");
    for n in 0..6 {
        if n == 2 {
            let after = std::time::Duration::from_millis(700);
            desk.discord.rate_limit("POST /channels/{channel_id}/messages", 1, after, false);
        }
        if n == 4 {
            let after = std::time::Duration::from_millis(300);
            desk.discord.rate_limit("POST /channels/{channel_id}/messages", 1, after, true);
        }
        bot.say(in_thread(&desk.help, &thread), plain(&format!("word {n}"))).await;
    }
    let shown = desk.discord.shown(thread.id());
    let words: Vec<&str> = shown.iter().filter(|m| m.by_bot).map(|m| m.content.as_str()).collect();
    assert_eq!(words, ["word 0", "word 1", "word 2", "word 3", "word 4", "word 5"]);
    bot.stop().await;
}

#[tokio::test]
async fn a_closed_channel_is_unreachable_and_a_link_leads_to_an_open_one() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    let (guild, help) = (desk.guild.id(), desk.help.id());
    assert_eq!(
        bot.adapter.link(&help.to_string(), Some("17")),
        Some(format!("https://discord.com/channels/{guild}/{help}/17"))
    );
    desk.help.deny_bot(sportello_discord_server::Permissions::SEND_MESSAGES);
    let said = bot.act(in_room(&desk.help), Content::Message(plain("x"))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    let operation = Operation::OpenDirect { person: "0".into() };
    let attempt = crate::bot::attempt(&outbound(in_room(&desk.help), Content::Archive), vec![]);
    assert!(matches!(bot.adapter.perform(&operation, &attempt).await, Err(SendError::Permanent { .. })));
    bot.stop().await;
}
