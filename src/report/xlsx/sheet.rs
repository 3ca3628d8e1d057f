//! A sheet of the workbook, written row by row.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format as CellFormat, FormatAlign, FormatBorder, Url, Worksheet,
    XlsxError,
};

use crate::domain::lang::{Lang, Text};
use crate::report::csv::is_formula;
use crate::report::escape;
use crate::report::table::{Cell, RowTable};

/// UTF-16 units of a cell: a limit of Excel.
pub(super) const MAX_UNITS: usize = 32_767;
/// Links of a sheet: a limit of Excel. Addresses beyond it are text.
pub(super) const MAX_LINKS: u32 = 65_530;
/// Bytes of a link's address; Excel takes 2,080 characters after some of them became escapes.
pub(super) const MAX_ADDRESS: usize = 1000;

/// The looks of cells.
pub(super) struct Looks {
    pub(super) head: CellFormat,
    pub(super) plain: CellFormat,
    /// Text that would become a formula if somebody edited the cell.
    pub(super) quoted: CellFormat,
    pub(super) day: CellFormat,
    pub(super) link: CellFormat,
    pub(super) good: CellFormat,
    pub(super) bad: CellFormat,
    pub(super) doubtful: CellFormat,
}

impl Looks {
    pub(super) fn new() -> Self {
        let plain = CellFormat::new().set_align(FormatAlign::Top);
        let coloured = |rgb| plain.clone().set_font_color(Color::RGB(rgb)).set_bold();
        Self {
            head: CellFormat::new()
                .set_bold()
                .set_background_color(Color::RGB(0xE8_EDF3))
                .set_border_bottom(FormatBorder::Thin),
            quoted: plain.clone().set_quote_prefix(),
            day: plain.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            link: plain.clone().set_font_color(Color::RGB(0x0B_57D0)),
            good: coloured(0x1A_7F37),
            bad: coloured(0xB4_2318),
            doubtful: coloured(0x8A_5A00),
            plain,
        }
    }

    /// The look of a word of the report's vocabulary.
    pub(super) fn of_word(&self, name: &str) -> &CellFormat {
        match name {
            "pass" => &self.good,
            "fail" | "error" | "incomplete" => &self.bad,
            "review" | "warning" => &self.doubtful,
            _ => &self.plain,
        }
    }
}

/// A sheet that is being written.
pub(super) struct SheetWriter {
    pub(super) inner: Worksheet,
    pub(super) table: &'static RowTable,
    pub(super) lang: Lang,
    pub(super) looks: Looks,
    /// The next row.
    pub(super) row: u32,
    pub(super) max_rows: u32,
    pub(super) links: u32,
    /// Rows for which there was no room.
    pub(super) left_out: u64,
}

impl SheetWriter {
    pub(super) fn begin(
        mut sheet: Worksheet,
        table: &'static RowTable,
        max_rows: u32,
        lang: Lang,
    ) -> Result<Self, XlsxError> {
        let looks = Looks::new();
        sheet.set_name(table.title.get(lang))?.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        for (at, column) in (0..).zip(table.columns) {
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, column.title.get(lang), &looks.head)?;
        }
        Ok(Self { inner: sheet, table, lang, looks, row: 1, max_rows, links: 0, left_out: 0 })
    }

    /// Adds a row. The last one of the sheet is kept free for the number of those that do not fit.
    pub(super) fn add(&mut self, row: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.row + 1 >= self.max_rows {
            self.left_out += 1;
            return Ok(());
        }
        for (at, cell) in (0..).zip(row) {
            self.cell(at, cell)?;
        }
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, at: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
        let (sheet, looks, row) = (&mut self.inner, &self.looks, self.row);
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => {
                // exact below 2^53, which no count of pages reaches
                #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no integers")]
                sheet.write_number_with_format(row, at, *number as f64, &looks.plain)?;
            }
            Cell::Word(name, words) => {
                let look = looks.of_word(name);
                sheet.write_string_with_format(row, at, shown(words.get(self.lang)), look)?;
            }
            Cell::Day(day) => match as_day(day) {
                Some(date) => drop(sheet.write_datetime_with_format(row, at, &date, &looks.day)?),
                None => text(sheet, row, at, day, looks)?,
            },
            Cell::Place(place, address) => match address.filter(|it| leads_somewhere(it)) {
                Some(address) if self.links < MAX_LINKS => {
                    self.links += 1;
                    let link = Url::new(address).set_text(shown(place));
                    sheet.write_url_with_format(row, at, link, &looks.link)?;
                }
                _ => text(sheet, row, at, place, looks)?,
            },
            Cell::Text(words) => text(sheet, row, at, words, looks)?,
        }
        Ok(())
    }

    /// The finished sheet: filters over all rows, and what did not fit.
    pub(super) fn end(mut self) -> Result<Worksheet, XlsxError> {
        let last = u16::try_from(self.table.columns.len()).unwrap_or(1) - 1;
        if self.row > 1 {
            self.inner.autofilter(0, 0, self.row - 1, last)?;
        }
        if self.left_out > 0 {
            let (rows, limit) = (self.left_out, self.max_rows);
            let words = Text::made(
                format!("另有 {rows} 行没有写入：Excel 的工作表最多 {limit} 行，完整的表请用 CSV"),
                format!(
                    "{rows} more rows are left out: a sheet of Excel has {limit} at most; CSV has them all"
                ),
            );
            self.inner.write_string_with_format(
                self.row,
                0,
                words.get(self.lang),
                &self.looks.bad,
            )?;
        }
        Ok(self.inner)
    }
}

pub(super) fn text(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    words: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let words = shown(words);
    let look = if is_formula(&words) { &looks.quoted } else { &looks.plain };
    sheet.write_string_with_format(row, at, words, look)?;
    Ok(())
}

/// Text as a cell shows it, cut to what a cell holds.
pub(super) fn shown(words: &str) -> Cow<'_, str> {
    let safe = escape::lines(words);
    let mut units = 0;
    let mut ends = safe.char_indices().map(|(at, char)| {
        units += char.len_utf16();
        (at + char.len_utf8(), units)
    });
    // the mark of what was cut takes one unit
    let fits = ends.by_ref().take_while(|(_, units)| *units < MAX_UNITS).last();
    match fits {
        Some((end, _)) if end < safe.len() => {
            format!("{}…", safe.get(..end).unwrap_or_default()).into()
        }
        _ => safe,
    }
}

/// Whether an address may be a link: it can do nothing but open a site.
pub(super) fn leads_somewhere(address: &str) -> bool {
    let web = address.starts_with("https://") || address.starts_with("http://");
    web && address.len() <= MAX_ADDRESS && address.chars().all(|char| !escape::is_unsafe(char))
}

/// A day as spreadsheets count them; `None` of what is none, such as a moment.
pub(super) fn as_day(text: &str) -> Option<ExcelDateTime> {
    let day: crate::domain::date::Date = text.parse().ok()?;
    let (year, month, day) = (day.year(), day.month(), day.day());
    let part = |number: i8| u8::try_from(number).ok();
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, part(month)?, part(day)?).ok()
}
