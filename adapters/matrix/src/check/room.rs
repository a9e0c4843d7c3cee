//! What a room's state says about the bot's work in it: pure.

use serde_json::Value;
use sportello_chat::{Finding, Verdict};

use crate::{MatrixSettings, RoomRole, RoomSetting};

/// The finding about a room the bot is in, from the room's whole state.
pub(super) fn judge(
    settings: &MatrixSettings,
    setting: &RoomSetting,
    subject: &str,
    state: &[Value],
) -> Finding {
    let room = State { events: state, me: &settings.user };
    let mut all = Vec::new();
    let encrypted = room.content("m.room.encryption").is_some();
    if encrypted && !settings.encryption {
        all.push((Verdict::Missing, "it is encrypted and can't be read", "set matrix.encryption = true"));
    }
    if setting.role != RoomRole::Group && !room.may_send() {
        all.push((Verdict::Missing, "the bot may not write", "raise the bot's power level in the room"));
    }
    all.extend(by_role(setting.role, &room));
    let worst =
        if all.iter().any(|(v, ..)| *v == Verdict::Missing) { Verdict::Missing } else { Verdict::Hint };
    let join = |part: fn(&(Verdict, &'static str, &'static str)) -> &'static str| {
        all.iter().map(part).collect::<Vec<_>>().join("; ")
    };
    match (all.is_empty(), worst) {
        (true, _) if encrypted => Finding::fine(subject, "joined, encrypted, with all rights it needs"),
        (true, _) => Finding::fine(subject, "joined, with all rights it needs"),
        (false, verdict) => {
            Finding { verdict, subject: subject.to_owned(), found: join(|a| a.1), fix: join(|a| a.2) }
        }
    }
}

fn by_role(role: RoomRole, room: &State<'_>) -> Vec<(Verdict, &'static str, &'static str)> {
    let mut all = Vec::new();
    let invite_only = "make the room invite-only";
    let closed = matches!(room.text("m.room.join_rules", "join_rule"), Some("invite" | "private"));
    match role {
        RoomRole::Help { private } => {
            if private && !room.may_redact() {
                all.push((
                    Verdict::Missing,
                    "the bot may not remove messages, and this queue is private",
                    "give the bot the right to remove messages (power level 50, as a rule)",
                ));
            } else if !room.may_redact() {
                all.push((
                    Verdict::Hint,
                    "the bot may not remove messages, so an internal note typed here by mistake stays",
                    "give the bot the right to remove messages (power level 50, as a rule)",
                ));
            }
            if private
                && room.text("m.room.history_visibility", "history_visibility") == Some("world_readable")
            {
                all.push((
                    Verdict::Hint,
                    "anybody can read what is written here, without joining",
                    "set the history to be visible to members only",
                ));
            }
        }
        RoomRole::Operators => {
            if !closed {
                all.push((Verdict::Missing, "people can join the operators' room unasked", invite_only));
            }
            if !room.may_pin() {
                all.push((
                    Verdict::Hint,
                    "the bot may not pin its board",
                    "give the bot the right to pin (power level 50, as a rule)",
                ));
            }
        }
        RoomRole::Group => {
            if !closed {
                all.push((Verdict::Missing, "whoever joins this room becomes an operator", invite_only));
            }
        }
    }
    all
}

struct State<'a> {
    events: &'a [Value],
    me: &'a str,
}

impl State<'_> {
    fn event(&self, kind: &str) -> Option<&Value> {
        self.events.iter().find(|e| e["type"] == kind && e["state_key"] == "")
    }

    fn content(&self, kind: &str) -> Option<&Value> {
        self.event(kind).map(|e| &e["content"])
    }

    fn text(&self, kind: &str, field: &str) -> Option<&str> {
        self.content(kind)?[field].as_str()
    }

    /// Since room version 12 creators may do everything and stand in no list.
    fn is_creator(&self) -> bool {
        let Some(create) = self.event("m.room.create") else { return false };
        let version = create["content"]["room_version"].as_str().and_then(|v| v.parse::<u32>().ok());
        let more = create["content"]["additional_creators"].as_array();
        version.is_some_and(|v| v >= 12)
            && (create["sender"] == self.me || more.is_some_and(|m| m.iter().any(|c| c == self.me)))
    }

    fn may(&self, needed: impl Fn(&Value) -> Option<i64>, default: i64) -> bool {
        if self.is_creator() {
            return true;
        }
        let Some(levels) = self.content("m.room.power_levels") else { return default == 0 };
        let mine =
            levels["users"][self.me].as_i64().or_else(|| levels["users_default"].as_i64()).unwrap_or(0);
        mine >= needed(levels).unwrap_or(default)
    }

    fn may_send(&self) -> bool {
        self.may(|l| l["events"]["m.room.message"].as_i64().or_else(|| l["events_default"].as_i64()), 0)
    }

    fn may_redact(&self) -> bool {
        self.may(|l| l["redact"].as_i64(), 50)
    }

    fn may_pin(&self) -> bool {
        self.may(|l| l["events"]["m.room.pinned_events"].as_i64().or_else(|| l["state_default"].as_i64()), 50)
    }
}
