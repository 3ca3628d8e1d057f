//! What the rules on declared duties share.

use crate::domain::duty::Duty;

use super::{PageView, judge};

/// Why a duty is not judged on a page: not declared, or no document.
pub(super) fn not_judged(view: &PageView<'_>, duty: Duty) -> Option<&'static str> {
    if !view.site.duties.contains(&duty) {
        return Some("the duty is not declared");
    }
    judge::not_a_document(view.facts.kind)
}
