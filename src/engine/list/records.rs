//! The rows of a list, as bytes. A quoted cell may go on over several lines.

use std::io::{self, BufRead, Cursor, Read as _};

use super::MAX_ROW;
use super::quotes::Quotes;

/// Reads rows.
pub(super) struct RecordReader<R> {
    source: R,
    /// Lines that were read as part of a row which they are not part of: they come next.
    ahead: Cursor<Vec<u8>>,
    /// The number of the last line that was read, from 1 on.
    line: u64,
}

/// How a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// In order.
    Whole,
    /// One of its quotes has no end: it is one line, whatever follows.
    OpenQuote,
}

impl<R: BufRead> RecordReader<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, ahead: Cursor::default(), line: 0 }
    }

    /// The number of the last line that was read.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// Reads a line and, while a quoted cell goes on, the next ones. Nothing at the end. A row that is too long is not read
    /// to its end.
    pub(super) fn next(&mut self, record: &mut Vec<u8>) -> io::Result<Option<RecordEnd>> {
        record.clear();
        if self.read_line(record)? == 0 {
            return Ok(None);
        }
        let (first, start) = (record.len(), self.line);
        let mut quotes = Quotes::default();
        if first > MAX_ROW || record.first() == Some(&b'#') {
            return Ok(Some(RecordEnd::Whole));
        }
        quotes.line(record);
        while quotes.is_open() {
            let end = record.len();
            if end > MAX_ROW || self.read_line(record)? == 0 {
                break;
            }
            quotes.line(record.get(end..).unwrap_or_default());
        }
        if !quotes.is_open() && !quotes.is_broken() {
            return Ok(Some(RecordEnd::Whole));
        }
        let mut ahead = record.split_off(first);
        self.ahead.read_to_end(&mut ahead)?;
        (self.ahead, self.line) = (Cursor::new(ahead), start);
        Ok(Some(RecordEnd::OpenQuote))
    }

    /// Adds a line to the record; how many bytes it has.
    fn read_line(&mut self, record: &mut Vec<u8>) -> io::Result<usize> {
        let most = MAX_ROW as u64 + 1;
        let mut read = self.ahead.by_ref().take(most).read_until(b'\n', record)?;
        if record.last() != Some(&b'\n') || read == 0 {
            read += self.source.by_ref().take(most).read_until(b'\n', record)?;
        }
        self.line += u64::from(read > 0);
        Ok(read)
    }
}
