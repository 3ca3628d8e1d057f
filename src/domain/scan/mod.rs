//! Finds filings in a line of text.
//!
//! A line is what a reader sees between two block boundaries. Numbers are never found inside a longer run of
//! digits, and the neighbours of filings in a footer (culture licences, algorithm filings, site codes …) are never
//! taken for filings.
//!
//! The line is passed once, looking for a *hint*: 备, 证, the letters ICP or a licence class; the parsers read
//! backwards and forwards around it. Hints inside a number found are passed over.

mod body;
mod cursor;
mod icp;
mod icp_parts;
mod label;
mod latin;
mod licence;
mod parse;
mod police;
mod seam;
mod slips;
mod suffix;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use cursor::{fold as folded_char, is_invisible};
pub use label::{EmptyLabel, empty_labels};
pub use seam::{Across, ends_with_element};

use cursor::Cursor;

use super::icp_number::IcpNumber;
use super::licence::Licence;
use super::police_number::PoliceNumber;

/// Something found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Byte range in the line, from the province character (or the label it needs) to the suffix.
    pub range: Range<usize>,
    /// Byte range of the body digits: the part that decides which link counts.
    pub digits: Range<usize>,
    /// What it is.
    pub number: Number,
}

/// A number of one of the kinds that the audit knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// 京ICP备12345678号-1
    Icp(IcpNumber),
    /// 京公网安备11010502030143号
    Police(PoliceNumber),
    /// 京ICP证030173号, 浙B2-20080101
    Licence(Licence),
    /// A fan registry's number (萌ICP备20259514号) as written: never a filing.
    Joke(String),
}

/// All numbers of a line, in order, not overlapping. Takes time in proportion to the line, and no memory where
/// nothing is found.
pub fn scan(line: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let (mut from, mut floor) = (0, 0);
    while let Some(hint) = next_hint(line.as_bytes(), from) {
        let range = &hint.range;
        let number = match hint.kind {
            HintKind::Filing => {
                icp::read(line, floor, range).or_else(|| police::read(line, floor, range))
            }
            HintKind::Licence => licence::read_icp(line, floor, range),
            HintKind::Letters => {
                latin::read(line, floor, range).or_else(|| slips::other_sign(line, floor, range))
            }
            HintKind::Class => licence::read_telecom(line, floor, range),
        };
        from = range.end;
        if let Some(number) = number {
            from = from.max(number.range.end);
            floor = number.range.end;
            let others = icp::others(line, &number);
            found.push(number);
            if let Some(last) = others.last() {
                from = from.max(last.range.end);
                floor = last.range.end;
                found.extend(others);
            }
        }
    }
    found
}

/// Whether a number could have its 备 or 证 (`sign`, in any form) right behind this text: no other word is a number's.
/// A text that ends in a blank says nothing about what precedes.
pub fn may_follow(before: &str, sign: &str) -> bool {
    // the most usual case first: a Chinese character as it is
    let last = match before.chars().next_back() {
        Some(c @ '\u{4E00}'..='\u{9FFF}') => Some(cursor::fold(c)),
        _ => Cursor::new(before, 0, before.len()).peek_back(),
    };
    match last {
        Some('网' | '关' | '安' | '部' | '全' | '公' | '站') => matches!(sign, "备" | "備"),
        // other scripts have letters that look like those of ICP
        Some(c) => {
            matches!(c, 'P' | 'p' | 'C' | 'c' | 'I' | 'i' | 'Р' | 'р' | 'Ρ' | 'ρ' | 'С' | '.')
                || c.is_whitespace()
        }
        None => true,
    }
}

/// A place where a number may be.
struct Hint {
    kind: HintKind,
    /// The hint's own bytes.
    range: Range<usize>,
}

enum HintKind {
    /// 备
    Filing,
    /// 证
    Licence,
    /// ICP in Latin letters
    Letters,
    /// The letter of a licence class, a digit behind it
    Class,
}

/// The first hint at or behind a byte. Every hint starts on a character boundary: its first byte starts a character.
fn next_hint(line: &[u8], from: usize) -> Option<Hint> {
    let rest = line.get(from..)?;
    rest.iter().enumerate().find_map(|(i, first)| {
        let at = from + i;
        let behind = rest.get(i + 1..).unwrap_or_default();
        let (kind, range) = match (first, behind) {
            // 备 備
            (0xE5, [0xA4, 0x87, ..] | [0x82, 0x99, ..]) => (HintKind::Filing, at..at + 3),
            // 证 證 証
            (0xE8, [0xAF, 0x81, ..] | [0xAD, 0x89, ..] | [0xA8, 0xBC, ..]) => {
                (HintKind::Licence, at..at + 3)
            }
            (b'I' | b'i', [b'C' | b'c', b'P' | b'p', ..]) => (HintKind::Letters, at..at + 3),
            (b'A' | b'B' | b'a' | b'b', [b'1'..=b'3', ..]) => (HintKind::Class, at..at + 1),
            // Ａ Ｂ
            (0xEF, [0xBC, 0xA1 | 0xA2, ..]) => (HintKind::Class, at..at + 3),
            _ => return None,
        };
        Some(Hint { kind, range })
    })
}
