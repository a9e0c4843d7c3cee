//! Throw-away servers that Sportello's tests talk to: a Matrix homeserver, a database, a mail server.
//!
//! Each is the real thing, started on free loopback ports with its files in a temporary folder, and
//! gone together with the test process, however that ends. `tests/setup` installs the programs.
//!
//! Everything here panics with a sentence when it can't do what was asked: it is called by tests, and
//! a test has nothing better to do with the error.

mod guarded;
mod http;
mod imap;
pub mod mail;
pub mod ports;
pub mod postgres;
pub mod synapse;
mod user;

pub use user::{User, body_is};
