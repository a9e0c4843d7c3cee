//! Words for people: the languages the desk speaks and its messages in them.

mod catalogue;
mod detect;
mod files;
pub mod memo;
pub mod moment;
pub mod names;
#[cfg(test)]
mod tests;
mod when;

pub use catalogue::{Args, PICKED, Texts};
pub use detect::{detect, is_greeting_only, is_thanks_only, yes_or_no};
pub use files::sources;
pub use when::{date, date_time, duration, month, short_day};

/// A language the desk speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English
    #[default]
    En,
    /// Italian
    It,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::It];

    /// The language a BCP 47 tag begins with, if the desk speaks it.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Self::ALL.into_iter().find(|l| primary.eq_ignore_ascii_case(l.code()))
    }

    /// Its BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::It => "it",
        }
    }

    /// Its name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::It => "italiano",
        }
    }
}
