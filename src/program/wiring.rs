//! From bot.toml to adapters.

use std::sync::Arc;

#[cfg(any(feature = "discord", feature = "matrix"))]
use sportello_chat::ChatAdapter;
use sportello_chat::Outlet;

use crate::config::Config;

/// The mail outlet, if bot.toml has `[mail]`.
///
/// # Errors
/// When its settings can't be used, with a sentence.
#[cfg(feature = "mail")]
pub fn mail(config: &Config) -> anyhow::Result<Option<Arc<dyn Outlet>>> {
    use crate::config::Transport as Wanted;
    use sportello_mail::{MailOutlet, MailSettings, Transport};
    let Some(mail) = &config.mail else { return Ok(None) };
    let transport = match mail.transport.clone() {
        Wanted::Folder(path) => Transport::Folder { path },
        Wanted::Smtp { url, password, ca_file } => Transport::Smtp { url, password, ca_file },
        Wanted::Sendmail(command) => Transport::Sendmail { command },
    };
    let settings = MailSettings { from: mail.from.clone(), transport, desk: config.desk.name.clone() };
    Ok(Some(Arc::new(MailOutlet::new(settings)?)))
}

/// Without the feature `mail` there is no outlet.
///
/// # Errors
/// Never.
#[cfg(not(feature = "mail"))]
pub fn mail(_config: &Config) -> anyhow::Result<Option<Arc<dyn Outlet>>> {
    Ok(None)
}

/// The Matrix adapter, if bot.toml enables it.
#[cfg(feature = "matrix")]
pub fn matrix(config: &Config) -> Option<Arc<dyn ChatAdapter>> {
    use sportello_matrix::{MatrixAdapter, MatrixSettings, Trust};
    let matrix = config.matrix.as_ref()?;
    let trust = match matrix.trust {
        crate::config::Trust::Everyone => Trust::Everyone,
        crate::config::Trust::CrossSigned => Trust::CrossSigned,
        crate::config::Trust::Verified => Trust::Verified,
    };
    Some(Arc::new(MatrixAdapter::new(MatrixSettings {
        homeserver: matrix.homeserver.clone(),
        user: matrix.user.clone(),
        password: matrix.password.clone(),
        encryption: matrix.encryption,
        trust,
        recovery_key: matrix.recovery_key.clone(),
        state_dir: config.desk.data_dir.join("matrix"),
        store_passphrase: matrix.store_passphrase.clone(),
        rooms: matrix_rooms(config),
        max_file_size: config.desk.max_file_size,
        device_name: format!("Sportello ({})", config.desk.name),
    })))
}

#[cfg(feature = "matrix")]
fn matrix_rooms(config: &Config) -> Vec<sportello_matrix::RoomSetting> {
    use sportello_matrix::{RoomRole, RoomSetting};
    let mut rooms: Vec<RoomSetting> = Vec::new();
    let mut add = |name: &str, role: RoomRole| {
        if !rooms.iter().any(|r| r.name == name) {
            rooms.push(RoomSetting { name: name.to_owned(), role });
        }
    };
    let is_matrix = |c: &&crate::config::Channel| c.platform == sportello_matrix::PLATFORM;
    for queue in &config.queues {
        for channel in queue.channels.iter().filter(is_matrix) {
            add(&channel.name, RoomRole::Help { private: queue.private });
        }
        for channel in queue.operator_channels.iter().filter(is_matrix) {
            add(&channel.name, RoomRole::Operators);
        }
        for group in queue.operator_groups.iter().filter(is_matrix) {
            add(group.name.trim_start_matches("matrix_room:"), RoomRole::Group);
        }
    }
    rooms
}

/// The Discord adapter, if bot.toml enables it.
///
/// # Errors
/// When its settings can't be used, with a sentence: an address that is none, a file that can't be read.
#[cfg(feature = "discord")]
pub fn discord(config: &Config) -> anyhow::Result<Option<Arc<dyn ChatAdapter>>> {
    use sportello_discord::{DEFAULT_REQUEST_TIMEOUT, DiscordAdapter, Settings};
    let Some(discord) = &config.discord else { return Ok(None) };
    let settings = Settings {
        token: discord.token.clone(),
        guilds: discord.guilds.clone(),
        connect_to: discord.connect_to.clone(),
        ca_file: discord.ca_file.clone(),
        state_dir: config.desk.data_dir.join("discord"),
        rooms: discord_rooms(config),
        operator_roles: discord_roles(config),
        language: config.desk.language.code().to_owned(),
        request_timeout: DEFAULT_REQUEST_TIMEOUT,
    };
    Ok(Some(Arc::new(DiscordAdapter::new(settings)?)))
}

/// The channels of all queues. A sub-queue without any works in its parent's, which are here anyway.
#[cfg(feature = "discord")]
fn discord_rooms(config: &Config) -> Vec<sportello_discord::Room> {
    use sportello_discord::{PLATFORM, Room, RoomRole};
    let mut rooms: Vec<Room> = Vec::new();
    for queue in &config.queues {
        let help = queue.channels.iter().map(|c| (c, RoomRole::Help { private: queue.private }));
        let operators = queue.operator_channels.iter().map(|c| (c, RoomRole::Operators));
        for (channel, role) in help.chain(operators) {
            let is_known = rooms.iter().any(|r| r.id == channel.name);
            if channel.platform == PLATFORM && !is_known {
                rooms.push(Room { id: channel.name.clone(), role });
            }
        }
    }
    rooms
}

#[cfg(feature = "discord")]
fn discord_roles(config: &Config) -> Vec<u64> {
    let groups = config.queues.iter().flat_map(|q| &q.operator_groups);
    let roles = groups.filter(|g| g.platform == sportello_discord::PLATFORM);
    let mut ids: Vec<u64> =
        roles.filter_map(|g| g.name.strip_prefix("discord_role:")?.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The channels a console offers.
#[cfg(feature = "console")]
pub fn console_channels(config: &Config) -> Vec<sportello_console::Channel> {
    use sportello_chat::Audience;
    use sportello_console::Channel;
    let mut channels: Vec<Channel> = Vec::new();
    for queue in &config.queues {
        let help = queue.channels.iter().map(|c| (c, Audience::Customer));
        let operators = queue.operator_channels.iter().map(|c| (c, Audience::Operators));
        for (channel, audience) in help.chain(operators) {
            let is_known = channels.iter().any(|c| c.name == channel.name);
            if channel.platform == sportello_console::PLATFORM && !is_known {
                channels.push(Channel { name: channel.name.clone(), audience });
            }
        }
    }
    channels
}

/// The names by which people of bot.toml use the console.
#[cfg(feature = "console")]
pub fn console_people(config: &Config) -> Vec<String> {
    let operators = config.operators.iter().flat_map(|o| &o.accounts);
    let customers = config.customers.iter().flat_map(|c| &c.accounts);
    customers
        .chain(operators)
        .filter(|a| a.platform == sportello_console::PLATFORM)
        .map(|a| a.id.clone())
        .collect()
}

#[cfg(all(test, feature = "discord"))]
mod tests {
    use std::path::Path;

    use sportello_discord::{PERMISSION_BITS, PERMISSIONS, RoomRole};

    use super::{discord_roles, discord_rooms};
    use crate::config::{self, Config};

    fn desk(queues: &str) -> Config {
        let text = format!(
            "[discord]\ntoken = {{ file = \"token\" }}\nguild = 1\n\
             [[operator]]\nname = \"ada\"\ndiscord = 2\n{queues}"
        );
        config::parse("bot.toml", &text, Path::new("/"), &|_| None, &|_| Ok("x.y.z".into()))
            .unwrap_or_else(|report| panic!("{report}"))
    }

    #[test]
    fn the_channels_and_roles_of_all_queues_are_the_adapters() {
        let config = desk(
            "[[queue]]\nname = \"a\"\noperators = [\"ada\", { discord_role = 30 }]\n\
             channels = [{ discord = 10 }]\noperator_channels = [{ discord = 20 }]\n\
             [[queue]]\nname = \"a::sub\"\noperators = [{ discord_role = 31 }]\n\
             [[queue]]\nname = \"b\"\noperators = [{ discord_role = \"30\" }]\nprivate = true\n\
             channels = [{ discord = 11 }]\noperator_channels = [{ discord = 20 }]\n",
        );
        let rooms: Vec<_> = discord_rooms(&config).into_iter().map(|r| (r.id, r.role)).collect();
        let help = |private| RoomRole::Help { private };
        assert_eq!(
            rooms,
            [("10".into(), help(false)), ("20".to_owned(), RoomRole::Operators), ("11".into(), help(true))]
        );
        assert_eq!(discord_roles(&config), [30, 31]);
    }

    #[test]
    fn the_pages_invite_with_the_permissions_that_are_needed() {
        let read = |page| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page));
        for page in ["README.md", "docs/discord.md"] {
            let text = read(page).expect("a page");
            let link = format!("permissions={PERMISSION_BITS}&scope=bot+applications.commands");
            assert!(text.contains(&link), "{page} has another link than …{link}");
        }
        let page = read("docs/discord.md").expect("a page");
        for permission in PERMISSIONS {
            let row = format!("| {} | {} |", permission.name, permission.reason);
            assert!(page.contains(&row), "docs/discord.md has no row {row}");
        }
    }
}
