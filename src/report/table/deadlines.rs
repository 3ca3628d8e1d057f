//! One row for each legal period that runs.

use crate::domain::lang::{Lang, Text};
use crate::report::model::SiteReport;
use crate::report::words;

use super::{Cell, Column, RowTable, TakeRow, client, column, optional};

pub(in crate::report) static DEADLINES: RowTable = RowTable {
    title: Text::fixed("期限", "Deadlines"),
    columns: &COLUMNS,
    note: (3, 6),
    rows: |site, lang, take| rows(site, lang, take),
};

static COLUMNS: [Column; 8] = [
    column("client", "客户", "client", 18),
    column("site", "站点", "site", 28),
    column("domain", "域名", "domain", 22),
    column("deadline", "期限", "deadline", 28),
    column("due", "到期日", "due", 12),
    column("days_left", "剩余天数", "days left", 10),
    column("basis", "起算", "counted from", 26),
    column("from", "起算日", "on", 22),
];

fn rows<'a>(site: &'a SiteReport, _: Lang, take: TakeRow<'_, 'a>) -> std::io::Result<()> {
    for clock in &site.clocks {
        take(vec![
            client(site),
            Cell::Place(&site.target, None),
            optional(site.declared.domain.as_deref()),
            Cell::Word((&*clock.clock).into(), words::clock(&clock.clock)),
            Cell::Day(&clock.due),
            Cell::Number(clock.days_left.into()),
            Cell::Word((&*clock.basis).into(), words::event(&clock.basis)),
            Cell::Day(&clock.from),
        ])?;
    }
    Ok(())
}
