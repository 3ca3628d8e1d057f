//! A self-contained page for people: nothing is loaded from elsewhere, it works from disk and in print, and without its
//! script. The templates are in templates/report.
//!
//! Sites are gone through once, as there may be more than memory holds. In a large portfolio each becomes a line of JSON
//! inside of the page, from which the script draws what is looked at; the gravest sites are markup, too. Browsers take
//! seconds for a table of ten thousand rows.

mod appendix;
pub(super) mod frame;
mod gather;
mod history;
mod lines;
mod pieces;
mod prose;
mod row;
mod site;
mod sites;
mod summary;
pub(super) mod timeline;

use std::io::{self, Write};

use minijinja::context;

use crate::domain::lang::{Lang, Text};

use super::format::Format;
use super::model::Tool;
use super::view::View;
use super::words::word;
use super::{Style, words};
use frame::{PageFrame, PageTop, day_in_words, markup};
use gather::ReportContent;

/// The format's entry.
pub static FORMAT: Format =
    Format { name: "html", endings: &["html", "htm"], streams: false, is_text: true, write };

/// What the page is.
const TITLE: Text = Text::fixed("网站备案检查报告", "Website filing audit");

/// Writes the report.
pub fn write(report: &View<'_>, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let title = format!("{} {}", TITLE.get(lang), report.today);
    let frame = PageFrame::begin(&title, style, out)?;
    let gathered = ReportContent::of(report, style, out)?;
    frame.top(top(report, &gathered, lang), out)?;
    if gathered.many {
        frame.part("summary", summary::of_sites(report, &gathered, lang), out)?;
    } else if let Some(site) = gathered.only() {
        frame.part("summary", summary::of_site(&gathered, site, lang), out)?;
    }
    if let Some(changes) = gathered.changes.values(report, gathered.many, lang) {
        frame.part("changes", changes, out)?;
    }
    if gathered.many && gathered.timeline.len() > 0 {
        let timeline = markup(gathered.timeline.draw(report.today, lang)?);
        let (clocks, more) = gathered.soonest(lang);
        frame.part("due", context! { timeline, clocks, more }, out)?;
    }
    if gathered.many {
        frame.part("sites", sites::section(report, &gathered, style), out)?;
    } else {
        for card in gathered.cards() {
            out.write_all(card.as_bytes())?;
        }
    }
    frame.part("appendix", appendix::values(report, &gathered, style), out)?;
    frame.end(&made(report, lang), out)
}

/// What is said above all sections.
fn top(report: &View<'_>, gathered: &ReportContent<'_>, lang: Lang) -> PageTop {
    let mut facts = vec![(word("日期", "Date", lang), day_in_words(report.today, lang))];
    let client = gathered.only_client();
    if let Some(client) = client {
        facts.push((word("客户", "Client", lang), client.to_owned()));
    }
    facts.push((word("范围", "Scope", lang), gathered.scope(report, lang)));
    let cut = report.cut.map(|cut| words::cut(cut, report.summary.sites).get(lang).to_owned());
    PageTop {
        title: TITLE.get(lang).to_owned(),
        subject: gathered.only().map(|site| site.name.clone()).unwrap_or_default(),
        facts,
        notes: cut.into_iter().collect(),
    }
}

/// The title of a rule, as a heading; of a rule that is not known its id.
fn title(id: &str, style: &Style<'_>) -> String {
    let Some(rule) = style.rule(id) else { return id.to_owned() };
    let mut chars = rule.title.get(style.lang).chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// By what a page was made.
pub(super) fn made_by(lang: Lang) -> String {
    let Tool { name, version } = Tool::default();
    match lang {
        Lang::Zh => format!("由 {name} {version} 生成"),
        Lang::En => format!("Made by {name} {version}"),
    }
}

fn made(report: &View<'_>, lang: Lang) -> String {
    let (by, at) = (made_by(lang), report.started_at);
    match lang {
        Lang::Zh => format!("{by}，检查开始于 {at}"),
        Lang::En => format!("{by}; the audit began at {at}"),
    }
}

#[cfg(test)]
mod tests;
