//! The comparison for people at a terminal: the sites that changed. What colour says, signs and words say too.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};

use crate::changes::{ChangedFinding, ChangesTable, SiteChanges, SiteState};
use crate::domain::lang::{Lang, Text};
use crate::report::text::columns::wrap;
use crate::report::{Detail, Style, escape};

use super::format::Format;
use super::words;

/// How many pages of a rule are listed unless all are asked for.
const PAGES: usize = 3;
/// How many sites that were not audited again are listed unless all are asked for.
const GONE: usize = 10;

/// The format's entry.
pub(super) static FORMAT: Format = Format { name: "text", write };

/// Writes the comparison.
fn write(table: &ChangesTable, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer { style, out };
    let title = escape::line(&words::title(&table.from, &table.to, style.lang)).into_owned();
    printer.prose(0, &printer.paint(Paint::new().bold(), &title))?;
    for text in [&table.from, &table.to].into_iter().filter_map(words::incomplete) {
        printer.prose(0, &format!("! {}", escape::line(text.get(style.lang))))?;
    }
    let full = style.detail == Detail::Full;
    let (gone, others): (Vec<_>, Vec<_>) =
        table.sites.iter().partition(|site| site.state == SiteState::Gone);
    let mut any = false;
    for site in others.into_iter().filter(|site| full || site.is_changed()) {
        printer.site(site)?;
        any = true;
    }
    printer.gone(&gone)?;
    if !any && gone.is_empty() {
        writeln!(printer.out, "\n{}", words::NOTHING.get(style.lang))?;
    }
    writeln!(printer.out)?;
    printer.prose(0, &words::totals(&table.totals, style.lang))
}

struct Printer<'a> {
    style: &'a Style<'a>,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn paint(&self, paint: Paint, text: &str) -> String {
        if self.style.colour { format!("{paint}{text}{paint:#}") } else { text.to_owned() }
    }

    fn prose(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in wrap(text, self.style.width.saturating_sub(indent)) {
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn site(&mut self, site: &SiteChanges) -> io::Result<()> {
        let lang = self.style.lang;
        let name = self.paint(Paint::new().bold(), &escape::line(&site.site));
        let target = Some(&site.target).filter(|target| **target != site.site);
        let target = target.map(|target| escape::line(target).into_owned());
        let client = site.client.as_ref().map(|client| format!("[{}]", escape::line(client)));
        let state = words::state(site).map(|state| state.get(lang).to_owned());
        let head: Vec<String> = [Some(name), target, client, state].into_iter().flatten().collect();
        writeln!(self.out, "\n{}", head.join("  "))?;
        let full = self.style.detail == Detail::Full;
        let findings = &site.findings;
        self.list('+', &words::NEW, AnsiColor::Red.on_default(), &findings.new)?;
        self.list('-', &words::MENDED, AnsiColor::Green.on_default(), &findings.mended)?;
        for change in &site.numbers {
            let text = super::number_change(change);
            let sign = self.paint(AnsiColor::Yellow.on_default(), "~");
            writeln!(self.out, "  {sign} {}", escape::line(text.get(lang)))?;
        }
        if full {
            self.list('=', &words::OPEN, Effects::DIMMED.into(), &findings.open)?;
            return self.list('?', &words::UNREAD, Effects::DIMMED.into(), &findings.unread);
        }
        for (label, list) in [(&words::OPEN, &findings.open), (&words::UNREAD, &findings.unread)] {
            if !list.is_empty() {
                let count = match lang {
                    Lang::Zh => format!("{}：{} 处", label.zh, list.len()),
                    Lang::En => format!("{}: {}", label.en, list.len()),
                };
                writeln!(self.out, "    {count}")?;
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        sign: char,
        label: &Text,
        paint: Paint,
        list: &[ChangedFinding],
    ) -> io::Result<()> {
        let lang = self.style.lang;
        let most = if self.style.detail == Detail::Full { usize::MAX } else { PAGES };
        for (finding, pages) in words::by_rule(list) {
            let head = format!("{sign} {}", label.get(lang));
            let head = self.paint(paint, &head);
            let title = self.style.rule(&finding.rule).map_or("", |rule| rule.title.get(lang));
            let (severity, rule) = (words::severity(finding, lang), escape::line(&finding.rule));
            let line = format!("  {head} {}  {rule}  {title}", escape::line(&severity));
            writeln!(self.out, "{}", line.trim_end())?;
            if self.style.detail == Detail::Brief {
                continue;
            }
            for page in pages.iter().take(most) {
                writeln!(self.out, "      {}", escape::line(page))?;
            }
            if pages.len() > most {
                let more = pages.len() - most;
                let text = match lang {
                    Lang::Zh => format!("另有 {more} 页（加 -v 全部列出）"),
                    Lang::En => format!("and {more} more (-v lists all)"),
                };
                writeln!(self.out, "      {text}")?;
            }
        }
        Ok(())
    }

    /// Sites without a later audit, one a line.
    fn gone(&mut self, gone: &[&SiteChanges]) -> io::Result<()> {
        let lang = self.style.lang;
        let most = if self.style.detail == Detail::Full { usize::MAX } else { GONE };
        if !gone.is_empty() {
            writeln!(self.out)?;
        }
        for site in gone.iter().take(most) {
            let state = words::state(site).unwrap_or_else(|| Text::fixed("", ""));
            writeln!(self.out, "{}  {}", escape::line(&site.site), state.get(lang))?;
        }
        if gone.len() > most {
            let more = gone.len() - most;
            let text = match lang {
                Lang::Zh => format!("另有 {more} 个站点没有再检查（加 -v 全部列出）"),
                Lang::En => format!("and {more} more sites not audited again (-v lists all)"),
            };
            writeln!(self.out, "{text}")?;
        }
        Ok(())
    }
}
