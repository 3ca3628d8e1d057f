//! The nodes of a page that was looked at, to be found again while it is open.

use super::document::TextNode;
use super::sight::{self, WindowSize};
use super::snapshot::{PageDocument, PageNode, Rect, StyleProperty};

/// The nodes of a page.
#[derive(Debug)]
pub(super) struct LaidOutNodes {
    documents: Vec<Vec<LookNode>>,
    /// The id of the frame that each document is in.
    frame_ids: Vec<String>,
    /// The frame that shows each document.
    frames: Vec<Option<(usize, usize)>>,
    pub(super) window: WindowSize,
}

/// A node as far as it may lie above others.
#[derive(Clone, Copy, Debug)]
pub(super) struct LookNode {
    pub(super) backend: i64,
    parent: Option<usize>,
    /// The box of an element that is fixed to the window, or on top of everything.
    fixed: Option<Rect>,
    /// It calls itself a dialog.
    dialog: bool,
    /// Its text is drawn by CSS `content`.
    pub(super) by_css: bool,
}

impl LaidOutNodes {
    pub(super) fn of(documents: &[PageDocument<'_>], window: WindowSize) -> Self {
        let nodes = documents
            .iter()
            .map(|document| document.nodes.iter().map(LookNode::of).collect())
            .collect();
        let frame_ids = documents.iter().map(|document| document.frame.to_owned()).collect();
        Self { documents: nodes, frame_ids, frames: sight::frames_of(documents), window }
    }

    /// The id of the frame that a document is in.
    pub(super) fn frame_id(&self, document: usize) -> Option<&str> {
        self.frame_ids.get(document).map(String::as_str)
    }

    /// Whether a frame, by its id, is the one that a text is in, or one around that.
    pub(super) fn is_around(&self, frame: &str, text: TextNode) -> bool {
        self.outwards(text).any(|(at, _)| self.frame_id(at.document) == Some(frame))
    }

    pub(super) fn get(&self, at: TextNode) -> Option<LookNode> {
        self.documents.get(at.document)?.get(at.node).copied()
    }

    /// The node that the browser knows by this number.
    pub(super) fn find(&self, backend: i64) -> Option<TextNode> {
        self.documents.iter().enumerate().find_map(|(document, nodes)| {
            let node = nodes.iter().position(|node| node.backend == backend)?;
            Some(TextNode { document, node })
        })
    }

    /// Whether a node is another one, or is around it.
    pub(super) fn contains(&self, outer: TextNode, inner: TextNode) -> bool {
        self.outwards(inner).any(|(at, _)| at == outer)
    }

    /// A node and all that it is in, outwards, frames included.
    pub(super) fn outwards(&self, from: TextNode) -> impl Iterator<Item = (TextNode, LookNode)> {
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let at = next?;
            let node = self.get(at)?;
            next = match node.parent {
                Some(node) => Some(TextNode { node, ..at }),
                None => {
                    self.frames.get(at.document).copied().flatten().and_then(|(outer, node)| {
                        // frames are in earlier documents: no circle
                        (outer < at.document).then_some(TextNode { document: outer, node })
                    })
                }
            };
            Some((at, node))
        })
    }
}

impl LookNode {
    fn of(node: &PageNode<'_>) -> Self {
        let value = |name: &str| {
            node.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim())
        };
        let laid = node.layout.as_ref();
        let is_fixed = |position: &str| matches!(position, "fixed" | "sticky");
        let fixed = laid.filter(|laid| is_fixed(laid.style(StyleProperty::Position)));
        let dialog = node.name.eq_ignore_ascii_case("dialog")
            || value("role").is_some_and(|role| matches!(role, "dialog" | "alertdialog"))
            || value("aria-modal").is_some_and(|modal| modal == "true");
        Self {
            backend: node.backend,
            parent: node.parent,
            fixed: fixed.map(|laid| laid.rect),
            dialog: dialog && laid.is_some(),
            by_css: node.pseudo.is_some(),
        }
    }

    /// A dialog, or a box that is fixed above most of the window: something that a visitor closes.
    pub(super) fn is_wall(&self, window: WindowSize) -> bool {
        let whole = window.width * window.height;
        self.dialog || self.fixed.is_some_and(|rect| rect.width * rect.height * 2.0 >= whole)
    }
}
