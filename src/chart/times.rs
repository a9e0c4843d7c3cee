//! How long things took: for each row the median, and behind it nine of ten.

use super::sheet::{DARK_BLUE, Drawn, HEAD, INK, Ink, LINE, MARGIN, PALE_BLUE, SOFT, Sheet, length};
use super::{HEIGHT, Measure, ROWS, Row, Times, WIDTH};

/// The room between two measures.
const GAP: i32 = 44;
/// Where the rows begin and end.
const TOP: i32 = HEAD + 38;
const BOTTOM: i32 = HEIGHT as i32 - 28;
/// A row is not higher than this.
const ROW: i32 = 62;

/// Draws it.
pub fn draw(sheet: &Sheet<'_>, times: &Times) -> Drawn {
    sheet.head(&times.caption, &[(&times.median, DARK_BLUE), (&times.ninetieth, PALE_BLUE)])?;
    let shown: Vec<&Measure> = times.measures.iter().take(2).collect();
    if shown.iter().all(|m| m.rows.is_empty()) {
        return sheet.nothing(&times.caption);
    }
    let count = shown.len() as i32;
    let room = (WIDTH as i32 - 2 * MARGIN - GAP * (count - 1)) / count;
    for (index, measure) in (0..).zip(shown) {
        draw_measure(sheet, measure, MARGIN + index * (room + GAP), room)?;
    }
    Ok(())
}

fn draw_measure(sheet: &Sheet<'_>, measure: &Measure, left: i32, room: i32) -> Drawn {
    sheet.write(&measure.name, (left, HEAD + 12), room, Ink::new(16.0, INK).bold())?;
    sheet.block((left, HEAD + 26), (room, 1), LINE)?;
    let rows: Vec<&Row> = measure.rows.iter().take(ROWS).collect();
    let height = ((BOTTOM - TOP) / (rows.len() as i32).max(1)).min(ROW);
    let longest = rows
        .iter()
        .map(|r| length(r.median.seconds).max(length(r.ninetieth.seconds)))
        .fold(0.0_f64, f64::max);
    for (index, row) in (0..).zip(rows) {
        draw_row(sheet, row, (left, TOP + index * height), (room, height), longest)?;
    }
    Ok(())
}

/// Name and times in one line, and the bars below it.
fn draw_row(
    sheet: &Sheet<'_>,
    row: &Row,
    (left, top): (i32, i32),
    (room, height): (i32, i32),
    longest: f64,
) -> Drawn {
    let (strong, faint) = (Ink::new(14.0, INK).bold().right(), Ink::new(14.0, SOFT).right());
    let y = top + height / 2 - 5;
    let ninetieth = sheet.fit(&row.ninetieth.label, faint, room / 3);
    let mut right = left + room;
    sheet.write(&ninetieth, (right, y), room / 3, faint)?;
    right -= sheet.width(&ninetieth, faint) + 12;
    let median = sheet.fit(&row.median.label, strong, room / 3);
    sheet.write(&median, (right, y), room / 3, strong)?;
    right -= sheet.width(&median, strong) + 14;
    sheet.write(&row.name, (left, y), right - left, Ink::new(15.0, INK))?;
    let wide = |seconds: f64| match longest > 0.0 {
        // What is there can be seen, however short.
        true if length(seconds) > 0.0 => ((length(seconds) / longest * f64::from(room)) as i32).max(2),
        _ => 0,
    };
    let bar = y + 13;
    sheet.block((left, bar), (room, 8), LINE)?;
    sheet.block((left, bar), (wide(row.ninetieth.seconds), 8), PALE_BLUE)?;
    sheet.block((left, bar), (wide(row.median.seconds), 8), DARK_BLUE)
}
