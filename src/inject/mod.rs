//! Filing footers into the pages of static output: what the block says, where it goes, and the files it is written to.
//!
//! A page is edited by pure functions on its bytes ([`Job::edit`]): everything outside of the block stays byte for
//! byte, a second run changes nothing, removal restores the page. [`files`] applies them to a folder.

pub mod badge;
pub mod block;
mod charset;
mod css;
pub mod files;
mod job;
mod judge;
#[cfg(test)]
mod laws;
mod layout;
mod links;
mod own;
#[cfg(test)]
mod part_tests;
mod place;
#[cfg(test)]
mod place_tests;
mod proof;
mod shown;
pub mod skip;
pub mod splice;
#[cfg(test)]
mod tests;
mod vocabulary;
mod wrappers;

pub use crate::html::MARK;
pub use badge::Badge;
pub use block::Template;
pub use job::{Job, Made};
pub use judge::Judged;
pub use skip::Skip;
pub use splice::Splice;

/// The name of the element that the block is: the element is its own marker.
pub const ELEMENT: &str = "beian-footer";

/// What an edit makes of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was done, or why nothing was.
    pub status: Status,
    /// The rules that the page's own footer breaks. What it shows wrongly is not put beside it once more.
    pub faults: Vec<&'static str>,
    /// The page shows less than was asked for, or not rightly, and this edit does not mend it.
    pub lacks: bool,
    /// How many links of the page's own footer were mended (`--fix-links`).
    pub mended: usize,
    /// What changes in the page's bytes, in order, without overlaps; empty where the page stays as it is.
    pub splices: Vec<Splice>,
    /// Whether the page refers to the copied badge file.
    pub badge: bool,
    /// What the page says of its layout lets doubt whether the end of its body is seen.
    pub covered: bool,
}

impl Outcome {
    /// A page with this status that stays as it is.
    pub(crate) const fn of(status: Status) -> Self {
        Self {
            status,
            faults: Vec::new(),
            lacks: false,
            mended: 0,
            splices: Vec::new(),
            badge: false,
            covered: false,
        }
    }

    /// A page that carries no block.
    pub(crate) fn skipped(skip: Skip) -> Self {
        Self { lacks: skip.lacks(), ..Self::of(Status::Skipped(skip)) }
    }
}

/// What was done to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// A block was put in.
    Added,
    /// The block was replaced by one with other values.
    Updated,
    /// The block was taken out.
    Removed,
    /// The block is there and right, or there was none to remove.
    Unchanged,
    /// The page's own footer shows everything already.
    Shown,
    /// The page's own footer shows what is wanted, but not all of it rightly: see [`Outcome::faults`].
    Faulty,
    /// The page cannot or shall not carry a block.
    Skipped(Skip),
}
