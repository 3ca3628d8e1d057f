//! Where the block goes: last in the body that a browser would build.

use std::ops::Range;

use super::{ELEMENT, Skip};
use crate::html::{self, ElementQuery, Markup, Nesting};

/// Where a block goes in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where a new one is put: an offset in the page's bytes. Right behind the last of `blocks` where that is last in
    /// the body; else as if the blocks were not there.
    pub at: usize,
    /// The blocks that are there, in order, outermost only, from `<` to behind `>`.
    pub blocks: Vec<Range<usize>>,
    /// The start tags of what is open there, outermost first.
    pub open: Vec<Range<usize>>,
    /// It is inside of the theme's own footer, not at the end of the body.
    pub in_footer: bool,
    /// What was left open there makes it doubtful that the block stays one element and the page the same: the edited
    /// page must be proven ([`super::proof`]).
    pub doubtful: bool,
}

/// Finds the place in a page of an encoding that extends ASCII; a byte order mark may stand at its start.
///
/// # Errors
///
/// Why the page cannot carry a block; that it is a fragment, unless `fragments` are wanted.
pub(super) fn find(page: &[u8], fragments: bool) -> Result<Place, Skip> {
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
    Ok(Place {
        at: ending.at,
        blocks: ending.elements,
        open: ending.open,
        in_footer: false,
        doubtful,
    })
}

impl Place {
    /// The place inside of the theme's own footer instead, last in it; as it is where there is no such footer, or
    /// something is left open in it.
    #[must_use]
    pub(super) fn in_footer(self, page: &[u8], footer: ElementQuery) -> Self {
        match html::ending(page, ELEMENT, Some(footer)).inside {
            Some((at, Nesting::Plain)) => Self { at, in_footer: true, doubtful: false, ..self },
            _ => self,
        }
    }
}

/// The blocks of any page, wherever they stand.
///
/// # Errors
///
/// [`Skip::BrokenBlock`].
pub(super) fn blocks(page: &[u8]) -> Result<Vec<Range<usize>>, Skip> {
    let ending = html::ending(page, ELEMENT, None);
    if ending.broken { Err(Skip::BrokenBlock) } else { Ok(ending.elements) }
}
