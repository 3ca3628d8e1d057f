//! Numbers that were read, collected as the page's sightings.

use std::ops::Range;

use crate::domain::scan::{Found, Number};
use crate::domain::spelling::{self, Departures};
use crate::html::{NodeId, Outline, ROOT, anchor_of};

use super::own::Candidate;
use super::page::PageFacts;
use super::pieces::Piece;
use super::sighting::{Joke, PagePart, Sighting};

/// The element whose link counts: of the digits, the first that stands in an `<a>`; else of the whole number.
pub(super) fn deciding_node(
    outline: &Outline<'_>,
    piece: &Piece<'_>,
    found: &Found,
) -> (NodeId, u32) {
    let linked = |range: &Range<usize>| {
        piece.nodes(range).find(|(node, _)| anchor_of(outline, *node).is_some())
    };
    linked(&found.digits)
        .or_else(|| linked(&found.range))
        .or_else(|| piece.nodes(&found.digits).next())
        .unwrap_or((ROOT, 0))
}

/// Adds a number to the facts; `own`: whether the page claims it.
pub(super) fn file(candidate: Candidate, own: bool, facts: &mut PageFacts) {
    match candidate.number.clone() {
        Number::Icp(number) => add(&mut facts.icp, number, candidate, own, spelling::of_icp),
        Number::Police(number) => {
            add(&mut facts.police, number, candidate, own, spelling::of_police);
        }
        Number::Licence(number) => {
            add(&mut facts.licences, number, candidate, own, |_, _| Departures::new());
        }
        Number::Joke(_) => facts.jokes.push(Joke {
            raw: candidate.raw,
            line: candidate.line,
            link: candidate.link,
            visibility: candidate.visibility,
        }),
    }
}

/// One entry per number, link, visibility and claim, with the text that is nearest to the right form.
fn add<T: PartialEq>(
    list: &mut Vec<Sighting<T>>,
    number: T,
    candidate: Candidate,
    own: bool,
    departures: fn(&T, &str) -> Departures,
) {
    let same = list.iter_mut().find(|it| {
        it.number == number
            && it.link == candidate.link
            && it.visibility.is_like(&candidate.visibility)
            && it.own == own
    });
    if let Some(known) = same {
        known.occurrences += 1;
        if known.raw != candidate.raw
            && departures(&number, &candidate.raw).last() < departures(&number, &known.raw).last()
        {
            known.raw = candidate.raw;
        }
        if known.badge.as_ref().is_none_or(|it| it.broken && candidate.badge.is_some()) {
            known.badge = candidate.badge;
        }
        if candidate.place == PagePart::Footer {
            known.place = PagePart::Footer;
        }
        return;
    }
    list.push(Sighting {
        number,
        raw: candidate.raw,
        line: candidate.line,
        visibility: candidate.visibility,
        place: candidate.place,
        link: candidate.link,
        badge: candidate.badge,
        own,
        occurrences: 1,
    });
}
