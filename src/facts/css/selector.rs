//! Plain selectors and the elements they select.

use std::borrow::Cow;

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
    /// [`Tag::Other`] for a name that no element goes by here.
    tag: Option<Tag>,
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
        let known = Tag::of(tag.as_bytes());
        let is_its_name = format!("{known:?}").eq_ignore_ascii_case(tag);
        found.tag = Some(if is_its_name { known } else { Tag::Other });
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
pub(crate) struct Element<'o> {
    pub(super) tag: Tag,
    pub(super) id: Cow<'o, str>,
    class: Cow<'o, str>,
}

impl<'o> Element<'o> {
    /// An element of this kind, with the values of its `id` and `class`.
    pub(crate) fn new(tag: Tag, id: Option<Cow<'o, str>>, class: Option<Cow<'o, str>>) -> Self {
        Self { tag, id: id.unwrap_or_default(), class: class.unwrap_or_default() }
    }

    /// The values of `id` and `class`.
    pub(crate) fn names(&self) -> [&str; 2] {
        [&self.id, &self.class]
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.class.split_ascii_whitespace().take(MAX_CLASSES)
    }

    fn fits(&self, compound: &Compound) -> bool {
        compound.tag.is_none_or(|tag| tag != Tag::Other && tag == self.tag)
            && compound.id.as_ref().is_none_or(|id| **id == *self.id)
            && compound.classes.iter().all(|class| self.classes().any(|own| own == class))
    }
}

/// What a selector asks of the element itself first of all.
pub(super) enum Key<'s> {
    Id(&'s str),
    Class(&'s str),
    Tag(Tag),
}

impl Selector {
    /// Its id, else a class, else the tag.
    pub(super) fn key(&self) -> Option<Key<'_>> {
        let (subject, _) = self.parts.first()?;
        match (&subject.id, subject.classes.first(), subject.tag) {
            (Some(id), _, _) => Some(Key::Id(id)),
            (None, Some(class), _) => Some(Key::Class(class)),
            (None, None, tag) => tag.map(Key::Tag),
        }
    }

    /// Whether it selects the first of `chain`: an element and those around it, innermost first.
    pub(crate) fn selects<'e>(&self, mut chain: impl Iterator<Item = &'e Element<'e>>) -> bool {
        let Some(((subject, direct), outer)) = self.parts.split_first() else { return false };
        if !chain.next().is_some_and(|first| first.fits(subject)) {
            return false;
        }
        // the nearest fitting ancestor is taken: with plain selectors of this kind that loses nothing that matters
        let mut direct = *direct;
        for (compound, next_direct) in outer {
            let mut fits = |element: &Element<'_>| element.fits(compound);
            let found = if direct { chain.next().is_some_and(fits) } else { chain.any(&mut fits) };
            if !found {
                return false;
            }
            direct = *next_direct;
        }
        true
    }
}
