//! XLSX: a workbook with a summary, and a sheet each for sites, findings, filings and deadlines. Rows go to a temporary file
//! as they come, so that memory holds different texts and links only. No cell is ever a formula.

mod sheet;

use std::collections::BTreeMap;
use std::io::{self, Seek as _};
use std::time::UNIX_EPOCH;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as CellFormat, Workbook, Worksheet, XlsxError,
};

use crate::domain::date::Timestamp;
use crate::domain::lang::{Lang, Text};
use crate::rules::Severity;

use crate::report::format::Format;
use crate::report::model::{SiteReport, Summary, Tool};
use crate::report::table::{DEADLINES, FILINGS, FINDINGS, SITES};
use crate::report::view::View;
use crate::report::{Style, words};

use sheet::{Looks, SheetWriter, as_day, shown};

/// The format's entry.
pub static FORMAT: Format =
    Format { name: "xlsx", endings: &["xlsx"], streams: false, is_text: false, write };

/// Rows of a sheet, the head among them: a limit of Excel.
const MAX_ROWS: u32 = 1_048_576;
/// Writes the workbook.
fn write(report: &View<'_>, style: &Style<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    workbook(report, style, MAX_ROWS, out).map_err(|fault| match fault {
        WriteFault::Io(error) => error,
        WriteFault::Xlsx(error) => io::Error::other(error.to_string()),
    })
}

/// Why no workbook came of it.
#[derive(Debug)]
enum WriteFault {
    Io(io::Error),
    Xlsx(XlsxError),
}

impl From<XlsxError> for WriteFault {
    fn from(error: XlsxError) -> Self {
        Self::Xlsx(error)
    }
}

fn workbook(
    report: &View<'_>,
    style: &Style<'_>,
    max_rows: u32,
    out: &mut dyn io::Write,
) -> Result<(), WriteFault> {
    let (mut book, lang) = (Workbook::new(), style.lang);
    book.set_properties(&properties(report.started_at, lang)?);
    let mut sheets = Vec::new();
    for table in [&SITES, &FINDINGS, &FILINGS, &DEADLINES] {
        let sheet = book.new_worksheet_with_low_memory()?;
        let mut sheet = SheetWriter::begin(sheet, table, max_rows, lang)?;
        if let Some(row) = table.of_cut(report, lang) {
            sheet.add(&row)?;
        }
        sheets.push(sheet);
    }
    let mut counts = RuleCounts::default();
    let mut fault = None;
    let read = report.sites.each(&mut |site| {
        count(site, &mut counts);
        for sheet in &mut sheets {
            let table = sheet.table;
            table.of_site(site, lang, &mut |row| {
                sheet.add(row).map_err(|error| {
                    fault = Some(error);
                    io::ErrorKind::Other.into()
                })
            })?;
        }
        Ok(())
    });
    fault.map_or(Ok(()), Err)?;
    read.map_err(WriteFault::Io)?;
    book.push_worksheet(summary(report, style, &counts)?);
    for sheet in sheets {
        book.push_worksheet(sheet.end()?);
    }
    // The workbook is as large as all its sheets: the file is read back in pieces.
    let mut whole = tempfile::tempfile().map_err(WriteFault::Io)?;
    book.save_to_writer(&mut whole)?;
    whole.rewind().map_err(WriteFault::Io)?;
    io::copy(&mut whole, out).map(drop).map_err(WriteFault::Io)
}

/// The workbook's own data. The time of creation is that of the run: the same report is the same file.
fn properties(started_at: Timestamp, lang: Lang) -> Result<DocProperties, XlsxError> {
    let since = std::time::SystemTime::from(started_at).duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or_default());
    let tool = Tool::default();
    Ok(DocProperties::new()
        .set_title(TITLE.get(lang))
        .set_author(format!("{} {}", tool.name, tool.version))
        .set_creation_datetime(&ExcelDateTime::from_timestamp(seconds)?))
}

const TITLE: Text = Text::fixed("网站备案检查", "Filing audit");

/// How often each rule found something: the gravest severity, sites, findings.
#[derive(Debug, Default)]
struct RuleCounts {
    by_rule: BTreeMap<String, (Severity, u64, u64)>,
}

fn count(site: &SiteReport, counts: &mut RuleCounts) {
    let mut here: BTreeMap<&str, (Severity, u64)> = BTreeMap::new();
    for finding in &site.findings {
        let known = here.entry(&finding.rule).or_insert((finding.severity, 0));
        *known = (known.0.max(finding.severity), known.1 + 1);
    }
    for (rule, (severity, findings)) in here {
        let known = counts.by_rule.entry(rule.to_owned()).or_insert((severity, 0, 0));
        *known = (known.0.max(severity), known.1 + 1, known.2 + findings);
    }
}

/// The first sheet: how the run came out, and which rules found how much.
fn summary(
    report: &View<'_>,
    style: &Style<'_>,
    counts: &RuleCounts,
) -> Result<Worksheet, XlsxError> {
    let (looks, lang) = (Looks::new(), style.lang);
    let mut sheet = Worksheet::new();
    sheet.set_name(Text::fixed("概要", "Summary").get(lang))?;
    for (at, width) in [(0, 28), (1, 12), (2, 44), (3, 12), (4, 12)] {
        sheet.set_column_width(at, width)?;
    }
    let mut row = 0;
    let title = CellFormat::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(row, 0, TITLE.get(lang), &title)?;
    row += 1;
    if let Some(cut) = report.cut {
        let words = words::cut(cut, report.summary.sites);
        sheet.write_string_with_format(row, 0, words.get(lang), &looks.bad)?;
        row += 1;
    }
    sheet.write_string(row, 0, Text::fixed("检查日期", "audited on").get(lang))?;
    if let Some(day) = as_day(&report.today.to_string()) {
        sheet.write_datetime_with_format(row, 1, &day, &looks.day)?;
    }
    row += 1;
    for (words, name, number) in totals(&report.summary) {
        sheet.write_string(row, 0, words.get(lang))?;
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no integers")]
        sheet.write_number_with_format(row, 1, number as f64, looks.of_word(name))?;
        row += 1;
    }
    rule_table(&mut sheet, row + 1, style, counts)?;
    Ok(sheet)
}

/// What the summary counts, with the word that gives each its colour.
fn totals(summary: &Summary) -> [(Text, &'static str, u64); 7] {
    let Summary { sites, passed, failed, reviews, errors, findings, accepted } = summary;
    [
        (Text::fixed("站点", "sites"), "", *sites),
        (Text::fixed("通过", "passed"), "pass", *passed),
        (Text::fixed("不通过", "failed"), "fail", *failed),
        (Text::fixed("需要复核", "to review"), "review", *reviews),
        (Text::fixed("无法判断", "could not be judged"), "review", *errors),
        (Text::fixed("问题", "findings"), "", *findings),
        (Text::fixed("已知或豁免，不计入", "known or exempt, not counted"), "", *accepted),
    ]
}

fn rule_table(
    sheet: &mut Worksheet,
    first: u32,
    style: &Style<'_>,
    counts: &RuleCounts,
) -> Result<(), XlsxError> {
    let (looks, lang) = (Looks::new(), style.lang);
    let heads = match lang {
        Lang::Zh => ["规则", "级别", "问题", "站点数", "问题数"],
        Lang::En => ["rule", "severity", "finding", "sites", "findings"],
    };
    for (at, head) in (0..).zip(heads) {
        sheet.write_string_with_format(first, at, head, &looks.head)?;
    }
    let mut all: Vec<_> = counts.by_rule.iter().collect();
    all.sort_by_key(|(rule, (severity, sites, _))| {
        (std::cmp::Reverse((*severity, *sites)), rule.as_str())
    });
    for (row, (rule, (severity, sites, findings))) in (first + 1..).zip(all) {
        let title = style.rule(rule).map(|rule| rule.title.get(lang)).unwrap_or_default();
        sheet.write_string(row, 0, shown(rule))?;
        let words = words::severity(*severity);
        sheet.write_string_with_format(row, 1, words.get(lang), looks.of_word(severity.name()))?;
        sheet.write_string(row, 2, shown(title))?;
        for (at, number) in [(3, *sites), (4, *findings)] {
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no integers")]
            sheet.write_number(row, at, number as f64)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::sheet::{MAX_ADDRESS, MAX_UNITS, leads_somewhere};
    use super::*;
    use crate::report::escape;
    use crate::report::sample;
    use crate::report::view::Cut;

    type Book = Xlsx<Cursor<Vec<u8>>>;

    fn written(view: &View<'_>, lang: Lang, max_rows: u32) -> Vec<u8> {
        let mut out = Vec::new();
        workbook(view, &sample::style(lang), max_rows, &mut out).unwrap();
        out
    }

    fn read(bytes: Vec<u8>) -> Book {
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    fn rows(book: &mut Book, sheet: &str) -> Vec<Vec<Data>> {
        book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn sheets_hold_the_tables() {
        for (lang, names) in [
            (Lang::Zh, ["概要", "站点", "问题", "备案信息", "期限"]),
            (Lang::En, ["Summary", "Sites", "Findings", "Filings", "Deadlines"]),
        ] {
            let report = sample::hostile();
            let mut book = read(written(&View::from(&report), lang, MAX_ROWS));
            assert_eq!(book.sheet_names(), names);
            let sites = rows(&mut book, names[1]);
            assert_eq!(sites.len(), report.sites.len() + 1);
            assert_eq!(sites[2][1], Data::String("clean.example".to_owned()));
            let findings = rows(&mut book, names[2]);
            let all: usize =
                report.sites.iter().map(|it| it.findings.len() + it.reviews.len()).sum();
            assert_eq!(findings.len(), all + 1);
            let deadlines = rows(&mut book, names[4]);
            let Data::DateTime(due) = &deadlines[1][4] else { panic!("{:?}", deadlines[1]) };
            assert_eq!(due.to_ymd_hms_milli(), (2026, 11, 24, 0, 0, 0, 0));
            let summary = rows(&mut book, names[0]);
            assert!(summary.iter().flatten().any(|it| *it == Data::Float(4.0)), "{summary:?}");
        }
    }

    #[test]
    fn no_text_becomes_a_formula_or_breaks_the_file() {
        let long = format!("=1+1 {}", "备案👍".repeat(20_000));
        for text in [sample::HOSTILE, "_x003D_1", "]]>", "@SUM(1)", "\u{fffe}\u{0}", &long] {
            let report = sample::with_text(text);
            let mut book = read(written(&View::from(&report), Lang::Zh, MAX_ROWS));
            for sheet in book.sheet_names() {
                assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
                for cell in rows(&mut book, &sheet).into_iter().flatten() {
                    let Data::String(cell) = cell else { continue };
                    assert!(cell.encode_utf16().count() <= MAX_UNITS);
                    assert!(
                        !cell.contains(|char| char != '\n' && escape::is_unsafe(char)),
                        "{cell:?}"
                    );
                }
            }
            let evidence = &rows(&mut book, "问题")[1][8];
            assert_eq!(*evidence, Data::String(shown(text).into_owned()));
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_counted() {
        let report = sample::hostile();
        let mut book = read(written(&View::from(&report), Lang::En, 4));
        let findings = rows(&mut book, "Findings");
        assert_eq!(findings.len(), 4);
        let Data::String(words) = &findings[3][0] else { panic!("{findings:?}") };
        assert!(words.starts_with("6 more rows are left out"), "{words}");
    }

    #[test]
    fn the_same_report_is_the_same_file_and_a_cut_is_told_first() {
        let report = sample::hostile();
        let cut = Some(Cut { interrupted: true, not_audited: 3, unfinished: 0 });
        let view = View { cut, ..View::from(&report) };
        let first = written(&view, Lang::En, MAX_ROWS);
        assert!(first == written(&view, Lang::En, MAX_ROWS));
        let mut book = read(first);
        for (sheet, row) in [("Summary", 1), ("Sites", 1), ("Findings", 1)] {
            let told = rows(&mut book, sheet)[row]
                .iter()
                .any(|cell| matches!(cell, Data::String(text) if text.starts_with("INCOMPLETE")));
            assert!(told, "{sheet}");
        }
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(leads_somewhere("https://a.cn/b?c#d"));
        let long = format!("https://a.cn/{}", "a".repeat(MAX_ADDRESS));
        for address in ["javascript:alert(1)", "internal:Sites!A1", "file:///etc", "", &long] {
            assert!(!leads_somewhere(address), "{address}");
        }
    }
}
