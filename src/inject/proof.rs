//! Whether an edit did what it should: a full parse of the page before and after.

use super::ELEMENT;
use crate::html;

/// Whether a browser builds from the edited page the old one with one block in it: whole, the last element of the
/// body, among elements that show text. Both pages are in the old one's encoding. Milliseconds for a page of usual size;
/// pages beyond the parser's limits never hold.
pub(super) fn holds(old: &[u8], new: &[u8]) -> bool {
    html::is_added_last(old, new, ELEMENT)
}
