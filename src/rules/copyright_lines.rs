//! What the rules on copyright lines share: the lines that speak for the site.

use crate::domain::copyright::OwnerKind;
use crate::facts::{CopyrightLine, PageFacts};

/// The lines that a reader sees, without those of the software's maker.
pub(super) fn shown(facts: &PageFacts) -> impl Iterator<Item = &CopyrightLine> {
    facts
        .copyright
        .iter()
        .filter(|line| line.visibility.is_shown() && line.owner_kind != OwnerKind::Software)
}

/// The last year a line names.
pub(super) fn last_year(line: &CopyrightLine) -> Option<i16> {
    line.to.or(line.from)
}
