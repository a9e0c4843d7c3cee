//! Rows that are worked out beside the connection that writes: by their transaction's task once it has given the pen
//! on, or by whoever needs them before it comes to that.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use sea_orm::Value;

use super::statement::Trouble;

/// The values of rows, each for one run of a statement.
pub type Rows = Vec<Vec<Value>>;
/// Works rows out. It waits for nothing.
pub type Work = Box<dyn FnOnce() -> Rows + Send>;

/// Rows that a statement will write.
pub(super) struct Later {
    state: Mutex<State>,
    done: Condvar,
}

enum State {
    ToDo(Work),
    /// Somebody is at it, on another thread.
    Begun,
    Done(Arc<Rows>),
    Panicked,
}

impl Later {
    pub(super) fn new(work: Work) -> Self {
        Self { state: Mutex::new(State::ToDo(work)), done: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works the rows out, unless somebody has begun to.
    pub(super) fn work(&self) {
        let mut state = self.state();
        let work = match std::mem::replace(&mut *state, State::Begun) {
            State::ToDo(work) => work,
            begun => {
                *state = begun;
                return;
            }
        };
        drop(state);
        let worked = catch_unwind(AssertUnwindSafe(work));
        *self.state() = worked.map_or(State::Panicked, |rows| State::Done(Arc::new(rows)));
        self.done.notify_all();
    }

    /// The rows, once they are worked out.
    pub(super) fn rows(&self) -> Result<Arc<Rows>, Trouble> {
        self.work();
        let is_begun = |state: &mut State| matches!(state, State::Begun);
        let state = self.done.wait_while(self.state(), is_begun).unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Done(rows) => Ok(Arc::clone(rows)),
            _ => Err(Trouble::Value("what is to be written could not be worked out".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    fn ids(later: &Later) -> Option<Rows> {
        later.rows().ok().map(|rows| rows.to_vec())
    }

    #[test]
    fn whoever_needs_them_first_works_them_out_once() {
        let later = Later::new(Box::new(|| vec![vec![1_i64.into()]]));
        assert_eq!(ids(&later), Some(vec![vec![1_i64.into()]]));
        later.work();
        assert_eq!(ids(&later), Some(vec![vec![1_i64.into()]]), "they may be written again after an undoing");
    }

    #[test]
    fn who_needs_them_while_another_is_at_it_waits() {
        let (begin, begun) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        let later = Arc::new(Later::new(Box::new(move || {
            begin.send(()).unwrap();
            ended.recv().unwrap();
            vec![vec![7_i64.into()]]
        })));
        let other = Arc::clone(&later);
        let worker = thread::spawn(move || other.work());
        begun.recv().unwrap();
        let waiter = thread::spawn(move || ids(&later));
        end.send(()).unwrap();
        worker.join().unwrap();
        assert_eq!(waiter.join().unwrap(), Some(vec![vec![7_i64.into()]]));
    }

    #[test]
    fn what_panics_fails_and_holds_nobody_up() {
        let later = Later::new(Box::new(|| panic!("a bug")));
        later.work();
        assert_eq!(ids(&later), None);
    }
}
