//! One row a site, those that pass among them.

use crate::domain::lang::{Lang, Text};
use crate::report::groups::{self, NumberKind};
use crate::report::model::{Finding, SiteReport};
use crate::report::words;
use crate::rules::Severity;

use super::{Cell, Column, RowTable, TakeRow, client, column, number, optional, status, text};

/// At most this many numbers of a kind: who shows more has a finding that says so.
const MAX_NUMBERS: usize = 5;

pub(in crate::report) static SITES: RowTable = RowTable {
    title: Text::fixed("站点", "Sites"),
    columns: &COLUMNS,
    note: (4, 21),
    rows: |site, lang, take| rows(site, lang, take),
};

static COLUMNS: [Column; 22] = [
    column("client", "客户", "client", 18),
    column("site", "站点", "site", 28),
    column("domain", "域名", "domain", 22),
    column("owner", "主办单位", "owner", 24),
    column("status", "结果", "status", 12),
    column("errors", "错误", "errors", 8),
    column("warnings", "警告", "warnings", 9),
    column("infos", "提示", "infos", 8),
    column("reviews", "需复核", "to review", 9),
    column("accepted", "已知或豁免", "known or exempt", 11),
    column("pages_checked", "已检查页面", "pages checked", 11),
    column("pages_found", "发现页面", "pages found", 11),
    column("icp_declared", "应有 ICP备案号", "ICP number declared", 26),
    column("icp_shown", "显示的 ICP备案号", "ICP number shown", 26),
    column("police_declared", "应有公安备案号", "police number declared", 28),
    column("police_shown", "显示的公安备案号", "police number shown", 28),
    column("licence_shown", "显示的许可证", "licence shown", 18),
    column("deadline", "最近期限", "next deadline", 22),
    column("due", "到期日", "due", 12),
    column("days_left", "剩余天数", "days left", 10),
    column("worst", "最严重的问题", "gravest finding", 60),
    column("note", "说明", "note", 40),
];

fn rows<'a>(site: &'a SiteReport, lang: Lang, take: TakeRow<'_, 'a>) -> std::io::Result<()> {
    let declared = &site.declared;
    let of = |severity| number(site.findings.iter().filter(|it| it.severity == severity).count());
    let (mut shown, next) =
        (numbers(site).into_iter(), site.clocks.iter().min_by_key(|it| &it.due));
    let mut shown = || shown.next().unwrap_or(Cell::Empty);
    take(vec![
        client(site),
        Cell::Place(&site.target, site.home.as_deref()),
        optional(declared.domain.as_deref()),
        optional(declared.owner.as_deref()),
        status(site),
        of(Severity::Error),
        of(Severity::Warning),
        of(Severity::Info),
        number(site.reviews.len()),
        number(site.accepted.len()),
        number(usize::try_from(site.pages_checked).unwrap_or(usize::MAX)),
        number(usize::try_from(site.pages_found).unwrap_or(usize::MAX)),
        optional(declared.icp.as_deref()),
        shown(),
        optional(declared.police.as_deref()),
        shown(),
        shown(),
        next.map_or(Cell::Empty, |it| Cell::Word((&*it.clock).into(), words::clock(&it.clock))),
        next.map_or(Cell::Empty, |it| Cell::Day(&it.due)),
        next.map_or(Cell::Empty, |it| Cell::Number(it.days_left.into())),
        gravest(site).map_or(Cell::Empty, |it| text(&it.message)),
        note(site, lang),
    ])
}

/// The first of the gravest findings, else what a person must look at.
fn gravest(site: &SiteReport) -> Option<&Finding> {
    let worst = site.findings.iter().map(|finding| finding.severity).max();
    let first = site.findings.iter().find(|finding| Some(finding.severity) == worst);
    first.or_else(|| site.reviews.first())
}

/// The numbers that readers see: ICP, police, licences; the most frequent first.
fn numbers(site: &SiteReport) -> Vec<Cell<'_>> {
    let mut kinds = Vec::new();
    for (kind, all) in groups::filing_pages(&site.filings) {
        if matches!(kind, NumberKind::Other | NumberKind::Copyright) {
            continue;
        }
        let mut shown: Vec<&str> = Vec::new();
        for number in all.iter().filter(|it| it.filing.visible).map(|it| it.filing.text) {
            if !shown.contains(&number) && shown.len() < MAX_NUMBERS {
                shown.push(number);
            }
        }
        kinds.push(match shown.as_slice() {
            [] => Cell::Empty,
            [one] => text(one),
            many => Cell::Text(many.join("; ").into()),
        });
    }
    kinds
}

fn note(site: &SiteReport, lang: Lang) -> Cell<'static> {
    let text = if site.interrupted { Some(words::INTERRUPTED) } else { words::truncated(site) };
    text.map_or(Cell::Empty, |text| Cell::Text(text.get(lang).to_owned().into()))
}
