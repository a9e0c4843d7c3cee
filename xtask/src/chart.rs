//! A picture of the figures that have a goal: how near each is to it.

use std::fmt::Write as _;

use crate::figures::{Figure, shown};

const ROW: usize = 22;
const LABELS: usize = 620;
/// The width of a bar that is just at its goal.
const GOAL: f64 = 160.0;
/// No bar is longer than so many times its goal.
const MOST: f64 = 2.0;

/// An SVG with a bar for each: the line is the goal, and a bar that passes it holds.
pub fn draw(figures: &[Figure]) -> String {
    let held: Vec<(&Figure, f64)> = figures.iter().filter_map(|f| Some((f, nearness(f)?))).collect();
    let (width, height) = (LABELS + 480, (held.len() + 2) * ROW);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    let goal = LABELS as f64 + GOAL;
    for (at, (figure, nearness)) in held.iter().enumerate() {
        let y = (at + 1) * ROW;
        let colour = if figure.held == Some(true) { "#2f7d4f" } else { "#b5482a" };
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{LABELS}\" y=\"{}\" width=\"{:.0}\" height=\"{}\" fill=\"{colour}\"/>\
             <text x=\"{}\" y=\"{}\">{} {} ({} {})</text>",
            LABELS - 8,
            y + 15,
            escaped(&figure.what),
            y + 3,
            nearness.min(MOST) * GOAL,
            ROW - 6,
            LABELS + (MOST * GOAL) as usize + 8,
            y + 15,
            shown(figure.value),
            escaped(&figure.unit),
            figure.sign,
            figure.goal.map(shown).unwrap_or_default(),
        );
    }
    let _ = writeln!(
        svg,
        "<line x1=\"{goal:.0}\" y1=\"{}\" x2=\"{goal:.0}\" y2=\"{}\" stroke=\"black\" stroke-dasharray=\"4 3\"/>\n\
         <text x=\"{goal:.0}\" y=\"14\" text-anchor=\"middle\">goal</text>\n</svg>",
        ROW - 4,
        height - ROW,
    );
    svg
}

/// 1 at the goal, more beyond it.
fn nearness(figure: &Figure) -> Option<f64> {
    let goal = figure.goal.filter(|goal| *goal > 0.0)?;
    let nearness = if figure.sign == "≤" { goal / figure.value } else { figure.value / goal };
    nearness.is_finite().then_some(nearness)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_at_most_something_passes_the_line_below_it() {
        let figure = |value: f64, sign: &str| Figure {
            part: String::new(),
            what: "a < b".to_owned(),
            value,
            unit: String::new(),
            sign: sign.to_owned(),
            goal: Some(2.0),
            held: None,
        };
        assert_eq!(nearness(&figure(1.0, "≤")), Some(2.0));
        assert_eq!(nearness(&figure(1.0, "≥")), Some(0.5));
        assert!(draw(&[figure(1.0, "≥")]).contains("a &lt; b"));
    }
}
