//! What `sportello check` finds.

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Fine,
    /// It works, but something should be known or would be better otherwise.
    Hint,
    /// The desk can't do its work so.
    Missing,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it ended.
    pub verdict: Verdict,
    /// What was checked: `matrix account`, `room #help:example.org` …
    pub subject: String,
    /// What was found, in a sentence.
    pub found: String,
    /// What to do about it, in a sentence; empty when there is nothing to do.
    pub fix: String,
}

impl Finding {
    /// Something that works.
    pub fn fine(subject: impl Into<String>, found: impl Into<String>) -> Self {
        Self { verdict: Verdict::Fine, subject: subject.into(), found: found.into(), fix: String::new() }
    }

    /// Something to know.
    pub fn hint(subject: impl Into<String>, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Hint, subject: subject.into(), found: found.into(), fix: fix.into() }
    }

    /// Something that must be mended first.
    pub fn missing(subject: impl Into<String>, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Missing, subject: subject.into(), found: found.into(), fix: fix.into() }
    }
}
