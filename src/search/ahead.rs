//! The stems of a text that will be indexed soon, worked out before its transaction begins: within it others wait.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::index::stems_of;

/// So many texts are known at most: more than messages are stored at a time.
const MOST: usize = 512;
/// A longer text, in bytes, is worked out when it is indexed.
const LONGEST: usize = 4096;

/// Stems by their texts; when it is full it begins anew.
#[derive(Default)]
struct Ahead(HashMap<String, Arc<[String]>>);

static AHEAD: LazyLock<Mutex<Ahead>> = LazyLock::new(Mutex::default);

fn ahead() -> MutexGuard<'static, Ahead> {
    AHEAD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Works out the stems of a text that will be indexed.
pub fn work_out(text: &str) {
    if text.is_empty() || text.len() > LONGEST {
        return;
    }
    let stems = stems_of(text);
    ahead().put(text, stems);
}

/// The stems of a text, in order: those that were worked out, or found now.
pub(super) fn stems(text: &str) -> Arc<[String]> {
    let known = ahead().0.get(text).cloned();
    known.unwrap_or_else(|| stems_of(text))
}

impl Ahead {
    fn put(&mut self, text: &str, stems: Arc<[String]>) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(text.to_owned(), stems);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_anew_when_it_is_full() {
        let mut ahead = Ahead::default();
        for i in 0..=MOST {
            ahead.put(&i.to_string(), Arc::default());
        }
        assert_eq!(ahead.0.len(), 1);
    }

    #[test]
    fn what_was_worked_out_is_what_is_found() {
        let text = "The printers were printing certificates ahead of time";
        work_out(text);
        assert_eq!(ahead().0.get(text), Some(&stems_of(text)));
        assert_eq!(stems(text), stems_of(text));
        assert_eq!(stems("nobody foresaw this"), stems_of("nobody foresaw this"));
    }
}
