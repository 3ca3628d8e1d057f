//! CSV for spreadsheets: one clock a row. Cells that a spreadsheet would take for a formula are defused.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::deadlines::{DueRow, DueTable};
use crate::domain::lang::Lang;

use super::super::csv::{BOM, cell};
use super::super::escape;
use super::format::Format;

/// The columns.
pub const COLUMNS: [&str; 15] = [
    "site",
    "client",
    "clock",
    "what",
    "due",
    "days_left",
    "state",
    "certainty",
    "basis",
    "from",
    "also_due",
    "also_basis",
    "miss",
    "reference",
    "note",
];

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "csv",

    has_conflicts: false,
    write: |table, style, _, out| write(table, style.lang, out),
};

/// Writes all rows.
pub fn write(deadlines: &DueTable, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BOM)?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS)?;
    for row in &deadlines.rows {
        rows.write_record(cells(row, deadlines, lang).iter().map(AsRef::as_ref))?;
    }
    rows.flush()
}

fn cells<'a>(row: &'a DueRow, deadlines: &DueTable, lang: Lang) -> [Cow<'a, str>; 15] {
    let free = |text: &'a str| cell(escape::line(text));
    let also = row.also.as_ref();
    [
        free(&row.site),
        free(row.client.as_deref().unwrap_or_default()),
        row.clock.name.into(),
        row.clock.label.get(lang).into(),
        row.count.last.when.to_string().into(),
        row.days_left(deadlines.now).to_string().into(),
        row.state(deadlines.now).name().into(),
        row.count.last.certainty.name().into(),
        row.count.basis.name().into(),
        row.count.from.to_string().into(),
        also.map(|also| also.last.when.to_string()).unwrap_or_default().into(),
        also.map_or("", |also| also.basis.name()).into(),
        row.clock.miss.get(lang).into(),
        row.clock.basis.cite(lang).into(),
        free(row.note.as_deref().unwrap_or_default()),
    ]
}
