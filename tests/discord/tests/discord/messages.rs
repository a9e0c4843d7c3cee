//! Messages: reading back, editing, deleting, mentions, nonces, reactions, pins.

use serde_json::json;
use sportello_discord_server::MessageId;

use crate::bot::Bot;

#[tokio::test]
async fn a_page_of_messages_is_the_newest_first() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let ids: Vec<_> = (0..5).map(|n| mia.says(&help, &n.to_string())).collect();
    let read = async |query: &str| -> Vec<String> {
        let answered = bot.get(&format!("/channels/{}/messages?{query}", help.id())).await;
        let list = answered.body.as_array().expect("a list").clone();
        list.iter().map(|m| m["content"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(read("limit=2").await, ["4", "3"]);
    assert_eq!(read(&format!("limit=2&before={}", ids[3].id)).await, ["2", "1"]);
    assert_eq!(read(&format!("limit=2&after={}", ids[1].id)).await, ["3", "2"]);
    assert_eq!(read(&format!("limit=3&around={}", ids[2].id)).await, ["3", "2", "1"]);
    mia.deletes(ids[4]);
    assert_eq!(read("limit=1").await, ["3"]);
}

#[tokio::test]
async fn the_same_nonce_is_the_same_message() {
    let (bot, _, help, _) = Bot::in_guild().await;
    let body = json!({ "content": "once", "nonce": "n1", "enforce_nonce": true });
    let (first, second) = (bot.says(&help, body.clone()).await, bot.says(&help, body.clone()).await);
    assert_eq!(first.id(), second.id());
    assert_eq!(bot.discord.shown(&help).len(), 1);
    bot.discord.advance(std::time::Duration::from_secs(6 * 60));
    assert_ne!(bot.says(&help, body).await.id(), first.id());
    let free = json!({ "content": "twice", "nonce": "n2" });
    assert_ne!(bot.says(&help, free.clone()).await.id(), bot.says(&help, free).await.id());
}

#[tokio::test]
async fn only_who_may_be_mentioned_is_notified() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let (staff, loud) = (guild.role("staff"), guild.role("loud").mentionable());
    guild
        .everyone()
        .may(sportello_discord_server::EVERYONE - sportello_discord_server::Permissions::MENTION_EVERYONE)
        .id();
    let text = format!("@everyone <@{}> <@&{}> <@&{}>", mia.id(), staff.id(), loud.id());
    let pinged = async |allowed: serde_json::Value| {
        let mut body = json!({ "content": text });
        if !allowed.is_null() {
            body["allowed_mentions"] = allowed;
        }
        let id = bot.says(&help, body).await.id();
        let shown = bot.discord.message(MessageId { channel: help.id(), id });
        (shown.pinged, shown.pinged_roles, shown.pinged_everyone)
    };
    let mia_and_loud = (vec!["mia".to_owned()], vec!["loud".to_owned()], false);
    assert_eq!(pinged(json!(null)).await, mia_and_loud);
    assert_eq!(pinged(json!({ "parse": [] })).await, (vec![], vec![], false));
    assert_eq!(pinged(json!({ "users": [mia.id()] })).await, (vec!["mia".to_owned()], vec![], false));

    let asked = mia.says(&help, "hello?");
    for (allowed, notified) in
        [(json!({ "parse": [] }), false), (json!({ "parse": [], "replied_user": true }), true)]
    {
        let reference = json!({ "message_id": asked.id });
        let body = json!({ "content": "yes", "message_reference": reference, "allowed_mentions": allowed });
        let answer = bot.says(&help, body).await;
        assert_eq!(answer.body["type"], 19);
        assert_eq!(answer.body["referenced_message"]["content"], "hello?");
        let shown = bot.discord.message(MessageId { channel: help.id(), id: answer.id() });
        assert_eq!(!shown.pinged.is_empty(), notified);
    }
}

#[tokio::test]
async fn a_reply_to_nothing_is_refused_unless_it_needn_t() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let gone = mia.says(&help, "hello?");
    mia.deletes(gone);
    let body = json!({ "content": "yes", "message_reference": { "message_id": gone.id } });
    assert_eq!(bot.says(&help, body).await.refusal(), (400, 50035));
    let body = json!({ "content": "yes", "message_reference": { "message_id": gone.id, "fail_if_not_exists": false } });
    assert_eq!(bot.says(&help, body).await.status, 200);
    bot.discord.expect_violation("Unknown message");
}

#[tokio::test]
async fn an_edit_keeps_what_it_doesn_t_name() {
    let (bot, _, help, _) = Bot::in_guild().await;
    let said = bot.uploads(&help, &json!({ "content": "a" }), &[("a.txt", 1), ("b.txt", 1)]).await;
    let path = format!("/channels/{}/messages/{}", help.id(), said.id());
    let edited = bot.patch(&path, json!({ "content": "b" })).await;
    assert_eq!(edited.body["attachments"].as_array().map(Vec::len), Some(2));
    let keep = said.body["attachments"][1]["id"].clone();
    let edited = bot.patch(&path, json!({ "attachments": [{ "id": keep }] })).await;
    assert_eq!(
        (edited.body["content"].as_str(), &edited.body["attachments"][0]["filename"]),
        (Some("b"), &json!("b.txt"))
    );
    let shown = bot.discord.message(MessageId { channel: help.id(), id: said.id() });
    assert_eq!((shown.edited, shown.earlier.len()), (true, 2));
}

#[tokio::test]
async fn reactions_come_and_go() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let asked = mia.says(&help, "hello?");
    let path = format!("/channels/{}/messages/{}/reactions/%F0%9F%8E%AB", help.id(), asked.id);
    assert_eq!(bot.put_nothing(&format!("{path}/@me")).await.status, 204);
    mia.reacts(asked, "🎫");
    assert_eq!(
        bot.discord.message(asked).reactions,
        [("🎫".to_owned(), vec!["desk".to_owned(), "mia".to_owned()])]
    );
    assert_eq!(bot.get(&path).await.body.as_array().map(Vec::len), Some(2));
    assert_eq!(bot.delete(&format!("{path}/{}", mia.id())).await.status, 204);
    assert_eq!(bot.delete(&format!("{path}/@me")).await.status, 204);
    assert!(bot.discord.message(asked).reactions.is_empty());
    let word = format!("/channels/{}/messages/{}/reactions/ticket/@me", help.id(), asked.id);
    assert_eq!(bot.put_nothing(&word).await.refusal(), (400, 10014));
    let dm = mia.dms("hello?");
    let path = format!("/channels/{}/messages/{}/reactions/%E2%9C%85/@me", dm.channel, dm.id);
    assert_eq!(bot.put_nothing(&path).await.status, 204);
}

#[tokio::test]
async fn pins_are_listed_both_ways_and_counted() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    bot.discord.configure(|s| s.max_pins = 2);
    let ids: Vec<_> = (0..3).map(|n| mia.says(&help, &n.to_string())).collect();
    let (old, new) =
        (format!("/channels/{}/pins", help.id()), format!("/channels/{}/messages/pins", help.id()));
    assert_eq!(bot.put_nothing(&format!("{old}/{}", ids[0].id)).await.status, 204);
    assert_eq!(bot.put_nothing(&format!("{new}/{}", ids[1].id)).await.status, 204);
    assert_eq!(bot.put_nothing(&format!("{new}/{}", ids[2].id)).await.refusal(), (400, 30003));
    assert_eq!(bot.get(&old).await.body[0]["content"], "1");
    let page = bot.get(&format!("{new}?limit=1")).await.body;
    assert_eq!((&page["items"][0]["message"]["content"], &page["has_more"]), (&json!("1"), &json!(true)));
    assert_eq!(bot.delete(&format!("{new}/{}", ids[1].id)).await.status, 204);
    // Each pin was told in the channel.
    assert_eq!(bot.discord.shown(&help).iter().filter(|m| m.kind == 6).count(), 2);
}

#[tokio::test]
async fn many_are_deleted_at_once() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let ids: Vec<_> = (0..3).map(|n| mia.says(&help, &n.to_string()).id).collect();
    let path = format!("/channels/{}/messages/bulk-delete", help.id());
    assert_eq!(bot.post(&path, json!({ "messages": ids[..2] })).await.status, 204);
    assert_eq!(bot.discord.shown_to(&mia, &help).len(), 1);
    bot.discord.configure(|s| s.document = false);
    assert_eq!(bot.post(&path, json!({ "messages": ids[2..] })).await.refusal(), (400, 50016));
}
