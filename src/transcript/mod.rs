//! A ticket on paper: its whole conversation as one file that opens anywhere, without the desk.
//!
//! There are two of them. A [`CustomerTranscript`] is made of [`CustomerArticle`]s alone and renders to a
//! [`CustomerFile`]; an [`OperatorTranscript`] shows notes, deleted articles and history, and renders to an
//! [`OperatorFile`]. Neither becomes the other. Pure: what is known of the ticket goes in, bytes come out.
//!
//! Attachments are listed, their bytes are not in the file. The HTML loads nothing and runs nothing; the
//! JSON's fields are told in [`json`].

pub(crate) mod clean;
mod html;
pub mod json;
mod markdown;
mod page;
#[cfg(test)]
mod tests;
mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sportello_chat::Markup;

use crate::config::Signature;
use crate::text::{Language, Texts};
use crate::ticket::{Article, CustomerArticle, State};

/// What a transcript can be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// One page for reading and printing.
    #[default]
    Html,
    /// CommonMark.
    Markdown,
    /// For programs.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Html, Self::Markdown, Self::Json];

    /// The format that a person calls so.
    pub fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "html" => Some(Self::Html),
            "markdown" | "md" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// What its files' names end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json => "json",
        }
    }

    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// For whom, where and when a transcript is made.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The desk's words.
    pub texts: &'a Texts,
    /// The reader's language.
    pub language: Language,
    /// The desk's zone, in which times are told.
    pub zone: Tz,
    /// The desk's name.
    pub desk: &'a str,
    /// Now.
    pub made_at: DateTime<Utc>,
}

/// What both transcripts tell of the ticket itself.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its queue's title; for customers that of a queue they may see.
    pub queue: String,
    /// Where it stands.
    pub state: State,
    /// In whose name it runs.
    pub customer: String,
    /// The name of its owner. To customers it appears as the queue signs.
    pub owner: Option<String>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What its customer thought of it.
    pub rating: Option<Rating>,
}

/// A customer's opinion.
#[derive(Clone, Debug)]
pub struct Rating {
    /// From 1 to 5.
    pub stars: u8,
    /// In words; may be empty.
    pub comment: String,
}

/// A ticket as its customer may keep it.
#[derive(Clone, Debug)]
pub struct CustomerTranscript {
    /// The ticket.
    pub facts: Facts,
    /// How the queue's operators appear to customers.
    pub signature: Signature,
    /// What was said, oldest first.
    pub articles: Vec<CustomerArticle>,
}

impl CustomerTranscript {
    /// The file.
    pub fn render(&self, format: Format, setting: &Setting<'_>) -> CustomerFile {
        CustomerFile(render(&page::for_customer(self, setting), format, setting))
    }
}

/// A ticket as operators read it.
#[derive(Clone, Debug)]
pub struct OperatorTranscript {
    /// The ticket.
    pub facts: Facts,
    /// Who answers for it.
    pub responsible: Option<String>,
    /// What was said, oldest first.
    pub articles: Vec<OperatorArticle>,
    /// What happened, oldest first; empty to leave it out.
    pub history: Vec<Happening>,
}

impl OperatorTranscript {
    /// The file.
    pub fn render(&self, format: Format, setting: &Setting<'_>) -> OperatorFile {
        OperatorFile(render(&page::for_operators(self, setting), format, setting))
    }
}

/// An article and what it said before.
#[derive(Clone, Debug)]
pub struct OperatorArticle {
    /// As it is now.
    pub article: Article,
    /// As it was, oldest first; may be left empty.
    pub versions: Vec<Version>,
}

/// What an article said before it was edited.
#[derive(Clone, Debug)]
pub struct Version {
    /// The text.
    pub body: String,
    /// How to read it.
    pub markup: Markup,
    /// When it gave way to the next.
    pub replaced_at: DateTime<Utc>,
}

/// One line of a ticket's history.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for the desk itself.
    pub who: Option<String>,
    /// From where.
    pub platform: String,
    /// The event as the database names it.
    pub event: String,
    /// What happened, in the reader's language, as `history` words it: Markdown of our own making.
    pub what: String,
}

/// A file to hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, plain ASCII.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Its content: UTF-8.
    pub bytes: Vec<u8>,
}

/// A transcript that customers may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerFile(File);

impl CustomerFile {
    /// The file.
    pub fn get(&self) -> &File {
        &self.0
    }

    /// The file.
    pub fn into_file(self) -> File {
        self.0
    }
}

/// A transcript for operators' eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorFile(File);

impl OperatorFile {
    /// The file.
    pub fn get(&self) -> &File {
        &self.0
    }

    /// The file.
    pub fn into_file(self) -> File {
        self.0
    }
}

fn render(page: &page::Page, format: Format, setting: &Setting<'_>) -> File {
    let text = match format {
        Format::Html => html::write(page, setting),
        Format::Markdown => markdown::write(page, setting),
        Format::Json => json::write(page, setting),
    };
    let number: String =
        page.facts.number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let kind = if page.internal.is_some() { "-internal" } else { "" };
    File {
        name: format!("ticket-{number}{kind}.{}", format.extension()),
        mime: format.mime(),
        bytes: text.into_bytes(),
    }
}
