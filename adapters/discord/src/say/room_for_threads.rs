//! A server takes a thousand active threads: what is done with goes first.

use crate::PLATFORM;
use crate::ids;
use crate::shared::Shared;

/// Discord allows 1,000; others start threads too.
pub(super) const FULL: usize = 900;
/// How many more than needed are put away, so that it need not be done each time.
const SPARE: usize = 10;
/// Threads put away at most before one is started.
const MOST: u64 = 50;

/// Puts threads away that the desk can spare. What can't be put away is no reason not to try.
pub(super) async fn make_room(shared: &Shared, guild: u64) {
    let Some(host) = shared.host() else { return };
    let active = shared.world.count_threads_of(guild);
    let wanted = (active + SPARE).saturating_sub(FULL).max(SPARE);
    let limit = u64::try_from(wanted).unwrap_or(MOST).min(MOST);
    let spare = match host.dispensable_threads(&PLATFORM, limit).await {
        Ok(spare) => spare,
        Err(error) => {
            tracing::warn!(%error, "which threads can be put away is not known");
            return;
        }
    };
    tracing::info!(guild, active, "putting threads away to make room");
    for thread in spare.iter().filter_map(|id| ids::parse(id)) {
        if let Err(error) = super::thread::set_archived(shared, thread, true).await {
            tracing::debug!(%error, thread, "a thread was not put away");
        }
    }
}
