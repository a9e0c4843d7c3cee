//! The chat platforms bot.toml can name: their accounts, channels and groups.

use sportello_chat::Platform;

use super::document::{Context, Keys, Value};
use super::model::{Account, Channel};
use super::nearest::or_list;

/// One platform as bot.toml knows it.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Its section, and its key in accounts and channels.
    pub name: &'static str,
    /// Whether this program was built with its adapter.
    pub built: bool,
    account: fn(&Value<'_>) -> Option<String>,
    channel: fn(&Value<'_>) -> Option<String>,
}

/// All of them.
pub(super) const PLATFORMS: [Known; 3] = [
    Known {
        name: "console",
        built: cfg!(feature = "console"),
        account: |v| well_formed(v, console_name, "a short name as \"ada\": no spaces, @, # or >"),
        channel: |v| well_formed(v, console_name, "a short name as \"help\": no spaces, @, # or >"),
    },
    Known {
        name: "matrix",
        built: cfg!(feature = "matrix"),
        account: |v| well_formed(v, matrix_user, "a Matrix id as \"@ada:example.org\""),
        channel: |v| {
            let form = "an alias as \"#help:example.org\" or a room id as \"!abc:example.org\"";
            well_formed(v, matrix_room, form)
        },
    },
    Known {
        name: "discord",
        built: cfg!(feature = "discord"),
        account: |v| Some(v.discord_id("a person's id as 223344556677889900")?.to_string()),
        channel: |v| Some(v.discord_id("a channel's id as 334455667788990011")?.to_string()),
    },
];

pub(super) const CHANNEL_KEYS: Keys = Keys { of: "a channel", known: &["matrix", "discord", "console"] };

const CHANNEL_EXAMPLE: &str =
    "{ matrix = \"#help:example.org\" }, { discord = 334455667788990011 } or { console = \"help\" }";

/// What a section says, and whether it is switched on: it may be on and yet not be whole.
pub(super) struct Section<T> {
    pub enabled: bool,
    pub content: Option<T>,
}

impl<T> Section<T> {
    pub fn absent() -> Self {
        Self { enabled: false, content: None }
    }
}

/// Which platforms are switched on.
pub(super) struct Enabled(pub Vec<&'static str>);

impl Enabled {
    /// Notes when `value` speaks of a platform that is off.
    pub fn check(&self, platform: &str, value: &Value<'_>) {
        if self.0.contains(&platform) {
            return;
        }
        let on = match self.0.as_slice() {
            [] => "no platform is enabled".to_owned(),
            names => format!("enabled: {}", or_list(names)),
        };
        value.mistake(
            format!("{platform} is not enabled, so nobody could be heard there"),
            format!("write enabled = true in [{platform}], or take this out ({on})"),
        );
    }
}

/// The platforms this program was built with.
pub(super) fn built() -> Vec<&'static str> {
    PLATFORMS.iter().filter(|p| p.built).map(|p| p.name).collect()
}

/// Whether a section is switched on; one that is there is, unless it says otherwise. Notes a
/// platform that this program was built without.
pub(super) fn enabled(name: &str, switch: Option<Value<'_>>, section: &super::document::Table<'_>) -> bool {
    let on = switch.and_then(|v| v.boolean()).unwrap_or(true);
    if on && !built().contains(&name) {
        section.mistake(
            "",
            format!("this program was built without {name}"),
            format!(
                "build it with --features {name}, or write enabled = false (built in: {})",
                or_list(&built())
            ),
        );
    }
    on
}

/// A person's accounts on one platform: an id, or a list of ids.
pub(super) fn accounts<'a>(platform: &'static Known, value: &Value<'a>) -> Vec<(Account, Value<'a>)> {
    let account = |v: Value<'a>| {
        let id = (platform.account)(&v)?;
        Some((Account { platform: Platform::new(platform.name), id }, v))
    };
    value.one_or_more().into_iter().filter_map(account).collect()
}

/// A Matrix account's id.
pub(super) fn matrix_account(value: &Value<'_>) -> Option<String> {
    well_formed(value, matrix_user, "a Matrix id as \"@help:example.org\"")
}

/// A list of channels, each with its place in the text.
pub(super) fn channels<'a>(value: &Value<'a>) -> Vec<(Channel, Value<'a>)> {
    let items = value.list(&format!("a list as [{CHANNEL_EXAMPLE}]")).unwrap_or_default();
    items.iter().filter_map(channel).collect()
}

fn channel<'a>(value: &Value<'a>) -> Option<(Channel, Value<'a>)> {
    let table = value.table(&CHANNEL_KEYS, CHANNEL_EXAMPLE)?;
    let entries = table.entries();
    let [(name, place)] = entries.as_slice() else {
        value.mistake(
            format!("a channel is on one platform, and here are {}", entries.len()),
            format!("allowed: {CHANNEL_EXAMPLE}"),
        );
        return None;
    };
    let platform = PLATFORMS.iter().find(|p| p.name == *name)?;
    let id = (platform.channel)(place)?;
    Some((Channel { platform: Platform::new(platform.name), name: id }, place.clone()))
}

/// A Matrix room whose members are operators, as the adapter spells it: `matrix_room:!id`.
pub(super) fn matrix_room_group(value: &Value<'_>) -> Option<Channel> {
    const FORM: &str = "the id of an invite-only room, as \"!abc:example.org\" (its settings show it)";
    let text = value.text()?;
    if text.starts_with('#') {
        value.mistake(
            format!("found {}, an alias: whoever moves it would choose the operators", value.found()),
            format!("allowed: {FORM}"),
        );
        return None;
    }
    let id = well_formed(value, |t| t.starts_with('!') && matrix_room(t), FORM)?;
    Some(Channel { platform: Platform::new("matrix"), name: format!("matrix_room:{id}") })
}

/// Notes that there is no platform people could write on.
pub(super) fn check_any(cx: &Context<'_>, enabled: &Enabled) {
    if enabled.0.is_empty() {
        cx.note_missing(
            "no chat platform is enabled",
            format!(
                "write, for example: [console] and below it enabled = true (there are: {})",
                or_list(&built())
            ),
        );
    }
}

fn well_formed(value: &Value<'_>, rule: impl Fn(&str) -> bool, form: &str) -> Option<String> {
    let text = value.text()?;
    if !rule(text) {
        value.mistake(format!("found {}", value.found()), format!("allowed: {form}"));
        return None;
    }
    Some(text.to_owned())
}

fn console_name(name: &str) -> bool {
    name.chars().count() <= 64
        && !name.is_empty()
        && !name.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '@' | '#' | '>'))
}

fn matrix_user(id: &str) -> bool {
    id.strip_prefix('@').and_then(|rest| rest.split_once(':')).is_some_and(|(local, server)| {
        !local.is_empty() && id.len() <= 255 && plain(local) && server_name(server)
    })
}

fn matrix_room(name: &str) -> bool {
    if name.len() > 255 {
        return false;
    }
    // Rooms of version 12 and later have ids without a server.
    if let Some(id) = name.strip_prefix('!') {
        return match id.split_once(':') {
            Some((local, server)) => !local.is_empty() && plain(local) && server_name(server),
            None => !id.is_empty() && plain(id),
        };
    }
    name.strip_prefix('#')
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(local, server)| !local.is_empty() && plain(local) && server_name(server))
}

fn plain(part: &str) -> bool {
    !part.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// `example.org`, `localhost:8448`, `[::1]:8448`.
pub(super) fn server_name(server: &str) -> bool {
    let (host, port) = match server.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((ip, rest)) => {
                let port = rest.strip_prefix(':').or(rest.is_empty().then_some("0"));
                return ip.parse::<std::net::Ipv6Addr>().is_ok()
                    && port.is_some_and(|p| p.parse::<u16>().is_ok());
            }
            None => return false,
        },
        None => server.split_once(':').map_or((server, "0"), |(host, port)| (host, port)),
    };
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    host.split('.').all(label) && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{matrix_room, matrix_user, server_name};

    #[test]
    fn an_account_has_a_name_and_a_server() {
        assert!(matrix_user("@ada:example.org"));
        assert!(matrix_user("@ada:localhost:8448"));
        for wrong in ["ada", "@ada", "@:example.org", "@ada:", "@a da:example.org", "#ada:example.org"] {
            assert!(!matrix_user(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_room_is_an_alias_or_an_id() {
        for right in ["#help:example.org", "!abc:example.org", "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"]
        {
            assert!(matrix_room(right), "{right}");
        }
        for wrong in ["help", "#help", "!", "!:example.org", "@ada:example.org"] {
            assert!(!matrix_room(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_server_is_a_name_or_an_address_and_perhaps_a_port() {
        for right in ["example.org", "localhost", "127.0.0.1:8008", "[::1]", "[::1]:8448"] {
            assert!(server_name(right), "{right}");
        }
        for wrong in ["", "exa mple.org", "example..org", "example.org:http", "[::1", "https://example.org"] {
            assert!(!server_name(wrong), "{wrong}");
        }
    }
}
