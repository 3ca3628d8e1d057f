//! The report for spreadsheets: findings and reviews, one a row.

use std::io;

use crate::report::csv::{BOM, cell};
use crate::report::escape;

use super::model::{Entry, PreflightReport};

/// The columns.
pub const COLUMNS: [&str; 9] =
    ["file", "rule", "severity", "table", "line", "message", "evidence", "fix", "reference"];

/// Writes findings, then what a person must look at with `review` as its severity.
pub fn write(report: &PreflightReport, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(BOM)?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS)?;
    let reviews = report.reviews.iter().map(|entry| (entry, "review"));
    let findings = report.findings.iter().map(|entry| (entry, entry.severity.name()));
    for (entry, severity) in findings.chain(reviews) {
        rows.write_record(row(&report.file, entry, severity))?;
    }
    rows.flush()
}

fn row(file: &str, entry: &Entry, severity: &str) -> [String; 9] {
    let text = |text: &str| cell(escape::line(text)).into_owned();
    [
        text(file),
        text(&entry.rule),
        severity.to_owned(),
        text(&entry.table),
        entry.line.map(|line| line.to_string()).unwrap_or_default(),
        text(&entry.message),
        text(&entry.evidence),
        text(&entry.fix),
        text(&entry.reference),
    ]
}
