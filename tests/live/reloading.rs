//! bot.toml read again while the program runs: new rooms and channels are gone into.

use serde_json::{Value, json};
use sportello_discord_server::Channel;
use sportello_test_servers::synapse;

use crate::bot::{Bot, Scene};
use crate::{body, discord, says};

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_comes_with_a_reload_is_joined_and_served() {
    let server = synapse::shared().await;
    let scene = Scene::set(server).await;
    let bot = Bot::start(&scene, server).await;
    let rights = json!({"users": {&scene.bot: 50}});
    let library = scene
        .ada
        .create_room(json!({"preset": "public_chat", "name": "Library", "power_level_content_override": rights, "invite": [&scene.bot]}))
        .await;
    scene.mia.join(&library).await;

    bot.reload_with(&format!(
        r#"
[[queue]]
name = "library"
title = "Library"
operators = ["ada"]
channels = [{{ matrix = "{library}" }}]
operator_channels = [{{ matrix = "{}" }}]
settle = "1s"
"#,
        scene.ops
    ));
    let joined = |e: &Value| e["state_key"] == scene.bot.as_str() && e["content"]["membership"] == "join";
    scene.ada.wait_for(&library, joined).await;
    scene.mia.send_text(&library, "Where is the book on counters?").await;
    scene.mia.wait_for(&library, says(&scene.bot, "#1001")).await;
    let header = scene.ada.wait_for(&scene.ops, says(&scene.bot, "#1001")).await;
    assert!(body(&header).contains("Library"), "{header}");
    scene.mia.send_text(&scene.help, "My VPN is down").await;
    scene.mia.wait_for(&scene.help, says(&scene.bot, "#1002")).await;
    bot.stop().await;
}

/// A queue of a channel, for bot.toml.
fn queue(name: &str, channel: &Channel, ops: &Channel) -> String {
    format!(
        r#"
[[queue]]
name = "{name}"
title = "{name}"
operators = ["ada"]
channels = [{{ discord = {} }}]
operator_channels = [{{ discord = {} }}]
settle = "1s"
"#,
        channel.id(),
        ops.id()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_comes_with_a_reload_is_served() {
    let scene = discord::Scene::set().await;
    let library = scene.guild.text_channel("library");
    let bot = scene.start().await;
    bot.reload_with(&queue("library", &library, &scene.ops));
    // What the board tells of comes after the reload is in force.
    scene.discord.bot_says(&scene.ops, "No active tickets").await;
    let request = scene.mia.says(&library, "Where is the book on counters?");
    let thread = scene.thread(request).await;
    scene.discord.bot_says(&thread, "#1001").await;
    scene.header("1001", "library").await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_goes_on_when_nobody_reads_its_log_any_more() {
    let scene = discord::Scene::set().await;
    let mut bot = scene.start().await;
    bot.loses_its_log().await;
    // That there are mistakes is logged, and so is the end.
    bot.reload_with("\n[[queue]]\nname = \"library\"\noperators = [\"nobody\"]\n");
    let ticket = scene.opened("My VPN is down").await;
    scene.mia.says(&ticket.thread, "and it is still down");
    scene.discord.bot_says(&ticket.ops, "and it is still down").await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_toml_with_mistakes_changes_nothing_and_the_desk_goes_on() {
    let scene = discord::Scene::set().await;
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    bot.reload_with("\n[[queue]]\nname = \"library\"\noperators = [\"nobody\"]\n");
    bot.says("bot.toml has mistakes; nothing has changed", 1).await;
    scene.mia.says(&ticket.thread, "and it is still down");
    scene.discord.bot_says(&ticket.ops, "and it is still down").await;
    bot.stop().await;
    scene.discord.assert_clean();
}
