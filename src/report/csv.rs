//! CSV for spreadsheets and scripts: sites, findings or filings, one a row, each on one line. Cells that a spreadsheet would
//! take for a formula are defused. Names of columns and fixed words are the same in both languages.

use std::borrow::Cow;
use std::io;

use super::format::Format;
use super::table::{Cell, FILINGS, FINDINGS, RowTable, SITES};
use super::view::View;
use super::{Style, escape};

/// The entry of the table of sites.
pub static FORMAT: Format = Format {
    name: "csv",
    endings: &["csv"],
    streams: false,
    is_text: true,
    write: |report, style, out| write(&SITES, report, style, out),
};

/// The entry of the table of findings.
pub static FINDINGS_FORMAT: Format = Format {
    name: "findings-csv",
    endings: &["findings.csv"],
    streams: false,
    is_text: true,
    write: |report, style, out| write(&FINDINGS, report, style, out),
};

/// The entry of the table of filings.
pub static FILINGS_FORMAT: Format = Format {
    name: "filings-csv",
    endings: &["filings.csv"],
    streams: false,
    is_text: true,
    write: |report, style, out| write(&FILINGS, report, style, out),
};

/// The mark by which Excel knows UTF-8.
pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();

/// Writes a table. Only a file begins with the mark for Excel: a program that reads standard output would take it for a
/// part of the first column's name.
fn write(
    table: &RowTable,
    report: &View<'_>,
    style: &Style<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if style.to_file {
        out.write_all(BOM)?;
    }
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(table.columns.iter().map(|column| column.key))?;
    table.each(report, style.lang, &mut |row| {
        for it in row {
            rows.write_field(&*written(it))?;
        }
        Ok(rows.write_record(None::<&[u8]>)?)
    })?;
    rows.flush()
}

fn written<'a>(it: &'a Cell<'_>) -> Cow<'a, str> {
    match it {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) if text.contains('\n') => {
            // a snippet of HTML is the same on one line
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            cell(escape::line(&lines.join(" ")).into_owned().into())
        }
        Cell::Text(text) => cell(escape::line(text)),
        Cell::Place(text, _) | Cell::Day(text) => cell(escape::line(text)),
        Cell::Word(name, _) => cell(escape::line(name)),
        Cell::Number(number) => number.to_string().into(),
    }
}

/// A cell that shows its escaped text and does nothing: a line that starts like a formula (blanks apart; each line of
/// the cell, because some programs split them) gets a leading apostrophe.
pub(super) fn cell(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.split('\n').any(is_formula) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 1);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            safe.push('\n');
        }
        if is_formula(line) {
            safe.push('\'');
        }
        safe.push_str(line);
    }
    Cow::Owned(safe)
}

/// Whether a spreadsheet could take the line for a formula. Full-width signs count: East Asian versions fold them.
/// Tabs and carriage returns are escapes by now.
pub(super) fn is_formula(line: &str) -> bool {
    line.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::view::Cut;
    use super::*;
    use crate::domain::lang::Lang;

    fn written_by(format: &Format, view: &View<'_>, style: &Style<'_>) -> String {
        let mut out = Vec::new();
        (format.write)(view, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_read_as_they_look() {
        let report = sample::hostile();
        let style = sample::style(Lang::Zh);
        let all = [&FORMAT, &FINDINGS_FORMAT, &FILINGS_FORMAT].map(|format| {
            let text = written_by(format, &View::from(&report), &style);
            format!("== {} ==\n{}", format.name, text.replace("\r\n", "\n"))
        });
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn every_row_is_one_line_and_every_site_has_one() {
        let report = sample::with_text("a\n=b\r\nc\u{2028}d\u{85}e");
        let view = View::from(&report);
        for format in [&FORMAT, &FINDINGS_FORMAT, &FILINGS_FORMAT] {
            let text = written_by(format, &view, &sample::style(Lang::En));
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            assert_eq!(text.lines().count(), rows.len() + 1, "{}", format.name);
            for row in &rows {
                assert!(row.iter().all(|it| !it.contains(char::is_control)), "{row:?}");
            }
            if *format == FORMAT {
                assert_eq!(rows.len(), report.sites.len());
            }
        }
    }

    #[test]
    fn a_file_has_the_mark_for_excel_and_a_pipe_has_not() {
        let report = sample::hostile();
        let style = sample::style(Lang::Zh);
        let pipe = written_by(&FORMAT, &View::from(&report), &style);
        assert!(pipe.starts_with("client,site,"));
        let file = written_by(&FORMAT, &View::from(&report), &Style { to_file: true, ..style });
        assert_eq!(file.strip_prefix('\u{feff}'), Some(&*pipe));
    }

    #[test]
    fn a_run_that_was_cut_says_so_first() {
        let cut = Some(Cut { interrupted: true, not_audited: 7, unfinished: 0 });
        let report = sample::hostile();
        let view = View { cut, ..View::from(&report) };
        for format in [&FORMAT, &FINDINGS_FORMAT, &FILINGS_FORMAT] {
            let text = written_by(format, &view, &sample::style(Lang::En));
            let first = text.lines().nth(1).unwrap();
            assert!(first.contains("incomplete,") && first.contains("7 of 11 sites"), "{first}");
        }
    }

    #[test]
    fn formulas_are_defused_on_every_line() {
        for (raw, safe) in [
            ("plain", "plain"),
            ("=cmd()", "'=cmd()"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" \u{a0}=1", "' \u{a0}=1"),
            ("\u{3000}＝1", "'\u{3000}＝1"),
            ("\t=1", "\\t=1"),
            ("\r=1", "\\r=1"),
            ("a\n=1", "a\n'=1"),
            ("a\n\n  @b", "a\n\n'  @b"),
            ("a=1", "a=1"),
        ] {
            assert_eq!(cell(escape::lines(raw)), safe, "{raw:?}");
        }
    }
}
