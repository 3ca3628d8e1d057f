//! What the rules on police numbers share: the page's own numbers, and the number it should show.

use smallvec::smallvec;

use crate::domain::icp_number::NumberState;
use crate::domain::police_number::PoliceNumber;
use crate::facts::{PageFacts, Sighting};

use super::judge::{self, Few, NumberGroup};
use super::{Evidence, PageView, Verdict};

/// The page's own police numbers, grouped by their digits: `公安备案号…` and `京公网安备…` with the same digits are
/// one number.
pub(super) fn own(facts: &PageFacts) -> Few<NumberGroup<'_, PoliceNumber>> {
    let mut groups: Few<NumberGroup<'_, PoliceNumber>> = Few::new();
    for sighting in facts.police.iter().filter(|sighting| sighting.own) {
        match groups.iter_mut().find(|group| group.number.digits == sighting.number.digits) {
            Some(group) => group.sightings.push(sighting),
            None => groups
                .push(NumberGroup { number: &sighting.number, sightings: smallvec![sighting] }),
        }
    }
    groups
}

/// Puts a question to every number that the page shows as its own: the sightings that a reader sees, in order and
/// at least one. `fault` answers with what is wrong.
pub(super) fn each_shown<'a>(
    view: &PageView<'a>,
    fault: impl Fn(&'a PoliceNumber, &[&'a Sighting<PoliceNumber>]) -> Option<Evidence>,
) -> Verdict {
    let mut faults = Vec::new();
    let mut asked = false;
    for group in own(view.facts) {
        let shown: Few<&Sighting<PoliceNumber>> = group.shown().collect();
        if !shown.is_empty() {
            asked = true;
            faults.extend(fault(group.number, &shown));
        }
    }
    if asked {
        judge::verdict(faults)
    } else {
        Verdict::NotApplicable("the page shows no police number")
    }
}

/// Whether a page that shows no police number may show one in a picture.
pub(super) fn in_picture(view: &PageView<'_>) -> bool {
    own(view.facts).is_empty()
        && !view.facts.police_images.is_empty()
        && judge::not_a_document(view.facts.kind).is_none()
}

/// The number that should be where this one is: the declared one, else this one where it is well formed.
pub(super) fn wanted<'a>(view: &PageView<'a>, shown: &'a PoliceNumber) -> Option<&'a PoliceNumber> {
    view.site.police_number().or_else(|| (shown.state() == NumberState::Ok).then_some(shown))
}

/// The address of a number's public record.
pub(super) fn record_url(number: &PoliceNumber) -> String {
    format!("https://beian.mps.gov.cn/#/query/webSearch?code={}", number.digits)
}
