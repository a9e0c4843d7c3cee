//! What people get to see: no note where customers read, and nothing but sentences.

use sportello_tests::promises::is_operators;
use sportello_tests::{Harness, Shown, wording};

use super::deeds::MARK;
use super::world::CUSTOMERS;

/// How far the outputs were looked at.
#[derive(Default)]
pub struct Outputs {
    alpha: usize,
    beta: usize,
    mails: usize,
}

impl Outputs {
    /// Looks at what was said since the last look.
    pub fn look(&mut self, desk: &Harness) {
        for (chat, seen) in [(desk.alpha(), &mut self.alpha), (desk.beta(), &mut self.beta)] {
            let new = chat.since(*seen);
            *seen += new.len();
            new.iter().filter(|m| m.by.is_none()).for_each(look_at);
        }
        let mails = desk.mail().all();
        for mail in mails.iter().skip(self.mails) {
            let text = format!("{}\n{}", mail.subject, mail.body.as_text());
            is_a_sentence(&text);
            let to_customer = !mail.to.ends_with("example.org") || mail.to.starts_with("mia");
            assert!(!to_customer || !text.contains(MARK), "a note was mailed: {mail:#?}");
        }
        self.mails = mails.len();
    }

    /// Looks at all of it once more: what was edited meanwhile, and the files.
    pub fn whole(&mut self, desk: &Harness, marks: u64) {
        for chat in [desk.alpha(), desk.beta()] {
            chat.all().iter().filter(|m| m.by.is_none()).for_each(look_at);
            for (name, bytes) in chat.sent_files() {
                let text = String::from_utf8_lossy(&bytes);
                let internal = name.contains("-internal");
                assert!(internal || !text.contains(MARK), "{name} holds a note");
            }
        }
        let internal = [desk.alpha(), desk.beta()]
            .iter()
            .any(|c| c.all().iter().any(|m| m.by.is_none() && is_operators(m) && m.text.contains(MARK)));
        assert!(marks < 20 || internal, "operators see the notes, or this looks at nothing");
    }
}

fn look_at(message: &Shown) {
    for text in std::iter::once(&message.text).chain(&message.before) {
        is_a_sentence(text);
        let read_by_customers = !is_operators(message);
        assert!(!(read_by_customers && text.contains(MARK)), "a note where customers read: {message:#?}");
    }
    let reader = message.only_for.as_deref().or_else(|| message.spot.room.strip_prefix("direct:"));
    let italian =
        reader.is_some_and(|r| CUSTOMERS.iter().any(|(name, locale)| *name == r && *locale == "it"));
    if italian && let Some(key) = wording::refusal(&message.text, "en") {
        assert!(wording::refusal(&message.text, "it").is_some(), "{key}, in English: {message:#?}");
    }
}

/// Nothing that was not filled in, no key in place of its words, and not nothing.
fn is_a_sentence(text: &str) {
    assert!(!text.trim().is_empty(), "an empty message");
    assert!(!text.contains("{$") && !text.contains("{ $"), "not filled in: {text}");
    let key = text.split_whitespace().find(|word| wording::is_key(word));
    assert!(key.is_none(), "{key:?} in place of its words: {text}");
}
