//! What a test's desk is like.

use std::sync::{Arc, Mutex, PoisonError};

use sportello::config::{Account, Channel, Config, Queue, Report};
use sportello::desk::Reread;
use sportello_chat::Platform;
use tempfile::TempDir;

/// The bot.toml of every test: people and queues enough for all that is told of them.
///
/// ada and otto serve the help desk, zoe the private queue, and rita is an admin of it all; mia is a
/// customer whose address is known. It is read with the console's names, which become `alpha`.
const BOT_TOML: &str = r#"
[desk]
name = "Service Desk"
language = "en"
time_zone = "Europe/Rome"
database = "sqlite://data/desk.db"
data_dir = "data"
ticket_number = "increment"
command_prefix = "!"

[console]
enabled = true

[mail]
from = "Service Desk <help@example.org>"
transport = { folder = "data/mail" }

[[operator]]
name = "ada"
mail = "ada@example.org"
console = "ada"

[[operator]]
name = "otto"
mail = "otto@example.org"
console = "otto"

[[operator]]
name = "zoe"
mail = "zoe@example.org"
console = "zoe"

[[operator]]
name = "rita"
mail = "rita@example.org"
console = "rita"
admin = true

[[customer]]
name = "mia"
mail = "mia@example.org"
console = "mia"

[[queue]]
name = "helpdesk"
title = "Service desk"
operators = ["ada", "otto"]
responsible = "ada"
channels = [{ console = "help" }]
operator_channels = [{ console = "ops" }]

[[queue]]
name = "helpdesk::network"
title = "Network"
operators = ["otto"]

[[queue]]
name = "accounts"
title = "Accounts"
operators = ["zoe"]
channels = [{ console = "accounts" }]
operator_channels = [{ console = "accounts-ops" }]
private = true
"#;

/// The database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A real server.
    Postgres,
}

/// What a test's desk is like.
pub struct Options {
    /// Where it keeps its tickets.
    pub database: Database,
    /// Where its keys, and its platforms' chances, come from.
    pub seed: u64,
    /// Whether all happens one after another on the test's own task, what people write passes through a
    /// network, and the same seed is the same life to the last word; see [`crate::simulation`].
    pub simulated: bool,
    /// What its bot.toml says; to be changed at will.
    pub config: Config,
    /// Its folder, gone with the test.
    pub(crate) folder: TempDir,
    /// What is read when bot.toml is read again; before anybody has changed it, what it was.
    saved: Arc<Mutex<Option<Result<Config, Report>>>>,
}

impl Options {
    /// A desk on `alpha` with every rule at its default.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn new(database: Database) -> Self {
        let folder = TempDir::with_prefix("sportello-desk-").expect("a temporary folder");
        let no_env = |_: &str| None;
        let parsed = sportello::config::parse("bot.toml", BOT_TOML, folder.path(), &no_env, &|p| {
            std::fs::read_to_string(p)
        });
        let mut config =
            parsed.unwrap_or_else(|report| panic!("the bot.toml of the tests is wrong: {report:?}"));
        let alpha = Platform::new("alpha");
        for channel in channels(&mut config) {
            channel.platform = alpha.clone();
        }
        for account in accounts(&mut config).into_iter().flatten() {
            account.platform = alpha.clone();
        }
        config.console = None;
        Self { database, seed: 1, simulated: false, config, folder, saved: Arc::default() }
    }

    /// What is read from now on when bot.toml is read again.
    pub(crate) fn save(&self, read: Result<Config, Report>) {
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
    }

    /// Reads bot.toml again.
    pub(crate) fn reread(&self) -> Reread {
        let (saved, first) = (Arc::clone(&self.saved), self.config.clone());
        Arc::new(move || {
            let saved = saved.lock().unwrap_or_else(PoisonError::into_inner);
            saved.clone().unwrap_or_else(|| Ok(first.clone()))
        })
    }

    /// Everybody has an account of the same name on `beta`, too, and the help desk its channels.
    pub fn on_beta_too(&mut self) {
        let beta = Platform::new("beta");
        for accounts in accounts(&mut self.config) {
            let more: Vec<Account> =
                accounts.iter().map(|a| Account { platform: beta.clone(), id: a.id.clone() }).collect();
            accounts.extend(more);
        }
        let queue = self.queue("helpdesk");
        queue.channels.push(Channel { platform: beta.clone(), name: "help".to_owned() });
        queue.operator_channels.push(Channel { platform: beta, name: "ops".to_owned() });
    }

    /// The queue of this name.
    ///
    /// # Panics
    /// When there is none.
    pub fn queue(&mut self, name: &str) -> &mut Queue {
        self.config.queues.iter_mut().find(|q| q.name == name).expect("a queue of the tests' bot.toml")
    }

    /// The help desk is the only queue of the first level.
    pub fn one_queue(&mut self) {
        self.config.queues.retain(|q| q.name != "accounts");
    }
}

fn channels(config: &mut Config) -> Vec<&mut Channel> {
    config.queues.iter_mut().flat_map(|q| q.channels.iter_mut().chain(&mut q.operator_channels)).collect()
}

fn accounts(config: &mut Config) -> Vec<&mut Vec<Account>> {
    let operators = config.operators.iter_mut().map(|o| &mut o.accounts);
    operators.chain(config.customers.iter_mut().map(|c| &mut c.accounts)).collect()
}
