//! Whether a reader sees an element: by attribute, inline style and the page's own `<style>`. What scripts and linked
//! style sheets do is not known here.

use std::collections::HashMap;

use super::css::{Declaration, Element, StyleRule, declarations, rules};
use super::outline::{InertKind, NodeId, Outline};
use super::sighting::Visibility;
use super::tag::Tag;

/// Style sheets longer than this are read only so far.
const MAX_SHEET: usize = 1 << 20;

/// Selectors tried per page; a large real page needs some ten thousand.
const MAX_SELECTOR_TESTS: usize = 3_000_000;

/// Answers for one page, remembered by element.
pub(crate) struct Shown<'o, 'a> {
    outline: &'o Outline<'a>,
    rules: Option<Vec<StyleRule>>,
    known: HashMap<NodeId, Visibility>,
    /// How many more selectors may be tried: bounds the time on hostile pages.
    budget: usize,
}

/// What an element inherits matters only from the innermost one that says something.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one mark for each inherited property")]
struct Decided {
    visibility: bool,
    font_size: bool,
    color: bool,
    indent: bool,
}

impl<'o, 'a> Shown<'o, 'a> {
    /// Nothing is read before the first question.
    pub(crate) fn new(outline: &'o Outline<'a>) -> Self {
        Self { outline, rules: None, known: HashMap::new(), budget: MAX_SELECTOR_TESTS }
    }

    /// Whether text in this element is shown, and if not, what hides it.
    pub(crate) fn of(&mut self, node: NodeId) -> Visibility {
        if let Some(known) = self.known.get(&node) {
            return known.clone();
        }
        let chain: Vec<NodeId> = self.outline.ancestors(node).map(|(id, _)| id).collect();
        let elements: Vec<Element> =
            chain.iter().map(|&id| Element::of(self.outline, id)).collect();
        let mut decided = Decided::default();
        let mut found = Visibility::Shown;
        for (place, &id) in chain.iter().enumerate() {
            let around = elements.get(place..).unwrap_or_default();
            if let Some(reason) = self.hides(id, around, &mut decided) {
                found = Visibility::Hidden(reason);
                break;
            }
        }
        self.known.insert(node, found.clone());
        found
    }

    fn hides(&mut self, id: NodeId, chain: &[Element], decided: &mut Decided) -> Option<String> {
        let inline = self.outline.attr(id, "style").unwrap_or_default();
        let inline_declared = declarations(&inline);
        if self.outline.attr(id, "hidden").is_some()
            && !inline_declared.iter().any(|it| it.name == "display")
        {
            return Some("hidden".to_owned());
        }
        if self.outline.node(id).is_some_and(|node| node.tag == Tag::Dialog)
            && self.outline.attr(id, "open").is_none()
        {
            return Some("<dialog>".to_owned());
        }
        // later and stronger declarations come last and win
        self.read_sheets();
        let sheet = self.rules.as_deref().unwrap_or_default();
        let tests = sheet.len() * (1 + chain.len() / 8);
        let sheet = if tests > self.budget { &[] } else { sheet };
        self.budget -= tests.min(self.budget);
        let mut matching: Vec<&StyleRule> =
            sheet.iter().filter(|rule| rule.selector.selects(chain)).collect();
        matching.sort_by_key(|rule| rule.selector.specificity);
        let mut declared: Vec<(&Declaration, Option<&str>)> = Vec::new();
        for rule in &matching {
            declared
                .extend(rule.declarations.iter().map(|it| (it, Some(rule.selector.text.as_str()))));
        }
        declared.extend(inline_declared.iter().map(|it| (it, None)));
        declared.sort_by_key(|(it, _)| it.important);
        let reason = judge(&declared, decided)?;
        Some(match reason {
            (declaration, Some(selector)) => {
                format!("<style> {selector} {{{}:{}}}", declaration.name, declaration.value)
            }
            (declaration, None) => format!("style=\"{}:{}\"", declaration.name, declaration.value),
        })
    }

    fn read_sheets(&mut self) {
        let outline = self.outline;
        self.rules.get_or_insert_with(|| {
            let sheets = outline.inert.iter().filter(|inert| inert.kind == InertKind::Style);
            sheets
                .filter_map(|inert| outline.source.get(inert.span.clone()))
                .filter(|sheet| sheet.len() <= MAX_SHEET)
                .flat_map(rules)
                .collect()
        });
    }
}

type Declared<'d> = (&'d Declaration, Option<&'d str>);

/// The declaration that hides an element, if one does; `declared` with the winning ones last.
fn judge<'d>(declared: &[Declared<'d>], decided: &mut Decided) -> Option<Declared<'d>> {
    let last = |name: &str| declared.iter().rev().find(|(it, _)| it.name == name).copied();
    let value = |name: &str| last(name).map(|(it, _)| it.value.as_str());
    if let Some(it) = last("display").filter(|(it, _)| it.value == "none") {
        return Some(it);
    }
    if let Some(it) = last("visibility")
        && !std::mem::replace(&mut decided.visibility, true)
        && matches!(it.0.value.as_str(), "hidden" | "collapse")
    {
        return Some(it);
    }
    // a style sheet that starts at 0 to fade in says so with a transition or an animation, or by a script: only
    // what the element itself carries is taken at its word
    if let Some(it) = last("opacity")
        .filter(|(it, from)| from.is_none() && number(&it.value).is_some_and(|n| n < 0.1))
        && value("animation").is_none()
        && value("transition").is_none()
    {
        return Some(it);
    }
    if let Some(it) = last("font-size")
        && !std::mem::replace(&mut decided.font_size, true)
        && number(&it.0.value).is_some_and(|n| n == 0.0)
    {
        return Some(it);
    }
    if let Some(it) = last("text-indent")
        && !std::mem::replace(&mut decided.indent, true)
        && number(&it.0.value).is_some_and(|n| n <= -99.0)
    {
        return Some(it);
    }
    if let Some(it) = out_of_sight(declared) {
        return Some(it);
    }
    let color = last("color").filter(|_| !std::mem::replace(&mut decided.color, true))?;
    let background = value("background-color").or_else(|| value("background"));
    (color.0.value == "transparent"
        || background.is_some_and(|found| same_color(found, &color.0.value)))
    .then_some(color)
}

/// The declaration that moves, cuts or shrinks an element out of sight.
fn out_of_sight<'d>(declared: &[Declared<'d>]) -> Option<Declared<'d>> {
    let last = |name: &str| declared.iter().rev().find(|(it, _)| it.name == name).copied();
    let when = |name: &str, holds: fn(&str) -> bool| last(name).filter(|(it, _)| holds(&it.value));
    let is_zero = |value: &str| number(value).is_some_and(|n| n == 0.0);
    let is_far_off = |value: &str| number(value).is_some_and(|n| n <= -500.0);
    let taken_out = when("position", |value| matches!(value, "absolute" | "fixed"));
    taken_out
        .and_then(|_| {
            when("left", is_far_off)
                .or_else(|| when("top", is_far_off))
                .or_else(|| when("clip", is_empty_clip))
        })
        .or_else(|| when("clip-path", |value| matches!(value, "inset(50%)" | "inset(100%)")))
        .or_else(|| when("transform", |value| value == "scale(0)"))
        .or_else(|| {
            when("overflow", |value| value == "hidden")?;
            ["height", "max-height", "width"].iter().find_map(|size| when(size, is_zero))
        })
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
