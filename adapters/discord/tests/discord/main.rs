//! The adapter against a Discord of the test's own, which reads every request by Discord's own
//! document and rules.

mod answering;
mod bot;
mod checking;
mod finding;
mod hearing;
mod host;
mod logging;
mod menus;
mod restarting;
mod saying;
mod threads;
mod trouble;
