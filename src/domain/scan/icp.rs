//! ICP numbers in a line: 京ICP备12345678号-1 in the forms seen in the wild, and what only looks like one.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded};
use super::icp_parts::{self, LENGTHS, Mark, Tail, is_date, is_word};
use super::{Found, Number, slips, suffix};
use crate::domain::icp_number::{IcpNumber, Slip};
use crate::domain::province;

/// Whether a number plainly ends before it has all of its digits: 京ICP备190-1.
fn is_cut_short(mark: Mark, label: Label, body: &Body, tail: &Tail) -> bool {
    matches!(mark, Mark::Written(_))
        && label == Label::None
        && matches!(body.kind, BodyKind::Digits(3..=5))
        && tail.suffix.is_some()
}

/// Reads the number around 备; `hint` is the range of that character.
pub(super) fn read(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let mut before = Cursor::new(line, floor, hint.start);
    let mut slip = None;
    if !before.eat_word_back("ICP") {
        slips::letters_back(&mut before)?;
        slip = Some(Slip::Letters);
    }
    let mut after = Cursor::new(line, floor, hint.end);
    if after.eat(&['备']).is_some() {
        slip = slip.or(Some(Slip::Sign));
    }
    let label = label(&mut after);
    let (mut mark, start) = icp_parts::mark(before);
    if let Some(c) = misplaced_mark(&mut after, mark, label) {
        mark = Mark::Written(c);
        slip = slip.or(Some(Slip::NoWords));
    }
    let body = match mark {
        Mark::Fan => body::letters(&mut after).or_else(|| body::read(&mut after, &LENGTHS)),
        _ => body::read(&mut after, &LENGTHS),
    };
    let Some(body) = body else { return empty(line, hint, &mut after, mark, start) };
    let tail = Tail::read(&mut after, line);
    if is_cut_short(mark, label, &body, &tail) {
        let number = icp_parts::number(mark.character(), line, &body, &tail, slip)?;
        return Some(Found { range: start..after.at(), digits: body.range, number });
    }
    let is_sure = slip.is_none() || slips::is_sure(mark, &body, tail.closed);
    if !is_sure || !is_plausible(mark, label, &body, tail.closed, line) {
        return None;
    }
    let number = match mark {
        Mark::Fan => Number::Joke(folded(line.get(start..after.at())?)),
        Mark::Written(_) | Mark::Named(_) | Mark::Wrong(_) | Mark::Unknown => {
            icp_parts::number(mark.character(), line, &body, &tail, slip)?
        }
    };
    Some(Found { range: start..after.at(), digits: body.range, number })
}

/// A province's character behind a label, directly before the digits: ICP备案号：京12345678号.
fn misplaced_mark(after: &mut Cursor<'_>, mark: Mark, label: Label) -> Option<char> {
    let mut ahead = *after;
    ahead.skip_blanks();
    let c = ahead.next().filter(|c| mark == Mark::Unknown && province::by_icp(*c).is_some())?;
    (label == Label::Title && ahead.peek().is_some_and(body::is_digit)).then(|| {
        *after = ahead;
        c
    })
}

/// The words of a number with none between 备 and 号: 京ICP备 号.
fn empty(
    line: &str,
    hint: &Range<usize>,
    after: &mut Cursor<'_>,
    mark: Mark,
    start: usize,
) -> Option<Found> {
    let Mark::Written(mark) = mark else { return None };
    if folded(line.get(hint.end..after.at())?) != "号" || after.peek().is_some_and(is_word) {
        return None;
    }
    let suffix = suffix::read(after, line, 5);
    let number = IcpNumber { mark: Some(mark), body: String::new(), suffix, slip: None };
    Some(Found { range: start..after.at(), digits: hint.clone(), number: Number::Icp(number) })
}

/// The further numbers of a subject whose suffixes follow the first: 京ICP备12345678号-1、-2.
pub(super) fn others(line: &str, first: &Found) -> Vec<Found> {
    let mut others = Vec::new();
    let Number::Icp(number @ IcpNumber { suffix: Some(_), .. }) = &first.number else {
        return others;
    };
    let mut after = Cursor::new(line, first.range.end, first.range.end);
    while let Some((start, suffix)) = suffix::next_of_list(&mut after, line) {
        let number = Number::Icp(IcpNumber { suffix: Some(suffix), ..number.clone() });
        others.push(Found { range: start..after.at(), digits: start..after.at(), number });
    }
    others
}

/// What is between 备 and the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// Nothing.
    None,
    /// 案
    Case,
    /// 案号, or a colon: a title for what follows.
    Title,
}

/// Passes 案, 号, a colon, 字第.
fn label(cursor: &mut Cursor<'_>) -> Label {
    let case = cursor.eat(&['案']).is_some();
    let edited = case && cursor.eat(&['编', '序']).is_some();
    let number = cursor.eat(&['号']).is_some();
    if number {
        cursor.eat(&['码']);
    }
    let colon = cursor.eat(&[':']).is_some();
    cursor.eat(&['字']);
    cursor.eat(&['第']);
    match case {
        _ if colon || number || edited => Label::Title,
        true => Label::Case,
        false => Label::None,
    }
}

/// Whether what was read is meant as a number: prose about filings (ICP备案1-20个工作日, 阿里云ICP备案 2024) is not.
fn is_plausible(mark: Mark, label: Label, body: &Body, closed: bool, line: &str) -> bool {
    let named = matches!(mark, Mark::Written(_))
        || matches!(mark, Mark::Named(_)) && (closed || label == Label::None);
    match (body.kind, named) {
        (BodyKind::Digits(count), _) if mark == Mark::Fan => closed || count >= 6,
        (BodyKind::Digits(count), true) => closed && count <= 20 || (6..=12).contains(&count),
        (BodyKind::Digits(count), false) if closed => (6..=12).contains(&count),
        (BodyKind::Digits(count), false) => LENGTHS.contains(&count) && !is_date(line, body),
        (BodyKind::Mask(signs), named) => named || closed || signs >= 4,
        (BodyKind::Template | BodyKind::LookAlike(_), named) => named || closed,
        (BodyKind::Words, named) => named && label != Label::Title,
        (BodyKind::Unset, named) => named || closed || label == Label::Title,
    }
}
