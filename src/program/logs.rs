//! Logs: lines for people on a terminal, JSON otherwise.

use std::fmt::Debug;
use std::io::IsTerminal;

use tracing::field::Field;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::{self, Writer};

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
    // That nobody reads the log any more can't be told in it, and trying to would panic.
    let builder = fmt().with_env_filter(filter).log_internal_errors(false);
    let started = if std::io::stderr().is_terminal() {
        let fields = format::debug_fn(field).delimited(" ");
        builder.with_writer(std::io::stderr).fmt_fields(fields).with_target(false).compact().try_init()
    } else {
        builder.with_writer(std::io::stderr).json().try_init()
    };
    if let Err(error) = started {
        eprintln!("sportello: no logs: {error}");
    }
}

/// A field as people read it, on one line: what others wrote begins none of its own, and steers no terminal.
/// (JSON escapes all of that.)
fn field(writer: &mut Writer<'_>, field: &Field, value: &dyn Debug) -> std::fmt::Result {
    if field.name() != "message" {
        write!(writer, "{}=", field.name())?;
    }
    for c in format!("{value:?}").chars() {
        match c.is_control() {
            true => write!(writer, "{}", c.escape_default())?,
            false => writer.write_char(c)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex, PoisonError};

    use tracing_subscriber::field::MakeExt;
    use tracing_subscriber::fmt;
    use tracing_subscriber::fmt::format;

    use super::field;

    /// What was logged.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_others_wrote_steers_no_terminal_and_begins_no_line() {
        let kept = Kept::default();
        let (lines, json) = (kept.clone(), kept.clone());
        let evil = "a\u{1b}]0;owned\u{7}\u{1b}[2J\r\nINFO forged";
        let log = || tracing::warn!(name = evil, other = %evil, third = ?evil, "{evil}");
        let fields = format::debug_fn(field).delimited(" ");
        let plain = fmt()
            .with_writer(move || lines.clone())
            .fmt_fields(fields)
            .with_ansi(false)
            .with_target(false)
            .compact()
            .finish();
        tracing::subscriber::with_default(plain, log);
        tracing::subscriber::with_default(fmt().json().with_writer(move || json.clone()).finish(), log);
        let said = String::from_utf8(kept.0.lock().expect("nobody panicked").clone()).expect("UTF-8");
        assert!(said.contains("forged"));
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
        assert!(!said.lines().any(|line| line.starts_with("INFO forged")), "{said:?}");
    }
}
