//! The figures that the running program keeps of itself, as Prometheus reads them.
//!
//! Names and units go by Prometheus's conventions: `sportello_` first, base units last, `_total` for what only
//! grows. <https://prometheus.io/docs/practices/naming/>

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The type of what [`Metrics::exposed`] gives.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// From half a millisecond to half a minute.
const QUICK: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.25, 1.0, 5.0, 30.0];
/// From a twentieth of a second to an hour.
const SLOW: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0, 3600.0];

/// How taking in an event may end.
const TAKEN_IN: [&str; 5] = ["stored", "seen", "ignored", "handed_over", "failed"];
/// How a try to deliver something may end.
const TRIED: [&str; 4] = ["sent", "put_off", "given_up", "failed"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct On {
    platform: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    platform: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Tickets {
    queue: String,
    state: String,
}

/// How things stand when the figures are read.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Whether each platform is connected.
    pub connected: Vec<(String, bool)>,
    /// What the database has; `None` while it can't be read, or takes nothing.
    pub kept: Option<Kept>,
}

/// What the database has.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Outlet, how many deliveries wait, how old the oldest is.
    pub deliveries: Vec<(String, i64, Duration)>,
    /// Queue, state, how many tickets that are not closed.
    pub tickets: Vec<(String, String, i64)>,
    /// Deadlines that have passed and are not acted on yet.
    pub late_deadlines: u64,
}

/// The figures of one desk.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    events: Family<Outcome, Counter>,
    intake: Histogram,
    deliveries: Family<Outcome, Counter>,
    delivered_after: Family<On, Histogram>,
    platform: Family<On, Histogram>,
    database_outages: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("sportello");
        let events = Family::default();
        registry.register("events", "Events taken from the platforms", events.clone());
        let intake = Histogram::new(QUICK);
        registry.register_with_unit(
            "intake",
            "From an event's arrival to its commit",
            Unit::Seconds,
            intake.clone(),
        );
        let deliveries = Family::default();
        registry.register("deliveries", "Tries to deliver something, by how they ended", deliveries.clone());
        let delivered_after = Family::new_with_constructor(histogram as fn() -> Histogram);
        registry.register_with_unit(
            "delivery",
            "From a delivery's commit to its arrival on the platform",
            Unit::Seconds,
            delivered_after.clone(),
        );
        let platform = Family::new_with_constructor(histogram as fn() -> Histogram);
        registry.register_with_unit(
            "platform_answer",
            "How long a platform takes to answer a request",
            Unit::Seconds,
            platform.clone(),
        );
        let database_outages = Counter::default();
        registry.register("database_outages", "How often the database was away", database_outages.clone());
        Self { registry, events, intake, deliveries, delivered_after, platform, database_outages }
    }
}

fn histogram() -> Histogram {
    Histogram::new(SLOW)
}

impl Metrics {
    /// Events are taken in from this platform. What is counted of it begins at 0: a counter that is not there before
    /// its first event is seen to grow by nobody.
    pub fn takes_in(&self, platform: &str) {
        for outcome in TAKEN_IN {
            drop(self.events.get_or_create(&Outcome { platform: platform.to_owned(), outcome }));
        }
    }

    /// It is delivered to this platform, which is counted from 0.
    pub fn delivers(&self, platform: &str) {
        for outcome in TRIED {
            drop(self.deliveries.get_or_create(&Outcome { platform: platform.to_owned(), outcome }));
        }
    }

    /// An event was taken in.
    pub fn event(&self, platform: &str, outcome: &'static str, took: Duration) {
        self.events.get_or_create(&Outcome { platform: platform.to_owned(), outcome }).inc();
        self.intake.observe(took.as_secs_f64());
    }

    /// The database can't be used any more.
    pub fn database_lost(&self) {
        self.database_outages.inc();
    }

    /// A delivery arrived, so long after it was committed.
    pub fn delivered(&self, platform: &str, after: Duration) {
        self.tried(platform, "sent");
        let on = On { platform: platform.to_owned() };
        self.delivered_after.get_or_create(&on).observe(after.as_secs_f64());
    }

    /// A delivery was tried, and did not arrive.
    pub fn tried(&self, platform: &str, outcome: &'static str) {
        self.deliveries.get_or_create(&Outcome { platform: platform.to_owned(), outcome }).inc();
    }

    /// A platform has answered a request.
    pub fn answered(&self, platform: &str, after: Duration) {
        let on = On { platform: platform.to_owned() };
        self.platform.get_or_create(&on).observe(after.as_secs_f64());
    }

    /// All figures, as text.
    pub fn exposed(&self, levels: &Levels) -> String {
        let mut text = String::new();
        // Writing into a String does not fail.
        let _ = encode(&mut text, &self.registry);
        let end = "# EOF\n";
        text.truncate(text.trim_end_matches(end).len());
        let _ = encode(&mut text, &registry_of(levels));
        text
    }
}

/// The levels of this moment. What is not there any more is not told any more.
fn registry_of(levels: &Levels) -> Registry {
    let mut registry = Registry::with_prefix("sportello");
    let connected: Family<On, Gauge> = Family::default();
    for (platform, is) in &levels.connected {
        connected.get_or_create(&On { platform: platform.clone() }).set(i64::from(*is));
    }
    registry.register("platform_connected", "Whether the platform is connected", connected);
    let up: Gauge = Gauge::default();
    up.set(i64::from(levels.kept.is_some()));
    registry.register("database_up", "Whether the database can be read and written", up);
    if let Some(kept) = &levels.kept {
        register_kept(&mut registry, kept);
    }
    registry
}

fn register_kept(registry: &mut Registry, kept: &Kept) {
    let waiting: Family<On, Gauge> = Family::default();
    let oldest: Family<On, Gauge<f64, std::sync::atomic::AtomicU64>> = Family::default();
    for (platform, count, age) in &kept.deliveries {
        let on = On { platform: platform.clone() };
        waiting.get_or_create(&on).set(*count);
        oldest.get_or_create(&on).set(age.as_secs_f64());
    }
    registry.register("deliveries_waiting", "Deliveries that wait", waiting);
    registry.register_with_unit("delivery_oldest", "The age of the oldest that waits", Unit::Seconds, oldest);
    let tickets: Family<Tickets, Gauge> = Family::default();
    for (queue, state, count) in &kept.tickets {
        tickets.get_or_create(&Tickets { queue: queue.clone(), state: state.clone() }).set(*count);
    }
    registry.register("tickets", "Tickets that are not closed", tickets);
    let late: Gauge = Gauge::default();
    late.set(i64::try_from(kept.late_deadlines).unwrap_or(i64::MAX));
    registry.register("deadlines_late", "Deadlines that have passed and are not acted on yet", late);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_in_one_exposition_that_ends_once() {
        let metrics = Metrics::default();
        metrics.event("matrix", "stored", Duration::from_millis(3));
        metrics.delivered("mail", Duration::from_secs(2));
        let kept = Kept {
            deliveries: vec![("mail".into(), 3, Duration::from_secs(90))],
            tickets: vec![("helpdesk".into(), "new".into(), 2)],
            late_deadlines: 1,
        };
        let levels = Levels { connected: vec![("matrix".into(), true)], kept: Some(kept) };
        let text = metrics.exposed(&levels);
        for line in [
            "sportello_events_total{platform=\"matrix\",outcome=\"stored\"} 1",
            "sportello_intake_seconds_bucket{le=\"0.005\"} 1",
            "sportello_deliveries_total{platform=\"mail\",outcome=\"sent\"} 1",
            "sportello_deliveries_waiting{platform=\"mail\"} 3",
            "sportello_delivery_oldest_seconds{platform=\"mail\"} 90.0",
            "sportello_tickets{queue=\"helpdesk\",state=\"new\"} 2",
            "sportello_deadlines_late 1",
            "sportello_platform_connected{platform=\"matrix\"} 1",
            "sportello_database_up 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert_eq!(text.matches("# EOF").count(), 1);
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn what_is_counted_begins_at_0_and_a_failure_is_seen_to_grow() {
        let metrics = Metrics::default();
        metrics.takes_in("matrix");
        metrics.delivers("mail");
        let text = metrics.exposed(&Levels::default());
        for line in [
            "sportello_events_total{platform=\"matrix\",outcome=\"failed\"} 0",
            "sportello_deliveries_total{platform=\"mail\",outcome=\"failed\"} 0",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn while_the_database_is_away_what_the_program_counts_itself_is_told() {
        let metrics = Metrics::default();
        metrics.database_lost();
        let text = metrics.exposed(&Levels::default());
        for line in ["sportello_database_outages_total 1", "sportello_database_up 0"] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("sportello_deadlines_late"), "nobody knows: {text}");
    }

    #[test]
    fn what_waits_no_more_is_not_told_any_more() {
        let metrics = Metrics::default();
        let text = metrics.exposed(&Levels::default());
        assert!(!text.contains("platform=\"mail\""), "{text}");
    }
}
