//! The console as its users meet it: lines in, lines out.

mod desk;
mod mails;
mod output;
mod prompt;
mod script;
