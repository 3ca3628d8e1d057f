//! The elements that hold most of a page, from the body inwards, found by its tags alone: good enough for a warning, not
//! for a finding.

use std::ops::Range;

use super::css::fills;

/// Bound on wrappers, one inside the other.
const MAX_DEPTH: usize = 6;
/// Bound on tags that are looked at.
const MAX_TAGS: usize = 40;

/// The attributes of a start tag that concern its layout.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wrapper<'a> {
    pub id: &'a str,
    pub class: &'a str,
    pub style: &'a str,
}

impl Wrapper<'_> {
    /// Whether a selector of the form `#id` or `.class` matches it.
    pub(super) fn is(&self, selector: &str) -> bool {
        match (selector.strip_prefix('#'), selector.strip_prefix('.')) {
            (Some(id), _) => self.id == id,
            (_, Some(class)) => self.class.split_ascii_whitespace().any(|it| it == class),
            _ => false,
        }
    }

    /// Whether its `style` attribute lets it fill its container.
    pub(super) fn fills(&self) -> bool {
        fills(self.style)
    }
}

/// The `<html>` and `<body>` tags; the wrappers of the content, outermost first.
pub(super) fn wrappers(page: &[u8]) -> (Vec<Wrapper<'_>>, Vec<Wrapper<'_>>) {
    let (mut frame, mut found) = (Vec::new(), Vec::new());
    let mut at = 0;
    for _ in 0..MAX_TAGS {
        let Some(tag) = next_tag(page, at) else { break };
        at = tag.end;
        let name = name(page, &tag);
        if name.starts_with(b"/") || name.starts_with(b"!") || name.starts_with(b"?") {
            continue;
        }
        if [&b"html"[..], b"body"].iter().any(|it| it.eq_ignore_ascii_case(name)) {
            frame.push(read(page, &tag));
            continue;
        }
        if name.eq_ignore_ascii_case(b"head") {
            at = memchr::memmem::find(page.get(at..).unwrap_or_default(), b"<body")
                .map_or(page.len(), |body| at + body);
            continue;
        }
        let end = end_of(page, &tag, name);
        let share = end.saturating_sub(tag.start).saturating_mul(2);
        if share > page.len().saturating_sub(tag.start) && found.len() < MAX_DEPTH {
            found.push(read(page, &tag));
        } else {
            at = end;
        }
    }
    (frame, found)
}

/// The next tag from an offset on, comments left out.
fn next_tag(page: &[u8], mut at: usize) -> Option<Range<usize>> {
    loop {
        let start = at + memchr::memchr(b'<', page.get(at..)?)?;
        let rest = page.get(start..)?;
        if rest.starts_with(b"<!--") {
            at = start + memchr::memmem::find(rest, b"-->")? + 3;
            continue;
        }
        return Some(start..start + memchr::memchr(b'>', rest)? + 1);
    }
}

fn name<'a>(page: &'a [u8], tag: &Range<usize>) -> &'a [u8] {
    let inside = page.get(tag.start + 1..tag.end - 1).unwrap_or_default();
    let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
    inside.get(..end).unwrap_or_default()
}

/// The end of the element that starts with this tag, by counting tags of its name.
fn end_of(page: &[u8], tag: &Range<usize>, name: &[u8]) -> usize {
    let is_void = [&b"meta"[..], b"link", b"img", b"br", b"hr", b"input", b"base"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(name));
    if is_void {
        return tag.end;
    }
    let raw = [&b"script"[..], b"style", b"textarea", b"title", b"noscript"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(name));
    let (mut depth, mut at) = (1_usize, tag.end);
    while let Some(found) = page.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let rest = page.get(at + found + 1..).unwrap_or_default();
        at += found + 1;
        let (closes, rest) = match rest.strip_prefix(b"/") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let same = rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name))
            && rest.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        match (same, closes) {
            (true, true) => depth -= 1,
            (true, false) if !raw => depth += 1,
            _ => {}
        }
        if depth == 0 {
            return at + name.len() + 2;
        }
    }
    page.len()
}

fn read<'a>(page: &'a [u8], tag: &Range<usize>) -> Wrapper<'a> {
    let text = page.get(tag.clone()).and_then(|tag| std::str::from_utf8(tag).ok());
    let text = text.unwrap_or_default();
    Wrapper {
        id: attribute(text, "id").unwrap_or_default(),
        class: attribute(text, "class").unwrap_or_default(),
        style: attribute(text, "style").unwrap_or_default(),
    }
}

/// The value of an attribute, quoted or not.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let value = tag.split_once(&format!(" {name}="))?.1;
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split_once(quote).map(|(value, _)| value),
        _ => value.split([' ', '\t', '\n', '\r', '>']).next(),
    }
}
