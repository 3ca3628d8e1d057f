//! The declarations that hold for one element, in the order of the cascade.

use std::borrow::Cow;
use std::rc::Rc;

use crate::html::css::{Declaration, Sheets, Specificity, StyleRule};

/// Where a declaration stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum DeclarationSource<'d> {
    /// In a rule with this selector.
    Rule(&'d str),
    /// In a `style` attribute.
    Style,
    /// In an attribute of its own.
    Attribute(&'d str),
}

/// A declaration with its value worked out.
#[derive(Clone, Debug)]
pub(super) struct AppliedDeclaration<'d> {
    pub name: &'static str,
    pub value: Cow<'d, str>,
    pub from: DeclarationSource<'d>,
    rank: Rank,
}

/// Importance, whether it is the element's own, layer, specificity.
type Rank = (bool, bool, [u16; 4], Specificity);

/// The value of what depends on something that is not known.
const UNKNOWN: &str = "?";

impl<'d> AppliedDeclaration<'d> {
    fn new(
        it: &'d Declaration,
        from: DeclarationSource<'d>,
        rank: Rank,
        sheets: Option<&Sheets>,
    ) -> Self {
        let value = if it.value.contains("var(") {
            let resolved = sheets.and_then(|sheets| sheets.resolved(&it.value));
            Cow::Owned(resolved.unwrap_or_else(|| UNKNOWN.to_owned()))
        } else {
            Cow::Borrowed(it.value.as_str())
        };
        Self { name: it.name, value, from, rank }
    }

    /// It depends on something that is not known.
    pub(super) fn is_unknown(&self) -> bool {
        self.value == UNKNOWN
    }
}

/// All that is declared for one element, weaker declarations first.
#[derive(Debug, Default)]
pub(super) struct Cascade<'d>(Vec<AppliedDeclaration<'d>>);

impl<'d> Cascade<'d> {
    /// Of attributes such as `bgcolor`, of rules, and of the `style` attribute.
    pub(super) fn new(
        attributes: &'d [(Declaration, &'static str)],
        rules: impl Iterator<Item = &'d StyleRule>,
        style: &'d [Declaration],
        sheets: Option<&Sheets>,
    ) -> Self {
        let mut all = Vec::new();
        for (it, name) in attributes {
            all.push(AppliedDeclaration::new(
                it,
                DeclarationSource::Attribute(name),
                Rank::default(),
                sheets,
            ));
        }
        for rule in rules {
            let from = DeclarationSource::Rule(&rule.selector.text);
            for it in rule.declarations.iter() {
                let layer = if it.important { rule.layer.map(|it| !it) } else { rule.layer };
                let rank = (it.important, false, layer, rule.selector.specificity);
                all.push(AppliedDeclaration::new(it, from, rank, sheets));
            }
        }
        for it in style {
            let rank = (it.important, true, [0; 4], (0, 0, 0));
            all.push(AppliedDeclaration::new(it, DeclarationSource::Style, rank, sheets));
        }
        all.sort_by_key(|it| it.rank);
        let mut cascade = Self(all);
        cascade.animate(sheets);
        cascade
    }

    /// What an animation that stays ends with is stronger than all but the important declarations.
    fn animate(&mut self, sheets: Option<&Sheets>) {
        let block = AppliedDeclarations(&self.0);
        let shorthand = block.value("animation").unwrap_or_default();
        let name = block.value("animation-name").unwrap_or_default();
        let fill = block.value("animation-fill-mode").unwrap_or_default();
        let words = || shorthand.split([' ', ',']).chain(name.split([' ', ',']));
        let stays = words().chain([fill]).any(|word| matches!(word, "forwards" | "both"));
        if !stays || words().any(|word| word == "infinite") {
            return;
        }
        let ends = words().find_map(|word| sheets?.animation(word)).unwrap_or_default();
        let place = self.0.partition_point(|it| !it.rank.0);
        let rank = (false, true, [u16::MAX; 4], (u16::MAX, 0, 0));
        let ends: Vec<AppliedDeclaration<'d>> = ends
            .iter()
            .map(|it| AppliedDeclaration {
                name: it.name,
                value: Cow::Owned(it.value.clone()),
                from: DeclarationSource::Attribute("animation"),
                rank,
            })
            .collect();
        self.0.splice(place..place, ends);
    }

    /// For questions.
    pub(super) fn block(&self) -> AppliedDeclarations<'_> {
        AppliedDeclarations(&self.0)
    }
}

/// What is declared for one element, the winning declarations last.
#[derive(Clone, Copy, Debug)]
pub(super) struct AppliedDeclarations<'d>(&'d [AppliedDeclaration<'d>]);

impl<'d> AppliedDeclarations<'d> {
    pub(super) fn last(self, name: &str) -> Option<&'d AppliedDeclaration<'d>> {
        self.0.iter().rev().find(|it| it.name == name)
    }

    pub(super) fn value(self, name: &str) -> Option<&'d str> {
        self.last(name).map(|it| &*it.value)
    }
}

/// What hides an element, for people.
pub(super) fn reason(declared: &AppliedDeclaration<'_>) -> Rc<str> {
    let AppliedDeclaration { name, value, from, .. } = declared;
    match from {
        DeclarationSource::Rule(selector) => {
            format!("<style> {selector} {{{name}:{value}}}").into()
        }
        DeclarationSource::Style => format!("style=\"{name}:{value}\"").into(),
        DeclarationSource::Attribute(attribute) => format!("{attribute}=\"{value}\"").into(),
    }
}
