//! Where a page's body ends in a browser, and what is open there.
//!
//! The body ends at a `</body>` or `</html>` only if it is read as markup outside of tables, templates and the like, and
//! if nothing follows that a browser would put into the body again (a script, text, a tag). Otherwise it ends with the
//! file.

mod found;
mod nesting;

use std::ops::Range;

use crate::html::attributes::attributes;
use crate::html::span::Span;
use crate::html::tag::Tag;
use crate::html::tokens::{StartTag, Token, Tokens};
use crate::html::tree::{Builder, OpenElement, content_of};

pub use found::{ElementQuery, Ending, MARK, Markup, Nesting, SoughtElement};
pub(super) use nesting::hides;
use nesting::{is_plain, is_self_contained};

/// Finds the end of the body of a page in an encoding that extends ASCII (not UTF-16 or ISO-2022-JP), the elements of a
/// name or with the [`MARK`], and the end of the element that is `sought` besides. Linear in the size of the page. Scripts are taken to run, as in a browser; where the content of a
/// `<noscript>` could reach out of it without them, the end is [`Nesting::Doubtful`].
pub fn ending(page: &[u8], element: &str, sought: Option<SoughtElement>) -> Ending {
    let mark = if page.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let source = page.get(mark..).unwrap_or_default();
    let mut walk = EndingReader::new(source, element.as_bytes());
    walk.sought = match sought {
        Some(SoughtElement::StartingAt(at)) => at.checked_sub(mark).map(SoughtElement::StartingAt),
        other => other,
    };
    walk.run();
    let mut ending = walk.finish();
    ending.at += mark;
    if let Some((at, _)) = &mut ending.inside {
        *at += mark;
    }
    for at in &mut ending.torn {
        *at += mark;
    }
    let ranges = ending.elements.iter_mut().chain(&mut ending.open).chain(&mut ending.inside_open);
    for range in ranges {
        *range = range.start + mark..range.end + mark;
    }
    ending
}

/// A place, and what is open there.
struct EndPoint {
    at: usize,
    around: Nesting,
    /// Where the start tags stand.
    open: Vec<usize>,
}

struct EndingReader<'a> {
    source: &'a [u8],
    name: &'a [u8],
    builder: Builder<'a, ()>,
    /// The page may have elements with the mark.
    marked: bool,
    /// The body has ended here, and nothing has gone into it since.
    ended: Option<EndPoint>,
    elements: Vec<Range<usize>>,
    /// The element that is being read.
    inside: Option<CurrentElement>,
    /// Where those start that have no end tag of their own.
    torn: Vec<usize>,
    /// Right behind the last element, while nothing has followed it.
    behind: Option<EndPoint>,
    sought: Option<SoughtElement>,
    /// Where the one that is sought starts and its name, and where it ended.
    sought_at: Option<(usize, Span)>,
    sought_end: Option<EndPoint>,
    /// Without scripts the page may be another.
    scripted: bool,
    /// Where the last token started.
    last: usize,
    /// It is a comment or doctype that has no end.
    open_ended: bool,
}

/// An element that is being read.
#[derive(Clone)]
struct CurrentElement {
    /// Where it starts.
    at: usize,
    /// Its place in the stack.
    place: usize,
    name: Span,
}

impl<'a> EndingReader<'a> {
    fn new(source: &'a [u8], name: &'a [u8]) -> Self {
        Self {
            source,
            name,
            builder: Builder::new(source, ()),
            marked: memchr::memmem::find(source, MARK.as_bytes()).is_some(),
            ended: None,
            elements: Vec::new(),
            inside: None,
            torn: Vec::new(),
            behind: None,
            sought: None,
            sought_at: None,
            sought_end: None,
            scripted: false,
            last: 0,
            open_ended: false,
        }
    }

    fn run(&mut self) {
        loop {
            self.last = self.builder.tokens.position();
            let Some(token) = self.builder.tokens.next() else { return };
            self.open_ended = match &token {
                // what ends one is up to four bytes long
                Token::Comment(span) | Token::Doctype(span) => {
                    !self.bytes(&(span.end..self.builder.tokens.position())).contains(&b'>')
                }
                _ => false,
            };
            if self.inside.is_none() {
                self.outside(&token);
            }
            if self.sought_at.is_some() {
                self.leave_sought(&token);
            }
            self.builder.take(&token);
            if self.builder.light.too_complex {
                return;
            }
            match (&token, self.inside.take()) {
                (_, Some(inside)) => self.inside(&token, inside),
                (Token::Start(tag), None) => self.enter(tag),
                _ => {}
            }
        }
    }

    /// What a token outside of the elements means for the end of the body.
    fn outside(&mut self, token: &Token) {
        let goes_in = match token {
            Token::Comment(_) | Token::Doctype(_) => false,
            Token::Text(span) => !is_blank(self.bytes(span)),
            Token::Raw(span) => {
                if self.builder.top().is_some_and(|open| open.tag == Tag::Noscript) {
                    self.scripted |= !is_self_contained(self.bytes(span));
                }
                true
            }
            Token::Start(tag) => Tag::of(self.bytes(&tag.name())) != Tag::Html,
            Token::End { name } => {
                let ends = matches!(Tag::of(self.bytes(name)), Tag::Body | Tag::Html);
                if ends && self.ended.is_none() && self.may_end() {
                    // an end tag begins with `</`
                    self.ended = Some(self.here(name.start.saturating_sub(2)));
                }
                !ends
            }
        };
        if goes_in {
            self.ended = None;
            self.behind = None;
        }
    }

    /// Whether `</body>` ends the body here: inside of tables, templates and the like it is passed over.
    fn may_end(&self) -> bool {
        self.builder.stack.iter().all(|open| open.tag == Tag::Html || !open.tag.bounds_scope())
    }

    fn enter(&mut self, tag: &StartTag) {
        let ours = self.bytes(&tag.name()).eq_ignore_ascii_case(self.name)
            || (self.marked && self.is_marked(tag));
        if (ours || self.sought.is_some())
            && let Some(top) = self.builder.top()
            && top.at == tag.at
            && !top.inert
            && !top.foreign
        {
            if ours {
                let place = self.builder.stack.len() - 1;
                self.inside = Some(CurrentElement { at: tag.at, place, name: tag.name() });
            } else if self.is_sought(tag) {
                self.sought_at = Some((tag.at, tag.name()));
            }
        }
    }

    fn is_marked(&self, tag: &StartTag) -> bool {
        matches!(Tag::of(self.bytes(&tag.name())), Tag::Div | Tag::Span)
            && attributes(self.source, tag.attrs())
                .any(|(name, _)| name.eq_ignore_ascii_case(MARK.as_bytes()))
    }

    fn is_sought(&self, tag: &StartTag) -> bool {
        let sought = match self.sought {
            Some(SoughtElement::Like(query)) => query,
            Some(SoughtElement::StartingAt(at)) => return tag.at == at,
            None => return false,
        };
        let is_it = |(name, value): (&[u8], &[u8])| {
            let wanted = sought.value.as_bytes();
            name.eq_ignore_ascii_case(sought.attribute.as_bytes())
                && value.split(u8::is_ascii_whitespace).any(|word| word == wanted)
        };
        self.bytes(&tag.name()).eq_ignore_ascii_case(sought.name.as_bytes())
            && (sought.attribute.is_empty() || attributes(self.source, tag.attrs()).any(is_it))
    }

    /// Notes where the element that is sought ends: at its own end tag, with nothing in it left open.
    fn leave_sought(&mut self, token: &Token) {
        if let Token::End { name } = token
            && let Some((at, sought)) = &self.sought_at
            && self.bytes(name).eq_ignore_ascii_case(self.bytes(sought))
            && self.builder.top().is_some_and(|top| top.at == *at)
        {
            self.sought_end = Some(self.here(name.start.saturating_sub(2)));
            self.sought_at = None;
        }
    }

    fn inside(&mut self, token: &Token, inside: CurrentElement) {
        if self.builder.stack.get(inside.place).is_some_and(|open| open.at == inside.at) {
            self.inside = Some(inside);
            return;
        }
        match token {
            Token::End { name }
                if self.bytes(name).eq_ignore_ascii_case(self.bytes(&inside.name)) =>
            {
                let end = self.builder.tokens.position();
                self.elements.push(inside.at..end);
                self.behind = Some(self.here(end));
            }
            _ => self.torn.push(inside.at),
        }
    }

    fn here(&self, at: usize) -> EndPoint {
        let open = self.builder.stack.iter().map(|open| open.at).collect();
        EndPoint { at, around: self.around(), open }
    }

    /// What is open now.
    fn around(&self) -> Nesting {
        let pending = if self.builder.unclosed > 0 { Nesting::Doubtful } else { Nesting::Plain };
        let open = self.builder.stack.iter().map(|open| self.effect(*open)).max();
        open.map_or(pending, |open| open.max(pending))
    }

    /// What an open element does to another that is put into it.
    fn effect(&self, open: OpenElement) -> Nesting {
        if open.inert || open.foreign {
            return Nesting::Enclosed;
        }
        if matches!(open.tag, Tag::Html | Tag::Head | Tag::Body) {
            return Nesting::Plain;
        }
        let rest = self.source.get(open.at..).unwrap_or_default();
        let Some(Token::Start(start)) = Tokens::new(rest).next() else { return Nesting::Doubtful };
        let name = rest.get(start.name()).unwrap_or_default();
        if hides(open.tag, name, attributes(rest, start.attrs())) {
            Nesting::Enclosed
        } else if is_plain(open.tag, name) {
            Nesting::Plain
        } else {
            Nesting::Doubtful
        }
    }

    fn finish(mut self) -> Ending {
        let end = self.source.len();
        let EndPoint { at, around, open } = match (self.behind.take(), self.ended.take()) {
            (Some(here), _) | (None, Some(here)) => here,
            _ if self.is_unfinished() => {
                EndPoint { at: end, around: Nesting::Unfinished, open: Vec::new() }
            }
            _ => self.here(end),
        };
        self.torn.extend(self.inside.take().map(|inside| inside.at));
        let light = &self.builder.light;
        let sought = self.sought_end.as_ref();
        let doubtful = light.inexact || light.heavy || self.scripted || self.is_cut(at);
        let around = if doubtful { around.max(Nesting::Doubtful) } else { around };
        Ending {
            markup: self.markup(),
            at,
            around,
            open: self.start_tags(&open),
            inside: sought.map(|end| (end.at, end.around)),
            inside_open: sought.map(|end| self.start_tags(&end.open)).unwrap_or_default(),
            torn: std::mem::take(&mut self.torn),
            heavy: light.heavy,
            elements: std::mem::take(&mut self.elements),
        }
    }

    /// The whole start tags that stand at these places; an element that a browser adds has none of its own.
    fn start_tags(&self, at: &[usize]) -> Vec<Range<usize>> {
        let mut tags: Vec<Range<usize>> = Vec::with_capacity(at.len());
        for &at in at {
            let rest = self.source.get(at..).unwrap_or_default();
            if let Some(Token::Start(tag)) = Tokens::new(rest).next()
                && tags.last().is_none_or(|last| last.start != at)
            {
                tags.push(at..at + tag.end + 1);
            }
        }
        tags
    }

    fn markup(&self) -> Markup {
        let light = &self.builder.light;
        if light.too_complex {
            Markup::TooComplex
        } else if self.source.trim_ascii().is_empty() {
            Markup::Empty
        } else if !light.markup {
            Markup::None
        } else if light.frameset {
            Markup::Frameset
        } else if light.document {
            Markup::Document
        } else {
            Markup::Fragment
        }
    }

    /// Whether the page ends inside markup or raw text, so that what follows belongs to it.
    fn is_unfinished(&self) -> bool {
        let raw =
            self.builder.top().is_some_and(|open| !open.foreign && content_of(open.tag).is_some());
        let rest = self.source.get(self.last..).unwrap_or_default();
        // what is not a token at the end: `</>`, or else a tag without its end
        let cut = rest.chunks(3).any(|it| it != b"</>");
        raw || cut || self.open_ended || self.source.ends_with(b"</")
    }

    /// Whether the page may end within a character of several bytes.
    fn is_cut(&self, at: usize) -> bool {
        let tail = self.source.len().saturating_sub(3);
        at == self.source.len() && self.source.get(tail..).is_some_and(|tail| !tail.is_ascii())
    }

    fn bytes(&self, span: &Span) -> &'a [u8] {
        self.source.get(span.clone()).unwrap_or_default()
    }
}

/// White space and NUL, which a browser leaves out of the body.
fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' '))
}
