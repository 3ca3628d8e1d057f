//! How long documents must be valid.

use crate::domain::date::Date;
use crate::preflight::dossier::Validity;

use super::prelude::*;

/// What is wrong with the end of a document.
pub(super) fn fault(validity: Validity, at: &At, today: Date) -> Option<DossierFault> {
    let Validity::To(day) = validity else { return None };
    let evidence = if day < today {
        at.fault(format!("证件已于 {day} 过期"), format!("it expired on {day}"))
    } else if day <= months_after(today, 3) {
        at.fault(
            format!("证件 {day} 到期，不足三个月"),
            format!("it expires on {day}, within three months"),
        )
    } else {
        return None;
    };
    Some(evidence.seen(&day.to_string()))
}
