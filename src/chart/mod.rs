//! Figures as pictures for the chat, and as tables for those who can't see them.
//!
//! A picture brings its own paper and its own font, so that it reads the same in a dark chat and in a light
//! one, on a machine without fonts too. Its words come in, in the reader's language: nothing is worded here.
//! Any input makes a picture; what is too long is cut, what is no number counts as nothing.

mod ages;
mod canvas;
mod flow;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod times;

/// A picture's width in pixels.
pub const WIDTH: u32 = 1000;
/// A picture's height in pixels.
pub const HEIGHT: u32 = 560;
/// A picture's media type.
pub const MIME: &str = "image/png";
/// How many rows fit into a picture of [`Times`] or [`Ages`]; further ones are left out of it.
pub const ROWS: usize = 10;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The font that is part of the program can't be read.
    #[error("the font: {0}")]
    Font(#[from] ab_glyph::InvalidFont),
    /// It could not be drawn.
    #[error("drawing: {0}")]
    Draw(String),
    /// It could not be written as PNG.
    #[error("PNG: {0}")]
    Png(#[from] png::EncodingError),
}

/// What every picture says besides its figures.
#[derive(Clone, Debug, Default)]
pub struct Caption {
    /// What is shown.
    pub title: String,
    /// For what: a period, a queue.
    pub subtitle: String,
    /// What is said instead if there is nothing to show.
    pub nothing: String,
}

/// Tickets opened and closed, and how many were waiting, as time went on.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// Its words.
    pub caption: Caption,
    /// “opened”
    pub opened: String,
    /// “closed”
    pub closed: String,
    /// “backlog”
    pub backlog: String,
    /// The days, oldest first. From some 130 on only the highest of several is drawn: give weeks instead.
    pub days: Vec<Day>,
}

/// One day of a [`Flow`].
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// Its short name: `23 Nov`.
    pub label: String,
    /// Tickets opened.
    pub opened: u64,
    /// Tickets closed.
    pub closed: u64,
    /// Active tickets at its end.
    pub backlog: u64,
}

/// How long things took, for each queue or operator.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// Its words.
    pub caption: Caption,
    /// “median”
    pub median: String,
    /// “90 % within”
    pub ninetieth: String,
    /// “tickets”, above their number in the table.
    pub tickets: String,
    /// What is measured, each with its rows: the first response, the solution. The first two are drawn.
    pub measures: Vec<Measure>,
}

/// One measure of [`Times`].
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// Whose times, in the order in which they are shown.
    pub rows: Vec<Row>,
}

/// The times of one queue or operator.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Half took no longer than this.
    pub median: Span,
    /// Nine of ten took no longer than this.
    pub ninetieth: Span,
    /// How many tickets were measured.
    pub tickets: u64,
}

/// A stretch of time.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// Its length.
    pub seconds: f64,
    /// As it is told: `2 h 10 min`.
    pub label: String,
}

/// How long the active tickets have been waiting.
#[derive(Clone, Debug, Default)]
pub struct Ages {
    /// Its words.
    pub caption: Caption,
    /// “age”, above the classes in the table.
    pub age: String,
    /// “tickets”, above their number in the table.
    pub tickets: String,
    /// The classes of age, youngest first.
    pub classes: Vec<Class>,
}

/// One class of [`Ages`].
#[derive(Clone, Debug, Default)]
pub struct Class {
    /// `1–3 days`
    pub label: String,
    /// How many tickets are of that age.
    pub tickets: u64,
}

impl Flow {
    /// The picture, as PNG.
    ///
    /// # Errors
    /// When the drawing library fails.
    pub fn picture(&self) -> Result<Vec<u8>, ChartError> {
        sheet::drawn(|sheet| flow::draw(sheet, self))
    }

    /// The figures as Markdown of at most `limit` characters. The latest days are kept.
    pub fn table(&self, limit: usize) -> String {
        table::flow(self, limit)
    }
}

impl Times {
    /// The picture, as PNG.
    ///
    /// # Errors
    /// When the drawing library fails.
    pub fn picture(&self) -> Result<Vec<u8>, ChartError> {
        sheet::drawn(|sheet| times::draw(sheet, self))
    }

    /// The figures as Markdown of at most `limit` characters. The first rows are kept.
    pub fn table(&self, limit: usize) -> String {
        table::times(self, limit)
    }
}

impl Ages {
    /// The picture, as PNG.
    ///
    /// # Errors
    /// When the drawing library fails.
    pub fn picture(&self) -> Result<Vec<u8>, ChartError> {
        sheet::drawn(|sheet| ages::draw(sheet, self))
    }

    /// The figures as Markdown of at most `limit` characters. The first rows are kept.
    pub fn table(&self, limit: usize) -> String {
        table::ages(self, limit)
    }
}
