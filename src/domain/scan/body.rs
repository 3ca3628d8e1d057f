//! What stands between the mark and 号, and the suffix behind it.

use std::ops::Range;

use super::cursor::{Cursor, folded, is_han};
use crate::domain::icp_number::{Suffix, SuffixKind};

/// The part of a number that tells it from others.
#[derive(Clone, Debug)]
pub(super) struct Body {
    /// Where it stands in the line.
    pub(super) range: Range<usize>,
    /// What it is made of.
    pub(super) kind: BodyKind,
}

/// What a body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// So many digits.
    Digits(usize),
    /// Digits masked by so many signs: `2026XXXX`, `13****638`.
    Mask(usize),
    /// A template's variable that was never filled in: `${icp}`, `{{ site.icp }}`, `<%= icp %>`.
    Template,
    /// Words that stand for a number to come: 待补充.
    Words,
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

/// A template's variable is looked for in so many characters.
const TEMPLATE_CHARS: usize = 64;

/// Digits in groups are joined, up to so many groups.
const GROUPS: usize = 6;

/// Reads a body. `lengths` are the lengths of a right one: groups of digits are joined only to one of these.
pub(super) fn read(cursor: &mut Cursor<'_>, lengths: &[usize]) -> Option<Body> {
    cursor.skip_blanks();
    template(cursor)
        .or_else(|| words(cursor))
        .or_else(|| bracketed(cursor, lengths))
        .or_else(|| plain(cursor, lengths))
}

/// A plain body in brackets, of which the closing one may be missing or stand behind 号.
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
    mask(cursor).or_else(|| digits(cursor, lengths))
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

/// A template's variable: from an opening sign to the closing ones. Signs that also stand in prose need 号 behind.
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

/// Reads `-1`, `-2A`; `longest` is the number of digits allowed. A year, a telephone number or a date behind a
/// hyphen is no suffix, nor is a long number behind a spaced one.
pub(super) fn suffix(cursor: &mut Cursor<'_>, line: &str, longest: usize) -> Option<Suffix> {
    let mut ahead = *cursor;
    let glued = ahead.eat_glued(&['-']).is_some() && ahead.peek().is_some_and(is_digit);
    if !glued {
        ahead = *cursor;
        ahead.eat(&['-'])?;
        ahead.skip_blanks();
    }
    let (range, count) = ahead.run(is_digit);
    if count == 0 || count > if glued { longest } else { longest.min(3) } {
        return None;
    }
    let number: u32 = folded(line.get(range)?).parse().ok()?;
    let kind = kind(&mut ahead);
    let mut behind = ahead;
    let goes_on =
        count > 2 && behind.eat_glued(&['-']).is_some() && behind.peek().is_some_and(is_digit);
    let is_year = count == 4 && kind == SuffixKind::Site && (1990..2100).contains(&number);
    if number == 0 || goes_on || is_year {
        return None;
    }
    *cursor = ahead;
    Some(Suffix { number, kind })
}

/// The letter behind a suffix's number, unless a word begins there.
fn kind(cursor: &mut Cursor<'_>) -> SuffixKind {
    let mut ahead = *cursor;
    let kind = match ahead.next() {
        Some('A' | 'a') => SuffixKind::App,
        Some('X' | 'x') => SuffixKind::MiniProgram,
        Some('K' | 'k') => SuffixKind::QuickApp,
        _ => return SuffixKind::Site,
    };
    if ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return SuffixKind::Site;
    }
    *cursor = ahead;
    kind
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
