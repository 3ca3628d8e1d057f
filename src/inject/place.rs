//! Where the block goes: last in the body that a browser would build.

use std::ops::Range;

use super::Skip;

/// Where a block goes in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where a new one is put: an offset in the page's bytes.
    pub at: usize,
    /// The blocks that are there, in order, from `<` to behind `>`.
    pub blocks: Vec<Range<usize>>,
    /// What was left open there makes it doubtful that the block stays one element and the page the same: the edited
    /// page must be proven ([`super::proof`]).
    pub doubtful: bool,
}

/// Finds the place in a page of an encoding that extends ASCII.
pub(super) fn find(page: &[u8]) -> Result<Place, Skip> {
    let _ = page;
    Err(Skip::NotHtml)
}
