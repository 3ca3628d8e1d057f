//! Files what stands in a number's place, and finds numbers again where the usual reading has none.

use std::ops::Range;

use crate::domain::scan::{self, Number, scan};
use crate::html::{NodeId, Outline, ROOT, Visibility, VisibilityMap};

use super::badge;
use super::collect::{deciding_node, file};
use super::link::link_of;
use super::others::OwnershipSigns;
use super::own::{self, Candidate};
use super::page::PageFacts;
use super::pieces::pieces;
use super::place::{Places, is_at_bottom};
use super::sighting::PagePart;

/// A page, with what of it is shown and where things stand.
pub(crate) struct PageContext<'r, 'o, 'a> {
    /// The page.
    pub outline: &'o Outline<'a>,
    /// What of it is shown.
    pub shown: &'r mut VisibilityMap<'o, 'a>,
    /// Where things stand.
    pub places: &'r mut Places<'o, 'a>,
}

/// A number found again, in a text that may be of two lines.
pub(crate) struct FoundNumber {
    /// The text.
    pub text: String,
    /// Where the number stands in the text, and its digits.
    pub range: Range<usize>,
    pub digits: Range<usize>,
    /// The number.
    pub number: Number,
    /// Where it stands in the page's text, and in which element.
    pub at: Range<usize>,
    pub node: NodeId,
}

/// What is nearly a number, to be filed as the page's own.
#[derive(Debug)]
pub(crate) struct NearNumber {
    /// The number.
    pub number: Number,
    /// As shown.
    pub raw: String,
    /// The element that it stands in.
    pub node: NodeId,
    /// Where it stands in the page's text.
    pub at: Range<usize>,
    /// Whether it counts only at the foot of the page.
    pub doubtful: bool,
}

impl PageContext<'_, '_, '_> {
    /// Where the last text of a footer starts, looked for from the end of the page.
    pub(crate) fn last_footer(&mut self) -> Option<usize> {
        let outline = self.outline;
        let last =
            outline.runs.iter().rev().take(MAX_FOOTER_RUNS).find(|run| {
                self.places.around(self.shown, run.node).place(false) == PagePart::Footer
            });
        last.map(|run| run.at as usize)
    }

    /// The shown numbers of a stretch of text, line breaks in it taken for blanks.
    pub(crate) fn found(&mut self, range: &Range<usize>) -> Vec<FoundNumber> {
        let mut all = Vec::new();
        for piece in pieces(self.outline, self.shown, range) {
            if !piece.visibility.is_shown() {
                continue;
            }
            for found in scan(&piece.text) {
                let (node, _) = deciding_node(self.outline, &piece, &found);
                let at = piece.origin(found.range.start)
                    ..piece.origin(found.range.end.saturating_sub(1)) + 1;
                let text = piece.text.to_string();
                let scan::Found { range, digits, number } = found;
                all.push(FoundNumber { text, range, digits, number, at, node });
            }
        }
        all
    }

    /// Files a number of two lines, if it stands at the foot of the page.
    pub(crate) fn file(&mut self, found: FoundNumber, facts: &mut PageFacts) {
        let raw = found.text.get(found.range.clone()).unwrap_or_default().replace('\n', " ↵ ");
        let raw: Vec<&str> = raw.split_whitespace().collect();
        let number = NearNumber {
            number: found.number,
            raw: raw.join(" "),
            node: found.node,
            at: found.at,
            doubtful: true,
        };
        self.add(number, facts);
    }

    /// Files a number as the page's own.
    pub(crate) fn add(&mut self, found: NearNumber, facts: &mut PageFacts) {
        let NearNumber { number, raw, node, at, doubtful } = found;
        let outline = self.outline;
        let surroundings = self.places.around(self.shown, node);
        let place = surroundings.place(is_at_bottom(&outline.text, at.end));
        let visibility = if node == ROOT { Visibility::Shown } else { self.shown.of(node) };
        let elsewhere = surroundings.article || surroundings.sample || place == PagePart::Main;
        if !visibility.is_shown() || place != PagePart::Footer && (doubtful || elsewhere) {
            return;
        }
        let source = outline.run_at(at.start).and_then(|run| outline.runs.get(run));
        let badge = matches!(number, Number::Police(_))
            .then(|| badge::beside(outline, self.shown, node, at.clone()))
            .flatten();
        let candidate = Candidate {
            line: self.places.line(source.map_or(0, |run| run.source as usize)),
            number,
            raw,
            visibility,
            surroundings,
            place,
            link: link_of(outline, node),
            badge,
            company: own::RestOfLine::Little,
            signs: OwnershipSigns::default(),
            at: at.start,
        };
        file(candidate, true, facts);
    }

    /// The shown text in an element, and where it stands in the page's text.
    pub(crate) fn text_of(&mut self, id: NodeId) -> (Range<usize>, String) {
        let outline = self.outline;
        let start = outline.node(id).map_or(0, |node| node.text_at as usize);
        let first = outline.runs.partition_point(|run| (run.at as usize) < start);
        let (mut text, mut range) = (String::new(), start..start);
        for (at, run) in outline.runs.iter().enumerate().skip(first).take(MAX_RUNS) {
            if !outline.ancestors(run.node).any(|(around, _)| around == id) {
                break;
            }
            let end = outline.runs.get(at + 1).map_or(outline.text.len(), |next| next.at as usize);
            if self.shown.of(run.node).is_shown() {
                text += outline.text.get(run.at as usize..end).unwrap_or_default();
            }
            if range.is_empty() {
                range.start = run.at as usize;
            }
            range.end = end;
        }
        (range, text)
    }
}

/// Pieces of text at the end of a page that are searched for its footer.
const MAX_FOOTER_RUNS: usize = 400;

/// A link of more pieces than this holds no number.
const MAX_RUNS: usize = 40;
