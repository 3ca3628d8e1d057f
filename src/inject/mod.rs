//! Filing footers into the pages of static output: what the block says, where it goes, and the files it is written to.
//!
//! A page is edited by pure functions on its bytes ([`PageJob::edit`]): everything outside of the block stays byte for
//! byte, a second run changes nothing, removal restores the page. [`files`] applies them to a folder.

pub mod badge;
pub mod block;
mod charset;
mod css;
pub mod files;
mod footer;
mod frames;
mod insertion;
#[cfg(test)]
mod insertion_tests;
mod into;
mod job;
#[cfg(test)]
mod laws;
mod layout;
mod links;
mod ours;
mod own_footer;
#[cfg(test)]
mod part_tests;
mod proof;
mod put;
mod sample;
pub mod skip;
mod slot;
pub mod splice;
#[cfg(test)]
mod tests;
mod visible;
mod vocabulary;
mod wrappers;

use std::ops::Range;

pub use crate::html::MARK;
pub use badge::BadgeImage;
pub use block::Template;
pub use footer::SiteFooter;
pub use frames::FrameFolder;
pub use into::{IntoMiss, IntoSelector, SelectorError};
pub use job::{Action, PageJob};
pub use put::PutOptions;
pub use sample::LayoutSample;
pub use skip::Skip;
pub use splice::Splice;

/// The name of the element that the block is: the element is its own marker.
pub const ELEMENT: &str = "beian-footer";

/// The edit of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers about one page")]
pub struct PageEdit {
    /// What was done, or why nothing was.
    pub status: EditStatus,
    /// The ids of the rules that the page's own footer breaks. What it shows wrongly is not repeated beside it.
    pub faults: Vec<&'static str>,
    /// After the edit, the page still lacks something that was asked for, or shows it wrongly.
    pub incomplete: bool,
    /// How many links of the page's own footer were corrected (`--fix-links`).
    pub links_fixed: usize,
    /// One link of the page's own footer is around the ICP number and the police number (`--fix-links`): the police number
    /// needs one of its own.
    pub link_is_shared: bool,
    /// What changes in the page's bytes, in order, without overlaps; empty where the page stays as it is.
    pub splices: Vec<Splice>,
    /// The page refers to the copied badge file.
    pub uses_badge: bool,
    /// By the page's own styles, its layout may cover the footer at the end of the body.
    pub may_be_covered: bool,
    /// Why the block is at the end of the body and not in the element that was asked for.
    pub into_missed: Option<IntoMiss>,
}

impl PageEdit {
    /// A page with this status whose bytes stay as they are.
    pub(crate) const fn of(status: EditStatus) -> Self {
        Self {
            status,
            faults: Vec::new(),
            incomplete: false,
            links_fixed: 0,
            link_is_shared: false,
            splices: Vec::new(),
            uses_badge: false,
            may_be_covered: false,
            into_missed: None,
        }
    }

    /// The edit that takes these blocks out.
    pub(crate) fn removal(blocks: &[Range<usize>]) -> Self {
        let splices: Vec<Splice> = blocks.iter().cloned().map(Splice::removal).collect();
        let status = if splices.is_empty() { EditStatus::Unchanged } else { EditStatus::Removed };
        Self { splices, ..Self::of(status) }
    }

    /// How many bytes are put in, and how many are taken out.
    pub fn bytes(&self) -> (u64, u64) {
        let added = self.splices.iter().map(|splice| splice.with.len() as u64).sum();
        let removed = self.splices.iter().map(|splice| splice.range.len() as u64).sum();
        (added, removed)
    }

    /// A page that carries no block.
    pub(crate) fn skipped(skip: Skip) -> Self {
        Self { incomplete: skip.is_page(), ..Self::of(EditStatus::Skipped(skip)) }
    }
}

/// What was done to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditStatus {
    /// A block was put in.
    Added,
    /// The block was replaced by one with other values.
    Updated,
    /// The block was removed.
    Removed,
    /// The block is up to date, or there was none to remove.
    Unchanged,
    /// The page's own footer shows everything already.
    Complete,
    /// The page's own footer shows what is wanted, but not all of it correctly: see [`PageEdit::faults`].
    Faulty,
    /// The page cannot carry a block, or should not.
    Skipped(Skip),
}
