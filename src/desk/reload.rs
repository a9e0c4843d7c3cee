//! bot.toml read again while the desk is open: in force whole, or not at all.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sea_orm::DbErr;

use super::setup::Setup;
use super::{Act, Desk, DeskError, Refused, gone};
use crate::config::changes::{self, Change};
use crate::config::{Config, Mistake, Report};
use crate::store::counters;

/// Reads bot.toml again, from where it was read at the start.
pub type Reread = Arc<dyn Fn() -> Result<Config, Report> + Send + Sync>;

/// The counter that grows whenever bot.toml is read again: by it other instances know, and read theirs.
pub const GENERATION: &str = "bot.toml";

impl Desk {
    /// Reads bot.toml again without anybody who waits for an answer: what came of it is logged.
    ///
    /// # Errors
    /// As the database says.
    pub async fn reload(&self) -> Result<(), DbErr> {
        self.read_again(None).await
    }

    /// Another instance has read its bot.toml again: this one does the same, once, whatever comes of it.
    ///
    /// # Errors
    /// As the database says.
    pub(super) async fn follow_reload(&self, generation: i64) -> Result<(), DbErr> {
        tracing::info!("another instance has read bot.toml again");
        self.read_again(Some(generation)).await?;
        self.generation.fetch_max(generation, Ordering::Relaxed);
        Ok(())
    }

    async fn read_again(&self, following: Option<i64>) -> Result<(), DbErr> {
        let tx = self.store().begin().await?;
        let view = self.view();
        let act = Act::of_desk(&view, &tx);
        match read(&act, following).await {
            Ok(Ok(_)) => {
                act.finish().await?;
                tx.commit().await?;
                if let Some(next) = view.next() {
                    self.adopt(next).await;
                }
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
    read(act, None).await
}

/// The same; `following` another instance, which has told everybody.
async fn read(act: &Act<'_>, following: Option<i64>) -> Result<Result<Vec<Change>, Report>, DeskError> {
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
    act.desk.store().take_turn(act.tx).await?;
    let generation = match following {
        Some(generation) => generation,
        None => {
            // Other queues may stand on them now.
            act.refresh_all_boards(&config.queues);
            counters::next(act.tx, GENERATION).await?
        }
    };
    act.desk.adopt_next(Setup::put_in_force(act.tx, config, act.now).await?, generation, turn);
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
