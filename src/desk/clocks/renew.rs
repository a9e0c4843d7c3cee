//! After bot.toml has changed a queue's times, its tickets get theirs anew, some at a time.

use sea_orm::DbErr;

use super::settle_times;
use crate::config::Queue;
use crate::desk::{Act, DeskError, schedule};
use crate::store::entity::deadline;
use crate::store::{Tx, deadlines, held, queues};

/// Tickets in one transaction: others wait meanwhile.
const AT_ONCE: u64 = 100;

/// Notes which queues have other times than their tickets were given, so that these get theirs.
///
/// # Errors
/// As the database says.
pub async fn renew_changed(
    tx: &Tx,
    config: &[Queue],
    ids: &std::collections::HashMap<String, i64>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    for queue in config {
        let Some(id) = ids.get(&queue.name) else { continue };
        if queues::note_clocks(tx, *id, &fingerprint(queue)).await? {
            deadlines::put(tx, schedule::CLOCKS, *id, Some(now)).await?;
        }
    }
    Ok(())
}

/// What two queues with the same times have in common.
fn fingerprint(queue: &Queue) -> String {
    use base64::Engine;
    use sha2::Digest;
    let times = (&queue.targets, &queue.calendar, queue.release_after, queue.auto_close);
    let digest = sha2::Sha256::digest(format!("{times:?}"));
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest)
}

/// Some of the queue's tickets, from where the last were; then the next.
pub(super) async fn some(act: &Act<'_>, due: &deadline::Model) -> Result<(), DeskError> {
    let Some(queue) = act.desk.queue_by_id(due.subject_id).cloned() else { return Ok(()) };
    let after = due.data.parse().unwrap_or_default();
    let found = held::hold_active_after(act.tx, due.subject_id, after, AT_ONCE).await?;
    let last = found.last().map(|t| t.id);
    for mut ticket in found {
        settle_times(act, &mut ticket, &queue).await?;
    }
    if let Some(last) = last {
        deadlines::put_with(act.tx, schedule::CLOCKS, due.subject_id, act.now, &last.to_string()).await?;
    }
    Ok(())
}
