//! Whether a reader sees an element: by attribute, inline style and the page's own style sheets, on screens of several
//! sizes. What scripts and linked style sheets do is not known here.

mod block;
mod elements;
mod hiding;
mod inherit;
pub(crate) mod screens;
mod state;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use super::css::{Condition, Element, Elements, Match, SCREENS, StyleRule, declarations, share};
use super::outline::{NodeId, Outline, ROOT};
use super::side_table::SideTable;
use super::tag::Tag;
use screens::{Screens, Visibility};

use block::Cascade;
use elements::{TreeScopes, UnreadSources};
use state::{ComputedStyle, ElementContext};

/// Elements held against selectors per page; a large real page needs some ten thousand. Beyond them only what an element
/// carries itself is read, and whether text is seen is not known: that bounds the time on hostile pages.
const MAX_STEPS: usize = 3_000_000;

/// What holds inside an element: once where it is the same on all screens, else for each screen two times: with the rules
/// that hold for sure, and with those that hold perhaps.
type ScreenStyles = SmallVec<[ComputedStyle; 1]>;

/// Answers for one page, worked out from the outermost element inwards and remembered: each element is looked at once.
pub(crate) struct VisibilityMap<'o, 'a> {
    outline: &'o Outline<'a>,
    elements: Elements<'o, 'a>,
    scopes: Option<TreeScopes>,
    hints: UnreadSources<'o, 'a>,
    /// Elements that cannot be hidden, by whatever is around them; the others are `false`.
    plain: SideTable<bool>,
    known: SideTable<ElementStyle>,
    /// What holds inside of elements; most of them change nothing, and share what holds around them.
    states: Vec<ScreenStyles>,
    /// Used again for each question.
    unknown: Vec<NodeId>,
}

/// An element that was looked at.
#[derive(Clone, Copy)]
struct ElementStyle {
    /// A place in [`VisibilityMap::states`].
    state: usize,
    /// Another one, for its text and for children without a place of their own in it.
    rest: usize,
    /// The tree that its children belong to.
    scope: NodeId,
}

/// The rules that select an element, and when: mostly none or a few.
type MatchingRules = SmallVec<[(Rc<StyleRule>, Condition); 4]>;

/// Whether a rule that does not select an element yet would show it: `.is-on .c{visibility:visible}`, once a script gives
/// the class. What the mouse does is no script.
fn may_show(rule: &StyleRule) -> bool {
    rule.declarations.iter().any(|it| match it.name {
        "visibility" => &*it.value == "visible",
        "opacity" => share(&it.value).is_some_and(|it| it > 0.5),
        _ => false,
    }) && !rule.selector.text.contains(':')
}

impl<'o, 'a> VisibilityMap<'o, 'a> {
    /// Nothing is read before the first question.
    pub(crate) fn new(outline: &'o Outline<'a>) -> Self {
        Self {
            outline,
            elements: Elements::new(outline, MAX_STEPS),
            scopes: None,
            hints: UnreadSources::new(outline),
            plain: SideTable::new(outline.nodes.len()),
            known: SideTable::new(outline.nodes.len()),
            states: vec![smallvec![ComputedStyle::default()]],
            unknown: Vec::new(),
        }
    }

    /// Whether text in this element is shown, and if not, what hides it.
    pub(crate) fn of(&mut self, node: NodeId) -> Visibility {
        if self.is_plain(node) {
            return Visibility::Shown;
        }
        self.look(node);
        let rest = self.known.get(node).map_or(0, |seen| seen.rest);
        let states = self.states.get(rest);
        let visibility = states.map_or(Visibility::Shown, |states| sum_up_text(states));
        if self.elements.budget == 0 && visibility.is_shown() {
            return Visibility::Unsure("<style>".to_owned());
        }
        visibility
    }

    /// Whether an element that is no text is shown, such as a frame, and if not, what hides it.
    pub(crate) fn of_box(&mut self, node: NodeId) -> Visibility {
        if self.is_plain(node) {
            return Visibility::Shown;
        }
        self.look(node);
        let state = self.known.get(node).map_or(0, |seen| seen.state);
        let states = self.states.get(state);
        states.map_or(Visibility::Shown, |it| {
            sum_up(it, ComputedStyle::box_reason, ComputedStyle::box_doubt)
        })
    }

    /// What hides an element that is no text, on every screen.
    pub(crate) fn hides_box(&mut self, node: NodeId) -> Option<String> {
        if self.is_plain(node) {
            return None;
        }
        self.look(node);
        let states = self.states.get(self.known.get(node)?.state)?;
        let by = states.first()?.box_reason()?;
        states.iter().all(|state| state.box_reason().is_some()).then(|| by.to_owned())
    }

    /// Whether the page's own style puts a picture file behind an element, on any screen.
    pub(crate) fn is_pictured(&mut self, node: NodeId) -> bool {
        self.look(node);
        let Some(seen) = self.known.get(node) else { return false };
        let around = self.outline.node(node).and_then(|it| self.known.get(it.parent));
        // an element that changes nothing shares what holds around it
        around.is_none_or(|around| around.state != seen.state && around.rest != seen.state)
            && self.states.get(seen.state).is_some_and(|it| it.iter().any(|it| it.pictured))
    }

    /// Whether the page's own style puts an element at the foot of the page, on every screen.
    pub(crate) fn is_at_foot(&mut self, node: NodeId) -> bool {
        self.look(node);
        let state = self.known.get(node).and_then(|seen| self.states.get(seen.state));
        state.is_some_and(|states| states.iter().all(|it| it.at_foot))
    }

    /// The id, the class and the role of an element; empty where there is none.
    pub(crate) fn names(&mut self, node: NodeId) -> [&str; 3] {
        if self.elements.known.get(node).is_none() {
            let tag = self.outline.node(node).map_or(Tag::Other, |node| node.tag);
            let names = self.outline.attrs_named(node, ["id", "class", "role"]);
            self.elements.known.insert(node, Element::new(tag, names));
        }
        self.elements.known.get(node).map_or([""; 3], Element::names)
    }

    /// Whether nothing on the way to an element could hide it: no declaration that may concern it or an element around
    /// it, no attribute and no kind of element. Most text of most pages is like this, and needs no cascade.
    fn is_plain(&mut self, node: NodeId) -> bool {
        if self.outline.has_shadow_roots || self.elements.budget == 0 {
            return false;
        }
        let mut plain = true;
        for (id, _) in self.outline.ancestors(node) {
            if let Some(known) = self.plain.get(id) {
                plain = *known;
                break;
            }
            self.unknown.push(id);
        }
        while let Some(id) = self.unknown.pop() {
            plain = plain && self.is_plain_element(id);
            self.plain.insert(id, plain);
        }
        plain
    }

    /// The same for an element alone.
    fn is_plain_element(&mut self, id: NodeId) -> bool {
        let outline = self.outline;
        let Some(node) = outline.node(id) else { return false };
        let [name, class, role, style, hidden, popover, ground, colour, ink] = outline.attrs_named(
            id,
            ["id", "class", "role", "style", "hidden", "popover", "bgcolor", "color", "text"],
        );
        self.elements.known.insert(id, Element::new(node.tag, [name, class, role]));
        let Some(element) = self.elements.known.get(id) else { return false };
        if [style, hidden, popover, ground, colour, ink].iter().any(Option::is_some)
            || elements::may_hide_content(outline, id, node.tag)
            || element.classes().any(elements::hides_in_frameworks)
        {
            return false;
        }
        let scopes = self.scopes.get_or_insert_with(|| TreeScopes::of(outline));
        scopes.sheets(ROOT).is_none_or(|sheets| !sheets.may_hide(element))
    }

    /// Looks at an element and those around it.
    fn look(&mut self, node: NodeId) {
        for (id, _) in self.outline.ancestors(node) {
            if self.known.get(id).is_some() {
                break;
            }
            self.unknown.push(id);
        }
        while let Some(id) = self.unknown.pop() {
            self.step(id);
        }
    }

    /// From what holds around an element to what holds inside it.
    fn step(&mut self, id: NodeId) {
        let outline = self.outline;
        let node = outline.node(id);
        let (tag, parent) = node.map_or((Tag::Other, ROOT), |node| (node.tag, node.parent));
        let scopes = self.scopes.get_or_insert_with(|| TreeScopes::of(outline));
        let root = scopes.is_root(id);
        let (around, outer) = match self.known.get(parent) {
            Some(seen) if seen.state == seen.rest => (seen.state, seen.scope),
            Some(seen) if root || elements::has_place(outline, parent, id) => {
                (seen.state, seen.scope)
            }
            Some(seen) => (seen.rest, seen.scope),
            None => (0, ROOT),
        };
        let scope = if root { id } else { outer };
        let [name, class, role, style, hidden, open, popover] =
            outline.attrs_named(id, ["id", "class", "role", "style", "hidden", "open", "popover"]);
        let open = open.is_some();
        self.elements.known.insert(id, Element::new(tag, [name, class, role]));
        let gone = self.states.get(around).is_none_or(|it| it.iter().all(|it| it.gone.is_some()));
        let state = if gone {
            around
        } else {
            let own = elements::OwnAttributes {
                id,
                tag,
                style: style.as_deref(),
                hidden: hidden.as_deref(),
                popover: popover.is_some(),
                open,
            };
            self.inside(&own, around, scope)
        };
        let rest = match elements::hides_rest(outline, id, tag, open) {
            Some(by) => self.hide(state, by),
            None if self.scopes.as_ref().is_some_and(|scopes| scopes.hides_text(id)) => {
                self.hide(state, "<template shadowrootmode>")
            }
            None => state,
        };
        self.known.insert(id, ElementStyle { state, rest, scope });
    }

    /// The place of the state of what is gone for a reason.
    fn hide(&mut self, state: usize, by: &str) -> usize {
        if self.states.get(state).is_some_and(|it| it.iter().all(|it| it.gone.is_some())) {
            return state;
        }
        self.states.push(smallvec![ComputedStyle::gone(by)]);
        self.states.len() - 1
    }

    /// The place of the state that holds inside an element.
    fn inside(&mut self, own: &elements::OwnAttributes<'_>, around: usize, scope: NodeId) -> usize {
        let (rules, later) = self.matching(own.id, around, scope);
        let sheets = self.scopes.as_ref().and_then(|scopes| scopes.sheets(scope));
        let element = self.elements.known.get(own.id);
        let doubt = element.and_then(|element| self.hints.hidden_elsewhere(element, sheets));
        let attributes = elements::presentational(self.outline, own);
        let (gone, unless_displayed) = own.hidden_by(self.outline);
        let link = own.tag == Tag::A;
        let base = self.states.get(around);
        let coloured = base.is_some_and(|it| it.iter().any(|it| it.ink.is_some()));
        let plain = rules.is_empty()
            && own.style.is_none()
            && attributes.is_empty()
            && doubt.is_none()
            && gone.is_none()
            && unless_displayed.is_none()
            && !(link && coloured);
        let Some(base) = base.filter(|_| !plain) else { return around };
        let page = matches!(own.tag, Tag::Html | Tag::Body)
            || element.is_some_and(|it| elements::is_mount(it.names()[0]));
        let given = ElementContext {
            tag: own.tag,
            unless_displayed,
            gone,
            doubt: doubt.as_deref(),
            link: link && self.outline.attr(own.id, "href").is_some(),
            page,
            revealed: later
                || element.is_some_and(|it| elements::is_revealed(it.names()[1]))
                || rules.iter().any(|(rule, _)| elements::is_revealed(&rule.selector.text)),
            scripts: self.hints.scripts(),
        };
        let inline = own.style.map_or(Vec::new(), declarations);
        let inside = |state: &ComputedStyle, holds: &dyn Fn(Condition) -> bool| {
            let rules = rules.iter().filter(|(_, when)| holds(*when)).map(|(rule, _)| &**rule);
            let cascade = Cascade::new(&attributes, rules, &inline, sheets.map(|it| &**it));
            state.inside(given, cascade.block())
        };
        let uniform = rules.iter().all(|(_, when)| *when == Condition::ALWAYS);
        let states: ScreenStyles = match base.as_slice() {
            [one] if uniform => smallvec![inside(one, &|_| true)],
            base => (0..2 * SCREENS.len())
                .filter_map(|at| {
                    let (screen, sure) = (1 << (at / 2), at % 2 == 0);
                    let state = base.get(at).or_else(|| base.first())?;
                    let holds = |when: Condition| {
                        (if sure { when.sure } else { when.perhaps }) & screen != 0
                    };
                    Some(inside(state, &holds))
                })
                .collect(),
        };
        self.states.push(states);
        self.states.len() - 1
    }

    /// The rules that select an element, in order, and whether another one would show it.
    fn matching(&mut self, id: NodeId, around: usize, scope: NodeId) -> (MatchingRules, bool) {
        let mut matching = (MatchingRules::new(), false);
        let Some(sheets) = self.scopes.as_ref().and_then(|scopes| scopes.sheets(scope)) else {
            return matching;
        };
        let Some(element) = self.elements.known.get(id) else { return matching };
        let candidates: SmallVec<[Rc<StyleRule>; 8]> =
            sheets.candidates(element).into_iter().map(Rc::clone).collect();
        if candidates.is_empty() || self.elements.budget == 0 {
            return matching;
        }
        let container = self.states.get(around).is_some_and(|it| it.iter().any(|it| it.container));
        for rule in candidates {
            let mut holds = rule.holds;
            if rule.in_container && !container {
                if !self.hints.linked(sheets) {
                    continue;
                }
                holds = holds.and(Condition::PERHAPS);
            }
            match self.elements.selects(&rule.selector, id, scope) {
                Match::No => matching.1 |= may_show(&rule),
                Match::Perhaps => matching.0.push((rule, holds.and(Condition::PERHAPS))),
                Match::Yes => matching.0.push((rule, holds)),
            }
            if self.elements.budget == 0 {
                // half of the rules may say the opposite of all of them
                return (MatchingRules::new(), false);
            }
        }
        matching
    }
}

/// What a reader with any of the screens sees of a text.
fn sum_up_text(states: &[ComputedStyle]) -> Visibility {
    sum_up(states, ComputedStyle::reason, ComputedStyle::doubt)
}

/// What a reader with any of the screens sees.
fn sum_up(
    states: &[ComputedStyle],
    reason: fn(&ComputedStyle) -> Option<&str>,
    doubt: fn(&ComputedStyle) -> Option<&str>,
) -> Visibility {
    if let [one] = states {
        return match (reason(one), doubt(one)) {
            (Some(by), _) => Visibility::Hidden(by.to_owned()),
            (None, Some(by)) => Visibility::Unsure(by.to_owned()),
            (None, None) => Visibility::Shown,
        };
    }
    let (mut hidden, mut shown) = (0_u8, 0_u8);
    let (mut by, mut unsure) = (None, None);
    for (at, screen) in states.chunks(2).enumerate() {
        let [sure, perhaps] = screen else { continue };
        let doubt = doubt(sure).or_else(|| doubt(perhaps));
        match (reason(sure), reason(perhaps)) {
            (Some(why), Some(_)) => {
                hidden |= 1 << at;
                by = by.or(Some(why));
            }
            (None, None) if doubt.is_none() => shown |= 1 << at,
            (one, other) => unsure = unsure.or(one).or(other).or(doubt),
        }
    }
    match (by, unsure) {
        (Some(by), _) if hidden.count_ones() as usize == SCREENS.len() => {
            Visibility::Hidden(by.to_owned())
        }
        (Some(by), _) if shown != 0 => {
            Visibility::Partly { hidden: Screens(hidden), by: by.to_owned() }
        }
        (_, Some(by)) => Visibility::Unsure(by.to_owned()),
        _ => Visibility::Shown,
    }
}
