//! Selectors: what they ask of an element and of those around it.

mod parse;
mod pseudo;

use std::rc::Rc;

use crate::html::tag::Tag;

pub(super) use parse::selectors;

/// Ids; classes, attributes and states; names.
pub(crate) type Specificity = (u16, u16, u16);

/// A selector, with its parts from the subject outwards.
#[derive(Clone, Debug)]
pub(crate) struct Selector {
    /// As written.
    pub text: Rc<str>,
    /// How much it counts against others.
    pub specificity: Specificity,
    /// The subject, then what must stand around it, and how near.
    pub(super) parts: Vec<(Compound, Combinator)>,
}

/// How the next part outwards stands to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combinator {
    Descendant,
    Child,
    Next,
    Later,
}

/// What is asked of one element.
#[derive(Clone, Debug, Default)]
pub(super) struct Compound {
    pub name: Option<(Tag, Box<str>)>,
    pub id: Option<Box<str>>,
    pub classes: Vec<Box<str>>,
    pub tests: Vec<Test>,
}

/// What else is asked.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Attribute {
        name: Box<str>,
        asks: AttributeOperator,
        value: Box<str>,
        fold: bool,
    },
    Is(Rc<[Selector]>),
    Not(Rc<[Selector]>),
    Nth(Nth),
    /// `:only-child`, or `:only-of-type`.
    Only {
        of_type: bool,
    },
    /// `:empty`
    Empty,
    /// `:has()`
    Has(Rc<[HasArgument]>),
    /// `:lang()`, by the languages in lower case.
    Lang(Box<str>),
    Root,
    Host(Option<Rc<[Selector]>>),
    Link,
    /// An attribute that makes the state, as the page arrives.
    State(&'static str),
    /// Not known here.
    Perhaps,
    /// Not so while the page is only looked at, or once its scripts have run.
    Never,
}

/// What `:has()` asks for in an element.
#[derive(Clone, Debug)]
pub(super) struct HasArgument {
    /// Among its children only.
    pub child: bool,
    pub selector: Selector,
}

/// What is asked of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeOperator {
    Present,
    Equals,
    Word,
    Dash,
    Starts,
    Ends,
    Contains,
}

/// `:nth-child(2n+1)` and its relatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nth {
    pub step: i32,
    pub offset: i32,
    /// Counted from the end.
    pub last: bool,
    /// Only elements of the same name count.
    pub of_type: bool,
}

/// What a selector asks of the element itself first of all.
pub(super) enum SelectorKey<'s> {
    Id(&'s str),
    Class(&'s str),
    Name(Tag),
    Any,
}

impl Selector {
    /// Its id, else a class, else the name.
    pub(super) fn key(&self) -> SelectorKey<'_> {
        let Some((subject, _)) = self.parts.first() else { return SelectorKey::Any };
        match (&subject.id, subject.classes.first(), &subject.name) {
            (Some(id), _, _) => SelectorKey::Id(id),
            (None, Some(class), _) => SelectorKey::Class(class),
            (None, None, Some((tag, _))) => SelectorKey::Name(*tag),
            (None, None, None) => SelectorKey::Any,
        }
    }
}

/// Why there is no selector.
enum SelectorFault {
    /// It selects nothing that holds text.
    Nothing,
    /// It is none.
    Invalid,
}

/// How much the one of these counts that counts most.
fn strongest(selectors: &[Selector]) -> Specificity {
    selectors.iter().map(|it| it.specificity).max().unwrap_or_default()
}

/// How much two parts of a selector count together.
const fn add(one: Specificity, other: Specificity) -> Specificity {
    (one.0.saturating_add(other.0), one.1.saturating_add(other.1), one.2.saturating_add(other.2))
}
