//! Mail as files in a folder: for trying the desk, for tests, and for whatever collects them there.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sportello_chat::{Attempt, Finding, Found, Mail, SendError, Sent};

/// Mails are read by the desk's own account only.
const FILE_MODE: u32 = 0o600;
/// So is the folder.
const FOLDER_MODE: u32 = 0o700;
/// Characters of the Message-ID in a file's name; a name holds 255 bytes.
const NAME_LIMIT: usize = 80;

/// A folder of mails.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes a mail; the same mail written again replaces its file.
    pub(crate) async fn put(
        &self,
        mail: &Mail,
        attempt: &Attempt,
        letter: Vec<u8>,
    ) -> Result<Sent, SendError> {
        let folder = self.path.clone();
        let name = file_name(attempt.since, attempt.serial, &mail.message_id);
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &letter)).await;
        match written {
            Ok(Ok(())) => Ok(Sent::message(&mail.message_id)),
            Ok(Err(e)) => Err(retry(&self.path, &e)),
            Err(e) => Err(SendError::Unknown { cause: format!("writing was interrupted: {e}") }),
        }
    }

    /// Whether the mail's file is there.
    pub(crate) async fn find(&self, mail: &Mail, attempt: &Attempt) -> Result<Found, SendError> {
        let file = self.path.join(file_name(attempt.since, attempt.serial, &mail.message_id));
        match tokio::fs::try_exists(&file).await {
            Ok(true) => Ok(Found::Found(Sent::message(&mail.message_id))),
            Ok(false) => Ok(Found::Absent),
            Err(e) => Err(retry(&self.path, &e)),
        }
    }

    /// Whether files can be written there.
    pub(crate) async fn check(&self) -> Finding {
        let subject = format!("mail folder {}", self.path.display());
        let folder = self.path.clone();
        let tried =
            tokio::task::spawn_blocking(move || probe(&folder)).await.map_err(io::Error::other).flatten();
        match tried {
            Ok(true) => Finding::fine(subject, "mails can be written there"),
            Ok(false) => Finding::fine(subject, "is not there yet, and is made with the first mail"),
            Err(e) => Finding::missing(
                subject,
                format!("nothing can be written there: {e}"),
                "let the desk's account own the folder, or name another in mail.transport.folder",
            ),
        }
    }
}

/// The file's name: sorted by name, mails stand in the order in which they were first tried.
fn file_name(since: DateTime<Utc>, serial: i64, message_id: &str) -> String {
    let local = message_id.split('@').next().unwrap_or_default();
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let local: String = local.chars().map(safe).take(NAME_LIMIT).collect();
    format!("{}-{serial:010}-{local}.eml", since.format("%Y%m%dT%H%M%S%.3fZ"))
}

/// Writes the whole file or nothing of it, and returns when it is on the disk.
fn write(folder: &Path, name: &str, letter: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)?;
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    let put = fill(&unfinished, letter).and_then(|()| fs::rename(&unfinished, folder.join(name)));
    if put.is_err() {
        // Nobody reads it, and the first error says more than this one would.
        let _ = fs::remove_file(&unfinished);
    }
    put?;
    // Without this the name itself may be lost with the power.
    File::open(folder)?.sync_all()
}

fn fill(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes and removes a file in `folder`, or, while that isn't there, where it would be made; says
/// whether the folder is there.
fn probe(folder: &Path) -> io::Result<bool> {
    let absolute = std::path::absolute(folder)?;
    let there = absolute.try_exists()?;
    let nearest = absolute.ancestors().find(|a| a.exists()).unwrap_or(&absolute);
    let file = nearest.join(format!(".sportello-check.{}", std::process::id()));
    fill(&file, b"")?;
    fs::remove_file(&file)?;
    Ok(there)
}

/// A disk that is full or a folder that is closed can be mended: the mail waits.
fn retry(folder: &Path, error: &io::Error) -> SendError {
    SendError::Retry { after: None, cause: format!("the mail folder {}: {error}", folder.display()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_time_then_serial_and_hold_nothing_odd() {
        let at = DateTime::from_timestamp_millis(1_795_475_243_007).unwrap_or_default();
        assert_eq!(
            file_name(at, 42, "ticket.1001/../x y@desk"),
            "20261123T230723.007Z-0000000042-ticket.1001_.._x_y.eml"
        );
        assert!(file_name(at, 9, "a@b") < file_name(at, 10, "a@b"));
        assert!(file_name(at, 10, "a@b") < file_name(at + chrono::TimeDelta::milliseconds(1), 1, "a@b"));
    }

    #[test]
    fn a_long_name_is_cut() {
        let name = file_name(DateTime::UNIX_EPOCH, i64::MAX, &format!("{}@desk", "x".repeat(500)));
        assert!(name.len() < 200, "{name}");
    }
}
