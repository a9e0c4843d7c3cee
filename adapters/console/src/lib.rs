//! The console: Sportello on a terminal, and on JSON lines for scripts.
//!
//! One adapter with two faces. With [`Face::Json`] every line of the input is one JSON object, any
//! person in any channel ([`ConsoleAdapter`] hands them to the desk strictly in order), and every
//! thing the desk does is one line of the output. With [`Face::Prompt`] a person types, and reads
//! what the desk says above the prompt.
//!
//! What the console promises when it is uncertain whether something was said: the same line with the
//! same `id` is printed again, so that its reader can tell the double. It can't know more, since a
//! pipe doesn't say whether somebody has read it.

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
