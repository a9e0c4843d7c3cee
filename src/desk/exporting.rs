//! An export that somebody asked for in a chat: made beside everything else, and told when it is there.

use std::path::PathBuf;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sea_orm::DbErr;
use sportello_chat::{Body, Place, Platform, ThreadRef};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::messages::Heard;
use super::{Act, Desk, DeskError, schedule};
use crate::config::Config;
use crate::crash::may_die;
use crate::export::{self, ExportError, Exported, Wanted};
use crate::store::entity::deadline;
use crate::store::{Tx, deadlines, make_private_folder};
use crate::text::{Args, Language};

/// One that nobody has told of after this time was cut off, and is made again.
const CUT_OFF: TimeDelta = TimeDelta::hours(1);

/// The exports that are being made here.
#[derive(Debug)]
pub struct Exports {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Exports {
    /// None yet.
    pub(super) fn none() -> Self {
        let tasks = TaskTracker::new();
        // It may be waited for at any time, and takes on more all the same.
        tasks.close();
        Self { tasks, stop: CancellationToken::new() }
    }

    /// Returns once none is being made.
    pub(super) async fn made(&self) {
        self.tasks.wait().await;
    }

    /// Leaves those that are being made; they are made again later.
    pub(super) async fn leave(&self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

/// An export that this instance has claimed.
struct Claimed {
    asked: Asked,
    by: i64,
    /// When it counts as cut off.
    until: DateTime<Utc>,
}

/// Who waits for it, and where.
#[derive(serde::Serialize, serde::Deserialize)]
struct Asked {
    platform: String,
    room: String,
    thread: Option<String>,
    direct: bool,
    account: String,
    language: String,
    rows_only: bool,
}

/// The folder of exports, to which and from which alone chats lead.
pub fn folder(config: &Config) -> PathBuf {
    config.desk.data_dir.join("exports")
}

/// How many exports are there.
pub fn count(config: &Config) -> u64 {
    let Ok(files) = std::fs::read_dir(folder(config)) else { return 0 };
    files.flatten().filter(|file| file.path().extension().is_some_and(|e| e == "jsonl")).count() as u64
}

/// Has an export made as soon as the act is committed.
///
/// # Errors
/// As the database says.
pub async fn ask(act: &Act<'_>, heard: &Heard<'_>, rows_only: bool) -> Result<(), DeskError> {
    let place = &heard.inbound.place;
    let asked = Asked {
        platform: act.platform.as_str().to_owned(),
        room: place.room.clone(),
        thread: super::answering::thread_id(place).map(str::to_owned),
        direct: place.direct,
        account: heard.actor.account.clone(),
        language: heard.actor.language.code().to_owned(),
        rows_only,
    };
    let data = act.json(&asked)?;
    Ok(deadlines::put_with(act.tx, schedule::EXPORT, heard.actor.person.id, act.now, &data).await?)
}

impl Desk {
    /// Has an export that is asked for made beside everything else: it may take its time.
    ///
    /// # Errors
    /// As the database says.
    pub(super) async fn export_due(&self, tx: Tx, due: &deadline::Model) -> Result<(), DbErr> {
        let Ok(asked) = serde_json::from_str::<Asked>(&due.data) else { return tx.commit().await };
        let until = self.cut_off();
        deadlines::put_with(&tx, schedule::EXPORT, due.subject_id, until, &due.data).await?;
        tx.commit().await?;
        may_die!(self, DueCommitted);
        let (desk, stop) = (self.me.clone(), self.exports.stop.clone());
        let claimed = Claimed { asked, by: due.subject_id, until };
        self.exports.tasks.spawn(async move {
            let Some(desk) = desk.upgrade() else { return };
            tokio::select! {
                () = stop.cancelled() => tracing::info!("an export is cut off, and will be made again"),
                done = Box::pin(desk.make_and_tell(claimed)) => if let Err(error) = done {
                    desk.database_trouble(&error);
                }
            }
        });
        Ok(())
    }

    /// When an export that is begun now counts as cut off; in whole seconds, which every database keeps.
    fn cut_off(&self) -> DateTime<Utc> {
        self.now().trunc_subsecs(0) + CUT_OFF
    }

    async fn make_and_tell(&self, claimed: Claimed) -> Result<(), DbErr> {
        let Claimed { asked, by, mut until } = claimed;
        let mut making = std::pin::pin!(self.make_export(!asked.rows_only));
        let done = loop {
            tokio::select! {
                done = &mut making => break done,
                () = self.clock().wait_until(until - CUT_OFF / 2) => {}
            }
            let later = self.cut_off();
            let tx = self.store().begin().await?;
            deadlines::shift(&tx, schedule::EXPORT, by, until, later).await?;
            tx.commit().await?;
            until = later;
        };
        match &done {
            Ok(exported) => tracing::info!(file = %exported.file.display(), "exported"),
            Err(error) => tracing::error!(%error, "not exported"),
        }
        let tx = self.store().begin().await?;
        let view = self.view();
        let act = Act { platform: Platform::from(asked.platform.clone()), ..Act::of_desk(&view, &tx) };
        let place = Place {
            room: asked.room,
            thread: asked.thread.map(ThreadRef::Id),
            direct: asked.direct,
            encrypted: false,
            realm: None,
        };
        let language = Language::parse(&asked.language).unwrap_or(act.config.desk.language);
        let told = act.answer_privately(&place, &asked.account, words(&act, language, &done), None).await;
        if let Err(DeskError::Database(error)) = told {
            return Err(error);
        }
        act.finish().await?;
        deadlines::clear_at(&tx, schedule::EXPORT, by, until).await?;
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    async fn make_export(&self, with_files: bool) -> Result<Exported, ExportError> {
        let config = self.config();
        let (now, folder) = (self.now(), folder(&config));
        make_private_folder(&folder)
            .map_err(|source| ExportError::File { path: folder.display().to_string(), source })?;
        let file = folder.join(now.format("sportello-%Y%m%d-%H%M%S.jsonl").to_string());
        let wanted = Wanted { desk: config.desk.name.clone(), made_at: now, with_files };
        export::export(self.store(), self.files(), &file, wanted, &mut |_| {}).await
    }
}

fn words(act: &Act<'_>, language: Language, done: &Result<Exported, ExportError>) -> Body {
    let say = |key: &str, args: Args| Body::markdown(act.desk.texts().say(language, key, &args));
    match done {
        Ok(exported) => {
            let args = Args::new()
                .text("path", exported.file.display().to_string())
                .number("tickets", exported.rows_of("ticket"))
                .number("articles", exported.rows_of("article"))
                .number("people", exported.rows_of("person"))
                .number("files", exported.files)
                .number("missing", exported.missing);
            say("admin-exported", args)
        }
        Err(error) => say("admin-not-exported", Args::new().text("cause", error.to_string())),
    }
}
