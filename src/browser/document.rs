//! A laid out page written as HTML again: what nobody sees is marked as hidden, shadow trees and frames of the same
//! process stand where they are shown, scripts and styles are gone. [`crate::facts`] reads it like any page.

use super::sight::{Sight, WindowSize};
use super::snapshot::{PageDocument, PageNode, PageNodeKind, StyleProperty};

/// A text of a page: which document, which node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextNode {
    pub(super) document: usize,
    pub(super) node: usize,
}

/// The page as HTML.
#[derive(Debug, Default)]
pub(super) struct SerializedPage {
    pub(super) html: String,
    /// The text that begins on each line of `html`, if one does: line breaks stand inside of tags only.
    pub(super) texts: Vec<Option<TextNode>>,
}

/// Nothing of these is shown as text.
const LEFT_OUT: &[&str] =
    &["script", "style", "noscript", "template", "link", "meta", "base", "object", "embed"];
/// Elements without content, and without an end tag.
const VOID: &[&str] =
    &["area", "br", "col", "hr", "img", "input", "param", "source", "track", "wbr"];
/// Elements that hide their content by themselves, which is known already.
const AS_DIV: &[&str] = &[
    "details", "dialog", "summary", "marquee", "textarea", "select", "option", "iframe", "frame",
    "frameset", "object", "embed",
];
/// Attributes that hide, or that a browser has followed already.
const DROPPED: &[&str] = &["style", "hidden", "srcset", "srcdoc", "loading", "media"];

/// Said of an element at the foot of the page, as its own style would say it.
const AT_FOOT: &str = " style=\"position:fixed;bottom:0\"";

/// Frames in frames that are looked into.
const DEEPEST: usize = 4;

/// A box that begins in the last of a page, or a bar that ends at the end of the window, is at its foot: in CSS pixels.
const FOOT: f64 = 250.0;

/// Writes a page. `sights` has what comes of each node of each document. Elements at the foot of the page say so by their
/// style.
pub(super) fn write(
    documents: &[PageDocument<'_>],
    sights: &[Vec<Option<Sight>>],
    window: WindowSize,
) -> SerializedPage {
    let mut writer = Writer {
        documents,
        sights,
        window,
        written: SerializedPage { html: String::new(), texts: vec![None] },
    };
    writer.html("<!doctype html");
    writer.tag_end();
    writer.document(0, 0);
    writer.written
}

fn is_left_out(node: &PageNode<'_>) -> bool {
    let is_named = |name: &&str| node.name.eq_ignore_ascii_case(name);
    // an `<object>` or `<embed>` with a document is a frame
    node.kind == PageNodeKind::Other
        || node.kind == PageNodeKind::Element
            && node.content.is_none()
            && LEFT_OUT.iter().any(is_named)
}

/// Whether a text is the page's title: one that a picture (SVG) has is no text of the page.
fn is_title(document: &PageDocument<'_>, text: &PageNode<'_>) -> bool {
    let parent = |node: &PageNode<'_>| document.nodes.get(node.parent?);
    let is = |node: &&PageNode<'_>, name: &str| node.name.eq_ignore_ascii_case(name);
    let title = parent(text).filter(|it| is(it, "title"));
    title.and_then(parent).is_some_and(|it| is(&it, "head"))
}

/// Whether a box around a node, other than that of the page, is positioned: what is inside is placed by it.
fn is_inside_placed(document: &PageDocument<'_>, node: &PageNode<'_>) -> bool {
    let parent = |node: &PageNode<'_>| document.nodes.get(node.parent?);
    std::iter::successors(parent(node), |outer| parent(outer))
        .filter(|outer| !["html", "body"].iter().any(|name| outer.name.eq_ignore_ascii_case(name)))
        .filter_map(|outer| outer.layout.as_ref())
        .any(|laid| !matches!(laid.style(StyleProperty::Position), "static" | ""))
}

struct Writer<'a> {
    documents: &'a [PageDocument<'a>],
    sights: &'a [Vec<Option<Sight>>],
    window: WindowSize,
    written: SerializedPage,
}

/// An element whose end tag is not written yet.
struct UnclosedElement<'a> {
    node: usize,
    /// Nothing is written of a node that only holds others.
    tag: Option<&'a str>,
}

impl<'a> Writer<'a> {
    fn html(&mut self, text: &str) {
        self.written.html.push_str(text);
    }

    /// Ends a tag. Each has a line break in it, so that lines count texts.
    fn tag_end(&mut self) {
        self.html("\n>");
        self.written.texts.push(None);
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.html("&amp;"),
                '<' => self.html("&lt;"),
                '>' => self.html("&gt;"),
                '"' => self.html("&quot;"),
                // a line break would be counted
                '\n' | '\r' | '\0' => self.html(" "),
                _ => self.written.html.push(character),
            }
        }
    }

    fn document(&mut self, index: usize, depth: usize) {
        let documents = self.documents;
        let Some(document) = documents.get(index) else { return };
        let mut open: Vec<UnclosedElement<'a>> = Vec::new();
        // whether the node or one above it is left out
        let mut skipped = vec![false; document.nodes.len()];
        for (number, node) in document.nodes.iter().enumerate() {
            skipped[number] =
                node.parent.is_some_and(|parent| skipped[parent]) || is_left_out(node);
            if skipped[number] {
                continue;
            }
            while open.last().is_some_and(|last| Some(last.node) != node.parent) {
                self.close(open.pop());
            }
            match node.kind {
                PageNodeKind::Text => {
                    let in_title = is_title(document, node);
                    self.text(TextNode { document: index, node: number }, node, in_title);
                }
                PageNodeKind::Root => open.push(UnclosedElement { node: number, tag: None }),
                PageNodeKind::Element => {
                    let tag = self.element(TextNode { document: index, node: number }, node, depth);
                    open.push(UnclosedElement { node: number, tag });
                }
                PageNodeKind::Other => {}
            }
        }
        while let Some(last) = open.pop() {
            self.close(Some(last));
        }
    }

    fn close(&mut self, open: Option<UnclosedElement<'_>>) {
        if let Some(tag) = open.and_then(|open| open.tag) {
            self.html("</");
            self.html(tag);
            self.tag_end();
        }
    }

    /// Writes the start tag; the name for the end tag, if there is to be one.
    fn element(&mut self, place: TextNode, node: &PageNode<'a>, depth: usize) -> Option<&'a str> {
        if node.pseudo.is_some() {
            let text = node.layout.as_ref().and_then(|laid| laid.text);
            if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                self.shown_text(place, text);
            }
            return None;
        }
        let known = |list: &'static [&'static str]| {
            list.iter().find(|name| node.name.eq_ignore_ascii_case(name))
        };
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
        };
        let root = ["html", "head", "body"].iter().any(|name| node.name.eq_ignore_ascii_case(name));
        let tag = match known(AS_DIV) {
            Some(_) => "div",
            // a frame's document becomes a part of the page's
            None if root && depth > 0 => "div",
            None if is_name(node.name) => node.name,
            None => "span",
        };
        self.html("<");
        self.html(tag);
        let source = node.source.filter(|source| !source.is_empty());
        for (name, value) in &node.attributes {
            let dropped = DROPPED.contains(name) || *name == "src" && source.is_some();
            if !dropped && is_name(name) {
                self.attribute(name, value);
            }
        }
        if let Some(source) = source {
            self.attribute("src", source);
        }
        if depth == 0 && !root && place.document == 0 && self.is_at_foot(node) {
            self.html(AT_FOOT);
        }
        if node.layout.is_none() && tag.eq_ignore_ascii_case("img") {
            self.html(" hidden");
        }
        self.tag_end();
        if let Some(content) = node.content
            && depth < DEEPEST
            && node.layout.is_some()
            && content != place.document
        {
            self.document(content, depth + 1);
        }
        known(VOID).is_none().then_some(tag)
    }

    /// Whether an element was laid out at the foot of the page.
    fn is_at_foot(&self, node: &PageNode<'_>) -> bool {
        let (Some(document), Some(laid)) = (self.documents.first(), &node.layout) else {
            return false;
        };
        let rect = laid.rect;
        let page = document.size.1.max(self.window.height);
        let end = rect.y + rect.height;
        let ends_with = |height: f64| (height - FOOT..=height + 1.0).contains(&end);
        let bar = match laid.style(StyleProperty::Position) {
            "fixed" | "sticky" => {
                ends_with(self.window.height) || ends_with(document.scroll.1 + self.window.height)
            }
            // at the end of the window as the page opens
            "absolute" => {
                (end - self.window.height).abs() <= 1.0 && !is_inside_placed(document, node)
            }
            _ => false,
        };
        rect.height > 0.0 && (bar && rect.height <= FOOT || rect.y >= page - FOOT)
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html(" ");
        self.html(name);
        self.html("=\"");
        self.escaped(value);
        self.html("\"");
    }

    fn text(&mut self, place: TextNode, node: &PageNode<'_>, in_title: bool) {
        if node.value.trim().is_empty() {
            self.html(" ");
        } else if in_title {
            self.escaped(node.value);
        } else {
            self.shown_text(place, node.value);
        }
    }

    fn shown_text(&mut self, place: TextNode, text: &str) {
        let sight = self
            .sights
            .get(place.document)
            .and_then(|sights| sights.get(place.node).copied().flatten());
        let hidden = !matches!(sight, Some(Sight::Seen { .. }));
        if hidden {
            self.html("<span hidden");
            self.tag_end();
        }
        if let Some(line @ None) = self.written.texts.last_mut() {
            *line = Some(place);
        }
        self.escaped(text);
        if hidden {
            self.html("</span");
            self.tag_end();
        }
    }
}
