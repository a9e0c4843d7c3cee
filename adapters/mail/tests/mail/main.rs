//! The mail outlet as the desk uses it.

mod folder;
mod golden;
mod support;
