//! One row a finding; what a person must look at follows a site's findings with `review` as its severity.

use crate::domain::lang::{Lang, Text};
use crate::report::fingerprint::Fingerprint;
use crate::report::model::{Finding, SiteReport};
use crate::report::words;

use super::{Cell, Column, RowTable, TakeRow, client, column, status, text};

pub(in crate::report) static FINDINGS: RowTable = RowTable {
    title: Text::fixed("问题", "Findings"),
    columns: &COLUMNS,
    note: (2, 7),
    rows: |site, lang, take| rows(site, lang, take),
};

static COLUMNS: [Column; 12] = [
    column("client", "客户", "client", 18),
    column("site", "站点", "site", 28),
    column("status", "站点结果", "status", 12),
    column("rule", "规则", "rule", 24),
    column("severity", "级别", "severity", 10),
    column("page", "页面", "page", 40),
    column("line", "行", "line", 7),
    column("message", "问题", "message", 60),
    column("evidence", "页面上的内容", "evidence", 40),
    column("fix", "改法", "fix", 60),
    column("reference", "依据", "reference", 40),
    column("fingerprint", "指纹", "fingerprint", 34),
];

fn rows<'a>(site: &'a SiteReport, lang: Lang, take: TakeRow<'_, 'a>) -> std::io::Result<()> {
    if site.interrupted {
        let text = words::INTERRUPTED.get(lang).to_owned();
        let mut row = vec![client(site), Cell::Place(&site.target, None), status(site)];
        row.resize(COLUMNS.len(), Cell::Empty);
        row[FINDINGS.note.1] = Cell::Text(text.into());
        take(row)?;
    }
    for (finding, review) in site.entries() {
        let (name, words) = match finding.severity {
            _ if review => ("review", Text::fixed("复核", "review")),
            severity => (severity.name(), words::severity(severity)),
        };
        take(row(site, finding, Cell::Word(name.into(), words)))?;
    }
    Ok(())
}

fn row<'a>(site: &'a SiteReport, finding: &'a Finding, severity: Cell<'a>) -> Vec<Cell<'a>> {
    vec![
        client(site),
        Cell::Place(&site.target, None),
        status(site),
        text(&finding.rule),
        severity,
        Cell::Place(&finding.page, Some(&finding.page)),
        finding.line.map_or(Cell::Empty, |line| Cell::Number(line.into())),
        text(&finding.message),
        text(&finding.evidence),
        text(&finding.fix),
        text(&finding.reference),
        Cell::Text(Fingerprint::of(site, finding).to_string().into()),
    ]
}
