//! Threads and forum posts.

use std::time::Duration;

use serde_json::json;
use sportello_discord_server::{EVERYONE, MessageId, Permissions};

use crate::bot::Bot;

#[tokio::test]
async fn a_message_has_one_thread_and_gives_it_its_id() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let asked = mia.says(&help, "hello?");
    let path = format!("/channels/{}/messages/{}/threads", help.id(), asked.id);
    let made = bot.post(&path, json!({ "name": "VPN", "auto_archive_duration": 60 })).await;
    assert_eq!((made.status, made.id(), &made.body["type"]), (201, asked.id, &json!(11)));
    assert_eq!(bot.post(&path, json!({ "name": "again" })).await.refusal(), (400, 160004));
    // A type is not part of this request: there is no private thread on a message.
    let thread = bot.discord.threads_of(&help).remove(0);
    assert_eq!(bot.discord.shown(&thread)[0].kind, 21);
    assert!(bot.discord.message(asked).has_thread);
    assert_eq!(bot.post(&path, json!({ "name": "x".repeat(101) })).await.refusal(), (400, 50035));
    assert_eq!(bot.post(&path, json!({ "name": "" })).await.refusal(), (400, 50035));
    bot.discord.expect_violation("50035");
}

#[tokio::test]
async fn a_private_thread_is_for_its_members() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let ben = guild.member("ben");
    let path = format!("/channels/{}/threads", help.id());
    let made = bot.post(&path, json!({ "name": "VPN", "type": 12, "invitable": false })).await;
    let thread = bot.discord.channel(made.id());
    assert_eq!(
        bot.put_nothing(&format!("/channels/{}/thread-members/{}", thread.id(), mia.id())).await.status,
        204
    );
    assert!(mia.sees(&thread) && !ben.sees(&thread));
    assert_eq!(thread.members().len(), 2);
    assert_eq!(bot.discord.shown(&thread)[0].kind, 1);
    let member = bot.get(&format!("/channels/{}/thread-members/{}", thread.id(), ben.id())).await;
    assert_eq!(member.refusal(), (404, 10007));
    let members = bot.get(&format!("/channels/{}/thread-members", thread.id())).await;
    assert_eq!(members.body.as_array().map(Vec::len), Some(2));
    assert_eq!(
        bot.delete(&format!("/channels/{}/thread-members/{}", thread.id(), mia.id())).await.status,
        204
    );
    assert!(!mia.sees(&thread));
    // Nothing of it is told in the channel.
    assert!(bot.discord.shown(&help).is_empty());
}

#[tokio::test]
async fn who_is_mentioned_comes_in() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let hidden = guild.text_channel("hidden").deny_everyone(Permissions::VIEW_CHANNEL);
    hidden.allow_bot(Permissions::VIEW_CHANNEL);
    for (channel, inside) in [(&help, true), (&hidden, false)] {
        let path = format!("/channels/{}/threads", channel.id());
        let thread = bot.post(&path, json!({ "name": "VPN", "type": 12 })).await.id();
        bot.says(thread, json!({ "content": mia.mention() })).await;
        assert_eq!(mia.sees(thread), inside);
        let added = bot.put_nothing(&format!("/channels/{thread}/thread-members/{}", mia.id())).await;
        assert_eq!(added.status, if inside { 204 } else { 403 });
    }
}

#[tokio::test]
async fn writing_opens_a_thread_that_is_not_locked() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let thread = mia.starts_thread(&help, "VPN");
    bot.says(&thread, json!({ "content": "yes?" })).await;
    mia.archives(&thread);
    let edit = bot.discord.shown(&thread)[0].id;
    let path = format!("/channels/{}/messages/{}", edit.channel, edit.id);
    assert_eq!(bot.patch(&path, json!({ "content": "no" })).await.refusal(), (400, 50083));
    assert_eq!(bot.says(&thread, json!({ "content": "still there?" })).await.status, 200);
    assert!(!thread.thread().archived);

    let lock = json!({ "locked": true, "archived": true });
    assert_eq!(bot.patch(&format!("/channels/{}", thread.id()), lock).await.status, 200);
    guild.bot_may(EVERYONE);
    assert_eq!(bot.says(&thread, json!({ "content": "hello?" })).await.refusal(), (400, 50083));
    assert_eq!(
        bot.patch(&format!("/channels/{}", thread.id()), json!({ "locked": false })).await.refusal(),
        (403, 50013)
    );
}

#[tokio::test]
async fn silence_archives_a_thread() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let thread = mia.starts_thread(&help, "VPN");
    bot.discord.advance(Duration::from_secs(23 * 60 * 60));
    assert!(!thread.thread().archived);
    bot.discord.advance(Duration::from_secs(60 * 60));
    assert!(thread.thread().archived);
    let listed = bot.get(&format!("/channels/{}/threads/archived/public", help.id())).await;
    assert_eq!(listed.body["threads"][0]["name"], "VPN");
    let guild = bot.discord.read(|w| w.guilds.keys().next().copied()).expect("a guild");
    let active = bot.get(&format!("/guilds/{guild}/threads/active")).await;
    assert_eq!(active.body["threads"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn archived_private_threads_are_for_moderators_and_members() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let path = format!("/channels/{}/threads", help.id());
    let mine = bot.post(&path, json!({ "name": "mine", "type": 12 })).await.id();
    let theirs = mia.starts_private_thread(&help, "theirs");
    mia.archives(&theirs);
    assert_eq!(bot.patch(&format!("/channels/{mine}"), json!({ "archived": true })).await.status, 200);
    let count = async |path: &str| bot.get(path).await.body["threads"].as_array().map(Vec::len);
    let (all, joined) = (
        format!("/channels/{}/threads/archived/private", help.id()),
        format!("/channels/{}/users/@me/threads/archived/private", help.id()),
    );
    assert_eq!((count(&all).await, count(&joined).await), (Some(2), Some(1)));
    guild.bot_may(EVERYONE);
    assert_eq!(bot.get(&all).await.refusal(), (403, 50013));
    assert_eq!(count(&joined).await, Some(1));
}

#[tokio::test]
async fn there_are_only_so_many_threads() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    bot.discord.configure(|s| s.max_active_threads = 1);
    let first = mia.starts_thread(&help, "one");
    let path = format!("/channels/{}/threads", help.id());
    assert_eq!(bot.post(&path, json!({ "name": "two", "type": 11 })).await.refusal(), (400, 160006));
    mia.archives(&first);
    assert_eq!(bot.post(&path, json!({ "name": "two", "type": 11 })).await.status, 201);
    // A public thread is told in its channel, by a system message.
    assert_eq!(bot.discord.shown(&help).iter().filter(|m| m.kind == 18).count(), 2);
}

#[tokio::test]
async fn a_post_begins_with_its_message() {
    let (bot, guild, _, mia) = Bot::in_guild().await;
    let forum = guild.forum_with_tags("requests", &["open"]);
    let post = mia.posts(&forum, "VPN", "It is down");
    assert_eq!(post.channel, post.id);
    let tag = bot.discord.read(|w| w.channels[&forum.id()].tags[0].id);
    let path = format!("/channels/{}/threads", forum.id());
    let message = json!({ "content": "Known trouble" });
    let made = bot.post(&path, json!({ "name": "News", "message": message, "applied_tags": [tag] })).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body["message"]["id"], made.body["id"]);
    let first = MessageId { channel: made.id(), id: made.id() };
    assert_eq!(bot.discord.message(first).content, "Known trouble");
    assert_eq!(bot.says(&forum, json!({ "content": "x" })).await.refusal(), (400, 50008));
}

#[tokio::test]
async fn a_new_name_is_told_in_the_thread() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let thread = mia.starts_thread(&help, "VPN");
    let renamed = bot.patch(&format!("/channels/{}", thread.id()), json!({ "name": "VPN: solved" })).await;
    assert_eq!((renamed.status, thread.name().as_str()), (200, "VPN: solved"));
    assert_eq!(bot.discord.shown(&thread)[0].kind, 4);
    assert_eq!(bot.delete(&format!("/channels/{}", thread.id())).await.status, 200);
    assert!(!thread.exists());
    assert_eq!(bot.says(&thread, json!({ "content": "x" })).await.refusal(), (404, 10003));
}
