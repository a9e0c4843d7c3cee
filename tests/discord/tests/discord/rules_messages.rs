//! Rules of messages: each is refused, and what just keeps to them is taken.

use serde_json::{Value, json};

use crate::bot::Bot;

fn row(components: Value) -> Value {
    json!({ "content": "x", "components": [{ "type": 1, "components": components }] })
}

fn button(label: &str, id: &str) -> Value {
    json!({ "type": 2, "style": 1, "label": label, "custom_id": id })
}

fn select(options: usize) -> Value {
    let options: Vec<Value> = (0..options).map(|n| json!({ "label": "x", "value": n.to_string() })).collect();
    json!({ "type": 3, "custom_id": "s", "options": options })
}

fn refused() -> Vec<(&'static str, Value)> {
    let x = |n: usize| "x".repeat(n);
    let embed = |embed: Value| json!({ "embeds": [embed] });
    let rows = |n: usize| -> Vec<Value> {
        (0..n).map(|n| json!({ "type": 1, "components": [button("x", &n.to_string())] })).collect()
    };
    let users: Vec<String> = (1..=101).map(|n| n.to_string()).collect();
    vec![
        ("content", json!({ "content": x(2_001) })),
        ("nonce", json!({ "content": "x", "nonce": x(26) })),
        ("embeds", json!({ "embeds": vec![json!({ "title": "x" }); 11] })),
        ("embeds.0.title", embed(json!({ "title": x(257) }))),
        ("embeds.0.description", embed(json!({ "description": x(4_097) }))),
        ("embeds.0.footer.text", embed(json!({ "footer": { "text": x(2_049) } }))),
        ("embeds.0.author.name", embed(json!({ "author": { "name": x(257) } }))),
        ("embeds.0.fields", embed(json!({ "fields": vec![json!({ "name": "x", "value": "x" }); 26] }))),
        ("embeds.0.fields.0.name", embed(json!({ "fields": [{ "name": x(257), "value": "x" }] }))),
        ("embeds.0.fields.0.value", embed(json!({ "fields": [{ "name": "x", "value": x(1_025) }] }))),
        ("embeds", json!({ "embeds": [{ "description": x(4_000) }, { "description": x(2_001) }] })),
        (
            "allowed_mentions",
            json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": ["1"] } }),
        ),
        (
            "allowed_mentions",
            json!({ "content": "x", "allowed_mentions": { "parse": ["roles"], "roles": ["1"] } }),
        ),
        ("allowed_mentions.users", json!({ "content": "x", "allowed_mentions": { "users": users } })),
        ("allowed_mentions.roles", json!({ "content": "x", "allowed_mentions": { "roles": users } })),
        ("components", json!({ "content": "x", "components": rows(6) })),
        ("components.0.type", json!({ "content": "x", "components": [button("x", "x")] })),
        (
            "components.0.components",
            row(json!((0..6).map(|n| button("x", &n.to_string())).collect::<Vec<_>>())),
        ),
        ("components.0.components", row(json!([select(1), button("x", "x")]))),
        ("components.0.components.0.label", row(json!([button(&x(81), "x")]))),
        ("components.0.components.0", row(json!([{ "type": 2, "style": 1, "custom_id": "x" }]))),
        ("components.0.components.0.custom_id", row(json!([{ "type": 2, "style": 1, "label": "x" }]))),
        (
            "components.0.components.0.custom_id",
            row(json!([{ "type": 2, "style": 5, "label": "x", "custom_id": "x" }])),
        ),
        ("components.0.components.0.custom_id", row(json!([button("x", &x(101))]))),
        ("components.0.components.0.custom_id", row(json!([button("x", "")]))),
        ("components.0.components.1.custom_id", row(json!([button("a", "same"), button("b", "same")]))),
        ("components.0.components.0.options", row(json!([select(26)]))),
        (
            "components.0.components.0.options.0.label",
            row(json!([{ "type": 3, "custom_id": "s", "options": [{ "label": x(101), "value": "x" }] }])),
        ),
        (
            "components.0.components.0.options.0.value",
            row(json!([{ "type": 3, "custom_id": "s", "options": [{ "label": "x", "value": x(101) }] }])),
        ),
        (
            "components.0.components.0.options.0.description",
            row(
                json!([{ "type": 3, "custom_id": "s", "options": [{ "label": "x", "value": "x", "description": x(101) }] }]),
            ),
        ),
        (
            "components.0.components.0.placeholder",
            row(
                json!([{ "type": 3, "custom_id": "s", "placeholder": x(151), "options": [{ "label": "x", "value": "x" }] }]),
            ),
        ),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    let (bot, _, help, _) = Bot::in_guild().await;
    // The rules alone, and then with Discord's document before them.
    for document in [false, true] {
        bot.discord.configure(|s| s.document = document);
        for (path, body) in refused() {
            let answered = bot.says(&help, body.clone()).await;
            assert_eq!(answered.refusal(), (400, 50035), "{body}: {answered:?}");
            let place = format!("/errors/{}/_errors/0/message", path.replace('.', "/"));
            if !document {
                assert!(answered.body.pointer(&place).is_some(), "{path}: {}", answered.body);
            }
        }
    }
    assert_eq!(bot.discord.shown(&help).len(), 0);
    assert_eq!(bot.discord.violations().len(), 2 * refused().len());
    bot.discord.expect_violation("50035");
}

#[tokio::test]
async fn what_keeps_to_the_rules_is_taken() {
    let (bot, _, help, _) = Bot::in_guild().await;
    let rows: Vec<Value> = (0..5)
        .map(|row| {
            let buttons: Vec<Value> = (0..5).map(|n| button(&"x".repeat(80), &format!("{row}{n}"))).collect();
            json!({ "type": 1, "components": buttons })
        })
        .collect();
    let body = json!({
        "content": "ä".repeat(2_000), "nonce": "x".repeat(25), "enforce_nonce": true, "components": rows,
        "embeds": [{ "title": "x", "fields": [{ "name": "x", "value": "x" }] }],
        "allowed_mentions": { "parse": ["roles"], "users": ["1"], "replied_user": false },
    });
    let answered = bot.says(&help, body).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    assert_eq!(bot.says(&help, row(json!([select(25)]))).await.status, 200);
}

#[tokio::test]
async fn an_empty_message_is_refused() {
    let (bot, _, help, _) = Bot::in_guild().await;
    assert_eq!(bot.says(&help, json!({ "content": " \n" })).await.refusal(), (400, 50006));
    let said = bot.says(&help, json!({ "content": "x" })).await.id();
    let path = format!("/channels/{}/messages/{said}", help.id());
    assert_eq!(bot.patch(&path, json!({ "content": "" })).await.refusal(), (400, 50006));
    bot.discord.expect_violation("50006");
}

#[tokio::test]
async fn files_are_counted_and_weighed() {
    let (bot, _, help, _) = Bot::in_guild().await;
    bot.discord.configure(|s| s.upload_limit = 100);
    let few = vec![("a.txt", 100); 10];
    let answered = bot.uploads(&help, &json!({}), &few).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    let many = vec![("a.txt", 1); 11];
    assert_eq!(bot.uploads(&help, &json!({}), &many).await.refusal(), (400, 50035));
    assert_eq!(bot.uploads(&help, &json!({}), &[("a.txt", 101)]).await.refusal(), (413, 40005));
    bot.discord.expect_violation("50035");
}

#[tokio::test]
async fn a_file_is_described_and_fetched_until_its_link_dies() {
    let (bot, _, help, mia) = Bot::in_guild().await;
    let payload = json!({ "attachments": [{ "id": 0, "filename": "b.png", "description": "a picture" }] });
    let answered = bot.uploads(&help, &payload, &[("a.png", 3)]).await;
    let file = &answered.body["attachments"][0];
    assert_eq!((file["filename"].as_str(), file["description"].as_str()), (Some("b.png"), Some("a picture")));
    mia.uploads(&help, "look", "log.txt", "text/plain", b"it broke");
    let read = bot.get(&format!("/channels/{}/messages?limit=1", help.id())).await;
    let url = read.body[0]["attachments"][0]["url"].as_str().expect("a link").to_owned();
    assert_eq!(bot.fetches(&url).await, (200, b"it broke".to_vec()));
    bot.discord.refuse("/attachments/", 1, 502);
    assert_eq!(bot.fetches(&url).await.0, 502);
    assert_eq!(bot.fetches(&url.replace("ex=", "ex=f")).await.0, 404);
    bot.discord.advance(std::time::Duration::from_secs(24 * 60 * 60 + 1));
    assert_eq!(bot.fetches(&url).await.0, 404);
}
