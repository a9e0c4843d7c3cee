//! Opened and closed per day, and below them the backlog.

use plotters::prelude::*;

use super::sheet::{
    AMBER, DARK_BLUE, Drawn, GREEN, HEAD, Ink, LINE, MARGIN, SOFT, Sheet, failed, marks, px, short,
};
use super::{Day, Flow, HEIGHT, WIDTH};

/// The room for the marks of a scale.
const SCALE_ROOM: i32 = 44;
/// Where the days stand.
const LEFT: i32 = MARGIN + SCALE_ROOM;
const ROOM: i32 = WIDTH as i32 - MARGIN - LEFT;
/// Top and bottom of the upper and of the lower part.
const BARS: (i32, i32) = (HEAD + 8, 340);
const BACKLOG: (i32, i32) = (378, 500);
/// More days than this can't be told from each other.
const DAYS: usize = 130;

/// Draws it.
pub fn draw(sheet: &Sheet<'_>, flow: &Flow) -> Drawn {
    let days = condensed(&flow.days);
    sheet.head(&flow.caption, &[(&flow.opened, DARK_BLUE), (&flow.closed, GREEN), (&flow.backlog, AMBER)])?;
    if days.iter().all(|d| d.opened == 0 && d.closed == 0 && d.backlog == 0) {
        return sheet.nothing(&flow.caption);
    }
    bars(sheet, &days)?;
    backlog(sheet, &days)?;
    names(sheet, &days)
}

/// The days, or the highest of several days where there are too many of them.
fn condensed(days: &[Day]) -> Vec<Day> {
    let together = days.len().div_ceil(DAYS).max(1);
    let highest = |days: &[Day]| Day {
        label: days.first().map(|d| d.label.clone()).unwrap_or_default(),
        opened: days.iter().map(|d| d.opened).max().unwrap_or_default(),
        closed: days.iter().map(|d| d.closed).max().unwrap_or_default(),
        backlog: days.iter().map(|d| d.backlog).max().unwrap_or_default(),
    };
    days.chunks(together).map(highest).collect()
}

/// The lines of a scale with their numbers; gives its end.
fn scale(sheet: &Sheet<'_>, (top, bottom): (i32, i32), most: u64) -> Result<f64, super::ChartError> {
    let marks = marks(most as f64);
    let end = marks.last().copied().unwrap_or(1.0);
    for mark in marks {
        let y = bottom - (mark / end * f64::from(bottom - top)).round() as i32;
        let color = if mark == 0.0 { SOFT } else { LINE };
        sheet.block((LEFT, y), (ROOM, 1), color)?;
        sheet.write(&short(mark), (LEFT - 10, y), SCALE_ROOM, Ink::new(13.0, SOFT).right())?;
    }
    Ok(end)
}

/// The area of a part, in which `0.0..days` stands across and `0.0..end` upwards.
macro_rules! part {
    ($sheet:expr, $part:expr, $days:expr, $end:expr) => {
        ChartBuilder::on(
            &$sheet.area.clone().shrink((px(LEFT), px($part.0)), (px(ROOM), px($part.1 - $part.0))),
        )
        .build_cartesian_2d(0.0..$days as f64, 0.0..$end)
        .map_err(failed)?
    };
}

fn bars(sheet: &Sheet<'_>, days: &[Day]) -> Drawn {
    let most = days.iter().map(|d| d.opened.max(d.closed)).max().unwrap_or_default();
    let end = scale(sheet, BARS, most)?;
    let mut chart = part!(sheet, BARS, days.len(), end);
    // Both bars of a day take at most so much of a wide day, and most of a narrow one.
    let day = f64::from(ROOM) / days.len() as f64;
    let bar = (day * 0.38).min(28.0) / day;
    let gap = if day > 12.0 { 1.0 / day } else { 0.0 };
    for (side, color) in [(-1.0, DARK_BLUE), (1.0, GREEN)] {
        let blocks = days.iter().enumerate().map(|(index, of)| {
            let middle = index as f64 + 0.5 + side * gap / 2.0;
            let tickets = if side < 0.0 { of.opened } else { of.closed };
            Rectangle::new([(middle, 0.0), (middle + side * bar, tickets as f64)], color.filled())
        });
        chart.draw_series(blocks).map_err(failed)?;
    }
    Ok(())
}

fn backlog(sheet: &Sheet<'_>, days: &[Day]) -> Drawn {
    let most = days.iter().map(|d| d.backlog).max().unwrap_or_default();
    let end = scale(sheet, BACKLOG, most)?;
    let mut chart = part!(sheet, BACKLOG, days.len(), end);
    let at = |(index, day): (usize, &Day)| (index as f64 + 0.5, day.backlog as f64);
    let line: Vec<(f64, f64)> = days.iter().enumerate().map(at).collect();
    if line.len() > 1 {
        chart.draw_series(AreaSeries::new(line.clone(), 0.0, AMBER.mix(0.18))).map_err(failed)?;
        chart.draw_series(LineSeries::new(line.clone(), AMBER.stroke_width(5))).map_err(failed)?;
    }
    // Where many would make a rope, there is one for how it stands now.
    let dots = if line.len() > 31 { line.into_iter().rev().take(1).collect() } else { line };
    let dots = dots.into_iter().map(|at| Circle::new(at, 7, AMBER.filled()));
    chart.draw_series(dots).map_err(failed)?;
    Ok(())
}

/// As many of the days' names as have room.
fn names(sheet: &Sheet<'_>, days: &[Day]) -> Drawn {
    let ink = Ink::new(13.0, SOFT).centered();
    let day = f64::from(ROOM) / days.len() as f64;
    // The longest of some decides for all, and no name takes more than an eighth.
    let most = ROOM / 8;
    let widest = days.iter().map(|d| sheet.width(&sheet.fit(&d.label, ink, most), ink)).max().unwrap_or(1);
    let every = ((f64::from(widest) + 18.0) / day).ceil().max(1.0) as usize;
    for (index, of) in days.iter().enumerate().step_by(every) {
        let x = LEFT + ((index as f64 + 0.5) * day).round() as i32;
        let half = sheet.width(&sheet.fit(&of.label, ink, most), ink) / 2;
        // What would stand beyond the paper is left out.
        if x + half <= WIDTH as i32 - MARGIN / 2 {
            sheet.write(&of.label, (x, HEIGHT as i32 - 38), most, ink)?;
        }
    }
    Ok(())
}
