//! Where the block goes: last in the body that a browser would build, or in the theme's own footer.

use std::ops::Range;

use super::charset::TextEncoding;
use super::splice::{self, Splice};
use super::{ELEMENT, Skip, ours};
use crate::html::{self, ElementQuery, Ending, Markup, Nesting, SoughtElement};

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
    /// It is in an element: the theme's own footer, or one that was named; not at the end of the body.
    pub in_element: bool,
    /// Elements left open there may change the block, or the block them: the edited page must be proven
    /// ([`super::proof`]).
    pub doubtful: bool,
    /// What stands around a block of ours tears it apart, as a paragraph does: it is moved, not replaced where it stands.
    pub torn: bool,
}

/// Finds the insertion point of a page, whose encoding must extend ASCII; a byte order mark is allowed.
///
/// # Errors
///
/// The reason why the page cannot carry a block; [`Skip::Fragment`] unless `fragments` are wanted.
pub(super) fn find(
    page: &[u8],
    fragments: bool,
    encoding: TextEncoding,
) -> Result<InsertionPoint, Skip> {
    let ending = html::ending(page, ELEMENT, None);
    let torn = torn(page, &ending, encoding)?;
    if torn.is_empty() {
        return point_of(ending, fragments);
    }
    // A page is what it is without what is torn: the rest of a torn block counts as text of the page.
    let outside = without(page, &torn);
    let ending = html::ending(&outside, ELEMENT, None);
    if !ending.torn.is_empty() {
        return Err(Skip::BrokenBlock);
    }
    Ok(point_of(ending, fragments)?.around(torn))
}

fn point_of(ending: Ending, fragments: bool) -> Result<InsertionPoint, Skip> {
    match ending.markup {
        Markup::TooComplex => return Err(Skip::TooComplex),
        Markup::Empty => return Err(Skip::Empty),
        Markup::None => return Err(Skip::NotHtml),
        Markup::Frameset => return Err(Skip::Frameset),
        Markup::Fragment if !fragments => return Err(Skip::Fragment),
        Markup::Fragment | Markup::Document => {}
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
        in_element: false,
        doubtful,
        torn: false,
    })
}

impl InsertionPoint {
    /// The end of the theme's own footer instead; unchanged where the page has no such footer, or leaves something open
    /// in it. `outside` is the page without the blocks.
    #[must_use]
    pub(super) fn in_footer(self, outside: &[u8], footer: ElementQuery) -> Self {
        let ending = html::ending(outside, ELEMENT, Some(SoughtElement::Like(footer)));
        match ending.inside {
            Some((at, Nesting::Plain)) => self.inside((at, &ending.inside_open), false),
            _ => self,
        }
    }

    /// The end of an element instead; the offsets are those of the page without the blocks.
    #[must_use]
    pub(super) fn inside(self, (at, open): (usize, &[Range<usize>]), doubtful: bool) -> Self {
        let at = with_blocks(at, &self.blocks);
        let open = open.iter().map(|tag| moved(tag, &self.blocks)).collect();
        Self { at, open, in_element: true, doubtful, ..self }
    }

    /// The same point in the page with these torn blocks.
    fn around(self, torn: Vec<Range<usize>>) -> Self {
        let at = with_blocks(self.at, &torn);
        let open = self.open.iter().map(|tag| moved(tag, &torn)).collect();
        let mut blocks: Vec<_> = self.blocks.iter().map(|block| moved(block, &torn)).collect();
        blocks.extend(torn);
        blocks.sort_unstable_by_key(|block| block.start);
        Self { at, blocks, open, torn: true, ..self }
    }
}

/// An offset of the page without blocks as one of the page.
pub(super) fn with_blocks(mut at: usize, blocks: &[Range<usize>]) -> usize {
    for block in blocks {
        if block.start <= at {
            at += block.len();
        }
    }
    at
}

/// A range of the page without blocks as one of the page.
fn moved(range: &Range<usize>, blocks: &[Range<usize>]) -> Range<usize> {
    let last = range.end.saturating_sub(1);
    with_blocks(range.start, blocks)..with_blocks(last, blocks) + 1
}

fn without(page: &[u8], blocks: &[Range<usize>]) -> Vec<u8> {
    let splices: Vec<Splice> = blocks.iter().cloned().map(Splice::removal).collect();
    let mut rest = Vec::with_capacity(page.len());
    splice::apply(page, &splices, &mut rest);
    rest
}

/// The torn blocks, each from its start tag to the end tag that was written for it.
///
/// # Errors
///
/// [`Skip::BrokenBlock`] where one is not as this program wrote it: what belongs to it cannot be told.
fn torn(page: &[u8], ending: &Ending, encoding: TextEncoding) -> Result<Vec<Range<usize>>, Skip> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for &start in &ending.torn {
        let block = ours::written_at(page, start, encoding).ok_or(Skip::BrokenBlock)?;
        if all.last().is_some_and(|last| block.start < last.end) {
            return Err(Skip::BrokenBlock);
        }
        all.push(block);
    }
    Ok(all)
}

/// The blocks of any page, wherever they are.
///
/// # Errors
///
/// [`Skip::BrokenBlock`].
pub(super) fn blocks(page: &[u8], encoding: TextEncoding) -> Result<Vec<Range<usize>>, Skip> {
    let ending = html::ending(page, ELEMENT, None);
    let torn = torn(page, &ending, encoding)?;
    if torn.is_empty() {
        return Ok(ending.elements);
    }
    let rest = html::ending(&without(page, &torn), ELEMENT, None);
    if !rest.torn.is_empty() {
        return Err(Skip::BrokenBlock);
    }
    let mut all: Vec<_> = rest.elements.iter().map(|block| moved(block, &torn)).collect();
    all.extend(torn);
    all.sort_unstable_by_key(|block| block.start);
    Ok(all)
}
