//! serenity's view of the queue.

use serde_json::Value;
use serenity::all::{
    ConnectionStage, Context, Event, EventHandler, Interaction, RawEventHandler, ShardStageUpdateEvent,
};
use serenity::async_trait;
use tokio::sync::watch;

use super::Intake;
use crate::hear::Note;

/// Puts every event into the queue.
#[derive(Clone)]
pub(super) struct Handler {
    pub(super) intake: Intake,
    pub(super) line: watch::Sender<bool>,
}

#[async_trait]
impl RawEventHandler for Handler {
    async fn raw_event(&self, _: Context, event: Event) {
        // No await before the event is in the queue: see the module's words.
        let Some(note) = note(event) else { return };
        if matches!(note.kind.as_str(), "READY" | "RESUMED") {
            self.line.send_replace(true);
        }
        if note.kind == "INTERACTION_CREATE" {
            self.intake.ask(note.data);
        } else {
            self.intake.put(note);
        }
    }
}

#[async_trait]
impl EventHandler for Handler {
    async fn shard_stage_update(&self, _: Context, update: ShardStageUpdateEvent) {
        if update.old == ConnectionStage::Connected {
            self.line.send_replace(false);
        }
    }
}

/// The number of an interaction's type, which serenity leaves out when it writes one.
fn interaction_type(interaction: &Interaction) -> u64 {
    match interaction {
        Interaction::Ping(_) => 1,
        Interaction::Command(_) => 2,
        Interaction::Component(_) => 3,
        Interaction::Autocomplete(_) => 4,
        Interaction::Modal(_) => 5,
        _ => 0,
    }
}

/// The event as the API has it: one that serenity knows, or one it doesn't or finds odd.
fn note(event: Event) -> Option<Note> {
    if let Event::Unknown(unknown) = event {
        return Some(Note { kind: unknown.kind, data: unknown.value });
    }
    let interaction = match &event {
        Event::InteractionCreate(created) => Some(interaction_type(&created.interaction)),
        _ => None,
    };
    let mut value = serde_json::to_value(event).ok()?;
    let mut data = value.get_mut("d").map(Value::take)?;
    if let Some(kind) = interaction {
        data["type"] = kind.into();
    }
    let kind = value.get("t")?.as_str()?.to_owned();
    Some(Note { kind, data })
}
