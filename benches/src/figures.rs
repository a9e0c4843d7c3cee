//! What was measured: shown at once, and written down for who compares.

use std::io::Write as _;
use std::time::Duration;

use serde_json::json;

/// The file that figures are added to, one JSON object a line.
const FILE: &str = "SPORTELLO_FIGURES";

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Goal {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

/// Notes a figure that nothing is asked of.
pub fn note(part: &str, what: &str, value: f64, unit: &str) {
    say(part, what, value, unit, None);
}

/// Notes a figure and what it should be.
pub fn hold(part: &str, what: &str, value: f64, unit: &str, goal: Goal) {
    say(part, what, value, unit, Some(goal));
}

fn say(part: &str, what: &str, value: f64, unit: &str, goal: Option<Goal>) {
    let (sign, bound) = match goal {
        Some(Goal::AtLeast(least)) => ("≥", Some(least)),
        Some(Goal::AtMost(most)) => ("≤", Some(most)),
        None => ("", None),
    };
    let held = goal.map(|goal| goal.is_met_by(value));
    let verdict = match (held, bound) {
        (Some(true), Some(bound)) => format!("  ({sign} {bound}: holds)"),
        (Some(false), Some(bound)) => format!("  ({sign} {bound}: MISSED)"),
        _ => String::new(),
    };
    println!("  {what}: {} {unit}{verdict}", shown(value));
    let figure = json!({
        "part": part, "what": what, "value": value, "unit": unit, "sign": sign, "goal": bound, "held": held,
    });
    if let Some(file) = std::env::var_os(FILE) {
        let written = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file)
            .and_then(|mut file| writeln!(file, "{figure}"));
        if let Err(error) = written {
            eprintln!("the figure is not written down: {error}");
        }
    }
}

/// As many digits as tell something.
fn shown(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The one in the middle.
pub fn median(of: &[f64]) -> f64 {
    at(of, 0.5)
}

/// The one that only a twentieth is greater than.
pub fn p95(of: &[f64]) -> f64 {
    at(of, 0.95)
}

/// The one that only a hundredth is greater than.
pub fn p99(of: &[f64]) -> f64 {
    at(of, 0.99)
}

fn at(of: &[f64], part: f64) -> f64 {
    let mut of = of.to_vec();
    of.sort_by(f64::total_cmp);
    let last = of.len().saturating_sub(1);
    of.get((last as f64 * part).round() as usize).copied().unwrap_or_default()
}

/// So many in a second.
pub fn rate(number: usize, time: Duration) -> f64 {
    number as f64 / time.as_secs_f64()
}

/// The rates of a desk and of the bare driver, round by round, and their ratio, which should be `least` or more.
pub fn beside(part: &str, what: &str, desk: &[f64], bare: &[f64], least: f64) {
    let ratios: Vec<f64> = desk.iter().zip(bare).map(|(desk, bare)| desk / bare).collect();
    note(part, &format!("{what}: desk"), median(desk), "a second");
    note(part, &format!("{what}: bare driver"), median(bare), "a second");
    hold(part, &format!("{what}: desk / bare"), median(&ratios), "", Goal::AtLeast(least));
}
