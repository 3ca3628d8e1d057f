//! The standard's full tree construction (html5ever) → outline: for the pages whose links or texts the light tree
//! cannot place exactly, such as a link inside a link or text directly in a table.
//!
//! On hostile markup that algorithm takes more than linear time and memory. So it is not asked for deep pages or those
//! with hundreds of unclosed formatting elements or attributes ([`super::tree::LightTree::heavy`]), and it is given up
//! beyond [`MAX_NODES`]; such a page is read from the light tree, exact or not.

use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use super::outline::{InertKind, NodeId, Outline, ROOT};
use super::tag::Tag;

/// More elements and texts than this are not built: some five times as many as a very large page has.
pub(crate) const MAX_NODES: usize = 200_000;

/// How much of a page is parsed between two looks at the number of nodes, in bytes. A tag of four bytes can open at most
/// [`super::tree::MAX_UNCLOSED`] elements again.
const CHUNK: usize = 4096;

/// Attributes that are kept of an element that occurs again and again, as `<body>` may.
const MAX_ATTRIBUTES: usize = 256;

/// Reads a page as a browser does; `None` where that takes too many nodes. `inert` source ranges (comments, scripts)
/// are taken from the light tree: they do not depend on the tree.
pub(crate) fn read<'a>(light: &Outline<'a>) -> Option<Outline<'a>> {
    let arena = parse(light.source, true)?;
    let mut outline = Outline::new(light.source);
    walk(&arena, &mut outline);
    outline.inert.clone_from(&light.inert);
    // style sheets stay in their order, whatever moves
    let styles = |outline: &Outline<'_>| -> Vec<NodeId> {
        let nodes = outline.nodes.iter().zip(0..);
        nodes.filter(|(node, _)| node.tag == Tag::Style).map(|(_, id)| id).collect()
    };
    let (before, after) = (styles(light), styles(&outline));
    for inert in outline.inert.iter_mut().filter(|inert| inert.kind == InertKind::Style) {
        let place = before.binary_search(&inert.node).ok().filter(|_| before.len() == after.len());
        inert.node = place.and_then(|place| after.get(place).copied()).unwrap_or(ROOT);
    }
    Some(outline)
}

/// Builds the tree of a page; the first node is the document. `None` where that takes too many nodes.
pub(super) fn parse(source: &str, scripting: bool) -> Option<Vec<DomNode>> {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = scripting;
    let mut parser = parse_document(DomSink::new(source), options);
    let mut rest = source;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK));
        parser.process(StrTendril::from(chunk));
        if parser.tokenizer.sink.sink.nodes.borrow().len() > MAX_NODES {
            return None;
        }
        rest = after;
    }
    Some(parser.finish())
}

pub(super) type Handle = usize;

/// A node of the tree.
#[derive(Debug)]
pub(super) struct DomNode {
    parent: Option<Handle>,
    pub children: Vec<Handle>,
    pub kind: NodeKind,
    /// Offset of the source line it was made on.
    at: usize,
}

/// Kinds of nodes.
#[derive(Debug)]
pub(super) enum NodeKind {
    Document,
    Element {
        name: QualName,
        attrs: Vec<(String, String)>,
    },
    Text(String),
    /// Comments and the like.
    Other,
}

/// The tree as html5ever builds it.
#[derive(Debug)]
struct DomSink {
    nodes: RefCell<Vec<DomNode>>,
    line_starts: Vec<usize>,
    line: Cell<usize>,
}

impl DomSink {
    fn new(source: &str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1))
            .collect();
        let document =
            DomNode { parent: None, children: Vec::new(), kind: NodeKind::Document, at: 0 };
        Self { nodes: RefCell::new(vec![document]), line_starts, line: Cell::new(0) }
    }

    fn add(&self, kind: NodeKind) -> Handle {
        let at = self.line_starts.get(self.line.get()).copied().unwrap_or_default();
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(DomNode { parent: None, children: Vec::new(), kind, at });
        nodes.len() - 1
    }

    fn detach(&self, child: Handle) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[child].parent.take() {
            // what moves is nearly always the youngest child
            if let Some(place) = nodes[parent].children.iter().rposition(|&other| other == child) {
                nodes[parent].children.remove(place);
            }
        }
    }

    /// Puts a node or text into a parent at a place of its child list.
    fn insert(&self, parent: Handle, place: usize, child: NodeOrText<Handle>) {
        let child = match child {
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                node
            }
            NodeOrText::AppendText(text) => {
                let before = place
                    .checked_sub(1)
                    .and_then(|before| self.nodes.borrow()[parent].children.get(before).copied());
                if let Some(before) = before
                    && let NodeKind::Text(joined) = &mut self.nodes.borrow_mut()[before].kind
                {
                    joined.push_str(&text);
                    return;
                }
                self.add(NodeKind::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        let place = place.min(nodes[parent].children.len());
        nodes[parent].children.insert(place, child);
    }
}

impl TreeSink for DomSink {
    type Handle = Handle;
    type Output = Vec<DomNode>;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Vec<DomNode> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _message: std::borrow::Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].kind {
            NodeKind::Element { name, .. } => name,
            // html5ever asks only for names of elements that it has made itself
            NodeKind::Document | NodeKind::Text(_) | NodeKind::Other => {
                unreachable!("not an element")
            }
        })
    }

    fn create_element(
        &self,
        name: QualName,
        attrs: Vec<Attribute>,
        _flags: ElementFlags,
    ) -> Handle {
        let attrs = attrs
            .into_iter()
            .map(|attr| (written_name(&attr.name), attr.value.to_string()))
            .collect();
        self.add(NodeKind::Element { name, attrs })
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.add(NodeKind::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.add(NodeKind::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let place = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, place, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(
        &self,
        _name: StrTendril,
        _public_id: StrTendril,
        _system_id: StrTendril,
    ) {
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        *target
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(*node);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes[*sibling].parent.map(|parent| {
                let place = nodes[parent].children.iter().rposition(|other| other == sibling);
                (parent, place.unwrap_or(nodes[parent].children.len()))
            })
        };
        if let Some((parent, place)) = place {
            self.insert(parent, place, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        if let NodeKind::Element { attrs: known, .. } = &mut self.nodes.borrow_mut()[*target].kind {
            for attr in attrs {
                if known.len() < MAX_ATTRIBUTES
                    && !known.iter().any(|(name, _)| **name == *attr.name.local)
                {
                    known.push((attr.name.local.to_string(), attr.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let moved = std::mem::take(&mut nodes[*node].children);
        for &child in &moved {
            nodes[child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(moved);
    }

    /// HTML stands in an `<annotation-xml>` that says so, and does not leave the formula.
    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        let NodeKind::Element { attrs, .. } = &self.nodes.borrow()[*target].kind else {
            return false;
        };
        attrs.iter().any(|(name, value)| {
            let is_html = |it: &str| value.eq_ignore_ascii_case(it);
            name == "encoding" && (is_html("text/html") || is_html("application/xhtml+xml"))
        })
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX));
    }
}

/// An attribute's name as written: foreign ones such as `xlink:href` have a prefix.
fn written_name(name: &QualName) -> String {
    match &name.prefix {
        Some(prefix) => format!("{prefix}:{}", name.local),
        None => name.local.to_string(),
    }
}

/// Document order without recursion: a hostile page may nest deeper than the stack.
fn walk(arena: &[DomNode], outline: &mut Outline<'_>) {
    enum WalkStep {
        Enter(Handle, NodeId, bool),
        Leave(Tag, bool),
    }
    let mut steps = vec![WalkStep::Enter(0, ROOT, false)];
    while let Some(step) = steps.pop() {
        let (handle, parent, inert) = match step {
            WalkStep::Leave(tag, inert) => {
                outline.muted = inert;
                outline.close(tag);
                continue;
            }
            WalkStep::Enter(handle, parent, inert) => (handle, parent, inert),
        };
        let Some(node) = arena.get(handle) else { continue };
        let (id, inert) = match &node.kind {
            NodeKind::Text(text) => {
                if !inert {
                    outline.rendered(parent, text, node.at);
                }
                continue;
            }
            NodeKind::Other => continue,
            NodeKind::Document => (ROOT, inert),
            NodeKind::Element { name, attrs } => {
                let tag = Tag::of(name.local.as_bytes());
                outline.muted = inert;
                let id = outline.open_owned(&name.local, parent, node.at, attrs.clone());
                steps.push(WalkStep::Leave(tag, inert));
                let html = name.ns == html5ever::ns!(html);
                let shadow = tag == Tag::Template && html && outline.is_shadow_root(id);
                outline.has_shadow_roots |= shadow;
                let hidden =
                    (html && tag.holds_no_text() && !shadow) || tag.holds_no_text_anywhere();
                (id, inert || hidden)
            }
        };
        steps.extend(node.children.iter().rev().map(|&child| WalkStep::Enter(child, id, inert)));
    }
}
