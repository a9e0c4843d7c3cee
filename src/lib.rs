//! Sportello: a help desk that lives in the chat.
//!
//! A message walks one way: adapter → [`desk`] (intake, command, ticket rules, store) →
//! [`delivery`] → adapter. docs/architecture.md tells it whole.

pub mod answers;
pub mod backup;
pub mod calendar;
pub mod chart;
pub mod clock;
pub mod command;
pub mod config;
pub mod crash;
pub mod delivery;
pub mod desk;
#[cfg(test)]
mod docs;
pub mod export;
pub mod files;
pub mod metrics;
pub mod notify;
pub mod program;
pub mod search;
pub mod store;
pub mod text;
pub mod ticket;
pub mod transcript;
pub mod web;
