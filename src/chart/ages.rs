//! The backlog by age: the older, the redder.

use plotters::style::RGBColor;

use super::sheet::{AMBER, Drawn, HEAD, INK, Ink, LINE, MARGIN, PALE_AMBER, RED, Sheet, short};
use super::{Ages, Class, HEIGHT, ROWS, WIDTH};

/// Where the rows begin and end.
const TOP: i32 = HEAD + 4;
const BOTTOM: i32 = HEIGHT as i32 - 30;
/// A row is not higher than this.
const ROW: i32 = 72;
/// The room for the numbers at the bars' ends.
const NUMBER: i32 = 64;

/// Draws it.
pub fn draw(sheet: &Sheet<'_>, ages: &Ages) -> Drawn {
    sheet.head(&ages.caption, &[])?;
    let classes: Vec<&Class> = ages.classes.iter().take(ROWS).collect();
    let most = classes.iter().map(|c| c.tickets).max().unwrap_or_default();
    if most == 0 {
        return sheet.nothing(&ages.caption);
    }
    let height = ((BOTTOM - TOP) / classes.len() as i32).min(ROW);
    let ink = Ink::new(16.0, INK);
    let limit = WIDTH as i32 / 3;
    let names =
        classes.iter().map(|c| sheet.width(&sheet.fit(&c.label, ink, limit), ink)).max().unwrap_or_default();
    let left = MARGIN + names + 18;
    let room = WIDTH as i32 - MARGIN - NUMBER - left;
    for (index, class) in (0..).zip(&classes) {
        let y = TOP + index * height + height / 2;
        let thick = (height * 5 / 9).min(36);
        sheet.write(&class.label, (left - 18, y), limit, ink.right())?;
        let wide = (class.tickets as f64 / most as f64 * f64::from(room)) as i32;
        let wide = if class.tickets > 0 { wide.max(2) } else { 0 };
        sheet.block((left, y - thick / 2), (wide, thick), color(index, classes.len()))?;
        let number = short(class.tickets as f64);
        sheet.write(&number, (left + wide + 10, y), NUMBER - 10, Ink::new(16.0, INK).bold())?;
    }
    sheet.block((left - 1, TOP), (1, height * classes.len() as i32), LINE)
}

/// From pale amber over amber to red.
fn color(index: i32, count: usize) -> RGBColor {
    let at = f64::from(index) / (count.max(2) - 1) as f64 * 2.0;
    let (from, to, part) = if at < 1.0 { (PALE_AMBER, AMBER, at) } else { (AMBER, RED, at - 1.0) };
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}
