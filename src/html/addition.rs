//! Whether a page is another with one element more, as a browser reads both.

use html5ever::{QualName, ns};

use super::charset::decode;
use super::dom::{self, DomNode, Handle, NodeKind};
use super::ending::{MARK, ending, hides};
use super::tag::Tag;

/// Whether the tree of the new page is that of the old with one element of this name more: it holds what it holds in an
/// empty page, nothing comes after it in the body, and no element around it hides text or is not HTML. With scripts and,
/// where a `<noscript>` makes a difference, without. `false` too for pages that are too large or too deep to tell.
pub fn is_added_last(old: &[u8], new: &[u8], element: &str) -> bool {
    is_added_somewhere(old, new, element, true)
}

/// The same for an element that may stand anywhere in the body.
pub fn is_added(old: &[u8], new: &[u8], element: &str) -> bool {
    is_added_somewhere(old, new, element, false)
}

fn is_added_somewhere(old: &[u8], new: &[u8], element: &str, last: bool) -> bool {
    let (before, after) = (ending(old, element, None), ending(new, element, None));
    if before.heavy || after.heavy || !after.torn.is_empty() || !before.elements.is_empty() {
        return false;
    }
    let [range] = after.elements.as_slice() else { return false };
    let old = decode(old, None);
    let mark = if new.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = |from: usize, to: usize| {
        let bytes = new.get(from..to).unwrap_or_default();
        old.encoding.decode_without_bom_handling(bytes).0
    };
    let alone = format!("<!doctype html><body>{}", text(range.start, range.end));
    let new = text(mark, new.len());
    let scripted = new.as_bytes().windows(9).any(|it| it.eq_ignore_ascii_case(b"<noscript"));
    let settings: &[bool] = if scripted { &[true, false] } else { &[true] };
    settings.iter().all(|&scripts| {
        let [old, new, alone] = [old.text.as_ref(), &new, &alone].map(|it| dom::parse(it, scripts));
        old.zip(new).zip(alone).is_some_and(|((old, new), alone)| {
            let old = SplitTree::of(&old, element);
            let new = SplitTree::of(&new, element);
            let alone = SplitTree::of(&alone, element);
            old.count == 0
                && new.count == 1
                && new.is_shown
                && (new.is_last || !last)
                && new.outside == old.outside
                && new.inside == alone.inside
        })
    })
}

/// A step through a tree in document order.
#[derive(PartialEq)]
enum TreeEvent<'a> {
    Enter(&'a QualName, &'a [(String, String)]),
    Leave,
    Text(String),
    Other,
}

/// A tree in document order, cut in two.
struct SplitTree<'a> {
    /// Without the elements of the name; texts on both sides of one are joined.
    outside: Vec<TreeEvent<'a>>,
    inside: Vec<TreeEvent<'a>>,
    /// How many elements there are.
    count: usize,
    /// Nothing around the first one hides it, and it is in the body.
    is_shown: bool,
    /// Nothing but white space follows it in the body.
    is_last: bool,
}

impl<'a> SplitTree<'a> {
    fn of(tree: &'a [DomNode], element: &str) -> Self {
        let (outside, inside) = (Vec::new(), Vec::new());
        let mut parts = Self { outside, inside, count: 0, is_shown: false, is_last: false };
        let mut todo: Vec<Option<Handle>> = vec![Some(0)];
        // the elements around, and how many of them belong to the element
        let (mut around, mut within): (Vec<&DomNode>, usize) = (Vec::new(), 0);
        while let Some(next) = todo.pop() {
            let node = next.and_then(|handle| tree.get(handle));
            let step = match node.map(|node| &node.kind) {
                None => TreeEvent::Leave,
                Some(NodeKind::Text(text)) => TreeEvent::Text(text.clone()),
                Some(NodeKind::Document | NodeKind::Other) => TreeEvent::Other,
                Some(NodeKind::Element { name, attrs }) => TreeEvent::Enter(name, attrs),
            };
            if let Some(node) = node {
                let is_element = matches!(node.kind, NodeKind::Element { .. });
                if is_element {
                    if within == 0 && is_named(node, element) {
                        parts.count += 1;
                        parts.is_shown = parts.count == 1 && shows(&around);
                        parts.is_last = parts.is_shown;
                        within = around.len() + 1;
                    } else if within == 0 {
                        parts.is_last = false; // comes after it, if there was one
                    }
                    around.push(node);
                    todo.push(None);
                }
                todo.extend(node.children.iter().rev().map(|&child| Some(child)));
            }
            if within > 0 {
                push(&mut parts.inside, step);
            } else {
                parts.is_last &=
                    !matches!(&step, TreeEvent::Text(text) if !text.trim_ascii().is_empty());
                push(&mut parts.outside, step);
            }
            if node.is_none() {
                if around.len() == within {
                    within = 0;
                }
                around.pop();
            }
        }
        parts
    }
}

fn push<'a>(steps: &mut Vec<TreeEvent<'a>>, step: TreeEvent<'a>) {
    match (steps.last_mut(), step) {
        (Some(TreeEvent::Text(known)), TreeEvent::Text(more)) => known.push_str(&more),
        (_, step) => steps.push(step),
    }
}

fn is_named(node: &DomNode, element: &str) -> bool {
    let NodeKind::Element { name, attrs } = &node.kind else { return false };
    let is_marked = || attrs.iter().any(|(name, _)| name == MARK);
    name.ns == ns!(html)
        && (&*name.local == element || (matches!(&*name.local, "div" | "span") && is_marked()))
}

/// Whether these elements, outermost first, are those of a body and show the text in them.
fn shows(around: &[&DomNode]) -> bool {
    let mut around = around.iter();
    around.next().is_some_and(|node| is_named(node, "html"))
        && around.next().is_some_and(|node| is_named(node, "body"))
        && around.all(|node| {
            let NodeKind::Element { name, attrs } = &node.kind else { return false };
            let tag = Tag::of(name.local.as_bytes());
            let attrs = attrs.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
            name.ns == ns!(html)
                && (tag == Tag::Noscript || !tag.holds_no_text())
                && !hides(tag, name.local.as_bytes(), attrs)
        })
}
