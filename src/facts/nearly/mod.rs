//! What stands in a number's place on a page that shows none: words without digits, digits without words, a number
//! broken over two lines, a picture in a link to a register. Read only on such pages.

mod registers;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::domain::icp_number::{IcpNumber, Slip};
use crate::domain::police_number::PoliceNumber;
use crate::domain::scan::{Number, empty_labels, folded_char, scan};
use crate::facts::context::{FoundNumber, NearNumber, PageContext};
use crate::facts::hints::{Hints, line_at};
use crate::facts::page::PageFacts;
use crate::html::{NodeId, Outline, Tag};

use registers::elements;

/// Upper bound on lines, links and pictures that are read.
const MAX: usize = 200;

/// Longest number on two lines, in bytes.
const MAX_LINES: usize = 400;

/// What the page lacks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MissingNumbers {
    /// It shows no ICP number of its own.
    pub icp: bool,
    /// It shows no police number of its own.
    pub police: bool,
}

impl MissingNumbers {
    /// What is still lacking, given what was found.
    fn still(self, facts: &PageFacts) -> Self {
        Self {
            icp: self.icp && !facts.icp.iter().any(|it| it.own && it.visibility.is_shown()),
            police: self.police
                && !facts.police.iter().any(|it| it.own && it.visibility.is_shown()),
        }
    }
}

/// Adds to the facts what stands in the place of a number that the page lacks.
pub(crate) fn read(
    filer: &mut PageContext<'_, '_, '_>,
    hints: &Hints,
    lacking: MissingNumbers,
    facts: &mut PageFacts,
) {
    for line in hints.filings.iter().take(MAX) {
        broken(filer, line, lacking, facts);
    }
    let lacking = lacking.still(facts);
    for line in hints.filings.iter().take(MAX) {
        labels(filer, line, lacking, facts);
    }
    let lacking = lacking.still(facts);
    let source = filer.outline.source.as_bytes();
    let any = lacking.icp || lacking.police;
    if any && (lacking.police || memchr::memmem::find(source, b"gov.cn").is_some()) {
        elements(filer, lacking, facts);
    }
}

/// A number that a line break stands in: 京ICP备1900<br>4817号.
fn broken(
    filer: &mut PageContext<'_, '_, '_>,
    line: &Range<usize>,
    lacking: MissingNumbers,
    facts: &mut PageFacts,
) {
    let text = filer.outline.text.as_str();
    let first = text.get(line.clone()).unwrap_or_default().trim_end();
    let may_go_on = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(folded_char(c), '备' | '案' | '号' | ':' | '网' | '安')
    };
    if !first.ends_with(may_go_on) || line.end >= text.len() {
        return;
    }
    let next = line_at(text, line.end + 1);
    if next.end - line.start > MAX_LINES {
        return;
    }
    for found in filer.found(&(line.start..next.end)) {
        let Some(at) = found.text.find('\n') else { continue };
        if !(found.range.start < at && at < found.range.end) {
            continue;
        }
        let slip = (found.digits.start < at && at < found.digits.end).then_some(Slip::Broken);
        let number = match found.number.clone() {
            Number::Icp(number) if lacking.icp => {
                Number::Icp(IcpNumber { slip: number.slip.or(slip), ..number })
            }
            Number::Police(number) if lacking.police => {
                Number::Police(PoliceNumber { slip: number.slip.or(slip), ..number })
            }
            _ => continue,
        };
        filer.file(FoundNumber { number, ..found }, facts);
    }
}

/// Labels that no number follows, at the foot of the page.
fn labels(
    filer: &mut PageContext<'_, '_, '_>,
    line: &Range<usize>,
    lacking: MissingNumbers,
    facts: &mut PageFacts,
) {
    let text = filer.outline.text.get(line.clone()).unwrap_or_default();
    if let Some((range, number)) = cut_short(text).filter(|_| lacking.icp) {
        let raw = text.get(range.clone()).unwrap_or_default().to_owned();
        let range = line.start + range.start..line.start + range.end;
        let run = filer.outline.run_at(range.start).and_then(|run| filer.outline.runs.get(run));
        if let Some(node) = run.map(|run| run.node) {
            let number = Number::Icp(number);
            filer.add(NearNumber { number, raw, node, at: range, doubtful: true }, facts);
        }
    }
    for label in empty_labels(text) {
        if !(if label.police { lacking.police } else { lacking.icp }) {
            continue;
        }
        let range = line.start + label.range.start..line.start + label.range.end;
        let raw = text.get(label.range.clone()).unwrap_or_default().trim().to_owned();
        let number = if label.police { no_police(label.mark) } else { no_icp(label.mark) };
        if let Some(run) = filer.outline.run_at(range.start)
            && let Some(node) = filer.outline.runs.get(run).map(|run| run.node)
            && !in_form(filer.outline, node)
        {
            filer.add(NearNumber { number, raw, node, at: range, doubtful: true }, facts);
        }
    }
}

/// A number at the end of a line that ends before it has all of its digits: 京ICP备1900.
fn cut_short(line: &str) -> Option<(Range<usize>, IcpNumber)> {
    let line = line.trim_end();
    if !line.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // with a suffix it would be read
    let found = scan(&format!("{line}-1")).pop()?;
    match found.number {
        Number::Icp(number) if found.digits.end == line.len() && number.body.len() < 6 => {
            Some((found.range.start..line.len(), IcpNumber { suffix: None, ..number }))
        }
        _ => None,
    }
}

/// Labels of forms and tables are for what is typed or listed there.
fn in_form(outline: &Outline<'_>, node: NodeId) -> bool {
    outline
        .ancestors(node)
        .any(|(_, it)| matches!(it.tag, Tag::Form | Tag::Table | Tag::Select | Tag::Button))
}

fn no_icp(mark: Option<char>) -> Number {
    Number::Icp(IcpNumber { mark, body: String::new(), suffix: None, slip: None })
}

fn no_police(mark: Option<char>) -> Number {
    let mark_written = mark.is_some();
    Number::Police(PoliceNumber { mark, mark_written, digits: String::new(), slip: None })
}
