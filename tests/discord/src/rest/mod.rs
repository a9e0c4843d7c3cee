//! Discord's HTTP interface.

pub mod body;
pub mod call;
pub mod channels;
pub mod commands;
pub mod files;
pub mod guilds;
pub mod interactions;
pub mod messages;
pub mod pins;
pub mod reactions;
pub mod routes;
pub mod serve;
pub mod threads;
pub mod users;
pub mod webhooks;
