//! Whether a reader sees an element: by attribute, inline style and the page's own `<style>`. What scripts and linked
//! style sheets do is not known here.

use std::borrow::Cow;
use std::rc::Rc;

use smallvec::SmallVec;

use super::css::{Declaration, Element, Sheets, StyleRule, declarations};
use super::known::Known;
use super::outline::{InertKind, NodeId, Outline};
use super::sighting::Visibility;
use super::tag::Tag;

/// Style sheets longer than this are passed over.
const MAX_SHEET: usize = 1 << 20;

/// Elements held against selectors per page; a large real page needs some ten thousand. Beyond them only what an element
/// carries itself is read: that bounds the time on hostile pages.
const MAX_STEPS: usize = 3_000_000;

/// Answers for one page, worked out from the outermost element inwards and remembered: each element is looked at once.
pub(crate) struct Shown<'o, 'a> {
    outline: &'o Outline<'a>,
    sheets: Option<Rc<Sheets>>,
    known: Known<Seen<'o>>,
    /// What holds inside of elements; most of them change nothing, and share what holds around them.
    states: Vec<State>,
    /// Used again for each question.
    unknown: Vec<NodeId>,
    /// What is left of [`MAX_STEPS`].
    budget: usize,
}

/// An element that was looked at.
struct Seen<'o> {
    element: Element<'o>,
    role: Option<Cow<'o, str>>,
    /// A place in [`Shown::states`].
    state: usize,
}

/// The rules that select an element: mostly none or a few.
type Matching = SmallVec<[Rc<StyleRule>; 4]>;

/// What hides the text of an element, if anything.
#[derive(Clone, Debug, Default)]
struct State {
    /// Hides everything inside, whatever that says.
    gone: Option<Rc<str>>,
    /// Inherited, and taken back by an inner element that says otherwise.
    visibility: Option<Rc<str>>,
    font_size: Option<Rc<str>>,
    indent: Option<Rc<str>>,
    color: Option<Rc<str>>,
}

impl<'o, 'a> Shown<'o, 'a> {
    /// Nothing is read before the first question.
    pub(crate) fn new(outline: &'o Outline<'a>) -> Self {
        Self {
            outline,
            sheets: None,
            known: Known::new(outline.nodes.len()),
            states: vec![State::default()],
            unknown: Vec::new(),
            budget: MAX_STEPS,
        }
    }

    /// Whether text in this element is shown, and if not, what hides it.
    pub(crate) fn of(&mut self, node: NodeId) -> Visibility {
        let state = self.look(node);
        match self.states.get(state).and_then(State::reason) {
            Some(reason) => Visibility::Hidden(reason.to_owned()),
            None => Visibility::Shown,
        }
    }

    /// The id, the class and the role of an element; empty where there is none.
    pub(crate) fn names(&mut self, node: NodeId) -> [&str; 3] {
        self.look(node);
        self.known.get(node).map_or([""; 3], |seen| {
            let [id, class] = seen.element.names();
            [id, class, seen.role.as_deref().unwrap_or_default()]
        })
    }

    /// Looks at an element and those around it; what holds inside it.
    fn look(&mut self, node: NodeId) -> usize {
        let mut state = 0;
        for (id, _) in self.outline.ancestors(node) {
            if let Some(known) = self.known.get(id) {
                state = known.state;
                break;
            }
            self.unknown.push(id);
        }
        while let Some(id) = self.unknown.pop() {
            state = self.step(id, state);
        }
        state
    }

    /// From what holds around an element to what holds inside it.
    fn step(&mut self, id: NodeId, around: usize) -> usize {
        let outline = self.outline;
        let tag = outline.node(id).map_or(Tag::Other, |node| node.tag);
        let names = ["id", "class", "role", "style", "hidden", "open"];
        let [name, class, role, style, hidden, open] = outline.attrs_named(id, names);
        let element = Element::new(tag, name, class);
        let (outer, dialog) = (self.states.get(around), tag == Tag::Dialog && open.is_none());
        let state = if outer.is_none_or(|state| state.gone.is_some()) {
            around
        } else {
            let rules = self.matching(id, &element);
            if rules.is_empty() && style.is_none() && hidden.is_none() && !dialog {
                around
            } else {
                let inline = style.map_or(Vec::new(), |style| declarations(&style));
                let state = self.states.get(around).cloned().unwrap_or_default();
                self.states.push(state.inside(&rules, &inline, hidden.is_some(), dialog));
                self.states.len() - 1
            }
        };
        self.known.insert(id, Seen { element, role, state });
        state
    }

    /// The rules that select an element, weaker ones first.
    fn matching(&mut self, id: NodeId, element: &Element<'o>) -> Matching {
        let outline = self.outline;
        let sheets = self.sheets.get_or_insert_with(|| read_sheets(outline));
        let candidates = sheets.candidates(element);
        if candidates.is_empty() || self.budget == 0 {
            return Matching::new();
        }
        let outer = outline.ancestors(id).skip(1);
        let outer = outer.filter_map(|(id, _)| self.known.get(id).map(|seen| &seen.element));
        let around: SmallVec<[&Element<'_>; 16]> = std::iter::once(element).chain(outer).collect();
        let mut matching = Matching::new();
        let mut steps = around.len();
        for rule in candidates {
            if rule.selector.selects(around.iter().copied().inspect(|_| steps += 1)) {
                matching.push(Rc::clone(rule));
            }
            if steps >= self.budget {
                // half of the rules may say the opposite of all of them
                self.budget = 0;
                return Matching::new();
            }
        }
        self.budget -= steps;
        matching.sort_by_key(|rule| rule.selector.specificity);
        matching
    }
}

impl State {
    /// What hides the text, if anything.
    fn reason(&self) -> Option<&str> {
        let Self { gone, visibility, font_size, indent, color } = self;
        [gone, visibility, font_size, indent, color].into_iter().find_map(|it| it.as_deref())
    }

    /// What holds inside an element that these rules and its own attributes speak of.
    fn inside(
        mut self,
        rules: &[Rc<StyleRule>],
        inline: &[Declaration],
        hidden: bool,
        dialog: bool,
    ) -> Self {
        let mut declared: SmallVec<[Declared<'_>; 16]> = SmallVec::new();
        for rule in rules {
            let from = Some(rule.selector.text.as_str());
            declared.extend(rule.declarations.iter().map(|it| (it, from)));
        }
        declared.extend(inline.iter().map(|it| (it, None)));
        // stronger declarations come last and win
        declared.sort_by_key(|(it, _)| it.important);
        let declared = Block(&declared);
        self.gone = if hidden && declared.last("display").is_none() {
            Some("hidden".into())
        } else if dialog {
            Some("<dialog>".into())
        } else {
            declared.hides_all().map(reason)
        };
        declared.inherit(&mut self);
        self
    }
}

fn read_sheets(outline: &Outline<'_>) -> Rc<Sheets> {
    let styles = outline.inert.iter().filter(|inert| inert.kind == InertKind::Style);
    let sheets: Vec<&str> = styles
        .filter_map(|inert| outline.source.get(inert.span.clone()))
        .filter(|text| text.len() <= MAX_SHEET)
        .collect();
    Sheets::of(&sheets)
}

/// A declaration and the selector it stands under; `None` for a `style` attribute.
type Declared<'d> = (&'d Declaration, Option<&'d str>);

fn reason((declaration, selector): Declared<'_>) -> Rc<str> {
    let Declaration { name, value, .. } = declaration;
    match selector {
        Some(selector) => format!("<style> {selector} {{{name}:{value}}}").into(),
        None => format!("style=\"{name}:{value}\"").into(),
    }
}

/// What is declared for one element, the winning declarations last.
#[derive(Clone, Copy)]
struct Block<'d>(&'d [Declared<'d>]);

impl<'d> Block<'d> {
    fn last(self, name: &str) -> Option<Declared<'d>> {
        self.0.iter().rev().find(|(it, _)| it.name == name).copied()
    }

    fn value(self, name: &str) -> Option<&'d str> {
        self.last(name).map(|(it, _)| it.value.as_str())
    }

    /// A length that decides a property, where it fulfils a condition.
    fn length(self, name: &str, condition: impl Fn(f64) -> bool) -> Option<Declared<'d>> {
        self.last(name).filter(|(it, _)| number(&it.value).is_some_and(condition))
    }

    /// The declaration that hides the element with all that is in it.
    fn hides_all(self) -> Option<Declared<'d>> {
        let is = |name: &str, value: &str| self.last(name).filter(|(it, _)| it.value == value);
        let moved = matches!(self.value("position"), Some("absolute" | "fixed"));
        let cut = self.value("overflow") == Some("hidden");
        // a style sheet that starts at 0 to fade in says so with a transition or an animation, or by a script: only
        // what the element itself carries is taken at its word
        let fades = self.value("animation").is_some() || self.value("transition").is_some();
        let faint = self.length("opacity", |it| it < 0.1).filter(|(_, from)| from.is_none());
        is("display", "none")
            .or_else(|| faint.filter(|_| !fades))
            .or_else(|| {
                let away = |side| self.length(side, |it| it <= -500.0).filter(|_| moved);
                away("left").or_else(|| away("top"))
            })
            .or_else(|| self.last("clip").filter(|(it, _)| moved && is_empty_clip(&it.value)))
            .or_else(|| is("clip-path", "inset(50%)"))
            .or_else(|| is("clip-path", "inset(100%)"))
            .or_else(|| is("transform", "scale(0)"))
            .or_else(|| {
                let sizes = ["height", "max-height", "width"].into_iter();
                let mut none = sizes.filter_map(|size| self.length(size, |it| it == 0.0));
                none.next().filter(|_| cut)
            })
    }

    /// What the element says of inherited properties, over what holds around it.
    fn inherit(self, state: &mut State) {
        if let Some(it) = self.last("visibility") {
            let hides = matches!(it.0.value.as_str(), "hidden" | "collapse");
            state.visibility = hides.then(|| reason(it));
        }
        if let Some(it) = self.last("font-size") {
            let relative = it.0.value.ends_with('%')
                || (it.0.value.ends_with("em") && !it.0.value.ends_with("rem"));
            if number(&it.0.value) == Some(0.0) {
                state.font_size = Some(reason(it));
            } else if !relative {
                state.font_size = None;
            }
        }
        if let Some(it) = self.last("text-indent") {
            let hides = number(&it.0.value).is_some_and(|it| it <= -99.0);
            state.indent = hides.then(|| reason(it));
        }
        if let Some(it) = self.last("color") {
            let background = self.value("background-color").or_else(|| self.value("background"));
            let hides = it.0.value == "transparent"
                || background.is_some_and(|found| same_color(found, &it.0.value));
            state.color = hides.then(|| reason(it));
        }
    }
}

/// The number at the start of a value.
fn number(value: &str) -> Option<f64> {
    let end = value
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+'))
        .unwrap_or(value.len());
    value.get(..end)?.parse().ok()
}

fn is_empty_clip(value: &str) -> bool {
    value.strip_prefix("rect(").is_some_and(|rest| {
        let sides: Vec<f64> = rest
            .trim_end_matches(')')
            .split([',', ' '])
            .filter(|it| !it.is_empty())
            .filter_map(number)
            .collect();
        sides.len() == 4 && sides.iter().all(|&side| side <= 1.0)
    })
}

fn same_color(a: &str, b: &str) -> bool {
    fn plain(color: &str) -> String {
        match color {
            "white" => "#ffffff".to_owned(),
            "black" => "#000000".to_owned(),
            _ => match color.strip_prefix('#') {
                Some(short) if short.len() == 3 => {
                    short.chars().fold("#".to_owned(), |long, c| format!("{long}{c}{c}"))
                }
                _ => color.split_ascii_whitespace().collect(),
            },
        }
    }
    plain(a) == plain(b)
}
