//! The names under which commands are shown, and back to those of the grammar.

use std::collections::HashMap;

use sportello_chat::{Localized, Menu};

/// Characters of a command's or option's name (Discord's reference, "Application Command Naming").
const MAX_NAME: usize = 32;

/// A command as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct ShownCommand {
    /// Its name in the grammar.
    pub(crate) id: &'static str,
    options: HashMap<String, &'static str>,
}

impl ShownCommand {
    /// The grammar's name of an option.
    pub(crate) fn option(&self, shown: &str) -> Option<&'static str> {
        self.options.get(shown).copied()
    }
}

/// Everything that is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    commands: HashMap<(String, String), ShownCommand>,
    entries: HashMap<String, &'static str>,
}

impl Shown {
    pub(crate) fn of(menu: &Menu) -> Self {
        let mut commands = HashMap::new();
        for group in &menu.groups {
            for command in &group.commands {
                let options = command.options.iter().map(|o| (name(&o.name.text), o.id)).collect();
                let key = (name(group.name), name(&command.name.text));
                commands.insert(key, ShownCommand { id: command.id, options });
            }
        }
        let entries = menu.on_message.iter().map(|e| (entry_name(&e.name), e.id)).collect();
        Self { commands, entries }
    }

    pub(crate) fn command(&self, group: &str, command: &str) -> Option<&ShownCommand> {
        self.commands.get(&(group.to_owned(), command.to_owned()))
    }

    /// The id of an entry of a message's menu.
    pub(crate) fn entry(&self, shown: &str) -> Option<&'static str> {
        self.entries.get(shown).copied()
    }
}

/// A name as Discord takes it: lower case, no spaces.
pub(crate) fn name(text: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    text.trim().to_lowercase().chars().map(fit).take(MAX_NAME).collect()
}

/// The name of an entry of a message's menu, which may have spaces and capitals.
pub(crate) fn entry_name(words: &Localized) -> String {
    words.text.chars().take(MAX_NAME).collect()
}
