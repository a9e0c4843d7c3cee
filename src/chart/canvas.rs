//! Where plotters draws: a bitmap of twice the size, made smooth by halving it, with our own font.
//!
//! Plotters asks the machine for fonts, or draws an embedded one letter by letter without the room that
//! each needs at its left; so letters are set here.

use ab_glyph::{Font, FontRef, ScaleFont, point};
use plotters::prelude::BitMapBackend;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

use super::{ChartError, HEIGHT, WIDTH};

/// How many drawn pixels make one in the picture, in each direction.
pub const SCALE: u32 = 2;
/// How round the paper's corners are, in pixels of the picture.
const CORNER: f32 = 12.0;

type Failed<'a> = DrawingErrorKind<<BitMapBackend<'a> as DrawingBackend>::ErrorType>;

/// The letters.
#[derive(Clone)]
pub struct Fonts {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Fonts {
    /// Noto Sans, which is part of the program.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn new() -> Result<Self, ChartError> {
        Ok(Self {
            regular: FontRef::try_from_slice(ttf_noto_sans::REGULAR)?,
            bold: FontRef::try_from_slice(ttf_noto_sans::BOLD)?,
        })
    }

    fn of(&self, bold: bool) -> &FontRef<'static> {
        if bold { &self.bold } else { &self.regular }
    }

    /// `text` without the pictures that the font doesn't have. Letters it doesn't have are shown as boxes.
    pub fn drawable(&self, text: &str) -> String {
        let known = |c: &char| c.is_alphanumeric() || *c == ' ' || self.regular.glyph_id(*c).0 != 0;
        text.chars().filter(known).collect::<String>().trim().to_owned()
    }

    /// The width of `text`; `size` is that of its em.
    pub fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let mut end = 0.0;
        self.set(text, size, bold, |_, x| end = x);
        end
    }

    /// As much of the start of `text` as is no wider than `room`.
    pub fn fitting<'t>(&self, text: &'t str, size: f32, bold: bool, room: f32) -> &'t str {
        let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let mut fitting = 0;
        self.set(text, size, bold, |_, x| {
            if let Some(end) = ends.next().filter(|_| x <= room) {
                fitting = end;
            }
        });
        text.get(..fitting).unwrap_or_default()
    }

    /// Tells each letter with its place, and then the end of the line with a space.
    fn set(&self, text: &str, size: f32, bold: bool, mut letter: impl FnMut(char, f32)) {
        let font = self.of(bold).as_scaled(scale(self.of(bold), size));
        let mut x = 0.0;
        for c in text.chars() {
            letter(c, x);
            x += font.h_advance(font.glyph_id(c));
        }
        letter(' ', x);
    }
}

/// ab_glyph scales a font by the height of its lines.
fn scale(font: &FontRef<'_>, size: f32) -> f32 {
    let em = font.units_per_em().unwrap_or(1000.0);
    size * font.height_unscaled() / em
}

/// A backend for plotters.
pub struct Canvas<'a> {
    bitmap: BitMapBackend<'a>,
    fonts: Fonts,
}

impl<'a> Canvas<'a> {
    /// Draws into `pixels`: three bytes each, [`SCALE`] times the size of the picture.
    pub fn new(pixels: &'a mut [u8], fonts: Fonts) -> Self {
        Self { bitmap: BitMapBackend::with_buffer(pixels, (WIDTH * SCALE, HEIGHT * SCALE)), fonts }
    }
}

/// A buffer for a [`Canvas`].
pub fn pixels() -> Vec<u8> {
    vec![0; (WIDTH * SCALE * HEIGHT * SCALE * 3) as usize]
}

impl<'a> DrawingBackend for Canvas<'a> {
    type ErrorType = <BitMapBackend<'a> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.bitmap.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<(), Failed<'a>> {
        self.bitmap.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), Failed<'a>> {
        self.bitmap.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Result<(), Failed<'a>> {
        self.bitmap.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), Failed<'a>> {
        self.bitmap.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Failed<'a>> {
        self.bitmap.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Result<(), Failed<'a>> {
        let (size, bold) = (style.size() as f32, matches!(style.style(), FontStyle::Bold));
        let font = self.fonts.of(bold).clone();
        let scale = scale(&font, size);
        let left = match style.anchor().h_pos {
            HPos::Left => x as f32,
            HPos::Center => x as f32 - self.fonts.width(text, size, bold) / 2.0,
            HPos::Right => x as f32 - self.fonts.width(text, size, bold),
        };
        // Noto's capitals are 0.714 em high; a line is as high as its em.
        let base = y as f32
            + match style.anchor().v_pos {
                VPos::Top => size * 0.857,
                VPos::Center => size * 0.357,
                VPos::Bottom => -size * 0.143,
            };
        let color = style.color();
        let (width, height) = self.get_size();
        let mut outlines = Vec::new();
        self.fonts.set(text, size, bold, |c, at| {
            let glyph = font.glyph_id(c).with_scale_and_position(scale, point(left + at, base));
            outlines.extend(font.outline_glyph(glyph));
        });
        for outline in outlines {
            let bounds = outline.px_bounds();
            let mut ink = Vec::new();
            outline.draw(|dx, dy, covered| ink.push((dx, dy, covered)));
            for (dx, dy, covered) in ink {
                let (px, py) = (bounds.min.x as i32 + dx as i32, bounds.min.y as i32 + dy as i32);
                let inside = px >= 0 && py >= 0 && px < width as i32 && py < height as i32;
                if inside && covered > 0.0 {
                    let alpha = color.alpha * f64::from(covered.min(1.0));
                    self.bitmap.draw_pixel((px, py), BackendColor { alpha, ..color })?;
                }
            }
        }
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), Failed<'a>> {
        let (size, bold) = (style.size() as f32, matches!(style.style(), FontStyle::Bold));
        Ok((self.fonts.width(text, size, bold).ceil() as u32, size.ceil() as u32))
    }
}

/// The picture that was drawn into `pixels`, as PNG: half the size, and nothing at its corners.
///
/// # Errors
/// As the encoder says.
pub fn encode(pixels: &[u8]) -> Result<Vec<u8>, ChartError> {
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let stride = width * SCALE as usize * 3;
    let mut picture = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0_u32; 3];
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let at = (y * SCALE as usize + dy) * stride + (x * SCALE as usize + dx) * 3;
                for (total, byte) in sum.iter_mut().zip(pixels.get(at..at + 3).unwrap_or(&[0; 3])) {
                    *total += u32::from(*byte);
                }
            }
            picture.extend(sum.map(|total| ((total + 2) / 4) as u8));
            picture.push(paper(x, y));
        }
    }
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture)?;
    writer.finish()?;
    Ok(png)
}

/// How much of a pixel is paper: the corners are round.
fn paper(x: usize, y: usize) -> u8 {
    let beyond = |at: usize, size: u32| {
        let at = at as f32 + 0.5;
        (CORNER - at).max(at - (size as f32 - CORNER)).max(0.0)
    };
    let distance = beyond(x, WIDTH).hypot(beyond(y, HEIGHT));
    ((CORNER - distance + 0.5).clamp(0.0, 1.0) * 255.0) as u8
}
