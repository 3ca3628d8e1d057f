//! The little of CSS that decides whether text is shown: declarations that hide, and the plain selectors of a page's
//! own `<style>`. Rules under `@media` or with pseudo-classes are passed over: they do not hold always.

use super::outline::{NodeId, Outline};
use super::tag::Tag;

/// A declaration that can hide text or show it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// Property name, lower case.
    pub name: String,
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
pub(crate) fn declarations(block: &str) -> Vec<Declaration> {
    block.split(';').filter_map(declaration).collect()
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
    Some(Declaration { name: name.to_owned(), value, important })
}

/// A rule of a style sheet.
#[derive(Clone, Debug)]
pub(crate) struct StyleRule {
    /// The selector.
    pub selector: Selector,
    /// Its declarations.
    pub declarations: Vec<Declaration>,
}

/// A selector as written, with its parts from the subject outwards.
#[derive(Clone, Debug)]
pub(crate) struct Selector {
    /// As written.
    pub text: String,
    /// Ids, classes and attributes, tags.
    pub specificity: (u16, u16, u16),
    /// The subject, then what must stand around it; `true` = directly around (`>`).
    parts: Vec<(Compound, bool)>,
}

#[derive(Clone, Debug, Default)]
struct Compound {
    tag: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
}

/// The rules of a style sheet that can hide text, in order.
pub(crate) fn rules(sheet: &str) -> Vec<StyleRule> {
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
        let declarations = declarations(block);
        if declarations.is_empty() {
            continue;
        }
        for selector in prelude.split(',').filter_map(selector) {
            found.push(StyleRule { selector, declarations: declarations.clone() });
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

fn selector(text: &str) -> Option<Selector> {
    let text = text.trim();
    if text.is_empty() || text.len() > 300 || text.contains([':', '[', '+', '~', '\\', '*', '&']) {
        return None;
    }
    let mut parts: Vec<(Compound, bool)> = Vec::new();
    let mut specificity = (0, 0, 0);
    let mut direct = false;
    for word in text.replace('>', " > ").split_ascii_whitespace() {
        if word == ">" {
            direct = true;
            continue;
        }
        let compound = compound(word)?;
        specificity.0 += u16::from(compound.id.is_some());
        specificity.1 += u16::try_from(compound.classes.len()).ok()?;
        specificity.2 += u16::from(compound.tag.is_some());
        parts.push((compound, direct));
        direct = false;
    }
    parts.reverse();
    (!parts.is_empty()).then(|| Selector { text: text.to_owned(), specificity, parts })
}

fn compound(word: &str) -> Option<Compound> {
    let mut found = Compound::default();
    let end = word.find(['.', '#']).unwrap_or(word.len());
    let (tag, mut rest) = word.split_at(end);
    if !tag.is_empty() {
        found.tag = Some(tag.to_ascii_lowercase());
    }
    while let Some(mark) = rest.chars().next() {
        rest = rest.get(1..)?;
        let end = rest.find(['.', '#']).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        if mark == '#' {
            found.id = Some(name.to_owned());
        } else {
            found.classes.push(name.to_owned());
        }
        rest = tail;
    }
    Some(found)
}

/// What selectors ask of an element.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    tag: Tag,
    name: String,
    id: String,
    classes: Vec<String>,
}

impl Element {
    /// Reads it from the outline.
    pub(crate) fn of(outline: &Outline<'_>, node: NodeId) -> Self {
        let class = outline.attr(node, "class").unwrap_or_default();
        let tag = outline.node(node).map_or(Tag::Other, |node| node.tag);
        Self {
            tag,
            name: format!("{tag:?}").to_ascii_lowercase(),
            id: outline.attr(node, "id").unwrap_or_default().into_owned(),
            classes: class.split_ascii_whitespace().map(str::to_owned).collect(),
        }
    }

    fn fits(&self, compound: &Compound) -> bool {
        compound.tag.as_ref().is_none_or(|tag| self.tag != Tag::Other && *tag == self.name)
            && compound.id.as_ref().is_none_or(|id| *id == self.id)
            && compound.classes.iter().all(|class| self.classes.contains(class))
    }
}

impl Selector {
    /// Whether it selects the first of `chain`: an element and those around it, innermost first.
    pub(crate) fn selects(&self, chain: &[Element]) -> bool {
        let Some((first, around)) = chain.split_first() else { return false };
        let Some(((subject, _), outer)) = self.parts.split_first() else { return false };
        if !first.fits(subject) {
            return false;
        }
        // the nearest fitting ancestor is taken: with plain selectors of this kind that loses nothing that matters
        let mut around = around;
        let mut direct = self.parts.first().is_some_and(|(_, direct)| *direct);
        for (compound, next_direct) in outer {
            let found = if direct {
                around.first().is_some_and(|element| element.fits(compound)).then_some(0)
            } else {
                around.iter().position(|element| element.fits(compound))
            };
            let Some(found) = found else { return false };
            around = around.get(found + 1..).unwrap_or_default();
            direct = *next_direct;
        }
        true
    }
}
