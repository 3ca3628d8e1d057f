//! ICP numbers in a line: 京ICP备12345678号-1 in the forms seen in the wild, and what only looks like one.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded};
use super::{Found, Number};
use crate::domain::icp_number::{IcpNumber, Suffix};
use crate::domain::province;

/// Lengths of a right body: `YY` or `YYYY` and six digits.
const LENGTHS: [usize; 2] = [8, 10];

/// Words before ICP备 that fan registries go by (萌 is icp.gov.moe, 茶 icp.redcha.cn …), longer ones first.
const FANS: [&str; 11] = ["萌国", "萌", "喵喵", "喵", "团", "茶", "雾", "星云", "星", "追梦", "兽"];

/// What stands before ICP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The character of a province, right or wrong.
    Written(char),
    /// The character of the province whose name is written out.
    Named(char),
    /// A fan registry's word.
    Fan,
    /// Nothing that names a province.
    Unknown,
}

/// Reads the number around 备; `hint` is the range of that character.
pub(super) fn read(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let mut before = Cursor::new(line, floor, hint.start);
    if !before.eat_word_back("ICP") {
        return None;
    }
    let mut after = Cursor::new(line, floor, hint.end);
    let label = label(&mut after);
    let (mark, start) = mark(before);
    let body = match mark {
        Mark::Fan => body::letters(&mut after).or_else(|| body::read(&mut after, &LENGTHS)),
        _ => body::read(&mut after, &LENGTHS),
    }?;
    let tail = Tail::read(&mut after, line);
    if !is_plausible(mark, label, &body, tail.closed, line) {
        return None;
    }
    let digits = body.range.clone();
    let number = match mark {
        Mark::Fan => Number::Joke(folded(line.get(start..after.at())?)),
        Mark::Written(c) | Mark::Named(c) => icp(Some(c), line, &body, &tail)?,
        Mark::Unknown => icp(None, line, &body, &tail)?,
    };
    Some(Found { range: start..after.at(), digits, number })
}

/// The number itself.
fn icp(mark: Option<char>, line: &str, body: &Body, tail: &Tail) -> Option<Number> {
    let body = folded(line.get(body.range.clone())?);
    Some(Number::Icp(IcpNumber { mark, body, suffix: tail.suffix }))
}

/// What stands between 备 and the body.
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
        None => (Mark::Unknown, icp.at()),
    }
}

/// The fan registry's word at the end of a text; 某集团 is a company.
fn fan(text: &str) -> Option<&'static str> {
    FANS.into_iter().find(|word| text.ends_with(word) && !text.ends_with("集团"))
}

/// What follows the body: suffix and 号, in either order.
struct Tail {
    /// Whether 号 is there.
    closed: bool,
    suffix: Option<Suffix>,
}

impl Tail {
    fn read(cursor: &mut Cursor<'_>, line: &str) -> Self {
        let mut ahead = *cursor;
        let inner = body::suffix(&mut ahead, line, 5).filter(|_| body::is_closed(&ahead));
        if inner.is_some() {
            *cursor = ahead;
        }
        let closed = cursor.eat(&['号']).is_some();
        let outer = body::suffix(cursor, line, if closed { 5 } else { 3 });
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
        (BodyKind::Template, named) => named || closed,
        (BodyKind::Words, named) => named && label != Label::Title,
    }
}

/// Whether eight digits are a day of this century.
fn is_date(line: &str, body: &Body) -> bool {
    let digits = line.get(body.range.clone()).map(folded).unwrap_or_default();
    let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    digits.len() == 8
        && part(0..2) == Some(20)
        && part(4..6).is_some_and(|month| (1..=12).contains(&month))
        && part(6..8).is_some_and(|day| (1..=31).contains(&day))
}
