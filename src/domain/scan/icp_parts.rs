//! Parts of an ICP number: what names the province, the suffix behind the body, and what the parts make.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded, is_han};
use super::{Number, suffix};
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
    pub(super) const fn character(self) -> Option<char> {
        match self {
            Self::Written(c) | Self::Named(c) | Self::Wrong(c) => Some(c),
            Self::Fan | Self::Unknown => None,
        }
    }
}

/// Whether a character belongs to a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == ':'
}

/// The number itself.
pub(super) fn number(
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

/// Whether eight digits are a day of this century.
pub(super) fn is_date(line: &str, body: &Body) -> bool {
    let digits = line.get(body.range.clone()).map(folded).unwrap_or_default();
    let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    digits.len() == 8
        && part(0..2) == Some(20)
        && part(4..6).is_some_and(|month| (1..=12).contains(&month))
        && part(6..8).is_some_and(|day| (1..=31).contains(&day))
}
