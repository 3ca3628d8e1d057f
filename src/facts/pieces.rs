//! A line of text as a reader takes it in: shown text apart from hidden text, with the way back to the elements.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::SmallVec;

use crate::domain::scan::{Across, ends_with_element};
use crate::html::{NodeId, Outline, ROOT, TextRun, Visibility, VisibilityMap, anchor_of};

/// Text hidden in more ways than this on one line is not kept apart.
const MAX_PIECES: usize = 16;

/// Part of a line that is shown, or hidden, as a whole.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Where each stretch of `text` comes from: (start here, start in the outline's text, element).
    stretches: SmallVec<[(usize, usize, NodeId, u32); 4]>,
    /// Shown or hidden.
    pub visibility: Visibility,
}

/// Where text comes from: its element and its offset in the source.
pub(crate) type Stretch = (NodeId, u32);

impl Piece<'_> {
    /// The places in `text` where text of another stretch follows, with the stretches before and behind.
    pub(crate) fn seams(&self) -> impl Iterator<Item = (usize, Stretch, Stretch)> {
        let next = self.stretches.iter().skip(1);
        self.stretches
            .iter()
            .zip(next)
            .map(|(last, next)| (next.0, (last.2, last.3), (next.2, next.3)))
    }

    /// The last stretch.
    pub(crate) fn last(&self) -> Option<Stretch> {
        self.stretches.last().map(|last| (last.2, last.3))
    }

    /// Where a place of this piece stands in the outline's text.
    pub(crate) fn origin(&self, at: usize) -> usize {
        let index = self.stretches.partition_point(|stretch| stretch.0 <= at).saturating_sub(1);
        self.stretches.get(index).map_or(0, |stretch| stretch.1 + (at - stretch.0.min(at)))
    }

    /// The elements that a range stands in, in order, with the source offset of their text.
    pub(crate) fn nodes(&self, range: &Range<usize>) -> impl Iterator<Item = (NodeId, u32)> {
        let first =
            self.stretches.partition_point(|stretch| stretch.0 <= range.start).saturating_sub(1);
        let end = range.end;
        self.stretches
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(move |stretch| stretch.0 < end)
            .map(|stretch| (stretch.2, stretch.3))
    }
}

/// A line in pieces: nearly always in one.
pub(crate) type Pieces<'o> = SmallVec<[Piece<'o>; 1]>;

/// Splits a line into what is shown and what is hidden. A bar is set between digits of two neighbouring links, and
/// behind a number that is complete where its element ends.
pub(crate) fn pieces<'o>(
    outline: &'o Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    line: &Range<usize>,
) -> Pieces<'o> {
    let first = outline.run_at(line.start).unwrap_or(0);
    let runs = outline.runs.get(first..).unwrap_or_default();
    let ends = runs.iter().skip(1).map(|next| next.at as usize).chain([line.end]);
    let mut pieces = Pieces::new();
    let mut last_anchor = None;
    for (run, end) in runs.iter().zip(ends).take_while(|(run, _)| (run.at as usize) < line.end) {
        let range = (run.at as usize).max(line.start)..end.min(line.end);
        if range.is_empty() {
            continue;
        }
        let text = outline.text.get(range.clone()).unwrap_or_default();
        let visibility = if run.node == ROOT { Visibility::Shown } else { shown.of(run.node) };
        let anchor = anchor_of(outline, run.node);
        let full = pieces.len() >= MAX_PIECES;
        let fits = |piece: &Piece<'_>| {
            let alike = full && piece.visibility.is_like(&visibility);
            alike || piece.visibility == visibility
        };
        let known = pieces.iter().rposition(fits);
        let place = known.unwrap_or_else(|| {
            pieces.push(Piece { text: Cow::Borrowed(""), stretches: SmallVec::new(), visibility });
            pieces.len() - 1
        });
        let Some(piece) = pieces.get_mut(place) else { continue };
        let two_links = anchor != last_anchor
            && anchor.is_some()
            && last_anchor.is_some()
            && piece.text.ends_with(|c: char| c.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_digit());
        let rest = outline.text.get(range.start..line.end).unwrap_or_default();
        if two_links || ends_before(piece, outline, run, [text, rest]) {
            piece.text.to_mut().push('|');
        }
        last_anchor = anchor;
        piece.stretches.push((piece.text.len(), range.start, run.node, run.source));
        append(piece, outline, text, &range);
    }
    pieces
}

/// Whether a number at the end of a piece ends there, where the element of another run begins or its own ends.
fn ends_before(
    piece: &Piece<'_>,
    outline: &Outline<'_>,
    run: &TextRun,
    [next, rest]: [&str; 2],
) -> bool {
    let Some(&(.., last, _)) = piece.stretches.last() else { return false };
    // few numbers end with other characters than these
    let may_end =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '号' | '號' | '-' | ' ' | '０'..='９');
    if !piece.text.ends_with(may_end) || (last == run.node && !begins_element(outline, run)) {
        return false;
    }
    let [before, behind] = [last, run.node].map(|node| anchor_of(outline, node));
    let across = match before {
        None => Across::NoLink,
        Some(_) if before == behind => Across::OneLink,
        Some(_) => Across::OutOfLink,
    };
    ends_with_element(&piece.text, next, rest, across)
}

/// Whether an element without text stands right before a run.
fn begins_element(outline: &Outline<'_>, run: &TextRun) -> bool {
    let first = outline.nodes.partition_point(|node| node.text_at < run.at);
    outline.nodes.get(first).is_some_and(|node| node.text_at == run.at && node.at < run.source)
}

/// Appends a stretch; the text stays borrowed as long as all its stretches stand side by side.
fn append<'o>(
    piece: &mut Piece<'o>,
    outline: &'o Outline<'_>,
    text: &'o str,
    range: &Range<usize>,
) {
    if piece.text.is_empty() {
        piece.text = Cow::Borrowed(text);
        return;
    }
    if let Cow::Borrowed(_) = piece.text
        && let Some(&(_, from, _, _)) = piece.stretches.first()
        && piece.text.len() == range.start - from.min(range.start)
        && let Some(whole) = outline.text.get(from..range.end)
    {
        piece.text = Cow::Borrowed(whole);
        return;
    }
    piece.text.to_mut().push_str(text);
}

#[cfg(test)]
mod tests {
    use super::super::hints::line_at;
    use super::pieces;
    use crate::html::{VisibilityMap, tree};

    fn read(html: &str) -> Vec<(String, bool)> {
        let light = tree::read(html);
        let mut shown = VisibilityMap::new(&light.outline);
        let line = line_at(&light.outline.text, 0);
        pieces(&light.outline, &mut shown, &line)
            .into_iter()
            .map(|piece| (piece.text.into_owned(), piece.visibility.is_shown()))
            .collect()
    }

    #[test]
    fn hidden_text_does_not_break_what_a_reader_sees() {
        let html = "<p>京ICP备<i style='display:none'>x</i>1903<b>6512</b>号</p>";
        assert_eq!(read(html), [("京ICP备19036512号".to_owned(), true), ("x".to_owned(), false)]);
    }

    #[test]
    fn digits_of_two_links_stay_apart() {
        assert_eq!(
            read("<p><a href=a>备19036512</a><a href=b>11010</a></p>")[0].0,
            "备19036512|11010"
        );
        assert_eq!(read("<p><a href=a>备1903</a>6512号</p>")[0].0, "备19036512号");
    }

    #[test]
    fn a_number_that_is_complete_ends_with_its_element() {
        let first = |html: &str| read(html)[0].0.clone();
        let bar = "京ICP备19036512号-1|24小时";
        assert_eq!(first("<p><a href=a>京ICP备19036512号-1</a><span>24小时</span></p>"), bar);
        assert_eq!(first("<p><a href=a>京ICP备19036512号-1</a>24小时</p>"), bar);
        assert_eq!(first("<p>京ICP备19036512号-1<b>24小时</b></p>"), bar);
        assert_eq!(first("<p>京ICP备19036512号-1<i></i>24小时</p>"), bar);
        let whole = "京ICP备19036512号-1";
        for split in [
            "<p>京ICP备<!-- -->19036512<!-- -->号-<!-- -->1</p>",
            "<p><span>京ICP备</span><span>1903</span><span>6512</span><span>号</span><span>-1</span></p>",
            "<p>京ICP备1903<wbr>6512号-1</p>",
            "<p>京ICP备<a href=a>19036512号</a>-1</p>",
            "<p><a href=a>京ICP备19036512号</a><span>-1</span></p>",
        ] {
            assert_eq!(first(split), whole, "{split}");
        }
    }
}
