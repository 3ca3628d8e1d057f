//! Where the block goes: last in the body that a browser would build, or in the theme's own footer.

use std::ops::Range;

use super::{ELEMENT, Skip};
use crate::html::{self, ElementQuery, Markup, Nesting};

/// Where a block goes in a page, and the blocks that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InsertionPoint {
    /// The offset, in the page's bytes, at which a new one is put: directly after the last of `blocks` where that is
    /// last in the body, else where it would be without the blocks.
    pub at: usize,
    /// The ranges of the blocks that are there, in order, outermost only, tags included.
    pub blocks: Vec<Range<usize>>,
    /// The start tags of the elements that are open there, outermost first.
    pub open: Vec<Range<usize>>,
    /// It is in the theme's own footer, not at the end of the body.
    pub in_footer: bool,
    /// Elements left open there may change the block, or the block them: the edited page must be proven
    /// ([`super::proof`]).
    pub doubtful: bool,
}

/// Finds the insertion point of a page, whose encoding must extend ASCII; a byte order mark is allowed.
///
/// # Errors
///
/// The reason why the page cannot carry a block; [`Skip::Fragment`] unless `fragments` are wanted.
pub(super) fn find(page: &[u8], fragments: bool) -> Result<InsertionPoint, Skip> {
    let ending = html::ending(page, ELEMENT, None);
    match ending.markup {
        Markup::TooComplex => return Err(Skip::TooComplex),
        Markup::Empty => return Err(Skip::Empty),
        Markup::None => return Err(Skip::NotHtml),
        Markup::Frameset => return Err(Skip::Frameset),
        Markup::Fragment if !fragments => return Err(Skip::Fragment),
        Markup::Fragment | Markup::Document => {}
    }
    if ending.broken {
        return Err(Skip::BrokenBlock);
    }
    let doubtful = match ending.around {
        Nesting::Plain => false,
        Nesting::Doubtful if ending.heavy => return Err(Skip::TooComplex),
        Nesting::Doubtful => true,
        Nesting::Enclosed => return Err(Skip::Enclosed),
        Nesting::Unfinished => return Err(Skip::Unfinished),
    };
    Ok(InsertionPoint {
        at: ending.at,
        blocks: ending.elements,
        open: ending.open,
        in_footer: false,
        doubtful,
    })
}

impl InsertionPoint {
    /// The end of the theme's own footer instead; unchanged where the page has no such footer, or leaves something open
    /// in it.
    #[must_use]
    pub(super) fn in_footer(self, page: &[u8], footer: ElementQuery) -> Self {
        match html::ending(page, ELEMENT, Some(footer)).inside {
            Some((at, Nesting::Plain)) => Self { at, in_footer: true, doubtful: false, ..self },
            _ => self,
        }
    }
}

/// The blocks of any page, wherever they are.
///
/// # Errors
///
/// [`Skip::BrokenBlock`].
pub(super) fn blocks(page: &[u8]) -> Result<Vec<Range<usize>>, Skip> {
    let ending = html::ending(page, ELEMENT, None);
    if ending.broken { Err(Skip::BrokenBlock) } else { Ok(ending.elements) }
}
