//! Marks in a line of text for the reader of statements: where elements and links begin and end between two words, and
//! where a script may write.

use std::borrow::Cow;

use crate::domain::copyright::mark;
use crate::html::{NodeId, Outline, ROOT, Tag, anchor_of};

use super::super::pieces::{Piece, Stretch};

/// The text of a piece with marks where elements begin and end between two words, and where a script may write.
pub(super) fn marked<'o>(outline: &Outline<'_>, piece: &Piece<'o>) -> Cow<'o, str> {
    let mut text = String::new();
    let mut done = 0;
    for (at, last, next) in piece.seams() {
        let (head, tail) = (piece.text.get(done..at).unwrap_or_default(), piece.text.get(at..));
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let end = head.trim_end().chars().next_back();
        let joins = word(tail.and_then(|tail| tail.chars().next()))
            && (word(end) || end.is_some_and(|c| ".)）】。".contains(c)));
        let filled = match end {
            Some(c) if "-–—－~～".contains(c) => {
                is_filled_between(outline, last, next, may_be_filled)
            }
            Some(c) if c.is_numeric() || c == '年' => {
                is_filled_between(outline, last, next, is_for_year)
            }
            _ => false,
        };
        let mark = match () {
            () if filled => mark::FILLED,
            () if joins => kind_of_seam(outline, last.0, next.0),
            () => continue,
        };
        text.push_str(head);
        text.push(mark);
        done = at;
    }
    let end_of_text = piece.text.trim_end().ends_with(['-', '–', '—', '－', '~', '～']);
    let open = end_of_text && piece.last().is_some_and(|last| is_filled_behind(outline, last));
    if done == 0 && !open {
        return piece.text.clone();
    }
    text.push_str(piece.text.get(done..).unwrap_or_default());
    text.extend(open.then_some(mark::FILLED));
    Cow::Owned(text)
}

/// What lies between the texts of two elements.
fn kind_of_seam(outline: &Outline<'_>, last: NodeId, next: NodeId) -> char {
    let anchor = anchor_of(outline, next);
    let inside = |one: NodeId, other: NodeId| outline.ancestors(one).any(|(id, _)| id == other);
    match () {
        () if anchor.is_some() && anchor != anchor_of(outline, last) => mark::LINK,
        () if anchor.is_none() && anchor_of(outline, last).is_some() => mark::LINK_END,
        () if inside(next, last) || inside(last, next) || last == ROOT || next == ROOT => {
            mark::INNER
        }
        () => mark::SIBLING,
    }
}

/// Whether a script, or an empty element that a script may fill, stands between two texts.
fn is_filled_between(
    outline: &Outline<'_>,
    last: Stretch,
    next: Stretch,
    fits: fn(&Outline<'_>, NodeId) -> bool,
) -> bool {
    let first = outline.nodes.partition_point(|node| node.at <= last.1);
    let between = outline.nodes.get(first..).unwrap_or_default().iter().zip(first..);
    between
        .take_while(|(node, _)| node.at < next.1)
        .filter_map(|(_, id)| NodeId::try_from(id).ok())
        .filter(|&id| outline.ancestors(next.0).all(|(around, _)| around != id))
        .any(|id| fits(outline, id))
}

/// The same behind the last text of a line.
fn is_filled_behind(outline: &Outline<'_>, last: Stretch) -> bool {
    let first = outline.nodes.partition_point(|node| node.at <= last.1);
    let node = outline.nodes.get(first).filter(|node| !node.tag.breaks_line());
    node.is_some() && NodeId::try_from(first).is_ok_and(|id| may_be_filled(outline, id))
}

/// Whether an element without text is there for a script, or is one. An icon is neither.
fn may_be_filled(outline: &Outline<'_>, id: NodeId) -> bool {
    match outline.node(id).map(|node| node.tag) {
        Some(Tag::Script) => true,
        Some(Tag::I | Tag::Img | Tag::Svg) | None => false,
        Some(_) => outline.attr(id, "id").is_some() || is_for_year(outline, id),
    }
}

/// Whether an element without text is there for a year, or is a script that writes one.
fn is_for_year(outline: &Outline<'_>, id: NodeId) -> bool {
    let Some(node) = outline.node(id) else { return false };
    if node.tag == Tag::Script {
        let first = outline.inert.partition_point(|inert| inert.span.start <= node.at as usize);
        let script = outline.inert.get(first).and_then(|it| outline.source.get(it.span.clone()));
        return script.is_some_and(|script| script.contains("Year"));
    }
    let year = |text: &str| text.to_ascii_lowercase().contains("year");
    outline.attrs(id).any(|(name, value)| year(name) || year(&value))
}
