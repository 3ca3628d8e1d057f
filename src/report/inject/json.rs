//! What a run of `beian inject` did, as JSON, and its schema.

use std::io;

use crate::report::json::pretty;

use super::model::InjectReport;

/// Writes the report.
pub fn write(report: &InjectReport, out: &mut dyn io::Write) -> io::Result<()> {
    pretty(report, out)
}

/// The JSON Schema of the report.
pub fn schema() -> String {
    let schema = schemars::schema_for!(InjectReport);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
