//! The CSS that decides whether text is shown: declarations that hide it or show it again, and the rules of a page's own
//! style sheets with their conditions.

mod answer;
mod conditions;
mod declaration;
mod harmless;
mod inner;
mod matching;
mod parse;
mod selector;
mod syntax;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::domain::memo::Memo;

pub(crate) use answer::Match;
pub(crate) use conditions::{Condition, EVERY_SCREEN, SCREENS};
pub(crate) use declaration::{Declaration, declarations};
pub(crate) use matching::{Element, Elements};
pub(crate) use parse::StyleRule;
pub(crate) use selector::Specificity;
pub(crate) use value::{Colour, CssLength, share};

use super::tag::Tag;
use harmless::Grounds;
use parse::ParsedSheet;
use selector::SelectorKey;

/// One style sheet of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet<'s> {
    /// Its text.
    pub text: &'s str,
    /// The value of its `media` attribute.
    pub media: &'s str,
}

/// The rules of a page's style sheets, found by what their selectors ask of the element itself.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    rules: Vec<Rc<StyleRule>>,
    index: RuleIndex,
    /// The rules with a declaration that may hide something.
    suspicious: RuleIndex,
    parsed: ParsedSheet,
}

/// Places of rules in [`Sheets::rules`] by the key of their selector.
#[derive(Debug, Default)]
struct RuleIndex {
    by_id: BTreeMap<Box<str>, Vec<usize>>,
    by_class: BTreeMap<Box<str>, Vec<usize>>,
    /// One entry a tag, of which there are few; those of several names hold the rules for all of them.
    by_tag: Vec<(Tag, Vec<usize>)>,
    any: Vec<usize>,
}

impl RuleIndex {
    fn add(&mut self, rule: &StyleRule, place: usize) {
        let places = match rule.selector.key() {
            SelectorKey::Id(id) => self.by_id.entry(id.into()).or_default(),
            SelectorKey::Class(class) => self.by_class.entry(class.into()).or_default(),
            SelectorKey::Name(tag) => of_tag(&mut self.by_tag, tag),
            SelectorKey::Any => &mut self.any,
        };
        places.push(place);
    }

    /// The rules that may select an element, in no order.
    fn candidates(&self, element: &Element<'_>) -> impl Iterator<Item = usize> {
        let id = Some(&*element.id).filter(|id| !id.is_empty() && !self.by_id.is_empty());
        let by_id = id.and_then(|id| self.by_id.get(id));
        let classes = element.classes().filter(|_| !self.by_class.is_empty());
        let by_class = classes.filter_map(|class| self.by_class.get(class));
        let by_tag = self.by_tag.iter().find(|(tag, _)| *tag == element.tag);
        let by_tag = by_tag.map(|(_, places)| places);
        let found = by_id.into_iter().chain(by_class).chain(by_tag).chain([&self.any]);
        found.flatten().copied()
    }
}

thread_local! {
    static KNOWN: Memo<Rc<Sheets>> = Memo::default();
}

impl Sheets {
    /// Reads the sheets of a page.
    pub(crate) fn of(sheets: &[Sheet<'_>]) -> Rc<Self> {
        // no sheet holds the tag that ends it
        let mut key = String::new();
        for sheet in sheets {
            key.push_str(sheet.text);
            key.push_str("</style>");
            key.push_str(sheet.media);
            key.push('>');
        }
        KNOWN.with(|known| known.get(&key, || Rc::new(Self::read(sheets))))
    }

    fn read(sheets: &[Sheet<'_>]) -> Self {
        let mut read = Self::default();
        for sheet in sheets {
            read.parsed.read(sheet.text, sheet.media);
        }
        let rules = std::mem::take(&mut read.parsed.rules);
        let grounds = Grounds::of(rules.iter());
        let may_hide = |it: &Declaration| {
            harmless::may_hide(it) || grounds.as_ref().is_none_or(|grounds| grounds.hide(it))
        };
        for rule in rules {
            let place = read.rules.len();
            read.index.add(&rule, place);
            if rule.declarations.iter().any(may_hide) {
                read.suspicious.add(&rule, place);
            }
            read.rules.push(Rc::new(rule));
        }
        read
    }

    /// The rules that may select an element, in order.
    pub(crate) fn candidates(&self, element: &Element<'_>) -> SmallVec<[&Rc<StyleRule>; 8]> {
        if self.rules.is_empty() {
            return SmallVec::new();
        }
        let mut places: SmallVec<[usize; 8]> = self.index.candidates(element).collect();
        places.sort_unstable();
        places.dedup();
        places.iter().filter_map(|&place| self.rules.get(place)).collect()
    }

    /// Whether a rule that may select an element may hide it, or help to.
    pub(crate) fn may_hide(&self, element: &Element<'_>) -> bool {
        self.suspicious.candidates(element).next().is_some()
    }

    /// Whether a rule speaks of this class, wherever it stands in the selector's subject.
    pub(crate) fn knows_class(&self, class: &str) -> bool {
        self.index.by_class.contains_key(class)
    }

    /// Something was not read: a sheet that another one imports, or more than can be.
    pub(crate) const fn is_part(&self) -> bool {
        self.parsed.unread
    }

    /// What an animation ends with; `None` for one that stands elsewhere.
    pub(crate) fn animation(&self, name: &str) -> Option<&[Declaration]> {
        self.parsed.animations.get(name).map(|end| &**end)
    }

    /// A value with its custom properties put in; `None` where they are not known.
    pub(crate) fn resolved(&self, value: &str) -> Option<String> {
        let mut value = value.to_owned();
        for _ in 0..8 {
            let Some(at) = value.find("var(") else { return Some(value) };
            let (before, rest) = (value.get(..at)?, value.get(at + 4..)?);
            let mut depth = 1_usize;
            let end = rest.char_indices().find_map(|(at, c)| {
                match c {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                (depth == 0).then_some(at)
            })?;
            let (name, fallback) = match rest.get(..end)?.split_once(',') {
                Some((name, fallback)) => (name.trim(), Some(fallback.trim())),
                None => (rest.get(..end)?.trim(), None),
            };
            let known = match self.parsed.custom.get(name).map(Vec::as_slice) {
                Some([one]) => Some(&**one),
                Some(_) => None,
                None => fallback,
            };
            value = format!("{before}{}{}", known?, rest.get(end + 1..)?);
        }
        None
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
