//! Proves an edit by a full parse of the page before and after.

use super::ELEMENT;
use crate::html;

/// Whether a browser builds from the edited page the tree of the old one plus one block: in one piece, last in the body,
/// inside elements that show text. Takes milliseconds for a page of usual size; false for pages beyond the parser's
/// limits.
pub(super) fn holds(old: &[u8], new: &[u8]) -> bool {
    html::is_added_last(old, new, ELEMENT)
}

/// The same for a block inside of an element of the page.
pub(super) fn holds_inside(old: &[u8], new: &[u8]) -> bool {
    html::is_added(old, new, ELEMENT)
}
