//! What a test can switch.

use std::time::Duration;

/// Discord's own figures, to be made smaller by a test that doesn't want to wait or to fill up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the application may use the privileged intent MESSAGE_CONTENT.
    pub message_content: bool,
    /// Whether the application may use the privileged intent GUILD_MEMBERS.
    pub guild_members: bool,
    /// Whether requests are checked against Discord's OpenAPI document, where there is one.
    pub document: bool,
    /// Whether only PIN_MESSAGES allows to pin; else MANAGE_MESSAGES does too, as it did until 2026.
    pub strict_pins: bool,
    /// Active threads in a guild.
    pub max_active_threads: usize,
    /// Pinned messages in a channel.
    pub max_pins: usize,
    /// Bytes in one uploaded file.
    pub upload_limit: usize,
    /// How long the bot has to answer an interaction.
    pub answer_within: Duration,
    /// How long an interaction's token lives.
    pub token_life: Duration,
    /// How long a link to an attachment works.
    pub link_life: Duration,
    /// The heartbeat's interval that the bot is told.
    pub heartbeat: Duration,
    /// How long a test's condition may take to come true.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            message_content: true,
            guild_members: true,
            document: true,
            strict_pins: false,
            max_active_threads: 1_000,
            max_pins: 250,
            upload_limit: 10 * 1024 * 1024,
            answer_within: Duration::from_secs(3),
            token_life: Duration::from_secs(15 * 60),
            link_life: Duration::from_secs(24 * 60 * 60),
            heartbeat: Duration::from_millis(41_250),
            patience: Duration::from_secs(20),
        }
    }
}
