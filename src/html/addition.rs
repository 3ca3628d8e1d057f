//! Whether a page is another with one element more, as a browser reads both.

use html5ever::{QualName, ns};

use super::charset::decode;
use super::dom::{self, DomNode, Handle, NodeKind};
use super::ending::{ending, hides};
use super::tag::Tag;

/// Whether the tree of the new page is that of the old with one element of this name more: it holds what it holds in an
/// empty page, nothing comes after it in the body, and no element around it hides text or is not HTML. With scripts and,
/// where a `<noscript>` makes a difference, without. `false` too for pages that are too large or too deep to tell.
pub fn is_added_last(old: &[u8], new: &[u8], element: &str) -> bool {
    let (before, after) = (ending(old, element, None), ending(new, element, None));
    if before.heavy || after.heavy || after.broken || !before.elements.is_empty() {
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
                && new.in_place
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
    /// There is one, it is last in the body, and nothing around it hides it.
    in_place: bool,
}

impl<'a> SplitTree<'a> {
    fn of(tree: &'a [DomNode], element: &str) -> Self {
        let mut parts = Self { outside: Vec::new(), inside: Vec::new(), count: 0, in_place: false };
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
                        parts.in_place = parts.count == 1 && shows(&around);
                        within = around.len() + 1;
                    } else if within == 0 {
                        parts.in_place = false; // comes after it, if there was one
                    }
                    around.push(node);
                    todo.push(None);
                }
                todo.extend(node.children.iter().rev().map(|&child| Some(child)));
            }
            if within > 0 {
                push(&mut parts.inside, step);
            } else {
                parts.in_place &=
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
    matches!(&node.kind, NodeKind::Element { name, .. } if name.ns == ns!(html) && &*name.local == element)
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
