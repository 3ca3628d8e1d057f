//! ICP numbers in a line: 京ICP备12345678号-1 in the forms seen in the wild, and what only looks like one.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded, is_han};
use super::{Found, Number, slips, suffix};
use crate::domain::icp_number::{IcpNumber, Slip, Suffix};
use crate::domain::province;

/// Lengths of a right body: `YY` or `YYYY` and six digits.
pub(super) const LENGTHS: [usize; 2] = [8, 10];

/// Words before ICP备 that fan registries go by (萌 is icp.gov.moe, 茶 icp.redcha.cn …), longer ones first.
const FANS: [&str; 11] = ["萌国", "萌", "喵喵", "喵", "团", "茶", "雾", "星云", "星", "追梦", "兽"];

/// What precedes ICP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The character of a province, right or wrong.
    Written(char),
    /// The character of the province whose name is written out.
    Named(char),
    /// One character in the place of a province's that names none: 东.
    Wrong(char),
    /// A fan registry's word.
    Fan,
    /// Nothing that names a province.
    Unknown,
}

impl Mark {
    /// The character before ICP.
    const fn character(self) -> Option<char> {
        match self {
            Self::Written(c) | Self::Named(c) | Self::Wrong(c) => Some(c),
            Self::Fan | Self::Unknown => None,
        }
    }
}

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
    let (mut mark, start) = mark(before);
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
        let number = icp(mark.character(), line, &body, &tail, slip)?;
        return Some(Found { range: start..after.at(), digits: body.range, number });
    }
    let is_sure = slip.is_none() || slips::is_sure(mark, &body, tail.closed);
    if !is_sure || !is_plausible(mark, label, &body, tail.closed, line) {
        return None;
    }
    let number = match mark {
        Mark::Fan => Number::Joke(folded(line.get(start..after.at())?)),
        Mark::Written(_) | Mark::Named(_) | Mark::Wrong(_) | Mark::Unknown => {
            icp(mark.character(), line, &body, &tail, slip)?
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

/// Whether a character belongs to a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == ':'
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

/// The number itself.
pub(super) fn icp(
    mark: Option<char>,
    line: &str,
    body: &Body,
    tail: &Tail,
    slip: Option<Slip>,
) -> Option<Number> {
    let looks = matches!(body.kind, BodyKind::LookAlike(_)).then_some(Slip::LettersAmongDigits);
    let body = body::text(line, body)?;
    Some(Number::Icp(IcpNumber { mark, body, suffix: tail.suffix, slip: slip.or(looks) }))
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

/// The mark before ICP, and where it starts.
pub(super) fn mark(icp: Cursor<'_>) -> (Mark, usize) {
    let mut before = icp;
    before.skip_blanks_back();
    let text = before.before();
    if let Some((province, len)) = province::named_at_end(text) {
        return (Mark::Named(province.icp), before.at() - len);
    }
    if let Some(word) = fan(text) {
        return (Mark::Fan, before.at() - word.len());
    }
    match before.eat_mark_back() {
        Some(c) => (Mark::Written(c), before.at()),
        None => wrong(icp).unwrap_or((Mark::Unknown, icp.at())),
    }
}

/// A single Chinese character before ICP, directly and not at the end of a word.
fn wrong(icp: Cursor<'_>) -> Option<(Mark, usize)> {
    let mut before = icp;
    let c = before.back().filter(|c| is_han(*c) && *c != '号')?;
    (!before.peek_back().is_some_and(is_word)).then(|| (Mark::Wrong(c), before.at()))
}

/// The fan registry's word at the end of a text; 某集团 is a company.
fn fan(text: &str) -> Option<&'static str> {
    FANS.into_iter().find(|word| text.ends_with(word) && !text.ends_with("集团"))
}

/// What follows the body: suffix and 号, in either order.
pub(super) struct Tail {
    /// Whether 号 is there.
    pub closed: bool,
    pub suffix: Option<Suffix>,
}

impl Tail {
    pub(super) fn read(cursor: &mut Cursor<'_>, line: &str) -> Self {
        let mut ahead = *cursor;
        let inner = suffix::read(&mut ahead, line, 5).filter(|_| body::is_closed(&ahead));
        if inner.is_some() {
            *cursor = ahead;
        }
        let closed = cursor.eat(&['号']).is_some();
        let mut outer = suffix::read(cursor, line, if closed { 5 } else { 3 });
        if closed && inner.or(outer).is_none() {
            outer = suffix::mistyped(cursor, line);
            suffix::nought(cursor);
        } else if outer.is_some() {
            suffix::second(cursor);
            suffix::sign_again(cursor);
        }
        Self { closed, suffix: outer.or(inner) }
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

/// Whether eight digits are a day of this century.
pub(super) fn is_date(line: &str, body: &Body) -> bool {
    let digits = line.get(body.range.clone()).map(folded).unwrap_or_default();
    let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    digits.len() == 8
        && part(0..2) == Some(20)
        && part(4..6).is_some_and(|month| (1..=12).contains(&month))
        && part(6..8).is_some_and(|day| (1..=31).contains(&day))
}
