//! The part of a long line that changes.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;

use crate::inject::Splice;

/// Characters of a long line that are shown before and after the part that changes.
pub(super) const MARGIN: usize = 60;
/// Longest piece that is put in or taken out of a long line, in characters, that is shown whole.
const LONGEST_CHANGE: usize = 4000;

/// What changes in a long line, with a margin before and after it; `…` stands for the rest of the line.
pub(super) struct Excerpt {
    /// The column at which the change begins, in characters, from 1.
    pub(super) column: usize,
    pub(super) old: String,
    pub(super) new: String,
}

/// The excerpts of whole lines that change. Changes that are close to each other share one.
pub(super) fn excerpts(
    page: &[u8],
    lines: &Range<usize>,
    splices: &[Splice],
    encoding: &'static Encoding,
) -> Vec<Excerpt> {
    let text = |range: Range<usize>| {
        let bytes = page.get(range).unwrap_or_default();
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    };
    let mut found: Vec<Excerpt> = Vec::new();
    let (mut at, mut column) = (lines.start, 1);
    for splice in splices {
        let kept = text(at..splice.range.start);
        let length = kept.chars().count();
        column += length;
        match found.last_mut() {
            Some(last) if length <= 2 * MARGIN => last.push(&kept),
            last => {
                if let Some(last) = last {
                    last.end(&kept);
                }
                let start = kept.char_indices().rev().nth(MARGIN - 1).map_or(0, |(at, _)| at);
                let margin = kept.get(start..).unwrap_or_default();
                let is_cut = start > 0 || at > lines.start;
                let lead = if is_cut { format!("… {margin}") } else { margin.to_owned() };
                found.push(Excerpt { column, old: lead.clone(), new: lead });
            }
        }
        let removed = text(splice.range.clone());
        column += removed.chars().count();
        let added = encoding.decode_without_bom_handling(&splice.with).0;
        if let Some(last) = found.last_mut() {
            last.old.push_str(&without_middle(&removed));
            last.new.push_str(&without_middle(&added));
        }
        at = splice.range.end;
    }
    if let Some(last) = found.last_mut() {
        last.end(&text(at..lines.end));
    }
    found
}

impl Excerpt {
    fn push(&mut self, text: &str) {
        self.old.push_str(text);
        self.new.push_str(text);
    }

    /// Adds the margin after the change.
    fn end(&mut self, kept: &str) {
        let end = kept.char_indices().nth(MARGIN).map_or(kept.len(), |(at, _)| at);
        let (margin, rest) = kept.split_at(end);
        self.push(margin);
        if !rest.trim_end_matches(['\r', '\n']).is_empty() {
            self.push(" …");
        }
    }
}

/// A text; of one that is much longer than a footer (a picture inside of the page) beginning and end.
pub(super) fn without_middle(text: &str) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= LONGEST_CHANGE {
        return Cow::Borrowed(text);
    }
    let at = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(at, _)| at);
    let (head, tail) = (at(LONGEST_CHANGE / 2), at(count - LONGEST_CHANGE / 4));
    let left_out = count - LONGEST_CHANGE / 2 - LONGEST_CHANGE / 4;
    let (head, tail) = (text.get(..head).unwrap_or_default(), text.get(tail..).unwrap_or_default());
    Cow::Owned(format!("{head} …({left_out})… {tail}"))
}
