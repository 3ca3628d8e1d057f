//! Answers kept at hand: the pages of a site share footers, links and style sheets, and what was worked out for one of them
//! holds for all.

use std::cell::RefCell;
use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Texts kept by one [`Memo`], in bytes, and the longest that is kept.
const MAX_KEPT: usize = 256 << 10;
const MAX_TEXT: usize = MAX_KEPT / 4;

/// The answers of a pure function to texts met before, for one thread.
#[derive(Debug)]
pub struct Memo<T>(RefCell<MemoTable<T>>);

#[derive(Debug)]
struct MemoTable<T> {
    answers: HashMap<Box<str>, T, RandomState>,
    /// Bytes of the texts.
    size: usize,
}

impl<T: Clone> Default for Memo<T> {
    fn default() -> Self {
        Self(RefCell::new(MemoTable { answers: HashMap::default(), size: 0 }))
    }
}

impl<T: Clone> Memo<T> {
    /// The answer to a text: always that of `answer`, asked again only where it is not at hand.
    pub fn get(&self, text: &str, answer: impl FnOnce() -> T) -> T {
        if let Some(known) = self.0.borrow().answers.get(text) {
            return known.clone();
        }
        let new = answer();
        if text.len() <= MAX_TEXT {
            let mut known = self.0.borrow_mut();
            if known.size + text.len() > MAX_KEPT {
                (known.answers, known.size) = (HashMap::default(), 0);
            }
            known.size += text.len();
            known.answers.insert(text.into(), new.clone());
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_KEPT, MAX_TEXT, Memo};

    #[test]
    fn a_text_is_worked_out_once_and_the_store_stays_small() {
        let memo = Memo::default();
        assert_eq!(memo.get("a", || 1), 1);
        assert_eq!(memo.get("a", || 2), 1);
        let long = "x".repeat(MAX_TEXT + 1);
        assert_eq!(memo.get(&long, || 3), 3);
        assert_eq!(memo.get(&long, || 4), 4);
        for number in 0..MAX_KEPT {
            memo.get(&format!("{number:09}"), || number);
        }
        assert!(memo.0.borrow().size <= MAX_KEPT);
    }
}
