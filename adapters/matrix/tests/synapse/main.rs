//! The adapter against a real homeserver, with people who share no code with it.
//!
//! Each test makes its own people and rooms on one Synapse (installed by `tests/setup`).

#![recursion_limit = "256"]

mod bot;
mod checking;
mod encryption;
mod finding;
mod hearing;
mod host;
mod places;
mod restarting;
mod saying;
mod sdk_user;
