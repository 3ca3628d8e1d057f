//! JSON for programs: a contract of its own, with its own schema. Keys are never translated.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::changes::{ChangesTable, ChangesTotals, ComparedAudits, SiteChanges};
use crate::report::json::pretty;
use crate::report::model::Tool;

use super::format::Format;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// What changed between audits of sites.
#[derive(Serialize, JsonSchema)]
struct ChangesReport<'a> {
    /// 1.
    schema_version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The audits that are compared with.
    from: &'a ComparedAudits,
    /// The audits that are compared.
    to: &'a ComparedAudits,
    /// All sites, also those that did not change, by name.
    sites: &'a [SiteChanges],
    /// Totals.
    summary: &'a ChangesTotals,
}

/// The format's entry.
pub static FORMAT: Format = Format { name: "json", write: |table, _, out| write(table, out) };

/// Writes the document.
pub fn write(table: &ChangesTable, out: &mut dyn Write) -> io::Result<()> {
    let ChangesTable { from, to, sites, totals } = table;
    let tool = Tool::default();
    pretty(
        &ChangesReport { schema_version: SCHEMA_VERSION, tool, from, to, sites, summary: totals },
        out,
    )
}

/// The JSON Schema of the document, as `beian schema changes` prints it.
pub fn schema() -> String {
    let schema = schemars::schema_for!(ChangesReport<'static>);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
