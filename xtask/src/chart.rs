//! A picture of the figures that have a goal: how near each is to it.

use std::fmt::Write as _;

use crate::figures::{Figure, shown};

const ROW: usize = 22;
const LABELS: usize = 620;
/// The width of a bar that is just at its goal.
const GOAL: f64 = 160.0;
/// No bar is longer than so many times its goal.
const MOST: f64 = 2.0;

/// What stands in a row of the picture.
#[derive(Debug, PartialEq)]
enum Row<'a> {
    /// The circumstances of the figures below it.
    Part(&'a str),
    /// A figure, and how near it is to its goal.
    Bar(&'a Figure, f64),
}

/// An SVG with a bar for each, under the part that it is of: the line is the goal, and a bar that passes it holds.
pub fn draw(figures: &[Figure]) -> String {
    let rows = rows(figures);
    let (width, height) = (LABELS + 480, (rows.len() + 2) * ROW);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for (at, row) in rows.iter().enumerate() {
        let y = (at + 1) * ROW;
        svg.push_str(&match row {
            Row::Part(part) => heading(part, y),
            Row::Bar(figure, nearness) => bar(figure, *nearness, y),
        });
    }
    let goal = LABELS as f64 + GOAL;
    let _ = writeln!(
        svg,
        "<line x1=\"{goal:.0}\" y1=\"{}\" x2=\"{goal:.0}\" y2=\"{}\" stroke=\"black\" stroke-dasharray=\"4 3\"/>\n\
         <text x=\"{goal:.0}\" y=\"14\" text-anchor=\"middle\">goal</text>\n</svg>",
        ROW - 4,
        height - ROW,
    );
    svg
}

/// The figures that have a goal, with a heading wherever another part begins.
fn rows(figures: &[Figure]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut part = None;
    for figure in figures {
        let Some(nearness) = nearness(figure) else { continue };
        if part != Some(&figure.part) {
            part = Some(&figure.part);
            rows.push(Row::Part(&figure.part));
        }
        rows.push(Row::Bar(figure, nearness));
    }
    rows
}

fn heading(part: &str, y: usize) -> String {
    format!("<text x=\"8\" y=\"{}\" font-weight=\"bold\">{}</text>\n", y + 15, escaped(part))
}

fn bar(figure: &Figure, nearness: f64, y: usize) -> String {
    let colour = if figure.held == Some(true) { "#2f7d4f" } else { "#b5482a" };
    format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
         <rect x=\"{LABELS}\" y=\"{}\" width=\"{:.0}\" height=\"{}\" fill=\"{colour}\"/>\
         <text x=\"{}\" y=\"{}\">{} {} ({} {})</text>\n",
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
    )
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

    fn figure(part: &str, what: &str, value: f64, sign: &str) -> Figure {
        Figure { sign: sign.to_owned(), goal: Some(2.0), ..Figure::noted(part, what, value, "") }
    }

    #[test]
    fn what_may_be_at_most_something_passes_the_line_below_it() {
        assert_eq!(nearness(&figure("", "a", 1.0, "≤")), Some(2.0));
        assert_eq!(nearness(&figure("", "a", 1.0, "≥")), Some(0.5));
        assert!(draw(&[figure("", "a < b", 1.0, "≥")]).contains("a &lt; b"));
    }

    #[test]
    fn equal_labels_stand_under_their_parts() {
        let noted = Figure::noted("PostgreSQL", "rows", 1.0, "");
        let figures = [
            figure("SQLite", "messages", 1.0, "≥"),
            figure("SQLite", "tickets", 1.0, "≥"),
            noted,
            figure("a slow disk", "messages", 1.0, "≥"),
        ];
        let [messages, tickets, _, slow] = &figures;
        let expected = [
            Row::Part("SQLite"),
            Row::Bar(messages, 0.5),
            Row::Bar(tickets, 0.5),
            Row::Part("a slow disk"),
            Row::Bar(slow, 0.5),
        ];
        assert_eq!(rows(&figures), expected);
        assert!(draw(&figures).contains("font-weight=\"bold\">a slow disk</text>"));
    }
}
