//! The bare bots do what they are measured at.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use sportello_discord_server::DiscordServer;
use sportello_test_servers::synapse;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(60);

async fn connected(program: &str, env: &[(&str, String)]) -> Child {
    let mut child = Command::new(program)
        .envs(env.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the bot starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("the bot connects in time");
    assert_eq!(line.expect("a line").as_deref(), Some("connected"));
    child
}

#[tokio::test(flavor = "multi_thread")]
async fn the_echo_bot_repeats_what_is_said_in_its_thread() {
    let server = synapse::shared().await;
    let (mia, bot) = (server.newcomer("mia").await, server.newcomer("echo").await);
    let state = tempfile::tempdir().expect("a temporary folder");
    let env = [
        ("MATRIX_HOMESERVER", server.url.clone()),
        ("MATRIX_USER", bot.id.clone()),
        ("MATRIX_PASSWORD", bot.password.clone()),
        ("STATE_DIR", state.path().display().to_string()),
    ];
    let _running = connected(env!("CARGO_BIN_EXE_matrix-echo"), &env).await;
    let room = mia.create_room(json!({"preset": "public_chat", "invite": [&bot.id]})).await;
    let joined = |e: &Value| e["state_key"] == bot.id.as_str() && e["content"]["membership"] == "join";
    mia.wait_for(&room, joined).await;
    let said = mia.send_text(&room, "hello").await;
    let answer =
        mia.wait_for(&room, |e| e["sender"] == bot.id.as_str() && e["content"]["body"] == "hello").await;
    assert_eq!(answer["content"]["m.relates_to"]["event_id"], said.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_silent_bot_connects() {
    let discord = DiscordServer::start().await;
    discord.guild("Uni");
    let env = [
        ("DISCORD_TOKEN", discord.token().to_owned()),
        ("CONNECT_TO", discord.address().to_string()),
        ("CA_FILE", discord.ca_file().display().to_string()),
    ];
    let _running = connected(env!("CARGO_BIN_EXE_discord-silent"), &env).await;
    discord.connected().await;
}
