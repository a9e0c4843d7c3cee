//! Words for customers. A [`CustomerText`] can be made here only, and from nothing that customers
//! may not see.

use sportello_chat::{Body, Markup};

use crate::text::{Args, Language, Texts};
use crate::ticket::{ArticleKind, CustomerArticle};

/// A text that customers may see.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerText(Body);

impl CustomerText {
    /// The text.
    pub fn body(&self) -> &Body {
        &self.0
    }

    /// The text.
    pub fn into_body(self) -> Body {
        self.0
    }
}

/// One of the desk's own messages to customers (`customer-…` in `locales/`).
pub fn notice(texts: &Texts, language: Language, key: &str, args: &Args) -> CustomerText {
    debug_assert!(key.starts_with("customer-"), "{key} is not worded for customers");
    CustomerText(Body::markdown(texts.say(language, key, args)))
}

/// A ready text, filled in: an admin has written it for customers.
pub fn ready_text(filled: String) -> CustomerText {
    CustomerText(Body::markdown(filled))
}

/// Several notices, one below the other.
pub fn together(notices: impl IntoIterator<Item = CustomerText>) -> CustomerText {
    CustomerText(Body(notices.into_iter().flat_map(|n| n.0.0).collect()))
}

/// An article as it is shown in a customer's conversation where its author did not write it.
/// `by` is how its author appears to customers.
pub fn article(texts: &Texts, language: Language, article: &CustomerArticle, by: &str) -> CustomerText {
    let key = match article.get().kind {
        ArticleKind::Phone => "customer-article-phone",
        _ => "customer-article-by",
    };
    let head = texts.say(language, key, &Args::new().text("name", by));
    CustomerText(words(Body::markdown(head), texts, language, article))
}

/// An article's words alone, below `head`.
pub fn words(head: Body, texts: &Texts, language: Language, article: &CustomerArticle) -> Body {
    let article = article.get();
    let mut body = head;
    if article.undecryptable {
        body = body.then(texts.say(language, "customer-undecryptable", &Args::new()), Markup::Markdown);
    }
    body = body.then(article.body.clone(), article.markup);
    for (name, _) in &article.missing_files {
        body = body.then(
            texts.say(language, "customer-file-missing", &Args::new().text("file", name.as_str())),
            Markup::Markdown,
        );
    }
    body
}
