//! Logs: lines for people on a terminal, JSON otherwise.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use super::cli::Verb;

/// Libraries whose warnings are about things the desk handles itself.
const DEFAULT: &str = "info,matrix_sdk=warn,matrix_sdk::http_client=off,matrix_sdk_crypto=error,matrix_sdk_base=warn,sqlx=warn,sea_orm_migration=warn,hyper=warn";

/// Starts logging to standard error; `RUST_LOG` says what.
pub fn start(verb: &Verb) {
    let quiet = !matches!(verb, Verb::Run(_));
    let default = if quiet {
        "warn,matrix_sdk=error,matrix_sdk::http_client=off,matrix_sdk_crypto=error,matrix_sdk_base=error"
    } else {
        DEFAULT
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        builder.with_target(false).compact().try_init()
    } else {
        builder.json().try_init()
    };
    if let Err(error) = started {
        eprintln!("sportello: no logs: {error}");
    }
}
