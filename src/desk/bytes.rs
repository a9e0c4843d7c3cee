//! The bytes of files that nothing names are deleted, a while after: those of a file that came with what became no
//! article, of one that was made to be sent and has been, and of what was removed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Act, DeskError, schedule};
use crate::store::entity::deadline;
use crate::store::{deadlines, emptying};

/// Longer than anything takes from storing a file's bytes to the commit that names them.
const WAIT: Duration = Duration::from_secs(10 * 60);

/// Bytes to be deleted.
#[derive(Serialize, Deserialize)]
struct Released {
    sha256: String,
    /// How the file store described them when they were last looked at.
    seen: Option<String>,
}

/// Has bytes deleted once they are surely named by nothing; gives how many.
pub async fn release(act: &Act<'_>, names: &mut Vec<String>) -> Result<u64, DeskError> {
    names.sort_unstable();
    names.dedup();
    for name in names.iter() {
        set(act, &Released { sha256: name.clone(), seen: None }).await?;
    }
    Ok(names.len() as u64)
}

async fn set(act: &Act<'_>, released: &Released) -> Result<(), DeskError> {
    let data = act.json(released)?;
    let subject = subject(&released.sha256);
    Ok(deadlines::put_with(act.tx, schedule::BYTES, subject, act.now + WAIT, &data).await?)
}

/// The same number for the same bytes.
fn subject(sha256: &str) -> i64 {
    sha256.get(..15).and_then(|digits| i64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

/// They are deleted, unless something names them. Who stores the same bytes writes the file anew, and may
/// not have committed yet: only a file that was not touched since it was last looked at is deleted.
pub(super) async fn due(act: &Act<'_>, due: &deadline::Model) -> Result<(), DeskError> {
    let Ok(released) = serde_json::from_str::<Released>(&due.data) else { return Ok(()) };
    if emptying::are_named(act.tx, &released.sha256).await? {
        return Ok(());
    }
    if emptying::are_owed(act.tx, &released.sha256).await? {
        return set(act, &Released { seen: None, ..released }).await;
    }
    let files = act.desk.files();
    let again = match files.seen(&released.sha256).await {
        Ok(None) => return Ok(()),
        Ok(Some(seen)) if released.seen.as_deref() == Some(seen.as_str()) => {
            match files.delete(&released.sha256).await {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::warn!(%error, "a file's bytes can't be deleted now; it is tried again");
                    Some(seen)
                }
            }
        }
        Ok(seen) => seen,
        Err(error) => {
            tracing::warn!(%error, "the file store can't be asked; it is tried again");
            None
        }
    };
    set(act, &Released { seen: again, ..released }).await
}
