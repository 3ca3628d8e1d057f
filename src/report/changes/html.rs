//! The comparison as a self-contained page for people, in the frame of all reports.

use std::io::{self, Write};

use minijinja::context;
use minijinja::value::Value;

use crate::changes::{ChangedFinding, ChangesTable, SiteChanges, SiteState};
use crate::report::Style;
use crate::report::html::frame::{PageFrame, PageTop};
use crate::report::html::made_by;
use crate::report::words::word;

use super::format::Format;
use super::words;

/// How many pages of a rule are listed.
const PAGES: usize = 5;

/// The format's entry.
pub(super) static FORMAT: Format = Format { name: "html", write };

/// Writes the page: the sites that changed, and those that were not audited again.
fn write(table: &ChangesTable, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let title = word("备案检查的变化", "Changes between filing audits", lang);
    let frame = PageFrame::begin(title, style, out)?;
    let (from, to) = (words::audits(&table.from, lang), words::audits(&table.to, lang));
    let top = PageTop {
        title: title.to_owned(),
        subject: String::new(),
        facts: vec![
            (word("之前", "Before", lang), from),
            (word("之后", "After", lang), to),
            (word("合计", "Total", lang), words::totals(&table.totals, lang)),
        ],
        notes: [&table.from, &table.to]
            .into_iter()
            .filter_map(words::incomplete)
            .map(|text| text.get(lang).to_owned())
            .collect(),
    };
    frame.top(top, out)?;
    let totals = &table.totals;
    let counted = |count: u64, class: &str, name: &'static str| context! { count, class, name };
    let tiles = [
        counted(
            totals.new,
            if totals.new > 0 { "fail" } else { "pass" },
            word("新问题", "new", lang),
        ),
        counted(totals.mended, "pass", word("已修复", "mended", lang)),
        counted(totals.open, "minor", word("仍存在", "still open", lang)),
    ];
    let (gone, others): (Vec<_>, Vec<_>) =
        table.sites.iter().partition(|site| site.state == SiteState::Gone);
    let rows = others.into_iter().filter(|site| site.is_changed()).map(|site| row(site, style));
    let gone = gone.into_iter().map(|site| {
        let state = words::state(site).map(|state| state.get(lang).to_owned()).unwrap_or_default();
        format!("{} · {state}", site.site)
    });
    let values = context! {
        tiles => tiles.to_vec(),
        heads => [
            word("站点", "Site", lang),
            word("新问题", "New", lang),
            word("已修复", "Mended", lang),
            word("仍存在", "Still open", lang),
        ],
        rows => rows.collect::<Vec<Value>>(),
        gone => gone.collect::<Vec<String>>(),
        nothing => words::NOTHING.get(lang),
    };
    frame.part("comparison", values, out)?;
    frame.end(&made_by(lang), out)
}

fn row(site: &SiteChanges, style: &Style<'_>) -> Value {
    let lang = style.lang;
    let mut new = said(&site.findings.new, style);
    new.extend(site.numbers.iter().map(|it| super::number_change(it).get(lang).to_owned()));
    context! {
        site => site.site.as_str(),
        client => site.client.as_deref(),
        state => words::state(site).map(|state| state.get(lang).to_owned()),
        new,
        mended => said(&site.findings.mended, style),
        open => site.findings.open.len(),
    }
}

/// One line a rule, with its first pages.
fn said(list: &[ChangedFinding], style: &Style<'_>) -> Vec<String> {
    let lang = style.lang;
    let line = |(finding, pages): (&ChangedFinding, Vec<&str>)| {
        let title = style.rule(&finding.rule).map_or(&*finding.rule, |rule| rule.title.get(lang));
        let few = pages.iter().take(PAGES).copied().collect::<Vec<_>>().join(" · ");
        let more =
            if pages.len() > PAGES { format!(" … ({})", pages.len()) } else { String::new() };
        format!("{}: {title} — {few}{more}", words::severity(finding, lang))
    };
    words::by_rule(list).into_iter().map(line).collect()
}
