//! What people do, as the host gets it.

use std::time::Duration;

use sportello_chat::{
    ChatAdapter, Content, Event, Fetched, FileOffer, Inbound, Message, NewMessage, SendError, ThreadStart,
};
use sportello_discord::RoomRole;
use sportello_discord_server::world::channel::Overwrite;
use sportello_discord_server::{Channel, Permissions, Person};

use crate::bot::{Bot, Desk, in_room, in_thread, plain, room};
use crate::host::thread_of;

fn message(inbound: &Inbound) -> &Message {
    match &inbound.event {
        Event::Message(message) | Event::Edit { message, .. } => message,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_message_tells_who_where_when_and_what() {
    let desk = Desk::new().await;
    let ben = desk.guild.member("ben").with_role(&desk.staff);
    ben.nick(&desk.guild, "Ben of IT");
    let bot = desk.bot().await;
    let id = ben.says(&desk.help, "My __VPN__ is down");
    let heard = desk.host.hear("My *VPN* is down").await;
    assert_eq!(heard.id, id.id.to_string());
    assert_eq!(heard.at.timestamp_millis(), id.id.millis());
    assert_eq!(heard.author.name.as_deref(), Some("Ben of IT"));
    assert_eq!(heard.author.groups, [format!("discord_role:{}", desk.staff.id())]);
    let since = heard.author.since.expect("an id tells when the account was made");
    assert_eq!(since.timestamp_millis(), ben.id().millis());
    assert_eq!(heard.place.room, desk.help.id().to_string());
    assert_eq!(heard.place.realm, Some(desk.guild.id().to_string()));
    assert_eq!((heard.place.direct, thread_of(&heard)), (false, None));
    let checkpoint = heard.checkpoint.expect("a checkpoint");
    assert_eq!((checkpoint.place, checkpoint.event), (desk.help.id().to_string(), heard.id));
    bot.stop().await;
}

#[tokio::test]
async fn a_burst_keeps_its_order() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let words: Vec<String> = (0..200).map(|n| format!("word {n}")).collect();
    for word in &words {
        mia.says(&desk.help, word);
    }
    desk.host.hear("word 199").await;
    assert_eq!(desk.host.said(desk.help.id()), words);
    bot.stop().await;
}

#[tokio::test]
async fn threads_are_heard_when_they_are_the_desks() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let thread = mia.starts_thread_on(asked, "a ticket");
    let other = mia.starts_thread(&desk.help, "chat");
    desk.host.knows_thread(thread.id());
    mia.says(&other, "not for the desk");
    mia.says(&thread, "for the desk");
    let heard = desk.host.hear("for the desk").await;
    assert_eq!(thread_of(&heard), Some(thread.id().to_string().as_str()));
    assert_eq!(heard.place.room, desk.help.id().to_string());
    mia.says(&desk.help, "last");
    desk.host.hear("last").await;
    assert!(!desk.host.said(desk.help.id()).contains(&"not for the desk".to_owned()));
    bot.stop().await;
}

#[tokio::test]
async fn a_forums_post_has_a_title_and_is_a_thread() {
    let mut desk = Desk::new().await;
    let forum = desk.guild.forum("questions");
    desk.rooms.push(room(&forum, RoomRole::Help { private: false }));
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let post = mia.posts(&forum, "No network", "Since this morning");
    let heard = desk.host.hear("Since this morning").await;
    assert_eq!(message(&heard).title.as_deref(), Some("No network"));
    assert_eq!(heard.place.room, forum.id().to_string());
    assert_eq!(thread_of(&heard), Some(post.id.to_string().as_str()));
    bot.stop().await;
}

#[tokio::test]
async fn a_direct_message_has_its_authors_roles() {
    let desk = Desk::new().await;
    let ada = desk.guild.member("ada").with_role(&desk.staff);
    let bot = desk.bot().await;
    ada.dms("a word in private");
    let heard = desk.host.hear("a word in private").await;
    assert!(heard.place.direct);
    assert_eq!(heard.place.realm, None);
    assert_eq!(heard.place.room, ada.dm().id().to_string());
    assert_eq!(heard.author.groups.len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn edits_replies_and_deletions() {
    let desk = Desk::new().await;
    let (mia, tom) = (desk.guild.member("mia"), desk.guild.member("tom"));
    let bot = desk.bot().await;
    let first = mia.says(&desk.help, "it is brocken");
    mia.edits(first, "it is broken");
    let edit = desk.host.wait_for("the edit", |i| matches!(i.event, Event::Edit { .. })).await;
    let Event::Edit { target, message } = &edit.event else { panic!() };
    assert_eq!((target.as_str(), message.text.as_str()), (first.id.to_string().as_str(), "it is broken"));
    desk.discord.previews(first, "https://example.org");
    tom.replies(first, "mine too");
    let reply = desk.host.hear("mine too").await;
    assert_eq!(self::message(&reply).reply_to, Some(first.id.to_string()));
    mia.deletes(first);
    let gone = desk.host.wait_for("the deletion", |i| matches!(i.event, Event::Redaction { .. })).await;
    assert!(matches!(&gone.event, Event::Redaction { target } if *target == first.id.to_string()));
    assert!(gone.author.id.is_empty());
    let (two, three) = (tom.says(&desk.help, "two"), tom.says(&desk.help, "three"));
    let lead = desk.guild.role("lead").may(sportello_discord_server::Permissions::MANAGE_MESSAGES);
    desk.guild.member("eva").with_role(&lead).deletes_many(&desk.help, &[two, three]);
    let last = format!("{}:d", three.id);
    desk.host.wait_for("many deletions", |i| i.id == last).await;
    assert!(desk.host.stored().iter().any(|i| i.id == format!("{}:d", two.id)));
    let edits = desk.host.stored().iter().filter(|i| matches!(i.event, Event::Edit { .. })).count();
    assert_eq!(edits, 1, "a link's preview is no edit");
    bot.stop().await;
}

#[tokio::test]
async fn a_reaction_brings_its_message_if_it_may_mean_something() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let ada = desk.guild.member("ada").with_role(&desk.staff);
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "no sound");
    ada.reacts(asked, "🥔");
    ada.reacts(asked, "🎫");
    let heard = desk.host.wait_for("a reaction", |i| matches!(i.event, Event::Reaction { .. })).await;
    let Event::Reaction { target, emoji, on } = &heard.event else { panic!() };
    assert_eq!((target.as_str(), emoji.as_str()), (asked.id.to_string().as_str(), "🎫"));
    let (author, said) = on.as_deref().expect("the message");
    assert_eq!((author.name.as_deref(), said.text.as_str()), (Some("mia"), "no sound"));
    assert_eq!(heard.author.groups.len(), 1);
    // Taken away and put again, it is another one.
    ada.unreacts(asked, "🎫");
    ada.reacts(asked, "🎫");
    let first = heard.id.clone();
    let again = move |i: &Inbound| matches!(i.event, Event::Reaction { .. }) && i.id != first;
    desk.host.wait_for("another reaction", again).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_file_is_fetched_also_when_its_link_has_expired() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    mia.uploads(&desk.help, "see", "shot.png", "image/png", b"not really a picture");
    let heard = desk.host.hear("see").await;
    let [file] = message(&heard).files.as_slice() else { panic!("{heard:?}") };
    assert_eq!((file.name.as_str(), file.size), ("shot.png", Some(20)));
    let bytes = |fetched: Fetched| match fetched {
        Fetched::Bytes(bytes) => bytes.to_vec(),
        Fetched::TooLarge => panic!("too large"),
    };
    assert_eq!(bytes(bot.adapter.fetch(file, 1_000).await.expect("fetched")), b"not really a picture");
    desk.discord.advance(Duration::from_secs(3 * 24 * 60 * 60));
    assert_eq!(bytes(bot.adapter.fetch(file, 1_000).await.expect("fetched")), b"not really a picture");
    assert!(matches!(bot.adapter.fetch(file, 10).await, Ok(Fetched::TooLarge)));
    let elsewhere = FileOffer { source: "1/2/3 https://evil.example.org/x".into(), ..file.clone() };
    assert!(bot.adapter.fetch(&elsewhere, 1_000).await.is_err());
    bot.stop().await;
}

#[tokio::test]
async fn mentions_become_names() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let ada = desk.guild.member("ada");
    ada.nick(&desk.guild, "Ada_L");
    let bot = desk.bot().await;
    let text = format!("ask {} or <@&{}> in <#{}>", ada.mention(), desk.staff.id(), desk.help.id());
    mia.says(&desk.help, &text);
    desk.host.hear(r"ask @Ada\_L or @staff in #help").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_place_that_is_deleted_or_closed_is_lost_and_found() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let thread = mia.starts_thread_on(asked, "a ticket");
    desk.host.knows_thread(thread.id());
    mia.says(&thread, "in it");
    desk.host.hear("in it").await;
    thread.delete();
    let lost = desk.host.wait_for("the loss", |i| matches!(i.event, Event::PlaceLost { .. })).await;
    assert_eq!(thread_of(&lost), Some(thread.id().to_string().as_str()));
    let view = sportello_discord_server::Permissions::VIEW_CHANNEL;
    desk.ops.deny_bot(view);
    // Discord does not announce it; the next word shows it.
    let said = bot.act(in_room(&desk.ops), Content::Message(plain("hello?"))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    let ops = desk.ops.id().to_string();
    let of_ops = |i: &Inbound| i.place.room == ops && matches!(i.event, Event::PlaceLost { .. });
    desk.host.wait_for("the second loss", of_ops).await;
    desk.ops.allow_bot(view);
    let found = |i: &Inbound| i.place.room == ops && matches!(i.event, Event::PlaceFound);
    desk.host.wait_for("the return", found).await;
    bot.stop().await;
}

const VIEW: Permissions = Permissions::VIEW_CHANNEL;

/// A ticket's thread in the help channel, whose people have been heard.
async fn ticket(desk: &Desk, mia: &Person) -> Channel {
    let thread = mia.starts_thread(&desk.help, "a ticket");
    desk.host.knows_thread(thread.id());
    mia.says(&thread, "in it");
    desk.host.hear("in it").await;
    thread
}

async fn is_lost(desk: &Desk, channel: &Channel) {
    let room = channel.id().to_string();
    let lost = |i: &Inbound| i.place.room == room && matches!(i.event, Event::PlaceLost { .. });
    desk.host.wait_for("the loss", lost).await;
}

async fn is_found(desk: &Desk, channel: &Channel) {
    let room = channel.id().to_string();
    let found = |i: &Inbound| i.place.room == room && matches!(i.event, Event::PlaceFound);
    desk.host.wait_for("the return", found).await;
}

#[tokio::test]
async fn what_was_said_out_of_the_bots_sight_is_read_in_threads_too() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let thread = ticket(&desk, &mia).await;
    desk.help.deny_bot(VIEW);
    is_lost(&desk, &desk.help).await;
    mia.says(&thread, "in the dark");
    mia.says(&desk.help, "me too");
    desk.help.allow_bot(VIEW);
    mia.says(&thread, "in the light");
    desk.host.hear("in the light").await;
    desk.host.hear("me too").await;
    let said = desk.host.said(desk.help.id());
    let in_thread: Vec<&str> = said.iter().map(String::as_str).filter(|w| w.starts_with("in")).collect();
    assert_eq!(in_thread, ["in it", "in the dark", "in the light"]);
    bot.stop().await;
}

#[tokio::test]
async fn a_role_taken_from_the_bot_is_a_loss_and_given_back_a_return() {
    let desk = Desk::new().await;
    let inside = desk.guild.role("inside");
    let help = desk.help.clone().deny_everyone(VIEW).overwrite(&inside, VIEW, Permissions::empty());
    desk.guild.bot_gets(&inside);
    let mia = desk.guild.member("mia").with_role(&inside);
    let bot = desk.bot().await;
    let thread = ticket(&desk, &mia).await;
    desk.guild.bot_loses(&inside);
    is_lost(&desk, &help).await;
    mia.says(&thread, "in the dark");
    desk.guild.bot_gets(&inside);
    desk.host.hear("in the dark").await;
    is_found(&desk, &help).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_loss_that_nobody_noticed_loses_no_word() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let thread = ticket(&desk, &mia).await;
    let help = desk.help.id();
    desk.discord.with(|w| {
        let (bot, channel) = (w.bot, w.channels.get_mut(&help).expect("it is there"));
        let hidden = Overwrite { target: bot, of_member: true, allow: Permissions::empty(), deny: VIEW };
        channel.overwrites.push(hidden);
    });
    mia.says(&thread, "in the dark");
    mia.says(&desk.help, "me too");
    desk.help.allow_bot(VIEW);
    mia.says(&thread, "in the light");
    mia.says(&desk.help, "anybody there?");
    for word in ["in the light", "anybody there?"] {
        desk.host.hear(word).await;
    }
    for word in ["in the dark", "me too"] {
        assert!(desk.host.said(help).contains(&word.to_owned()), "{word}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_new_session_finds_no_channel_that_is_still_closed() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    desk.ops.deny_bot(VIEW);
    is_lost(&desk, &desk.ops).await;
    desk.discord.pause_gateway();
    desk.host.until_connected(false).await;
    mia.says(&desk.help, "in the dark");
    desk.discord.resume_gateway();
    desk.host.hear("in the dark").await;
    assert!(!desk.host.stored().iter().any(|i| matches!(i.event, Event::PlaceFound)));
    desk.ops.allow_bot(VIEW);
    is_found(&desk, &desk.ops).await;
    bot.stop().await;
}

/// A word is refused in the operators' channel, and it has been looked what the bot may do there.
async fn is_refused(desk: &Desk, bot: &Bot) {
    desk.ops.deny_bot(Permissions::SEND_MESSAGES);
    let said = bot.act(in_room(&desk.ops), Content::Message(plain("hello?"))).await;
    assert!(matches!(said, Err(SendError::Unreachable { .. })), "{said:?}");
    let looked = |r: &sportello_discord_server::Requested| {
        r.is("GET /guilds/{guild_id}/channels") && r.status == Some(200)
    };
    desk.discord.until(|w| w.record.requests.iter().any(looked)).await;
    // What is heard next is heard when that is done.
    desk.guild.member("ada").says(&desk.ops, "it is silent");
    desk.host.hear("it is silent").await;
}

#[tokio::test]
async fn a_channel_where_the_bot_may_write_again_is_found() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    is_refused(&desk, &bot).await;
    desk.ops.allow_bot(Permissions::SEND_MESSAGES);
    is_found(&desk, &desk.ops).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_channel_where_the_bot_may_write_since_it_was_away_is_found() {
    let desk = Desk::new().await;
    let bot = desk.bot().await;
    is_refused(&desk, &bot).await;
    bot.stop().await;
    desk.ops.allow_bot(Permissions::SEND_MESSAGES);
    let bot = desk.bot().await;
    is_found(&desk, &desk.ops).await;
    bot.stop().await;
}

#[tokio::test]
async fn what_the_store_refuses_is_handed_over_again_in_order() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    desk.host.refuse(true);
    mia.says(&desk.help, "one");
    mia.says(&desk.help, "two");
    desk.host.refuse(false);
    desk.host.hear("two").await;
    assert_eq!(desk.host.said(desk.help.id()), ["one", "two"]);
    bot.stop().await;
}

#[tokio::test]
async fn a_thread_of_the_bots_own_is_heard_though_the_desk_is_slow_to_book_it() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let start =
        ThreadStart { title: "#1001".into(), on: Some(asked.id.to_string()), ..ThreadStart::default() };
    bot.say(in_room(&desk.help), NewMessage { opens: Some(start), ..plain("Received") }).await;
    let [thread] = desk.discord.threads_of(&desk.help).try_into().unwrap_or_else(|_| panic!("one thread"));
    mia.says(&thread, "one more thing");
    let tom = desk.guild.member("tom");
    tom.says(&desk.help, "me too");
    desk.host.hear("me too").await;
    desk.host.knows_thread(thread.id());
    desk.host.hear("one more thing").await;
    bot.stop().await;
}

#[tokio::test]
async fn what_was_said_in_a_thread_of_the_bots_own_before_it_was_booked_is_read() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    let asked = mia.says(&desk.help, "help");
    let start =
        ThreadStart { title: "#1001".into(), on: Some(asked.id.to_string()), ..ThreadStart::default() };
    bot.say(in_room(&desk.help), NewMessage { opens: Some(start), ..plain("Received") }).await;
    let [thread] = desk.discord.threads_of(&desk.help).try_into().unwrap_or_else(|_| panic!("one thread"));
    bot.stop().await;
    mia.says(&thread, "one more thing");
    let bot = desk.bot().await;
    desk.host.is_asked_for_thread(thread.id()).await;
    desk.host.knows_thread(thread.id());
    bot.say(in_thread(&desk.help, &thread), plain("Received again")).await;
    desk.host.hear("one more thing").await;
    bot.stop().await;
}

#[tokio::test]
async fn bots_are_told_from_people_and_notices_of_discord_are_no_words() {
    let desk = Desk::new().await;
    let robot = desk.guild.member("robot").as_bot();
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    robot.says(&desk.help, "beep");
    assert!(desk.host.hear("beep").await.author.bot);
    let asked = mia.says(&desk.help, "help");
    mia.starts_thread(&desk.help, "a thread that is announced");
    bot.say(in_room(&desk.help), plain("the bot's own word")).await;
    mia.replies(asked, "last");
    desk.host.hear("last").await;
    assert_eq!(desk.host.said(desk.help.id()), ["beep", "help", "last"]);
    bot.stop().await;
}

#[tokio::test]
async fn an_outage_is_no_loss_but_being_thrown_out_is() {
    let desk = Desk::new().await;
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    desk.guild.goes_down();
    mia.says(&desk.help, "still there");
    desk.host.hear("still there").await;
    assert!(!desk.host.stored().iter().any(|i| matches!(i.event, Event::PlaceLost { .. })));
    desk.guild.kicks_bot();
    for room in [desk.help.id().to_string(), desk.ops.id().to_string()] {
        let lost = |i: &Inbound| i.place.room == room && matches!(i.event, Event::PlaceLost { .. });
        desk.host.wait_for("the loss", lost).await;
    }
    bot.stop().await;
}
