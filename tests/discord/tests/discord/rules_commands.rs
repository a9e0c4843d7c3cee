//! Rules of commands: each is refused, and what just keeps to them is taken.

use serde_json::{Value, json};

use crate::bot::Bot;

fn with(extra: Value) -> Value {
    let mut command = json!({ "name": "ticket", "description": "Tickets" });
    for (key, value) in extra.as_object().expect("an object") {
        command[key] = value.clone();
    }
    json!([command])
}

fn option(extra: Value) -> Value {
    let mut option = json!({ "type": 3, "name": "queue", "description": "Which" });
    for (key, value) in extra.as_object().expect("an object") {
        option[key] = value.clone();
    }
    with(json!({ "options": [option] }))
}

fn refused() -> Vec<(&'static str, Value)> {
    let x = |n: usize| "x".repeat(n);
    let options = |n: usize| -> Vec<Value> {
        (0..n).map(|n| json!({ "type": 3, "name": format!("o{n}"), "description": "x" })).collect()
    };
    let choices = |n: usize| -> Vec<Value> {
        (0..n).map(|n| json!({ "name": format!("c{n}"), "value": format!("c{n}") })).collect()
    };
    let commands = |n: usize, kind: u64| -> Vec<Value> {
        let description = if kind == 1 { "x" } else { "" };
        (0..n).map(|n| json!({ "type": kind, "name": format!("c{n}"), "description": description })).collect()
    };
    let sub = |options: Value| json!({ "type": 1, "name": "new", "description": "x", "options": options });
    let long: Vec<Value> = (0..25)
        .map(|n| json!({ "type": 3, "name": format!("{n}{}", x(28)), "description": x(100), "choices": choices(25) }))
        .collect();
    let longer: Vec<Value> = (0..3)
        .map(|n| json!({ "type": 1, "name": format!("s{n}"), "description": "x", "options": long }))
        .collect();
    vec![
        ("", json!(commands(101, 1))),
        ("", json!(commands(6, 2))),
        ("", json!(commands(6, 3))),
        ("0.name", with(json!({ "name": x(33) }))),
        ("0.name", with(json!({ "name": "" }))),
        ("0.name", with(json!({ "name": "Ticket" }))),
        ("0.name", with(json!({ "name": "new ticket" }))),
        ("0.name_localizations.it", with(json!({ "name_localizations": { "it": "Biglietto" } }))),
        ("0.name_localizations.it", with(json!({ "name_localizations": { "it": x(33) } }))),
        ("0.description", with(json!({ "description": x(101) }))),
        ("0.description", with(json!({ "description": "" }))),
        ("0.description_localizations.it", with(json!({ "description_localizations": { "it": x(101) } }))),
        ("0.name", json!([{ "type": 3, "name": x(33) }])),
        ("0.description", json!([{ "type": 3, "name": "Open", "description": "x" }])),
        ("1.name", json!([{ "name": "a", "description": "x" }, { "name": "a", "description": "y" }])),
        ("0.options", with(json!({ "options": options(26) }))),
        ("0.options.0.options", with(json!({ "options": [sub(json!(options(26)))] }))),
        (
            "0.options.0.options",
            with(json!({ "options": [{ "type": 2, "name": "g", "description": "x", "options":
                (0..26).map(|n| json!({ "type": 1, "name": format!("s{n}"), "description": "x" })).collect::<Vec<_>>() }] })),
        ),
        ("0.options.0.name", option(json!({ "name": x(33) }))),
        ("0.options.0.name", option(json!({ "name": "Queue" }))),
        ("0.options.0.description", option(json!({ "description": x(101) }))),
        ("0.options.0.choices", option(json!({ "choices": choices(26) }))),
        ("0.options.0.choices.0.name", option(json!({ "choices": [{ "name": x(101), "value": "x" }] }))),
        ("0.options.0.choices.0.value", option(json!({ "choices": [{ "name": "x", "value": x(101) }] }))),
        (
            "0.options.0.choices.1.name",
            option(json!({ "choices": [{ "name": "x", "value": "1" }, { "name": "x", "value": "2" }] })),
        ),
        ("0.options.0", option(json!({ "autocomplete": true, "choices": choices(1) }))),
        (
            "0.options.1",
            with(json!({ "options": [
                { "type": 3, "name": "a", "description": "x" },
                { "type": 3, "name": "b", "description": "x", "required": true },
            ] })),
        ),
        (
            "0.options",
            with(json!({ "options": [sub(json!([])), { "type": 3, "name": "a", "description": "x" }] })),
        ),
        ("0.options.0.options.0.type", with(json!({ "options": [sub(json!([sub(json!([]))]))] }))),
        ("0.options.1.name", with(json!({ "options": [sub(json!([])), sub(json!([]))] }))),
        ("0", with(json!({ "options": longer }))),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    let (bot, ..) = Bot::in_guild().await;
    for document in [false, true] {
        bot.discord.configure(|s| s.document = document);
        for (path, body) in refused() {
            let answered = bot.registers(body.clone()).await;
            assert_eq!(answered.refusal(), (400, 50035), "{body}: {answered:?}");
            let place = match path {
                "" => "/errors/_errors/0/message".to_owned(),
                path => format!("/errors/{}/_errors/0/message", path.replace('.', "/")),
            };
            if !document {
                assert!(answered.body.pointer(&place).is_some(), "{path}: {}", answered.body);
            }
        }
    }
    assert!(bot.discord.read(|w| w.commands.global.is_empty()));
    bot.discord.expect_violation("50035");
}

#[tokio::test]
async fn commands_keep_their_ids_and_their_translations() {
    let (bot, guild, help, mia) = Bot::in_guild().await;
    let command = json!([
        { "name": "ticket", "description": "Tickets", "name_localizations": { "it": "biglietto" },
          "default_member_permissions": null, "options": [] },
        { "name": "admin", "description": "For few", "default_member_permissions": "0" },
        { "type": 3, "name": "Open a Ticket", "name_localizations": { "it": "Apri un biglietto" } },
    ]);
    let first = bot.registers(command.clone()).await;
    assert_eq!(first.status, 200, "{first:?}");
    let second = bot.registers(command).await;
    assert_eq!(first.body[0]["id"], second.body[0]["id"]);
    let path = format!("/applications/{}/commands", bot.discord.bot());
    assert!(bot.get(&path).await.body[0].get("name_localizations").is_none());
    let localized = bot.get(&format!("{path}?with_localizations=true")).await;
    assert_eq!(localized.body[0]["name_localizations"]["it"], "biglietto");

    assert_eq!(mia.visible_commands(&help), ["/ticket", "Open a Ticket"]);
    let mia = mia.locale("it");
    assert_eq!(mia.visible_commands(&help), ["/biglietto", "Apri un biglietto"]);
    let path = format!("/applications/{}/guilds/{}/commands", bot.discord.bot(), guild.id());
    let own = json!([{ "name": "ticket", "description": "Here" }]);
    assert_eq!(bot.put(&path, own).await.status, 200);
    assert_eq!(mia.visible_commands(&help), ["/ticket", "Apri un biglietto"]);
    mia.dms("hello");
    assert_eq!(mia.visible_commands(&mia.dm()).len(), 3);
}
