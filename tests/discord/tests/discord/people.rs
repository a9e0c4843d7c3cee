//! What people see and do.

use serde_json::json;
use std::time::Duration;

use sportello_discord_server::Upload;

use crate::bot::Bot;

#[tokio::test]
async fn everybody_sees_their_own() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let ben = guild.member("ben");
    bot.registers(json!([{ "name": "ticket", "description": "Tickets" }])).await;
    let asked = mia.slash(&help, "ticket", &[]);
    bot.answers(&asked, json!({ "type": 4, "data": { "content": "for mia", "flags": 64 } })).await;
    assert_eq!(bot.discord.shown_to(&mia, &help).len(), 1);
    assert!(bot.discord.shown_to(&ben, &help).is_empty());
    // Not even the bot finds it in the channel.
    assert_eq!(bot.get(&format!("/channels/{}/messages", help.id())).await.body, json!([]));
}

#[tokio::test]
async fn options_become_values() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let staff = guild.role("staff");
    let options = json!([
        { "type": 6, "name": "who", "description": "x", "required": true },
        { "type": 4, "name": "number", "description": "x", "min_value": 1 },
        { "type": 5, "name": "sure", "description": "x" },
        { "type": 7, "name": "where", "description": "x" },
        { "type": 8, "name": "team", "description": "x" },
        { "type": 3, "name": "state", "description": "x", "choices": [{ "name": "Open", "value": "o" }] },
    ]);
    let sub = json!({ "type": 1, "name": "give", "description": "x", "options": options });
    let group = json!({ "type": 2, "name": "desk", "description": "x", "options": [sub] });
    assert_eq!(
        bot.registers(json!([{ "name": "ticket", "description": "x", "options": [group] }])).await.status,
        200
    );
    let typed = [
        ("who", "mia"),
        ("number", "7"),
        ("sure", "true"),
        ("where", "#help"),
        ("team", "@staff"),
        ("state", "Open"),
    ];
    // With somebody listening, what is sent is looked at by twilight-model.
    let mut ws = crate::gateway::Listener::identify(&bot, u64::MAX >> 38).await;
    mia.slash(&help, "ticket desk give", &typed);
    let sent = ws.wait("INTERACTION_CREATE").await;
    let values = &sent["data"]["options"][0]["options"][0]["options"];
    assert_eq!(values[0]["value"], json!(mia.id()));
    assert_eq!(
        (&values[1]["value"], &values[2]["value"], &values[5]["value"]),
        (&json!(7), &json!(true), &json!("o"))
    );
    let resolved = &sent["data"]["resolved"];
    assert_eq!(resolved["users"][mia.id().to_string()]["username"], "mia");
    assert_eq!(resolved["roles"][staff.id().to_string()]["name"], "staff");
    assert_eq!(resolved["channels"][help.id().to_string()]["name"], "help");
    for key in [
        "entitlements",
        "attachment_size_limit",
        "authorizing_integration_owners",
        "app_permissions",
        "context",
    ] {
        assert!(!sent[key].is_null(), "{key}");
    }
}

#[tokio::test]
async fn a_command_takes_a_file() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let options = json!([{ "type": 11, "name": "log", "description": "x", "required": true }]);
    bot.registers(json!([{ "name": "send", "description": "x", "options": options }])).await;
    let mut ws = crate::gateway::Listener::identify(&bot, 1).await;
    let (name, mime) = ("a.log".to_owned(), Some("text/plain".to_owned()));
    let file = Upload { name, mime, bytes: b"it broke"[..].into(), description: None };
    mia.slash_with_files(&help, "send", &[], &[("log", file)]);
    let data = ws.wait("INTERACTION_CREATE").await["data"].take();
    let id = data["options"][0]["value"].as_str().expect("an id");
    let url = data["resolved"]["attachments"][id]["url"].as_str().expect("a link");
    assert_eq!(bot.fetches(url).await, (200, b"it broke".to_vec()));
}

#[tokio::test]
async fn messages_without_words_reach_the_bot() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let mut ws = crate::gateway::Listener::identify(&bot, u64::MAX >> 38).await;
    mia.sends_sticker(&help, "wave");
    assert_eq!(ws.wait("MESSAGE_CREATE").await["sticker_items"][0]["name"], "wave");
    let other = guild.text_channel("other");
    mia.forwards(mia.says(&other, "look at this"), &help);
    ws.wait("MESSAGE_CREATE").await;
    let forwarded = ws.wait("MESSAGE_CREATE").await;
    assert_eq!(forwarded["message_snapshots"][0]["message"]["content"], "look at this");
    assert_eq!((&forwarded["content"], &forwarded["message_reference"]["type"]), (&json!(""), &json!(1)));
    guild.goes_down();
    assert_eq!(ws.wait("GUILD_DELETE").await["unavailable"], true);
    guild.comes_back();
    ws.wait("GUILD_CREATE").await;
    guild.kicks_bot();
    assert!(ws.wait("GUILD_DELETE").await["unavailable"].is_null());
    assert_eq!(bot.says(&help, json!({ "content": "x" })).await.refusal(), (403, 50001));
}

#[tokio::test]
async fn accounts_have_an_age() {
    let (bot, guild, ..) = Bot::in_guild().await;
    let eve = guild.member_since("eve", Duration::from_secs(60 * 60));
    let now = bot.discord.read(|w| w.now());
    assert!((now - eve.id().millis() - 60 * 60 * 1000).abs() < 10_000);
}

#[tokio::test]
#[should_panic(expected = "is offered no command nonsense")]
async fn a_command_must_be_registered() {
    let (_bot, _, help, mia) = Bot::in_guild().await;
    mia.slash(&help, "nonsense", &[]);
}
