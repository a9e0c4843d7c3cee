//! The console as its users meet it: lines in, lines out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod desk;
mod mails;
mod output;
mod prompt;
mod script;
