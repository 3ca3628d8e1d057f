//! A page as an outline: its elements in document order with their parents, and its rendered text as lines with the
//! element each piece stands in. Made by the light tree ([`crate::html::tree`]) or by a browser's algorithm
//! ([`crate::html::dom`]); everything behind reads only this.

mod plain;
mod spare;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::mem::take;

use crate::html::attributes::attribute_spans;
use crate::html::references::{unescape, unescape_attribute};
use crate::html::span::Span;
use crate::html::tag::Tag;

use plain::is_plain;
use spare::{MAX_SPARE, SPARE, Spare};

/// An index into [`Outline::nodes`].
pub(crate) type NodeId = u32;

/// No element: the document itself.
pub(crate) const ROOT: NodeId = u32::MAX;

/// An element.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Its name.
    pub tag: Tag,
    /// The element around it, or [`ROOT`].
    pub parent: NodeId,
    /// Offset of its start tag in the source.
    pub at: u32,
    /// Length of [`Outline::text`] when it was opened.
    pub text_at: u32,
    attrs: Attrs,
}

#[derive(Clone, Debug)]
enum Attrs {
    Source(u32, u32),
    Owned(u32),
}

/// An element whose tag was read by another parser.
#[derive(Clone, Debug)]
struct OwnedTag {
    name: Box<str>,
    attrs: Vec<(String, String)>,
}

/// A piece of text in one element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextRun {
    /// Where it starts in [`Outline::text`].
    pub at: u32,
    /// The element it stands in.
    pub node: NodeId,
    /// Offset of its first character in the source.
    pub source: u32,
}

/// Source that is not rendered.
#[derive(Clone, Debug)]
pub(crate) struct Inert {
    /// What it is.
    pub kind: InertKind,
    /// Where it stands in the source.
    pub span: Span,
    /// The element that it is the content of; [`ROOT`] where that does not matter.
    pub node: NodeId,
}

/// Kinds of source that is not rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InertKind {
    /// A comment.
    Comment,
    /// A script's content.
    Script,
    /// `<style>` content.
    Style,
    /// `<title>` of the page.
    Title,
    /// Text of `<template>`, `<noscript>`, `<textarea>`, `<option>` and the like.
    Other,
}

/// The outline of a page.
#[derive(Clone, Debug)]
pub(crate) struct Outline<'a> {
    /// The decoded page.
    pub source: &'a str,
    /// Elements in document order.
    pub nodes: Vec<Node>,
    /// Rendered text: blanks folded as a browser does, a `\n` wherever a line must end.
    pub text: String,
    /// Which element each piece of `text` stands in, in order.
    pub runs: Vec<TextRun>,
    /// What is not rendered.
    pub inert: Vec<Inert>,
    /// Set while what is read is not rendered: its elements end no lines.
    pub muted: bool,
    /// Some `<template>` is a shadow tree.
    pub has_shadow_roots: bool,
    owned: Vec<OwnedTag>,
    blank: bool,
    /// Line breaks before each block of [`LINE_BLOCK`] bytes of the source, counted when first asked for.
    breaks_before: OnceCell<Vec<usize>>,
}

/// Longer names of elements are not asked for.
const MAX_NAME: usize = 200;

/// Whether this is the value of a `shadowrootmode` attribute.
pub(crate) fn is_shadow_mode(value: &[u8]) -> bool {
    value.eq_ignore_ascii_case(b"open") || value.eq_ignore_ascii_case(b"closed")
}

/// A line number costs at most the counting of a block of this size.
const LINE_BLOCK: usize = 1 << 16;

impl<'a> Outline<'a> {
    /// An empty outline of a page.
    pub(crate) fn new(source: &'a str) -> Self {
        let Spare { mut nodes, mut text, mut runs } = SPARE.take();
        nodes.reserve(source.len() / 64);
        text.reserve(source.len() / 3);
        runs.reserve(source.len() / 96);
        Self {
            source,
            nodes,
            text,
            runs,
            inert: Vec::new(),
            muted: false,
            has_shadow_roots: false,
            owned: Vec::new(),
            blank: false,
            breaks_before: OnceCell::new(),
        }
    }

    /// Adds an element whose attributes stand in the source.
    pub(crate) fn open(&mut self, tag: Tag, parent: NodeId, at: usize, attrs: Span) -> NodeId {
        self.add(tag, parent, at, Attrs::Source(offset(attrs.start), offset(attrs.end)))
    }

    /// Adds an element whose attributes were read by another parser.
    pub(crate) fn open_owned(
        &mut self,
        name: &str,
        parent: NodeId,
        at: usize,
        attrs: Vec<(String, String)>,
    ) -> NodeId {
        let tag = Tag::of(name.as_bytes());
        self.owned.push(OwnedTag { name: name.into(), attrs });
        self.add(tag, parent, at, Attrs::Owned(offset(self.owned.len() - 1)))
    }

    fn add(&mut self, tag: Tag, parent: NodeId, at: usize, attrs: Attrs) -> NodeId {
        if tag.breaks_line() {
            self.break_line();
        }
        let id = offset(self.nodes.len());
        self.nodes.push(Node {
            tag,
            parent,
            at: offset(at),
            text_at: offset(self.text.len()),
            attrs,
        });
        id
    }

    /// Ends an element: its last line ends where its kind stands on lines of its own.
    pub(crate) fn close(&mut self, tag: Tag) {
        if tag.breaks_line() {
            self.break_line();
        }
    }

    /// Ends the current line.
    pub(crate) fn break_line(&mut self) {
        if self.muted {
            return;
        }
        self.blank = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Adds rendered text that stands in the source at `span`; `references` says whether `&…;` are resolved.
    pub(crate) fn text(&mut self, node: NodeId, span: Span, references: bool) {
        let raw = self.source.get(span.clone()).unwrap_or_default();
        let text = raw.trim_ascii_start();
        let lead = raw.len() - text.len();
        self.blank |= lead > 0;
        if text.is_empty() {
            return;
        }
        let source = span.start + lead;
        let words = text.trim_ascii_end();
        if is_plain(words) {
            self.push(node, words, source);
            self.blank = words.len() < text.len();
        } else if references && memchr::memchr(b'&', text.as_bytes()).is_some() {
            self.rendered(node, &unescape(text), source);
        } else {
            self.rendered(node, text, source);
        }
    }

    /// Adds rendered text with nothing left to resolve.
    pub(crate) fn rendered(&mut self, node: NodeId, text: &str, source: usize) {
        self.blank |= text.starts_with(|c: char| c.is_ascii_whitespace());
        let mut words = text.split_ascii_whitespace();
        let Some(first) = words.next() else { return };
        self.push(node, first, source);
        for word in words {
            self.text.push(' ');
            self.text.push_str(word);
        }
        self.blank = text.ends_with(|c: char| c.is_ascii_whitespace());
    }

    /// Adds words that begin a run, with the blank that is due before them.
    fn push(&mut self, node: NodeId, words: &str, source: usize) {
        if self.blank && !matches!(self.text.as_bytes().last(), None | Some(b'\n' | b' ')) {
            self.text.push(' ');
        }
        self.runs.push(TextRun { at: offset(self.text.len()), node, source: offset(source) });
        self.text.push_str(words);
    }

    /// Notes source that is not rendered.
    pub(crate) fn not_rendered(&mut self, kind: InertKind, span: Span, node: NodeId) {
        if !span.is_empty() {
            self.inert.push(Inert { kind, span, node });
        }
    }

    /// An element's name as written.
    pub(crate) fn name(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id)?;
        if let Attrs::Owned(index) = node.attrs {
            return self.owned.get(index as usize).map(|it| &*it.name);
        }
        // behind the `<`; names are as long as one likes, those that are asked for are not
        let rest = self.source.get(node.at as usize + 1..)?;
        let ends = |byte: &u8| matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'/' | b'>');
        let end = rest.bytes().take(MAX_NAME).position(|byte| ends(&byte))?;
        rest.get(..end)
    }

    /// Whether a `<template>` is a shadow tree of the element that it stands in.
    pub(crate) fn is_shadow_root(&self, id: NodeId) -> bool {
        let host = self.node(id).and_then(|node| self.node(node.parent));
        host.is_some_and(|host| host.tag.can_host())
            && self.attr(id, "shadowrootmode").is_some_and(|mode| is_shadow_mode(mode.as_bytes()))
    }

    /// An element.
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// An element and those around it, innermost first.
    pub(crate) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node)> {
        let mut next = id;
        std::iter::from_fn(move || {
            let found = (next, self.node(next)?);
            next = found.1.parent;
            Some(found)
        })
    }

    /// An attribute's value, references resolved; names in lower case.
    pub(crate) fn attr(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        match self.node(id)?.attrs {
            Attrs::Source(start, end) => {
                let (_, value) = self
                    .written(start as usize..end as usize)
                    .find(|(found, _)| found.eq_ignore_ascii_case(name))?;
                Some(resolved(value))
            }
            Attrs::Owned(index) => {
                let attrs = &self.owned.get(index as usize)?.attrs;
                attrs
                    .iter()
                    .find(|(found, _)| found == name)
                    .map(|(_, value)| Cow::Borrowed(value.as_str()))
            }
        }
    }

    /// The values of several attributes, in one pass over the tag.
    pub(crate) fn attrs_named<const N: usize>(
        &self,
        id: NodeId,
        names: [&str; N],
    ) -> [Option<Cow<'_, str>>; N] {
        let mut values = [const { None }; N];
        for (name, value) in self.attrs(id) {
            let mut wanted = names.iter().zip(&mut values);
            if let Some((_, found @ None)) = wanted.find(|(it, _)| name.eq_ignore_ascii_case(it)) {
                *found = Some(value);
            }
        }
        values
    }

    /// The attributes of a tag as they stand in the source; `None` for those read by another parser.
    pub(crate) fn source_of_attrs(&self, id: NodeId) -> Option<&str> {
        match self.node(id)?.attrs {
            Attrs::Source(start, end) => self.source.get(start as usize..end as usize),
            Attrs::Owned(_) => None,
        }
    }

    /// All attributes, names as written, references resolved.
    pub(crate) fn attrs(&self, id: NodeId) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let (span, owned) = match self.node(id).map(|node| &node.attrs) {
            Some(Attrs::Source(start, end)) => (*start as usize..*end as usize, None),
            Some(Attrs::Owned(index)) => {
                (0..0, self.owned.get(*index as usize).map(|it| &it.attrs))
            }
            None => (0..0, None),
        };
        let written = self.written(span).map(|(name, value)| (name, resolved(value)));
        let owned = owned.into_iter().flatten();
        written.chain(owned.map(|(name, value)| (name.as_str(), Cow::Borrowed(value.as_str()))))
    }

    /// The attributes of a tag as they stand in the source: names and values are cut at quotes, blanks, `=`, `/` or
    /// `>`, so always between characters.
    fn written(&self, attrs: Span) -> impl Iterator<Item = (&str, &str)> {
        attribute_spans(self.source.as_bytes(), attrs)
            .filter_map(|(name, value)| Some((self.source.get(name)?, self.source.get(value)?)))
    }

    /// 1-based line of a place in the source.
    pub(crate) fn line(&self, at: usize) -> u32 {
        let source = self.source.as_bytes();
        let breaks = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
        let blocks = self.breaks_before.get_or_init(|| {
            let mut before = 0;
            let mut blocks = Vec::with_capacity(source.len() / LINE_BLOCK + 1);
            for block in source.chunks(LINE_BLOCK) {
                blocks.push(before);
                before += breaks(block);
            }
            blocks
        });
        let block = (at / LINE_BLOCK).min(blocks.len().saturating_sub(1));
        let before = blocks.get(block).copied().unwrap_or_default();
        let inside = source.get(block * LINE_BLOCK..at.min(source.len())).unwrap_or_default();
        u32::try_from(before + breaks(inside) + 1).unwrap_or(u32::MAX)
    }

    /// The run that covers a place in `text`.
    pub(crate) fn run_at(&self, at: usize) -> Option<usize> {
        self.runs.partition_point(|run| run.at as usize <= at).checked_sub(1)
    }
}

impl Drop for Outline<'_> {
    fn drop(&mut self) {
        if self.source.len() <= MAX_SPARE {
            self.nodes.clear();
            self.text.clear();
            self.runs.clear();
            let (nodes, text, runs) = (&mut self.nodes, &mut self.text, &mut self.runs);
            SPARE.set(Spare { nodes: take(nodes), text: take(text), runs: take(runs) });
        }
    }
}

/// An attribute's value with its references resolved.
fn resolved(value: &str) -> Cow<'_, str> {
    match memchr::memchr(b'&', value.as_bytes()) {
        Some(_) => unescape_attribute(value),
        None => Cow::Borrowed(value),
    }
}

/// Offsets are kept in 32 bits: pages are at most [`crate::html::charset::MAX_PAGE`] long.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX - 1)
}

/// The `<a>` around an element, itself included.
pub(crate) fn anchor_of(outline: &Outline<'_>, node: NodeId) -> Option<NodeId> {
    outline.ancestors(node).find(|(_, found)| found.tag == Tag::A).map(|(id, _)| id)
}
