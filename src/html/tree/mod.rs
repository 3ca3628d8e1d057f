//! The light tree: tokens → outline, by the standard's rules for scopes, implied ends and raw content, without the
//! adoption agency and foster parenting. Where a page needs those for a link ([`LightTree::inexact`]), the full algorithm
//! of [`super::dom`] is run instead.

mod end_tags;
mod layout;
mod start_tags;
#[cfg(test)]
mod tests;

use super::attributes::attributes;
use super::dom;
use super::outline::{InertKind, NodeId, Outline, ROOT, is_shadow_mode};
use super::tag::Tag;
use crate::html::span::Span;
use crate::html::tokens::{StartTag, Token, Tokens};

pub(crate) use layout::Layout;
pub(crate) use start_tags::content_of;
use start_tags::is_quirky;

/// Elements nested deeper than this are flattened by browsers.
pub(crate) const MAX_DEPTH: usize = 512;

/// Upper bound on open elements; beyond it a new one takes the place of the innermost, so that what stands last,
/// such as the link around a number, is always among them.
const MAX_OPEN: usize = MAX_DEPTH + 64;

/// Pages with more elements are not judged.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// More formatting elements that wait for their end tags, or attributes in one tag, than any real page has.
pub(crate) const MAX_UNCLOSED: usize = 256;

/// What the light tree found besides the outline.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings about one page")]
pub(crate) struct LightTree<L> {
    /// The outline.
    pub outline: L,
    /// The full algorithm could place links or text otherwise.
    pub inexact: bool,
    /// Too many elements: the outline stops there.
    pub too_complex: bool,
    /// The full algorithm could take more than linear time: elements nest deeper than [`MAX_DEPTH`], there are more
    /// than [`MAX_UNCLOSED`] unclosed formatting elements or attributes in a tag, or more elements than it may make.
    pub heavy: bool,
    /// A `<frameset>` takes the place of the body.
    pub frameset: bool,
    /// Doctype, `html`, `head` or `body` tag seen.
    pub document: bool,
    /// Any tag at all.
    pub markup: bool,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenElement {
    node: NodeId,
    /// Where its start tag stands.
    pub at: usize,
    /// Its name, whatever it is part of.
    name: Tag,
    /// Its name where it is an HTML element or one that holds HTML again; [`Tag::Other`] inside SVG and `MathML`,
    /// whose elements mean nothing to the rules of HTML.
    pub tag: Tag,
    /// Its text is not rendered.
    pub inert: bool,
    /// Part of SVG or `MathML`.
    pub foreign: bool,
}

/// Reads a page into an outline.
pub(crate) fn read(source: &str) -> LightTree<Outline<'_>> {
    let mut builder = Builder::new(source.as_bytes(), Outline::new(source));
    while let Some(token) = builder.tokens.next() {
        builder.take(&token);
        if builder.light.too_complex {
            break;
        }
    }
    builder.light
}

/// Keeps the stack of open elements while a page is read token by token, and passes every element to its [`Layout`].
pub(crate) struct Builder<'a, L> {
    source: &'a [u8],
    pub tokens: Tokens<'a>,
    pub light: LightTree<L>,
    pub stack: Vec<OpenElement>,
    nodes: usize,
    /// How many elements of each tag are open.
    open: [u32; 256],
    /// How many formatting elements of each tag were closed by another element's end, and wait for their own.
    lost: [u32; 256],
    /// At least as many of them as a browser may have to open again.
    pub unclosed: usize,
    /// Body content has begun.
    body: bool,
    quirks: bool,
    form: bool,
}

impl<'a, L: Layout> Builder<'a, L> {
    pub(crate) fn new(source: &'a [u8], layout: L) -> Self {
        Self {
            source,
            tokens: Tokens::new(source),
            light: LightTree {
                outline: layout,
                inexact: false,
                too_complex: false,
                heavy: false,
                frameset: false,
                document: false,
                markup: false,
            },
            stack: Vec::with_capacity(64),
            nodes: 0,
            open: [0; 256],
            lost: [0; 256],
            unclosed: 0,
            body: false,
            quirks: true,
            form: false,
        }
    }

    /// Takes the token that was just read. Nothing more is wanted of a page that is [`LightTree::too_complex`].
    #[expect(
        clippy::inline_always,
        reason = "a token that is taken on the spot stays in registers"
    )]
    #[inline(always)]
    pub(crate) fn take(&mut self, token: &Token) {
        match token {
            Token::Text(span) => self.text(span.clone(), true),
            Token::Raw(span) => self.text(span.clone(), false),
            Token::Start(tag) => {
                self.light.markup = true;
                self.start(*tag);
                self.light.heavy |= self.nodes > dom::MAX_NODES;
                self.light.too_complex |= self.nodes > MAX_NODES;
            }
            Token::End { name } => {
                self.light.markup = true;
                let tag = Tag::at(self.source, name);
                self.end(tag, name.clone());
            }
            Token::Comment(span) => {
                self.light.outline.not_rendered(InertKind::Comment, span.clone(), ROOT);
            }
            Token::Doctype(span) => {
                self.light.document = true;
                self.light.markup = true;
                self.quirks = is_quirky(self.bytes(span));
            }
        }
    }

    fn bytes(&self, span: &Span) -> &'a [u8] {
        self.source.get(span.clone()).unwrap_or_default()
    }

    pub(crate) fn top(&self) -> Option<OpenElement> {
        self.stack.last().copied()
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.open[tag as usize] > 0
    }

    fn text(&mut self, span: Span, references: bool) {
        let mut node = ROOT;
        if let Some(top) = self.stack.last() {
            node = top.node;
            let kind = match top.name {
                Tag::Script => Some(InertKind::Script),
                Tag::Style => Some(InertKind::Style),
                Tag::Title if !self.is_drawing_title() => Some(InertKind::Title),
                _ if top.inert => Some(InertKind::Other),
                _ => None,
            };
            if let Some(kind) = kind {
                return self.light.outline.not_rendered(kind, span, node);
            }
            let (in_head, in_frame) = (top.tag == Tag::Head, top.tag.is_table_frame());
            if (in_head || in_frame || !self.body) && !self.is_blank(&span) {
                self.leave_head();
                self.light.inexact |= self.top().is_some_and(|open| open.tag.is_table_frame());
                node = self.top().map_or(ROOT, |open| open.node);
            }
        } else if !self.is_blank(&span) {
            self.body = true;
        }
        self.light.outline.text(node, span, references);
    }

    fn is_blank(&self, span: &Span) -> bool {
        self.bytes(span).iter().all(u8::is_ascii_whitespace)
    }

    /// Whether the innermost element is the `<title>` of an SVG drawing.
    fn is_drawing_title(&self) -> bool {
        self.stack.iter().rev().nth(1).is_some_and(|around| around.foreign)
    }

    /// Body content has begun: `<head>` ends.
    fn leave_head(&mut self) {
        self.body = true;
        while self.top().is_some_and(|open| open.tag == Tag::Head) {
            self.pop();
        }
    }

    fn push(&mut self, tag: Tag, start: StartTag) {
        if self.stack.len() >= MAX_DEPTH {
            self.light.heavy = true;
        }
        if self.stack.len() >= MAX_OPEN {
            self.pop();
        }
        let (parent, in_inert, in_foreign) = match self.stack.last() {
            Some(top) => (top.node, top.inert, top.foreign),
            None => (ROOT, false, false),
        };
        let node = self.add(tag, parent, start);
        let foreign = match tag {
            Tag::Svg | Tag::Math => true,
            Tag::ForeignObject | Tag::Desc | Tag::Title | Tag::Mtext => false,
            _ => in_foreign,
        };
        let shadow = tag == Tag::Template && !in_foreign && self.is_shadow_root(start);
        if shadow {
            self.light.outline.shadow_root();
        }
        let inert = in_inert
            || (!in_foreign && tag.holds_no_text() && !shadow)
            || tag.holds_no_text_anywhere();
        let name = tag;
        let tag = if foreign { Tag::Other } else { tag };
        self.open[tag as usize] += 1;
        self.stack.push(OpenElement { node, at: start.at, name, tag, inert, foreign });
        if (inert, foreign) != (in_inert, in_foreign) {
            self.top_changed();
        }
    }

    /// Whether a `<template>` is a shadow tree of the element that it stands in.
    fn is_shadow_root(&self, start: StartTag) -> bool {
        let mode = |(name, value): (&[u8], &[u8])| {
            name.eq_ignore_ascii_case(b"shadowrootmode") && is_shadow_mode(value)
        };
        self.top().is_some_and(|host| host.tag.can_host())
            && attributes(self.source, start.attrs()).any(mode)
    }

    /// Tells of a new element.
    fn add(&mut self, tag: Tag, parent: NodeId, start: StartTag) -> NodeId {
        self.nodes += 1;
        self.light.outline.open(tag, parent, start.at, start.attrs())
    }

    /// Opens a table part that the page leaves out.
    fn push_implied(&mut self, tag: Tag) {
        if let Some(top) = self.top()
            && self.stack.len() < MAX_OPEN
        {
            self.open[tag as usize] += 1;
            let name = if tag == Tag::Other { top.name } else { tag };
            self.stack.push(OpenElement { name, tag, ..top });
        }
    }

    fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.open[open.tag as usize] -= 1;
            let top = self.stack.last();
            if open.inert || open.foreign != top.is_some_and(|top| top.foreign) {
                self.top_changed();
            }
            self.light.outline.close(open.name);
        }
    }

    fn top_changed(&mut self) {
        self.tokens.cdata = self.top().is_some_and(|open| open.foreign);
        let muted = self.top().is_some_and(|open| open.inert);
        self.light.outline.mute(muted);
    }

    /// Pops up to and including the element at this place of the stack.
    fn pop_to(&mut self, place: usize) {
        self.pop_to_inside(place);
        self.pop();
    }

    /// Pops what is open inside the element at this place of the stack. Formatting elements that are closed this way
    /// by another element's end would be opened again by a browser.
    fn pop_to_inside(&mut self, place: usize) {
        while self.stack.len() > place + 1 {
            if let Some(open) = self.top()
                && open.tag.is_formatting()
            {
                self.light.inexact |= open.tag == Tag::A;
                self.lost[open.tag as usize] += 1;
                self.unclosed += 1;
                self.light.heavy |= self.unclosed > MAX_UNCLOSED;
            }
            self.pop();
        }
    }

    /// Where the innermost open element of a tag stands, looking no further than scope allows.
    fn in_scope(
        &self,
        wanted: impl Fn(Tag) -> bool,
        more_bounds: impl Fn(Tag) -> bool,
    ) -> Option<usize> {
        for (place, open) in self.stack.iter().enumerate().rev() {
            if wanted(open.tag) {
                return Some(place);
            }
            if open.tag.bounds_scope() || more_bounds(open.tag) {
                return None;
            }
        }
        None
    }

    fn leave_foreign(&mut self) {
        while self.top().is_some_and(|open| open.foreign) {
            self.pop();
        }
    }

    fn close_p(&mut self) {
        if self.is_open(Tag::P)
            && let Some(place) = self.in_scope(|tag| tag == Tag::P, |tag| tag == Tag::Button)
        {
            self.pop_to(place);
        }
    }
}
