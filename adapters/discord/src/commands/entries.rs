//! The menu in the form in which Discord takes commands.

use serde_json::{Map, Value, json};
use sportello_chat::{Localized, Menu, MenuCommand, MenuGroup, MenuOption, Offered, OptionKind};

use super::shown::{entry_name, name};
use crate::interactions::shortened;

/// Types of commands and options.
const CHAT_INPUT: u64 = 1;
const ON_MESSAGE: u64 = 3;
const SUBCOMMAND: u64 = 1;
const TEXT: u64 = 3;
const FLAG: u64 = 5;
/// Limits of Discord's reference, "Application Command Object".
const MAX_DESCRIPTION: usize = 100;
const MAX_ENTRIES: usize = 25;
/// Rights without which a command is not listed; what is allowed the desk decides.
const MANAGE_MESSAGES: u64 = 1 << 13;
const MANAGE_GUILD: u64 = 1 << 5;

/// What is registered for everybody, wherever they are.
pub(super) fn everywhere(menu: &Menu) -> Value {
    let groups = menu.groups.iter().filter(|g| g.offered == Offered::Everyone);
    let entries = groups.map(|g| {
        let mut entry = group(g);
        // In a server, and in the direct chat with the bot.
        entry["contexts"] = json!([0, 1]);
        entry["integration_types"] = json!([0]);
        entry
    });
    Value::Array(entries.collect())
}

/// What is registered in the desk's servers.
pub(super) fn in_servers(menu: &Menu) -> Value {
    let groups = menu.groups.iter().filter(|g| g.offered != Offered::Everyone).map(group);
    let on_message = menu.on_message.iter().map(|entry| {
        let mut value = json!({ "type": ON_MESSAGE, "name": entry_name(&entry.name) });
        let others = entry.name.others.iter();
        set_others(&mut value, "name_localizations", others.map(|(l, t)| (*l, t.chars().take(32).collect())));
        set_rights(&mut value, entry.offered);
        value
    });
    Value::Array(groups.chain(on_message).collect())
}

fn group(group: &MenuGroup) -> Value {
    if group.commands.len() > MAX_ENTRIES {
        tracing::error!(group = group.name, commands = group.commands.len(), "Discord lists only 25 of them");
    }
    let commands: Vec<Value> = group.commands.iter().take(MAX_ENTRIES).map(command).collect();
    let mut value = json!({ "type": CHAT_INPUT, "name": name(group.name), "options": commands });
    describe(&mut value, &group.summary, group.name);
    set_rights(&mut value, group.offered);
    value
}

fn command(command: &MenuCommand) -> Value {
    let (required, other): (Vec<_>, Vec<_>) = command.options.iter().partition(|o| o.required);
    let options: Vec<Value> = required.into_iter().chain(other).take(MAX_ENTRIES).map(option).collect();
    let mut value = json!({ "type": SUBCOMMAND, "options": options });
    call(&mut value, &command.name);
    describe(&mut value, &command.summary, command.id);
    value
}

fn option(option: &MenuOption) -> Value {
    let mut value = match &option.kind {
        OptionKind::Text => json!({ "type": TEXT }),
        OptionKind::Completed => json!({ "type": TEXT, "autocomplete": true }),
        OptionKind::Flag => json!({ "type": FLAG }),
        OptionKind::Choice(choices) => {
            let choices: Vec<Value> =
                choices.iter().take(MAX_ENTRIES).map(|(v, words)| choice(v, words)).collect();
            json!({ "type": TEXT, "choices": choices })
        }
    };
    value["required"] = option.required.into();
    call(&mut value, &option.name);
    describe(&mut value, &option.summary, option.id);
    value
}

fn choice(value: &str, words: &Localized) -> Value {
    let mut choice = json!({ "name": shortened(&words.text, MAX_DESCRIPTION), "value": value });
    let others = words.others.iter().map(|(l, text)| (*l, shortened(text, MAX_DESCRIPTION)));
    set_others(&mut choice, "name_localizations", others);
    choice
}

/// Gives a command or option its name in every language.
fn call(value: &mut Value, words: &Localized) {
    value["name"] = name(&words.text).into();
    set_others(value, "name_localizations", words.others.iter().map(|(l, text)| (*l, name(text))));
}

/// Gives it its description, which may not be empty.
fn describe(value: &mut Value, words: &Localized, otherwise: &str) {
    let text = shortened(&words.text, MAX_DESCRIPTION);
    value["description"] = if text.is_empty() { otherwise.into() } else { text.into() };
    let others = words.others.iter().map(|(l, text)| (*l, shortened(text, MAX_DESCRIPTION)));
    set_others(value, "description_localizations", others.filter(|(_, text)| !text.is_empty()));
}

fn set_others(value: &mut Value, key: &str, others: impl Iterator<Item = (&'static str, String)>) {
    let others: Map<String, Value> = others.map(|(l, text)| (l.to_owned(), text.into())).collect();
    if !others.is_empty() {
        value[key] = Value::Object(others);
    }
}

fn set_rights(value: &mut Value, offered: Offered) {
    let right = match offered {
        Offered::Everyone => return,
        Offered::Operators => MANAGE_MESSAGES,
        Offered::Admins => MANAGE_GUILD,
    };
    value["default_member_permissions"] = right.to_string().into();
}

#[cfg(test)]
mod tests {
    use sportello_chat::{Localized, Menu, MenuCommand, MenuGroup, MenuOption, Offered, OptionKind};

    use super::{everywhere, in_servers};

    fn words(text: &str, italian: &str) -> Localized {
        Localized { text: text.into(), others: vec![("it", italian.into())] }
    }

    fn option(id: &'static str, required: bool) -> MenuOption {
        let name = words(id, id);
        MenuOption { id, name: name.clone(), summary: name, required, kind: OptionKind::Text }
    }

    #[test]
    fn what_must_be_filled_in_stands_first_and_nothing_is_listed_twice() {
        let group = |name, offered| MenuGroup {
            name,
            summary: words("Things", "Cose"),
            offered,
            commands: vec![MenuCommand {
                id: "take",
                name: words("take", "prendi"),
                summary: words("Take it", "Prendilo"),
                options: vec![option("from", false), option("number", true)],
            }],
        };
        let groups = vec![group("ticket", Offered::Everyone), group("desk", Offered::Operators)];
        let menu = Menu { groups, on_message: Vec::new() };
        let (all, some) = (everywhere(&menu), in_servers(&menu));
        assert_eq!((all[0]["name"].as_str(), some[0]["name"].as_str()), (Some("ticket"), Some("desk")));
        assert_eq!(all[0]["options"][0]["options"][0]["name"], "number");
        assert_eq!(all[0]["options"][0]["name_localizations"]["it"], "prendi");
        assert_eq!(some[0]["default_member_permissions"], "8192");
    }
}
