//! What was worked out before: of words and names the same come again and again.

use std::collections::HashMap;

/// Bytes of a question that is kept.
const LONGEST: usize = 120;

/// Answers by their questions, as many as fit; when it is full it begins anew.
pub struct Memo<V> {
    known: HashMap<String, V>,
    most: usize,
}

impl<V: Clone> Memo<V> {
    /// Of at most `most` answers.
    pub fn of(most: usize) -> Self {
        Self { known: HashMap::new(), most }
    }

    /// The answer to `question`, worked out if it is not known. What is longer than any word is not kept.
    pub fn get(&mut self, question: &str, answer: impl FnOnce(&str) -> V) -> V {
        if question.len() > LONGEST {
            return answer(question);
        }
        if let Some(known) = self.known.get(question) {
            return known.clone();
        }
        if self.known.len() >= self.most {
            self.known.clear();
        }
        let answer = answer(question);
        self.known.insert(question.to_owned(), answer.clone());
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_worked_out_again_until_it_is_full() {
        let mut memo = Memo::of(2);
        let mut asked = Vec::new();
        for question in ["a", "a", "b", "c", "a"] {
            assert_eq!(
                memo.get(question, |q| {
                    asked.push(q.to_owned());
                    q.to_uppercase()
                }),
                question.to_uppercase()
            );
        }
        assert_eq!(asked, ["a", "b", "c", "a"]);
    }

    #[test]
    fn what_is_no_word_is_not_kept() {
        let mut memo = Memo::of(2);
        let long = "x".repeat(LONGEST + 1);
        assert_eq!((memo.get(&long, str::len), memo.get(&long, |_| 0)), (LONGEST + 1, 0));
    }
}
