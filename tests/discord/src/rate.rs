//! How often the bot may call.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::rest::call::Call;
use crate::world::World;

/// So many requests in so long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// How many.
    pub requests: u32,
    /// In how long.
    pub per: Duration,
}

impl Limit {
    /// `requests` in `per`.
    pub const fn new(requests: u32, per: Duration) -> Self {
        Self { requests, per }
    }
}

/// So much that no test reaches it.
const RELAXED: Limit = Limit::new(100_000, Duration::from_secs(1));

/// Which limits hold.
#[derive(Debug)]
pub struct Rates {
    /// Over all routes together.
    pub global: Limit,
    /// For routes, such as `POST /channels/{channel_id}/messages`.
    pub routes: BTreeMap<String, Limit>,
    /// For all others.
    pub others: Limit,
    /// How often a channel may get a new name. Discord doesn't tell this limit in advance.
    pub renames: Option<Limit>,
    buckets: BTreeMap<String, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    began: i64,
    used: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            global: RELAXED,
            routes: BTreeMap::new(),
            others: RELAXED,
            renames: None,
            buckets: BTreeMap::new(),
        }
    }
}

impl Rates {
    /// Discord's limits, as far as they are known: it tells them by its headers and may change them.
    pub fn like_discord() -> Self {
        let message = Limit::new(5, Duration::from_secs(5));
        let routes = [
            ("POST /channels/{channel_id}/messages", message),
            ("PATCH /channels/{channel_id}/messages/{message_id}", message),
            ("DELETE /channels/{channel_id}/messages/{message_id}", message),
            (
                "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
                Limit::new(1, Duration::from_millis(250)),
            ),
            ("POST /users/@me/channels", Limit::new(10, Duration::from_secs(600))),
            ("POST /channels/{channel_id}/threads", Limit::new(50, Duration::from_secs(300))),
            (
                "POST /channels/{channel_id}/messages/{message_id}/threads",
                Limit::new(50, Duration::from_secs(300)),
            ),
        ];
        Self {
            global: Limit::new(50, Duration::from_secs(1)),
            routes: routes.map(|(route, limit)| (route.to_owned(), limit)).into(),
            others: Limit::new(30, Duration::from_secs(1)),
            renames: Some(Limit::new(2, Duration::from_secs(600))),
            buckets: BTreeMap::new(),
        }
    }

    fn take(&mut self, bucket: &str, limit: Limit, now: i64) -> Result<Standing, Limited> {
        let per = i64::try_from(limit.per.as_millis()).unwrap_or(i64::MAX);
        let state = self.buckets.entry(bucket.to_owned()).or_insert(Bucket { began: now, used: 0 });
        if now - state.began >= per {
            *state = Bucket { began: now, used: 0 };
        }
        let left = Duration::from_millis((state.began + per - now).max(0).cast_unsigned());
        let granted = state.used < limit.requests;
        state.used += u32::from(granted);
        let standing = Standing {
            bucket: name_of(bucket),
            limit: limit.requests,
            remaining: limit.requests.saturating_sub(state.used),
            #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
            reset: (state.began + per) as f64 / 1000.0,
            reset_after: left.as_secs_f64(),
        };
        if granted {
            Ok(standing)
        } else {
            Err(Limited { retry_after: left, global: false, scope: "user", standing: Some(standing) })
        }
    }
}

/// What the headers of an answer say.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The limit's name.
    pub bucket: String,
    /// How many requests it grants.
    pub limit: u32,
    /// How many are left.
    pub remaining: u32,
    /// When there will be all again, in Unix seconds.
    pub reset: f64,
    /// In how many seconds.
    pub reset_after: f64,
}

/// Too often.
#[derive(Clone, Debug)]
pub struct Limited {
    /// How long to wait.
    pub retry_after: Duration,
    /// Whether all routes wait.
    pub global: bool,
    /// `user`: the bot's own limit; `shared`: the thing's, whoever asks.
    pub scope: &'static str,
    /// The headers.
    pub standing: Option<Standing>,
}

impl World {
    /// Counts a request. Answers to interactions are outside the global limit.
    pub(crate) fn take_turn(&mut self, call: &Call) -> Result<Option<Standing>, Limited> {
        let now = self.now();
        let route = format!("{} {}", call.method, call.route);
        if !call.route.starts_with("/interactions") && !call.route.starts_with("/webhooks") {
            let global = self.rates.global;
            if let Err(limited) = self.rates.take("global", global, now) {
                return Err(Limited { global: true, standing: None, ..limited });
            }
        }
        self.may_rename(call, now)?;
        let limit = self.rates.routes.get(&route).copied().unwrap_or(self.rates.others);
        let major = ["channel_id", "guild_id", "webhook_id"].map(|name| call.param(name)).join("/");
        self.rates.take(&format!("{route} {major}"), limit, now).map(Some)
    }

    fn may_rename(&mut self, call: &Call, now: i64) -> Result<(), Limited> {
        let Some(limit) = self.rates.renames else { return Ok(()) };
        let renames =
            call.method == "PATCH" && call.route == "/channels/{channel_id}" && call.body["name"].is_string();
        let Some(channel) =
            call.id("channel_id").ok().filter(|_| renames).and_then(|id| self.channels.get_mut(&id))
        else {
            return Ok(());
        };
        let per = i64::try_from(limit.per.as_millis()).unwrap_or(i64::MAX);
        channel.renamed.retain(|at| now - at < per);
        if channel.renamed.len() >= limit.requests as usize {
            let left = channel.renamed.first().map_or(per, |at| at + per - now);
            let retry_after = Duration::from_millis(left.max(0).cast_unsigned());
            return Err(Limited { retry_after, global: false, scope: "shared", standing: None });
        }
        channel.renamed.push(now);
        Ok(())
    }
}

/// A short name that tells nothing, as Discord's do.
fn name_of(bucket: &str) -> String {
    let hash = bucket
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
