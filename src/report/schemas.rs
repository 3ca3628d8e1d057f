//! The JSON Schemas of all reports, by the commands that print them.

use crate::evidence::manifest;

use super::{changes, deadlines, inject, json, preflight};

/// A report in JSON.
#[derive(Debug)]
pub struct ReportSchema {
    /// The command that writes it.
    pub command: &'static str,
    /// The JSON Schema.
    pub schema: fn() -> String,
}

/// All of them, in the order in which help lists them.
pub static REPORT_SCHEMAS: &[&ReportSchema] = &[
    &ReportSchema { command: "audit", schema: json::schema },
    &ReportSchema { command: "changes", schema: changes::json::schema },
    &ReportSchema { command: "deadlines", schema: deadlines::json::schema },
    &ReportSchema { command: "evidence", schema: manifest::schema },
    &ReportSchema { command: "inject", schema: inject::json::schema },
    &ReportSchema { command: "preflight", schema: preflight::json::schema },
];
