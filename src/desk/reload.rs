//! bot.toml read again while the desk is open: in force whole, or not at all.

use std::sync::Arc;

use sea_orm::DbErr;
use sportello_chat::Platform;

use super::setup::Setup;
use super::{Act, Desk, DeskError, Refused, gone};
use crate::config::changes::{self, Change};
use crate::config::{Channel, Config, Mistake, Report};

/// Reads bot.toml again, from where it was read at the start.
pub type Reread = Arc<dyn Fn() -> Result<Config, Report> + Send + Sync>;

impl Desk {
    /// Reads bot.toml again without anybody who waits for an answer: what came of it is logged.
    ///
    /// # Errors
    /// As the database says.
    pub async fn reload(&self) -> Result<(), DbErr> {
        let tx = self.store().begin().await?;
        let view = self.view();
        let act = Act {
            desk: &view,
            config: view.config(),
            tx: &tx,
            now: self.now(),
            platform: Platform::new("desk"),
            actor: None,
            event: None,
            on_the_spot: false,
            realm: None,
            within: None,
            tally: Arc::default(),
        };
        match prepare(&act).await {
            Ok(Ok(_)) => {
                act.finish().await?;
                tx.commit().await?;
                view.committed().await;
                self.wake();
                Ok(())
            }
            Ok(Err(_)) => Ok(()),
            Err(DeskError::Database(error)) => Err(error),
            Err(DeskError::Refused(_)) => {
                tracing::warn!("bot.toml is being read already");
                Ok(())
            }
        }
    }
}

/// Reads bot.toml again and has it in force once the act's transaction is committed; says what is new, or
/// what is wrong, and then nothing has changed.
///
/// # Errors
/// As the database says, or when somebody else is at it.
pub async fn prepare(act: &Act<'_>) -> Result<Result<Vec<Change>, Report>, DeskError> {
    let Ok(turn) = Arc::clone(&act.desk.reloading).try_lock_owned() else {
        return Err(Refused::Reloading.into());
    };
    let read = Arc::clone(&act.desk.reread);
    let read = tokio::task::spawn_blocking(move || read()).await;
    let read = read.map_err(|error| DbErr::Custom(format!("bot.toml was not read: {error}")))?;
    let checked = match read {
        Ok(config) => check(act, config).await?,
        Err(report) => Err(report),
    };
    let config = match checked {
        Ok(config) => config,
        Err(report) => {
            tracing::warn!(mistakes = %report, "bot.toml has mistakes; nothing has changed");
            return Ok(Err(report));
        }
    };
    let changes = changes::between(&act.config, &config);
    tracing::info!(?changes, "bot.toml was read again");
    refresh_boards(act, &config).await?;
    act.desk.adopt_next(Setup::put_in_force(act.tx, config, act.now).await?, turn);
    Ok(Ok(changes))
}

/// What is right by itself may yet not go with the desk that is open.
async fn check(act: &Act<'_>, config: Config) -> Result<Result<Config, Report>, DbErr> {
    let mut mistakes = changes::fixed(&act.config, &config);
    mistakes.extend(new_places(act, &config));
    mistakes.extend(gone::with_open_tickets(act.tx, &config.queues).await?);
    Ok(if mistakes.is_empty() { Ok(config) } else { Err(Report::beyond_text(&config.file, mistakes)) })
}

/// Adapters learn their rooms when they are made.
fn new_places(act: &Act<'_>, config: &Config) -> Vec<Mistake> {
    let new = changes::new_places(&act.config, config).into_iter();
    let unheard = new.filter(|(channel, _)| {
        act.desk.chat(channel.platform.as_str()).is_some_and(|chat| !chat.takes_new_places())
    });
    unheard
        .map(|(channel, queue)| {
            let name = format!("{} {}", channel.platform.as_str(), channel.name);
            changes::needs_restart_for(queue, &name)
        })
        .collect()
}

/// Other queues may stand on the boards now.
async fn refresh_boards(act: &Act<'_>, config: &Config) -> Result<(), DeskError> {
    let mut done: Vec<&Channel> = Vec::new();
    for channel in config.queues.iter().flat_map(|q| &q.operator_channels) {
        if !done.contains(&channel) {
            done.push(channel);
            act.refresh_board(channel).await?;
        }
    }
    Ok(())
}
