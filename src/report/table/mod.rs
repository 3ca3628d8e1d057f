//! A report as tables: which columns there are, and what a site brings to them. How a cell is written is up to the format.

mod deadlines;
mod filings;
mod findings;
mod sites;

use std::borrow::Cow;
use std::io;

use crate::domain::lang::{Lang, Text};

use super::model::SiteReport;
use super::view::View;
use super::words;

pub(super) use deadlines::DEADLINES;
pub(super) use filings::FILINGS;
pub(super) use findings::FINDINGS;
pub(super) use sites::SITES;

/// A table.
pub(super) struct RowTable {
    pub(super) title: Text,
    pub(super) columns: &'static [Column],
    /// Where a note has its rows: the index of the column for its kind, and of that for its words.
    note: (usize, usize),
    rows: for<'a> fn(&'a SiteReport, Lang, TakeRow<'_, 'a>) -> io::Result<()>,
}

/// A column of a table.
pub(super) struct Column {
    /// Its name for programs, which no language changes.
    pub(super) key: &'static str,
    pub(super) title: Text,
    /// In letters; a Chinese character takes two.
    pub(super) width: u16,
}

const fn column(key: &'static str, zh: &'static str, en: &'static str, width: u16) -> Column {
    Column { key, title: Text::fixed(zh, en), width }
}

/// What a cell holds. Nothing in it is escaped.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    Empty,
    /// Text, which may come from a page.
    Text(Cow<'a, str>),
    /// An address or the path of a file, and what it may lead to.
    Place(&'a str, Option<&'a str>),
    /// One of a fixed set of words: its name for programs, and what people read.
    Word(Cow<'a, str>, Text),
    Number(i64),
    /// A day, `YYYY-MM-DD`.
    Day(&'a str),
}

/// Takes a row, which has as many cells as the table has columns.
type TakeRow<'t, 'a> = &'t mut dyn FnMut(Vec<Cell<'a>>) -> io::Result<()>;

impl RowTable {
    /// All rows of a report. That a run was cut is the first.
    pub(super) fn each(
        &self,
        report: &View<'_>,
        lang: Lang,
        take: &mut dyn FnMut(&[Cell<'_>]) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(row) = self.of_cut(report, lang) {
            take(&row)?;
        }
        report.sites.each(&mut |site| self.of_site(site, lang, take))
    }

    /// The row that says that a run was cut, if it was.
    pub(super) fn of_cut(&self, report: &View<'_>, lang: Lang) -> Option<Vec<Cell<'static>>> {
        let text = words::cut(report.cut?, report.summary.sites).get(lang).to_owned();
        let (kind, words) = self.note;
        let incomplete = Text::fixed("不完整", "incomplete");
        let mut row = vec![Cell::Empty; self.columns.len()];
        row.get_mut(kind)?.clone_from(&Cell::Word("incomplete".into(), incomplete));
        row.get_mut(words)?.clone_from(&Cell::Text(text.into()));
        Some(row)
    }

    /// The rows of a site.
    pub(super) fn of_site(
        &self,
        site: &SiteReport,
        lang: Lang,
        take: &mut dyn FnMut(&[Cell<'_>]) -> io::Result<()>,
    ) -> io::Result<()> {
        (self.rows)(site, lang, &mut |row| take(&row))
    }
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

fn optional(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, self::text)
}

fn number(number: usize) -> Cell<'static> {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn yes(yes: bool) -> Cell<'static> {
    if yes {
        Cell::Word("yes".into(), Text::fixed("是", "yes"))
    } else {
        Cell::Word("no".into(), Text::fixed("否", "no"))
    }
}

fn status(site: &SiteReport) -> Cell<'static> {
    Cell::Word(site.status.name().into(), words::status(site.status))
}

fn client(site: &SiteReport) -> Cell<'_> {
    optional(site.declared.client.as_deref())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::view::Cut;
    use super::*;

    #[test]
    fn every_row_has_a_cell_for_each_column() {
        let cut = Some(Cut { interrupted: true, not_audited: 2, unfinished: 1 });
        let mut report = sample::hostile();
        report.sites[0].interrupted = true;
        let view = View { cut, ..View::from(&report) };
        for table in [&SITES, &FINDINGS, &FILINGS, &DEADLINES] {
            let mut rows = Vec::new();
            let mut take = |row: &[Cell<'_>]| {
                rows.push(row.len());
                Ok(())
            };
            table.each(&view, Lang::En, &mut take).unwrap();
            assert!(rows.len() > 1, "{}", table.title.en);
            assert!(rows.iter().all(|cells| *cells == table.columns.len()), "{}", table.title.en);
        }
    }
}
