//! `sportello backup` and `sportello restore`.

use std::path::Path;

use anyhow::{Context, bail};
use secrecy::{ExposeSecret, SecretString};

use super::keeping::ProgressLine;
use super::lock;
use crate::backup::{self, BackupError, Manifest, Source, Wanted};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Database};
use crate::export::Progress;
use crate::files::FileStore;
use crate::store::{self, Store};

/// Makes a backup in a new folder, while the desk may be open.
///
/// # Errors
/// A sentence that says what to do.
pub async fn back_up(config: &Config, into: &Path, dump: Option<&Path>) -> anyhow::Result<()> {
    match (&config.desk.database, dump) {
        (Database::Sqlite(_), Some(_)) => {
            bail!("bot.toml names a SQLite database, which needs no dump: leave --dump out")
        }
        (Database::Sqlite(path), None) if !path.exists() => {
            return Err(BackupError::NoDatabase(path.clone()).into());
        }
        (Database::Postgres(url), None) => bail!("{}", with_pg_dump(url, into)),
        _ => {}
    }
    // Nothing is migrated: an older Sportello may be working with it.
    let store = Store::open(&config.desk.database).await?;
    let source = match dump {
        Some(dump) => Source::Postgres(&store, dump),
        None => Source::Sqlite(&store),
    };
    let files = FileStore::in_folder(&config.desk.files_folder())?;
    let wanted = Wanted { desk: config.desk.name.clone(), made_at: SystemClock.now() };
    let mut line = ProgressLine::new();
    let done = backup::make(source, &files, into, &wanted, &mut |done, of| line.show(&file(done, of))).await;
    line.end();
    store.close().await;
    let made = done.context("no backup was made")?;
    println!("Backed up {} into {}.", contents(&made.manifest), into.display());
    let lost = made.manifest.lost.len();
    if lost > 0 {
        println!("The bytes of {lost} files were lost before; backup.json names them.");
    }
    println!("It holds everything people wrote, internal notes too: keep it where nobody else can read it.");
    println!("Not in it: {}.", left_out(config));
    Ok(())
}

/// What else has to be kept, for a desk to be put up anew.
fn left_out(config: &Config) -> String {
    let key = config.desk.data_dir.join("matrix").join("recovery-key");
    let mut words = "bot.toml and the secrets it names".to_owned();
    if key.exists() {
        words = format!("{words}, and {}, the recovery key of the account on Matrix", key.display());
    }
    format!("{words}: keep them as you keep passwords")
}

fn with_pg_dump(url: &SecretString, into: &Path) -> String {
    let address = store::without_secret(url.expose_secret());
    format!(
        "PostgreSQL's own program copies its database. First:\n  pg_dump --file=desk.sql {address}\nthen, right \
         after, for the files it names and to have it looked over:\n  sportello backup --dump desk.sql {}",
        into.display()
    )
}

/// Looks a backup over.
///
/// # Errors
/// When it is none, or not whole.
pub async fn check(folder: &Path) -> anyhow::Result<()> {
    let mut line = ProgressLine::new();
    let done = backup::check(folder, &mut |done, of| line.show(&file(done, of))).await;
    line.end();
    let checked = done?;
    if !checked.problems.is_empty() {
        return Err(BackupError::NotWhole(checked.problems).into());
    }
    let manifest = &checked.manifest;
    println!("{} is whole: {}, of {}.", folder.display(), contents(manifest), manifest.made_at);
    if !manifest.lost.is_empty() {
        println!("The bytes of {} files were lost before it was made.", manifest.lost.len());
    }
    Ok(())
}

/// Brings a backup back.
///
/// # Errors
/// A sentence that says what to do.
pub async fn restore(config: &Config, folder: &Path) -> anyhow::Result<()> {
    let _lock = lock::take(&config.desk)?;
    let mut line = ProgressLine::new();
    let done = backup::restore(folder, &config.desk, &mut |done, of| line.show(&file(done, of))).await;
    line.end();
    let manifest = done.context("nothing was brought back, and nothing has changed")?.manifest;
    println!("Brought back {}, as they were on {}.", contents(&manifest), manifest.made_at);
    println!("`sportello` opens the desk; what was written since is read where the platforms still have it.");
    Ok(())
}

fn contents(manifest: &Manifest) -> String {
    format!(
        "{}, {}, {} and {}",
        some(manifest.tickets, "ticket", "tickets"),
        some(manifest.articles, "article", "articles"),
        some(manifest.people, "person", "people"),
        some(manifest.files, "file", "files")
    )
}

fn some(n: u64, one: &str, more: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {more}") }
}

fn file(done: u64, of: u64) -> Progress {
    Progress { at: "file", done, of }
}
