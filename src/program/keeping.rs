//! `sportello export`, `sportello import` and `sportello erase`.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};

use super::lock;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::desk::erasing::Asked;
use crate::desk::{Desk, OpenError, Parts, Reread};
use crate::export::{self, Progress, Wanted, folder_of};
use crate::files::FileStore;
use crate::store::{Store, leases};

/// Writes everything into `file`, while the desk may be open.
///
/// # Errors
/// A sentence that says what to do.
pub async fn export(config: &Config, file: &Path, with_files: bool) -> anyhow::Result<()> {
    let (store, files) = open(config).await?;
    let wanted = Wanted { desk: config.desk.name.clone(), made_at: SystemClock.now(), with_files };
    let mut line = ProgressLine::new();
    let done = export::export(&store, &files, file, wanted, &mut |p| line.show(&p)).await;
    line.end();
    store.close().await;
    let exported = done.context("nothing was exported")?;
    println!("Exported {} into {}.", contents(|table| exported.rows_of(table)), file.display());
    if exported.files > 0 {
        println!("The bytes of {} attachments are in {}.", exported.files, folder_of(file).display());
    }
    if exported.missing > 0 {
        println!("The bytes of {} attachments could not be had; the log names them.", exported.missing);
    }
    println!("It holds everything people wrote, internal notes too: keep it where nobody else can read it.");
    Ok(())
}

/// Reads everything from `file`, whole or not at all.
///
/// # Errors
/// A sentence that says what to do.
pub async fn import(config: &Config, file: &Path) -> anyhow::Result<()> {
    let _lock = lock::take(&config.desk)?;
    let (store, files) = open(config).await?;
    if leases::anybody_works(store.reader()).await? {
        bail!("a Sportello is working on {}: stop every one before you import", store.name());
    }
    let mut line = ProgressLine::new();
    let tx = store.begin().await?;
    let done = export::import(&tx, &store, &files, file, SystemClock.now(), &mut |p| line.show(&p)).await;
    line.end();
    let imported = done.context("nothing was imported, and nothing has changed")?;
    tx.commit().await.context("nothing was imported, and nothing has changed")?;
    store.close().await;
    println!("Imported {} into {}.", contents(|table| imported.rows_of(table)), store.name());
    if imported.missing > 0 {
        println!(
            "The bytes of {} attachments were not in {}; the log names them.",
            imported.missing,
            folder_of(file).display()
        );
    }
    Ok(())
}

/// Erases a person, once that was confirmed; what it takes in chats and files is done by the desk when it is
/// open.
///
/// # Errors
/// A sentence that says what to do.
pub async fn erase(config: Config, reread: Reread, person: &str, yes: bool) -> anyhow::Result<()> {
    let _lock = lock::take(&config.desk)
        .context("the desk is open: use the command erase in a chat, or close it first")?;
    let (store, files) = open(&config).await?;
    let language = config.desk.language;
    let parts = Parts {
        config,
        reread,
        store,
        files,
        clock: Arc::new(SystemClock),
        rng: rand::make_rng(),
        chats: vec![],
        outlets: vec![],
    };
    let desk = Desk::open(parts).await.map_err(|error| match error {
        OpenError::BotToml(report) => anyhow::Error::from(*report),
        OpenError::Database(error) => error.into(),
    })?;
    let asked =
        desk.erase(person, yes, language).await.context("nobody was erased, and nothing has changed")?;
    desk.close().await;
    match asked {
        Asked::Done(lines) => println!("{}", lines.join("\n")),
        Asked::Refused(why) => bail!("{why}"),
        Asked::Confirm(found, known) => println!(
            "{} ({}): {} tickets in their name would lose every word said in them, and {} articles in others' \
             tickets theirs. It can't be undone. If that is meant, say it once more with --yes.",
            found.name,
            known.accounts.join(", "),
            known.tickets,
            known.articles
        ),
    }
    Ok(())
}

async fn open(config: &Config) -> anyhow::Result<(Store, FileStore)> {
    crate::store::make_private_folder(&config.desk.data_dir)
        .with_context(|| format!("the data folder {} can't be made", config.desk.data_dir.display()))?;
    let store = Store::open(&config.desk.database).await?;
    store.migrate().await?;
    Ok((store, FileStore::in_folder(&config.desk.files_folder())?))
}

fn contents(rows_of: impl Fn(&str) -> u64) -> String {
    format!("{} tickets, {} articles, {} people", rows_of("ticket"), rows_of("article"), rows_of("person"))
}

/// How far it is: one line that changes on a terminal, a line for each table elsewhere.
pub(super) struct ProgressLine {
    terminal: bool,
    /// The last that was shown, where lines stay.
    at: Option<Progress>,
}

impl ProgressLine {
    pub(super) fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), at: None }
    }

    pub(super) fn show(&mut self, progress: &Progress) {
        if self.terminal {
            // Nobody is helped if the line can't be shown.
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", words(progress));
        } else if let Some(before) = self.at.take_if(|before| before.at != progress.at) {
            eprintln!("{}", words(&before));
        }
        self.at = Some(progress.clone());
    }

    pub(super) fn end(&mut self) {
        match self.at.take() {
            Some(_) if self.terminal => {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
            Some(last) => eprintln!("{}", words(&last)),
            None => {}
        }
    }
}

fn words(progress: &Progress) -> String {
    match progress.of {
        0 => format!("{}: {}", progress.at, progress.done),
        of => format!("{}: {} of {of}", progress.at, progress.done),
    }
}

#[cfg(test)]
mod tests {
    use super::{Progress, words};

    #[test]
    fn progress_says_of_how_many_where_that_is_known() {
        assert_eq!(words(&Progress { at: "ticket", done: 500, of: 3400 }), "ticket: 500 of 3400");
        assert_eq!(words(&Progress { at: "file", done: 2, of: 0 }), "file: 2");
    }
}
