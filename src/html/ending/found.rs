//! What is known of the end of a page.

use std::ops::Range;

/// The end of a page's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What the page is made of.
    pub markup: Markup,
    /// Where the body ends: the `<` of the end tag that ends it, or the length of the page. Right behind the last of
    /// [`Self::elements`] where nothing but white space and comments stands between it and the end of the body.
    pub at: usize,
    /// What is open there.
    pub around: Nesting,
    /// The start tags of what is open there, outermost first.
    pub open: Vec<Range<usize>>,
    /// The end of the element that was asked for besides: the `<` of its end tag, and what is open there.
    pub inside: Option<(usize, Nesting)>,
    /// The start tags of what is open there, outermost first.
    pub inside_open: Vec<Range<usize>>,
    /// The elements that were asked for, in order, outermost only, from `<` to behind their `>`.
    pub elements: Vec<Range<usize>>,
    /// Where those start that have no end tag of their own: the page ends first, or what stands around them or in them
    /// closes them.
    pub torn: Vec<usize>,
    /// A full parse could take more than linear time.
    pub heavy: bool,
}

/// What a page is made of, by its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Nothing, or nothing but white space.
    Empty,
    /// No tags.
    None,
    /// Tags, but none of doctype, html, head and body.
    Fragment,
    /// A document with a body, written or implied.
    Document,
    /// A frameset takes the place of the body.
    Frameset,
    /// Too many elements: the page was not read to its end.
    TooComplex,
}

/// What is open at the end of the body: what becomes of an element with blocks and links in it that is put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nesting {
    /// It becomes the last element, as it is, and nothing else changes.
    Plain,
    /// It may be split, moved or wrapped, or change what is around it: only a full parse can decide.
    Doubtful,
    /// It is not shown as a part of the page: a drawing, a template, a list of choices, a hidden element.
    Enclosed,
    /// It is not read as markup: the page ends inside a tag, a comment, a script or the like.
    Unfinished,
}

/// Marks a `<div>` that stands for an element of our own on pages of a closed vocabulary.
pub const MARK: &str = "data-beian-footer";

/// An element whose end is sought besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoughtElement {
    /// The last one like this.
    Like(ElementQuery),
    /// The one whose start tag begins at this offset.
    StartingAt(usize),
}

/// An element by its name and one of its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementQuery {
    /// Its name, lower case.
    pub name: &'static str,
    /// `id` or `class`; empty where the name is enough.
    pub attribute: &'static str,
    /// The id, or one of the classes.
    pub value: &'static str,
}
