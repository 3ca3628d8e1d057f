//! Bytes → facts, such that a page that breaks the reader is that page's fault alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::domain::lang::Text;
use crate::facts::{self, PageFacts, RawPage};

/// What is told of a page that broke the reader.
pub(super) const BROKEN: Text = Text::fixed(
    "本程序读取这个页面时出错，请报告",
    "the page could not be read: a fault of this program, please report it",
);

/// Reads a page; `None` should the reader ever panic: that must neither end the run nor pass for a page that was
/// judged.
pub(super) fn read(page: RawPage<'_>) -> Option<PageFacts> {
    // Nothing of the reader outlives the call.
    catch_unwind(AssertUnwindSafe(|| facts::read(page))).ok()
}
