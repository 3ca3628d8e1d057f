//! Police numbers in a line: 京公网安备11010502030143号 and its variants.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded};
use super::{Found, Number};
use crate::domain::icp_number::Slip;
use crate::domain::police_number::PoliceNumber;
use crate::domain::province;

/// The words before 备, longest first where one ends another; whether they name the national register by
/// themselves. The others are also said of other filings, and need a province or digits that begin with one.
const WORDS: [(&str, bool); 22] = [
    // characters that changed their places
    ("网公安", true),
    ("网安公", true),
    ("安公网", true),
    ("安网公", true),
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
    ("安网", true),
    ("网公", true),
    ("安公", true),
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
    let (plain, ordinal) = label(&mut after, plain);
    let Some(body) = body::read(&mut after, &[14]) else {
        return empty(line, hint, &after, (mark, start), plain);
    };
    let closed = after.eat(&['号']).is_some();
    let digits = body::text(line, &body)?;
    if !is_plausible(mark, plain, &body, closed, &digits) {
        return None;
    }
    let inferred = || province::by_digits(&digits).and_then(|p| p.police.first()).copied();
    let (mark, mark_written) = match mark {
        Mark::Written(c) => (Some(c), true),
        Mark::Named(c) => (Some(c), false),
        Mark::None => (inferred(), false),
    };
    let slip = match body.kind {
        BodyKind::LookAlike(_) => Some(Slip::LettersAmongDigits),
        _ => ordinal.then_some(Slip::Ordinal),
    };
    let number = Number::Police(PoliceNumber { mark, mark_written, digits, slip });
    Some(Found { range: start..after.at(), digits: body.range, number })
}

/// The words of a number with none between 备 and 号: 京公网安备 号.
fn empty(
    line: &str,
    hint: &Range<usize>,
    after: &Cursor<'_>,
    (mark, start): (Mark, usize),
    plain: bool,
) -> Option<Found> {
    let Mark::Written(mark) = mark else { return None };
    let is_empty = folded(line.get(hint.end..after.at())?) == "号";
    if !plain || !is_empty || after.peek().is_some_and(super::icp_parts::is_word) {
        return None;
    }
    let digits = String::new();
    let number = PoliceNumber { mark: Some(mark), mark_written: true, digits, slip: None };
    Some(Found { range: start..after.at(), digits: hint.clone(), number: Number::Police(number) })
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

/// Passes 案, 登记, 编号, a colon, 第; or a character of the words that got behind 备 (公网备安). Tells whether the words
/// then name the register by themselves, and whether 第 is there.
fn label(cursor: &mut Cursor<'_>, plain: bool) -> (bool, bool) {
    let mut ahead = *cursor;
    if ahead.eat_glued(&['安', '网', '公']).is_some() {
        ahead.skip_blanks();
        if ahead.peek().is_some_and(body::is_digit) {
            *cursor = ahead;
            return (true, false);
        }
    }
    cursor.eat(&['案']);
    cursor.eat_word("登记");
    cursor.eat(&['编', '序']);
    if cursor.eat(&['号']).is_some() {
        cursor.eat(&['码']);
    }
    cursor.eat(&[':']);
    cursor.eat(&['字']);
    (plain, cursor.eat(&['第']).is_some())
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
        (BodyKind::Mask(_) | BodyKind::Template | BodyKind::Unset, _) => {
            plain && (closed || mark != Mark::None)
        }
        (BodyKind::LookAlike(_), _) => plain && (closed || mark != Mark::None),
        (BodyKind::Words, _) => plain && matches!(mark, Mark::Written(_)),
    }
}
