//! One row for each different thing that a site shows as its filing.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::{Lang, Text};
use crate::report::groups::{self, FilingPages, NumberKind};
use crate::report::model::SiteReport;
use crate::report::vocabulary::Extensible;
use crate::report::words;

use super::{Cell, Column, RowTable, TakeRow, client, column, number, text, yes};

pub(in crate::report) static FILINGS: RowTable = RowTable {
    title: Text::fixed("备案信息", "Filings"),
    columns: &COLUMNS,
    note: (2, 3),
    rows: |site, lang, take| rows(site, lang, take),
};

static COLUMNS: [Column; 10] = [
    column("client", "客户", "client", 18),
    column("site", "站点", "site", 28),
    column("kind", "种类", "kind", 14),
    column("number", "号码或文字", "number or text", 34),
    column("state", "号码状态", "state", 12),
    column("visible", "可见", "visible", 9),
    column("link", "链接", "link", 48),
    column("badge", "有警徽", "badge", 9),
    column("pages", "页数", "pages", 8),
    column("page", "首次出现的页面", "first page", 40),
];

fn rows<'a>(site: &'a SiteReport, _: Lang, take: TakeRow<'_, 'a>) -> std::io::Result<()> {
    for (kind, all) in groups::filing_pages(&site.filings) {
        for shown in all {
            take(row(site, kind, shown))?;
        }
    }
    Ok(())
}

fn row<'a>(site: &'a SiteReport, kind: NumberKind, shown: FilingPages<'a>) -> Vec<Cell<'a>> {
    let FilingPages { filing, pages, first } = shown;
    vec![
        client(site),
        Cell::Place(&site.target, None),
        Cell::Word(name(kind).into(), words::kind(kind)),
        text(filing.text),
        if kind == NumberKind::Copyright { Cell::Empty } else { state(&filing.state) },
        yes(filing.visible),
        filing.link.map_or(Cell::Empty, |link| Cell::Place(link, None)),
        filing.badge.map_or(Cell::Empty, yes),
        number(pages),
        Cell::Place(first, Some(first)),
    ]
}

/// The kind, by the name that it has in JSON.
const fn name(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Icp => "icp",
        NumberKind::Police => "police",
        NumberKind::Licence => "licences",
        NumberKind::Other => "others",
        NumberKind::Copyright => "copyright",
    }
}

fn state(state: &Extensible<NumberState>) -> Cell<'static> {
    match state {
        Extensible::Known(state) => {
            let words = match state {
                NumberState::Ok => Text::fixed("正常", "well formed"),
                NumberState::Malformed => Text::fixed("格式错误", "malformed"),
                NumberState::Placeholder => Text::fixed("示例号码", "a sample"),
            };
            Cell::Word(state.name().into(), words)
        }
        Extensible::Other(name) => Cell::Word(name.to_string().into(), Text::untranslated(&**name)),
    }
}
