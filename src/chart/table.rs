//! The figures as a table of equally wide letters, which every chat shows and every reader can hear.

use sportello_chat::escape_markdown;
use unicode_width::UnicodeWidthStr;

use super::{Ages, Flow, Times};
use crate::transcript::clean;

/// The most columns that a word may take.
const WORD: usize = 24;
/// What stands around the lines.
const FENCES: (&str, &str) = ("```\n", "```");

/// Lines of words. The first is the head; the first word of a line stands left, the others right.
type Table = Vec<Vec<String>>;

/// Which lines go when there is no room for all.
#[derive(Clone, Copy)]
enum Cut {
    First,
    Last,
}

pub fn flow(flow: &Flow, limit: usize) -> String {
    let head = vec![String::new(), word(&flow.opened), word(&flow.closed), word(&flow.backlog)];
    // Each line takes more than one character.
    let days = flow.days.iter().skip(flow.days.len().saturating_sub(limit));
    let days =
        days.map(|d| vec![word(&d.label), d.opened.to_string(), d.closed.to_string(), d.backlog.to_string()]);
    write(vec![std::iter::once(head).chain(days).collect()], limit, Cut::First, &flow.caption.nothing)
}

pub fn times(times: &Times, limit: usize) -> String {
    let measures = times.measures.iter().filter(|measure| !measure.rows.is_empty()).take(limit);
    let tables = measures.map(|measure| {
        let head =
            vec![word(&measure.name), word(&times.median), word(&times.ninetieth), word(&times.tickets)];
        let rows = measure.rows.iter().take(limit).map(|row| {
            let (median, ninetieth) = (word(&row.median.label), word(&row.ninetieth.label));
            vec![word(&row.name), median, ninetieth, row.tickets.to_string()]
        });
        std::iter::once(head).chain(rows).collect()
    });
    write(tables.collect(), limit, Cut::Last, &times.caption.nothing)
}

pub fn ages(ages: &Ages, limit: usize) -> String {
    let head = vec![word(&ages.age), word(&ages.tickets)];
    let classes = ages.classes.iter().take(limit).map(|c| vec![word(&c.label), c.tickets.to_string()]);
    write(vec![std::iter::once(head).chain(classes).collect()], limit, Cut::Last, &ages.caption.nothing)
}

/// The tables, one below the other, in one block; with less and less lines until they fit.
fn write(tables: Vec<Table>, limit: usize, cut: Cut, nothing: &str) -> String {
    if tables.iter().all(|table| table.len() < 2) {
        return escape_markdown(&clean::line(nothing)).chars().take(limit).collect();
    }
    let widths = widths(&tables);
    let line = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1) + 1;
    let mut room = limit / line;
    loop {
        let text = block(&tables, &widths, room, cut);
        if text.chars().count() <= limit {
            return text;
        }
        if room == 0 {
            return String::new();
        }
        // Fences, and letters that take no width, were not thought of.
        room -= 1;
    }
}

/// How wide each column is, the same in all tables.
fn widths(tables: &[Table]) -> Vec<usize> {
    let mut widths = Vec::new();
    for line in tables.iter().flatten() {
        widths.resize(line.len().max(widths.len()), 0);
        for (width, word) in widths.iter_mut().zip(line) {
            *width = word.width().max(*width);
        }
    }
    widths
}

/// The block, with at most `room` lines for all tables together.
fn block(tables: &[Table], widths: &[usize], room: usize, cut: Cut) -> String {
    let mut kept: Vec<usize> = tables.iter().map(|table| table.len().saturating_sub(1).min(room)).collect();
    let lines = |kept: &[usize]| {
        let of = tables.iter().zip(kept).map(|(table, kept)| 2 + kept + usize::from(kept + 1 < table.len()));
        of.sum::<usize>()
    };
    while lines(&kept) > room + 1
        && let Some(most) = kept.iter_mut().max().filter(|kept| **kept > 0)
    {
        *most -= 1;
    }
    let mut text = FENCES.0.to_owned();
    for (index, (table, kept)) in tables.iter().zip(kept).enumerate() {
        let Some((head, rows)) = table.split_first() else { continue };
        if index > 0 {
            text.push('\n');
        }
        write_line(&mut text, head, widths);
        let left_out = rows.len() - kept;
        let (skipped, sign_first) = match cut {
            Cut::First => (left_out, true),
            Cut::Last => (0, false),
        };
        if left_out > 0 && sign_first {
            text.push_str("…\n");
        }
        for row in rows.iter().skip(skipped).take(kept) {
            write_line(&mut text, row, widths);
        }
        if left_out > 0 && !sign_first {
            text.push_str("…\n");
        }
    }
    text.push_str(FENCES.1);
    text
}

fn write_line(text: &mut String, words: &[String], widths: &[usize]) {
    for (index, (word, width)) in words.iter().zip(widths).enumerate() {
        let space = " ".repeat(width.saturating_sub(word.width()));
        match index {
            0 => text.extend([word.as_str(), &space]),
            _ => text.extend(["  ", &space, word.as_str()]),
        }
    }
    text.push('\n');
}

/// A word of the table: on one line, not too wide, and without what would end the block.
fn word(text: &str) -> String {
    let start: String = text.chars().take(WORD * 4).collect();
    let line = clean::line(&start).replace('`', "'");
    if line.width() <= WORD {
        return line;
    }
    let mut cut = String::new();
    for c in line.chars() {
        cut.push(c);
        if cut.width() >= WORD {
            cut.pop();
            break;
        }
    }
    format!("{}…", cut.trim_end())
}
