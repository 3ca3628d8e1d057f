//! The copyright statements of a page: which lines to read, and which of them speak for the site.

mod marks;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use crate::domain::copyright::{Copyright, read as read_lines};
use crate::html::{InertKind, Outline, ROOT, Visibility, VisibilityMap};

use super::hints::{Hints, line_at};
use super::pieces::pieces;
use super::place::{Places, is_at_bottom};
use super::sighting::{CopyrightLine, PagePart};

/// More lines with copyright words than this are not read: the last ones count.
pub(crate) const MAX_LINES: usize = 60;

/// A line of a window handed to the reader.
struct WindowLine<'o> {
    range: Range<usize>,
    text: Cow<'o, str>,
    visibility: Visibility,
}

/// Reads the statements.
pub(crate) fn read(
    outline: &Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    places: &mut Places<'_, '_>,
    hints: &Hints,
) -> Vec<CopyrightLine> {
    let mut found: Vec<(CopyrightLine, bool)> = Vec::new();
    let skip = hints.copyright.len().saturating_sub(MAX_LINES);
    for window in windows(&outline.text, hints.copyright.get(skip..).unwrap_or_default()) {
        let lines: Vec<WindowLine<'_>> =
            window.into_iter().flat_map(|range| split(outline, shown, range)).collect();
        for visible in [true, false] {
            let part: Vec<&WindowLine<'_>> =
                lines.iter().filter(|line| line.visibility.is_shown() == visible).collect();
            let texts: Vec<&str> = part.iter().map(|line| &*line.text).collect();
            for statement in read_lines(&texts) {
                if let Some(line) = part.get(statement.line) {
                    found.push(place(outline, shown, places, line, statement));
                }
            }
        }
    }
    // statements of articles and quotations count only where the page has no other
    let settled = found.iter().any(|(line, article)| !article && line.visibility.is_shown());
    let mut kept: Vec<CopyrightLine> = Vec::new();
    for (line, article) in found {
        let again =
            kept.iter().any(|known| known.text == line.text && known.visibility == line.visibility);
        if !(again || (article && settled)) {
            kept.push(line);
        }
    }
    kept
}

/// Lines with their neighbours: one before, two behind; windows that touch are one.
fn windows(text: &str, hinted: &[Range<usize>]) -> Vec<Vec<Range<usize>>> {
    let mut windows: Vec<Vec<Range<usize>>> = Vec::new();
    for line in hinted {
        let mut ranges = Vec::with_capacity(4);
        if line.start > 0 {
            ranges.push(line_at(text, line.start - 1));
        }
        ranges.push(line.clone());
        let mut end = line.end;
        for _ in 0..2 {
            if end + 1 < text.len() {
                let next = line_at(text, end + 1);
                end = next.end;
                ranges.push(next);
            }
        }
        let last_end = windows.last().and_then(|window| window.last()).map(|range| range.end);
        match (windows.last_mut(), last_end) {
            (Some(window), Some(known))
                if ranges.first().is_some_and(|first| first.start <= known) =>
            {
                window.extend(ranges.into_iter().filter(|range| range.start > known));
            }
            _ => windows.push(ranges),
        }
    }
    windows
}

fn split<'o>(
    outline: &'o Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    range: Range<usize>,
) -> Vec<WindowLine<'o>> {
    pieces(outline, shown, &range)
        .into_iter()
        .map(|piece| WindowLine {
            range: range.clone(),
            text: marks::marked(outline, &piece),
            visibility: piece.visibility,
        })
        .collect()
}

fn place(
    outline: &Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    places: &mut Places<'_, '_>,
    line: &WindowLine<'_>,
    statement: Copyright,
) -> (CopyrightLine, bool) {
    let run =
        outline.run_at(line.range.end.saturating_sub(1)).and_then(|index| outline.runs.get(index));
    let first = outline.run_at(line.range.start).and_then(|index| outline.runs.get(index));
    let node = first.or(run).map_or(ROOT, |run| run.node);
    let around = places.around(shown, node);
    let place = around.place(is_at_bottom(&outline.text, line.range.end));
    let source = first.map_or(0, |run| run.source as usize);
    let article = place == PagePart::Main && (around.article || around.sample);
    let found = CopyrightLine {
        year_by_script: script_follows(outline, source),
        text: statement.text,
        owner: statement.owner,
        owner_kind: statement.owner_kind,
        behind_program: statement.behind_program,
        from: statement.from,
        to: statement.to,
        open: statement.open,
        line: places.line(source),
        visibility: line.visibility.clone(),
        place,
    };
    (found, article)
}

/// Whether a script that writes the year stands near: `© <script>document.write(new Date().getFullYear())</script>`.
fn script_follows(outline: &Outline<'_>, source: usize) -> bool {
    outline.inert.iter().filter(|inert| inert.kind == InertKind::Script).any(|inert| {
        inert.span.start.abs_diff(source) < 600
            && outline
                .source
                .get(inert.span.clone())
                .is_some_and(|script| script.contains("getFullYear"))
    })
}
