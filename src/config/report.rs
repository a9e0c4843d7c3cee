//! What is wrong with a bot.toml: all of it at once, each mistake with its place.

use std::fmt;
use std::io::IsTerminal;
use std::ops::Range;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

/// One thing that must be mended.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The key's path, `queue[1].gather`; empty for what concerns the file as a whole.
    pub key: String,
    /// What was found and why it can't stay, in a sentence; never a secret.
    pub problem: String,
    /// What is allowed, and the nearest name of a misspelt one; never a secret.
    pub help: String,
    /// Its bytes in the text; `None` when there is no text to point at.
    pub span: Option<Range<usize>>,
    /// Another place that it has to do with, and what is there.
    pub related: Option<(Range<usize>, String)>,
}

/// Every mistake of one bot.toml, in the order of the text.
///
/// The text it quotes has its secrets blanked, and so have the sentences: it may be shown and logged.
#[derive(Clone)]
pub struct Report {
    source: NamedSource<String>,
    mistakes: Vec<Mistake>,
}

impl Mistake {
    /// A mistake that no place in the text can be shown for.
    pub(crate) fn without_place(
        key: impl Into<String>,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { key: key.into(), problem: problem.into(), help: help.into(), span: None, related: None }
    }
}

impl Report {
    /// What is wrong with a file that is well written, by what the desk knows beside it.
    pub(crate) fn beyond_text(name: &str, mistakes: Vec<Mistake>) -> Self {
        Self::new(name, String::new(), mistakes)
    }

    /// `text` must have its secrets blanked already, byte for byte.
    pub(super) fn new(name: &str, text: String, mut mistakes: Vec<Mistake>) -> Self {
        mistakes.sort_by_key(|m| m.span.as_ref().map_or((0, 0), |s| (s.start, s.end)));
        Self { source: NamedSource::new(name, text), mistakes }
    }

    /// The mistakes, in the order of the text; there is at least one.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The line and column of a mistake, both counted from 1, the column in characters.
    pub fn position(&self, mistake: &Mistake) -> Option<(usize, usize)> {
        let start = mistake.span.as_ref()?.start;
        let before = self.source.inner().get(..start)?;
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }

    /// The report for people, with the lines of the file it speaks of.
    pub fn render(&self, colours: bool) -> String {
        let theme = if colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(100).with_context_lines(1);
        let mut out = String::new();
        for mistake in &self.mistakes {
            let shown = Shown { mistake, source: &self.source };
            if handler.render_report(&mut out, &shown).is_err() {
                // Without its picture a mistake is still worth its sentence.
                out.push_str(&format!("  × {mistake}\n"));
            }
            out.push('\n');
        }
        out.push_str(&self.summary());
        out.push('\n');
        out
    }

    /// [`Report::render`] as the standard error stream wants it: colours only on a terminal, and
    /// never with `NO_COLOR`.
    pub fn render_for_stderr(&self) -> String {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        self.render(std::io::stderr().is_terminal() && !unwanted)
    }

    fn summary(&self) -> String {
        let mistakes = match self.mistakes.len() {
            1 => "1 mistake".to_owned(),
            n => format!("{n} mistakes"),
        };
        format!("{}: {mistakes}; nothing was started and nothing was changed.", self.source.name())
    }
}

/// One line for each mistake, `bot.toml:12:5: queue[1].gather: …`, for logs.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.mistakes.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:", self.source.name())?;
            if let Some((line, column)) = self.position(mistake) {
                write!(f, "{line}:{column}:")?;
            }
            write!(f, " {mistake}")?;
            if !mistake.help.is_empty() {
                write!(f, " ({})", mistake.help)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.mistakes.iter().map(|m| m as &dyn Diagnostic)))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", self.key, self.problem)
        }
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        if self.help.is_empty() { None } else { Some(Box::new(&self.help)) }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let here = LabeledSpan::new_primary_with_span(None, self.span.clone()?);
        let there = self
            .related
            .as_ref()
            .map(|(span, what)| LabeledSpan::new_with_span(Some(what.clone()), span.clone()));
        Some(Box::new(std::iter::once(here).chain(there)))
    }
}

/// A mistake together with the text it points into.
#[derive(Debug)]
struct Shown<'a> {
    mistake: &'a Mistake,
    source: &'a NamedSource<String>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.mistake.help()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.mistake.labels()
    }
}
