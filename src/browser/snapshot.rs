//! `DOMSnapshot.captureSnapshot`: nodes, computed styles, boxes and paint order of a page and of its frames, decoded from
//! the protocol's arrays of indices into one table of strings.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, de};
use serde_json::{Value, json};

/// The computed styles that are asked for; [`StyleProperty`] are named after their places in this list.
const STYLES: [&str; 20] = [
    "visibility",
    "opacity",
    "color",
    "font-size",
    "overflow-x",
    "overflow-y",
    "position",
    "clip",
    "clip-path",
    "background-color",
    "background-image",
    "background-clip",
    "filter",
    "mix-blend-mode",
    "content-visibility",
    "fill",
    "-webkit-text-fill-color",
    "-webkit-text-stroke-width",
    "text-shadow",
    "mask-image",
];

/// A computed style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StyleProperty {
    Visibility,
    Opacity,
    Color,
    FontSize,
    OverflowX,
    OverflowY,
    Position,
    Clip,
    ClipPath,
    BackgroundColor,
    BackgroundImage,
    BackgroundClip,
    Filter,
    BlendMode,
    ContentVisibility,
    Fill,
    TextFill,
    TextStroke,
    TextShadow,
    Mask,
}

/// What the command is given.
pub(super) fn parameters() -> Value {
    json!({
        "computedStyles": STYLES,
    })
}

/// A box in CSS pixels of its document: x, y, width, height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    /// From the left edge of the document.
    pub x: f64,
    /// From its top.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Rect {
    /// The part that both cover; `None` where that is less than a pixel wide or high.
    pub(super) fn cut(self, other: Self) -> Option<Self> {
        let x = self.x.max(other.x);
        let y = self.y.max(other.y);
        let width = (self.x + self.width).min(other.x + other.width) - x;
        let height = (self.y + self.height).min(other.y + other.height) - y;
        (width >= 1.0 && height >= 1.0).then_some(Self { x, y, width, height })
    }

    /// The same elsewhere.
    pub(super) fn moved(self, (x, y): (f64, f64)) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// The smallest box around both.
    pub(super) fn join(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }
}

/// All documents of a page: the page's own is the first.
#[derive(Debug, Deserialize)]
pub(super) struct Snapshot {
    documents: Vec<DocumentSnapshot>,
    strings: Vec<Lossy>,
}

/// A string of a page, with lone surrogates replaced: JavaScript has them, UTF-8 does not.
#[derive(Debug)]
pub(super) struct Lossy(pub(super) String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Lossy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Lossy, E> {
                Ok(Lossy(text.to_owned()))
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Lossy, E> {
                Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        // as bytes serde_json lets lone surrogates pass, as a string it refuses them
        deserializer.deserialize_bytes(Bytes)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentSnapshot {
    #[serde(default = "nothing")]
    frame_id: i64,
    nodes: Nodes,
    layout: LayoutArrays,
    text_boxes: TextBoxes,
    #[serde(default)]
    content_width: f64,
    #[serde(default)]
    content_height: f64,
    #[serde(default)]
    scroll_offset_x: f64,
    #[serde(default)]
    scroll_offset_y: f64,
}

/// The index of no string.
const fn nothing() -> i64 {
    -1
}

#[derive(Debug, Default, Deserialize)]
struct Rare<T> {
    index: Vec<usize>,
    #[serde(default)]
    value: Vec<T>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes {
    parent_index: Vec<i64>,
    node_type: Vec<u8>,
    node_name: Vec<i64>,
    node_value: Vec<i64>,
    backend_node_id: Vec<i64>,
    attributes: Vec<Vec<i64>>,
    #[serde(default)]
    shadow_root_type: Rare<i64>,
    #[serde(default)]
    content_document_index: Rare<usize>,
    #[serde(default)]
    pseudo_type: Rare<i64>,
    #[serde(rename = "currentSourceURL", default)]
    current_source_url: Rare<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayoutArrays {
    node_index: Vec<usize>,
    styles: Vec<Vec<i64>>,
    bounds: Vec<[f64; 4]>,
    text: Vec<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TextBoxes {
    layout_index: Vec<usize>,
    bounds: Vec<[f64; 4]>,
}

/// What kind of node it is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageNodeKind {
    Element,
    Text,
    /// A document, or the root of a shadow tree that the page made.
    Root,
    /// The root of a shadow tree of the browser's own, a comment, a doctype …
    Other,
}

/// One node of a document.
#[derive(Debug)]
pub(super) struct PageNode<'a> {
    pub(super) kind: PageNodeKind,
    /// Element names in lower case where the document is HTML.
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    /// In its document; the document itself has none.
    pub(super) parent: Option<usize>,
    pub(super) backend: i64,
    pub(super) attributes: Vec<(&'a str, &'a str)>,
    /// Made by CSS: `before`, `after`, `marker` …
    pub(super) pseudo: Option<&'a str>,
    /// The document inside of a frame.
    pub(super) content: Option<usize>,
    /// The address that an image was loaded from.
    pub(super) source: Option<&'a str>,
    /// What is laid out of it; nothing of a node that makes no box.
    pub(super) layout: Option<LayoutBox<'a>>,
}

/// What is laid out of a node.
#[derive(Clone, Debug)]
pub(super) struct LayoutBox<'a> {
    pub(super) rect: Rect,
    styles: Vec<&'a str>,
    /// As rendered: white space collapsed, case transformed, the text of CSS `content`.
    pub(super) text: Option<&'a str>,
    /// The lines of a text.
    pub(super) lines: Vec<Rect>,
}

impl<'a> LayoutBox<'a> {
    /// A computed style, as CSS writes it.
    pub(super) fn style(&self, style: StyleProperty) -> &'a str {
        self.styles.get(style as usize).copied().unwrap_or_default()
    }
}

/// A document with its nodes, parents before children.
#[derive(Debug)]
pub(super) struct PageDocument<'a> {
    /// The id of the frame that it is in.
    pub(super) frame: &'a str,
    pub(super) nodes: Vec<PageNode<'a>>,
    /// Size of what can be scrolled.
    pub(super) size: (f64, f64),
    /// Where it is scrolled to.
    pub(super) scroll: (f64, f64),
}

impl Snapshot {
    /// The documents, the page's own first.
    pub(super) fn documents(&self) -> Vec<PageDocument<'_>> {
        self.documents.iter().map(|document| self.document(document)).collect()
    }

    fn string(&self, index: i64) -> &str {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.strings.get(index))
            .map_or("", |text| text.0.as_str())
    }

    fn document<'a>(&'a self, document: &'a DocumentSnapshot) -> PageDocument<'a> {
        let source = &document.nodes;
        let count = source.parent_index.len();
        let mut nodes: Vec<PageNode<'a>> =
            (0..count).map(|index| self.node(source, index)).collect();
        let rare = |rare: &'a Rare<i64>| {
            rare.index.iter().copied().zip(rare.value.iter().map(|text| self.string(*text)))
        };
        for (index, kind) in rare(&source.shadow_root_type) {
            if let Some(node) = nodes.get_mut(index)
                && kind == "user-agent"
            {
                node.kind = PageNodeKind::Other;
            }
        }
        for (index, kind) in rare(&source.pseudo_type) {
            if let Some(node) = nodes.get_mut(index) {
                node.pseudo = Some(kind);
            }
        }
        for (index, url) in rare(&source.current_source_url) {
            if let Some(node) = nodes.get_mut(index) {
                node.source = Some(url);
            }
        }
        let frames = &source.content_document_index;
        for (index, content) in frames.index.iter().zip(&frames.value) {
            if let Some(node) = nodes.get_mut(*index) {
                node.content = Some(*content);
            }
        }
        self.lay_out(document, &mut nodes);
        PageDocument {
            frame: self.string(document.frame_id),
            nodes,
            size: (document.content_width, document.content_height),
            scroll: (document.scroll_offset_x, document.scroll_offset_y),
        }
    }

    fn node<'a>(&'a self, source: &'a Nodes, index: usize) -> PageNode<'a> {
        let text = |list: &[i64]| list.get(index).map_or("", |text| self.string(*text));
        let kind = match source.node_type.get(index) {
            Some(1) => PageNodeKind::Element,
            Some(3) => PageNodeKind::Text,
            Some(9 | 11) => PageNodeKind::Root,
            _ => PageNodeKind::Other,
        };
        let pairs = source.attributes.get(index).map_or(&[][..], Vec::as_slice).chunks_exact(2);
        PageNode {
            kind,
            name: text(&source.node_name),
            value: text(&source.node_value),
            // a parent stands before its children: anything else would be a circle
            parent: usize::try_from(source.parent_index[index])
                .ok()
                .filter(|parent| *parent < index),
            backend: source.backend_node_id.get(index).copied().unwrap_or_default(),
            attributes: pairs.map(|pair| (self.string(pair[0]), self.string(pair[1]))).collect(),
            pseudo: None,
            content: None,
            source: None,
            layout: None,
        }
    }

    /// Gives its layout to each node. Of a node with several boxes the first has the styles, and all count for the size.
    fn lay_out<'a>(&'a self, document: &'a DocumentSnapshot, nodes: &mut [PageNode<'a>]) {
        let layout = &document.layout;
        let rect = |[x, y, width, height]: [f64; 4]| Rect { x, y, width, height };
        let string = |list: &[i64], index: usize| {
            list.get(index).filter(|text| **text >= 0).map(|text| self.string(*text))
        };
        for (index, node) in layout.node_index.iter().enumerate() {
            let (Some(node), Some(bounds)) = (nodes.get_mut(*node), layout.bounds.get(index))
            else {
                continue;
            };
            if let Some(laid) = &mut node.layout {
                laid.rect = laid.rect.join(rect(*bounds));
                // the box of CSS content, then its text
                laid.text = laid.text.or_else(|| string(&layout.text, index));
                continue;
            }
            let styles = layout.styles.get(index).map_or(&[][..], Vec::as_slice);
            node.layout = Some(LayoutBox {
                rect: rect(*bounds),
                styles: styles.iter().map(|text| self.string(*text)).collect(),
                text: string(&layout.text, index),
                lines: Vec::new(),
            });
        }
        let boxes = &document.text_boxes;
        for (index, bounds) in boxes.layout_index.iter().zip(&boxes.bounds) {
            let node = layout.node_index.get(*index).and_then(|node| nodes.get_mut(*node));
            if let Some(laid) = node.and_then(|node| node.layout.as_mut()) {
                laid.lines.push(rect(*bounds));
            }
        }
    }
}
