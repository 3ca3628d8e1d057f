//! The numbers in a page's text, each with its place, link, visibility, badge, and whether the page claims it.

use std::ops::Range;
use std::rc::Rc;

use crate::domain::memo::Memo;
use crate::domain::scan::{Found, Number, scan};
use crate::html::{NodeId, Outline, Tag, VisibilityMap};

use super::badge;
use super::collect::{deciding_node, file};
use super::context::PageContext;
use super::hints::Hints;
use super::link::link_of;
use super::others::{NumberSurroundings, OwnershipSigns, signs};
use super::own::{self, Candidate};
use super::page::{PageFacts, Unread};
use super::pieces::{Piece, Pieces, pieces};
use super::place::{Places, Surroundings, is_at_bottom};
use super::shown_code::code_around;
use super::sighting::{Link, LinkKind};

/// More numbers than this on one page are not read: of a page that lists thousands of sites, the last ones and the first
/// ones, for a page's own stand in its footer or in its header.
const MAX_NUMBERS: usize = 1000;

/// How many of them are read from the end of the page.
const LAST_NUMBERS: usize = 800;

/// What a piece of text says.
#[derive(Clone)]
struct ScannedText {
    found: Rc<[Found]>,
    company: own::RestOfLine,
}

thread_local! {
    static KNOWN: Memo<ScannedText> = Memo::default();
}

impl ScannedText {
    fn read(text: &str) -> Self {
        let found = scan(text);
        Self { company: own::company(text, &found), found: found.into() }
    }
}

/// Elements behind a number that are searched for a `<footer>`.
const MAX_BEHIND: usize = 1000;

/// Reads all numbers and files them in the page's facts.
pub(crate) fn read<'o, 'a>(
    outline: &'o Outline<'a>,
    shown: &mut VisibilityMap<'o, 'a>,
    places: &mut Places<'o, 'a>,
    hints: &Hints,
    facts: &mut PageFacts,
) {
    let bars = says_bottom(outline.source.as_bytes());
    let mut reader = NumberReader { outline, shown, places, bars, left: LAST_NUMBERS };
    let (candidates, whole) = reader.all(&hints.filings);
    if !whole {
        facts.note_unread(Unread::Numbers);
    }
    let mut filer = PageContext { outline, shown, places };
    let claims = own::claims(&candidates, || filer.last_footer());
    for (candidate, own) in candidates.into_iter().zip(claims) {
        file(candidate, own, facts);
    }
}

/// Reads numbers line by line, until there are too many.
struct NumberReader<'r, 'o, 'a> {
    outline: &'o Outline<'a>,
    shown: &'r mut VisibilityMap<'o, 'a>,
    places: &'r mut Places<'o, 'a>,
    /// Whether the page's own style may put something at its bottom.
    bars: bool,
    /// How many more are read.
    left: usize,
}

/// Whether a page may put something at the bottom by its own style: cheap, and says yes too often.
fn says_bottom(source: &[u8]) -> bool {
    ["bottom", "inset", "BOTTOM", "Bottom"]
        .into_iter()
        .any(|word| memchr::memmem::find(source, word.as_bytes()).is_some())
}

/// Whether a `<footer>` begins behind this place of the text.
fn is_above_footer(outline: &Outline<'_>, at: usize) -> bool {
    let first = outline.nodes.partition_point(|node| (node.text_at as usize) < at);
    let behind = outline.nodes.get(first..).unwrap_or_default().iter();
    behind.take(MAX_BEHIND).any(|node| node.tag == Tag::Footer)
}

/// A number, and the piece of a line that it stands in.
type PieceNumber<'p, 'o> = (&'p Piece<'o>, ScannedText, usize);

impl<'o> NumberReader<'_, 'o, '_> {
    /// The numbers of these lines in order, and whether they are all. They are read from the end of the page; where they
    /// are too many, the first ones are read too.
    fn all(&mut self, lines: &[Range<usize>]) -> (Vec<Candidate>, bool) {
        let mut last: Vec<Vec<Candidate>> = Vec::new();
        let mut lines = lines.iter();
        let mut cut = None;
        while cut.is_none()
            && let Some(line) = lines.next_back()
        {
            let pieces = self.pieces(line);
            let found = numbers(&pieces);
            let first = found.len().saturating_sub(self.left);
            last.push(self.read(line, found.get(first..).unwrap_or_default()));
            cut = (first > 0).then_some((line, first));
        }
        let (mut candidates, mut whole) = (Vec::new(), true);
        if let Some((line, rest)) = cut {
            self.left = MAX_NUMBERS - LAST_NUMBERS;
            for (line, most) in lines.map(|line| (line, usize::MAX)).chain([(line, rest)]) {
                let pieces = self.pieces(line);
                let found = numbers(&pieces);
                let most = found.len().min(most);
                let taken = most.min(self.left);
                candidates.extend(self.read(line, found.get(..taken).unwrap_or_default()));
                if taken < most {
                    whole = false;
                    break;
                }
            }
        }
        candidates.extend(last.into_iter().rev().flatten());
        (candidates, whole)
    }

    fn pieces(&mut self, line: &Range<usize>) -> Pieces<'o> {
        if may_hold_number(self.outline.text.get(line.clone()).unwrap_or_default()) {
            pieces(self.outline, self.shown, line)
        } else {
            Pieces::new()
        }
    }

    fn read(&mut self, line: &Range<usize>, found: &[PieceNumber<'_, '_>]) -> Vec<Candidate> {
        let outline = self.outline;
        let mut candidates = Vec::with_capacity(found.len());
        for (piece, known, at) in found {
            let Some(found) = known.found.get(*at) else { continue };
            let (node, from) = deciding_node(outline, piece, found);
            let digits = piece.text.get(found.digits.clone()).unwrap_or_default();
            let surroundings = self.places.around(self.shown, node);
            // a bar at the bottom of the window may be the first element of the page
            let bar = self.bars && self.shown.is_at_foot(node);
            let at_bottom = bar || is_at_bottom(&outline.text, line.end);
            let last = at.checked_sub(1).and_then(|at| known.found.get(at));
            let last = last.map_or(0, |last| last.range.end);
            let around = NumberSurroundings {
                before: piece.text.get(last..found.range.start).unwrap_or_default(),
                after: piece.text.get(found.range.end..).unwrap_or_default(),
                line,
                node,
            };
            // on a short page all is near the bottom; what stands above the footer is content
            let bottom = bar || at_bottom && !is_above_footer(outline, line.end);
            let content = own::is_content(surroundings.place(bottom));
            let spot = NumberContext {
                node,
                line: self.places.line(digits_at(outline, from as usize, digits)),
                surroundings,
                at_bottom,
                company: known.company,
                signs: signs(outline, around, content),
                at: line.start,
            };
            candidates.push(candidate(outline, self.shown, piece, found, spot));
        }
        self.left -= found.len();
        candidates
    }
}

/// The numbers of a line.
fn numbers<'p, 'o>(pieces: &'p Pieces<'o>) -> Vec<PieceNumber<'p, 'o>> {
    let mut numbers = Vec::new();
    for piece in pieces {
        let known = KNOWN.with(|known| known.get(&piece.text, || ScannedText::read(&piece.text)));
        numbers.extend((0..known.found.len()).map(|at| (piece, known.clone(), at)));
    }
    numbers
}

/// A number has digits, or signs that stand for them, or the letters of `undefined` and the like, or 号.
fn may_hold_number(line: &str) -> bool {
    line.bytes().any(|byte| {
        byte.is_ascii_digit()
            || matches!(byte, b'x' | b'X' | b'*' | b'$' | b'{' | b'%' | b'?' | b'[' | b'n' | b'N')
    }) || line.chars().any(|c| matches!(c, '号' | '號' | '０'..='９' | '×' | '＊'))
}

/// Where a number stands.
#[derive(Clone, Copy)]
struct NumberContext {
    /// The element whose link counts.
    node: NodeId,
    /// 1-based line in the source.
    line: u32,
    surroundings: Surroundings,
    at_bottom: bool,
    company: own::RestOfLine,
    signs: OwnershipSigns,
    /// Where its line starts in the page's text.
    at: usize,
}

fn candidate(
    outline: &Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    piece: &Piece<'_>,
    found: &Found,
    spot: NumberContext,
) -> Candidate {
    let NumberContext { node, line, surroundings, at_bottom, company, signs, at: line_at } = spot;
    let at = piece.origin(found.range.start);
    let raw = piece.text.get(found.range.clone()).unwrap_or_default();
    let raw: Vec<&str> = raw.split_whitespace().collect();
    let badge = matches!(found.number, Number::Police(_))
        .then(|| {
            badge::beside(
                outline,
                shown,
                node,
                at..piece.origin(found.range.end.saturating_sub(1)) + 1,
            )
        })
        .flatten();
    Candidate {
        line,
        number: found.number.clone(),
        raw: raw.join(" "),
        visibility: piece.visibility.clone(),
        surroundings,
        place: surroundings.place(at_bottom),
        link: link_around(outline, node, &piece.text, &found.range),
        badge,
        company,
        signs,
        at: line_at,
    }
}

/// The link around a number, or the code of one that stands around it as text.
fn link_around(outline: &Outline<'_>, node: NodeId, text: &str, range: &Range<usize>) -> Link {
    let link = link_of(outline, node);
    match code_around(text, range).filter(|_| link.kind == LinkKind::None) {
        Some(code) => Link { kind: LinkKind::AsText(code), href: None },
        None => link,
    }
}

/// Where in the source the digits stand, looked for from the start of their text on.
fn digits_at(outline: &Outline<'_>, from: usize, digits: &str) -> usize {
    let source = outline.source.as_bytes();
    let window = source.get(from..(from + 4096).min(source.len())).unwrap_or_default();
    let digits = digits.trim().as_bytes();
    from + memchr::memmem::find(window, digits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::facts::PagePart;
    use crate::testkit::page::facts;

    /// Where the number of a box is that comes before the text of a long page.
    fn place(sheet: &str, bar: &str) -> PagePart {
        let text = "<p>门店开业十二年，摄影师都有五年以上经验，每天九点到二十点营业，可以提前电话预约时间。</p>".repeat(40);
        let page = facts(&format!(
            "<!doctype html><meta charset=utf-8><style>{sheet}</style><body>{bar}\
             <a href=https://beian.miit.gov.cn/>京ICP备19004817号-1</a></div></div>{text}"
        ));
        page.icp.first().expect("the page shows a number").place
    }

    #[test]
    fn a_bar_at_the_bottom_of_the_window_is_the_foot_of_the_page_wherever_it_is_written() {
        for (sheet, bar) in [
            ("", "<div style='position:fixed;bottom:0;width:100%;text-align:center'>"),
            ("", "<div style='position:fixed;inset:auto 0 0'>"),
            ("", "<div style='position:absolute;bottom:10px;left:0;right:0'>"),
            (
                "",
                "<div style='position:fixed;bottom:0;left:0'><div style='position:relative;top:2px'>",
            ),
            (".b{position:fixed;left:0;bottom:0}", "<div class=b>"),
            ("body{position:relative}#b{position:absolute;bottom:0}", "<div id=b>"),
        ] {
            assert_eq!(place(sheet, bar), PagePart::Footer, "{sheet}{bar}");
        }
        for (sheet, bar) in [
            ("", "<div style='position:fixed;top:0'>"),
            ("", "<div style='position:fixed;top:0;bottom:0;width:100px'>"),
            ("", "<div style='position:fixed;bottom:0;height:100%'>"),
            ("", "<div style='position:fixed;bottom:60%'>"),
            ("", "<div style='position:relative;bottom:0'>"),
            ("", "<div style='position:relative'><div style='position:absolute;bottom:0'>"),
            ("@media print{.b{position:fixed;bottom:0}}", "<div class=b>"),
            ("", "<div>"),
        ] {
            assert_eq!(place(sheet, bar), PagePart::Other, "{sheet}{bar}");
        }
    }
}
