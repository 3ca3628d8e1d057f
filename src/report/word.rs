//! Words of the program's own in a report (rule ids, states, places), which live as long as the program. A report that
//! is read back may be of another version: words that this one does not have are kept, too.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

/// A word of the program's own.
pub type Word = &'static str;

/// Words met so far in reports that were read back.
static KNOWN: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());
/// More different words, or longer ones, are in no report of ours.
const MOST: usize = 2000;
const LONGEST: usize = 64;

/// Reads a word.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    known(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("not a word of a report"))
}

/// Reads a word or null.
pub(super) fn read_option<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Word>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    known(&text).map(Some).ok_or_else(|| D::Error::custom("not a word of a report"))
}

/// The one copy of a word, which is never given back: there are few.
fn known(text: &str) -> Option<Word> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = known.get(text) {
        return Some(word);
    }
    if known.len() >= MOST || text.len() > LONGEST {
        return None;
    }
    let word: Word = Box::leak(text.to_owned().into_boxed_str());
    known.insert(word);
    Some(word)
}
