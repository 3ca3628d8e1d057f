//! Plain selectors and the elements they select.

use super::super::outline::{NodeId, Outline};
use super::super::tag::Tag;

/// Classes of an element beyond this many are not looked at.
const MAX_CLASSES: usize = 64;

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

/// A selector of tags, ids, classes, descendants and children; `None` for all others.
pub(super) fn selector(text: &str) -> Option<Selector> {
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
            classes: class.split_ascii_whitespace().take(MAX_CLASSES).map(str::to_owned).collect(),
        }
    }

    /// The keys of the rules that may select it.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        let id = (!self.id.is_empty()).then(|| format!("#{}", self.id));
        let tag = (self.tag != Tag::Other).then(|| self.name.clone());
        id.into_iter().chain(self.classes.iter().map(|class| format!(".{class}"))).chain(tag)
    }

    fn fits(&self, compound: &Compound) -> bool {
        compound.tag.as_ref().is_none_or(|tag| self.tag != Tag::Other && *tag == self.name)
            && compound.id.as_ref().is_none_or(|id| *id == self.id)
            && compound.classes.iter().all(|class| self.classes.contains(class))
    }
}

impl Selector {
    /// What it asks of the element itself first of all: `#id`, else `.class`, else the tag.
    pub(super) fn key(&self) -> String {
        let Some((subject, _)) = self.parts.first() else { return String::new() };
        match (&subject.id, subject.classes.first(), &subject.tag) {
            (Some(id), _, _) => format!("#{id}"),
            (None, Some(class), _) => format!(".{class}"),
            (None, None, Some(tag)) => tag.clone(),
            (None, None, None) => String::new(),
        }
    }

    /// Whether it selects the first of `chain`: an element and those around it, innermost first.
    pub(crate) fn selects<'e>(&self, mut chain: impl Iterator<Item = &'e Element>) -> bool {
        let Some(((subject, direct), outer)) = self.parts.split_first() else { return false };
        if !chain.next().is_some_and(|first| first.fits(subject)) {
            return false;
        }
        // the nearest fitting ancestor is taken: with plain selectors of this kind that loses nothing that matters
        let mut direct = *direct;
        for (compound, next_direct) in outer {
            let mut fits = |element: &Element| element.fits(compound);
            let found = if direct { chain.next().is_some_and(fits) } else { chain.any(&mut fits) };
            if !found {
                return false;
            }
            direct = *next_direct;
        }
        true
    }
}
