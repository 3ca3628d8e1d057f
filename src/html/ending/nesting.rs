//! What an open element does to others that are put into it.

use crate::html::css::{Declaration, declarations};
use crate::html::tag::Tag;
use crate::html::tokens::{Content, Token, Tokens};
use crate::html::tree::content_of;

/// Whether an element hides what is in it.
pub(in crate::html) fn hides<'a>(
    tag: Tag,
    name: &[u8],
    attributes: impl Iterator<Item = (&'a [u8], &'a [u8])>,
) -> bool {
    if matches!(tag, Tag::Object | Tag::Applet | Tag::Rp) {
        return true;
    }
    let fallback: &[&[u8]] = &[b"audio", b"canvas", b"datalist", b"meter", b"progress", b"video"];
    if tag == Tag::Other && fallback.iter().any(|it| it.eq_ignore_ascii_case(name)) {
        return true;
    }
    let mut open = false;
    for (name, value) in attributes {
        if name.eq_ignore_ascii_case(b"hidden") {
            return true;
        }
        open |= name.eq_ignore_ascii_case(b"open");
        if name.eq_ignore_ascii_case(b"style") {
            let style = String::from_utf8_lossy(value);
            let hidden = |it: &Declaration| match it.name {
                "display" => it.value == "none",
                "visibility" => matches!(it.value.as_str(), "hidden" | "collapse"),
                _ => false,
            };
            if declarations(&style).iter().any(hidden) {
                return true;
            }
        }
    }
    matches!(tag, Tag::Details | Tag::Dialog) && !open
}

/// Whether an element takes in blocks and links as they are, and has no rules of its own about what may stand in it.
#[rustfmt::skip]
pub(super) fn is_plain(tag: Tag, name: &[u8]) -> bool {
    let phrases: &[&[u8]] = &[
        b"abbr", b"bdi", b"bdo", b"cite", b"data", b"del", b"dfn", b"hgroup", b"ins", b"kbd", b"label", b"map",
        b"mark", b"output", b"picture", b"q", b"samp", b"slot", b"time",
    ];
    match tag {
        Tag::Address | Tag::Article | Tag::Aside | Tag::Blockquote | Tag::Center | Tag::Dd | Tag::Details
        | Tag::Dialog | Tag::Dir | Tag::Div | Tag::Dl | Tag::Dt | Tag::Fieldset | Tag::Figcaption | Tag::Figure
        | Tag::Footer | Tag::Form | Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 | Tag::Header
        | Tag::Hgroup | Tag::Legend | Tag::Li | Tag::Listing | Tag::Main | Tag::Menu | Tag::Nav | Tag::Ol
        | Tag::Pre | Tag::Search | Tag::Section | Tag::Span | Tag::Sub | Tag::Summary | Tag::Sup | Tag::Ul
        | Tag::Var => true,
        Tag::Other => name.contains(&b'-') || phrases.iter().any(|it| it.eq_ignore_ascii_case(name)),
        _ => false,
    }
}

/// Whether the content of a `<noscript>` is the same to the rest of the page when it is read as markup: each element
/// ends in it, and none has rules about what stands around it.
pub(super) fn is_self_contained(content: &[u8]) -> bool {
    let mut open: Vec<Tag> = Vec::new();
    let mut tokens = Tokens::new(content);
    let mut read = 0;
    while let Some(token) = tokens.next() {
        read = tokens.position();
        match token {
            Token::Text(_) | Token::Raw(_) => {}
            Token::Start(start) => {
                let name = content.get(start.name()).unwrap_or_default();
                let tag = Tag::of(name);
                if tag.is_void() {
                    continue;
                }
                match content_of(tag) {
                    Some(kind @ (Content::RawText | Content::Script)) if tag != Tag::Noscript => {
                        tokens.enter(kind, start.name());
                    }
                    _ if tag == Tag::P
                        || tag == Tag::Strong
                        || tag == Tag::A
                        || is_plain(tag, name) => {}
                    _ => return false,
                }
                if open.contains(&tag) && !matches!(tag, Tag::Div | Tag::Span) {
                    return false;
                }
                open.push(tag);
            }
            Token::End { name } => {
                if open.pop() != Some(Tag::of(content.get(name).unwrap_or_default())) {
                    return false;
                }
            }
            Token::Comment(_) | Token::Doctype(_) => return false,
        }
    }
    open.is_empty() && read == content.len()
}
