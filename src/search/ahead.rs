//! The stems of a text that is about to be indexed, worked out before its transaction begins: within it others wait.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::index::stems_of;

/// A longer text, in bytes, is worked out when it is indexed.
const LONGEST: usize = 4096;

/// Stems by their texts, each with how many have worked it out and still have it.
type Stems = HashMap<String, (usize, Arc<[String]>)>;

static AHEAD: LazyLock<Mutex<Stems>> = LazyLock::new(Mutex::default);

fn ahead() -> MutexGuard<'static, Stems> {
    AHEAD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The stems of a text are at hand for as long as this lives.
#[derive(Debug)]
#[must_use = "they are forgotten with it"]
pub struct Ahead(Option<String>);

/// Works out the stems of a text that will be indexed.
pub fn work_out(text: &str) -> Ahead {
    if text.is_empty() || text.len() > LONGEST {
        return Ahead(None);
    }
    let stems = stems_of(text);
    ahead().entry(text.to_owned()).or_insert((0, stems)).0 += 1;
    Ahead(Some(text.to_owned()))
}

/// The stems of a text, in order: those that were worked out, or found now.
pub(super) fn stems(text: &str) -> Arc<[String]> {
    let known = ahead().get(text).map(|(_, stems)| Arc::clone(stems));
    known.unwrap_or_else(|| stems_of(text))
}

impl Drop for Ahead {
    fn drop(&mut self) {
        let Some(text) = &self.0 else { return };
        let mut all = ahead();
        if let Some((users, _)) = all.get_mut(text) {
            *users -= 1;
            if *users == 0 {
                all.remove(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_known(text: &str) -> bool {
        ahead().contains_key(text)
    }

    #[test]
    fn what_was_worked_out_is_at_hand_until_the_last_is_done_with_it() {
        let text = "The printers were printing certificates ahead of time";
        let (one, other) = (work_out(text), work_out(text));
        assert_eq!(stems(text), stems_of(text));
        drop(one);
        assert!(is_known(text));
        drop(other);
        assert!(!is_known(text));
        assert_eq!(stems(text), stems_of(text));
    }

    #[test]
    fn a_long_text_is_left_to_its_transaction() {
        let text = "printer ".repeat(LONGEST);
        let _ahead = work_out(&text);
        assert!(!is_known(&text));
    }
}
