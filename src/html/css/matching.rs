//! Whether a selector selects an element of a page.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::answer::Match;
use super::inner;
use super::selector::{AttributeOperator, Combinator, Compound, HasArgument, Nth, Selector, Test};
use crate::html::outline::{NodeId, Outline, ROOT};
use crate::html::side_table::SideTable;
use crate::html::tag::Tag;

/// Classes of an element beyond this many are not looked at.
const MAX_CLASSES: usize = 256;

/// What selectors ask of an element first.
#[derive(Clone, Debug)]
pub(crate) struct Element<'o> {
    pub(super) tag: Tag,
    pub(super) id: Cow<'o, str>,
    class: Cow<'o, str>,
    role: Cow<'o, str>,
}

impl<'o> Element<'o> {
    /// An element of this kind, with the values of its `id`, `class` and `role`.
    pub(crate) fn new(tag: Tag, names: [Option<Cow<'o, str>>; 3]) -> Self {
        let [id, class, role] = names.map(Option::unwrap_or_default);
        Self { tag, id, class, role }
    }

    /// The values of `id`, `class` and `role`; empty where there is none.
    pub(crate) fn names(&self) -> [&str; 3] {
        [&self.id, &self.class, &self.role]
    }

    pub(crate) fn classes(&self) -> impl Iterator<Item = &str> {
        self.class.split_ascii_whitespace().take(MAX_CLASSES)
    }
}

/// The elements next to each other: for each the one before it and behind it, or [`ROOT`].
#[derive(Debug)]
struct Siblings {
    before: Vec<NodeId>,
    behind: Vec<NodeId>,
}

/// The elements of a page, as selectors look at them.
pub(crate) struct Elements<'o, 'a> {
    outline: &'o Outline<'a>,
    /// Those that were looked at.
    pub known: SideTable<Element<'o>>,
    siblings: OnceCell<Siblings>,
    /// How many elements may still be held against selectors.
    pub budget: usize,
    /// How many of them may still be looked at inside of others, for `:has()`.
    inside: usize,
}

impl<'o, 'a> Elements<'o, 'a> {
    pub(crate) fn new(outline: &'o Outline<'a>, budget: usize) -> Self {
        let known = SideTable::new(outline.nodes.len());
        Self { outline, known, siblings: OnceCell::new(), budget, inside: budget / 10 }
    }

    fn parent(&self, id: NodeId) -> NodeId {
        self.outline.node(id).map_or(ROOT, |node| node.parent)
    }

    /// The element before or behind one of the same parent.
    fn sibling(&self, id: NodeId, behind: bool) -> NodeId {
        let siblings = self.siblings.get_or_init(|| {
            let count = self.outline.nodes.len();
            let (mut before, mut after) = (vec![ROOT; count], vec![ROOT; count]);
            // the youngest child of each element so far, that of the document last
            let mut youngest = vec![ROOT; count + 1];
            for (id, node) in self.outline.nodes.iter().enumerate() {
                let Ok(number) = NodeId::try_from(id) else { break };
                let Some(youngest) = youngest.get_mut((node.parent as usize).min(count)) else {
                    continue;
                };
                if let Some(after) = after.get_mut(*youngest as usize) {
                    *after = number;
                }
                if let Some(before) = before.get_mut(id) {
                    *before = *youngest;
                }
                *youngest = number;
            }
            Siblings { before, behind: after }
        });
        let list = if behind { &siblings.behind } else { &siblings.before };
        list.get(id as usize).copied().unwrap_or(ROOT)
    }

    /// Whether a selector selects an element of the tree that stands in `scope` ([`ROOT`]: the page itself).
    pub(crate) fn selects(&mut self, selector: &Selector, id: NodeId, scope: NodeId) -> Match {
        self.from(selector, 0, id, scope)
    }

    fn from(&mut self, selector: &Selector, part: usize, id: NodeId, scope: NodeId) -> Match {
        let Some((compound, combinator)) = selector.parts.get(part) else { return Match::No };
        let fits = self.fits(compound, id, scope);
        if fits == Match::No || part + 1 == selector.parts.len() {
            return fits;
        }
        if id == scope {
            return Match::No;
        }
        let mut best = Match::No;
        let mut next = id;
        loop {
            next = match combinator {
                Combinator::Descendant | Combinator::Child => self.parent(next),
                Combinator::Next | Combinator::Later => self.sibling(next, false),
            };
            if next == ROOT || self.budget == 0 {
                break;
            }
            let found = self.from(selector, part + 1, next, scope);
            best = best.max(found);
            let one = matches!(combinator, Combinator::Child | Combinator::Next);
            if one || best == Match::Yes || next == scope {
                break;
            }
            // an element that fits, but for what must stand anywhere around it: those further out have less around them
            if *combinator == Combinator::Descendant
                && found == Match::No
                && let Some((outer, Combinator::Descendant)) = selector.parts.get(part + 1)
                && selector.parts.len() > part + 2
                && self.fits(outer, next, scope) == Match::Yes
            {
                break;
            }
        }
        fits.min(best)
    }

    fn fits(&mut self, compound: &Compound, id: NodeId, scope: NodeId) -> Match {
        self.budget = self.budget.saturating_sub(1);
        if id == scope && !compound.tests.iter().any(|test| matches!(test, Test::Host(_))) {
            return Match::No;
        }
        let Some(node) = self.outline.node(id) else { return Match::No };
        if let Some((tag, name)) = &compound.name
            && (*tag != node.tag || (tag.has_many_names() && !self.is_named(id, name)))
        {
            return Match::No;
        }
        if (compound.id.is_some() || !compound.classes.is_empty()) && !self.has_names(compound, id)
        {
            return Match::No;
        }
        let mut found = Match::Yes;
        for test in &compound.tests {
            found = found.min(self.passes(test, id, scope));
            if found == Match::No {
                break;
            }
        }
        found
    }

    fn is_named(&self, id: NodeId, name: &str) -> bool {
        self.outline.name(id).is_some_and(|found| found.eq_ignore_ascii_case(name))
    }

    fn has_names(&mut self, compound: &Compound, id: NodeId) -> bool {
        if self.known.get(id).is_none() {
            let names = self.outline.attrs_named(id, ["id", "class", "role"]);
            let tag = self.outline.node(id).map_or(Tag::Other, |node| node.tag);
            self.known.insert(id, Element::new(tag, names));
        }
        self.known.get(id).is_some_and(|element| {
            compound.id.as_ref().is_none_or(|id| **id == *element.id)
                && compound.classes.iter().all(|class| element.classes().any(|own| own == &**class))
        })
    }

    /// Whether an element holds one of these, as the page arrives.
    fn has(&mut self, list: &[HasArgument], id: NodeId, scope: NodeId) -> Match {
        let mut best = Match::No;
        for other in id + 1.. {
            let Some(node) = self.outline.node(other) else { break };
            // those inside stand in one row; the first that does not has a parent from before
            let parent = node.parent;
            if parent == ROOT || parent < id || best == Match::Yes {
                break;
            }
            if self.inside == 0 {
                return best.max(Match::Perhaps);
            }
            self.inside -= 1;
            for HasArgument { child, selector } in list {
                let whole = selector.parts.len() == 1;
                if *child && whole && parent != id {
                    continue;
                }
                let found = self.selects(selector, other, scope);
                // what must stand around it may stand around the element itself, too
                best = best.max(if whole { found } else { found.min(Match::Perhaps) });
            }
        }
        best
    }

    fn passes(&mut self, test: &Test, id: NodeId, scope: NodeId) -> Match {
        match test {
            Test::Is(list) => self.any(list, id, scope),
            Test::Not(list) => self.any(list, id, scope).not(),
            Test::Attribute { name, asks, value, fold } => {
                let found = self.outline.attr(id, name);
                Match::of(found.is_some_and(|found| is_asked(&found, *asks, value, *fold)))
            }
            Test::State(name) => Match::of(self.outline.attr(id, name).is_some()),
            Test::Nth(nth) => self.nth(*nth, id),
            Test::Only { of_type } => {
                let end = |last| Nth { step: 0, offset: 1, last, of_type: *of_type };
                self.nth(end(false), id).min(self.nth(end(true), id))
            }
            Test::Empty => inner::is_empty(self.outline, id),
            Test::Has(list) => self.has(list, id, scope),
            Test::Lang(languages) => inner::speaks(self.outline, languages, id),
            Test::Root => {
                let root = self.parent(id) == ROOT
                    && self.outline.node(id).is_some_and(|node| node.tag == Tag::Html);
                Match::of(root)
            }
            Test::Host(inside) => match inside {
                _ if id != scope || scope == ROOT => Match::No,
                None => Match::Yes,
                Some(_) => Match::Perhaps,
            },
            Test::Link => {
                let link =
                    self.outline.node(id).is_some_and(|it| matches!(it.tag, Tag::A | Tag::Area));
                Match::of(link && self.outline.attr(id, "href").is_some())
            }
            Test::Perhaps => Match::Perhaps,
            Test::Never => Match::No,
        }
    }

    fn any(&mut self, list: &[Selector], id: NodeId, scope: NodeId) -> Match {
        let mut best = Match::No;
        for selector in list {
            best = best.max(self.selects(selector, id, scope));
            if best == Match::Yes {
                break;
            }
        }
        best
    }

    fn nth(&mut self, nth: Nth, id: NodeId) -> Match {
        let named = |elements: &Self, other: NodeId| {
            let tag = |id: NodeId| elements.outline.node(id).map(|node| node.tag);
            tag(other) == tag(id)
                && tag(id).is_some_and(|tag| {
                    !tag.has_many_names()
                        || elements.outline.name(other) == elements.outline.name(id)
                })
        };
        let mut place = 1_i64;
        let mut other = self.sibling(id, nth.last);
        while other != ROOT {
            self.budget = self.budget.saturating_sub(1);
            if self.budget == 0 {
                return Match::Perhaps;
            }
            place += i64::from(!nth.of_type || named(self, other));
            other = self.sibling(other, nth.last);
        }
        let (step, beyond) = (i64::from(nth.step), place - i64::from(nth.offset));
        Match::of(if step == 0 { beyond == 0 } else { beyond % step == 0 && beyond / step >= 0 })
    }
}

fn is_asked(found: &str, asks: AttributeOperator, value: &str, fold: bool) -> bool {
    if fold {
        return is_asked(&found.to_ascii_lowercase(), asks, &value.to_ascii_lowercase(), false);
    }
    match asks {
        AttributeOperator::Present => true,
        AttributeOperator::Equals => found == value,
        AttributeOperator::Word => {
            !value.is_empty() && found.split_ascii_whitespace().any(|word| word == value)
        }
        AttributeOperator::Dash => {
            found.strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        }
        AttributeOperator::Starts => !value.is_empty() && found.starts_with(value),
        AttributeOperator::Ends => !value.is_empty() && found.ends_with(value),
        AttributeOperator::Contains => !value.is_empty() && found.contains(value),
    }
}
