//! `sportello demo`: a help desk's morning, played through the real engine on a throw-away database.
//!
//! `script` says what people do and what must come of it; `player` speaks for them through the console
//! adapter's JSON face; `sights` sorts what comes out by who sees it; `transcript` writes it down.

mod expect;
mod live;
mod player;
mod script;
mod sights;
#[cfg(test)]
mod tests;
mod transcript;
mod wrap;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use sportello_chat::Outlet;
use sportello_console::{ConsoleAdapter, ConsoleSettings, Face, MailEcho, Style};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::player::{Line, Lines, Player};
use self::transcript::Transcript;
use super::run::{self, Chat};
use super::steering::Wheel;
use super::wiring;
use crate::clock::SimulatedClock;
use crate::config::{self, Config};

/// The throw-away desk's bot.toml.
const BOT_TOML: &str = include_str!("demo/bot.toml");

/// Between one thing and the next, so that a person can follow; all of them together stay well under ten
/// seconds.
const PAUSE: Duration = Duration::from_millis(250);

/// The room of the pipe to the console: several lines.
const PIPE: usize = 16 * 1024;

/// Plays the morning, then opens a prompt where there is a terminal. Nothing is left behind.
///
/// # Errors
/// When the throw-away desk can't be made, or did not behave.
pub async fn run() -> anyhow::Result<()> {
    let interrupted = interruption()?;
    let folder =
        tempfile::Builder::new().prefix("sportello-demo-").tempdir().context("no throw-away folder")?;
    let shown = show(folder.path(), &interrupted).await;
    folder.close().context("the throw-away folder could not be removed")?;
    match shown {
        // Whoever reads no further has seen enough.
        Err(error)
            if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) =>
        {
            Ok(())
        }
        shown => shown,
    }
}

async fn show(folder: &Path, interrupted: &CancellationToken) -> anyhow::Result<()> {
    let terminal = io::stdout().is_terminal();
    let config = throw_away(folder)?;
    let mut out = io::stdout();
    let colour = terminal && Style::of_terminal().colour;
    let mut transcript = Transcript::new(&mut out, colour, config.desk.time_zone);
    let pause = if terminal { PAUSE } else { Duration::ZERO };
    let ended = play(config.clone(), &mut transcript, pause, interrupted).await?;
    if terminal && io::stdin().is_terminal() {
        live::prompt(config, ended).await?;
    }
    Ok(())
}

/// Cancelled once somebody wants to leave; until then the signals don't end the process by themselves,
/// so that the folder is always removed.
fn interruption() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = CancellationToken::new();
    let told = interrupted.clone();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
        told.cancel();
    });
    Ok(interrupted)
}

/// The configuration of the throw-away desk, everything of it in `folder`.
fn throw_away(folder: &Path) -> anyhow::Result<Config> {
    let path = folder.join("bot.toml");
    std::fs::write(&path, BOT_TOML)?;
    config::load(&path, &|_| None).map_err(|report| anyhow::anyhow!("{}", report.render_for_stderr()))
}

/// Plays the morning at a desk of its own; the desk's time at the end.
async fn play(
    config: Config,
    transcript: &mut Transcript<'_>,
    pause: Duration,
    interrupted: &CancellationToken,
) -> anyhow::Result<DateTime<Utc>> {
    let begins: DateTime<Utc> = script::BEGINS.parse()?;
    let clock = Arc::new(SimulatedClock::new(begins));
    let wheel = Wheel::new(Arc::clone(&clock) as _, Some(Arc::clone(&clock)));
    let settings = ConsoleSettings {
        face: Face::Json,
        channels: wiring::console_channels(&config),
        people: wiring::console_people(&config),
        exit_at_end: true,
    };
    let (input, typed) = tokio::io::duplex(PIPE);
    let (said, output) = mpsc::unbounded_channel();
    let lines = Arc::new(Mutex::new(Lines::new(said)));
    let console =
        ConsoleAdapter::new(settings, tokio::io::BufReader::new(typed), lines, Arc::clone(&wheel) as _);
    let printer = console.printer();
    let mail = wiring::mail(&config)?.map(|mail| Arc::new(MailEcho::new(mail, printer)) as Arc<dyn Outlet>);
    let mails = mail.is_some();
    let chats = vec![Chat { adapter: Arc::new(console), ends_desk: true }];
    let reread = run::never_changed(&config);
    let desk = run::open(config, reread, clock, &chats, mail).await?;
    wheel.take_desk(&desk);
    let mut player = Player::new(input, output, begins);
    let mut open = tokio::spawn(run::serve(desk, chats));
    let played = tokio::select! {
        biased;
        () = interrupted.cancelled() => Err(anyhow::anyhow!("interrupted; nothing is left behind")),
        played = perform(&mut player, transcript, pause, mails) => played,
        ended = &mut open => match ended? {
            Ok(()) => bail!("interrupted; nothing is left behind"),
            Err(error) => return Err(error),
        },
    };
    let ended = player.now();
    // The end of its input closes the desk.
    drop(player);
    open.await??;
    played?;
    Ok(ended)
}

async fn perform(
    player: &mut Player,
    transcript: &mut Transcript<'_>,
    pause: Duration,
    mails: bool,
) -> anyhow::Result<()> {
    transcript.opening()?;
    let mut tickets = BTreeSet::new();
    for scene in script::morning() {
        transcript.scene(&scene)?;
        for moment in &scene.moments {
            transcript.gap()?;
            for act in &moment.acts {
                player.act(act).await?;
                transcript.act(act, player.now())?;
            }
            let lines = player.outcome().await?;
            tickets.extend(lines.iter().filter_map(ticket));
            let sights = sights::sort(lines, player);
            transcript.sights(&sights, &moment.expected)?;
            expect::check(&sights, &moment.expected, mails)?;
            tokio::time::sleep(pause).await;
        }
    }
    Ok(transcript.closing(tickets.len())?)
}

fn ticket(line: &Line) -> Option<String> {
    match line {
        Line::Said(said) => said.ticket.clone(),
        Line::Mail(mail) => mail.ticket.clone(),
        _ => None,
    }
}
