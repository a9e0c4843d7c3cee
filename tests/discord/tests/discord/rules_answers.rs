//! Rules of answers to interactions.

use std::time::Duration;

use serde_json::{Value, json};
use sportello_discord_server::{Answer, Channel, MessageId, NO_ANSWER, Pending, Person};

use crate::bot::Bot;

async fn with_commands() -> (Bot, Channel, Person) {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let options = json!([{ "type": 3, "name": "queue", "description": "Which", "autocomplete": true }]);
    let commands = json!([
        { "name": "ticket", "description": "Tickets", "options": options },
        { "type": 3, "name": "Open a ticket" },
    ]);
    assert_eq!(bot.registers(commands).await.status, 200);
    (bot, help, mia)
}

fn form(components: Value) -> Value {
    json!({ "type": 9, "data": { "custom_id": "f", "title": "New", "components": components } })
}

fn input(extra: Value) -> Value {
    let mut input = json!({ "type": 4, "custom_id": "subject", "label": "Subject", "style": 1 });
    for (key, value) in extra.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!({ "type": 1, "components": [input] })
}

async fn buttons(bot: &Bot, channel: &Channel) -> MessageId {
    let row = json!([{ "type": 1, "components": [
        { "type": 2, "style": 1, "label": "Take", "custom_id": "take" },
        { "type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": true },
    ] }]);
    let said = bot.says(channel, json!({ "content": "A ticket", "components": row })).await;
    MessageId { channel: channel.id(), id: said.id() }
}

async fn refused(bot: &Bot, to: &Pending, body: Value) {
    let answered = bot.answers(to, body.clone()).await;
    assert_eq!(answered.refusal(), (400, 50035), "{body}: {answered:?}");
    bot.discord.expect_violation("50035");
}

#[tokio::test]
async fn forms_keep_to_their_rules() {
    let (bot, help, mia) = with_commands().await;
    let asked = mia.slash(&help, "ticket", &[]);
    let x = |n: usize| "x".repeat(n);
    let with = |key: &str, value: Value| {
        let mut body = form(json!([input(json!({}))]));
        body["data"][key] = value;
        body
    };
    for document in [false, true] {
        bot.discord.configure(|s| s.document = document);
        for body in [
            form(json!([])),
            form(json!((0..6).map(|n| input(json!({ "custom_id": n.to_string() }))).collect::<Vec<_>>())),
            with("title", x(46).into()),
            with("custom_id", x(101).into()),
            form(json!([input(json!({ "label": x(46) }))])),
            form(json!([input(json!({ "placeholder": x(101) }))])),
            form(json!([input(json!({ "value": x(4_001) }))])),
            form(json!([input(json!({ "max_length": 4_001 }))])),
            form(json!([input(json!({})), input(json!({}))])),
        ] {
            refused(&bot, &asked, body).await;
        }
    }
    assert_eq!(bot.answers(&asked, form(json!([input(json!({ "value": x(4_000) }))]))).await.status, 204);
    let form = asked.answer().await.form();
    assert_eq!((form.title.as_str(), form.fields[0].label.as_str()), ("New", "Subject"));
}

#[tokio::test]
async fn each_kind_of_interaction_has_its_answers() {
    let (bot, help, mia) = with_commands().await;
    let asked = mia.slash(&help, "ticket", &[]);
    let message = json!({ "type": 4, "data": { "content": "x" } });
    refused(&bot, &asked, json!({ "type": 8, "data": { "choices": [] } })).await;
    refused(&bot, &asked, json!({ "type": 7, "data": { "content": "x" } })).await;
    let typing = mia.autocomplete(&help, "ticket", &[], ("queue", "he"));
    refused(&bot, &typing, message.clone()).await;
    let choices = |n: usize| -> Vec<Value> {
        (0..n).map(|n| json!({ "name": n.to_string(), "value": n.to_string() })).collect()
    };
    refused(&bot, &typing, json!({ "type": 8, "data": { "choices": choices(26) } })).await;
    assert_eq!(
        bot.answers(&typing, json!({ "type": 8, "data": { "choices": choices(25) } })).await.status,
        204
    );
    assert_eq!(typing.answer().await.choices().len(), 25);

    assert_eq!(bot.answers(&asked, form(json!([input(json!({}))]))).await.status, 204);
    let sent = mia.submits(&asked.answer().await.form(), &[("Subject", "VPN")]);
    refused(&bot, &sent, form(json!([input(json!({}))]))).await;
    assert_eq!(bot.answers(&sent, message).await.status, 204);
    assert_eq!(sent.answer().await.message().content, "x");
}

#[tokio::test]
async fn an_answer_comes_once_and_in_time() {
    let (bot, help, mia) = with_commands().await;
    let message = json!({ "type": 4, "data": { "content": "x" } });
    let asked = mia.slash(&help, "ticket", &[]);
    assert_eq!(bot.answers(&asked, message.clone()).await.status, 204);
    assert_eq!(bot.answers(&asked, message.clone()).await.refusal(), (400, 40060));

    bot.discord.configure(|s| s.answer_within = Duration::from_millis(50));
    let asked = mia.slash(&help, "ticket", &[]);
    assert!(matches!(asked.answer().await, Answer::Failed(why) if why == NO_ANSWER));
    assert_eq!(bot.answers(&asked, message.clone()).await.refusal(), (404, 10062));
    let unknown = bot.post("/interactions/1/x/callback", message).await;
    assert_eq!(unknown.refusal(), (404, 10062));
}

#[tokio::test]
async fn what_is_deferred_is_filled_in_with_its_own_visibility() {
    let (bot, help, mia) = with_commands().await;
    let asked = mia.slash(&help, "ticket", &[("queue", "x")]);
    assert_eq!(bot.answers(&asked, json!({ "type": 5, "data": { "flags": 64 } })).await.status, 204);
    assert!(bot.discord.shown_to(&mia, &help)[0].thinking);
    let original = format!("/webhooks/{}/{}/messages/@original", bot.discord.bot(), asked.token());
    assert_eq!(bot.patch(&original, json!({ "content": "done" })).await.status, 200);
    let shown = asked.answer().await.message();
    assert_eq!((shown.content.as_str(), shown.ephemeral, shown.edited), ("done", true, false));

    let hook = format!("/webhooks/{}/{}", bot.discord.bot(), asked.token());
    let more = bot.post(&format!("{hook}?wait=true"), json!({ "content": "more" })).await;
    assert_eq!(more.status, 200, "{more:?}");
    assert!(!asked.follow_ups_once(1).await[0].ephemeral);
    assert_eq!(bot.get(&format!("{hook}/messages/{}", more.id())).await.status, 200);
    assert_eq!(bot.delete(&original).await.status, 204);
    assert_eq!(bot.get(&original).await.refusal(), (404, 10008));
    bot.discord.advance(Duration::from_secs(15 * 60 + 1));
    assert_eq!(bot.post(&hook, json!({ "content": "late" })).await.refusal(), (401, 50027));
}

#[tokio::test]
async fn clicks_reach_the_bot_and_change_the_message() {
    let (bot, help, mia) = with_commands().await;
    let message = buttons(&bot, &help).await;
    let click = mia.clicks(message, "Take");
    let update = json!({ "type": 7, "data": { "content": "Taken", "components": [] } });
    assert_eq!(bot.answers(&click, update).await.status, 204);
    assert_eq!(click.answer().await.message().content, "Taken");
    assert!(bot.discord.message(message).buttons().is_empty());
    let menu = mia.menu(mia.says(&help, "It broke"), "Open a ticket");
    let body = json!({ "type": 4, "data": { "content": "Opened", "flags": 64 } });
    let path = format!("/interactions/{}/{}/callback?with_response=true", menu.id(), menu.token());
    let answered = bot.post(&path, body).await;
    assert_eq!(answered.body["resource"]["message"]["content"], "Opened", "{answered:?}");
    assert!(menu.answer().await.message().ephemeral);
}

#[tokio::test]
#[should_panic(expected = "Off is switched off")]
async fn nobody_clicks_what_is_off() {
    let (bot, help, mia) = with_commands().await;
    let message = buttons(&bot, &help).await;
    mia.clicks(message, "Off");
}

#[tokio::test]
#[should_panic(expected = "the thread is archived")]
async fn nobody_clicks_in_an_archived_thread() {
    let (bot, help, mia) = with_commands().await;
    let thread = mia.starts_thread(&help, "VPN");
    let message = buttons(&bot, &thread).await;
    mia.archives(&thread);
    mia.clicks(message, "Take");
}

#[tokio::test]
#[should_panic(expected = "has no option colour")]
async fn options_are_those_the_bot_registered() {
    let (_bot, help, mia) = with_commands().await;
    mia.slash(&help, "ticket", &[("colour", "red")]);
}
