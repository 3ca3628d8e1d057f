//! CSV for spreadsheets: one finding a row. Cells that a spreadsheet would take for a formula are defused.

use std::borrow::Cow;
use std::io;

use crate::domain::lang::Text;

use super::escape;
use super::format::Format;
use super::model::{Finding, SiteReport};
use super::view::View;
use super::words;

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "csv",
    extension: "csv",
    streams: false,
    write: |report, _, out| write(report, out),
};

/// The columns.
pub const COLUMNS: [&str; 10] = [
    "site",
    "status",
    "rule",
    "severity",
    "page",
    "line",
    "message",
    "evidence",
    "fix",
    "reference",
];

/// The mark by which Excel knows UTF-8.
pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();

/// Writes all findings. What must be known before, that the run was cut, is a row of its own with `incomplete` as its
/// status; a site that was not read to its end has a row that says so. What a person must look at follows a site's findings with `review` as its severity.
pub fn write(report: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(BOM)?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS)?;
    if let Some(cut) = report.cut {
        let words = words::cut(cut, report.summary.sites);
        rows.write_record(note("", "incomplete", &words).iter().map(AsRef::as_ref))?;
    }
    report.sites.each(&mut |site| {
        if site.interrupted {
            let words = words::INTERRUPTED;
            let row = note(&site.target, site.status.name(), &words);
            rows.write_record(row.iter().map(AsRef::as_ref))?;
        }
        for finding in &site.findings {
            rows.write_record(
                row(site, finding, finding.severity.name()).iter().map(AsRef::as_ref),
            )?;
        }
        for review in &site.reviews {
            rows.write_record(row(site, review, "review").iter().map(AsRef::as_ref))?;
        }
        Ok(())
    })?;
    rows.flush()
}

/// A row that is not a finding. Its text is in both languages, as the file has no language of its own.
fn note<'a>(site: &'a str, status: &'a str, words: &Text) -> [Cow<'a, str>; 10] {
    let message = format!("{} / {}", words.zh, words.en);
    let mut row = [const { Cow::Borrowed("") }; 10];
    let [target, state, .., text, _, _, _] = &mut row;
    (*target, *state, *text) = (cell(escape::line(site)), status.into(), message.into());
    row
}

fn row<'a>(site: &'a SiteReport, finding: &'a Finding, severity: &'a str) -> [Cow<'a, str>; 10] {
    let line = finding.line.map(|line| line.to_string()).unwrap_or_default();
    [
        cell(escape::line(&site.target)),
        site.status.name().into(),
        cell(escape::line(&finding.rule)),
        severity.into(),
        cell(escape::line(&finding.page)),
        line.into(),
        cell(escape::line(&finding.message)),
        cell(escape::line(&finding.evidence)),
        cell(escape::lines(&finding.fix)),
        cell(escape::line(&finding.reference)),
    ]
}

/// A cell that shows its escaped text and does nothing: a line that starts like a formula (blanks apart; each line of
/// the cell, because some programs split them) gets a leading apostrophe.
pub(super) fn cell(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.split('\n').any(is_formula) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 1);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            safe.push('\n');
        }
        if is_formula(line) {
            safe.push('\'');
        }
        safe.push_str(line);
    }
    Cow::Owned(safe)
}

/// Whether a spreadsheet could take the line for a formula. Full-width signs count: East Asian versions fold them.
/// Tabs and carriage returns are escapes by now.
fn is_formula(line: &str) -> bool {
    line.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn rows_read_as_they_look() {
        let mut out = Vec::new();
        write(&View::from(&sample::hostile()), &mut out).unwrap();
        assert!(out.starts_with(b"\xEF\xBB\xBFsite,"));
        insta::assert_snapshot!(String::from_utf8(out).unwrap().replace("\r\n", "\n"));
    }

    #[test]
    fn formulas_are_defused_on_every_line() {
        for (raw, safe) in [
            ("plain", "plain"),
            ("=cmd()", "'=cmd()"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" \u{a0}=1", "' \u{a0}=1"),
            ("\u{3000}＝1", "'\u{3000}＝1"),
            ("\t=1", "\\t=1"),
            ("\r=1", "\\r=1"),
            ("a\n=1", "a\n'=1"),
            ("a\n\n  @b", "a\n\n'  @b"),
            ("a=1", "a=1"),
        ] {
            assert_eq!(cell(escape::lines(raw)), safe, "{raw:?}");
        }
    }
}
