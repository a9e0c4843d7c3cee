//! The files of `locales/`, each read when one of its messages is first said: read, they take ten times their length.

use std::collections::HashMap;
use std::sync::OnceLock;

use fluent_bundle::FluentResource;
use fluent_bundle::bundle::FluentBundle;
use unic_langid::{LanguageIdentifier, langid};

use super::Language;

/// Messages of one file, ready to be filled in.
pub(super) type Bundle = FluentBundle<FluentResource, intl_memoizer::concurrent::IntlLangMemoizer>;

macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../../locales/", $language, "/customer.ftl")),
            include_str!(concat!("../../locales/", $language, "/operator.ftl")),
            include_str!(concat!("../../locales/", $language, "/refusal.ftl")),
            include_str!(concat!("../../locales/", $language, "/mail.ftl")),
            include_str!(concat!("../../locales/", $language, "/help.ftl")),
            include_str!(concat!("../../locales/", $language, "/menu.ftl")),
            include_str!(concat!("../../locales/", $language, "/papers.ftl")),
            include_str!(concat!("../../locales/", $language, "/figures.ftl")),
            include_str!(concat!("../../locales/", $language, "/admin.ftl")),
            include_str!(concat!("../../locales/", $language, "/common.ftl")),
        ]
    };
}

const FILES: usize = 10;
static ENGLISH: [&str; FILES] = files!("en");
static ITALIAN: [&str; FILES] = files!("it");

/// The files of a language, as they are in `locales/`.
pub fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &ENGLISH,
        Language::It => &ITALIAN,
    }
}

/// All files, in every language. A message is in the same one in each; none refers to another.
pub(super) struct Files {
    /// Which file a message is in, by its key.
    file_of: HashMap<&'static str, usize>,
    en: [OnceLock<Bundle>; FILES],
    it: [OnceLock<Bundle>; FILES],
}

impl Default for Files {
    fn default() -> Self {
        let keys =
            ENGLISH.iter().enumerate().flat_map(|(file, source)| keys(source).map(move |key| (key, file)));
        Self { file_of: keys.collect(), en: Default::default(), it: Default::default() }
    }
}

impl Files {
    /// The file that has the message `key`.
    pub(super) fn with(&self, language: Language, key: &str) -> Option<&Bundle> {
        let file = *self.file_of.get(key)?;
        let (read, id) = match language {
            Language::En => (&self.en, langid!("en")),
            Language::It => (&self.it, langid!("it")),
        };
        Some(read.get(file)?.get_or_init(|| bundle(id, sources(language)[file])))
    }
}

/// The keys of a file's messages: what stands before `=` at the beginning of a line.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    source.lines().filter(begins).filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim_end())
}

fn bundle(language: LanguageIdentifier, source: &str) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // The marks would show up as boxes in terminals and in mail subjects.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) => resource,
        // The files are part of the program, and a test reads them; what could be parsed is used.
        Err((resource, errors)) => {
            tracing::error!(?errors, "a locale file has mistakes");
            resource
        }
    };
    bundle.add_resource_overriding(resource);
    bundle
}
