//! Measurements of the whole program beside bots of the bare libraries: run by hand, see docs/performance.md.
//!
//! ```text
//! cargo test --release -p sportello -p sportello-sdks --test live --test bare measuring -- --ignored --nocapture --test-threads 1
//! ```
//!
//! builds the bare bots (benches/sdks) beside the program, too.

mod bare;
mod end_to_end;
#[path = "../../../benches/src/figures.rs"]
#[expect(dead_code, reason = "the measurements of sportello-benches, which share this file, use it")]
mod figures;
mod memory;
mod soak;

use std::time::Duration;

/// A whole number that the environment may name.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
