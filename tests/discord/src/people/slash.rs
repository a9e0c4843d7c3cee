//! Commands: typed after a slash, or chosen from a message's menu.

use std::sync::Arc;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::options::{Filling, is_called};
use super::pending::Pending;
use super::person::Person;
use crate::act::interact::Deed;
use crate::act::send::Upload;
use crate::id::{Id, MessageId};
use crate::world::World;
use crate::world::application::{kind, option};
use crate::world::interaction::kind as interaction;

impl Person {
    /// Uses a command, such as `ticket new`, with its options by name: `&[("queue", "helpdesk")]`.
    /// People, channels and roles are given by their names. Names may be of any language.
    pub fn slash(&self, channel: impl Into<Id>, command: &str, options: &[(&str, &str)]) -> Pending {
        self.command(channel.into(), command, options, &[], None)
    }

    /// The same with files, by the names of their options.
    pub fn slash_with_files(
        &self,
        channel: impl Into<Id>,
        command: &str,
        options: &[(&str, &str)],
        files: &[(&str, Upload)],
    ) -> Pending {
        self.command(channel.into(), command, options, files, None)
    }

    /// Is typing an option, whose suggestions the bot is asked for.
    pub fn autocomplete(
        &self,
        channel: impl Into<Id>,
        command: &str,
        options: &[(&str, &str)],
        typing: (&str, &str),
    ) -> Pending {
        self.command(channel.into(), command, options, &[], Some(typing))
    }

    fn command(
        &self,
        channel: Id,
        name: &str,
        typed: &[(&str, &str)],
        files: &[(&str, Upload)],
        typing: Option<(&str, &str)>,
    ) -> Pending {
        let id = self.shared.with(|w| {
            let command = self.offered(w, channel, kind::SLASH, name.split(' ').next().unwrap_or_default());
            let files: Vec<_> = files.iter().map(|(option, f)| (*option, w.keep_file(f.clone()))).collect();
            let (command_name, resolved) = (name, json!({}));
            let mut filling =
                Filling { world: w, person: self.id, channel, command: command_name, files, resolved };
            let words: Vec<&str> = name.split(' ').collect();
            let options = walk(&command, &words[1..], name, |known| filling.fill(known, typed, typing));
            let resolved = filling.resolved;
            let mut data = json!({ "id": command["id"], "name": command["name"], "type": kind::SLASH });
            if !command["guild_id"].is_null() {
                data["guild_id"] = command["guild_id"].clone();
            }
            if !options.is_empty() {
                data["options"] = options.into();
            }
            if resolved != json!({}) {
                data["resolved"] = resolved;
            }
            let kind = if typing.is_some() { interaction::AUTOCOMPLETE } else { interaction::COMMAND };
            let whole = name.to_owned();
            w.interact(Deed {
                kind,
                user: self.id,
                channel,
                message: None,
                name: whole,
                target: None,
                form_of: None,
                data,
            })
        });
        Pending { shared: Arc::clone(&self.shared), id }
    }

    /// Chooses a command from a message's menu.
    pub fn menu(&self, message: impl Into<MessageId>, command: &str) -> Pending {
        let message = message.into();
        let id = self.shared.with(|w| {
            self.must_see(w, message);
            let found = self.offered(w, message.channel, kind::MESSAGE, command);
            let mut resolved = json!({});
            w.resolve_message(&mut resolved, message);
            let mut data = json!({
                "id": found["id"], "name": found["name"], "type": kind::MESSAGE,
                "target_id": message.id, "resolved": resolved,
            });
            if !found["guild_id"].is_null() {
                data["guild_id"] = found["guild_id"].clone();
            }
            let (kind, channel, name) = (interaction::COMMAND, message.channel, command.to_owned());
            w.interact(Deed {
                kind,
                user: self.id,
                channel,
                message: None,
                name,
                target: Some(message),
                form_of: None,
                data,
            })
        });
        Pending { shared: Arc::clone(&self.shared), id }
    }

    /// The commands that are offered to them in a channel, by their names in their language: `/ticket`,
    /// `Open a ticket`.
    pub fn visible_commands(&self, channel: impl Into<Id>) -> Vec<String> {
        let channel = channel.into();
        self.shared.read(|w| {
            let locale = w.users.get(&self.id).map(|u| u.locale.clone()).unwrap_or_default();
            let list = self.visible(w, channel);
            list.iter().map(|c| shown_name(c, &locale)).collect()
        })
    }

    /// A command that is offered to them, as the bot registered it, by its name in any language.
    pub fn finds_command(&self, channel: impl Into<Id>, name: &str) -> Option<Value> {
        let channel = channel.into();
        self.shared.read(|w| self.visible(w, channel).into_iter().find(|c| is_called(c, name)).cloned())
    }

    fn visible<'w>(&self, w: &'w World, channel: Id) -> Vec<&'w Value> {
        let guild = w.channels.get(&channel).and_then(|c| c.guild);
        let mut offered = w.commands.offered(guild);
        if guild.is_none() {
            return offered;
        }
        let mine = w.allowed(self.id, channel);
        if !mine.contains(Permissions::USE_SLASH_COMMANDS) {
            return Vec::new();
        }
        offered.retain(|command| {
            let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse().ok());
            match needed.map(Permissions::from_bits_truncate) {
                None => true,
                // "0" hides a command from all but administrators.
                Some(needed) if needed.is_empty() => mine.contains(Permissions::ADMINISTRATOR),
                Some(needed) => mine.contains(needed),
            }
        });
        offered
    }

    fn offered(&self, w: &World, channel: Id, kind: u64, name: &str) -> Value {
        assert!(w.sees(self.id, channel), "{} doesn't see that channel", self.name);
        let visible = self.visible(w, channel);
        let found = visible.iter().find(|c| c["type"] == kind && is_called(c, name));
        let found = found.unwrap_or_else(|| {
            let names: Vec<String> = visible.iter().map(|c| shown_name(c, "")).collect();
            panic!("{} is offered no command {name} there, but {names:?}", self.name)
        });
        (*found).clone()
    }

    /// Fails the test if a message is not before their eyes.
    pub(super) fn must_see(&self, w: &World, message: MessageId) {
        let for_them = |m: &crate::world::message::Message| m.only_for.is_none_or(|only| only == self.id);
        let there = w.sees(self.id, message.channel) && w.message(message).is_ok_and(for_them);
        assert!(there, "{} doesn't see that message", self.name);
    }
}

fn shown_name(command: &Value, locale: &str) -> String {
    let name =
        command["name_localizations"][locale].as_str().or(command["name"].as_str()).unwrap_or_default();
    if command["type"] == kind::SLASH { format!("/{name}") } else { name.to_owned() }
}

/// Goes down to the subcommand that `words` name and has its options filled in.
fn walk(level: &Value, words: &[&str], whole: &str, fill: impl FnOnce(&Value) -> Vec<Value>) -> Vec<Value> {
    let below = |o: &&Value| matches!(o["type"].as_u64(), Some(option::SUBCOMMAND | option::GROUP));
    let subs: Vec<&Value> = level["options"].as_array().into_iter().flatten().filter(below).collect();
    let Some((word, rest)) = words.split_first() else {
        assert!(
            subs.is_empty(),
            "/{whole} has subcommands: {:?}",
            subs.iter().map(|s| &s["name"]).collect::<Vec<_>>()
        );
        return fill(&level["options"]);
    };
    let sub = subs.iter().find(|s| is_called(s, word)).unwrap_or_else(|| {
        panic!("/{whole}: there is no {word} but {:?}", subs.iter().map(|s| &s["name"]).collect::<Vec<_>>())
    });
    let inside = walk(sub, rest, whole, fill);
    vec![json!({ "name": sub["name"], "type": sub["type"], "options": inside })]
}
