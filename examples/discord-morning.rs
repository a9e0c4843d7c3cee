//! A morning of a help desk on Discord: starts a server that speaks Discord's protocols, the bot as a
//! process of its own, plays people on it, and prints what each channel shows in the end.
//!
//! Run by `examples/try-discord`, which builds the bot first.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use sportello_discord_server::{Channel, DiscordServer, Id, MessageId, Permissions, Shown};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Longer than the bot takes to connect, on a busy machine.
const START: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let discord = DiscordServer::start().await;
    let guild = discord.guild("University");
    // What shows them the operators' commands.
    let desk = guild.role("service desk").may(Permissions::MANAGE_GUILD | Permissions::MANAGE_MESSAGES);
    let help = guild.text_channel("help");
    let forum = guild.forum("requests");
    let accounts = guild.text_channel("accounts");
    let ops = guild.text_channel("help-ops");
    let (mia, leo) = (guild.member("mia"), guild.member("leo").locale("it"));
    let (ada, otto) = (guild.member("ada").with_role(&desk), guild.member("otto").with_role(&desk));

    let folder = tempfile::tempdir()?;
    let toml = format!(
        r#"
[desk]
name = "Service Desk"
language = "en"
time_zone = "Europe/Rome"
database = "sqlite://data/sportello.db"
data_dir = "data"

[discord]
token = {{ env = "SPORTELLO_DISCORD_TOKEN" }}
guild = {guild}
connect_to = "{address}"
ca_file = "{ca}"

[[operator]]
name = "ada"
discord = {ada}
admin = true

[[queue]]
name = "helpdesk"
title = "Service desk"
operators = ["ada", {{ discord_role = {desk} }}]
channels = [{{ discord = {help} }}, {{ discord = {forum} }}]
operator_channels = [{{ discord = {ops} }}]
questions = ["Which computer?"]
settle = "1s"

[[queue]]
name = "accounts"
title = "Accounts and passwords"
operators = ["ada"]
channels = [{{ discord = {accounts} }}]
operator_channels = [{{ discord = {ops} }}]
private = true
settle = "1s"
"#,
        guild = guild.id(),
        address = discord.address(),
        ca = discord.ca_file().display(),
        ada = ada.id(),
        desk = desk.id(),
        help = help.id(),
        forum = forum.id(),
        accounts = accounts.id(),
        ops = ops.id(),
    );
    std::fs::write(folder.path().join("bot.toml"), toml)?;
    let mut bot = start(folder.path().join("bot.toml"), discord.token()).await?;
    discord.connected().await;
    discord.until(|_| ada.finds_command(&help, "desk-admin").is_some()).await;

    does("ada, in #help: /desk-admin panel");
    ada.slash(&help, "desk-admin panel", &[]).answer().await.message();
    discord.bot_says(&help, "what do you need help with").await;

    does("mia, in #help: My VPN is down since this morning");
    let request = mia.says(&help, "My VPN is down since this morning");
    let thread = thread_on(&discord, request).await;
    discord.bot_says(&thread, "#1001").await;
    let header = header(&discord, &ops, "#1001").await;

    does("otto and ada click Take at once");
    let (first, second) = (otto.clicks(header.id, "Take"), ada.clicks(header.id, "Take"));
    let answers = [first.answer().await.message(), second.answer().await.message()];
    let late = answers.iter().position(|a| a.content.contains("--from")).unwrap_or_default();
    let owner = if late == 0 { &ada } else { &otto };
    discord.bot_says(&thread, "Taken in charge").await;

    does(&format!("{}: Note… and Answer… on the ticket's header", owner.name()));
    let form = owner.clicks(header.id, "Note…").answer().await.form();
    owner.submits(&form, &[("text", "the gateway was restarted at eight")]).answer().await.message();
    let form = owner.clicks(header.id, "Answer…").answer().await.form();
    owner.submits(&form, &[("text", "Please **reconnect** now.")]).answer().await.message();
    discord.bot_says(&thread, "reconnect").await;

    does("mia, in her thread: Works again, thank you!");
    mia.says(&thread, "Works again, thank you!");
    let ops_thread = thread_on(&discord, header.id).await;
    discord.bot_says(&ops_thread, "Works again").await;

    does(&format!("{}: Close…; mia gives five stars", owner.name()));
    let form = owner.clicks(header.id, "Close…").answer().await.form();
    owner.submits(&form, &[("outcome", "successful")]).answer().await.message();
    let closing = discord.bot_says(&thread, "closed successfully").await;
    mia.clicks(closing.id, "5").answer().await.message();
    discord.bot_says(&ops_thread, "has rated").await;

    does("leo, whose Discord is Italian, posts in the forum #requests");
    let post = leo.posts(&forum, "Manca la carta", "Nella stampante al secondo piano, da ieri.");
    discord.bot_says(post.id, "#1002").await;

    does("leo, in #help: the panel's button for accounts, and its form");
    let panel = discord.bot_says(&help, "what do you need help with").await;
    let form = leo.clicks(panel.id, "Accounts and passwords").answer().await.form();
    let filled = [("subject", "Password"), ("text", "Ho dimenticato la password")];
    leo.submits(&form, &filled).answer().await.message();
    let private = discord.find(|w| w.threads(accounts.id()).map(|t| t.id).next()).await;
    discord.bot_says(private, "#1003").await;
    self::header(&discord, &ops, "#1003").await;
    discord.quiet_for(Duration::from_secs(2)).await;

    for channel in [&help, &forum, &accounts, &ops] {
        show_channel(&discord, channel);
    }
    for person in [&mia, &leo] {
        println!("\n── direct chat of the bot and {} ──", person.name());
        show(discord.dm(person));
    }
    bot.kill().await?;
    discord.assert_clean();
    Ok(())
}

/// Starts the bot and returns once it is connected.
async fn start(config: PathBuf, token: &str) -> anyhow::Result<Child> {
    let here = std::env::current_exe()?;
    let built = here.ancestors().nth(2).context("this program's folder")?.join("sportello");
    if !built.exists() {
        bail!("{} is not there: run examples/try-discord, which builds it", built.display());
    }
    let mut bot = Command::new(built)
        .arg("--config")
        .arg(config)
        .env("SPORTELLO_DISCORD_TOKEN", token)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut log = BufReader::new(bot.stderr.take().context("the bot's log")?).lines();
    let connected = async {
        let mut said = String::new();
        while let Some(line) = log.next_line().await? {
            if line.contains("\"connected\":true") {
                return Ok(());
            }
            said.push_str(&line);
            said.push('\n');
        }
        bail!("the bot ended:\n{said}")
    };
    tokio::time::timeout(START, connected).await.context("the bot does not connect")??;
    tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
    Ok(bot)
}

async fn thread_on(discord: &DiscordServer, message: MessageId) -> Channel {
    discord.until(|world| world.channels.contains_key(&message.id)).await;
    discord.channel(message.id)
}

async fn header(discord: &DiscordServer, ops: &Channel, number: &str) -> Shown {
    let is_header = |m: &Shown| m.by_bot && !m.buttons().is_empty() && m.content.contains(number);
    discord.find(|world| world.shown(ops.id()).into_iter().find(is_header)).await
}

fn does(what: &str) {
    println!("▸ {what}");
}

fn show_channel(discord: &DiscordServer, channel: &Channel) {
    println!("\n── #{} ──", channel.name());
    show(discord.shown(channel));
    for thread in discord.threads_of(channel) {
        let id: Id = thread.id();
        println!("\n── #{} › {} ({}) ──", channel.name(), thread.name(), thread.members().join(", "));
        show(discord.shown(id));
    }
}

fn show(messages: Vec<Shown>) {
    for message in messages.iter().filter(|m| !m.is_system() && !m.deleted) {
        let alone = if message.ephemeral { " (seen by one person only)" } else { "" };
        let pinned = if message.pinned { " 📌" } else { "" };
        let edited = if message.edited { " (edited)" } else { "" };
        println!("{}{alone}{pinned}:", message.author);
        for line in message.content.lines() {
            println!("    {line}{edited}");
        }
        if !message.buttons().is_empty() {
            println!("    [{}]", message.buttons().join("] ["));
        }
    }
}
