//! The console as an adapter: what it can do, and how its two faces are run.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use sportello_chat::{
    Attempt, Audience, Capabilities, ChatAdapter, Fetched, FileOffer, Finding, Found, Host, NamedPlace,
    Operation, Outbound, Outlet, PlaceRole, Platform, SendError, Sent, Stopped, SubmitError, Threads,
    Uncertain,
};
use tokio::io::AsyncBufRead;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::event::Intake;
use crate::input::Input;
use crate::printer::{Output, Printer};
use crate::prompt::Prompt;
use crate::script::Script;
use crate::settings::{ConsoleSettings, Face, Steering};
use crate::terminal::Terminal;
use crate::{Channel, Line, PLATFORM, Style, files, operation};

/// Sportello on a terminal, or on JSON lines.
pub struct ConsoleAdapter {
    settings: ConsoleSettings,
    intake: Intake,
    printer: Printer,
    input: Mutex<Option<Input>>,
    /// Random, so that ids made up in one run are not those of another.
    run_tag: String,
}

impl ConsoleAdapter {
    /// A console that reads `input` line by line and writes to `output`.
    pub fn new(
        settings: ConsoleSettings,
        input: impl AsyncBufRead + Send + Unpin + 'static,
        output: Output,
        steering: Arc<dyn Steering>,
    ) -> Self {
        let printer = Printer::new(settings.face, Style::PLAIN, output);
        Self::with(settings, Input::Piped(Box::new(input)), printer, steering)
    }

    /// A console for the person at this process's terminal: lines can be edited, and what the desk
    /// says appears above the one being typed. Its face is [`Face::Prompt`].
    ///
    /// # Errors
    /// When standard input or output is no terminal, or one that can't move its cursor; then [`ConsoleAdapter::new`] is the way.
    pub fn on_terminal(mut settings: ConsoleSettings, steering: Arc<dyn Steering>) -> io::Result<Self> {
        settings.face = Face::Prompt;
        let (terminal, output) = Terminal::open()?;
        let printer = Printer::new(Face::Prompt, Style::of_terminal(), output);
        Ok(Self::with(settings, Input::Terminal(terminal), printer, steering))
    }

    fn with(settings: ConsoleSettings, input: Input, printer: Printer, steering: Arc<dyn Steering>) -> Self {
        let run_tag = format!("{:x}", RandomState::new().hash_one("run"));
        let intake = Intake::new(settings.channels.clone(), steering);
        Self { settings, intake, printer, input: Mutex::new(Some(input)), run_tag }
    }

    /// The printer of its lines, for [`MailEcho`](crate::MailEcho) and whatever else the program has
    /// to say in the same place.
    pub fn printer(&self) -> Printer {
        self.printer.clone()
    }

    async fn pin_channels(&self, host: &dyn Host) -> Result<(), Stopped> {
        for channel in self.intake.channels() {
            match host.pin(&PLATFORM, &channel.name, &channel.name).await {
                Ok(_) | Err(SubmitError::Closed) => {}
                Err(e) => {
                    return Err(stopped(format!("the channel {} could not be set up: {e}", channel.name)));
                }
            }
        }
        Ok(())
    }

    /// Reads to the end of the input, and says what is owed.
    async fn listen(&self, host: Arc<dyn Host>, input: Input, over: Over<'_>) -> Result<(), Stopped> {
        let ended = match self.settings.face {
            Face::Json => {
                let script =
                    Script { intake: &self.intake, printer: &self.printer, run_tag: &self.run_tag, over };
                script.run(&*host, input).await
            }
            Face::Prompt => {
                let prompt =
                    Prompt::new(&self.intake, &self.printer, &self.run_tag, &self.settings.people, over);
                prompt.run(&*host, input).await
            }
        };
        ended.map_err(|e| stopped(format!("the input can't be read: {e}")))?;
        if self.settings.exit_at_end {
            over.unless(self.intake.steering.settled()).await;
        } else {
            over.wait().await;
        }
        Ok(())
    }
}

/// When to stop reading: the program stops, or nobody reads the output any more.
#[derive(Clone, Copy)]
pub(crate) struct Over<'a> {
    stop: &'a CancellationToken,
    printer: &'a Printer,
}

impl Over<'_> {
    /// Returns when it is over.
    pub async fn wait(self) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = self.printer.closed() => {}
        }
    }

    /// What `work` comes to; `None` when it is over before.
    pub async fn unless<T>(self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.wait() => None,
            done = work => Some(done),
        }
    }
}

fn stopped(cause: String) -> Stopped {
    Stopped { platform: PLATFORM, cause }
}

#[async_trait]
impl Outlet for ConsoleAdapter {
    fn platform(&self) -> Platform {
        PLATFORM
    }

    fn plan(&self, outbound: &Outbound) -> Vec<Operation> {
        operation::plan(outbound)
    }

    async fn perform(&self, operation: &Operation, attempt: &Attempt) -> Result<Sent, SendError> {
        let (said, sent) =
            operation::carry_out(operation, attempt).map_err(|cause| SendError::Permanent { cause })?;
        if let Some(said) = said {
            self.intake.remember_own(&said.id, operation);
            self.printer.print(&Line::Said(Box::new(said))).await.map_err(|e| match e.kind() {
                // Nobody was there to read it; whoever reads after the next start will.
                io::ErrorKind::BrokenPipe => SendError::Retry { after: None, cause: e.to_string() },
                _ => SendError::Unknown { cause: e.to_string() },
            })?;
        }
        Ok(sent)
    }

    /// A pipe doesn't say what was read from it.
    async fn find(&self, _operation: &Operation, _attempt: &Attempt) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
    }

    /// The same id makes the double known for what it is.
    fn policy(&self, _operation: &Operation) -> Uncertain {
        Uncertain::Repeat
    }

    async fn check(&self) -> Vec<Finding> {
        if self.settings.channels.is_empty() {
            return vec![Finding::hint(
                "console",
                "it is enabled, but no queue has a channel on it: only direct chats can be held",
                "Add { console = \"help\" } to a queue's channels.",
            )];
        }
        let names: Vec<_> = self.settings.channels.iter().map(|c| c.name.as_str()).collect();
        vec![Finding::fine("console", format!("it is ready, with the channels {}", names.join(", ")))]
    }
}

#[async_trait]
impl ChatAdapter for ConsoleAdapter {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            threads: Threads::Implicit,
            ephemeral: true,
            direct_always: true,
            reactions: true,
            buttons: false,
            private_threads: false,
        }
    }

    /// Hands over the lines of the input, one after another; runs once. After the end of the input,
    /// with `exit_at_end`, returns as soon as what is owed is said.
    async fn run(&self, host: Arc<dyn Host>, stop: CancellationToken) -> Result<(), Stopped> {
        let Some(input) = self.input.lock().await.take() else {
            return Err(stopped("its input was read before; it can't be read again".to_owned()));
        };
        self.pin_channels(&*host).await?;
        host.connected(&PLATFORM, true);
        let over = Over { stop: &stop, printer: &self.printer };
        let ended = self.listen(host.clone(), input, over).await;
        host.connected(&PLATFORM, false);
        ended?;
        if self.printer.is_closed() && !stop.is_cancelled() {
            return Err(stopped("nobody reads its output any more".to_owned()));
        }
        Ok(())
    }

    async fn fetch(&self, file: &FileOffer, limit: u64) -> Result<Fetched, SendError> {
        files::fetch(file, limit).await
    }

    fn takes_new_places(&self) -> bool {
        true
    }

    async fn take_places(&self, host: &dyn Host, places: Vec<NamedPlace>) {
        let channel = |place: NamedPlace| {
            let audience = match place.role {
                PlaceRole::Help { .. } => Audience::Customer,
                PlaceRole::Operators => Audience::Operators,
                PlaceRole::Group => return None,
            };
            Some(Channel { name: place.name, audience })
        };
        self.intake.set_channels(places.into_iter().filter_map(channel).collect());
        if let Err(stopped) = self.pin_channels(host).await {
            tracing::error!(%stopped, "a new channel of the console can't be used yet");
        }
    }
}
