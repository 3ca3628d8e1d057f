//! Fixes with the site's own values: the exact key to set where generator or theme is known (FACTS §10), else the
//! HTML to paste.

use crate::domain::lang::Text;

use super::PageView;

/// How to show this ICP number, linked to MIIT, on this page.
pub(super) fn show_icp(_view: &PageView<'_>, _number: &str) -> Text {
    todo!("rules/fix")
}

/// How to show this police number with badge and link on this page.
pub(super) fn show_police(_view: &PageView<'_>, _number: &str) -> Text {
    todo!("rules/fix")
}

/// How to show the copyright line on this page.
pub(super) fn show_copyright(_view: &PageView<'_>) -> Text {
    todo!("rules/fix")
}
