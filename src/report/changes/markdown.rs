//! The comparison in Markdown, for a merge request or a message: a table of the sites that changed, then each of them.

use std::io::{self, Write};

use crate::changes::{ChangedFinding, ChangesTable, SiteChanges};
use crate::domain::lang::{Lang, Text};
use crate::report::{Style, escape};

use super::format::Format;
use super::words;

/// How many pages of a rule are listed.
const PAGES: usize = 10;

/// The format's entry.
pub(super) static FORMAT: Format = Format { name: "markdown", write };

/// Writes the comparison.
fn write(table: &ChangesTable, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    writeln!(out, "# {}\n", escape::markdown(&words::title(&table.from, &table.to, lang)))?;
    for text in [&table.from, &table.to].into_iter().filter_map(words::incomplete) {
        writeln!(out, "**! {}**\n", escape::markdown(text.get(lang)))?;
    }
    writeln!(out, "{}", escape::markdown(&words::totals(&table.totals, lang)))?;
    let changed: Vec<&SiteChanges> = table.sites.iter().filter(|site| site.is_changed()).collect();
    if changed.is_empty() {
        return writeln!(out, "\n{}", words::NOTHING.get(lang));
    }
    let heads = match lang {
        Lang::Zh => ["站点", "客户", "新问题", "已修复", "仍存在", "备注"],
        Lang::En => ["site", "client", "new", "mended", "still open", "remarks"],
    };
    writeln!(out, "\n| {} |\n|---|---|--:|--:|--:|---|", heads.join(" | "))?;
    for site in &changed {
        let findings = &site.findings;
        let state = words::state(site).map(|state| state.get(lang).to_owned()).unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            escape::markdown(&site.site),
            escape::markdown(site.client.as_deref().unwrap_or_default()),
            findings.new.len(),
            findings.mended.len(),
            findings.open.len(),
            escape::markdown(&state),
        )?;
    }
    for site in changed {
        write_site(site, style, out)?;
    }
    Ok(())
}

fn write_site(site: &SiteChanges, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = &site.findings;
    if findings.new.is_empty() && findings.mended.is_empty() && site.numbers.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", escape::markdown(&site.site))?;
    list(&words::NEW, &findings.new, style, out)?;
    list(&words::MENDED, &findings.mended, style, out)?;
    for change in &site.numbers {
        writeln!(out, "- {}", escape::markdown(super::number_change(change).get(style.lang)))?;
    }
    Ok(())
}

fn list(
    label: &Text,
    list: &[ChangedFinding],
    style: &Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = style.lang;
    for (finding, pages) in words::by_rule(list) {
        let title = style.rule(&finding.rule).map_or("", |rule| rule.title.get(lang));
        let (severity, rule) = (words::severity(finding, lang), escape::markdown(&finding.rule));
        let line = format!(
            "- **{}** {} {rule} {}",
            label.get(lang),
            escape::markdown(&severity),
            escape::markdown(title)
        );
        writeln!(out, "{}", line.trim_end())?;
        for page in pages.iter().take(PAGES) {
            writeln!(out, "  - {}", escape::markdown(page))?;
        }
        if pages.len() > PAGES {
            let more = pages.len() - PAGES;
            let text = match lang {
                Lang::Zh => format!("另有 {more} 页"),
                Lang::En => format!("and {more} more"),
            };
            writeln!(out, "  - {text}")?;
        }
    }
    Ok(())
}
