//! What the page's own footer shows already, number by number: one that is there is not said again, one that is there
//! wrongly is told, and neither keeps the other off the page.

use std::path::Path;

use crate::domain::copyright::same_owner;
use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::facts::{CopyrightLine, LinkKind, PageFacts, Place, Sighting};
use crate::html::Visibility;
use crate::rules::{self, Check, Fault, PageView, RuleSubject, Severity, Verdict};

use super::block::Parts;

/// What the page shows by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// These parts, rightly.
    pub rightly: Parts,
    /// These, but not rightly: a second one beside it would make it no better.
    pub wrongly: Parts,
    /// The rules that say so.
    pub faults: Vec<&'static str>,
}

/// Whether a page of this path is the home page of the output.
pub(super) fn is_home(path: &Path) -> bool {
    let name = path.to_str().unwrap_or_default();
    ["index.html", "index.htm"].iter().any(|home| name.eq_ignore_ascii_case(home))
}

/// Numbers in the content of a page that is not the declared one's are others': those of friends, of examples, of who
/// made the site. The page's own is not there yet, so that nothing else tells them apart. The declared one without a
/// link is told of there (how to write it, which it is), not shown as the law asks: one at the bottom mends that.
pub(super) fn leave_to_others(facts: &mut PageFacts, site: &Site) {
    if let Some(icp) = &site.icp {
        for it in facts.icp.iter_mut().filter(|it| is_content(it.place)) {
            it.own &= it.number.same_body(icp) && it.link.kind != LinkKind::None;
        }
    }
    if let Some(police) = site.police_number() {
        for it in facts.police.iter_mut().filter(|it| is_content(it.place)) {
            it.own &= it.number == *police && it.link.kind != LinkKind::None;
        }
    }
}

const fn is_content(place: Place) -> bool {
    matches!(place, Place::Main | Place::Other)
}

/// Judges what the page shows by the rules of the audit. `badge`: whether a police number must have one. `home`:
/// whether it is the home page, whose ICP number must stand at the bottom.
pub(super) fn shown(facts: &PageFacts, site: &Site, today: Date, badge: bool, home: bool) -> Shown {
    let there = Parts {
        icp: seen(&facts.icp),
        police: seen(&facts.police),
        copyright: site.owner.as_deref().is_some_and(|owner| names(facts, owner)),
    };
    let (address, foreign_frames) = ("", &[][..]);
    let view = PageView { address, home: false, facts, site, foreign_frames, built: None, today };
    let mut found = Shown::default();
    for rule in rules::ALL {
        let Check::Page(check) = rule.check else { continue };
        // What is nearly a number is a fault, too, although no number is read.
        let no_number = rule.fault == Fault::NotANumber;
        let (part, concerned) = match rule.subject {
            RuleSubject::Icp => (&mut found.wrongly.icp, there.icp || no_number),
            // Of rules that judge any page, the one that misses something of a police number misses its badge.
            RuleSubject::Police if rule.fault == Fault::Missing && !badge => continue,
            RuleSubject::Police => (&mut found.wrongly.police, there.police || no_number),
            RuleSubject::Copyright => (&mut found.wrongly.copyright, there.copyright),
            RuleSubject::Licence | RuleSubject::Duty | RuleSubject::Page | RuleSubject::Site => {
                continue;
            }
        };
        if !concerned {
            continue;
        }
        if let Verdict::Fail(evidence) = rules::within_bounds(rule, facts, check(&view))
            && evidence.iter().any(|it| it.severity.unwrap_or(rule.severity) > Severity::Info)
        {
            *part = true;
            found.faults.push(rule.id);
        }
    }
    found.rightly = there.without(found.wrongly);
    if home && is_astray(facts) {
        found.rightly.icp = false;
    }
    found
}

/// A number of the page's own stands in its content, and nowhere else.
pub(super) fn is_in_content<T>(sightings: &[Sighting<T>]) -> bool {
    sightings.iter().filter(|it| it.own).all(|it| is_content(it.place))
}

/// A number of the page's own that a reader sees.
pub(super) fn seen<T>(sightings: &[Sighting<T>]) -> bool {
    sightings.iter().any(|it| it.own && it.visibility.is_shown())
}

/// The ICP number stands at the top or side, and nowhere at the bottom.
fn is_astray(facts: &PageFacts) -> bool {
    let mut shown = facts.icp.iter().filter(|it| it.own && it.visibility.is_shown());
    shown.all(|it| !matches!(it.place, Place::Footer | Place::Frame))
}

/// A copyright line that a reader sees names the owner.
fn names(facts: &PageFacts, owner: &str) -> bool {
    lines_of(facts, owner).any(|line| line.visibility.is_shown())
}

/// Whether something is seen, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sight {
    /// Not at all, or not on screens of every width.
    Hidden,
    /// What the page itself says does not tell.
    Perhaps,
    /// On every screen.
    Seen,
}

impl Sight {
    const fn of(visibility: &Visibility) -> Self {
        match visibility {
            Visibility::Shown => Self::Seen,
            Visibility::Unsure(_) => Self::Perhaps,
            Visibility::Partly { .. } | Visibility::Hidden(_) => Self::Hidden,
        }
    }
}

/// How well a number of the page's own is seen as a link.
pub(super) fn sight<T: PartialEq>(sightings: &[Sighting<T>], number: &T) -> Sight {
    let linked = sightings.iter().filter(|it| it.number == *number && it.is_linked());
    linked.map(|it| Sight::of(&it.visibility)).max().unwrap_or(Sight::Hidden)
}

/// How well the owner's copyright line is seen. A template of one's own may name the owner without such a line.
pub(super) fn sight_of_owner(facts: &PageFacts, owner: &str) -> Sight {
    lines_of(facts, owner).map(|line| Sight::of(&line.visibility)).max().unwrap_or(Sight::Seen)
}

fn lines_of<'a>(facts: &'a PageFacts, owner: &'a str) -> impl Iterator<Item = &'a CopyrightLine> {
    facts.copyright.iter().filter(move |line| {
        line.text.contains(owner)
            || line.owner.as_deref().is_some_and(|shown| same_owner(shown, owner))
    })
}
