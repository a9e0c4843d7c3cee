//! Whether serenity waits for a limit within a request.
//!
//! It keeps the route's lock meanwhile, so whoever comes later waits as well. It says so through a callback, which
//! is called within the request.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serenity::http::RatelimitInfo;

tokio::task_local! {
    static WAIT: Cell<Option<Duration>>;
}

/// serenity begins to wait.
pub(super) fn begins(info: &RatelimitInfo) {
    // The limit over all routes is one of moments, and everybody's.
    if !info.global {
        let _nobody_asks = WAIT.try_with(|wait| wait.set(Some(info.timeout)));
    }
}

/// The answer; or, as soon as serenity waits for longer than `most`, how long it would: then nothing was done.
pub(super) async fn at_most<T>(most: Duration, request: impl Future<Output = T>) -> Result<T, Duration> {
    let mut request = pin!(request);
    let answer = poll_fn(|context| match request.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Ok(answer)),
        Poll::Pending => match WAIT.with(Cell::take) {
            Some(wait) if wait > most => Poll::Ready(Err(wait)),
            _ => Poll::Pending,
        },
    });
    WAIT.scope(Cell::new(None), answer).await
}
