//! Buttons and select menus.

use std::sync::Arc;

use serde_json::{Value, json};

use super::pending::Pending;
use super::person::Person;
use crate::act::interact::Deed;
use crate::id::MessageId;
use crate::rules::component::{LINK, kind};
use crate::shown::Component;
use crate::world::World;
use crate::world::interaction::kind as interaction;

impl Person {
    /// Clicks a button, by its label, its emoji or the bot's own name for it.
    pub fn clicks(&self, message: impl Into<MessageId>, button: &str) -> Pending {
        self.touches(message.into(), button, |_, component| {
            let links = component.style == LINK;
            assert!(component.kind == kind::BUTTON && !links, "{button} is no button that does something");
            json!({})
        })
    }

    /// Chooses from a select menu, found by its placeholder or the bot's own name for it. Options are
    /// given as they are read or sent; people, roles and channels by their names.
    pub fn selects(&self, message: impl Into<MessageId>, select: &str, chosen: &[&str]) -> Pending {
        let message = message.into();
        self.touches(message, select, |w, component| {
            assert!(component.kind != kind::BUTTON, "{select} is a button");
            let mut resolved = json!({});
            let values: Vec<Value> =
                chosen.iter().map(|text| self.choose(w, message, component, text, &mut resolved)).collect();
            json!({ "values": values, "resolved": resolved })
        })
    }

    fn choose(
        &self,
        w: &World,
        message: MessageId,
        select: &Component,
        text: &str,
        resolved: &mut Value,
    ) -> Value {
        let name = text.trim_start_matches(['@', '#']);
        let guild = w.channels.get(&message.channel).and_then(|c| c.guild).unwrap_or_default();
        match select.kind {
            kind::STRING_SELECT => {
                let option = select.options.iter().find(|(label, value)| label == text || value == text);
                option
                    .unwrap_or_else(|| panic!("there is no option {text}: {:?}", select.options))
                    .1
                    .as_str()
                    .into()
            }
            5 | 7 if w.users.values().any(|u| u.name == name) => {
                let id = w.users.values().find(|u| u.name == name).map(|u| u.id).unwrap_or_default();
                w.resolve_user(resolved, message.channel, id);
                json!(id)
            }
            6 | 7 => {
                let role = w.guilds.get(&guild).and_then(|g| g.roles.values().find(|r| r.name == name));
                let id = role.unwrap_or_else(|| panic!("there is no role {name}")).id;
                resolved["roles"][id.to_string()] = w.one_role_json(guild, id);
                json!(id)
            }
            8 => {
                let channel = w.channels.values().find(|c| c.guild == Some(guild) && c.name == name);
                let id = channel.unwrap_or_else(|| panic!("there is no channel {name}")).id;
                w.resolve_channel(resolved, self.id, id);
                json!(id)
            }
            _ => panic!("there is nobody called {name}"),
        }
    }

    fn touches(
        &self,
        message: MessageId,
        wanted: &str,
        more: impl FnOnce(&World, &Component) -> Value,
    ) -> Pending {
        let id = self.shared.with(|w| {
            self.must_see(w, message);
            let archived =
                w.channels.get(&message.channel).and_then(|c| c.thread.as_ref()).is_some_and(|t| t.archived);
            assert!(!archived, "the thread is archived: Discord's client lets nobody click there");
            let shown = w.show(&w.messages[&message]);
            let fits = |c: &&Component| {
                c.label == wanted
                    || c.emoji.as_deref() == Some(wanted)
                    || c.custom_id.as_deref() == Some(wanted)
            };
            let found = shown.rows.iter().flatten().find(fits);
            let component = found.unwrap_or_else(|| panic!("there is no {wanted} on: {}", shown.line()));
            assert!(!component.disabled, "{wanted} is switched off on: {}", shown.line());
            let mut data = more(w, component);
            data["component_type"] = component.kind.into();
            data["custom_id"] = json!(component.custom_id);
            data["id"] = component.number.into();
            let name = component.custom_id.clone().unwrap_or_default();
            let (kind, channel) = (interaction::COMPONENT, message.channel);
            w.interact(Deed {
                kind,
                user: self.id,
                channel,
                message: Some(message),
                name,
                target: None,
                form_of: None,
                data,
            })
        });
        Pending { shared: Arc::clone(&self.shared), id }
    }
}
