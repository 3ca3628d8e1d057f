//! What the page's own footer shows already: a second number beside it would only confuse.

use crate::domain::copyright::same_owner;
use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::facts::{PageFacts, Sighting};
use crate::rules::{self, Check, PageView, Severity, Verdict};

use super::block::Parts;

/// What the page shows by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// These parts, rightly.
    Rightly(Parts),
    /// A number, but not rightly: the rules that say so.
    Faulty(Vec<&'static str>),
}

/// Judges what the page shows by the rules of the audit. `badge`: whether a police number must have one.
pub(super) fn shown(facts: &PageFacts, site: &Site, today: Date, badge: bool) -> Shown {
    let parts = Parts {
        icp: seen(&facts.icp),
        police: seen(&facts.police),
        copyright: site.owner.as_deref().is_some_and(|owner| names(facts, owner)),
    };
    let view = PageView { address: "", home: false, facts, site, foreign_frames: &[], today };
    let mut faults = Vec::new();
    for rule in rules::ALL {
        let about = (parts.icp && rule.id.starts_with("icp-"))
            || (parts.police && rule.id.starts_with("police-"));
        let Check::Page(check) = rule.check else { continue };
        if !about || (!badge && rule.id == "police-badge-missing") {
            continue;
        }
        if let Verdict::Fail(evidence) = rules::within_bounds(rule, facts, check(&view))
            && evidence.iter().any(|it| it.severity.unwrap_or(rule.severity) > Severity::Info)
        {
            faults.push(rule.id);
        }
    }
    if faults.is_empty() { Shown::Rightly(parts) } else { Shown::Faulty(faults) }
}

/// A number of the page's own that a reader sees.
fn seen<T>(sightings: &[Sighting<T>]) -> bool {
    sightings.iter().any(|it| it.own && it.visibility.is_shown())
}

/// A copyright line that a reader sees names the owner.
fn names(facts: &PageFacts, owner: &str) -> bool {
    facts.copyright.iter().any(|line| {
        line.visibility.is_shown()
            && (line.text.contains(owner)
                || line.owner.as_deref().is_some_and(|shown| same_owner(shown, owner)))
    })
}
