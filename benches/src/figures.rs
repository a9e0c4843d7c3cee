//! Medians and how they are shown.

use std::time::Duration;

/// The one in the middle.
pub fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or_default()
}

/// So many in a second.
pub fn rate(number: usize, time: Duration) -> f64 {
    number as f64 / time.as_secs_f64()
}

/// A line of the table: what, the desk's rate, the bare driver's, and their ratio.
pub fn line(what: &str, desk: &[f64], bare: &[f64]) {
    let ratios = desk.iter().zip(bare).map(|(desk, bare)| desk / bare).collect();
    println!(
        "| {what} | {:.0} | {:.0} | {:.0} % |",
        median(desk.to_vec()),
        median(bare.to_vec()),
        median(ratios) * 100.0
    );
}
