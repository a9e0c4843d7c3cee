//! Words for operators.

use sportello_chat::{Body, Markup};

use crate::text::{Args, Language, Texts};
use crate::ticket::{Article, ArticleKind};

/// An article as operators see it, notes and deleted ones too.
pub fn article(texts: &Texts, language: Language, article: &Article) -> Body {
    let key = match article.kind {
        ArticleKind::Request => "operator-article-request",
        ArticleKind::Reply => "operator-article-reply",
        ArticleKind::Note => "operator-article-note",
        ArticleKind::Participant => "operator-article-participant",
        ArticleKind::Phone => "operator-article-phone",
        ArticleKind::Forward => "operator-article-forward",
    };
    let number = u64::try_from(article.number).unwrap_or_default();
    let args = Args::new().text("name", article.author_name.as_str()).text("number", number.to_string());
    let mut body = Body::markdown(texts.say(language, key, &args));
    if let Some(origin) = &article.origin {
        let args =
            Args::new().text("number", origin.ticket.as_str()).text("article", origin.number.to_string());
        body = body.then(texts.say(language, "operator-article-origin", &args), Markup::Markdown);
    }
    if let Some(moved) = &article.moved {
        let args =
            Args::new().text("number", moved.ticket.as_str()).text("article", moved.number.to_string());
        body = body.then(texts.say(language, "operator-article-moved", &args), Markup::Markdown);
    }
    if article.emptied {
        body = body.then(texts.say(language, "operator-article-emptied", &Args::new()), Markup::Markdown);
    } else if article.hidden {
        body = body.then(texts.say(language, "operator-article-deleted", &Args::new()), Markup::Markdown);
    }
    if article.undecryptable {
        body = body.then(texts.say(language, "operator-undecryptable", &Args::new()), Markup::Markdown);
    }
    if let Some(question) = &article.question {
        let args = Args::new().text("question", question.as_str());
        body = body.then(texts.say(language, "operator-article-answers", &args), Markup::Markdown);
    }
    body = body.then(article.body.clone(), article.markup);
    for (name, why) in &article.missing_files {
        let args = Args::new().text("file", name.as_str()).text("why", why.as_str());
        body = body.then(texts.say(language, "operator-file-missing", &args), Markup::Markdown);
    }
    body
}
