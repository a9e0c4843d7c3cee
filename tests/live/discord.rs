//! The program on Discord, against a server that speaks Discord's protocols: as its people see it.

mod a_minute;
mod away;
mod by_the_clock;
mod ending;
mod flood;
mod menus;
mod trouble;
mod words;

use std::time::Duration;

use sportello_discord_server::{Channel, DiscordServer, Guild, MessageId, Permissions, Person, Role, Shown};

use crate::bot::{Bot, Folder};

/// The people and channels of one test.
pub struct Scene {
    /// Discord.
    pub discord: DiscordServer,
    /// The server of the university.
    pub guild: Guild,
    /// The help channel.
    pub help: Channel,
    /// A forum whose posts are requests.
    pub forum: Channel,
    /// The operators' channel.
    pub ops: Channel,
    /// The channel of a private queue.
    pub accounts: Channel,
    /// Asks.
    pub mia: Person,
    /// Operator, named in bot.toml.
    pub ada: Person,
    /// Operator by role.
    pub otto: Person,
    /// More lines for bot.toml's queue.
    pub queue: &'static str,
    role: Role,
}

/// A ticket that stands in its channels.
pub struct Opened {
    /// What mia wrote.
    pub request: MessageId,
    /// Her thread.
    pub thread: Channel,
    /// The header in the operators' channel.
    pub header: Shown,
    /// The thread on it.
    pub ops: Channel,
}

impl Scene {
    /// Makes people and channels.
    pub async fn set() -> Self {
        let discord = DiscordServer::start().await;
        let guild = discord.guild("Uni");
        // What shows them the operators' commands.
        let role = guild.role("service desk").may(Permissions::MANAGE_MESSAGES);
        let staff = guild.role("staff").may(Permissions::MANAGE_MESSAGES);
        let help = guild.text_channel("help");
        let forum = guild.forum("requests");
        let ops = guild.text_channel("help-ops");
        let accounts = guild.text_channel("accounts");
        let (mia, ada) = (guild.member("mia"), guild.member("ada").with_role(&staff));
        let otto = guild.member("otto").with_role(&role);
        Self { discord, guild, help, forum, ops, accounts, mia, ada, otto, queue: "", role }
    }

    /// `[discord]`, people and queues.
    pub fn sections(&self) -> String {
        format!(
            r#"
[discord]
enabled = true
token = {{ env = "BOT_TOKEN" }}
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
operators = ["ada", {{ discord_role = {role} }}]
channels = [{{ discord = {help} }}, {{ discord = {forum} }}]
operator_channels = [{{ discord = {ops} }}]
settle = "1s"
{queue}

[[queue]]
name = "accounts"
title = "Accounts"
operators = ["ada"]
channels = [{{ discord = {accounts} }}]
operator_channels = [{{ discord = {ops} }}]
private = true
settle = "1s"
"#,
            guild = self.guild.id(),
            address = self.discord.address(),
            ca = self.discord.ca_file().display(),
            ada = self.ada.id(),
            role = self.role.id(),
            help = self.help.id(),
            forum = self.forum.id(),
            ops = self.ops.id(),
            accounts = self.accounts.id(),
            queue = self.queue,
        )
    }

    /// The whole bot.toml.
    pub fn bot_toml(&self) -> String {
        let desk = r#"
[desk]
name = "Service Desk"
language = "en"
time_zone = "Europe/Rome"
database = "sqlite://data/sportello.db"
data_dir = "data"

[mail]
from = "Service Desk <help@example.org>"
transport = { folder = "data/mail" }
"#;
        format!("{desk}{}", self.sections())
    }

    /// The folder of a bot for this scene.
    pub fn folder(&self) -> Folder {
        self.folder_with(&self.bot_toml())
    }

    /// The folder of a bot with another bot.toml.
    pub fn folder_with(&self, bot_toml: &str) -> Folder {
        Folder::new(bot_toml, vec![("BOT_TOKEN", self.discord.token().to_owned())])
    }

    /// Starts the bot.
    pub async fn start(&self) -> Bot {
        self.start_in(self.folder()).await
    }

    /// Starts the bot, for the first time or again.
    pub async fn start_in(&self, folder: Folder) -> Bot {
        let bot = Bot::launch(folder, "\"connected\":true").await;
        self.ready().await;
        bot
    }

    /// mia's request in the help channel, its thread, its header, and the operators' thread.
    pub async fn opened(&self, text: &str) -> Opened {
        let request = self.mia.says(&self.help, text);
        let thread = self.thread(request).await;
        self.discord.bot_says(&thread, "#1001").await;
        let header = self.header("1001", "#1001").await;
        let ops = self.thread(header.id).await;
        self.discord.bot_says(&ops, "request, article 1").await;
        Opened { request, thread, header, ops }
    }

    /// Returns once the bot is there and its commands are offered.
    pub async fn ready(&self) {
        self.discord.connected().await;
        // Those for all are put first, then those of each server.
        let (ada, ops) = (self.ada.clone(), self.ops.id());
        self.discord.until(|_| ada.visible_commands(ops).len() > 1).await;
    }

    /// The header of a ticket, once it is there and says `part`.
    pub async fn header(&self, number: &str, part: &str) -> Shown {
        let ops = self.ops.id();
        self.discord
            .find(|world| {
                let number = format!("#{number}");
                world.shown(ops).into_iter().find(|m| {
                    m.by_bot
                        && !m.buttons().is_empty()
                        && m.content.contains(&number)
                        && m.content.contains(part)
                })
            })
            .await
    }

    /// The thread on a message, once it is there.
    pub async fn thread(&self, on: MessageId) -> Channel {
        let id = on.id;
        self.discord.until(|world| world.channels.contains_key(&id)).await;
        self.discord.channel(id)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_answered_closed_and_rated_by_clicks() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let discord = &scene.discord;

    let request = scene.mia.says(&scene.help, "My VPN is down since this morning");
    let thread = scene.thread(request).await;
    let receipt = discord.bot_says(&thread, "#1001").await;
    assert!(receipt.pinged.is_empty(), "a receipt calls nobody");
    let header = scene.header("1001", "owner: nobody").await;

    scene.ada.clicks(header.id, "Take").answer().await.message();
    discord.bot_says(&thread, "ada").await;
    let header = scene.header("1001", "owner: ada").await;
    assert!(header.edited, "the header is kept current by edit");

    let note = scene.otto.clicks(header.id, "Note…").answer().await.form();
    scene.otto.submits(&note, &[("text", "it is the certificate again")]).answer().await.message();
    let form = scene.ada.clicks(header.id, "Answer…").answer().await.form();
    scene.ada.submits(&form, &[("text", "Please try **again** now, @everyone")]).answer().await.message();
    let answer = discord.bot_says(&thread, "Please try **again** now").await;
    assert_eq!(answer.pinged, ["mia"], "an answer calls the customer");
    assert!(!answer.pinged_everyone);

    let form = scene.ada.clicks(header.id, "Close…").answer().await.form();
    scene.ada.submits(&form, &[("outcome", "successful")]).answer().await.message();
    let closing = discord.bot_says(&thread, "closed successfully").await;
    assert_eq!(closing.buttons().len(), 6, "five stars, and Reopen: {:?}", closing.buttons());
    discord.until(|_| discord.dm(&scene.mia).iter().any(|m| m.content.contains("closed successfully"))).await;

    let thanks = scene.mia.clicks(closing.id, "5").answer().await.message();
    assert!(thanks.ephemeral && thanks.content.contains("5 stars"), "{}", thanks.content);
    scene.header("1001", "⭐⭐⭐⭐⭐").await;

    let seen: Vec<String> = discord.shown_to(&scene.mia, &thread).into_iter().map(|m| m.content).collect();
    assert!(!seen.concat().contains("certificate"), "a note is never seen by customers: {seen:#?}");
    bot.stop().await;
    discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_while_the_bot_was_dead_is_read_once_and_in_order() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let request = scene.mia.says(&scene.help, "The printer is on fire");
    let thread = scene.thread(request).await;
    let header = scene.header("1001", "printer").await;
    let ops = scene.thread(header.id).await;
    scene.discord.bot_says(&ops, "printer").await;

    let regretted = scene.mia.says(&thread, "it was the cat");
    scene.discord.bot_says(&ops, "it was the cat").await;

    let folder = bot.kill().await;
    for i in 1..=3 {
        scene.mia.says(&thread, &format!("flames of height {i}"));
    }
    scene.mia.edits(request, "The printer is on fire, really");
    let lost = scene.mia.says(&thread, "forget this one");
    scene.mia.deletes(lost);
    scene.mia.deletes(regretted);
    scene.guild.member("leo").says(&scene.help, "And my screen flickers");
    let bot = Bot::launch(folder, "\"connected\":true").await;

    scene.discord.bot_says(&ops, "flames of height 3").await;
    scene.header("1002", "screen flickers").await;
    scene.discord.bot_says(&ops, "on fire, really").await;
    // What was deleted meanwhile is known to be.
    scene.discord.bot_says(&ops, "Deleted by its author").await;
    let heard: Vec<String> = scene
        .discord
        .shown(&ops)
        .into_iter()
        .filter(|m| m.content.contains("flames"))
        .map(|m| m.content)
        .collect();
    assert_eq!(heard.len(), 3, "each once: {heard:?}");
    for (line, wanted) in heard.iter().zip(["height 1", "height 2", "height 3"]) {
        assert!(line.contains(wanted), "in order: {heard:?}");
    }
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_asks_the_queues_questions_and_opens_a_thread_for_its_author() {
    let mut scene = Scene::set().await;
    scene.queue = "questions = [\"Which computer?\"]";
    let bot = scene.start().await;
    let form = scene.mia.slash(&scene.help, "ticket new", &[]).answer().await.form();
    let filled = [("subject", "VPN down"), ("text", "It says no carrier"), ("question-0", "the old one")];
    let answer = scene.mia.submits(&form, &filled).answer().await.message();
    assert!(answer.ephemeral && answer.content.contains("#1001"), "{}", answer.content);
    let root = scene.discord.bot_says(&scene.help, "It says no carrier").await;
    let thread = scene.thread(root.id).await;
    scene.discord.bot_says(&thread, "#1001").await;
    assert!(thread.members().contains(&"mia".to_owned()), "{:?}", thread.members());
    scene.mia.says(&thread, "And the phone rings");
    let header = scene.header("1001", "VPN down").await;
    let ops = scene.thread(header.id).await;
    scene.discord.bot_says(&ops, "the old one").await;
    scene.discord.bot_says(&ops, "phone rings").await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_request_leaves_no_word_in_the_channel() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    let open = scene.mia.says(&scene.accounts, "I forgot my password");
    let accounts = scene.accounts.id();
    let thread = scene.discord.find(|w| w.threads(accounts).map(|t| t.id).next()).await;
    scene.discord.bot_says(thread, "I forgot my password").await;
    scene.discord.bot_says(thread, "confidential").await;
    scene.discord.until(|_| scene.discord.message(open).deleted).await;
    assert!(!scene.otto.sees(thread), "only who was let in sees it");
    assert!(!scene.ada.sees(thread));
    scene.discord.quiet_for(Duration::from_secs(2)).await;
    let kept = scene.discord.bot_says(thread, "I forgot my password").await;
    assert!(!kept.deleted, "that the desk removes the original does not take the words back");
    let header = scene.header("1001", "password").await;
    scene.ada.clicks(header.id, "Join").answer().await.message();
    let ada = scene.ada.clone();
    scene.discord.until(|_| ada.sees(thread)).await;
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_by_role_work_and_lose_it_with_the_role() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    scene.mia.posts(&scene.forum, "Paper is out", "A4, please");
    scene.header("1001", "Paper is out").await;
    assert!(scene.mia.finds_command(&scene.help, "desk").is_none(), "customers are not offered it");
    scene.otto.slash(&scene.ops, "desk take", &[("ticket", "1001")]).answer().await.message();
    scene.header("1001", "owner: otto").await;
    let header = scene.header("1001", "owner: otto").await;
    scene.otto.loses_role(&scene.role);
    let form = scene.otto.clicks(header.id, "Answer…").answer().await.form();
    let refused = scene.otto.submits(&form, &[("text", "Hello")]).answer().await.message();
    assert!(refused.content.contains("can't find"), "{}", refused.content);
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_during_which_the_bot_dies_is_seen_to_fail_and_does_nothing_twice() {
    let scene = Scene::set().await;
    let bot = scene.start().await;
    scene.mia.says(&scene.help, "The printer is on fire");
    let header = scene.header("1001", "printer").await;
    let hold = scene.discord.hold("POST /interactions/");
    let click = scene.ada.clicks(header.id, "Take");
    hold.caught().await;
    let folder = bot.kill().await;
    hold.release();
    assert!(click.answer().await.is_failure(), "the person sees that it failed");
    let bot = Bot::launch(folder, "\"connected\":true").await;
    let header = scene.header("1001", "owner: ada").await;
    let ops = scene.thread(header.id).await;
    scene.discord.bot_says(&ops, "has taken").await;
    let again = scene.ada.slash(&ops, "desk take", &[]).answer().await.message();
    assert!(again.content.contains("already"), "what was committed is done: {}", again.content);
    let lines = scene.discord.shown(&ops).into_iter().filter(|m| m.content.contains("has taken")).count();
    assert_eq!(lines, 1);
    bot.stop().await;
    scene.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn check_confirms_each_step_and_names_what_is_missing() {
    let scene = Scene::set().await;
    let checked = Bot::run_in(&scene.folder(), &["check"]).await;
    assert_eq!(checked.code, Some(0), "{}", checked.text);
    assert!(checked.text.contains("Ready"), "{}", checked.text);
    scene.help.deny_bot(Permissions::SEND_MESSAGES_IN_THREADS);
    let checked = Bot::run_in(&scene.folder(), &["check"]).await;
    assert_eq!(checked.code, Some(1), "{}", checked.text);
    assert!(checked.text.contains("Send Messages in Threads"), "{}", checked.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_said_and_ends_the_program() {
    let scene = Scene::set().await;
    let folder = Folder::new(
        &format!(
            "[desk]\nname = \"D\"\nlanguage = \"en\"\ntime_zone = \"UTC\"\ndatabase = \"sqlite://d.db\"\ndata_dir = \"d\"\n{}",
            scene.sections()
        ),
        vec![("BOT_TOKEN", "not.the.token".to_owned())],
    );
    let ended = tokio::time::timeout(Duration::from_secs(60), Bot::run_in(&folder, &["run"])).await;
    let ended = ended.expect("it ends");
    assert_eq!(ended.code, Some(1), "{}", ended.text);
    assert!(ended.text.contains("token"), "{}", ended.text);
    assert!(!ended.text.contains("not.the.token"), "a secret is never repeated: {}", ended.text);
}
