//! ICP numbers on English pages: `Shanghai ICP No. 2023031604-1`, `Yue ICP Bei 17008007 Hao`.

use std::ops::Range;

use super::body::{self, BodyKind};
use super::cursor::{Cursor, folded};
use super::{Found, Number, suffix};
use crate::domain::icp_number::IcpNumber;
use crate::domain::province::{self, Latin};

/// The longest word that can name a province.
const LONGEST_WORD: usize = 12;

/// Reads the number around the letters ICP; `hint` is their range. Without a province before it, it is none.
pub(super) fn read(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let mut after = Cursor::new(line, floor, hint.end);
    if !label(&mut after) {
        return None;
    }
    let (mark, start) = mark(line, floor, hint.start)?;
    let body = body::read(&mut after, &[8, 10])?;
    match body.kind {
        BodyKind::Digits(count) if (6..=12).contains(&count) => {}
        BodyKind::Mask(_) => {}
        BodyKind::Digits(_)
        | BodyKind::Template
        | BodyKind::Words
        | BodyKind::Unset
        | BodyKind::LookAlike(_) => return None,
    }
    let mut found = suffix::read(&mut after, line, 3);
    if after.eat_word("HAO") || after.eat(&['号']).is_some() {
        found = suffix::read(&mut after, line, 3).or(found);
    }
    let number =
        IcpNumber { mark, body: folded(line.get(body.range.clone())?), suffix: found, slip: None };
    Some(Found { range: start..after.at(), digits: body.range, number: Number::Icp(number) })
}

/// Passes what is between ICP and the number: Bei, Filing …, No. One of them must be there.
fn label(cursor: &mut Cursor<'_>) -> bool {
    let filing = ["BEIAN", "BEI", "FILING", "RECORD", "REGISTRATION"]
        .iter()
        .any(|word| cursor.eat_word(word));
    let number = ["NUMBER", "NO"].iter().any(|word| cursor.eat_word(word));
    cursor.eat(&['.']);
    cursor.eat(&[':']);
    filing || number
}

/// The province before the letters, and where its word starts; the character is `None` where several provinces are
/// read so.
fn mark(line: &str, floor: usize, icp: usize) -> Option<(Option<char>, usize)> {
    let mut before = Cursor::new(line, floor, icp);
    before.skip_blanks_back();
    let word = last_word(before.before());
    let start = before.at() - word.len();
    match province::by_latin(word) {
        Some(Latin::Province(province)) => Some((Some(province.icp), start)),
        Some(Latin::Ambiguous) => Some((None, start)),
        None if word.eq_ignore_ascii_case("Mongolia") => {
            let mut inner = Cursor::new(line, floor, start);
            inner.eat_word_back("INNER").then(|| (Some('蒙'), inner.at()))
        }
        None => None,
    }
}

/// The ASCII letters at the end of a text; none where they are too many.
fn last_word(text: &str) -> &str {
    let letters =
        text.bytes().rev().take(LONGEST_WORD + 1).take_while(u8::is_ascii_alphabetic).count();
    if letters > LONGEST_WORD { "" } else { text.get(text.len() - letters..).unwrap_or_default() }
}
