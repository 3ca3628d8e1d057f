//! Lists of targets: a file with one a line, or a table as spreadsheets save it. Rows that cannot be used are handed on as
//! errors, and the rest is read.

mod columns;
mod form;
mod quotes;
mod records;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use encoding_rs::GB18030;

use crate::crawl::Target;
use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::folder::{decoded, open_stream};

use super::error::{Error, ListFault};
use super::targets::recognise;
use form::Form;
use records::{RecordEnd, RecordReader};

/// The largest list, in bytes. A longer one was not written by a person or program: it has no end.
const MAX_LIST: u64 = 256 << 20;
/// The longest row, in bytes.
const MAX_ROW: usize = 1 << 20;

/// A target of a list, with what its row says of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTarget {
    /// What to audit.
    pub target: Target,
    /// Client, numbers, owner and dates; the domain is that of the target.
    pub site: Site,
    /// The 1-based line on which its row begins.
    pub line: u64,
}

/// A list that a user names.
#[derive(Clone, Copy, Debug)]
pub struct TargetList<'a> {
    /// As it was typed; `-` is standard input.
    pub path: &'a Path,
    /// The folder that the path is relative to.
    pub cwd: &'a Path,
    /// The folder that paths in the list are relative to, as [`recognise`] takes it.
    pub base: &'a Path,
    /// The upper bound of years.
    pub today: Date,
}

impl TargetList<'_> {
    /// Hands on its targets, and for each row that is none an error. `input` is standard input.
    pub fn each(
        &self,
        input: &mut dyn Read,
        take: &mut dyn FnMut(Result<ListedTarget, Error>),
    ) -> Result<(), Error> {
        if self.path == Path::new("-") {
            return each_target(input, self.path, self.base, self.today, take);
        }
        let mut file = open_stream(&self.cwd.join(self.path))
            .map_err(|cause| Error::Unreadable(self.path.to_owned(), cause))?;
        each_target(&mut file, self.path, self.base, self.today, take)
    }
}

/// Takes cells that may be targets with what their row says, and faults of rows, with the 1-based line on which the row
/// begins.
type RowTaker<'a> = &'a mut dyn FnMut(u64, Result<(&str, &Site), ListFault>);

/// Reads a list and hands on its targets, and for each row that is none an error with its line. `list` is its name in
/// errors; paths are joined to `base`, as [`recognise`] does. Ends with an error where the list cannot be read further.
///
/// A list has one target a line, or is a table with a column of them. Where a heading names further columns (client,
/// numbers, owner, kind of subject, dates), they are read, too; `today` is the upper bound of years. UTF-8, GBK (GB18030) and UTF-16 are read; columns
/// are separated by commas, tabs or semicolons, full-width ones included.
pub(super) fn each_target(
    source: &mut dyn Read,
    list: &Path,
    base: &Path,
    today: Date,
    take: &mut dyn FnMut(Result<ListedTarget, Error>),
) -> Result<(), Error> {
    cells(source, list, today, &mut |line, row| {
        let listed = row.and_then(|(typed, site)| {
            Ok(ListedTarget { target: recognise(typed, base)?, site: site.clone(), line })
        });
        take(listed.map_err(|fault| Error::List { list: list.to_owned(), line, fault }));
    })
}

fn cells(source: impl Read, list: &Path, today: Date, take: RowTaker<'_>) -> Result<(), Error> {
    let source = decoded(source).map_err(|cause| Error::Unreadable(list.to_owned(), cause))?;
    let (mut records, mut record, mut form) =
        (RecordReader::new(source), Vec::new(), Form::default());
    let mut size = 0;
    loop {
        let start = records.line() + 1;
        let more =
            records.next(&mut record).map_err(|cause| Error::Unreadable(list.to_owned(), cause))?;
        let Some(ending) = more else { return Ok(()) };
        size += record.len() as u64;
        // Nothing says where the row behind one that is too long begins.
        let fault = match () {
            () if size > MAX_LIST => Some(ListFault::LargeList),
            () if record.len() > MAX_ROW => Some(ListFault::LongRow),
            () => None,
        };
        if let Some(fault) = fault {
            return Err(Error::List { list: list.to_owned(), line: start, fault });
        }
        if ending == RecordEnd::OpenQuote {
            take(start, Err(ListFault::OpenQuote));
            continue;
        }
        let Some(text) = text(&record) else {
            take(start, Err(ListFault::Encoding));
            continue;
        };
        match form.row(&text, today) {
            Ok(row) if row.targets.is_empty() && row.has_cells => {
                take(start, Err(ListFault::NoTarget));
            }
            Ok(row) => row.targets.iter().for_each(|it| take(start, Ok((it, &row.site)))),
            Err(wrong) => take(start, Err(ListFault::Cell(Box::new(wrong)))),
        }
    }
}

/// A record's text: UTF-8, else GB18030 (of which GBK is a part), as Chinese spreadsheets save CSV.
fn text(record: &[u8]) -> Option<Cow<'_, str>> {
    match std::str::from_utf8(record) {
        Ok(text) => Some(text.into()),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(record),
    }
}
