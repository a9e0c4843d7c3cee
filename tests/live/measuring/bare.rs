//! The bots of benches/sdks, as processes.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use sportello_discord_server::DiscordServer;
use sportello_test_servers::User;
use sportello_test_servers::synapse::Synapse;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::bot::{self, Memory};

/// How long a busy machine may take to connect one.
const CONNECTING: Duration = Duration::from_secs(60);

/// A running bot that is nothing but a library; it ends when it is dropped.
pub struct Bare {
    child: Child,
    _state: TempDir,
}

impl Bare {
    /// matrix-sdk alone: goes into the rooms that it is invited to, and repeats what is said there.
    pub async fn echo(server: &Synapse, account: &User) -> Self {
        let env = [
            ("MATRIX_HOMESERVER", server.url.clone()),
            ("MATRIX_USER", account.id.clone()),
            ("MATRIX_PASSWORD", account.password.clone()),
        ];
        Self::start("matrix-echo", &env).await
    }

    /// serenity alone: is connected.
    pub async fn silent(discord: &DiscordServer) -> Self {
        let env = [
            ("DISCORD_TOKEN", discord.token().to_owned()),
            ("CONNECT_TO", discord.address().to_string()),
            ("CA_FILE", discord.ca_file().display().to_string()),
        ];
        Self::start("discord-silent", &env).await
    }

    async fn start(name: &str, env: &[(&str, String)]) -> Self {
        let state = tempfile::tempdir().expect("a temporary folder can be made");
        let mut child = Command::new(program(name))
            .envs(env.iter().map(|(name, value)| (name, value)))
            .env("STATE_DIR", state.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the bare bot starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let line = tokio::time::timeout(CONNECTING, lines.next_line()).await;
        let line = line.unwrap_or_else(|_| panic!("{name} does not connect")).expect("its output is text");
        assert_eq!(line.as_deref(), Some("connected"), "{name}");
        Self { child, _state: state }
    }

    /// What it takes.
    pub fn memory(&self) -> Memory {
        Memory::of(self.child.id().expect("it is running"))
    }
}

/// Where cargo has put it: beside the program.
fn program(name: &str) -> PathBuf {
    let program = bot::program().with_file_name(name);
    assert!(
        program.exists(),
        "{} is not built: add `-p sportello-sdks --test bare` to the command",
        program.display()
    );
    program
}
