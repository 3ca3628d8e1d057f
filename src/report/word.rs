//! Words of the program's own in a report (rule ids, states, places), which live as long as the program. A report that
//! is read back may be of another version: words that this one does not have are kept, too.

use std::collections::BTreeSet;

use parking_lot::Mutex;
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

/// Whether a text has the form of a word. A report that is read back is a file that anybody may have written: a word goes
/// into every format as it is.
fn is_word(text: &str) -> bool {
    let inside =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(inside)
}

/// The one copy of a word, which is never given back: there are few.
fn known(text: &str) -> Option<Word> {
    if !is_word(text) {
        return None;
    }
    let mut known = KNOWN.lock();
    if let Some(word) = known.get(text) {
        return Some(word);
    }
    if known.len() >= MOST {
        return None;
    }
    let word: Word = Box::leak(text.to_owned().into_boxed_str());
    known.insert(word);
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_letters_and_digits() {
        for text in ["icp-missing", "utf-8", "iso-8859-8-i", "x-user-defined", "a_b.c:d"] {
            assert_eq!(known(text), Some(text));
        }
        let long = "a".repeat(LONGEST + 1);
        for text in
            ["", " ", "a b", "<b>", "=1", "a\u{1b}", "a\u{9b}", "备案", "a\nb", "\u{202e}", &long]
        {
            assert_eq!(known(text), None, "{text:?}");
        }
    }
}
