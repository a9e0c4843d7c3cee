//! What is owed to the platforms: rendered when its turn comes, sent part by part, looked for when
//! its outcome is not known.
//!
//! A delivery goes `queued → working → sent | failed | dropped`; each of its parts
//! `queued → attempting → sent | unknown | failed`. `attempting` is committed before the platform is
//! asked, so a crash leaves a trace: the next run finds the part, calls it `unknown`, and asks the
//! platform before it tries again. Order is kept within a lane (a conversation, a direct chat, a
//! mailbox); lanes don't wait for each other.

mod backoff;
mod payload;
mod prepare;
mod render;
mod send;
mod sender;
mod worker;

pub use payload::Payload;
pub use worker::Worker;
