//! What was measured, as the measurements write it down.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// The environment variable that names the file to which measurements add their figures.
pub const FILE: &str = "SPORTELLO_FIGURES";

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Under what circumstances.
    pub part: String,
    /// Of what.
    pub what: String,
    /// How much.
    pub value: f64,
    /// Of what unit.
    pub unit: String,
    /// `≥` or `≤` with a goal.
    pub sign: String,
    /// What it should be.
    pub goal: Option<f64>,
    /// Whether it is.
    pub held: Option<bool>,
}

impl Figure {
    /// One that nothing is asked of.
    pub fn noted(part: &str, what: &str, value: f64, unit: &str) -> Self {
        Self {
            part: part.to_owned(),
            what: what.to_owned(),
            value,
            unit: unit.to_owned(),
            sign: String::new(),
            goal: None,
            held: None,
        }
    }
}

/// Adds a figure, as measurements do themselves.
///
/// # Errors
/// When the file can't be written.
pub fn add(lines: &Path, figure: &Figure) -> anyhow::Result<()> {
    let line = serde_json::to_string(figure)?;
    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(lines)
        .and_then(|mut file| writeln!(file, "{line}"))
        .with_context(|| format!("{} can't be written", lines.display()))
}

/// Reads a line a figure.
///
/// # Errors
/// When the file is not there, or is none of figures.
pub fn read(lines: &Path) -> anyhow::Result<Vec<Figure>> {
    let text =
        std::fs::read_to_string(lines).with_context(|| format!("no figures in {}", lines.display()))?;
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("no figure: {line}")))
        .collect()
}

/// A table for each part, in Markdown.
pub fn table(figures: &[Figure]) -> String {
    let mut table = String::new();
    let mut part = "";
    for figure in figures {
        if figure.part != part {
            part = &figure.part;
            let _ = write!(table, "\n**{part}**\n\n| what | measured | goal | |\n|---|---|---|---|\n");
        }
        let goal = figure.goal.map(|goal| format!("{} {goal}", figure.sign)).unwrap_or_default();
        let held = match figure.held {
            Some(true) => "holds",
            Some(false) => "missed",
            None => "",
        };
        let _ = writeln!(
            table,
            "| {} | {} {} | {goal} | {held} |",
            figure.what,
            shown(figure.value),
            figure.unit
        );
    }
    table
}

/// As many digits as tell something.
pub fn shown(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_that_is_missed_says_so() {
        let figure = Figure {
            part: "a disk".to_owned(),
            what: "messages".to_owned(),
            value: 0.5,
            unit: "×".to_owned(),
            sign: "≥".to_owned(),
            goal: Some(0.6),
            held: Some(false),
        };
        assert!(table(&[figure]).ends_with("| messages | 0.50 × | ≥ 0.6 | missed |\n"));
    }
}
