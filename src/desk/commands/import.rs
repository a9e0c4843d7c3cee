//! `import`: an export is read into an empty desk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Act, Answer, DeskError, Heard, admins_only};
use crate::config::Report;
use crate::desk::reload::GENERATION;
use crate::desk::setup::Setup;
use crate::desk::{Refused, exporting, gone};
use crate::export::{self, ExportError, Imported};
use crate::store::entity::place;
use crate::store::{Tx, counters, leases, messages, places, recount};
use crate::text::Args;
use crate::ticket::Deed;

/// Reads it, whole or not at all. The desk that is open goes on with what came: its queues and people are
/// those of bot.toml still, its rooms those it is in.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>, name: &str) -> Result<Answer, DeskError> {
    admins_only(act, heard.actor, Deed::Import)?;
    let file = find(act, name)?;
    if !act.desk.is_idle() {
        return Err(Refused::NotIdle.into());
    }
    // Of one that has just started this one may not have heard.
    if act.desk.has_others() || leases::others_work(act.tx).await? {
        return Err(Refused::NotAlone.into());
    }
    let Ok(turn) = Arc::clone(&act.desk.reloading).try_lock_owned() else {
        return Err(Refused::Reloading.into());
    };
    let language = heard.actor.language;
    let say = |key: &str, args: Args| act.desk.texts().say(language, key, &args);
    // What was read before a mistake was found is taken back.
    act.tx.mark().await?;
    let read = read(act, act.tx, heard, &file).await;
    match read {
        Ok((imported, setup)) => {
            act.tx.keep_since_mark().await?;
            recount::put_in_order(act.tx, act.config.desk.time_zone).await?;
            let generation = counters::next(act.tx, GENERATION).await?;
            act.desk.adopt_next(setup, generation, turn);
            tracing::info!(file = %file.display(), tickets = imported.rows_of("ticket"), "imported");
            let args = Args::new()
                .number("tickets", imported.rows_of("ticket"))
                .number("articles", imported.rows_of("article"))
                .number("people", imported.rows_of("person"))
                .number("files", imported.files)
                .number("missing", imported.missing);
            Ok(Answer::markdown(say("admin-imported", args)))
        }
        Err(Failed::Export(ExportError::Database(error))) => Err(error.into()),
        Err(failed) => {
            act.tx.back_to_mark().await?;
            let cause = match failed {
                Failed::Export(error) => error.to_string(),
                Failed::Queues(report) => report.to_string(),
            };
            Ok(Answer::markdown(say("admin-not-imported", Args::new().text("cause", cause))))
        }
    }
}

/// A file of the folder of exports, named alone or with its whole path.
fn find(act: &Act<'_>, name: &str) -> Result<PathBuf, DeskError> {
    let folder = exporting::folder(&act.config);
    let typed = Path::new(name);
    let within = typed.parent().is_some_and(|p| p.as_os_str().is_empty() || p == folder);
    let file = typed.file_name().filter(|_| within).map(|name| folder.join(name));
    // A link could lead elsewhere.
    let is_there = |file: &PathBuf| file.symlink_metadata().is_ok_and(|found| found.is_file());
    file.filter(is_there).ok_or_else(|| {
        let folder = folder.display().to_string();
        Refused::NoSuchExport { found: name.to_owned(), folder }.into()
    })
}

enum Failed {
    Export(ExportError),
    Queues(Report),
}

impl<E: Into<ExportError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Export(error.into())
    }
}

async fn read(act: &Act<'_>, tx: &Tx, heard: &Heard<'_>, file: &Path) -> Result<(Imported, Setup), Failed> {
    let rooms = places::all(tx).await?;
    let imported = export::import(tx, act.desk.store(), act.desk.files(), file, act.now, &mut |_| {}).await?;
    let mistakes = gone::with_open_tickets(tx, &act.config.queues).await?;
    if !mistakes.is_empty() {
        return Err(Failed::Queues(Report::beyond_text(&act.config.file, mistakes)));
    }
    for room in rooms {
        stay_in(act, tx, &room).await?;
    }
    // The command itself was seen in the desk that was replaced.
    let inbound = heard.inbound;
    messages::see(tx, act.platform.as_str(), &inbound.id, &inbound.place.room, None, false).await?;
    if let Some(checkpoint) = &inbound.checkpoint
        && places::checkpoint(tx, act.platform.as_str(), &checkpoint.place).await?.is_none()
    {
        let (place, event) = (&checkpoint.place, &checkpoint.event);
        places::set_checkpoint(tx, act.platform.as_str(), place, event, act.now).await?;
    }
    let setup = Setup::put_in_force(tx, (*act.config).clone(), act.now).await?;
    Ok((imported, setup))
}

/// The room that a name stands for is the one the open desk is in.
async fn stay_in(act: &Act<'_>, tx: &Tx, room: &place::Model) -> Result<(), sea_orm::DbErr> {
    let now = places::pin(tx, &room.platform, &room.name, &room.room, act.now).await?;
    if now.room != room.room {
        places::replace(tx, &room.platform, &now.room, &room.room).await?;
    }
    Ok(())
}
