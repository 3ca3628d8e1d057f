//! What is between the mark and 号, and the suffix behind it.

use std::ops::Range;

use super::cursor::{Cursor, folded, is_han};

/// The part of a number that identifies it.
#[derive(Clone, Debug)]
pub(super) struct Body {
    /// Where it is in the line.
    pub(super) range: Range<usize>,
    /// What it is made of.
    pub(super) kind: BodyKind,
}

/// What a body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// The number of digits.
    Digits(usize),
    /// Digits of which this many are masked: `2026XXXX`, `13****638`.
    Mask(usize),
    /// A template's variable that was never filled in: `${icp}`, `{{ site.icp }}`, `<%= icp %>`.
    Template,
    /// Words that stand for a number to come: 待补充.
    Words,
    /// What a program prints where nothing was set: `undefined`, `[object Object]`.
    Unset,
    /// The number of digits, letters that look like digits among them: `19OO4817`.
    LookAlike(usize),
}

/// Words that stand for a number to come.
const TO_COME: [&str; 12] = [
    "待补充",
    "待定",
    "待填写",
    "待填",
    "待重新备案",
    "待备案",
    "待审核",
    "审核中",
    "申请中",
    "办理中",
    "备案中",
    "受理中",
];

/// What programs print where nothing was set, in capitals and without blanks.
const UNSET: [&str; 12] = [
    "[OBJECTOBJECT]",
    "UNDEFINED",
    "NULL",
    "NONE",
    "NAN",
    "NIL",
    "FALSE",
    "TRUE",
    "N/A",
    "TODO",
    "%S",
    "(NULL)",
];

/// Maximum length of a template's variable, in characters.
const TEMPLATE_CHARS: usize = 64;

/// Maximum number of groups of digits that are joined.
const GROUPS: usize = 6;

/// Reads a body. `lengths` are the lengths of a right one: groups of digits are joined only to one of these.
pub(super) fn read(cursor: &mut Cursor<'_>, lengths: &[usize]) -> Option<Body> {
    cursor.skip_blanks();
    unset(cursor)
        .or_else(|| template(cursor))
        .or_else(|| words(cursor))
        .or_else(|| bracketed(cursor, lengths))
        .or_else(|| plain(cursor, lengths))
}

/// A plain body in brackets, of which the closing one may be missing or follow 号.
fn bracketed(cursor: &mut Cursor<'_>, lengths: &[usize]) -> Option<Body> {
    let mut ahead = *cursor;
    ahead.eat(&['(', '['])?;
    ahead.skip_blanks();
    let body = plain(&mut ahead, lengths)?;
    ahead.eat(&[')', ']']);
    *cursor = ahead;
    Some(body)
}

/// Digits, masked or not.
fn plain(cursor: &mut Cursor<'_>, lengths: &[usize]) -> Option<Body> {
    mask(cursor).or_else(|| look_alike(cursor, lengths)).or_else(|| digits(cursor, lengths))
}

/// As many digits as a right body has, a few of them letters that look like digits.
fn look_alike(cursor: &mut Cursor<'_>, lengths: &[usize]) -> Option<Body> {
    let mut ahead = *cursor;
    let (range, count) = ahead.run(|c| digit_meant(c).is_some());
    if !lengths.contains(&count) {
        return None;
    }
    let mut digits = 0;
    let mut rest = *cursor;
    while rest.at() < range.end {
        digits += usize::from(is_digit(rest.next()?));
    }
    let goes_on = ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric());
    if digits == count || digits * 2 <= count || goes_on {
        return None;
    }
    *cursor = ahead;
    Some(Body { range, kind: BodyKind::LookAlike(count) })
}

/// The digit that a character is, or that it is mistaken for.
fn digit_meant(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        'O' | 'o' | 'Q' | 'D' | 'О' | 'о' | 'Ο' | 'ο' => '0',
        'l' | 'I' | 'i' | '|' | '!' | 'L' | 'І' | 'і' | 'Ι' | 'ı' => '1',
        'Z' | 'z' => '2',
        'З' | 'з' => '3',
        'S' | 's' => '5',
        'b' => '6',
        'B' => '8',
        'g' | 'q' => '9',
        _ => return None,
    })
}

/// The digits of a body: those meant, where letters are among them.
pub(super) fn text(line: &str, body: &Body) -> Option<String> {
    let text = folded(line.get(body.range.clone())?);
    Some(match body.kind {
        BodyKind::LookAlike(_) => text.chars().filter_map(digit_meant).collect(),
        _ => text,
    })
}

/// What a program printed for nothing.
fn unset(cursor: &mut Cursor<'_>) -> Option<Body> {
    let mut ahead = *cursor;
    if !UNSET.iter().any(|word| ahead.eat_word(word))
        || ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return None;
    }
    let range = cursor.at()..ahead.at();
    *cursor = ahead;
    Some(Body { range, kind: BodyKind::Unset })
}

/// Digits; in groups where 号 closes them, or where they are too many to meet by chance.
fn digits(cursor: &mut Cursor<'_>, lengths: &[usize]) -> Option<Body> {
    let (mut range, mut count) = cursor.run(is_digit);
    if count == 0 {
        return None;
    }
    let mut ahead = *cursor;
    let mut total = count;
    for _ in 1..GROUPS {
        if lengths.contains(&count) {
            break;
        }
        ahead.skip_blanks();
        let (group, more) = ahead.run(is_digit);
        if more == 0 {
            break;
        }
        total += more;
        if lengths.contains(&total) && (total >= 14 || is_closed(&ahead)) {
            (*cursor, count, range.end) = (ahead, total, group.end);
        }
    }
    Some(Body { range, kind: BodyKind::Digits(count) })
}

/// A run of digits and masking signs that is no part of a word.
fn mask(cursor: &mut Cursor<'_>) -> Option<Body> {
    let mut ahead = *cursor;
    let (range, count) = ahead.run(|c| is_digit(c) || is_mask(c));
    let signs = count - { *cursor }.run(is_digit).1.min(count);
    let is_word = ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric());
    if signs == 0 || is_word || !(is_closed(&ahead) || signs >= 3) {
        return None;
    }
    *cursor = ahead;
    Some(Body { range, kind: BodyKind::Mask(signs) })
}

/// A template's variable: from an opening sign to the closing ones. Signs that also occur in prose need 号 behind.
fn template(cursor: &mut Cursor<'_>) -> Option<Body> {
    let mut ahead = *cursor;
    let (close, is_sure) = match ahead.next()? {
        '{' => ('}', true),
        '$' | '#' | '@' => ('}', ahead.eat_glued(&['{']).is_some()),
        '<' => ('>', ahead.eat_glued(&['%', '?']).is_some()),
        '[' => (']', false),
        '%' => ('%', false),
        _ => return None,
    };
    for _ in 0..TEMPLATE_CHARS {
        if ahead.next()? == close {
            while ahead.eat_glued(&[close]).is_some() {}
            if !is_sure && !is_closed(&ahead) {
                return None;
            }
            let range = cursor.at()..ahead.at();
            *cursor = ahead;
            return Some(Body { range, kind: BodyKind::Template });
        }
    }
    None
}

/// Words that stand for a number to come, and are not the beginning of others (办理中心).
fn words(cursor: &mut Cursor<'_>) -> Option<Body> {
    let mut ahead = *cursor;
    let found = TO_COME.iter().any(|words| ahead.eat_word(words));
    if !found || ahead.peek().is_some_and(is_han) && !is_closed(&ahead) {
        return None;
    }
    let range = cursor.at()..ahead.at();
    *cursor = ahead;
    Some(Body { range, kind: BodyKind::Words })
}

/// Letters and digits without a blank, as fan registries hand them out.
pub(super) fn letters(cursor: &mut Cursor<'_>) -> Option<Body> {
    cursor.skip_blanks();
    let (range, count) = cursor.run(|c| c.is_ascii_alphanumeric());
    (count > 0).then_some(Body { range, kind: BodyKind::Digits(count) })
}

/// Whether 号 comes next.
pub(super) fn is_closed(cursor: &Cursor<'_>) -> bool {
    { *cursor }.eat(&['号']).is_some()
}

/// A folded digit.
pub(super) const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// A sign that stands for a digit left out.
const fn is_mask(c: char) -> bool {
    matches!(c, 'X' | 'x' | '×' | '*' | '#' | '?' | '_' | '□' | '■' | '○' | '●' | '〇' | '◯')
}
