//! What bot.toml says about Matrix.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

/// Everything the adapter needs to know.
#[derive(Clone, Debug)]
pub struct MatrixSettings {
    /// The base URL of the homeserver's client API.
    pub homeserver: Url,
    /// The bot's account: `@help:example.org`.
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// Whether encrypted rooms are read; without it what is said there is passed over.
    pub encryption: bool,
    /// Whom the bot believes, and shares its words with, in encrypted rooms.
    pub trust: Trust,
    /// The account's recovery key, for a second device; the first device writes its own into
    /// `state_dir/recovery-key`.
    pub recovery_key: Option<SecretString>,
    /// The folder of the session, the SDK's stores and the recovery key.
    pub state_dir: PathBuf,
    /// Encrypts the SDK's stores.
    pub store_passphrase: Option<SecretString>,
    /// The rooms of the desk.
    pub rooms: Vec<RoomSetting>,
    /// The largest file, in bytes, that [`crate::MatrixAdapter`] fetches, whatever it is asked for.
    pub max_file_size: u64,
    /// The name under which the account lists this device.
    pub device_name: String,
}

/// Whom the bot reads and answers in encrypted rooms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Everyone: nothing is dropped because somebody verified nothing.
    #[default]
    Everyone,
    /// Devices that their owner has signed; what another device says stays unreadable.
    CrossSigned,
    /// Only people whose identity this account has verified.
    Verified,
}

/// A room named in bot.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomSetting {
    /// The alias or id, as spelt there.
    pub name: String,
    /// What it is for.
    pub role: RoomRole,
}

/// What a room is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomRole {
    /// People ask here.
    Help {
        /// Whether what is written here must be moved out of sight.
        private: bool,
    },
    /// Operators work here.
    Operators,
    /// Its members are operators; what is said there is not read.
    Group,
}
