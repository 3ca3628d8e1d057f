//! What the page's own footer shows already, decided for each number by itself: a correct one is not repeated, a wrong one
//! is reported, and neither keeps the other off the page.

use std::path::Path;

use crate::domain::copyright::same_owner;
use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::facts::{CopyrightLine, LinkKind, PageFacts, PagePart, Sighting};
use crate::html::Visibility;
use crate::rules::{self, Check, Fault, PageView, RuleSubject, Severity, Verdict};

use super::block::Parts;

/// What the page shows without a block of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnFooter {
    /// The parts that it shows correctly.
    pub correct: Parts,
    /// The parts that it shows wrongly. A second one beside it would not make up for that.
    pub faulty: Parts,
    /// The ids of the rules that it breaks.
    pub faults: Vec<&'static str>,
}

/// Whether a page of this path is the home page of the output.
pub(super) fn is_home(path: &Path) -> bool {
    let name = path.to_str().unwrap_or_default();
    ["index.html", "index.htm"].iter().any(|home| name.eq_ignore_ascii_case(home))
}

/// Marks numbers in the page's content as those of others (friends, examples, the maker of the site) unless they are
/// declared: before the site's own number is on the page, nothing else tells them apart. The declared number without a
/// link is a mention there, not the display that the law asks for.
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

const fn is_content(place: PagePart) -> bool {
    matches!(place, PagePart::Main | PagePart::Other)
}

/// Judges what the page shows by the rules of the audit. `badge`: a police number must have its badge. `home`: it is the
/// home page, whose ICP number must be at the bottom.
pub(super) fn own_footer(
    facts: &PageFacts,
    site: &Site,
    today: Date,
    badge: bool,
    home: bool,
) -> OwnFooter {
    let present = Parts {
        icp: is_shown(&facts.icp),
        police: is_shown(&facts.police),
        copyright: site.owner.as_deref().is_some_and(|owner| names(facts, owner)),
    };
    let (address, foreign_frames) = ("", &[][..]);
    let view = PageView { address, home: false, facts, site, foreign_frames, built: None, today };
    let mut own = OwnFooter::default();
    for rule in rules::ALL {
        let Check::Page(check) = rule.check else { continue };
        // something close to a number is a fault although no number is read
        let no_number = rule.fault == Fault::NotANumber;
        let (part, concerned) = match rule.subject {
            RuleSubject::Icp => (&mut own.faulty.icp, present.icp || no_number),
            // the rule of any page about something missing from a police number is that about its badge
            RuleSubject::Police if rule.fault == Fault::Missing && !badge => continue,
            RuleSubject::Police => (&mut own.faulty.police, present.police || no_number),
            RuleSubject::Copyright => (&mut own.faulty.copyright, present.copyright),
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
            own.faults.push(rule.id);
        }
    }
    own.correct = present.without(own.faulty);
    if home && is_not_at_the_bottom(facts) {
        own.correct.icp = false;
    }
    own
}

/// Whether all numbers of the page's own are in its content.
pub(super) fn is_in_content<T>(sightings: &[Sighting<T>]) -> bool {
    sightings.iter().filter(|it| it.own).all(|it| is_content(it.place))
}

/// Whether a reader sees a number of the page's own.
pub(super) fn is_shown<T>(sightings: &[Sighting<T>]) -> bool {
    sightings.iter().any(|it| it.own && it.visibility.is_shown())
}

/// Whether the ICP number is at the top or side of the page only.
fn is_not_at_the_bottom(facts: &PageFacts) -> bool {
    let mut shown = facts.icp.iter().filter(|it| it.own && it.visibility.is_shown());
    shown.all(|it| !matches!(it.place, PagePart::Footer | PagePart::Frame))
}

/// A copyright line that a reader sees names the owner.
fn names(facts: &PageFacts, owner: &str) -> bool {
    lines_of(facts, owner).any(|line| line.visibility.is_shown())
}

/// Whether a reader sees something, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Visible {
    /// Not at all, or not on screens of every width.
    No,
    /// The page itself does not decide it.
    Unsure,
    /// On every screen.
    Yes,
}

impl Visible {
    const fn of(visibility: &Visibility) -> Self {
        match visibility {
            Visibility::Shown => Self::Yes,
            Visibility::Unsure(_) => Self::Unsure,
            Visibility::Partly { .. } | Visibility::Hidden(_) => Self::No,
        }
    }
}

/// How visible a number is as a link.
pub(super) fn number_is_visible<T: PartialEq>(sightings: &[Sighting<T>], number: &T) -> Visible {
    let linked = sightings.iter().filter(|it| it.number == *number && it.is_linked());
    linked.map(|it| Visible::of(&it.visibility)).max().unwrap_or(Visible::No)
}

/// How visible the owner's copyright line is. A user's template may name the owner without such a line: then `Yes`.
pub(super) fn owner_is_visible(facts: &PageFacts, owner: &str) -> Visible {
    lines_of(facts, owner).map(|line| Visible::of(&line.visibility)).max().unwrap_or(Visible::Yes)
}

fn lines_of<'a>(facts: &'a PageFacts, owner: &'a str) -> impl Iterator<Item = &'a CopyrightLine> {
    facts.copyright.iter().filter(move |line| {
        line.text.contains(owner)
            || line.owner.as_deref().is_some_and(|shown| same_owner(shown, owner))
    })
}
