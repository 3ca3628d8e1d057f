//! The numbers in a page's text, each with its place, link, visibility, badge, and whether the page claims it.

use std::ops::Range;
use std::rc::Rc;

use crate::domain::memo::Memo;
use crate::domain::scan::{Found, Number, scan};

use super::badge;
use super::hints::Hints;
use super::link::{anchor_of, link_of};
use super::outline::{NodeId, Outline};
use super::own::{self, Candidate};
use super::page::PageFacts;
use super::pieces::{Piece, pieces};
use super::place::{Places, Surroundings, is_at_bottom};
use super::sighting::{Joke, Place, Sighting};
use super::visibility::Shown;

/// More numbers than this on one page are not listed: no real page has them.
const MAX_NUMBERS: usize = 1000;

/// What a piece of text says.
#[derive(Clone)]
struct Said {
    found: Rc<[Found]>,
    company: own::Company,
}

thread_local! {
    static KNOWN: Memo<Said> = Memo::default();
}

impl Said {
    fn read(text: &str) -> Self {
        let found = scan(text);
        Self { company: own::company(text, &found), found: found.into() }
    }
}

/// Reads all numbers and files them in the page's facts.
pub(crate) fn read(
    outline: &Outline<'_>,
    shown: &mut Shown<'_, '_>,
    places: &mut Places<'_, '_>,
    hints: &Hints,
    facts: &mut PageFacts,
) {
    let mut candidates = Vec::new();
    for line in &hints.filings {
        if !may_hold_number(outline.text.get(line.clone()).unwrap_or_default()) {
            continue;
        }
        for piece in pieces(outline, shown, line) {
            let known = KNOWN.with(|known| known.get(&piece.text, || Said::read(&piece.text)));
            for found in known.found.iter().take(MAX_NUMBERS - candidates.len().min(MAX_NUMBERS)) {
                let (node, from) = deciding_node(outline, &piece, found);
                let digits = piece.text.get(found.digits.clone()).unwrap_or_default();
                let spot = Spot {
                    node,
                    line: places.line(digits_at(outline, from as usize, digits)),
                    surroundings: places.around(shown, node),
                    at_bottom: is_at_bottom(&outline.text, line.end),
                    company: known.company,
                };
                candidates.push(candidate(outline, &piece, found, spot));
            }
        }
    }
    let claims = own::claims(&candidates);
    for (candidate, own) in candidates.into_iter().zip(claims) {
        file(candidate, own, facts);
    }
}

/// A number has digits, or signs that stand for them.
fn may_hold_number(line: &str) -> bool {
    line.bytes().any(|byte| {
        byte.is_ascii_digit() || matches!(byte, b'x' | b'X' | b'*' | b'$' | b'{' | b'%' | b'?')
    }) || line.chars().any(|c| matches!(c, '０'..='９' | '×' | '＊'))
}

/// Where a number stands.
#[derive(Clone, Copy)]
struct Spot {
    /// The element whose link counts.
    node: NodeId,
    /// 1-based line in the source.
    line: u32,
    surroundings: Surroundings,
    at_bottom: bool,
    company: own::Company,
}

fn candidate(outline: &Outline<'_>, piece: &Piece<'_>, found: &Found, spot: Spot) -> Candidate {
    let Spot { node, line, surroundings, at_bottom, company } = spot;
    let at = piece.origin(found.range.start);
    let raw = piece.text.get(found.range.clone()).unwrap_or_default();
    let raw: Vec<&str> = raw.split_whitespace().collect();
    let badge = matches!(found.number, Number::Police(_))
        .then(|| {
            badge::beside(outline, node, at..piece.origin(found.range.end.saturating_sub(1)) + 1)
        })
        .flatten();
    Candidate {
        line,
        number: found.number.clone(),
        raw: raw.join(" "),
        visibility: piece.visibility.clone(),
        surroundings,
        place: surroundings.place(at_bottom),
        link: link_of(outline, node),
        badge,
        company,
    }
}

/// The element whose link counts: of the digits, the first that stands in an `<a>`; else of the whole number.
fn deciding_node(outline: &Outline<'_>, piece: &Piece<'_>, found: &Found) -> (NodeId, u32) {
    let linked = |range: &Range<usize>| {
        piece.nodes(range).find(|(node, _)| anchor_of(outline, *node).is_some())
    };
    linked(&found.digits)
        .or_else(|| linked(&found.range))
        .or_else(|| piece.nodes(&found.digits).next())
        .unwrap_or((super::outline::ROOT, 0))
}

/// Where in the source the digits stand, looked for from the start of their text on.
fn digits_at(outline: &Outline<'_>, from: usize, digits: &str) -> usize {
    let source = outline.source.as_bytes();
    let window = source.get(from..(from + 4096).min(source.len())).unwrap_or_default();
    let digits = digits.trim().as_bytes();
    from + memchr::memmem::find(window, digits).unwrap_or(0)
}

fn file(candidate: Candidate, own: bool, facts: &mut PageFacts) {
    match candidate.number.clone() {
        Number::Icp(number) => add(&mut facts.icp, number, candidate, own),
        Number::Police(number) => add(&mut facts.police, number, candidate, own),
        Number::Licence(number) => add(&mut facts.licences, number, candidate, own),
        Number::Joke(_) => facts.jokes.push(Joke {
            raw: candidate.raw,
            line: candidate.line,
            link: candidate.link,
            visibility: candidate.visibility,
        }),
    }
}

/// One entry per number, link, visibility and claim.
fn add<T: PartialEq>(list: &mut Vec<Sighting<T>>, number: T, candidate: Candidate, own: bool) {
    let same = list.iter_mut().find(|it| {
        it.number == number
            && it.link == candidate.link
            && it.visibility.is_shown() == candidate.visibility.is_shown()
            && it.own == own
    });
    if let Some(known) = same {
        known.occurrences += 1;
        if known.badge.is_none() {
            known.badge = candidate.badge;
        }
        if candidate.place == Place::Footer {
            known.place = Place::Footer;
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
