//! The attributes of a tag, by the standard's states.

use memchr::memchr;

use super::ends::{ATTRIBUTE_NAME, UNQUOTED, end_of, is_blank};
use crate::html::span::Span;

/// One attribute as it stands in a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawAttribute {
    /// The name.
    pub name: Span,
    /// The value without quotes, references not resolved; empty where there is none.
    pub value: Span,
    /// Where the next one starts.
    pub next: usize,
}

/// The attribute that starts at `at` (no blank, `/` or `>` there); `None` where the input ends inside it.
pub(crate) fn attribute(input: &[u8], at: usize) -> Option<RawAttribute> {
    let byte = |at: usize| input.get(at).copied();
    let cursor = end_of(ATTRIBUTE_NAME, input, at + 1)?; // a leading `=` belongs to the name
    let name = at..cursor;
    let mut after = cursor;
    while is_blank(byte(after)?) {
        after += 1;
    }
    if byte(after)? != b'=' {
        return Some(RawAttribute { name, value: cursor..cursor, next: after });
    }
    after += 1;
    while is_blank(byte(after)?) {
        after += 1;
    }
    let quote = byte(after)?;
    if quote == b'"' || quote == b'\'' {
        let length = memchr(quote, input.get(after + 1..)?)?;
        let value = after + 1..after + 1 + length;
        let next = value.end + 1;
        return Some(RawAttribute { name, value, next });
    }
    let value = after..end_of(UNQUOTED, input, after)?;
    let next = value.end;
    Some(RawAttribute { name, value, next })
}

/// Where the names and values of the attributes between a tag's name and its `>` stand.
pub(crate) fn attribute_spans(input: &[u8], attrs: Span) -> impl Iterator<Item = (Span, Span)> {
    let mut at = attrs.start;
    std::iter::from_fn(move || {
        while at < attrs.end && input.get(at).is_some_and(|&byte| is_blank(byte) || byte == b'/') {
            at += 1;
        }
        if at >= attrs.end {
            return None;
        }
        let found = attribute(input, at)?;
        at = found.next;
        Some((found.name, found.value))
    })
}

/// The attributes between a tag's name and its `>`.
pub(crate) fn attributes(input: &[u8], attrs: Span) -> impl Iterator<Item = (&[u8], &[u8])> {
    attribute_spans(input, attrs)
        .map_while(|(name, value)| Some((input.get(name)?, input.get(value)?)))
}
