//! What the desk does with what people say and do, told by examples, on SQLite and PostgreSQL alike.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails there and then")]

mod administering;
mod answers;
mod assigning;
mod board;
mod changing;
mod clicking;
mod clocks;
mod closing;
mod delivering;
mod direct;
mod erasing;
mod figures;
mod finding;
mod forwarding;
mod gathering;
mod handling;
mod health;
mod heard;
mod hostile;
mod identities;
mod instances;
mod keeping;
mod language;
mod limits;
mod merging;
mod names;
mod odd;
mod opening;
mod outages;
mod pending;
mod presence;
mod problems;
mod public;
mod questions;
mod reloading;
mod retention;
mod rules;
mod scenes;
mod signatures;
mod splitting;
mod twice;
mod walk;
