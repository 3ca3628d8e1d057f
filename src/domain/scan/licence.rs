//! Licences in a line: 京ICP证030173号-1; 浙B2-20080101, 合字B1.B2-20130004, A2.B1.B2-20090003.

use std::ops::Range;

use super::body::{self, Body, BodyKind};
use super::cursor::{Cursor, folded};
use super::icp_parts::{self, Mark};
use super::{Found, Number, suffix};
use crate::domain::icp_number::NumberState;
use crate::domain::licence::Licence;

/// Reads the ICP licence around 证; `hint` is the range of that character. Its number has six digits, `YY` and four.
pub(super) fn read_icp(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let mut before = Cursor::new(line, floor, hint.start);
    if !before.eat_word_back("ICP") {
        return None;
    }
    let (mark, start) = match icp_parts::mark(before) {
        (Mark::Written(c) | Mark::Named(c), start) => (Some(c), start),
        (Mark::Fan | Mark::Unknown | Mark::Wrong(_), _) => (None, before.at()),
    };
    let mut after = Cursor::new(line, floor, hint.end);
    label(&mut after);
    let body = body::read(&mut after, &[6])?;
    let inner = suffix::read(&mut after, line, 5);
    let closed = after.eat(&['号']).is_some();
    let outer = suffix::read(&mut after, line, 5).or(inner);
    let state = match body.kind {
        BodyKind::Digits(6) if mark.is_some() => NumberState::Ok,
        BodyKind::Digits(6) if closed => NumberState::Malformed,
        BodyKind::Digits(4..=12) if mark.is_some() && closed => NumberState::Malformed,
        BodyKind::Mask(_) | BodyKind::Template | BodyKind::Unset if mark.is_some() && closed => {
            NumberState::Placeholder
        }
        BodyKind::Digits(_)
        | BodyKind::Mask(_)
        | BodyKind::Template
        | BodyKind::Words
        | BodyKind::Unset
        | BodyKind::LookAlike(_) => return None,
    };
    let mut canonical: String = mark.into_iter().collect();
    canonical += "ICP证";
    canonical += &folded(line.get(body.range.clone())?);
    canonical += "号";
    canonical.extend(outer.map(|suffix| suffix.to_string()));
    Some(found(start..after.at(), &body, canonical, state))
}

/// Passes 号 and a colon, 字第.
fn label(cursor: &mut Cursor<'_>) {
    cursor.eat(&['号']);
    cursor.eat(&[':']);
    cursor.eat(&['字']);
    cursor.eat(&['第']);
}

/// Reads the telecom licence whose first class (`B2`) starts at `hint.start`. Its number has eight digits, `YYYY` and
/// four. With no province before it, it must be right in shape: `B1-3` is a room, `AB2-20201234` a model.
pub(super) fn read_telecom(line: &str, floor: usize, hint: &Range<usize>) -> Option<Found> {
    let class = Cursor::new(line, floor, hint.start);
    if class.peek_back().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (issuer, start) = issuer(class);
    let mut after = class;
    let classes = classes(&mut after)?;
    let hyphen = after.eat(&['-']).is_some();
    let body = body::read(&mut after, &[8])?;
    let digits = folded(line.get(body.range.clone())?);
    let right =
        body.kind == BodyKind::Digits(8) && (digits.starts_with("19") || digits.starts_with("20"));
    let state = match body.kind {
        _ if right && (hyphen || issuer.is_some()) => NumberState::Ok,
        BodyKind::Digits(4..=12) if hyphen && issuer.is_some() => NumberState::Malformed,
        BodyKind::Mask(_) | BodyKind::Template | BodyKind::Unset if hyphen && issuer.is_some() => {
            NumberState::Placeholder
        }
        BodyKind::Digits(_)
        | BodyKind::Mask(_)
        | BodyKind::Template
        | BodyKind::Words
        | BodyKind::Unset
        | BodyKind::LookAlike(_) => return None,
    };
    let in_a_word = class.peek_back().is_some_and(|c| matches!(c, '-' | '_' | '.' | '/'))
        || after.peek().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if issuer.is_none() && in_a_word {
        return None;
    }
    let inner = suffix::read(&mut after, line, 5);
    after.eat(&['号']);
    let outer = suffix::read(&mut after, line, 5).or(inner);
    let mut canonical = issuer.unwrap_or_default();
    canonical += &classes;
    canonical += "-";
    canonical += &digits;
    canonical.extend(outer.map(|suffix| suffix.to_string()));
    Some(found(start..after.at(), &body, canonical, state))
}

/// There are no more classes than these: A1, A2, B1, B2, B3.
const CLASSES: usize = 5;

/// Passes `B2`, `B1.B2`; given in one form.
fn classes(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut classes = class(cursor)?;
    for _ in 1..CLASSES {
        let mut ahead = *cursor;
        ahead.eat(&['.', '、', ',', '/', '·', '&']);
        ahead.skip_blanks();
        let Some(class) = class(&mut ahead) else { break };
        classes.push('.');
        classes += &class;
        *cursor = ahead;
    }
    Some(classes)
}

/// Passes one class.
fn class(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut ahead = *cursor;
    let letter = ahead.next().filter(|c| matches!(c, 'A' | 'B' | 'a' | 'b'))?;
    let digit = ahead.next().filter(|c| matches!(c, '1'..='3'))?;
    *cursor = ahead;
    Some([letter.to_ascii_uppercase(), digit].iter().collect())
}

/// Who issued it, as canonical text: a province's character or 合字 (the ministry, across regions); and where the
/// number starts. A label ICP证 between the two is passed.
fn issuer(class: Cursor<'_>) -> (Option<String>, usize) {
    let mut before = class;
    for joint in ["合字", "合"] {
        if before.eat_word_back(joint) {
            return (Some("合字".to_owned()), before.at());
        }
    }
    if before.eat_word_back("ICP证") {
        if let (Mark::Written(c) | Mark::Named(c), start) = icp_parts::mark(before) {
            return (Some(c.to_string()), start);
        }
        return (Some(String::new()), before.at());
    }
    match before.eat_mark_back() {
        Some(c) => (Some(c.to_string()), before.at()),
        None => (None, class.at()),
    }
}

fn found(range: Range<usize>, body: &Body, canonical: String, state: NumberState) -> Found {
    Found {
        range,
        digits: body.range.clone(),
        number: Number::Licence(Licence { canonical, state }),
    }
}
