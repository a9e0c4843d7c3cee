//! The test's people, and the places they are in.

pub mod channel;
pub mod clicks;
pub mod forms;
pub mod guild;
pub mod options;
pub mod pending;
pub mod person;
pub mod slash;
pub mod threads;

use std::sync::Arc;

use crate::refusal::Outcome;
use crate::shared::Shared;
use crate::world::World;

/// Does what somebody wants, or says why Discord would not let them.
fn act<T>(shared: &Arc<Shared>, who: &str, what: &str, act: impl FnOnce(&mut World) -> Outcome<T>) -> T {
    shared.with(act).unwrap_or_else(|refusal| panic!("{who} can't {what}: {refusal}"))
}
