//! The database, and Discord's own doors, closed for a while under the running program.

use std::time::Duration;

use sportello_test_servers::{ports, postgres};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Scene;
use crate::bot::Bot;

/// What `/readyz` says, and with which status.
async fn readiness(port: u16) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the program listens");
    let request = "GET /readyz HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
    (status, body.to_owned())
}

async fn until_ready(port: u16, wanted: u16) {
    let began = std::time::Instant::now();
    while readiness(port).await.0 != wanted {
        assert!(began.elapsed() < Duration::from_secs(60), "never {wanted}: {}", readiness(port).await.1);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_server_that_is_down_is_waited_for_and_said_once() {
    let server = postgres::own().await;
    let port = ports::free().expect("a free port");
    let scene = Scene::set().await;
    scene.discord.configure(|s| s.patience = Duration::from_secs(90));
    let bot_toml = scene.bot_toml().replace("sqlite://data/sportello.db", &server.database().await);
    let bot_toml = format!("{bot_toml}\n[web]\nlisten = \"127.0.0.1:{port}\"\n");
    let bot = scene.start_in(scene.folder_with(&bot_toml)).await;
    let ticket = scene.opened("My VPN is down").await;
    until_ready(port, 200).await;
    let well = Bot::run_in(bot.home(), &["health"]).await;
    assert!(well.code == Some(0) && well.text.contains("\"ready\":true"), "{}", well.text);

    server.stop().await;
    let lines: Vec<String> = (1..=5).map(|i| format!("line number {i}.")).collect();
    for line in &lines {
        scene.mia.says(&ticket.thread, line);
    }
    until_ready(port, 503).await;
    let said = readiness(port).await.1;
    assert!(said.contains("\"database\":false"), "{said}");
    let unwell = Bot::run_in(bot.home(), &["health"]).await;
    assert!(unwell.code == Some(1) && unwell.text.contains("\"database\":false"), "{}", unwell.text);
    bot.says("the database can't be used", 1).await;
    server.start().await;
    scene.discord.bot_says(&ticket.ops, "line number 5.").await;
    until_ready(port, 200).await;
    let heard = super::trouble::heard(&scene.discord, &ticket.ops, &lines);
    assert_eq!(heard, lines, "each once and in order");
    bot.says("the database works again", 1).await;
    assert_eq!(bot.count("the database can't be used"), 1, "said once");
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discord_that_refuses_everything_for_a_while_gets_all_in_order_after() {
    let scene = Scene::set().await;
    scene.discord.configure(|s| s.patience = Duration::from_secs(60));
    let bot = scene.start().await;
    let ticket = scene.opened("My VPN is down").await;
    scene.discord.refuse("POST /channels/", usize::MAX, 503);
    scene.discord.refuse("PATCH /channels/", usize::MAX, 503);
    let lines: Vec<String> = (1..=5).map(|i| format!("line number {i}.")).collect();
    let before = scene.discord.requests().len();
    for line in &lines {
        scene.mia.says(&ticket.thread, line);
    }
    bot.says("not delivered, will be tried again", 1).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let asked = scene.discord.requests().len() - before;
    assert!(asked < 60, "asked {asked} times in five seconds");
    scene.discord.all_well();
    scene.discord.bot_says(&ticket.ops, "line number 5.").await;
    assert_eq!(super::trouble::heard(&scene.discord, &ticket.ops, &lines), lines);
    bot.stop().await;
}
