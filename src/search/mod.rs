//! Search without a database: words and their stems, what of an article is indexed for whom, how matches
//! are ranked and shown.
//!
//! A word is split off where letters and digits end, folded (lower case, no accents) and stemmed in English
//! and in Italian, since a desk's texts mix both. The stems are what the index holds ([`indexed`]) and what
//! is asked of it ([`Query`]), on SQLite and PostgreSQL alike: the databases match stems and know no
//! language. Ranking is done here too, on what was matched, so that both rank alike.

pub mod ahead;
mod index;
mod query;
mod snippet;
mod stop;
mod words;

pub use index::{Heading, Indexed, indexed};
pub use query::{Query, Term};
pub use snippet::snippet;
pub use words::{Word, fold, stems, words};
