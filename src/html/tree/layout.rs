//! What a page is laid out into.

use crate::html::outline::{InertKind, NodeId, Outline, ROOT};
use crate::html::span::Span;
use crate::html::tag::Tag;

/// Receives elements and text from the tree builder as it reads a page. `()` ignores them, for callers that need only
/// the stack of open elements.
pub(crate) trait Layout {
    /// A new element.
    fn open(&mut self, tag: Tag, parent: NodeId, at: usize, attrs: Span) -> NodeId;
    /// The end of an element.
    fn close(&mut self, tag: Tag);
    /// The end of a line.
    fn break_line(&mut self);
    /// Text that is rendered; `references` says whether `&…;` stand for characters.
    fn text(&mut self, node: NodeId, span: Span, references: bool);
    /// Source that is not rendered.
    fn not_rendered(&mut self, kind: InertKind, span: Span, node: NodeId);
    /// Whether what comes next is not rendered.
    fn mute(&mut self, muted: bool);
    /// The element that comes next is a `<template>` that is a shadow tree.
    fn shadow_root(&mut self);
}

impl Layout for Outline<'_> {
    fn open(&mut self, tag: Tag, parent: NodeId, at: usize, attrs: Span) -> NodeId {
        Outline::open(self, tag, parent, at, attrs)
    }

    fn close(&mut self, tag: Tag) {
        Outline::close(self, tag);
    }

    fn break_line(&mut self) {
        Outline::break_line(self);
    }

    fn text(&mut self, node: NodeId, span: Span, references: bool) {
        Outline::text(self, node, span, references);
    }

    fn not_rendered(&mut self, kind: InertKind, span: Span, node: NodeId) {
        Outline::not_rendered(self, kind, span, node);
    }

    fn mute(&mut self, muted: bool) {
        self.muted = muted;
    }

    fn shadow_root(&mut self) {
        self.has_shadow_roots = true;
    }
}

impl Layout for () {
    fn open(&mut self, _tag: Tag, _parent: NodeId, _at: usize, _attrs: Span) -> NodeId {
        ROOT
    }

    fn close(&mut self, _tag: Tag) {}

    fn break_line(&mut self) {}

    fn text(&mut self, _node: NodeId, _span: Span, _references: bool) {}

    fn not_rendered(&mut self, _kind: InertKind, _span: Span, _node: NodeId) {}

    fn mute(&mut self, _muted: bool) {}

    fn shadow_root(&mut self) {}
}
