//! What stands on the page, before it is written in any format.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sportello_chat::{FileRef, Markup};

use super::{
    CustomerTranscript, Facts, Happening, OperatorArticle, OperatorTranscript, Setting, Version, clean,
};
use crate::config::Signature;
use crate::text::Args;
use crate::ticket::{Article, ArticleKind, Origin};

/// A ticket as it will be written. Strings are clean of what can't be shown, and not yet escaped.
pub struct Page {
    /// The ticket; the owner as the reader may know them.
    pub facts: Facts,
    /// What was said.
    pub entries: Vec<Entry>,
    /// What only operators read; none on a customer's page.
    pub internal: Option<Internal>,
    /// Whether some of it was written where words are encrypted.
    pub encrypted: bool,
}

/// What only operators read.
pub struct Internal {
    /// Who answers for the ticket.
    pub responsible: Option<String>,
    /// What happened.
    pub history: Vec<Happening>,
}

/// An article on the page.
pub struct Entry {
    /// Its place on the page, from 1.
    pub position: usize,
    /// Its number in the ticket, for operators alone: what is missing between two numbers would tell
    /// customers how many notes there are.
    pub number: Option<i32>,
    /// What it is.
    pub kind: ArticleKind,
    /// Its author, as the reader may know them.
    pub by: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The question it answers, where one was asked.
    pub question: Option<String>,
    /// What it says.
    pub body: String,
    /// How to read it.
    pub markup: Markup,
    /// Whether its words are still locked.
    pub undecryptable: bool,
    /// Whether its author deleted it.
    pub deleted: bool,
    /// Where it was before it came here, for operators alone.
    pub origin: Option<Origin>,
    /// Where it has gone; then it says nothing here.
    pub moved: Option<Origin>,
    /// Whether its words were removed for good.
    pub emptied: bool,
    /// The position of the one that it answers.
    pub answers: Option<usize>,
    /// Its files.
    pub files: Vec<FileRef>,
    /// Files that could not be had, and for operators why.
    pub missing: Vec<(String, Option<String>)>,
    /// What it said before.
    pub versions: Vec<Version>,
}

impl Entry {
    /// What is to be known of it before it is read, a sentence each.
    pub fn remarks(&self, setting: &Setting<'_>) -> Vec<String> {
        let other = |at: &Origin| {
            Args::new().text("number", at.ticket.as_str()).text("article", at.number.to_string())
        };
        let was = self.origin.iter().map(|at| setting.fill("transcript-origin", &other(at)));
        let gone = self.moved.iter().map(|at| setting.fill("transcript-moved", &other(at)));
        let is_so = [
            (self.deleted, "transcript-deleted"),
            (self.emptied, "transcript-emptied"),
            (self.undecryptable, "transcript-undecryptable"),
        ];
        let is_so = is_so.into_iter().filter(|(is_so, _)| *is_so).map(|(_, key)| setting.say(key));
        was.chain(gone).chain(is_so).collect()
    }
}

/// The page for a customer.
pub fn for_customer(transcript: &CustomerTranscript, setting: &Setting<'_>) -> Page {
    let mut facts = transcript.facts.clone();
    let signed = |name: &str| match transcript.signature {
        Signature::Name => name.to_owned(),
        Signature::Role => setting.say("customer-an-operator"),
        Signature::Queue => transcript.facts.queue.clone(),
    };
    facts.owner = facts.owner.map(|name| signed(&name));
    let positions = positions(transcript.articles.iter().map(|a| a.get()));
    let entries = transcript.articles.iter().map(|article| {
        let article = article.get();
        let by = match article.kind {
            ArticleKind::Request | ArticleKind::Participant => article.author_name.clone(),
            // All else is the desk's word.
            _ => signed(&article.author_name),
        };
        let mut entry = entry(article, by, &positions);
        for (_, why) in &mut entry.missing {
            *why = None;
        }
        entry
    });
    Page {
        entries: entries.collect(),
        internal: None,
        encrypted: transcript.articles.iter().any(|a| a.get().encrypted),
        facts: clean_facts(facts, setting),
    }
}

/// The page for operators.
pub fn for_operators(transcript: &OperatorTranscript, setting: &Setting<'_>) -> Page {
    let positions = positions(transcript.articles.iter().map(|a| &a.article));
    let entries = transcript.articles.iter().map(|OperatorArticle { article, versions }| {
        let mut entry = entry(article, article.author_name.clone(), &positions);
        entry.number = Some(article.number);
        entry.origin.clone_from(&article.origin);
        entry.moved.clone_from(&article.moved);
        entry.versions = versions
            .iter()
            .map(|v| Version { body: clean::text(&v.body), markup: v.markup, replaced_at: v.replaced_at })
            .collect();
        entry
    });
    let history = transcript.history.iter().map(|h| Happening {
        at: h.at,
        who: h.who.as_deref().map(clean::line),
        platform: clean::line(&h.platform),
        event: clean::line(&h.event),
        what: clean::line(&h.what),
    });
    Page {
        entries: entries.collect(),
        internal: Some(Internal {
            responsible: transcript.responsible.as_deref().map(clean::line),
            history: history.collect(),
        }),
        encrypted: transcript.articles.iter().any(|a| a.article.encrypted),
        facts: clean_facts(transcript.facts.clone(), setting),
    }
}

/// The place of each article, by its row.
fn positions<'a>(articles: impl Iterator<Item = &'a Article>) -> HashMap<i64, usize> {
    articles.enumerate().map(|(index, article)| (article.id, index + 1)).collect()
}

fn entry(article: &Article, by: String, positions: &HashMap<i64, usize>) -> Entry {
    Entry {
        position: positions.get(&article.id).copied().unwrap_or_default(),
        number: None,
        kind: article.kind,
        by: clean::line(&by),
        at: article.at,
        question: article.question.as_deref().map(clean::line),
        body: clean::text(&article.body),
        markup: article.markup,
        undecryptable: article.undecryptable,
        deleted: article.hidden && !article.emptied,
        emptied: article.emptied,
        origin: None,
        moved: None,
        answers: article.reply_to.and_then(|id| positions.get(&id).copied()),
        files: article
            .files
            .iter()
            .map(|f| FileRef { name: clean::line(&f.name), mime: clean::line(&f.mime), ..f.clone() })
            .collect(),
        missing: article
            .missing_files
            .iter()
            .map(|(name, why)| (clean::line(name), Some(clean::line(why))))
            .collect(),
        versions: Vec::new(),
    }
}

fn clean_facts(mut facts: Facts, setting: &Setting<'_>) -> Facts {
    facts.number = clean::line(&facts.number);
    facts.title = clean::line(&facts.title);
    if facts.title.is_empty() {
        facts.title = setting.say("operator-untitled");
    }
    facts.queue = clean::line(&facts.queue);
    facts.customer = clean::line(&facts.customer);
    facts.owner = facts.owner.as_deref().map(clean::line);
    if let Some(rating) = &mut facts.rating {
        rating.stars = rating.stars.min(5);
        rating.comment = clean::text(rating.comment.trim());
    }
    facts
}

/// What the head of the page tells, each with its label: the facts that HTML and Markdown share.
pub fn told(page: &Page, setting: &Setting<'_>) -> Vec<(String, String)> {
    let facts = &page.facts;
    let nobody = || setting.say("operator-nobody");
    let mut told = vec![
        (setting.say("transcript-queue"), facts.queue.clone()),
        (setting.say("transcript-state"), setting.state(facts.state)),
        (setting.say("transcript-customer"), facts.customer.clone()),
    ];
    match &page.internal {
        Some(internal) => {
            let owner = facts.owner.clone().unwrap_or_else(nobody);
            told.push((setting.say("transcript-owner"), owner));
            let responsible = internal.responsible.clone().unwrap_or_else(nobody);
            told.push((setting.say("transcript-responsible"), responsible));
        }
        None => told.extend(facts.owner.clone().map(|owner| (setting.say("transcript-in-charge"), owner))),
    }
    told.push((setting.say("transcript-opened"), setting.time(facts.opened_at)));
    if let Some(closed) = facts.closed_at {
        told.push((setting.say("transcript-closed"), setting.time(closed)));
    }
    told
}
