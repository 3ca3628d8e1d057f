//! What there is to know of a format of a preflight's report. A further one is one file with its line in [`FORMATS`].

use std::io;

use crate::domain::record::When;
use crate::report::Style;

use super::{PreflightReport, csv, html, ics, json, markdown, text};

/// A format of the report.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether it shows the look of who hands it on.
    pub has_brand: bool,
    /// Writes the report; the moment is now.
    pub write: fn(&PreflightReport, When, &Style<'_>, &mut dyn io::Write) -> io::Result<()>,
}

/// All formats, in the order in which help lists them. The first is the default.
pub static FORMATS: &[&Format] = &[
    &Format {
        name: "text",
        has_brand: false,
        write: |report, _, style, out| text::write(report, style, out),
    },
    &Format { name: "json", has_brand: false, write: |report, _, _, out| json::write(report, out) },
    &Format { name: "csv", has_brand: false, write: |report, _, _, out| csv::write(report, out) },
    &Format {
        name: "html",
        has_brand: true,
        write: |report, _, style, out| html::write(report, style, out),
    },
    &Format {
        name: "markdown",
        has_brand: false,
        write: |report, _, style, out| markdown::write(report, style.lang, out),
    },
    &Format {
        name: "ics",
        has_brand: false,
        write: |report, now, style, out| ics::write(report, now, style.lang, out),
    },
];
