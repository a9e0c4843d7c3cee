//! The paper of a picture: its colours, its head, and words that keep to their room.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::canvas::{Canvas, Fonts, SCALE, encode, pixels};
use super::{Caption, ChartError, HEIGHT, WIDTH};
use crate::transcript::clean;

pub const PAPER: RGBColor = RGBColor(251, 250, 248);
pub const INK: RGBColor = RGBColor(35, 38, 43);
pub const SOFT: RGBColor = RGBColor(92, 99, 109);
pub const LINE: RGBColor = RGBColor(228, 226, 220);
pub const DARK_BLUE: RGBColor = RGBColor(47, 95, 153);
pub const PALE_BLUE: RGBColor = RGBColor(183, 205, 230);
pub const GREEN: RGBColor = RGBColor(126, 190, 156);
pub const PALE_AMBER: RGBColor = RGBColor(228, 197, 140);
pub const AMBER: RGBColor = RGBColor(190, 130, 36);
pub const RED: RGBColor = RGBColor(176, 74, 58);

/// The space around everything.
pub const MARGIN: i32 = 36;
/// Where the head ends.
pub const HEAD: i32 = 104;

pub type Area<'a> = DrawingArea<Canvas<'a>, Shift>;
pub type Drawn = Result<(), ChartError>;

/// Where a picture is drawn. Lengths are pixels of the picture; plotters' own areas are larger by [`SCALE`].
pub struct Sheet<'a> {
    pub area: Area<'a>,
    fonts: Fonts,
}

/// How a text stands.
#[derive(Clone, Copy)]
pub struct Ink {
    pub size: f32,
    pub bold: bool,
    pub color: RGBColor,
    pub side: HPos,
}

impl Ink {
    pub const fn new(size: f32, color: RGBColor) -> Self {
        Self { size, bold: false, color, side: HPos::Left }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn right(self) -> Self {
        Self { side: HPos::Right, ..self }
    }

    pub const fn centered(self) -> Self {
        Self { side: HPos::Center, ..self }
    }
}

/// The PNG of what `draw` draws.
pub fn drawn(draw: impl FnOnce(&Sheet<'_>) -> Drawn) -> Result<Vec<u8>, ChartError> {
    let mut pixels = pixels();
    {
        let fonts = Fonts::new()?;
        let area = Canvas::new(&mut pixels, fonts.clone()).into_drawing_area();
        area.fill(&PAPER).map_err(failed)?;
        let sheet = Sheet { area, fonts };
        draw(&sheet)?;
        sheet.area.present().map_err(failed)?;
    }
    encode(&pixels)
}

/// What went wrong in plotters.
pub fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Draw(error.to_string())
}

/// Pixels of the canvas.
pub const fn px(pixels: i32) -> i32 {
    pixels * SCALE as i32
}

/// What is no length counts as none.
pub fn length(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

impl Sheet<'_> {
    pub fn width(&self, text: &str, ink: Ink) -> i32 {
        self.fonts.width(text, ink.size, ink.bold).ceil() as i32
    }

    /// `text` as it can be drawn, cut to `room`.
    pub fn fit(&self, text: &str, ink: Ink, room: i32) -> String {
        // More than this fits nowhere, and measuring it would take its time.
        const LONG: usize = 300;
        let start: String = text.chars().take(LONG).collect();
        let whole = self.fonts.drawable(&clean::line(&start));
        if self.width(&whole, ink) <= room {
            return whole;
        }
        let sign = self.fonts.width("…", ink.size, ink.bold);
        let fitting = self.fonts.fitting(&whole, ink.size, ink.bold, room as f32 - sign);
        if fitting.is_empty() { String::new() } else { format!("{}…", fitting.trim_end()) }
    }

    /// Writes `text`, the middle of its line at `y`, cut to `room`.
    pub fn write(&self, text: &str, (x, y): (i32, i32), room: i32, ink: Ink) -> Drawn {
        let text = self.fit(text, ink, room);
        let style = if ink.bold { FontStyle::Bold } else { FontStyle::Normal };
        let size = f64::from(ink.size) * f64::from(SCALE);
        let style = TextStyle::from(FontDesc::new(FontFamily::SansSerif, size, style))
            .color(&ink.color)
            .pos(Pos::new(ink.side, VPos::Center));
        self.area.draw_text(&text, &style, (px(x), px(y))).map_err(failed)
    }

    /// A filled rectangle.
    pub fn block(&self, (x, y): (i32, i32), (width, height): (i32, i32), color: RGBColor) -> Drawn {
        if width <= 0 || height <= 0 {
            return Ok(());
        }
        // Plotters draws the last pixel too.
        let corners = [(px(x), px(y)), (px(x + width) - 1, px(y + height) - 1)];
        self.area.draw(&Rectangle::new(corners, color.filled())).map_err(failed)
    }

    /// Title, subtitle and, at the right of these, what the colours mean.
    pub fn head(&self, caption: &Caption, legend: &[(&str, RGBColor)]) -> Drawn {
        let ink = Ink::new(15.0, SOFT);
        let mut right = WIDTH as i32 - MARGIN;
        // A third of the width is the most that a word of the legend may take.
        let most = WIDTH as i32 / 5;
        for (word, color) in legend.iter().rev() {
            let word = self.fit(word, ink, most);
            right -= self.width(&word, ink);
            self.write(&word, (right, 72), most, ink)?;
            right -= 20;
            self.block((right, 66), (12, 12), *color)?;
            right -= 22;
        }
        let room = WIDTH as i32 - 2 * MARGIN;
        self.write(&caption.title, (MARGIN, 40), room, Ink::new(24.0, INK).bold())?;
        self.write(&caption.subtitle, (MARGIN, 72), right - MARGIN, Ink::new(15.0, SOFT))
    }

    /// What is said if there is nothing to show.
    pub fn nothing(&self, caption: &Caption) -> Drawn {
        let middle = (WIDTH as i32 / 2, (HEIGHT as i32 + HEAD) / 2 - 20);
        self.write(&caption.nothing, middle, WIDTH as i32 - 2 * MARGIN, Ink::new(19.0, SOFT).centered())
    }
}

/// Where a scale for whole numbers up to `most` is marked: some three round steps, the last one above it.
pub fn marks(most: f64) -> Vec<f64> {
    let most = length(most).max(1.0);
    let rough = most / 3.0;
    let power = 10_f64.powf(rough.log10().floor()).max(1.0);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|s| s * power).find(|s| *s >= rough).unwrap_or(power);
    let steps = (most / step).ceil().max(1.0) as usize;
    (0..=steps).map(|n| n as f64 * step).collect()
}

/// A number in little room: `950`, `12k`, `3.5M`.
pub fn short(number: f64) -> String {
    for (unit, name) in [(1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] {
        // Up to 9999 all digits have room.
        if number >= unit && number >= 1e4 {
            let value = number / unit;
            let value = if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") };
            return format!("{}{name}", value.strip_suffix(".0").unwrap_or(&value));
        }
    }
    format!("{number:.0}")
}
