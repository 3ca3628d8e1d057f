//! The suffix behind a number: `-1`, `-2A`; the forms in which it is mistyped; the further ones of a list.

use super::body::is_digit;
use super::cursor::{Cursor, folded, is_han};
use crate::domain::icp_number::{Suffix, SuffixKind};

/// Reads `-1`, `-2A`; `longest` is the number of digits allowed. A year, a telephone number or a date behind a
/// hyphen is no suffix, nor is a long number behind a spaced one.
pub(super) fn read(cursor: &mut Cursor<'_>, line: &str, longest: usize) -> Option<Suffix> {
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

/// Reads a mistyped suffix directly behind 号: `_1`, `--1`, `1`. One or two digits, and nothing behind them that
/// would make them part of something else (号24小时, 号1.5).
pub(super) fn mistyped(cursor: &mut Cursor<'_>, line: &str) -> Option<Suffix> {
    let mut ahead = *cursor;
    // a letter that looks like 1
    if ahead.eat_glued(&['-']).is_some()
        && matches!(ahead.next(), Some('l' | 'I'))
        && ends_here(&ahead)
    {
        *cursor = ahead;
        return Some(Suffix { number: 1, kind: SuffixKind::Site });
    }
    ahead = *cursor;
    ahead.eat_glued(&['_', '~', '-', '一', 'ー', '·', '.', '/', '#']);
    ahead.eat_glued(&['-']);
    let (range, count) = ahead.run(is_digit);
    let number: u32 = folded(line.get(range)?).parse().ok()?;
    let kind = kind(&mut ahead);
    if !(1..=2).contains(&count) || number == 0 || !ends_here(&ahead) {
        return None;
    }
    *cursor = ahead;
    Some(Suffix { number, kind })
}

/// Passes `-0`, `-00`: no site has this suffix.
pub(super) fn nought(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    if ahead.eat_glued(&['-', '_']).is_some()
        && (1..=3).contains(&ahead.run(|c| c == '0').1)
        && ends_here(&ahead)
    {
        *cursor = ahead;
    }
}

/// Passes a second suffix directly behind the first: `-1-2`.
pub(super) fn second(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    if ahead.eat_glued(&['-']).is_some()
        && (1..=2).contains(&ahead.run(is_digit).1)
        && ends_here(&ahead)
    {
        *cursor = ahead;
    }
}

/// Passes a second 号 behind the suffix, unless a word begins with it (号楼).
pub(super) fn sign_again(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    if ahead.eat_glued(&['号']).is_some() && !ahead.peek().is_some_and(char::is_alphanumeric) {
        *cursor = ahead;
    }
}

/// Passes the next item of a list of suffixes, `、-2` or `/-2`, and gives it with the place where it starts. Behind 、 and
/// the slash the hyphen may be missing.
pub(super) fn next_of_list(cursor: &mut Cursor<'_>, line: &str) -> Option<(usize, Suffix)> {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    let blank = ahead.at() > cursor.at();
    let separator =
        ahead.eat_glued(&['、', ',', ';', '/', '|', '&', '+', '和', '及', '与', '至', '到', '~']);
    ahead.skip_blanks();
    let start = ahead.at();
    let hyphen = ahead.eat_glued(&['-']).is_some();
    if !(hyphen && (separator.is_some() || blank) || matches!(separator, Some('、' | '/'))) {
        return None;
    }
    let (range, count) = ahead.run(is_digit);
    let number: u32 = folded(line.get(range)?).parse().ok()?;
    let kind = kind(&mut ahead);
    if !(1..=3).contains(&count) || number == 0 || !ends_here(&ahead) {
        return None;
    }
    *cursor = ahead;
    Some((start, Suffix { number, kind }))
}

/// Whether nothing comes next that belongs to a word or a number.
fn ends_here(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    match ahead.next() {
        Some('号') => false,
        Some('和' | '及' | '与' | '至' | '到') => ahead.peek() == Some('-'),
        Some(c) if c.is_ascii_alphanumeric() || is_han(c) => false,
        Some('-' | '.' | ':' | '%') => !ahead.peek().is_some_and(is_digit),
        _ => true,
    }
}
