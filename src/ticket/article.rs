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
    /// What the customer said on the telephone, as an operator wrote it down.
    Phone,
    /// What an operator sent by mail to somebody who is no part of the ticket.
    Forward,
}

impl ArticleKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Request, Self::Reply, Self::Note, Self::Participant, Self::Phone, Self::Forward];

    /// How the database spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Reply => "reply",
            Self::Note => "note",
            Self::Participant => "participant",
            Self::Phone => "phone",
            Self::Forward => "forward",
        }
    }

    /// The kind that the database spells so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }

    /// Whether customers may see articles of this kind.
    pub fn is_for_customers(self) -> bool {
        match self {
            Self::Request | Self::Reply | Self::Participant | Self::Phone => true,
            Self::Note | Self::Forward => false,
        }
    }

    /// Whether it is what the customer wants, whoever wrote it.
    pub fn is_customers(self) -> bool {
        matches!(self, Self::Request | Self::Phone)
    }
}

/// Another ticket to which an article has belonged, or belongs by now.
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
    /// Where it was before, if it came from another ticket.
    pub origin: Option<Origin>,
    /// Where it is now, if it was split off: then only its place is left here.
    pub moved: Option<Origin>,
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
        (article.kind.is_for_customers() && !article.hidden && article.moved.is_none())
            .then_some(Self(article))
    }

    /// The article.
    pub fn get(&self) -> &Article {
        &self.0
    }
}

#[cfg(test)]
impl Article {
    /// A note of nobody's without words, for tests to be filled in.
    pub fn empty() -> Self {
        Self {
            id: 1,
            number: 1,
            kind: ArticleKind::Note,
            author: None,
            author_name: String::new(),
            body: String::new(),
            markup: Markup::Plain,
            encrypted: false,
            undecryptable: false,
            hidden: false,
            emptied: false,
            origin: None,
            moved: None,
            reply_to: None,
            question: None,
            at: DateTime::UNIX_EPOCH,
            files: vec![],
            missing_files: vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(kind: ArticleKind, hidden: bool) -> Article {
        Article { kind, hidden, body: "words".into(), ..Article::empty() }
    }

    #[test]
    fn a_note_never_becomes_a_customers_article() {
        for kind in [ArticleKind::Note, ArticleKind::Forward] {
            assert!(CustomerArticle::from(article(kind, false)).is_none());
        }
        for kind in [ArticleKind::Request, ArticleKind::Reply, ArticleKind::Participant, ArticleKind::Phone] {
            assert!(CustomerArticle::from(article(kind, false)).is_some());
        }
    }

    #[test]
    fn nor_does_what_has_gone_to_another_ticket() {
        let moved = Some(Origin { ticket: "1003".into(), number: 1 });
        assert!(CustomerArticle::from(Article { moved, ..article(ArticleKind::Request, false) }).is_none());
    }

    #[test]
    fn nor_does_what_was_deleted() {
        assert!(CustomerArticle::from(article(ArticleKind::Request, true)).is_none());
    }
}
