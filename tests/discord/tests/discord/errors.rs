//! What is not there, and who is not known.

use reqwest::Method;
use serde_json::json;

use crate::bot::Bot;

#[tokio::test]
async fn what_is_not_there_has_a_code() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    for (path, refusal) in [
        ("/channels/1".to_owned(), (404, 10003)),
        (format!("/channels/{}/messages/1", help.id()), (404, 10008)),
        ("/guilds/1".to_owned(), (404, 10004)),
        ("/users/1".to_owned(), (404, 10013)),
        (format!("/guilds/{}/members/{}", guild.id(), bot.discord.stranger("eve").id()), (404, 10007)),
        (format!("/applications/{}/commands/1", bot.discord.bot()), (404, 10063)),
        (format!("/webhooks/{}/nonsense/messages/@original", bot.discord.bot()), (401, 50027)),
    ] {
        assert_eq!(bot.get(&path).await.refusal(), refusal, "{path}");
    }
    assert_eq!(bot.get(&format!("/guilds/{}/members/{}", guild.id(), mia.id())).await.status, 200);
}

#[tokio::test]
async fn wrong_requests_are_noted() {
    let (bot, _, help, _) = Bot::in_guild().await;
    assert_eq!(bot.get("/nonsense").await.status, 404);
    assert_eq!(bot.get("/channels/help").await.refusal(), (400, 50035));
    let violations = bot.discord.violations();
    assert!(violations[0].contains("/nonsense") && violations[1].contains("channel_id"), "{violations:?}");
    bot.discord.expect_violation("/nonsense");
    bot.discord.expect_violation("channel_id");
    let request = bot.discord.requests().pop().expect("a request");
    assert!(request.is("GET /channels/{channel_id}") && request.status == Some(400));
    assert_eq!(bot.says(&help, json!({ "content": "x" })).await.status, 200);
    assert_eq!(bot.discord.count("POST /channels/{channel_id}/messages"), 1);
}

#[tokio::test]
async fn another_token_is_nobody() {
    let (bot, _, help, _) = Bot::in_guild().await;
    let (mine, other) = (bot.discord.token().to_owned(), Bot::new().await);
    assert_ne!(mine, other.discord.token());
    let client = crate::serenity_client::http_client(&bot.discord);
    let url = format!("https://discord.com/api/v10/channels/{}", help.id());
    let request =
        client.request(Method::GET, url).header("authorization", format!("Bot {}", other.discord.token()));
    assert_eq!(request.send().await.expect("an answer").status().as_u16(), 401);
}

#[tokio::test]
#[should_panic(expected = "the bot: GET /channels/help")]
async fn a_mistake_nobody_expected_fails_the_test() {
    let (bot, ..) = Bot::in_guild().await;
    bot.get("/channels/help").await;
}
