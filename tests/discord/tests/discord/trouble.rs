//! What a test lets go wrong.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::bot::Bot;

const SAY: &str = "POST /channels/{channel_id}/messages";

#[tokio::test]
async fn requests_are_refused_and_limited() {
    let (bot, _, help, _) = Bot::in_guild().await;
    bot.discord.refuse(SAY, 1, 503);
    bot.discord.rate_limit(format!("/channels/{}/messages", help.id()), 1, Duration::from_millis(700), true);
    assert_eq!(bot.says(&help, json!({ "content": "x" })).await.status, 503);
    let limited = bot.says(&help, json!({ "content": "x" })).await;
    assert_eq!((limited.status, &limited.body["retry_after"]), (429, &json!(0.7)));
    assert!(bot.discord.shown(&help).is_empty());
    assert_eq!(bot.says(&help, json!({ "content": "x" })).await.status, 200);
}

#[tokio::test]
async fn an_answer_is_lost() {
    let (bot, _, help, _) = Bot::in_guild().await;
    bot.discord.lose_answer(SAY, 1);
    let body = json!({ "content": "x", "nonce": "n", "enforce_nonce": true });
    let path = format!("/channels/{}/messages", help.id());
    assert!(bot.try_call(Method::POST, &path, Some(&body)).await.is_err());
    assert_eq!(bot.discord.shown(&help).len(), 1);
    assert_eq!(bot.says(&help, body).await.status, 200);
    assert_eq!(bot.discord.shown(&help).len(), 1);
}

#[tokio::test]
async fn a_request_hangs_and_another_is_held() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let path = format!("/channels/{}/messages", help.id());
    let body = json!({ "content": "x" });
    bot.discord.hang(SAY, 1);
    let call = bot.try_call(Method::POST, &path, Some(&body));
    assert!(tokio::time::timeout(Duration::from_millis(50), call).await.is_err());
    assert!(bot.discord.shown(&help).is_empty());

    let hold = bot.discord.hold(SAY);
    let test = async {
        hold.caught().await;
        mia.says(&help, "first");
        hold.release();
    };
    let (answered, ()) = tokio::join!(bot.says(&help, body.clone()), test);
    assert_eq!(answered.status, 200);
    let said: Vec<_> = bot.discord.shown(&help).into_iter().map(|m| m.author).collect();
    assert_eq!(said, ["mia", "desk"]);
}

#[tokio::test]
#[should_panic(expected = "mia: is anybody there?")]
async fn what_doesn_t_come_true_prints_what_was_said() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    bot.discord.configure(|s| s.patience = Duration::from_millis(20));
    mia.says(&help, "is anybody there?");
    bot.discord.bot_says(&help, "yes").await;
}
