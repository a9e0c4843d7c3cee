//! Waiting between tries, longer each time, and never past the end.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// The first pause.
const SHORTEST: Duration = Duration::from_millis(250);
/// Pauses grow no longer.
const LONGEST: Duration = Duration::from_secs(30);

/// The desk is shutting down: there is nobody to hand anything to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended;

/// Pauses that double.
#[derive(Debug)]
pub(crate) struct Patience {
    next: Duration,
}

impl Patience {
    pub(crate) fn new() -> Self {
        Self { next: SHORTEST }
    }

    /// Waits for as long as was asked, else for the next pause.
    ///
    /// # Errors
    /// [`Ended`] when `stop` was cancelled meanwhile.
    pub(crate) async fn wait(
        &mut self,
        asked: Option<Duration>,
        stop: &CancellationToken,
    ) -> Result<(), Ended> {
        let pause = asked.unwrap_or(self.next);
        self.next = (self.next * 2).min(LONGEST);
        tokio::select! {
            () = stop.cancelled() => Err(Ended),
            () = tokio::time::sleep(pause) => Ok(()),
        }
    }
}
