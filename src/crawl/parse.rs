//! Bytes → facts; a panic of the parser fails that page alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::domain::lang::Text;
use crate::facts::{self, PageFacts, RawPage};

/// The error of a page that made the parser panic.
pub(super) const PARSER_PANIC: Text = Text::fixed(
    "本程序读取这个页面时出错，请报告",
    "the page could not be read: a fault of this program, please report it",
);

/// Parses a page; `None` should the parser ever panic: that must neither end the run nor count as a page that was
/// judged.
pub(super) fn parse_page(page: RawPage<'_>) -> Option<PageFacts> {
    // No state of the parser outlives the call.
    catch_unwind(AssertUnwindSafe(|| facts::read(page))).ok()
}
