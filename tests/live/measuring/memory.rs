//! What the program takes while it is connected and idle, beside what the libraries of its platforms take alone.

use std::time::Duration;

use serde_json::Value;
use sportello_test_servers::synapse;

use super::bare::Bare;
use super::figures::{self, Goal};
use crate::bot::{self, Bot, Folder, Memory};
use crate::both::bot_toml;
use crate::discord::Scene as Discord;

/// How long everybody rests before it is looked.
const REST: Duration = Duration::from_secs(15);
/// Words said before the second look.
const WORDS: usize = 30;

fn note(part: &str, who: &str, memory: Memory) {
    figures::note(part, &format!("{who}: resident"), memory.resident, "MiB");
    figures::note(part, &format!("{who}: of these its own, without files"), memory.own, "MiB");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, for an optimised build"]
async fn connected_and_idle() {
    let part = "Memory, connected and idle";
    let server = synapse::own().await;
    let matrix = bot::Scene::set(&server).await;
    let discord = Discord::set().await;

    let account = server.newcomer("echo").await;
    for room in [&matrix.help, &matrix.ops] {
        matrix.ada.invite(room, &account.id).await;
    }
    let echo = Bare::echo(&server, &account).await;
    for room in [&matrix.help, &matrix.ops] {
        let joins = |e: &Value| e["state_key"] == account.id.as_str() && e["content"]["membership"] == "join";
        matrix.ada.wait_for(room, joins).await;
    }
    let silent = Bare::silent(&discord.discord).await;
    discord.discord.connected().await;
    tokio::time::sleep(REST).await;
    let (of_matrix, of_discord) = (echo.memory(), silent.memory());
    note(part, "a bot of matrix-sdk alone", of_matrix);
    note(part, "a bot of serenity alone", of_discord);
    drop(silent);

    let toml = bot_toml(&matrix, &discord, &server.url);
    let secrets =
        vec![("BOT_PASSWORD", matrix.password.clone()), ("BOT_TOKEN", discord.discord.token().to_owned())];
    let bot = Bot::launch(Folder::new(&toml, secrets), "\"connected\":true").await;
    discord.ready().await;
    matrix.bot_is_in_help().await;
    tokio::time::sleep(REST).await;
    let desk = bot.memory();
    note(part, "Sportello on both", desk);
    let ratio = desk.resident / (of_matrix.resident + of_discord.resident);
    figures::hold(part, "Sportello / the sum of both: resident", ratio, "×", Goal::AtMost(1.3));
    figures::note(part, "the same of what is its own", desk.own / (of_matrix.own + of_discord.own), "×");

    // Both hear the same, and answer it.
    for n in 0..WORDS {
        let word = format!("It beeps for the {n}th time");
        let id = matrix.mia.send_text(&matrix.help, &word).await;
        for bot in [&matrix.bot, &account.id] {
            let answers = |e: &Value| {
                e["sender"] == bot.as_str() && e["content"]["m.relates_to"]["event_id"] == id.as_str()
            };
            matrix.mia.wait_for(&matrix.help, answers).await;
        }
    }
    tokio::time::sleep(REST).await;
    note(part, "matrix-sdk alone, after some words", echo.memory());
    note(part, "Sportello, after some words", bot.memory());
    bot.stop().await;
}
