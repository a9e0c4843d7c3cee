//! What a person types into a command's options, as Discord's client turns it into values.

use serde_json::{Value, json};

use crate::id::Id;
use crate::world::World;
use crate::world::application::option;
use crate::world::message::Attachment;

/// Where options are filled in, and by whom.
pub(super) struct Filling<'a> {
    pub(super) world: &'a World,
    pub(super) person: Id,
    pub(super) channel: Id,
    /// The command, for mistakes.
    pub(super) command: &'a str,
    /// What the typed names stand for.
    /// The files by the names of their options.
    pub(super) files: Vec<(&'a str, Attachment)>,
    pub(super) resolved: Value,
}

impl Filling<'_> {
    /// The values of what was typed; `typing` is the option that is not finished.
    pub(super) fn fill(
        &mut self,
        known: &Value,
        typed: &[(&str, &str)],
        typing: Option<(&str, &str)>,
    ) -> Vec<Value> {
        let known: Vec<&Value> = known.as_array().into_iter().flatten().collect();
        let mut filled = Vec::new();
        for (name, text) in typed {
            let option = self.find(&known, name);
            let value = self.value(option, text);
            filled.push(json!({ "name": option["name"], "type": option["type"], "value": value }));
        }
        for (name, file) in std::mem::take(&mut self.files) {
            let option = self.find(&known, name);
            assert!(option["type"] == option::ATTACHMENT, "/{} {name} takes no file", self.command);
            self.resolved["attachments"][file.id.to_string()] =
                self.world.attachment_json(self.channel, &file);
            filled.push(json!({ "name": option["name"], "type": option["type"], "value": file.id }));
        }
        if let Some((name, text)) = typing {
            let option = self.find(&known, name);
            assert!(option["autocomplete"] == true, "/{} doesn't suggest anything for {name}", self.command);
            // Also a number comes as the text that is there so far.
            filled.push(
                json!({ "name": option["name"], "type": option["type"], "value": text, "focused": true }),
            );
            return filled;
        }
        let given = |option: &&&Value| filled.iter().any(|f| f["name"] == option["name"]);
        if let Some(missing) = known.iter().filter(|o| o["required"] == true).find(|o| !given(o)) {
            panic!("/{} needs {}", self.command, missing["name"]);
        }
        filled
    }

    fn find<'a>(&self, known: &[&'a Value], name: &str) -> &'a Value {
        let found = known.iter().find(|o| is_called(o, name));
        found.unwrap_or_else(|| {
            let names: Vec<_> = known.iter().map(|o| o["name"].as_str().unwrap_or_default()).collect();
            panic!("/{} has no option {name}; it has {names:?}", self.command)
        })
    }

    fn value(&mut self, option: &Value, text: &str) -> Value {
        let (command, name) = (self.command, &option["name"]);
        let number = |text: &str| {
            text.parse::<f64>().unwrap_or_else(|_| panic!("/{command} {name}: {text} is no number"))
        };
        match option["type"].as_u64().unwrap_or_default() {
            option::STRING => self.text(option, text),
            option::INTEGER => {
                let value: i64 =
                    text.parse().unwrap_or_else(|_| panic!("/{command} {name}: {text} is no whole number"));
                check_range(option, number(text), command);
                value.into()
            }
            option::NUMBER => {
                check_range(option, number(text), command);
                number(text).into()
            }
            option::BOOLEAN => {
                text.parse::<bool>().unwrap_or_else(|_| panic!("/{command} {name}: say true or false")).into()
            }
            option::USER => self.user(text),
            option::CHANNEL => self.channel(text),
            option::ROLE => self.role(text),
            option::MENTIONABLE if self.is_user(text) => self.user(text),
            option::MENTIONABLE => self.role(text),
            other => panic!("/{command} {name}: options of type {other} can't be filled in here"),
        }
    }

    fn text(&self, option: &Value, text: &str) -> Value {
        let name = &option["name"];
        let length = text.chars().count() as u64;
        let least = option["min_length"].as_u64().unwrap_or_default();
        let most = option["max_length"].as_u64().unwrap_or(6_000);
        assert!(
            (least..=most).contains(&length),
            "/{} {name}: {length} characters are not allowed",
            self.command
        );
        let Some(choices) = option["choices"].as_array().filter(|c| !c.is_empty()) else {
            return text.into();
        };
        let chosen = choices.iter().find(|c| c["value"] == text || is_called(c, text));
        chosen.unwrap_or_else(|| panic!("/{} {name} has no choice {text}: {choices:?}", self.command))["value"].clone()
    }

    fn is_user(&self, text: &str) -> bool {
        let name = text.trim_start_matches('@');
        self.world.users.values().any(|u| u.name == name || u.id.to_string() == text)
    }

    fn user(&mut self, text: &str) -> Value {
        let name = text.trim_start_matches('@');
        let found = self.world.users.values().find(|u| u.name == name || u.id.to_string() == text);
        let id = found.unwrap_or_else(|| panic!("/{}: there is nobody called {name}", self.command)).id;
        self.world.resolve_user(&mut self.resolved, self.channel, id);
        json!(id)
    }

    fn channel(&mut self, text: &str) -> Value {
        let name = text.trim_start_matches('#');
        let here = self.world.channels.get(&self.channel).and_then(|c| c.guild);
        let fits = |c: &&crate::world::channel::Channel| {
            c.guild == here && (c.name == name || c.id.to_string() == text)
        };
        let found = self.world.channels.values().find(fits);
        let id = found.unwrap_or_else(|| panic!("/{}: there is no channel {name}", self.command)).id;
        self.world.resolve_channel(&mut self.resolved, self.person, id);
        json!(id)
    }

    fn role(&mut self, text: &str) -> Value {
        let name = text.trim_start_matches('@');
        let here = self.world.channels.get(&self.channel).and_then(|c| c.guild).unwrap_or_default();
        let found =
            self.world.guilds[&here].roles.values().find(|r| r.name == name || r.id.to_string() == text);
        let id = found.unwrap_or_else(|| panic!("/{}: there is no role {name}", self.command)).id;
        self.resolved["roles"][id.to_string()] = self.world.one_role_json(here, id);
        json!(id)
    }
}

/// Whether a command, an option or a choice has this name, in any language.
pub(super) fn is_called(named: &Value, name: &str) -> bool {
    let translated = named["name_localizations"].as_object();
    named["name"] == name || translated.is_some_and(|all| all.values().any(|n| n == name))
}

fn check_range(option: &Value, number: f64, command: &str) {
    let least = option["min_value"].as_f64().unwrap_or(f64::MIN);
    let most = option["max_value"].as_f64().unwrap_or(f64::MAX);
    assert!((least..=most).contains(&number), "/{command} {}: {number} is not allowed", option["name"]);
}
