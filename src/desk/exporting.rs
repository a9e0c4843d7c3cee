//! An export that somebody asked for in a chat: made beside everything else, and told when it is there.

use std::path::PathBuf;
use std::sync::Arc;

use sea_orm::DbErr;
use sportello_chat::{Body, Place, Platform, ThreadRef};

use super::messages::Heard;
use super::{Act, Desk, DeskError, schedule};
use crate::config::Config;
use crate::export::{self, ExportError, Exported, Wanted};
use crate::store::entity::deadline;
use crate::store::{deadlines, make_private_folder};
use crate::text::{Args, Language};

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
        thread: super::act::thread_id(place).map(str::to_owned),
        direct: place.direct,
        account: heard.actor.account.clone(),
        language: heard.actor.language.code().to_owned(),
        rows_only,
    };
    let data = act.json(&asked)?;
    Ok(deadlines::put_with(act.tx, schedule::EXPORT, heard.actor.person.id, act.now, &data).await?)
}

impl Desk {
    /// Makes an export that this instance has claimed, in no transaction of the desk's: it may take its time.
    ///
    /// # Errors
    /// As the database says.
    pub(super) async fn export_due(&self, due: &deadline::Model) -> Result<(), DbErr> {
        let Ok(asked) = serde_json::from_str::<Asked>(&due.data) else { return Ok(()) };
        let done = self.make_export(!asked.rows_only).await;
        match &done {
            Ok(exported) => tracing::info!(file = %exported.file.display(), "exported"),
            Err(error) => tracing::error!(%error, "not exported"),
        }
        let tx = self.store().begin().await?;
        let view = self.view();
        let act = Act {
            desk: &view,
            config: view.config(),
            tx: &tx,
            now: self.now(),
            platform: Platform::from(asked.platform.clone()),
            actor: None,
            event: None,
            on_the_spot: false,
            realm: None,
            within: None,
            tally: Arc::default(),
        };
        let place = Place {
            room: asked.room,
            thread: asked.thread.map(ThreadRef::Id),
            direct: asked.direct,
            encrypted: false,
            realm: None,
        };
        let language = Language::parse(&asked.language).unwrap_or(act.config.desk.language);
        let told = act.answer_privately(&place, &asked.account, words(&act, language, &done), None).await;
        match told {
            Ok(()) | Err(DeskError::Refused(_)) => tx.commit().await,
            Err(DeskError::Database(error)) => Err(error),
        }
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
