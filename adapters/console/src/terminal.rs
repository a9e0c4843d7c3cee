//! The line editor at a terminal: a thread of its own, for it blocks while somebody types.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex};
use std::thread;

use rustyline::history::MemHistory;
use rustyline::{Config, Editor, ExternalPrinter};
use tokio::sync::mpsc;

use crate::printer::Output;

/// The asking side of the line editor.
pub(crate) struct Terminal {
    prompts: std::sync::mpsc::Sender<String>,
    lines: mpsc::Receiver<io::Result<Option<String>>>,
    as_found: AsFound,
    /// Whether the editor waits for keys.
    asking: bool,
}

impl Terminal {
    /// Starts the editor; the output prints above the line being typed.
    ///
    /// # Errors
    /// When standard input or output is no terminal.
    pub fn open() -> io::Result<(Self, Output)> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "this is no terminal"));
        }
        let as_found = AsFound::new();
        let config = Config::default();
        let history = MemHistory::with_config(&config);
        let mut editor = Editor::<(), _>::with_history(config, history).map_err(io::Error::other)?;
        let above =
            Above { printer: editor.create_external_printer().map_err(io::Error::other)?, text: Vec::new() };
        let (prompts, asked) = std::sync::mpsc::channel::<String>();
        let (answer, lines) = mpsc::channel(1);
        thread::Builder::new().name("console-prompt".to_owned()).spawn(move || {
            while let Ok(prompt) = asked.recv() {
                if answer.blocking_send(read(&mut editor, &prompt)).is_err() {
                    return;
                }
            }
        })?;
        Ok((Self { prompts, lines, as_found, asking: false }, Arc::new(Mutex::new(above))))
    }

    /// The next line, or `None` when the person has left.
    pub async fn next(&mut self, prompt: &str) -> io::Result<Option<String>> {
        if self.prompts.send(prompt.to_owned()).is_err() {
            return Ok(None);
        }
        self.asking = true;
        let line = self.lines.recv().await.unwrap_or(Ok(None));
        self.asking = false;
        line
    }
}

/// The program may be told to stop while the editor still waits for a key: then it leaves the
/// terminal as it was found.
impl Drop for Terminal {
    fn drop(&mut self) {
        if self.asking {
            self.as_found.give_back();
        }
    }
}

/// One line; Ctrl-C and Ctrl-D both leave.
fn read(editor: &mut Editor<(), MemHistory>, prompt: &str) -> io::Result<Option<String>> {
    use rustyline::error::ReadlineError::{Eof, Interrupted, Io};
    match editor.readline(prompt) {
        Ok(line) => {
            // A history that can't take a line is no reason to stop.
            if let Err(e) = editor.add_history_entry(&line) {
                tracing::debug!(error = %e, "the line was not added to the history");
            }
            Ok(Some(line))
        }
        Err(Eof | Interrupted) => Ok(None),
        Err(Io(e)) => Err(e),
        Err(e) => Err(io::Error::other(e)),
    }
}

/// Writes above the prompt, one flush at a time.
struct Above<P> {
    printer: P,
    text: Vec<u8>,
}

impl<P: ExternalPrinter> Write for Above<P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.text)).into_owned();
        self.printer.print(text).map_err(io::Error::other)
    }
}

/// The terminal's settings before the editor changed them.
struct AsFound {
    #[cfg(unix)]
    settings: Option<nix::sys::termios::Termios>,
}

impl AsFound {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            settings: nix::sys::termios::tcgetattr(io::stdin()).ok(),
        }
    }

    fn give_back(&self) {
        #[cfg(unix)]
        if let Some(settings) = &self.settings {
            use nix::sys::termios::{SetArg, tcsetattr};
            if let Err(e) = tcsetattr(io::stdin(), SetArg::TCSADRAIN, settings) {
                tracing::debug!(error = %e, "the terminal's settings were not given back");
            }
        }
        // Ends the bracketed paste that the editor had begun, and its line.
        let mut out = io::stdout();
        if let Err(e) = out.write_all(b"\x1b[?2004l\n").and_then(|()| out.flush()) {
            tracing::debug!(error = %e, "the prompt's line was not ended");
        }
    }
}
