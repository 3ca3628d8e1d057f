//! The report as JSON, with nothing in it that acts on a terminal, and its schema.

use std::io;

use crate::report::json::pretty;

use super::model::PreflightReport;

/// Writes the report.
pub fn write(report: &PreflightReport, out: &mut dyn io::Write) -> io::Result<()> {
    pretty(report, out)
}

/// The JSON Schema of the report.
pub fn schema() -> String {
    let schema = schemars::schema_for!(PreflightReport);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
