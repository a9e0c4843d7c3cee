//! The console: Sportello on a terminal, and on JSON lines for scripts.
//!
//! One adapter with two faces. With [`Face::Json`] every line of the input is one JSON object, any
//! person in any channel ([`ConsoleAdapter`] hands them to the desk strictly in order), and every
//! thing the desk does is one line of the output. With [`Face::Prompt`] a person types, and reads
//! what the desk says above the prompt.
//!
//! # Lines in
//!
//! | line | meaning |
//! |---|---|
//! | `{"id":"m1","as":"mia","in":"help","say":"My VPN is down"}` | a message in a channel |
//! | … `"thread":"m1"` or `"#1001"` | in the thread of that message (its root or any other of it), or of that ticket |
//! | … `"reply_to":"b2"` | in answer to a message |
//! | … `"attach":[{"name":"a.png","path":"…"}]` | with files; `name` is the path's own if left out, and beside a file so may be `say` |
//! | `{"id":"m2","as":"mia","direct":true,"say":"…"}` | a direct message to the bot; `reply_to` and `attach` as above |
//! | `{"id":"m3","as":"mia","edit":"m1","say":"…"}` | new text for a message |
//! | `{"id":"m4","as":"mia","delete":"m1"}` | a message is gone |
//! | `{"id":"m5","as":"ada","react":"b2","with":"🙋"}` | an emoji on a message |
//! | `{"sync":"s1"}` | answered with `{"synced":"s1"}` once everything before it is handled and delivered |
//! | `{"advance":"2d"}` | moves the simulated clock |
//!
//! An `id` seen before is the same event seen again; a line without one gets one of its own. `b` and
//! a number is an id of the bot's and can't be given. Blank lines are skipped. Whatever else is not
//! understood is answered with `{"error":"…","line":12}`, lines counted from 1, and does no harm.
//!
//! # Lines out
//!
//! [`Said`] for what the bot says and does, [`MailLine`] for each mail (through [`MailEcho`]). Of a
//! message with files the text comes first, then a line for each file with `"attach"` and an empty
//! text; a message that gets pinned is followed by a line with `"pin"` and its id.
//!
//! # What is promised when it is uncertain whether something was said
//!
//! The same line with the same `id` is printed again, so that its reader can tell the double. The
//! console can't know more, since a pipe doesn't say whether somebody has read it. When nobody reads
//! any more, the console stops, and what it still had to say is kept for the next run.

mod adapter;
mod event;
mod files;
mod grammar;
mod input;
mod lines;
mod mail_echo;
mod memory;
mod nearest;
mod operation;
mod output;
mod printer;
mod prompt;
mod prompt_command;
mod render;
mod script;
mod settings;
mod terminal;

pub use adapter::ConsoleAdapter;
pub use mail_echo::MailEcho;
pub use output::{Attached, Line, MailLine, Said};
pub use printer::{Output, Printer};
pub use render::{Style, clean, render_line, render_saying};
pub use settings::{Channel, ConsoleSettings, Face, Steering};

/// The console's name as a platform.
pub const PLATFORM: sportello_chat::Platform = sportello_chat::Platform::new("console");
