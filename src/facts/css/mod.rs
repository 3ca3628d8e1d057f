//! The little of CSS that decides whether text is shown: declarations that hide, and the plain selectors of a page's
//! own `<style>`. Rules under `@media` or with pseudo-classes are passed over: they do not hold always.

mod selector;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::domain::memo::Memo;

pub(crate) use selector::{Element, Selector};

use super::tag::Tag;
use selector::{Key, selector};

/// A declaration that can hide text or show it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// Property name, lower case.
    pub name: &'static str,
    /// Value, lower case, without `!important`.
    pub value: String,
    /// `!important`
    pub important: bool,
}

const WATCHED: &[&str] = &[
    "display",
    "visibility",
    "opacity",
    "font-size",
    "text-indent",
    "position",
    "left",
    "top",
    "clip",
    "clip-path",
    "width",
    "height",
    "max-height",
    "overflow",
    "color",
    "background",
    "background-color",
    "transform",
    "animation",
    "transition",
];

/// The watched declarations of a `style` attribute or a rule's block.
///
/// Of several of one kind the last is kept: no block comes to more than a few dozen.
pub(crate) fn declarations(block: &str) -> Vec<Declaration> {
    let mut kept: Vec<Declaration> = Vec::new();
    for new in block.split(';').filter_map(declaration) {
        kept.retain(|known| known.name != new.name || known.important != new.important);
        kept.push(new);
    }
    kept
}

fn declaration(text: &str) -> Option<Declaration> {
    let (name, value) = text.split_once(':')?;
    let name = name.trim();
    let name = *WATCHED.iter().find(|watched| watched.eq_ignore_ascii_case(name))?;
    let value = value.trim().to_ascii_lowercase();
    let (value, important) = match value.split_once('!') {
        Some((value, mark)) => (value.trim().to_owned(), mark.trim() == "important"),
        None => (value, false),
    };
    Some(Declaration { name, value, important })
}

/// A rule of a style sheet.
#[derive(Clone, Debug)]
pub(crate) struct StyleRule {
    /// The selector.
    pub selector: Selector,
    /// Its declarations, shared with the other selectors of the rule.
    pub declarations: Rc<[Declaration]>,
}

/// The rules of a page's style sheets, found by what their selectors ask of the element itself.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    rules: Vec<Rc<StyleRule>>,
    /// Places in `rules` by [`Selector::key`].
    by_id: BTreeMap<String, Vec<usize>>,
    by_class: BTreeMap<String, Vec<usize>>,
    /// One entry a tag, of which there are few.
    by_tag: Vec<(Tag, Vec<usize>)>,
}

thread_local! {
    static KNOWN: Memo<Rc<Sheets>> = Memo::default();
}

impl Sheets {
    /// Reads the sheets of a page.
    pub(crate) fn of(sheets: &[&str]) -> Rc<Self> {
        // no sheet holds the tag that ends it
        KNOWN.with(|known| known.get(&sheets.join("</style>"), || Rc::new(Self::read(sheets))))
    }

    fn read(sheets: &[&str]) -> Self {
        let mut read = Self::default();
        for rule in sheets.iter().flat_map(|sheet| rules(sheet)) {
            let places = match rule.selector.key() {
                Some(Key::Id(id)) => read.by_id.entry(id.to_owned()).or_default(),
                Some(Key::Class(class)) => read.by_class.entry(class.to_owned()).or_default(),
                Some(Key::Tag(tag)) => of_tag(&mut read.by_tag, tag),
                None => continue,
            };
            places.push(read.rules.len());
            read.rules.push(Rc::new(rule));
        }
        read
    }

    /// The rules that may select an element, in order.
    pub(crate) fn candidates(&self, element: &Element<'_>) -> SmallVec<[&Rc<StyleRule>; 8]> {
        if self.rules.is_empty() {
            return SmallVec::new();
        }
        let by_id =
            Some(&*element.id).filter(|id| !id.is_empty()).and_then(|id| self.by_id.get(id));
        let by_class = element.classes().filter_map(|class| self.by_class.get(class));
        let by_tag = self.by_tag.iter().find(|(tag, _)| *tag == element.tag && *tag != Tag::Other);
        let by_tag = by_tag.map(|(_, places)| places);
        let found = by_id.into_iter().chain(by_class).chain(by_tag);
        let mut places: SmallVec<[usize; 8]> = found.flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.iter().filter_map(|&place| self.rules.get(place)).collect()
    }
}

/// The places of the rules for a tag.
fn of_tag(known: &mut Vec<(Tag, Vec<usize>)>, tag: Tag) -> &mut Vec<usize> {
    let at = known.iter().position(|(known, _)| *known == tag).unwrap_or_else(|| {
        known.push((tag, Vec::new()));
        known.len() - 1
    });
    &mut known[at].1 // found there or put there
}

/// The rules of a style sheet that can hide text, in order.
fn rules(sheet: &str) -> Vec<StyleRule> {
    let sheet = without_comments(sheet);
    let mut found = Vec::new();
    collect(&sheet, &mut found, 0);
    found
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

fn collect(sheet: &str, found: &mut Vec<StyleRule>, depth: usize) {
    let mut rest = sheet;
    while let Some(brace) = rest.find(['{', ';', '}']) {
        let (prelude, tail) =
            (rest.get(..brace).unwrap_or_default().trim(), rest.get(brace..).unwrap_or_default());
        if !tail.starts_with('{') {
            rest = tail.get(1..).unwrap_or_default();
            continue;
        }
        let (block, after) = block(tail);
        rest = after;
        if prelude.starts_with('@') {
            if depth < 4 && holds_always(prelude) {
                collect(block, found, depth + 1);
            }
            continue;
        }
        let declarations: Rc<[Declaration]> = declarations(block).into();
        if declarations.is_empty() {
            continue;
        }
        for selector in prelude.split(',').filter_map(selector) {
            found.push(StyleRule { selector, declarations: Rc::clone(&declarations) });
        }
    }
}

/// The content of the block that `text` starts with, and what follows it.
fn block(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return (
                        text.get(1..at).unwrap_or_default(),
                        text.get(at + 1..).unwrap_or_default(),
                    );
                }
            }
            _ => {}
        }
    }
    (text.get(1..).unwrap_or_default(), "")
}

fn holds_always(prelude: &str) -> bool {
    let prelude = prelude.to_ascii_lowercase();
    let Some(condition) = prelude.strip_prefix("@media") else {
        return prelude.starts_with("@layer");
    };
    condition.split(',').any(|query| matches!(query.trim(), "all" | "screen" | "only screen"))
}
