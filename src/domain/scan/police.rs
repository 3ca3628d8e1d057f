//! Police numbers in a line: 京公网安备11010502030143号 and its variants.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded};
use super::{Found, Number};
use crate::domain::police_number::PoliceNumber;
use crate::domain::province;

/// The words before 备, longest first where one ends another; whether they name the national register by
/// themselves. The others are also said of other filings, and need a province or digits that begin with one.
const WORDS: [(&str, bool); 15] = [
    ("公安机关联网", false),
    ("公安机关", false),
    ("公安网安", true),
    ("公安联网", false),
    ("国际联网", false),
    ("联网", false),
    ("公网安全", true),
    ("公安网", true),
    ("公网安", true),
    ("公安部", false),
    ("公安", false),
    ("公网", true),
    // districts of Beijing had their own in the years of 12 digits: 海淀, 宣武
    ("公海网安", true),
    ("公宣网安", true),
    ("网安", false),
];

/// What names the province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// Its character.
    Written(char),
    /// Its name; the character is inferred.
    Named(char),
    /// Nothing.
    None,
}

/// Reads the number around 备; `hint` is the range of that character.
pub(super) fn read(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let mut before = Cursor::new(line, floor, hint.start);
    let (_, plain) = WORDS.into_iter().find(|(word, _)| before.eat_word_back(word))?;
    let (mark, start) = mark(before);
    if mark == Mark::None && before.before().ends_with("文保") {
        return None; // a city's own register of cultural sites
    }
    let mut after = Cursor::new(line, floor, hint.end);
    label(&mut after);
    let body = body::read(&mut after, &[14])?;
    let closed = after.eat(&['号']).is_some();
    let digits = folded(line.get(body.range.clone())?);
    if !is_plausible(mark, plain, &body, closed, &digits) {
        return None;
    }
    let inferred = || province::by_digits(&digits).and_then(|p| p.police.first()).copied();
    let (mark, mark_written) = match mark {
        Mark::Written(c) => (Some(c), true),
        Mark::Named(c) => (Some(c), false),
        Mark::None => (inferred(), false),
    };
    let number = Number::Police(PoliceNumber { mark, mark_written, digits });
    Some(Found { range: start..after.at(), digits: body.range, number })
}

/// The province before the word, and where the number starts.
fn mark(word: Cursor<'_>) -> (Mark, usize) {
    let mut before = word;
    before.skip_blanks_back();
    if let Some((province, len)) = province::named_at_end(before.before()) {
        return (Mark::Named(province.police[0]), before.at() - len);
    }
    match before.eat_mark_back() {
        Some(c) => (Mark::Written(c), before.at()),
        None => (Mark::None, word.at()),
    }
}

/// Passes 案, 登记, 编号, a colon.
fn label(cursor: &mut Cursor<'_>) {
    cursor.eat(&['案']);
    cursor.eat_word("登记");
    cursor.eat(&['编', '序']);
    if cursor.eat(&['号']).is_some() {
        cursor.eat(&['码']);
    }
    cursor.eat(&[':']);
}

/// Whether what was read is meant as a number of the register.
fn is_plausible(mark: Mark, plain: bool, body: &Body, closed: bool, digits: &str) -> bool {
    match (body.kind, mark) {
        (BodyKind::Digits(count), Mark::Written(_)) if plain => {
            (if closed { 4..=20 } else { 8..=20 }).contains(&count)
        }
        (BodyKind::Digits(count), Mark::Written(_) | Mark::Named(_)) => (11..=17).contains(&count),
        (BodyKind::Digits(count), Mark::None) if plain => (11..=17).contains(&count),
        // eleven digits may be a telephone number
        (BodyKind::Digits(count), Mark::None) => {
            (12..=15).contains(&count) && province::by_digits(digits).is_some()
        }
        (BodyKind::Mask(_) | BodyKind::Template, _) => plain && (closed || mark != Mark::None),
        (BodyKind::Words, _) => plain && matches!(mark, Mark::Written(_)),
    }
}
