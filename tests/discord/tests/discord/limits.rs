//! How often the bot may call.

use std::time::Duration;

use serde_json::json;
use sportello_discord_server::Rates;

use crate::bot::Bot;

#[tokio::test]
async fn limits_are_told_and_kept() {
    let (bot, guild, help, _) = Bot::in_guild().await;
    bot.discord.limits(Rates::like_discord());
    for left in (0..5).rev() {
        let said = bot.says(&help, json!({ "content": "x" })).await;
        assert_eq!((said.status, said.header("x-ratelimit-remaining")), (200, left.to_string().as_str()));
        assert_eq!(said.header("x-ratelimit-limit"), "5");
    }
    let limited = bot.says(&help, json!({ "content": "x" })).await;
    assert_eq!((limited.status, limited.body["global"].as_bool()), (429, Some(false)));
    assert!(limited.body["retry_after"].as_f64().is_some_and(|s| s > 0.0 && s <= 5.0));
    assert!(!limited.header("retry-after").is_empty() && !limited.header("x-ratelimit-bucket").is_empty());
    // Another channel has its own.
    assert_eq!(bot.says(&guild.text_channel("other"), json!({ "content": "x" })).await.status, 200);
    bot.discord.advance(Duration::from_secs(5));
    assert_eq!(bot.says(&help, json!({ "content": "x" })).await.status, 200);
}

#[tokio::test]
async fn names_change_twice_in_ten_minutes() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    bot.discord.limits(Rates::like_discord());
    let thread = mia.starts_thread(&help, "VPN");
    let path = format!("/channels/{}", thread.id());
    for name in ["a", "b"] {
        let renamed = bot.patch(&path, json!({ "name": name })).await;
        assert_eq!(renamed.status, 200);
        assert_ne!(renamed.header("x-ratelimit-remaining"), "0");
    }
    let limited = bot.patch(&path, json!({ "name": "c" })).await;
    assert_eq!((limited.status, limited.header("x-ratelimit-scope")), (429, "shared"));
    assert!(limited.body["retry_after"].as_f64().is_some_and(|s| s > 500.0));
    assert_eq!(bot.patch(&path, json!({ "archived": true })).await.status, 200);
}

#[tokio::test]
async fn all_routes_together_have_a_limit() {
    let (bot, ..) = Bot::in_guild().await;
    let mut rates = Rates::like_discord();
    rates.global.requests = 2;
    bot.discord.limits(rates);
    bot.get("/users/@me").await;
    bot.get("/users/@me/guilds").await;
    let limited = bot.get("/gateway/bot").await;
    assert_eq!((limited.status, limited.body["global"].as_bool()), (429, Some(true)));
    assert_eq!(limited.header("x-ratelimit-global"), "true");
}
