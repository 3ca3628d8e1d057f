//! Quoted cells: where they begin and end. Separators and line breaks inside of them belong to the cell.

/// Full-width commas and semicolons in UTF-8, and in GBK.
const WIDE: [u32; 2] = [0xef_bc8c, 0xef_bc9b];
const WIDE_GBK: [u32; 2] = [0xa3_ac, 0xa3_bb];
/// The byte order mark in UTF-8: a list may begin with it.
const MARK: u32 = 0xef_bbbf;

/// Goes through a row byte by byte. A quotation mark opens a cell at its beginning only, and two in a row are one of its
/// text. What matters is ASCII, which is part of no other character in UTF-8 or GB18030.
#[derive(Debug)]
pub(super) struct Quotes {
    place: QuotePlace,
    /// The last three bytes.
    tail: u32,
    /// The cell was open when the line began.
    from_above: bool,
    /// A cell from a line above ended, and more text followed instead of a separator: it was never meant as quoted.
    broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuotePlace {
    /// Where a cell begins.
    Start,
    /// In a cell without quotes, or behind one with quotes and more text.
    Plain,
    /// Inside of quotes.
    Quoted,
    /// Behind a quotation mark in quotes: the end of the cell, or the first of two.
    Mark,
}

impl Default for Quotes {
    fn default() -> Self {
        Self { place: QuotePlace::Start, tail: 0, from_above: false, broken: false }
    }
}

impl Quotes {
    /// Takes a further line, with its end.
    pub(super) fn line(&mut self, line: &[u8]) {
        self.from_above = self.is_open();
        for byte in line {
            self.take(*byte);
        }
    }

    /// Takes a byte.
    pub(super) fn take(&mut self, byte: u8) {
        self.tail = (self.tail << 8 | u32::from(byte)) & 0xff_ffff;
        let ends = matches!(byte, b',' | b';' | b'\t' | b'\n' | b'\r')
            || WIDE.contains(&self.tail)
            || WIDE_GBK.contains(&(self.tail & 0xffff));
        self.place = match (self.place, byte) {
            (QuotePlace::Quoted, b'"') => QuotePlace::Mark,
            (QuotePlace::Start | QuotePlace::Mark, b'"') | (QuotePlace::Quoted, _) => {
                QuotePlace::Quoted
            }
            _ if ends || self.tail == MARK => {
                self.from_above = false;
                QuotePlace::Start
            }
            // blanks, and the first bytes of a wide separator
            (QuotePlace::Mark, b' ' | 0x80..) => QuotePlace::Mark,
            (QuotePlace::Mark, _) => {
                self.broken |= self.from_above;
                QuotePlace::Plain
            }
            (QuotePlace::Start | QuotePlace::Plain, _) => QuotePlace::Plain,
        };
    }

    /// Whether a quoted cell goes on.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.place, QuotePlace::Quoted)
    }

    /// Whether a cell over several lines turned out to be none.
    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }
}
