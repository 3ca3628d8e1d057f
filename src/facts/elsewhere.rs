//! Numbers outside of rendered text: in comments, scripts, attributes and inert elements. Read only where a page shows
//! no number of its own: they explain why.

use memchr::memmem::Finder;

use crate::domain::scan::{Number, scan};
use crate::html::{InertKind, NodeId, Outline, ROOT, unescape};

use super::page::Elsewhere;
use super::page::ElsewhereKind::{self, Attribute};

/// How much source around a hint is read.
const REACH: usize = 240;

/// At most this many are named.
pub(crate) const MAX: usize = 500;

/// Words that announce a number in source; in scripts the characters may be escaped.
const HINTS: [&str; 4] = ["备", "備", "\\u5907", "\\u5099"];

/// What each of them begins with.
const FIRST: [u8; 2] = [0xe5, b'\\'];

/// Finds them.
pub(crate) fn read(outline: &Outline<'_>) -> Vec<Elsewhere> {
    let mut found = Vec::new();
    let hints = HINTS.map(Finder::new);
    for inert in &outline.inert {
        let kind = match inert.kind {
            InertKind::Comment => ElsewhereKind::Comment,
            InertKind::Script => ElsewhereKind::Script,
            InertKind::Style => ElsewhereKind::Style,
            InertKind::Title | InertKind::Other => ElsewhereKind::Inert,
        };
        let Some(text) = outline.source.get(inert.span.clone()) else { continue };
        for hint in &hints {
            search(outline, hint, (text, inert.span.start), kind, &mut found);
        }
    }
    attributes(outline, &mut found);
    found
}

/// Searches a text, with its offset in the source, for numbers beside a hint.
fn search(
    outline: &Outline<'_>,
    hint: &Finder<'_>,
    (text, offset): (&str, usize),
    kind: ElsewhereKind,
    found: &mut Vec<Elsewhere>,
) {
    let escaped = hint.needle().starts_with(b"\\");
    let mut from = 0;
    while let Some(at) = text.as_bytes().get(from..).and_then(|rest| hint.find(rest)) {
        if found.len() >= MAX {
            return;
        }
        let at = from + at;
        let start = floor(text, at.saturating_sub(REACH));
        let end = floor(text, (at + REACH).min(text.len()));
        // the next one's number may reach beyond this window
        from = floor(text, (at + REACH / 2).max(at + hint.needle().len()));
        let window = text.get(start..end).unwrap_or_default();
        let window = if escaped { unescaped(window) } else { without_tags(window) };
        note(outline, &window, offset + at, kind, found);
    }
}

/// Numbers in `alt`, `title`, `content`, `data-*` and the like: every attribute that holds a hint, but for addresses,
/// handlers, styles, and the documents of frames, which are read as such.
fn attributes(outline: &Outline<'_>, found: &mut Vec<Elsewhere>) {
    for (id, node) in outline.nodes.iter().enumerate() {
        let id = NodeId::try_from(id).unwrap_or(ROOT);
        // most tags can hold no hint, not even by a reference
        let may_hint =
            |tag: &str| memchr::memchr3(FIRST[0], FIRST[1], b'&', tag.as_bytes()).is_some();
        if !outline.source_of_attrs(id).is_none_or(may_hint) {
            continue;
        }
        for (name, value) in outline.attrs(id) {
            if found.len() >= MAX {
                return;
            }
            if memchr::memchr2(FIRST[0], FIRST[1], value.as_bytes()).is_some()
                && HINTS.iter().any(|hint| value.contains(hint))
                && may_show(name)
            {
                note(outline, &without_tags(&value), node.at as usize, Attribute, found);
            }
        }
    }
}

fn may_show(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !matches!(name.as_str(), "href" | "src" | "srcdoc" | "style" | "class" | "id")
        && !name.starts_with("on")
}

fn note(
    outline: &Outline<'_>,
    text: &str,
    at: usize,
    kind: ElsewhereKind,
    found: &mut Vec<Elsewhere>,
) {
    for it in scan(text) {
        let (number, police) = match it.number {
            Number::Icp(number) => (number.to_string(), false),
            Number::Police(number) => (number.to_string(), true),
            Number::Licence(_) | Number::Joke(_) => continue,
        };
        let known =
            found.iter().any(|known: &Elsewhere| known.kind == kind && known.number == number);
        if !known && found.len() < MAX {
            let line = outline.line(at);
            found.push(Elsewhere { kind, number, police, line });
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Tags inside comments and scripts stand between the parts of a number.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '<' => depth = 1,
            '>' if depth > 0 => depth = 0,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    unescape(&out).into_owned()
}

/// `\u4eacICP\u5907` → 京ICP备
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        out.push_str(before);
        let decoded = after
            .get(..4)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        rest = match decoded {
            Some(c) => {
                out.push(c);
                after.get(4..).unwrap_or_default()
            }
            None => after,
        };
    }
    out.push_str(rest);
    without_tags(&out)
}
