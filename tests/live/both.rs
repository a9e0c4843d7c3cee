//! One desk on two platforms: a person on Matrix and an operator on Discord carry one ticket.

use serde_json::Value;
use sportello_test_servers::synapse;

use crate::bot::{Bot, Folder};
use crate::discord::Scene as Discord;
use crate::{body, bot, says};

/// The articles that somebody sees, in order, each once: their words without the names above them.
fn words(texts: impl IntoIterator<Item = String>, wanted: &[&str]) -> Vec<String> {
    let texts: Vec<String> = texts.into_iter().collect();
    texts.iter().flat_map(|t| wanted.iter().filter(|w| t.contains(**w))).map(|w| (*w).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opened_on_matrix_is_carried_from_discord_to_its_rating() {
    let server = synapse::shared().await;
    let matrix = bot::Scene::set(server).await;
    let discord = Discord::set().await;
    let folder = Folder::new(
        &bot_toml(&matrix, &discord, &server.url),
        vec![("BOT_PASSWORD", matrix.password.clone()), ("BOT_TOKEN", discord.discord.token().to_owned())],
    );
    let bot = Bot::launch(folder, "\"connected\":true").await;
    discord.ready().await;
    matrix.bot_is_in_help().await;
    let mia = &matrix.mia;

    let request = mia.send_text(&matrix.help, "My VPN is down").await;
    mia.wait_for(&matrix.help, says(&matrix.bot, "#1001")).await;
    let header = discord.header("1001", "My VPN is down").await;
    let ops = discord.thread(header.id).await;
    discord.discord.bot_says(&ops, "My VPN is down").await;

    discord.ada.clicks(header.id, "Take").answer().await.message();
    mia.wait_for(&matrix.help, says(&matrix.bot, "ada")).await;
    discord.ada.says(&ops, "she has the **old** client again");
    let form = discord.ada.clicks(header.id, "Answer…").answer().await.form();
    let answer = "Which client is it?\n- the **blue** one\n- the `green` one";
    discord.ada.submits(&form, &[("text", answer)]).answer().await.message();
    let answered = mia.wait_for(&matrix.help, says(&matrix.bot, "Which client is it?")).await;
    let html = answered["content"]["formatted_body"].as_str().unwrap_or_default();
    assert!(html.contains("<strong>blue</strong>") && html.contains("<li>"), "formatting is kept: {html}");

    let file = mia.upload("client.png", "image/png", b"not really a picture").await;
    let content = serde_json::json!({
        "msgtype": "m.image", "body": "client.png", "url": file,
        "info": {"mimetype": "image/png", "size": 20},
        "m.relates_to": {"rel_type": "m.thread", "event_id": request},
    });
    mia.send(&matrix.help, "m.room.message", content).await;
    let copy = discord.discord.find(|w| w.shown(ops.id()).into_iter().find(|m| !m.files.is_empty())).await;
    assert_eq!(&copy.files[0].bytes[..], b"not really a picture");
    let blue = mia.send_in_thread(&matrix.help, &request, "The blue one").await;
    discord.discord.bot_says(&ops, "The blue one").await;
    mia.edit(&matrix.help, &blue, "The green one").await;
    discord.discord.bot_says(&ops, "The green one").await;

    let form = discord.ada.clicks(header.id, "Close…").answer().await.form();
    let last = [("text", "Then it is mended."), ("outcome", "successful")];
    discord.ada.submits(&form, &last).answer().await.message();
    mia.wait_for(&matrix.help, says(&matrix.bot, "closed successfully")).await;
    mia.send_in_thread(&matrix.help, &request, "!rate 5 quick and kind").await;
    discord.discord.bot_says(&ops, "quick and kind").await;
    discord.header("1001", "⭐⭐⭐⭐⭐").await;

    let articles = ["My VPN is down", "Which client is it?", "The green one", "Then it is mended."];
    let on_discord =
        discord.discord.shown(&ops).into_iter().map(|m| m.content).filter(|text| text.contains(", article "));
    assert_eq!(words(on_discord, &articles), articles, "operators see each article once, in order");
    let seen = mia.messages(&matrix.help).await;
    let by_bot = seen.iter().filter(|e: &&Value| e["sender"] == matrix.bot.as_str());
    let answers = ["Which client is it?", "Then it is mended."];
    assert_eq!(words(by_bot.map(|e| body(e).to_owned()), &answers), answers);
    assert!(!seen.iter().any(|e| body(e).contains("old client")), "the note never reaches the customer");
    bot.stop().await;
    discord.discord.assert_clean();
}

/// The bot.toml of a desk with the rooms of both.
pub fn bot_toml(matrix: &bot::Scene, discord: &Discord, homeserver: &str) -> String {
    let sections = discord.sections();
    let (accounts, queues) = sections.split_once("[[queue]]").expect("there are queues");
    let help = format!("channels = [{{ matrix = \"{}\" }}, {{ discord", matrix.help);
    format!(
        r#"
[desk]
name = "Service Desk"
language = "en"
time_zone = "Europe/Rome"
database = "sqlite://data/sportello.db"
data_dir = "data"

[matrix]
enabled = true
homeserver = "{homeserver}"
user = "{bot}"
password = {{ env = "BOT_PASSWORD" }}

[mail]
from = "Service Desk <help@example.org>"
transport = {{ folder = "data/mail" }}
{accounts}
[[customer]]
name = "mia"
mail = "{mail}"
matrix = "{mia}"

[[queue]]
{queues}"#,
        bot = matrix.bot,
        mail = matrix.address,
        mia = matrix.mia.id,
        queues = queues.replacen("channels = [{ discord", &help, 1),
    )
}
