//! Articles, and the wall between what customers see and what they don't.

use chrono::{DateTime, Utc};
use sportello_chat::{FileRef, Markup};

use super::PersonId;

/// What an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArticleKind {
    /// What the customer wrote.
    Request,
    /// What an operator answered.
    Reply,
    /// What operators say among themselves.
    Note,
    /// What somebody else wrote in the ticket's thread.
    Participant,
}

impl ArticleKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Request, Self::Reply, Self::Note, Self::Participant];

    /// How the database spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Reply => "reply",
            Self::Note => "note",
            Self::Participant => "participant",
        }
    }

    /// The kind that the database spells so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }

    /// Whether customers may see articles of this kind.
    pub fn is_for_customers(self) -> bool {
        match self {
            Self::Request | Self::Reply | Self::Participant => true,
            Self::Note => false,
        }
    }
}

/// Where an article was written, if not in the ticket that it belongs to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The number of that ticket.
    pub ticket: String,
    /// The article's number there.
    pub number: i32,
}

/// One article, as operators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its row.
    pub id: i64,
    /// Its number within the ticket.
    pub number: i32,
    /// What it is.
    pub kind: ArticleKind,
    /// Who wrote it.
    pub author: Option<PersonId>,
    /// How they were called then.
    pub author_name: String,
    /// The text; empty for a message of files only, or one that is gone.
    pub body: String,
    /// How to read it.
    pub markup: Markup,
    /// Whether it was written where words are encrypted.
    pub encrypted: bool,
    /// Whether it waits for its key.
    pub undecryptable: bool,
    /// Whether its author deleted it, or its words were removed for good.
    pub hidden: bool,
    /// Whether its words and files were removed for good.
    pub emptied: bool,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Where it was before, if it came with a ticket that became a part of this one.
    pub origin: Option<Origin>,
    /// The article it visibly answers.
    pub reply_to: Option<i64>,
    /// The question it answers, where one was asked.
    pub question: Option<String>,
    /// Its files.
    pub files: Vec<FileRef>,
    /// Files that could not be had, with the reason.
    pub missing_files: Vec<(String, String)>,
}

/// An article that customers may see. A note can't become one, nor can what its author deleted:
/// whatever is rendered for customers is made from this and nothing else.
#[derive(Clone, Debug)]
pub struct CustomerArticle(Article);

impl CustomerArticle {
    /// `article`, if customers may see it.
    pub fn from(article: Article) -> Option<Self> {
        (article.kind.is_for_customers() && !article.hidden).then_some(Self(article))
    }

    /// The article.
    pub fn get(&self) -> &Article {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(kind: ArticleKind, hidden: bool) -> Article {
        Article {
            id: 1,
            number: 1,
            kind,
            author: None,
            author_name: "ada".into(),
            body: "words".into(),
            markup: Markup::Plain,
            encrypted: false,
            undecryptable: false,
            hidden,
            emptied: false,
            origin: None,
            reply_to: None,
            question: None,
            at: DateTime::UNIX_EPOCH,
            files: vec![],
            missing_files: vec![],
        }
    }

    #[test]
    fn a_note_never_becomes_a_customers_article() {
        assert!(CustomerArticle::from(article(ArticleKind::Note, false)).is_none());
        for kind in [ArticleKind::Request, ArticleKind::Reply, ArticleKind::Participant] {
            assert!(CustomerArticle::from(article(kind, false)).is_some());
        }
    }

    #[test]
    fn nor_does_what_was_deleted() {
        assert!(CustomerArticle::from(article(ArticleKind::Request, true)).is_none());
    }
}
