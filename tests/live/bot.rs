//! The bot as a process, with its people, rooms and bot.toml.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use sportello_test_servers::User;
use sportello_test_servers::mail;
use sportello_test_servers::synapse::Synapse;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a bot may take to end, and some more on a busy machine.
const CLOSING: Duration = Duration::from_secs(12);

/// The program: the one that SPORTELLO_PROGRAM names, as it is shipped, say; or else the one that was built with the tests.
pub fn program() -> PathBuf {
    std::env::var_os("SPORTELLO_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_sportello").into()).into()
}

/// The people and rooms of one test.
pub struct Scene {
    /// Asks.
    pub mia: User,
    /// Operator.
    pub ada: User,
    /// The bot's account.
    pub bot: String,
    /// Its password.
    pub password: String,
    /// The help room.
    pub help: String,
    /// The operators' room.
    pub ops: String,
    /// Where mia is mailed.
    pub address: String,
}

impl Scene {
    /// Makes people and rooms; the bot is invited and trusted to moderate the help room.
    pub async fn set(server: &Synapse) -> Self {
        let (mia, ada, bot) =
            (server.newcomer("mia").await, server.newcomer("ada").await, server.newcomer("help").await);
        let rights = json!({"users": {&bot.id: 50}});
        let help = ada
            .create_room(json!({"preset": "public_chat", "name": "Help", "power_level_content_override": rights, "invite": [&bot.id]}))
            .await;
        let ops = ada
            .create_room(json!({"preset": "private_chat", "name": "Operators", "power_level_content_override": rights, "invite": [&bot.id]}))
            .await;
        mia.join(&help).await;
        let address = format!("{}@example.org", mia.localpart());
        Self { mia, ada, password: bot.password.clone(), bot: bot.id, help, ops, address }
    }

    /// Returns once the bot has joined its rooms.
    pub async fn bot_is_in(&self) {
        self.bot_joins(&[&self.help, &self.ops]).await;
    }

    /// Returns once the bot has joined the help room.
    pub async fn bot_is_in_help(&self) {
        self.bot_joins(&[&self.help]).await;
    }

    async fn bot_joins(&self, rooms: &[&String]) {
        for room in rooms {
            let joins = |e: &Value| {
                e["type"] == "m.room.member"
                    && e["state_key"] == self.bot.as_str()
                    && e["content"]["membership"] == "join"
            };
            self.ada.wait_for(room, joins).await;
        }
    }

    /// Its bot.toml.
    pub async fn bot_toml(&self, server: &Synapse) -> String {
        let smtp = mail::shared().await.smtp_port;
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
homeserver = "{url}"
user = "{bot}"
password = {{ env = "BOT_PASSWORD" }}
encryption = true

[mail]
from = "Service Desk <help@example.org>"
transport = {{ smtp = "smtp://127.0.0.1:{smtp}" }}
group_answers = "1s"

[[operator]]
name = "ada"
matrix = "{ada}"

[[customer]]
name = "mia"
mail = "{address}"
matrix = "{mia}"

[[queue]]
name = "helpdesk"
title = "Service desk"
operators = ["ada"]
channels = [{{ matrix = "{help}" }}]
operator_channels = [{{ matrix = "{ops}" }}]
settle = "1s"
"#,
            url = server.url,
            bot = self.bot,
            ada = self.ada.id,
            mia = self.mia.id,
            address = self.address,
            help = self.help,
            ops = self.ops,
        )
    }
}

/// The memory of a process, in MiB.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// All that is in memory, its program's file among it.
    pub resident: f64,
    /// What it has asked for: all but the files, of which the system needs none to stay.
    pub own: f64,
}

impl Memory {
    /// What the system says of the process.
    pub fn of(process: u32) -> Self {
        let figures =
            std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).expect("the system tells");
        let kib = |name: &str| {
            let line = figures.lines().find_map(|line| line.strip_prefix(name)).expect("a figure");
            line.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).expect("a number")
        };
        Self { resident: kib("Rss:") / 1024.0, own: kib("Anonymous:") / 1024.0 }
    }
}

/// What a run of the program that ended by itself has said.
pub struct Ended {
    /// Its exit code.
    pub code: Option<i32>,
    /// All it wrote.
    pub text: String,
}

/// The folder and account of a bot that is not running.
pub struct Folder {
    dir: TempDir,
    env: Vec<(&'static str, String)>,
}

impl Folder {
    /// A folder with this bot.toml, for a bot with these secrets in its environment.
    pub fn new(bot_toml: &str, env: Vec<(&'static str, String)>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let mut file = std::fs::File::create(dir.path().join("bot.toml")).expect("bot.toml can be made");
        file.write_all(bot_toml.as_bytes()).expect("bot.toml can be written");
        Self { dir, env }
    }

    /// A file in it.
    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }
}

/// A running bot.
pub struct Bot {
    child: Child,
    folder: Folder,
    log: watch::Sender<Vec<String>>,
    reading: JoinHandle<()>,
}

impl Bot {
    /// Starts the bot and returns once it is in its rooms: what is written before is not its business.
    pub async fn start(scene: &Scene, server: &Synapse) -> Self {
        let folder = Self::folder(scene, server).await;
        let bot = Self::start_again(folder, server).await;
        scene.bot_is_in().await;
        bot
    }

    /// Starts the bot and returns once it has said that it waits for its homeserver.
    pub async fn start_unconnected(scene: &Scene, server: &Synapse) -> Self {
        let folder = Self::folder(scene, server).await;
        Self::launch(folder, "homeserver").await
    }

    /// Starts a bot that ran before.
    pub async fn start_again(folder: Folder, _server: &Synapse) -> Self {
        Self::launch(folder, "\"connected\":true").await
    }

    async fn folder(scene: &Scene, server: &Synapse) -> Folder {
        Folder::new(&scene.bot_toml(server).await, vec![("BOT_PASSWORD", scene.password.clone())])
    }

    fn command(folder: &Folder) -> Command {
        let mut command = Command::new(program());
        command
            .arg("--config")
            .arg(folder.dir.path().join("bot.toml"))
            .envs(folder.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the bot and waits for nothing: it may be killed before it is up.
    pub fn spawn(folder: Folder) -> Self {
        let mut child = Self::command(&folder).spawn().expect("the program starts");
        let stderr = child.stderr.take().expect("its log is piped");
        let mut lines = BufReader::new(stderr).lines();
        let log = watch::Sender::new(Vec::new());
        let told = log.clone();
        let reading = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if std::env::var_os("SHOW_BOT").is_some() {
                    eprintln!("{line}");
                }
                told.send_modify(|said: &mut Vec<String>| said.push(line));
            }
        });
        Self { child, folder, log, reading }
    }

    /// Starts the bot and waits until its log says `sign`.
    pub async fn launch(folder: Folder, sign: &str) -> Self {
        let bot = Self::spawn(folder);
        bot.says(sign, 1).await;
        bot
    }

    /// Whoever reads its log dies.
    pub async fn loses_its_log(&mut self) {
        self.reading.abort();
        let _ = (&mut self.reading).await;
    }

    /// Its folder.
    pub fn home(&self) -> &Folder {
        &self.folder
    }

    /// What it takes.
    pub fn memory(&self) -> Memory {
        Memory::of(self.child.id().expect("the bot is running"))
    }

    /// How many lines of its log hold `sign`.
    pub fn count(&self, sign: &str) -> usize {
        self.log.borrow().iter().filter(|line| line.contains(sign)).count()
    }

    /// Returns once the bot has logged `sign` so many times.
    pub async fn says(&self, sign: &str, times: usize) {
        let mut log = self.log.subscribe();
        let wait =
            log.wait_for(|said: &Vec<String>| said.iter().filter(|l| l.contains(sign)).count() >= times);
        let found = tokio::time::timeout(Duration::from_secs(60), wait).await.is_ok();
        assert!(found, "the bot never said {sign:?} ({times}):\n{}", self.log.borrow().join("\n"));
    }

    /// Sends the process a signal, by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().expect("the bot is running");
        let sent = std::process::Command::new("kill").args(["-s", name, &id.to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Runs the program until it ends.
    pub async fn run(scene: &Scene, server: &Synapse, args: &[&str]) -> Ended {
        Self::run_in(&Self::folder(scene, server).await, args).await
    }

    /// Runs the program in a folder until it ends.
    pub async fn run_in(folder: &Folder, args: &[&str]) -> Ended {
        let mut child = Self::command(folder).args(args).spawn().expect("the program starts");
        let mut text = String::new();
        let (mut out, mut err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        let ended = async {
            let mut errors = String::new();
            let _ = tokio::join!(out.read_to_string(&mut text), err.read_to_string(&mut errors));
            text.push_str(&errors);
            child.wait().await.expect("the program ends")
        };
        let status =
            tokio::time::timeout(Duration::from_secs(60), ended).await.expect("the program ends in time");
        Ended { code: status.code(), text }
    }

    /// An admin adds to bot.toml and has it read again (SIGHUP).
    pub fn reload_with(&self, more: &str) {
        let path = self.folder.dir.path().join("bot.toml");
        let mut text = std::fs::read_to_string(&path).expect("bot.toml can be read");
        text.push_str(more);
        std::fs::write(&path, text).expect("bot.toml can be written");
        self.signal("HUP");
    }

    /// Ends the bot as a power cut would.
    pub async fn kill(mut self) -> Folder {
        self.child.kill().await.expect("the bot can be killed");
        self.folder
    }

    /// Ends the bot as a service manager does.
    pub async fn stop(self) {
        self.leave().await;
    }

    /// The same, for a bot that will be started again.
    pub async fn leave(mut self) -> Folder {
        self.signal("TERM");
        let status = tokio::time::timeout(CLOSING, self.child.wait())
            .await
            .unwrap_or_else(|_| panic!("the bot does not end in time:\n{}", self.log.borrow().join("\n")))
            .expect("the bot ends");
        assert!(status.success(), "{status}");
        self.folder
    }
}
