//! Suggestions for an option somebody is filling in: soon, or none.

use std::time::Duration;

use serde_json::{Value, json};
use sportello_chat::{Completing, Suggestion};
use tokio::sync::Semaphore;

use super::asker::Asked;
use super::modal::shortened;
use super::parse;
use crate::PLATFORM;
use crate::commands::Shown;
use crate::hear::Session;

/// Discord waits for three seconds; a list that comes late is worse than none.
const SOON: Duration = Duration::from_millis(2_500);
/// Suggestions, and the characters of each (Discord's reference, "Autocomplete").
const MAX_SUGGESTIONS: usize = 25;
const MAX_CHARACTERS: usize = 100;

/// The answer to a completion.
pub(super) async fn complete(
    session: &Session,
    asked: &Asked,
    value: &Value,
    shown: &Shown,
    turns: &Semaphore,
) -> Value {
    let suggesting = async {
        let _turn = turns.acquire().await.ok()?;
        suggest(session, asked, value, shown).await
    };
    let suggestions = match tokio::time::timeout(SOON, suggesting).await {
        Ok(Some(suggestions)) => suggestions,
        Ok(None) => Vec::new(),
        Err(_) => {
            tracing::debug!("no suggestions in time");
            Vec::new()
        }
    };
    let choices: Vec<Value> = suggestions
        .into_iter()
        .filter(|s| !s.value.is_empty() && s.value.chars().count() <= MAX_CHARACTERS)
        .take(MAX_SUGGESTIONS)
        .map(|s| json!({ "name": label(&s), "value": s.value }))
        .collect();
    json!({ "type": 8, "data": { "choices": choices } })
}

fn label(suggestion: &Suggestion) -> String {
    let label = shortened(&suggestion.label, MAX_CHARACTERS);
    if label.is_empty() { suggestion.value.clone() } else { label }
}

async fn suggest(session: &Session, asked: &Asked, value: &Value, shown: &Shown) -> Option<Vec<Suggestion>> {
    let (command, option, typed) = parse::focused(value, shown)?;
    let author = asked.author(&session.shared).await.ok()?;
    let completing = Completing {
        platform: PLATFORM,
        author,
        place: asked.spot.place(),
        command,
        option,
        typed,
        limit: MAX_SUGGESTIONS,
    };
    session.host.complete(completing).await.ok()
}
