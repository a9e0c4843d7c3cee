//! `sportello run`: the desk is open until it is told to stop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use sportello_chat::{ChatAdapter, Outlet};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::cli::RunOptions;
use super::{account, lock, wiring};
use crate::clock::{Clock, SimulatedClock, SystemClock};
use crate::config::Config;
use crate::delivery::Worker;
use crate::desk::{Desk, Keeper, OpenError, Parts, Reread, Scheduler, Terms};
use crate::files::FileStore;
use crate::store::Store;

/// How long the last deliveries may take when the desk closes; the rest goes out at the next start.
const LAST_DELIVERIES: Duration = Duration::from_secs(5);
/// How long it may take to close, so that service managers need not end it.
const CLOSING: Duration = Duration::from_secs(9);

/// A chat platform, and whether the desk closes when it ends by itself.
pub struct Chat {
    /// The adapter.
    pub adapter: Arc<dyn ChatAdapter>,
    /// Whether its end is the desk's.
    pub ends_desk: bool,
}

/// Opens the desk that bot.toml describes, until a signal or the end of the console's input.
///
/// # Errors
/// A sentence that says what to do: the database can't be used, an account is refused …
pub async fn run(config: Config, reread: Reread, options: RunOptions) -> anyhow::Result<()> {
    let _lock = lock::take(&config.desk)?;
    let listener = listen(&config).await?;
    let (clock, simulated) = clock(&options);
    #[cfg(feature = "console")]
    let wheel = super::steering::Wheel::new(Arc::clone(&clock), simulated);
    #[cfg(not(feature = "console"))]
    let _ = simulated;
    let mut chats: Vec<Chat> = Vec::new();
    #[cfg_attr(not(feature = "console"), expect(unused_mut, reason = "the console puts an echo around it"))]
    let mut mail = wiring::mail(&config)?;
    #[cfg(feature = "matrix")]
    if let Some(adapter) = wiring::matrix(&config) {
        chats.push(Chat { adapter, ends_desk: false });
    }
    #[cfg(feature = "discord")]
    if let Some(adapter) = wiring::discord(&config)? {
        chats.push(Chat { adapter, ends_desk: false });
    }
    #[cfg(feature = "console")]
    if config.console.is_some() {
        let alone = chats.is_empty() || options.json;
        let console = console(&config, &options, Arc::clone(&wheel) as _, alone);
        mail = mail.map(|mail| {
            Arc::new(sportello_console::MailEcho::new(mail, console.printer())) as Arc<dyn Outlet>
        });
        chats.push(Chat { adapter: Arc::new(console), ends_desk: alone });
    }
    let desk = open(config, reread, clock, &chats, mail).await?;
    #[cfg(feature = "console")]
    wheel.take_desk(&desk);
    let stop_web = CancellationToken::new();
    let web = listener.map(|at| tokio::spawn(crate::web::serve(at, Arc::clone(&desk), stop_web.clone())));
    let ended = serve(desk, chats).await;
    stop_web.cancel();
    if let Some(Err(error)) = match web {
        Some(web) => Some(web.await?),
        None => None,
    } {
        tracing::error!(%error, "[web] ended badly");
    }
    ended
}

/// Listens where `[web]` says, before anything else is begun: another program may be there.
async fn listen(config: &Config) -> anyhow::Result<Option<TcpListener>> {
    let Some(web) = &config.web else { return Ok(None) };
    let listener = TcpListener::bind(web.listen)
        .await
        .with_context(|| format!("[web] can't listen at {}; choose another address or port", web.listen))?;
    tracing::info!(address = %web.listen, "/healthz, /readyz and /metrics are answered");
    Ok(Some(listener))
}

fn clock(options: &RunOptions) -> (Arc<dyn Clock>, Option<Arc<SimulatedClock>>) {
    match options.simulated_clock {
        Some(start) => {
            let simulated = Arc::new(SimulatedClock::new(start.unwrap_or_else(|| SystemClock.now())));
            (Arc::clone(&simulated) as _, Some(simulated))
        }
        None => (Arc::new(SystemClock), None),
    }
}

#[cfg(feature = "console")]
fn console(
    config: &Config,
    options: &RunOptions,
    wheel: Arc<dyn sportello_console::Steering>,
    exit_at_end: bool,
) -> sportello_console::ConsoleAdapter {
    use sportello_console::{ConsoleAdapter, ConsoleSettings, Face};
    let face = if options.json { Face::Json } else { Face::Prompt };
    let settings = || ConsoleSettings {
        face,
        channels: wiring::console_channels(config),
        people: wiring::console_people(config),
        exit_at_end,
    };
    if face == Face::Prompt
        && let Ok(console) = ConsoleAdapter::on_terminal(settings(), Arc::clone(&wheel))
    {
        return console;
    }
    let input = tokio::io::BufReader::new(tokio::io::stdin());
    ConsoleAdapter::new(settings(), input, Arc::new(std::sync::Mutex::new(std::io::stdout())), wheel)
}

/// A bot.toml that stays as it is.
#[cfg(feature = "console")]
pub fn never_changed(config: &Config) -> Reread {
    let config = config.clone();
    Arc::new(move || Ok(config.clone()))
}

/// Opens the database and the desk.
///
/// # Errors
/// A sentence that says what to do.
pub async fn open(
    config: Config,
    reread: Reread,
    clock: Arc<dyn Clock>,
    chats: &[Chat],
    mail: Option<Arc<dyn Outlet>>,
) -> anyhow::Result<Arc<Desk>> {
    crate::store::make_private_folder(&config.desk.data_dir)
        .with_context(|| format!("the data folder {} can't be made", config.desk.data_dir.display()))?;
    if crate::store::is_open_to_others(&config.desk.data_dir) {
        let folder = config.desk.data_dir.display();
        tracing::warn!(%folder, "others on this machine can read the data folder: chmod 700 closes it");
    }
    let store = Store::open(&config.desk.database).await?;
    store.migrate().await?;
    let files = FileStore::in_folder(&config.desk.files_folder())?;
    let name = store.name().to_owned();
    let parts = Parts {
        config,
        reread,
        store,
        files,
        clock,
        rng: rand::make_rng(),
        chats: chats.iter().map(|c| Arc::clone(&c.adapter)).collect(),
        outlets: mail.into_iter().collect(),
    };
    Desk::open(parts).await.map_err(|error| match error {
        OpenError::BotToml(report) => anyhow::Error::new(*report),
        error => anyhow::Error::new(error).context(format!("the database {name} can't be used")),
    })
}

/// Runs the desk until a signal, or until a platform ends that ends it.
///
/// # Errors
/// When a platform gives up: a wrong password, a setting it refuses.
pub async fn serve(desk: Arc<Desk>, chats: Vec<Chat>) -> anyhow::Result<()> {
    let stop_intake = CancellationToken::new();
    let stop = CancellationToken::new();
    let give_back = CancellationToken::new();
    let instance = lock::instance(&desk.config().desk.data_dir, desk.random_word())?;
    let keeper = Keeper::start(Arc::clone(&desk), instance, Terms::default()).await?;
    let keeper = tokio::spawn(keeper.run(give_back.clone()));
    let worker = tokio::spawn(Worker::new(Arc::clone(&desk)).run(stop.clone()));
    let scheduler = tokio::spawn(Scheduler::new(Arc::clone(&desk)).run(stop.clone()));
    let mut adapters = JoinSet::new();
    for chat in chats {
        let serving = account::serve(Arc::clone(&desk), chat.adapter, stop_intake.clone());
        adapters.spawn(async move { (serving.await, chat.ends_desk) });
    }
    tracing::info!(database = desk.store().name(), "the desk is open");
    let ended = until_end(&desk, &mut adapters).await;
    let last = Instant::now() + CLOSING;
    stop_intake.cancel();
    // Platforms still deliver while the last words go out: intake has ended, sending has not. Where another
    // instance goes on with them, they are its to say.
    let handed_over = desk.has_others();
    if !handed_over && tokio::time::timeout(LAST_DELIVERIES, desk.last_words()).await.is_err() {
        tracing::warn!("some deliveries wait for the next start");
    }
    stop.cancel();
    let left = async { while adapters.join_next().await.is_some() {} };
    if tokio::time::timeout_at(last.into(), left).await.is_err() {
        tracing::warn!("a platform did not let go in time");
        adapters.abort_all();
    }
    for task in [worker, scheduler] {
        join(task).await;
    }
    give_back.cancel();
    join(keeper).await;
    desk.close().await;
    tracing::info!("the desk is closed");
    ended
}

async fn join(task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "a part of the desk ended badly");
    }
}

async fn until_end(
    desk: &Desk,
    adapters: &mut JoinSet<(Result<(), sportello_chat::Stopped>, bool)>,
) -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let mut hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => return Ok(()),
            _ = terminate.recv() => return Ok(()),
            _ = hangup.recv() => {
                if let Err(error) = desk.reload().await {
                    desk.database_trouble(&error);
                }
            }
            why = desk.store().has_lost_its_disk() => {
                anyhow::bail!(
                    "the disk has not kept what was written to the database ({why}). Whoever wrote is not \
                     told that it was taken in, and it is asked for again at the next start"
                );
            }
            ended = adapters.join_next() => match ended {
                None => return Ok(()),
                Some(Ok((Ok(()), false))) => {}
                Some(Ok((Ok(()), true))) => return Ok(()),
                Some(Ok((Err(stopped), _))) => return Err(stopped.into()),
                Some(Err(error)) => return Err(error).context("an adapter ended badly"),
            },
        }
    }
}
