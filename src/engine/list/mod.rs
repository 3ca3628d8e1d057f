//! Lists of targets: a file with one a line, or a table as spreadsheets save it. Rows that cannot be used are handed on as
//! errors, and the rest is read.

mod form;
#[cfg(test)]
mod tests;
mod utf16;

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use encoding_rs::GB18030;

use crate::crawl::Target;

use super::error::{Error, ListFault};
use super::targets::recognise;
use form::Form;

/// The largest list, in bytes. A longer one was not written by a person or program: it has no end.
const MAX_LIST: u64 = 256 << 20;
/// The longest row, in bytes.
const MAX_ROW: usize = 1 << 20;

/// Takes cells that may be targets and faults of rows, with the 1-based line on which the row begins.
type Take<'a> = &'a mut dyn FnMut(u64, Result<&str, ListFault>);

/// Reads a list and hands on its targets, and for each row that is none an error with its line. `list` is its name in
/// errors; paths are joined to `base`, as [`recognise`] does. Ends with an error where the list cannot be read further.
///
/// A list has one target a line, or is a table with a column of them. UTF-8, GBK (GB18030) and UTF-16 are read; columns
/// are separated by commas, tabs or semicolons, full-width ones included.
pub fn each_target(
    source: &mut dyn Read,
    list: &Path,
    base: &Path,
    take: &mut dyn FnMut(Result<Target, Error>),
) -> Result<(), Error> {
    cells(source, list, &mut |line, typed| {
        let target = typed.and_then(|typed| Ok(recognise(typed, base)?));
        take(target.map_err(|fault| Error::List { list: list.to_owned(), line, fault }));
    })
}

fn cells(mut source: impl Read, list: &Path, take: Take<'_>) -> Result<(), Error> {
    let mut head = Vec::new();
    let read = source.by_ref().take(4).read_to_end(&mut head);
    read.map_err(|cause| Error::Unreadable(list.to_owned(), cause))?;
    let encoding = utf16::encoding(&head);
    let whole = io::Cursor::new(head).chain(source);
    match encoding {
        Some(encoding) => rows(BufReader::new(utf16::Utf16::new(whole, encoding)), list, take),
        None => rows(BufReader::with_capacity(1 << 16, whole), list, take),
    }
}

fn rows(mut source: impl BufRead, list: &Path, take: Take<'_>) -> Result<(), Error> {
    let (mut record, mut line, mut form) = (Vec::new(), 0, Form::default());
    let mut size = 0;
    loop {
        let start = line + 1;
        let more = next_record(&mut source, &mut record, &mut line)
            .map_err(|cause| Error::Unreadable(list.to_owned(), cause))?;
        if !more {
            return Ok(());
        }
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
        match text(&record) {
            None => take(start, Err(ListFault::Encoding)),
            Some(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                for cell in form.targets(text) {
                    take(start, Ok(&cell));
                }
            }
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

/// Reads a line and, while a quoted cell goes on, the next ones. False at the end.
fn next_record(
    source: &mut impl BufRead,
    record: &mut Vec<u8>,
    line: &mut u64,
) -> io::Result<bool> {
    record.clear();
    loop {
        if source.by_ref().take(MAX_ROW as u64 + 1).read_until(b'\n', record)? == 0 {
            return Ok(!record.is_empty());
        }
        *line += 1;
        let open =
            record.first() != Some(&b'#') && memchr::memchr_iter(b'"', record).count() % 2 == 1;
        if !open || record.len() > MAX_ROW {
            return Ok(true);
        }
    }
}
