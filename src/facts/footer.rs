//! The end of a page: numbers of other registers in it, and its text and markup for rules that look for a word there.

use crate::domain::register;

use super::PageFacts;
use super::link::link_of;
use super::outline::{Outline, ROOT};
use super::place::{Places, is_at_bottom};
use super::sighting::{Footer, Sighting, Visibility};
use super::visibility::Shown;

/// How much of the rendered text is kept, and of the source that it stands in, in bytes.
const TEXT: usize = 6000;
const SOURCE: usize = 32_000;

/// Reads the end of the page.
pub(crate) fn read(
    outline: &Outline<'_>,
    shown: &mut Shown<'_, '_>,
    places: &mut Places<'_, '_>,
    facts: &mut PageFacts,
) {
    let text = outline.text.as_str();
    let start = text.ceil_char_boundary(text.len().saturating_sub(TEXT));
    let end = text.get(start..).unwrap_or_default();
    for (range, number) in register::find(end) {
        let at = start + range.start;
        let last = start + range.end.saturating_sub(1);
        let run = |at: usize| outline.run_at(at).and_then(|index| outline.runs.get(index));
        let Some((first, last)) = run(at).zip(run(last)) else { continue };
        let visibility = if last.node == ROOT { Visibility::Shown } else { shown.of(last.node) };
        let around = places.around(shown, last.node);
        facts.others.push(Sighting {
            number,
            raw: end.get(range).unwrap_or_default().to_owned(),
            line: places.line(first.source as usize),
            visibility,
            place: around.place(is_at_bottom(text, at)),
            link: link_of(outline, last.node),
            badge: None,
            own: true,
            occurrences: 1,
        });
    }
    let source = outline.run_at(start).and_then(|index| outline.runs.get(index));
    let from = source.map_or(0, |run| run.source as usize).min(outline.source.len());
    // the tags before the first text belong to it
    let from = outline.source.floor_char_boundary(from.saturating_sub(400));
    let to = outline.source.floor_char_boundary((from + SOURCE).min(outline.source.len()));
    facts.footer = Footer {
        text: end.to_owned(),
        markup: outline.source.get(from..to).unwrap_or_default().to_owned(),
    };
}
