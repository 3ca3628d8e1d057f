//! Slips of the hand in the words of an ICP number: 京1CP备, 京IPC备, 京ICP各.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, is_han};
use super::icp_parts::{self, LENGTHS, Mark, Tail};
use super::{Found, Number};
use crate::domain::icp_number::Slip;

/// The most letters and signs between them that are read.
const LETTERS: usize = 5;

/// Passes what stands for the letters ICP before this place: others that look like them, in another order, with dots
/// between them; or two of the three, or four, behind the character of a province.
pub(super) fn letters_back(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut ahead = *cursor;
    let mut read: Vec<(u8, Cursor<'_>)> = Vec::new();
    for _ in 0..LETTERS {
        ahead.skip_blanks_back();
        match ahead.back().and_then(letter_meant) {
            Some(b'.') => {}
            Some(letter) => read.push((letter, ahead)),
            None => break,
        }
    }
    for count in [3, 4, 2] {
        let Some(letters) = read.get(..count) else { continue };
        let kinds = [b'I', b'C', b'P'];
        let kinds = kinds.iter().filter(|kind| letters.iter().any(|(it, _)| it == *kind)).count();
        let start = letters.last()?.1;
        let marked = { start }.eat_mark_back().is_some();
        if kinds == count.min(3) && (count == 3 || marked) {
            *cursor = start;
            return Some(());
        }
    }
    None
}

/// The letter of ICP that a character is, or that it is mistaken for; a dot for a sign between letters.
fn letter_meant(c: char) -> Option<u8> {
    Some(match c {
        'I' | 'i' | '1' | 'l' | 'L' | '|' | '!' | 'İ' | 'ı' | 'І' | 'і' | 'Ι' | 'ι' | 'Ⅰ'
        | '丨' => b'I',
        'C' | 'c' | 'С' | 'с' | 'Ϲ' | 'ϲ' | 'Ⅽ' => b'C',
        'P' | 'p' | 'Р' | 'р' | 'Ρ' | 'ρ' | 'Þ' => b'P',
        '.' | '-' | '_' | '·' | '。' => b'.',
        _ => return None,
    })
}

/// Whether a text with a slip in its words is plainly a number.
pub(super) fn is_sure(mark: Mark, body: &Body, closed: bool) -> bool {
    let count = match body.kind {
        BodyKind::Digits(count) => count,
        BodyKind::Mask(_)
        | BodyKind::Template
        | BodyKind::Words
        | BodyKind::Unset
        | BodyKind::LookAlike(_) => {
            return false;
        }
    };
    LENGTHS.contains(&count) && (closed || matches!(mark, Mark::Written(_) | Mark::Named(_)))
}

/// Reads the number around the letters ICP that another character than 备 follows, or none; `hint` is their range.
pub(super) fn other_sign(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let (Mark::Written(mark), start) = icp_parts::mark(Cursor::new(line, floor, hint.start)) else {
        return None;
    };
    let mut after = Cursor::new(line, floor, hint.end);
    after.skip_blanks();
    match after.peek()? {
        '备' | '证' => return None,
        c if is_han(c) => {
            after.next();
        }
        c if c.is_ascii_digit() => {}
        _ => return None,
    }
    after.eat(&['案']);
    after.eat(&['号']);
    after.eat(&[':']);
    let body = body::read(&mut after, &LENGTHS)?;
    let tail = Tail::read(&mut after, line);
    if !is_sure(Mark::Written(mark), &body, tail.closed)
        || !tail.closed && icp_parts::is_date(line, &body)
    {
        return None;
    }
    let number = icp_parts::number(Some(mark), line, &body, &tail, Some(Slip::Sign))?;
    let possible = matches!(&number, Number::Icp(number) if number.year().is_some());
    possible.then(|| Found { range: start..after.at(), digits: body.range, number })
}
