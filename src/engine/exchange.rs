//! The whole ledger as JSON Lines, and back.

use std::io::{self, BufRead, Write};
use std::path::Path;

use crate::config::{Config, site_name};
use crate::deadlines::check_entry;
use crate::domain::date::{Date, Timestamp};
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::folder::{unreadable, unwritable, write_whole};
use crate::ledger::{self, Batch, ImportCounts, ImportError, Imported, Ledger, Line, import_lines};
use crate::report::escape;

/// Writes all entries and audits; without a ledger nothing.
///
/// # Errors
/// The outer one is that `out` cannot be written; the inner one, that the ledger cannot be read.
pub fn export(
    ledger: Option<&Ledger>,
    out: &mut dyn Write,
) -> io::Result<Result<(), ledger::Error>> {
    let Some(ledger) = ledger else { return Ok(Ok(())) };
    let done = ledger.each_line(|line| {
        let text = line.write().map_err(|error| ExportFault::Stream(io::Error::other(error)))?;
        writeln!(out, "{}", escape::json(&text)).map_err(ExportFault::Stream)
    });
    match done {
        Ok(()) => Ok(Ok(())),
        Err(ExportFault::Ledger(error)) => Ok(Err(error)),
        Err(ExportFault::Stream(cause)) => Err(cause),
    }
}

/// The note that there is no ledger, and nothing to write.
pub fn no_ledger_note(path: &Path) -> Text {
    let path = path.display();
    Text::made(
        format!("还没有账本 {path}：没有可导出的记录"),
        format!("there is no ledger {path} yet: nothing to export"),
    )
}

/// Why lines cannot be written.
enum ExportFault {
    Ledger(ledger::Error),
    Stream(io::Error),
}

impl From<ledger::Error> for ExportFault {
    fn from(error: ledger::Error) -> Self {
        Self::Ledger(error)
    }
}

/// Writes them to a file, whole or not at all.
pub fn export_file(ledger: Option<&Ledger>, path: &Path) -> Result<(), Failure> {
    let mut fault = None;
    let written = write_whole(path, |out| {
        export(ledger, out)?.map_err(|error| {
            fault = Some(error);
            io::Error::other("the ledger cannot be read")
        })
    });
    match fault {
        Some(fault) => Err(fault.into()),
        None => written.map_err(|cause| unwritable(path).because(&cause)),
    }
}

/// What an import is checked against.
#[derive(Clone, Copy, Debug)]
pub struct ImportInputs<'a> {
    /// Declared sites, whose names lines may use.
    pub config: Option<&'a Config>,
    /// The last day of events that were written by hand.
    pub today: Date,
    /// When new lines are recorded.
    pub now: Timestamp,
}

impl ImportInputs<'_> {
    /// Adds the lines that are new to a batch; `name` is the source in errors.
    pub fn import(
        &self,
        batch: &mut Batch<'_>,
        source: &mut dyn BufRead,
        name: &Path,
    ) -> Result<ImportCounts, Failure> {
        let counts = import_lines(source, |text| self.add(batch, text));
        counts.map_err(|error| match error {
            ImportError::Source(cause) => unreadable(name).because(&cause),
            ImportError::Line { number, error } => in_line(error, name, number),
        })
    }

    fn add(&self, batch: &mut Batch<'_>, text: &str) -> Result<Imported, Failure> {
        let mut line = Line::parse(text)?;
        // A backup is never refused for what the ledger accepted once: a clock that ran ahead, a host of one word, or the
        // name of a folder that was audited.
        match site_name(self.config, &line.site) {
            Ok(site) => line.site = site,
            Err(_) if line.is_exported() && is_name(&line.site) => {}
            Err(error) => return Err(error),
        }
        if let Some((event, value)) = line.event().filter(|_| !line.is_exported()) {
            check_entry(event, value, self.today)?;
        }
        Ok(batch.import(&line, self.now)?)
    }
}

fn in_line(error: Failure, name: &Path, number: u64) -> Failure {
    let name = name.display();
    let what = Text::made(
        format!("{name} 第 {number} 行：{}", error.what.zh),
        format!("{name} line {number}: {}", error.what.en),
    );
    let fix = Text::made(
        format!("{}；没有导入任何内容", error.fix.zh),
        format!("{}; nothing was imported", error.fix.en),
    );
    Failure { what, fix, ..error }
}

/// Whether a text can be the name of a site, as audits record it.
fn is_name(text: &str) -> bool {
    const LONGEST: usize = 8 << 10;
    (1..=LONGEST).contains(&text.len()) && !text.chars().any(escape::is_unsafe)
}
