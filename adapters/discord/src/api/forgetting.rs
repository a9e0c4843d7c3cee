//! serenity remembers the limit of each route that was ever asked for, which is several for each thread: they are
//! forgotten here when they are over, so that memory does not grow with the tickets there ever were.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use serenity::http::{Http, Ratelimit, RatelimitingBucket};
use tokio::sync::Mutex;

/// After so many requests.
const EVERY: usize = 1_000;

/// Counts requests, to forget now and then.
#[derive(Debug, Default)]
pub(super) struct Forgetting(AtomicUsize);

impl Forgetting {
    /// Another request is made.
    pub(super) async fn count(&self, http: &Http) {
        let many = self.0.fetch_add(1, Ordering::Relaxed);
        if let (0, Some(limiter)) = (many % EVERY, &http.ratelimiter) {
            let now = SystemTime::now();
            limiter.routes().write().await.retain(|_, limit| is_needed(limit, now));
        }
    }
}

/// What serenity has counted of this route is wrong.
pub(super) async fn forget(http: &Http, route: RatelimitingBucket) {
    if let Some(limiter) = &http.ratelimiter {
        limiter.routes().write().await.remove(&route);
    }
}

/// Whether it is in use, or may still hold something up.
fn is_needed(limit: &Arc<Mutex<Ratelimit>>, now: SystemTime) -> bool {
    Arc::strong_count(limit) > 1
        || limit.try_lock().is_ok_and(|limit| limit.reset().is_some_and(|reset| reset > now))
}

#[cfg(test)]
mod tests {
    use serenity::http::Route;
    use serenity::model::id::ChannelId;

    use super::*;

    fn bucket(channel: u64) -> RatelimitingBucket {
        Route::ChannelMessages { channel_id: ChannelId::new(channel) }.ratelimiting_bucket()
    }

    #[tokio::test]
    async fn a_limit_that_is_over_is_forgotten_but_not_one_in_use() {
        let http = Http::new("token");
        let routes = http.ratelimiter.as_ref().expect("a limiter").routes();
        let used = {
            let mut routes = routes.write().await;
            for channel in 1..10 {
                routes.entry(bucket(channel)).or_default();
            }
            Arc::clone(routes.entry(bucket(10)).or_default())
        };
        let forgetting = Forgetting::default();
        forgetting.count(&http).await;
        assert_eq!(routes.read().await.keys().collect::<Vec<_>>(), [&bucket(10)]);
        drop(used);
        forgetting.count(&http).await;
        assert_eq!(routes.read().await.len(), 1, "not with each request");
    }
}
