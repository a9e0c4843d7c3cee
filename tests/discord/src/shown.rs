//! What somebody sees in a channel.

use bytes::Bytes;
use serde_json::Value;

use crate::id::{Id, MessageId};
use crate::rules::component::kind as component;
use crate::world::World;
use crate::world::message::{Message, flags};

/// A button or a select menu, as it is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// What the bot calls it; a link has none.
    pub custom_id: Option<String>,
    /// What stands on it: a button's label, a select's placeholder.
    pub label: String,
    /// The emoji on it.
    pub emoji: Option<String>,
    /// Discord's number for its kind.
    pub kind: u64,
    /// Discord's number for a button's looks.
    pub style: u64,
    /// Where a link leads.
    pub url: Option<String>,
    /// Whether it can't be clicked.
    pub disabled: bool,
    /// A select's options: what is read and what is sent.
    pub options: Vec<(String, String)>,
    /// Whether Discord numbered it; needed to tell it apart.
    pub number: u64,
}

/// A file on a message.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub mime: Option<String>,
    /// Its content.
    pub bytes: Bytes,
    /// Where it can be fetched for a while.
    pub url: String,
}

/// A message as somebody sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Where it stands, and its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: String,
    /// Whether a bot wrote it.
    pub by_bot: bool,
    /// Discord's number for its kind: 0 is an ordinary one.
    pub kind: u64,
    /// The text.
    pub content: String,
    /// What it said before each edit.
    pub earlier: Vec<String>,
    /// The embeds.
    pub embeds: Vec<Value>,
    /// The buttons and selects, row by row.
    pub rows: Vec<Vec<Component>>,
    /// The files.
    pub files: Vec<File>,
    /// The names of the stickers.
    pub stickers: Vec<String>,
    /// Whether "edited" stands behind it.
    pub edited: bool,
    /// Whether it is gone: nobody sees it any more.
    pub deleted: bool,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Whether only one person sees it.
    pub ephemeral: bool,
    /// Whether it says "is thinking".
    pub thinking: bool,
    /// The emojis under it, each with the names of those who reacted.
    pub reactions: Vec<(String, Vec<String>)>,
    /// What it answers, starts or pins.
    pub about: Option<MessageId>,
    /// The names of the people it notified.
    pub pinged: Vec<String>,
    /// The names of the roles it notified.
    pub pinged_roles: Vec<String>,
    /// Whether it notified everyone.
    pub pinged_everyone: bool,
    /// Whether a thread hangs on it.
    pub has_thread: bool,
    /// Discord's bits on it.
    pub flags: u64,
}

impl Shown {
    /// The labels of all buttons, in order.
    pub fn buttons(&self) -> Vec<&str> {
        let all = self.rows.iter().flatten().filter(|c| c.kind == component::BUTTON);
        all.map(|c| c.label.as_str()).collect()
    }

    /// Whether it is a system message: something happened, and nobody wrote it.
    pub fn is_system(&self) -> bool {
        !matches!(self.kind, 0 | 19 | 20 | 23)
    }

    /// In one line, for a transcript.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("{}: {}", self.author, self.content.replace('\n', "\n      "));
        for file in &self.files {
            line += &format!(" [{}]", file.name);
        }
        for embed in &self.embeds {
            line += &format!(" {embed}");
        }
        for component in self.rows.iter().flatten() {
            let off = if component.disabled { ", off" } else { "" };
            line += &format!(" ({}{}{off})", component.emoji.as_deref().unwrap_or_default(), component.label);
        }
        for (emoji, names) in &self.reactions {
            line += &format!(" {emoji}×{}", names.len());
        }
        let marks = [
            (self.kind != 0, format!("kind {}", self.kind)),
            (self.deleted, "deleted".to_owned()),
            (self.edited, "edited".to_owned()),
            (self.pinned, "pinned".to_owned()),
            (self.ephemeral, "ephemeral".to_owned()),
            (self.thinking, "is thinking".to_owned()),
            (!self.pinged.is_empty(), format!("pings {}", self.pinged.join(", "))),
            (self.pinged_everyone, "pings everyone".to_owned()),
        ];
        let marks: Vec<String> = marks.into_iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect();
        if marks.is_empty() { line } else { format!("{line} <{}>", marks.join("; ")) }
    }
}

impl World {
    /// Everything ever written in a channel, also what was deleted; ephemeral messages too.
    pub fn shown(&self, channel: Id) -> Vec<Shown> {
        self.history(channel).map(|m| self.show(m)).collect()
    }

    /// What a person sees in a channel now; nothing if they don't see the channel.
    pub fn shown_to(&self, person: Id, channel: Id) -> Vec<Shown> {
        if !self.sees(person, channel) {
            return Vec::new();
        }
        let for_them = |m: &&Message| !m.deleted && m.only_for.is_none_or(|only| only == person);
        self.history(channel).filter(for_them).map(|m| self.show(m)).collect()
    }

    /// One message.
    pub fn show(&self, message: &Message) -> Shown {
        let names = |ids: &[Id]| ids.iter().map(|id| self.name(*id)).collect::<Vec<_>>();
        let guild = self.channels.get(&message.id.channel).and_then(|c| c.guild);
        let role_name = |id: &Id| {
            let role = guild.and_then(|g| self.guilds.get(&g)).and_then(|g| g.roles.get(id));
            role.map_or_else(|| id.to_string(), |r| r.name.clone())
        };
        let files = message.attachments.iter().map(|a| File {
            name: a.name.clone(),
            mime: a.mime.clone(),
            bytes: self.files.get(&a.id).cloned().unwrap_or_default(),
            url: self.attachment_json(message.id.channel, a)["url"].as_str().unwrap_or_default().to_owned(),
        });
        Shown {
            id: message.id,
            author: self.name(message.author),
            by_bot: self.users.get(&message.author).is_some_and(|u| u.bot),
            kind: message.kind,
            content: message.content.clone(),
            earlier: message.earlier.clone(),
            embeds: message.embeds.clone(),
            rows: message.components.iter().map(row).collect(),
            files: files.collect(),
            stickers: message.stickers.clone(),
            edited: message.edited.is_some(),
            deleted: message.deleted,
            pinned: message.pinned.is_some(),
            ephemeral: message.only_for.is_some(),
            thinking: message.has(flags::LOADING),
            reactions: message.reactions.iter().map(|r| (r.emoji.clone(), names(&r.users))).collect(),
            about: message.about,
            pinged: names(&message.pinged.users),
            pinged_roles: message.pinged.roles.iter().map(role_name).collect(),
            pinged_everyone: message.pinged.everyone,
            has_thread: message.has(flags::HAS_THREAD),
            flags: message.flags,
        }
    }

    /// Everything in all channels, to be read by whoever looks why a test failed.
    pub fn transcript(&self) -> String {
        let mut text = String::new();
        for channel in self.channels.values() {
            let kind = format!("{:?}", channel.kind);
            let name = match channel.recipient {
                Some(user) => format!("direct chat with {}", self.name(user)),
                None => format!("#{}", channel.name),
            };
            let state = match &channel.thread {
                Some(t) => format!(
                    " of #{}; {}{}members {}",
                    channel.parent.and_then(|p| self.channels.get(&p)).map_or("?", |p| p.name.as_str()),
                    if t.archived { "archived; " } else { "" },
                    if t.locked { "locked; " } else { "" },
                    t.members.keys().map(|id| self.name(*id)).collect::<Vec<_>>().join(", "),
                ),
                None => String::new(),
            };
            text += &format!("{name} ({kind}{state})\n");
            for message in self.history(channel.id) {
                text += &format!("    {}\n", self.show(message).line());
            }
        }
        text += "the bot's requests:\n";
        for request in &self.record.requests {
            let status = request.status.map_or_else(|| "…".to_owned(), |s| s.to_string());
            let body: String = if request.body.is_null() {
                String::new()
            } else {
                request.body.to_string().chars().take(200).collect()
            };
            text += &format!("    {status} {} {} {body}\n", request.method, request.path);
        }
        let (identified, resumed) = (self.gateway.identified, self.gateway.resumed);
        text += &format!(
            "the gateway: {identified} sessions, {resumed} resumptions, connected: {}\n",
            self.gateway.is_connected()
        );
        text + &self.record.unexpected().join("\n")
    }
}

fn row(row: &Value) -> Vec<Component> {
    row["components"].as_array().into_iter().flatten().map(seen).collect()
}

fn seen(json: &Value) -> Component {
    let text = |key: &str| json[key].as_str().map(str::to_owned);
    let options = json["options"].as_array().into_iter().flatten();
    let both = |o: &Value| {
        (
            o["label"].as_str().unwrap_or_default().to_owned(),
            o["value"].as_str().unwrap_or_default().to_owned(),
        )
    };
    Component {
        custom_id: text("custom_id"),
        label: text("label").or_else(|| text("placeholder")).unwrap_or_default(),
        emoji: json["emoji"]["name"].as_str().map(str::to_owned),
        kind: json["type"].as_u64().unwrap_or_default(),
        style: json["style"].as_u64().unwrap_or_default(),
        url: text("url"),
        disabled: json["disabled"] == true,
        options: options.map(both).collect(),
        number: json["id"].as_u64().unwrap_or_default(),
    }
}
