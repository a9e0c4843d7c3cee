//! Which language somebody seems to speak, told from their words: worked out before the transaction in which it is
//! needed, since others wait within.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use sportello_chat::{Author, Platform};

use crate::text::{Language, detect};

/// As many accounts are remembered; then it begins anew.
const MOST: usize = 50_000;

/// The language of a text, told once.
#[derive(Debug)]
pub struct Guess {
    text: Option<String>,
    language: OnceLock<Option<Language>>,
}

impl Guess {
    /// From this text, if there is one.
    pub fn from(text: Option<&str>) -> Self {
        Self { text: text.map(str::to_owned), language: OnceLock::new() }
    }

    /// The language, if that is reasonably sure.
    pub fn language(&self) -> Option<Language> {
        *self.language.get_or_init(|| self.text.as_deref().and_then(detect))
    }
}

/// Accounts whose people's language is known, so that it need not be told from what they write. One that is missing
/// costs some time, and one too many likewise.
#[derive(Debug, Default)]
pub struct Known {
    hasher: RandomState,
    accounts: Mutex<HashSet<u64>>,
}

impl Known {
    fn accounts(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hash(&self, platform: &Platform, author: &Author) -> u64 {
        self.hasher.hash_one((platform.as_str(), author.id.as_str()))
    }

    /// Whether the language of this account's person is known.
    pub fn has(&self, platform: &Platform, author: &Author) -> bool {
        self.accounts().contains(&self.hash(platform, author))
    }

    /// The language of this account's person is known.
    pub fn add(&self, platform: &Platform, author: &Author) {
        let account = self.hash(platform, author);
        let mut accounts = self.accounts();
        if accounts.len() >= MOST {
            accounts.clear();
        }
        accounts.insert(account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHA: Platform = Platform::new("alpha");

    #[test]
    fn an_account_is_known_on_its_own_platform() {
        let known = Known::default();
        let mia = Author { id: "mia".to_owned(), ..Author::default() };
        let leo = Author { id: "leo".to_owned(), ..Author::default() };
        known.add(&ALPHA, &mia);
        assert!(known.has(&ALPHA, &mia));
        assert!(!known.has(&ALPHA, &leo));
        assert!(!known.has(&Platform::new("beta"), &mia));
    }

    #[test]
    fn a_language_is_told_from_enough_words_only() {
        assert_eq!(Guess::from(Some("My VPN is down since this morning")).language(), Some(Language::En));
        assert_eq!(Guess::from(Some("vpn?")).language(), None);
        assert_eq!(Guess::from(None).language(), None);
    }
}
