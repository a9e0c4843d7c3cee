//! The mail outlet as the desk uses it.

mod fake_server;
mod folder;
mod golden;
mod real_server;
mod smtp;
mod support;
