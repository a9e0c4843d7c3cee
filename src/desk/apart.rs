//! Futures that live on the heap.

use futures_util::future::BoxFuture;

/// Makes a future and puts it on the heap. In an unoptimised build a function's frame has room for each future
/// that is made in it, and for theirs in turn; one that is made in here takes a pointer.
pub fn apart<'f, F>(make: impl FnOnce() -> F) -> BoxFuture<'f, F::Output>
where
    F: Future + Send + 'f,
{
    Box::pin(make())
}
