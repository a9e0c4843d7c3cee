//! What bot.toml says about Discord.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// How long a request may take, an upload included, where nothing else is said.
pub const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Everything the adapter needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The bot's token, with or without the word `Bot` before it.
    pub token: SecretString,
    /// The servers (guilds) the desk serves; the bot is silent in any other.
    pub guilds: Vec<u64>,
    /// `host:port` at which Discord's API and files are reached instead of under their own addresses
    /// (an egress gateway, a test server). TLS still asks for Discord's names. The websocket goes to
    /// the address that the API gives.
    pub connect_to: Option<String>,
    /// A PEM file with a certificate authority that is trusted besides the usual ones.
    pub ca_file: Option<PathBuf>,
    /// The folder in which the adapter remembers which commands it has registered.
    pub state_dir: PathBuf,
    /// The channels of the desk.
    pub rooms: Vec<Room>,
    /// The roles whose members are operators. An author's groups name them as `discord_role:ID`.
    pub operator_roles: Vec<u64>,
    /// The language (BCP 47) of the few sentences the adapter says itself, for people whose own is
    /// not known: `en` or `it`.
    pub language: String,
    /// How long a request may take; [`DEFAULT_REQUEST_TIMEOUT`] unless there is a reason.
    pub request_timeout: Duration,
}

/// A channel named in bot.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The channel's id, as spelt there.
    pub id: String,
    /// What it is for.
    pub role: RoomRole,
}

/// What a channel is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomRole {
    /// People ask here.
    Help {
        /// Whether what is written here must be moved out of sight.
        private: bool,
    },
    /// Operators work here.
    Operators,
}

/// Why an adapter can't be made from its settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// An id that is none.
    #[error("`{0}` is no Discord id: right-click it in Discord with Developer Mode on, then Copy ID")]
    NoId(String),
    /// An address that can't be used.
    #[error("discord.connect_to = `{0}`: {1}")]
    Address(String, String),
    /// A certificate authority that can't be read.
    #[error("discord.ca_file = `{0}`: {1}")]
    Authority(PathBuf, String),
    /// The TLS or HTTP client could not be made.
    #[error("the HTTP client can't be made: {0}")]
    Client(String),
}
