//! Which events a bot asked for.

/// Discord's bits for groups of events.
pub mod bits {
    /// Guilds, their roles, channels and threads.
    pub const GUILDS: u64 = 1;
    /// Who comes and leaves; privileged.
    pub const GUILD_MEMBERS: u64 = 1 << 1;
    /// Who is online; privileged.
    pub const GUILD_PRESENCES: u64 = 1 << 8;
    /// Messages in guilds.
    pub const GUILD_MESSAGES: u64 = 1 << 9;
    /// Reactions in guilds.
    pub const GUILD_MESSAGE_REACTIONS: u64 = 1 << 10;
    /// Who is typing in guilds.
    pub const GUILD_MESSAGE_TYPING: u64 = 1 << 11;
    /// Messages in direct chats.
    pub const DIRECT_MESSAGES: u64 = 1 << 12;
    /// Reactions in direct chats.
    pub const DIRECT_MESSAGE_REACTIONS: u64 = 1 << 13;
    /// Who is typing in direct chats.
    pub const DIRECT_MESSAGE_TYPING: u64 = 1 << 14;
    /// What messages say; privileged.
    pub const MESSAGE_CONTENT: u64 = 1 << 15;
    /// Everything that has a bit.
    pub const ALL: u64 = (1 << 26) - 1;
}

/// The bits that let an event through: any of them is enough. None are needed for interactions.
pub fn needed(name: &str, in_guild: bool) -> u64 {
    let (guild, direct) = match name {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" => {
            (bits::GUILD_MESSAGES, bits::DIRECT_MESSAGES)
        }
        "MESSAGE_REACTION_ADD"
        | "MESSAGE_REACTION_REMOVE"
        | "MESSAGE_REACTION_REMOVE_ALL"
        | "MESSAGE_REACTION_REMOVE_EMOJI" => (bits::GUILD_MESSAGE_REACTIONS, bits::DIRECT_MESSAGE_REACTIONS),
        "CHANNEL_PINS_UPDATE" => (bits::GUILDS, bits::DIRECT_MESSAGES),
        "TYPING_START" => (bits::GUILD_MESSAGE_TYPING, bits::DIRECT_MESSAGE_TYPING),
        "GUILD_MEMBER_ADD" | "GUILD_MEMBER_UPDATE" | "GUILD_MEMBER_REMOVE" => (bits::GUILD_MEMBERS, 0),
        // Also comes with GUILDS, but then tells of the bot alone.
        "THREAD_MEMBERS_UPDATE" => (bits::GUILDS | bits::GUILD_MEMBERS, 0),
        "INTERACTION_CREATE" => return bits::ALL,
        _ => (bits::GUILDS, bits::GUILDS),
    };
    if in_guild { guild } else { direct }
}
