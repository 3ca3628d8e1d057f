//! The report for people at a terminal. Text from pages is escaped; what colour says, words say too.

pub(super) mod columns;
mod opened;
pub(super) mod paint;
mod portfolio;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use anstyle::{AnsiColor, Style as Paint};

use crate::domain::basis::Basis;
use crate::domain::lang::{Lang, Text, counted};
use crate::rules::{Rule, Severity};

use super::escape;
use super::format::Format;
use super::groups::{self, Case, Group};
use super::model::{SiteReport, Status, Summary};
use super::view::View;
use super::{Detail, Style, words};
use paint::{severity_paint, status_paint};

/// How many pages of a fault are listed unless all are asked for.
const FEW_PAGES: usize = 3;
/// At most this many different cases of a rule's fault are listed, unless all are asked for.
const FEW_CASES: usize = 4;
/// How much evidence is shown, in characters.
const EVIDENCE: usize = 200;

/// The format's entry.
pub static FORMAT: Format =
    Format { name: "text", endings: &["txt"], streams: false, is_text: true, write };

/// Writes the report.
pub fn write(report: &View<'_>, style: &Style<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut printer = Printer { style, out, blank: true, history: PrintedParts::default() };
    if let Some(cut) = report.cut {
        let text = words::cut(cut, report.summary.sites);
        let text = printer.paint(status_paint(Status::Fail).bold(), text.get(style.lang));
        printer.line(0, &text)?;
        printer.gap()?;
    }
    let many = report.summary.sites > 1;
    if many {
        printer.portfolio(report.sites)?;
    }
    let mut counts = Counts::default();
    report.sites.each(&mut |site| {
        counts.add(site);
        if !many || style.detail == Detail::Full || worth_telling(site) {
            printer.site(site)?;
        }
        Ok(())
    })?;
    printer.summary(&report.summary, &counts)
}

/// Findings by severity.
#[derive(Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
}

impl Counts {
    fn add(&mut self, site: &SiteReport) {
        for finding in &site.findings {
            *match finding.severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Info => &mut self.infos,
            } += 1;
        }
    }
}

/// Whether a site of a portfolio needs more than its row in the table.
fn worth_telling(site: &SiteReport) -> bool {
    site.status != Status::Pass
        || !site.findings.is_empty()
        || !site.reviews.is_empty()
        || !site.clocks.is_empty()
}

struct Printer<'a> {
    style: &'a Style<'a>,
    out: &'a mut dyn io::Write,
    /// The last line was blank.
    blank: bool,
    history: PrintedParts,
}

/// What was printed in this report already and is not repeated.
#[derive(Default)]
struct PrintedParts {
    /// Rules whose reason and law were printed.
    rules: BTreeSet<String>,
    /// Laws that were named in full.
    laws: BTreeSet<&'static str>,
    /// Fixes of this site that were printed, each with its rule.
    fixes: BTreeMap<String, String>,
}

impl Printer<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.style.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn word(&self, text: &Text) -> String {
        text.get(self.style.lang).to_owned()
    }

    /// The text in a colour, where colours may be used. The text must be escaped already.
    fn paint(&self, paint: Paint, text: &str) -> String {
        if self.style.colour { format!("{paint}{text}{paint:#}") } else { text.to_owned() }
    }

    fn line(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.blank = false;
        writeln!(self.out, "{:indent$}{text}", "")
    }

    /// A row of a table: cut at the edge of a terminal that is too narrow for it, unless all is asked for.
    fn row_line(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let narrow = self.style.width < super::WIDTH && self.style.detail != Detail::Full;
        if narrow {
            let text = columns::cut(text, self.style.width.saturating_sub(indent));
            return self.line(indent, &text);
        }
        self.line(indent, text)
    }

    /// Prose in lines of a readable width, behind a label that is out to the left.
    fn prose(&mut self, indent: usize, label: &str, text: &str) -> io::Result<()> {
        let hang = columns::width(label);
        let lines = columns::wrap(text, self.style.width.saturating_sub(indent + hang));
        for (index, line) in lines.iter().enumerate() {
            let label = if index == 0 { label.to_owned() } else { " ".repeat(hang) };
            self.line(indent, &format!("{label}{line}"))?;
        }
        Ok(())
    }

    /// A blank line, unless there is one already.
    fn gap(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.blank, true) { Ok(()) } else { writeln!(self.out) }
    }

    fn site(&mut self, site: &SiteReport) -> io::Result<()> {
        self.history.fixes.clear();
        self.heading(site)?;
        let groups = groups::by_rule(&site.findings);
        let reviews = groups::by_rule(&site.reviews);
        for group in &groups {
            self.group(group, site, false)?;
        }
        for group in &reviews {
            self.group(group, site, true)?;
        }
        if self.style.detail == Detail::Full {
            self.accepted(site)?;
        }
        if self.style.detail > Detail::Brief {
            self.seen(site)?;
            self.opened(site)?;
            self.clocks(site)?;
            self.not_judged(site)?;
        }
        self.gap()
    }

    fn heading(&mut self, site: &SiteReport) -> io::Result<()> {
        let word = words::verdict(site, self.style.lang);
        let status = self.paint(
            status_paint(site.status).bold(),
            &format!("{} {word}", words::sign(site.status)),
        );
        let mut target = escape::line(&site.target).into_owned();
        if let Some(end) = &site.final_url
            && site.home.as_ref() != Some(end)
        {
            target = format!("{target} → {}", escape::line(end));
        }
        let target = self.paint(Paint::new().bold(), &target);
        let pages = self.pages_read(site);
        self.line(0, &format!("{status}  {target}  {pages}"))
    }

    fn pages_read(&self, site: &SiteReport) -> String {
        let (read, found) = (site.pages_checked, site.pages_found);
        match (self.style.lang, read < found) {
            (Lang::Zh, false) => format!("已检查 {read} 页"),
            (Lang::Zh, true) => format!("已检查 {read} 页，共发现 {found} 页"),
            (Lang::En, false) => {
                words::pages(usize::try_from(read).unwrap_or(0), Lang::En) + " checked"
            }
            (Lang::En, true) => format!("{read} of {found} pages checked"),
        }
    }

    /// One rule's faults: title, cases with pages and fix, reason, law.
    fn group(&mut self, group: &Group<'_>, site: &SiteReport, review: bool) -> io::Result<()> {
        let lang = self.style.lang;
        let rule = self.style.rule(group.rule);
        let (paint, label) = if review {
            (AnsiColor::Magenta.on_default(), Text::fixed("复核", "review"))
        } else {
            (severity_paint(group.severity), words::severity(group.severity))
        };
        let label = self.paint(paint.bold(), label.get(lang));
        let title = rule.map_or("", |rule| rule.title.get(lang));
        let pages = if site.pages_checked > 1 {
            format!("  ({})", words::pages(group.pages, lang))
        } else {
            String::new()
        };
        let head = format!("{label} {}  {title}{pages}", escape::line(group.rule));
        self.line(2, head.trim_end())?;
        if self.style.detail == Detail::Brief {
            return Ok(());
        }
        let limit = if self.style.detail == Detail::Full { usize::MAX } else { FEW_CASES };
        for (index, case) in group.cases.iter().take(limit).enumerate() {
            let before = index.checked_sub(1).and_then(|before| group.cases.get(before));
            let message = Some(case.message).filter(|message| *message != title);
            self.case(case, message)?;
            if before.is_none_or(|before| before.fix != case.fix) {
                self.fix(case.fix, group.rule)?;
            }
        }
        if group.cases.len() > limit {
            let more = group.cases.len() - limit;
            let text = match lang {
                Lang::Zh => format!("另有 {more} 处类似问题（加 -v 全部列出）"),
                Lang::En => {
                    format!("and {} like these (-v lists all)", counted(more, "case"))
                }
            };
            self.line(4, &text)?;
        }
        self.reason(group, rule)?;
        self.gap()
    }

    /// Why, and by which law: once a rule, however many sites break it.
    fn reason(&mut self, group: &Group<'_>, rule: Option<&'static Rule>) -> io::Result<()> {
        if !self.history.rules.insert(group.rule.to_owned()) {
            return Ok(());
        }
        let law = match rule {
            Some(rule) => {
                let label = self.say("原因：", "why: ");
                self.prose(4, label, rule.why.get(self.style.lang))?;
                self.law(rule.basis)
            }
            None => group.reference.to_owned(),
        };
        if !law.is_empty() {
            let label = self.say("依据：", "law: ");
            self.prose(4, label, &escape::line(&law))?;
        }
        Ok(())
    }

    /// The laws with their articles; the edition of each is named the first time.
    fn law(&mut self, bases: &'static [Basis]) -> String {
        let lang = self.style.lang;
        let laws = &mut self.history.laws;
        let cited = Basis::cite_again(bases, lang, |basis| laws.contains(basis.law.get(lang)));
        laws.extend(bases.iter().map(|basis| basis.law.get(lang)));
        cited
    }

    fn case(&mut self, case: &Case<'_>, message: Option<&str>) -> io::Result<()> {
        if let Some(message) = message {
            self.prose(4, "", &escape::line(message))?;
        }
        if !case.evidence.is_empty() && !case.message.contains(case.evidence) {
            let label = self.say("看到：", "seen: ");
            let evidence = self.evidence(case.evidence);
            self.line(6, &format!("{label}{evidence}"))?;
        }
        self.places(&case.places)
    }

    /// How to fix it; a fix that another rule of this site printed already is referred to.
    fn fix(&mut self, fix: &str, rule: &str) -> io::Result<()> {
        if fix.is_empty() {
            return Ok(());
        }
        let first = self.history.fixes.entry(fix.to_owned()).or_insert_with(|| rule.to_owned());
        if first != rule {
            let first = escape::line(first).into_owned();
            let label = self.say("修改：同", "fix: as for");
            return self.line(6, &format!("{label} {first}"));
        }
        self.line(6, self.say("修改：", "fix:"))?;
        for line in escape::lines(fix).lines() {
            let line = self.paint(AnsiColor::Green.on_default(), line);
            self.line(8, &line)?;
        }
        Ok(())
    }

    fn evidence(&self, evidence: &str) -> String {
        let mut chars = evidence.chars();
        let mut shown: String = chars.by_ref().take(EVIDENCE).collect();
        if chars.next().is_some() {
            if self.style.detail == Detail::Full {
                evidence.clone_into(&mut shown);
            } else {
                shown.push('…');
            }
        }
        escape::line(&shown).into_owned()
    }

    fn places(&mut self, places: &[(&str, Option<u32>)]) -> io::Result<()> {
        let limit = if self.style.detail == Detail::Full { usize::MAX } else { FEW_PAGES };
        let label = self.say("页面：", "page: ");
        for (page, line) in places.iter().take(limit) {
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            self.line(6, &format!("{label}{}{line}", escape::line(page)))?;
        }
        let more = places.len().saturating_sub(limit);
        if more > 0 {
            let text = match self.style.lang {
                Lang::Zh => format!("另有 {more} 页（加 -v 全部列出）"),
                Lang::En => format!("and {} more (-v lists all)", counted(more, "page")),
            };
            self.line(6, &text)?;
        }
        Ok(())
    }

    fn summary(&mut self, summary: &Summary, counts: &Counts) -> io::Result<()> {
        let Counts { errors, warnings, infos } = counts;
        let (stop, findings) = match self.style.lang {
            Lang::Zh => ("；", format!("错误 {errors}，警告 {warnings}，提示 {infos}")),
            Lang::En => (
                "; ",
                format!(
                    "{}, {}, {infos} info",
                    counted(*errors, "error"),
                    counted(*warnings, "warning")
                ),
            ),
        };
        let text = match (summary.sites, summary.reviews, self.style.lang) {
            (1, 0, _) => findings,
            (1, _, Lang::Zh) => findings + "，需要复核",
            (1, _, Lang::En) => findings + ", to be reviewed",
            _ => words::totals(summary, self.style.lang) + stop + &findings,
        };
        let known = words::accepted(summary.accepted, self.style.lang);
        let known = known.map(|known| format!("{stop}{known}")).unwrap_or_default();
        self.line(0, &(text + &known))
    }
}

#[cfg(test)]
mod tests;
