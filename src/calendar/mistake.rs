//! What is wrong with a text about working time.

use std::ops::Range;

/// A mistake in the text of hours or of a holiday, for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; {help}")]
pub struct Mistake {
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    /// What was found.
    pub problem: String,
    /// What is allowed.
    pub help: String,
}

impl Mistake {
    /// A mistake at `at`.
    pub(crate) fn new(at: Range<usize>, problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, problem: problem.into(), help: help.into() }
    }
}
