//! The gateway connection, and the one queue its events go into.
//!
//! serenity handles every event in a task of its own, so order would be left to chance. Here its
//! client lives on a thread with a runtime of its own that runs one task at a time, first come first
//! served, and the handler hands over at its first step: the queue has Discord's order. When it is
//! full the connection is dropped, and the next session reads what was missed: nothing is lost, and
//! nobody waits.

mod connection;
mod handler;
mod intake;

pub(crate) use connection::{Ended, WRONG_TOKEN, connect};
pub(crate) use intake::Intake;
