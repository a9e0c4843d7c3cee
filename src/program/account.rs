//! One chat account, run whenever this instance serves it.

use std::sync::Arc;
use std::time::Duration;

use sportello_chat::{ChatAdapter, Host, Stopped};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;

/// How long an adapter whose account another instance serves may take to leave. What it hands over meanwhile is
/// refused.
const LEAVE: Duration = Duration::from_secs(5);
/// How often an adapter that waits makes sure that it could begin at once.
const STAND_BY: Duration = Duration::from_secs(600);

/// Runs the adapter, again and again, while its account is served from here, until `stop` or until it ends by
/// itself.
///
/// # Errors
/// When the platform gives up: a wrong password, a setting it refuses.
pub async fn serve(
    desk: Arc<Desk>,
    adapter: Arc<dyn ChatAdapter>,
    stop: CancellationToken,
) -> Result<(), Stopped> {
    let account = adapter.platform();
    loop {
        let tenure = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(()),
            tenure = desk.tenure_of(account.as_str()) => tenure,
            () = stand_by(&desk, adapter.as_ref()) => continue,
        };
        let leave = stop.child_token();
        let host: Arc<dyn Host> = Arc::clone(&desk) as _;
        let mut running = adapter.run(host, leave.clone());
        tokio::select! {
            ended = &mut running => return ended,
            () = tenure.ended() => {}
        }
        leave.cancel();
        match tokio::time::timeout(LEAVE, running).await {
            Ok(Err(stopped)) => return Err(stopped),
            Ok(Ok(())) => {}
            Err(_) => tracing::warn!(%account, "the adapter was slow to leave"),
        }
    }
}

/// Keeps an adapter ready whose account another instance serves; ends only with the wait.
async fn stand_by(desk: &Desk, adapter: &dyn ChatAdapter) {
    desk.until_others(true).await;
    loop {
        adapter.stand_by().await;
        tokio::time::sleep(STAND_BY).await;
    }
}
