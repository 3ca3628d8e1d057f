//! Annotations of GitHub Actions: lines on standard output that the runner shows beside files. A step may bring ten of a
//! kind (<https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md>, read 2026-11-26; more are dropped in
//! silence), so that each rule has one, with the number of its findings; all findings are in the job summary.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::domain::lang::{Lang, Text, counted};
use crate::rules::Severity;

use super::format::Format;
use super::model::{Finding, SiteReport};
use super::places::{FilePlace, is_live};
use super::view::View;
use super::{Style, escape, words};

/// The format's entry.
pub static FORMAT: Format =
    Format { name: "github", endings: &[], streams: false, is_text: true, write };

/// Annotations of a kind in a step.
const MAX_OF_A_KIND: usize = 10;
/// Places of a rule that are named besides the first.
const MAX_PLACES: usize = 5;
/// In characters: what is read in a merge request.
const MAX_MESSAGE: usize = 2000;

/// The kind of annotation for findings of a severity.
const fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// What a rule found in the whole run.
struct RuleFaults {
    /// The gravest.
    severity: Severity,
    findings: u64,
    sites: u64,
    /// The last site with one, for the count.
    last: String,
    place: FilePlace,
    page: String,
    message: String,
    fix: String,
    more: Vec<String>,
}

/// Writes the annotations, then a line with the totals.
fn write(report: &View<'_>, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    if let Some(cut) = report.cut {
        let text = words::cut(cut, report.summary.sites);
        writeln!(out, "::warning title=beian::{}", data(text.get(lang)))?;
    }
    let mut rules: BTreeMap<String, RuleFaults> = BTreeMap::new();
    report.sites.each(&mut |site| {
        for (finding, review) in site.entries() {
            let severity = if review { Severity::Info } else { finding.severity };
            add(&mut rules, severity, site, finding, style);
        }
        Ok(())
    })?;
    let mut rules: Vec<(String, RuleFaults)> = rules.into_iter().collect();
    rules.sort_by(|(id, a), (other, b)| {
        (Reverse((a.severity, a.findings)), id).cmp(&(Reverse((b.severity, b.findings)), other))
    });
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let all: Vec<_> = rules.iter().filter(|(_, faults)| faults.severity == severity).collect();
        // the warning about a run that was cut takes a place, too
        let taken = usize::from(severity == Severity::Warning && report.cut.is_some());
        let room = MAX_OF_A_KIND - taken;
        let shown = if all.len() > room { room - 1 } else { all.len() };
        for (id, faults) in all.iter().take(shown) {
            annotation(id, faults, style, out)?;
        }
        if let Some(rest) = all.get(shown..).filter(|rest| !rest.is_empty()) {
            let ids: Vec<&str> = rest.iter().map(|(id, _)| id.as_str()).collect();
            let (name, more, ids) = (kind(severity), rest.len(), data(&ids.join(", ")));
            let text = Text::made(
                format!("另有 {more} 条规则：{ids}"),
                format!("{more} more rules: {ids}"),
            );
            writeln!(out, "::{name} title=beian::{}", text.get(lang))?;
        }
    }
    writeln!(out, "{}", words::all_totals(&report.summary, lang))
}

fn add(
    rules: &mut BTreeMap<String, RuleFaults>,
    severity: Severity,
    site: &SiteReport,
    finding: &Finding,
    style: &Style<'_>,
) {
    if let Some(known) = rules.get_mut(&*finding.rule) {
        known.severity = known.severity.max(severity);
        known.findings += 1;
        if known.last != site.target {
            known.sites += 1;
            known.last.clone_from(&site.target);
        }
        if known.more.len() < MAX_PLACES {
            known.more.push(shown_page(site, finding, style));
        }
        return;
    }
    let faults = RuleFaults {
        severity,
        findings: 1,
        sites: 1,
        last: site.target.clone(),
        place: style.places.of(site, &finding.page, finding.line),
        page: shown_page(site, finding, style),
        message: finding.message.to_string(),
        fix: finding.fix.to_string(),
        more: Vec::new(),
    };
    rules.insert(finding.rule.to_string(), faults);
}

/// A page: its address, or its file.
fn shown_page(site: &SiteReport, finding: &Finding, style: &Style<'_>) -> String {
    if is_live(site) {
        return finding.page.to_string();
    }
    style.places.of(site, &finding.page, finding.line).path
}

fn annotation(
    id: &str,
    faults: &RuleFaults,
    style: &Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = style.lang;
    let title =
        style.rule(id).map(|rule| format!(": {}", rule.title.get(lang))).unwrap_or_default();
    let RuleFaults { findings, sites, page, message, fix, more, place, .. } = faults;
    let counted = match lang {
        Lang::Zh => format!("{findings} 处，涉及 {sites} 个站点"),
        Lang::En => format!("{} on {}", counted(*findings, "finding"), counted(*sites, "site")),
    };
    let mut text = format!("{page}: {message}\n{fix}\n{counted}");
    if !more.is_empty() {
        let others = Text::fixed("其他页面：", "other pages: ");
        text = format!("{text}\n{}{}", others.get(lang), more.join(", "));
    }
    let text = escape::cut(&text, MAX_MESSAGE);
    writeln!(
        out,
        "::{} file={},line={},title={}::{}",
        kind(faults.severity),
        property(&place.path),
        place.line,
        property(&format!("{id}{title}")),
        data(&text),
    )
}

/// Text of an annotation. What would end the line or begin a command is an escape.
fn data(text: &str) -> String {
    escape::lines(text).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property of an annotation.
fn property(text: &str) -> String {
    data(&escape::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::view::Cut;
    use super::*;

    fn written(view: &View<'_>, lang: Lang) -> String {
        let mut out = Vec::new();
        write(view, &sample::style(lang), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn annotations_read_as_they_look() {
        insta::assert_snapshot!(written(&View::from(&sample::hostile()), Lang::En));
    }

    #[test]
    fn every_line_but_the_last_is_one_annotation_of_ours() {
        for text in
            [sample::HOSTILE, "::error::x\n::stop-commands::y", "##[error]x", "a\r\n::debug::b"]
        {
            let written = written(&View::from(&sample::with_text(text)), Lang::Zh);
            let lines: Vec<&str> = written.lines().collect();
            let (totals, annotations) = lines.split_last().unwrap();
            for line in annotations {
                let kinds = ["::error file=", "::warning file=", "::notice file="];
                assert!(kinds.iter().any(|kind| line.starts_with(kind)), "{line}");
                let (properties, _) = line[2..].split_once("::").unwrap();
                assert_eq!(properties.matches('=').count(), 3, "{properties}");
            }
            assert!(totals.starts_with("共 4 个站点"), "{totals}");
        }
    }

    #[test]
    fn no_kind_has_more_than_a_step_may_bring() {
        const IDS: [&str; 14] =
            ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "ra", "rb", "rc", "rd"];
        for (rules, cut, shown) in
            [(10, false, 10), (11, false, 10), (14, false, 10), (10, true, 10)]
        {
            let mut report = sample::hostile();
            report.sites.truncate(1);
            let first = report.sites[0].findings[0].clone();
            let finding = |id: &&'static str| Finding {
                rule: (*id).into(),
                severity: Severity::Warning,
                ..first.clone()
            };
            report.sites[0].findings = IDS.iter().take(rules).map(finding).collect();
            let cut = cut.then_some(Cut { interrupted: true, not_audited: 1, unfinished: 0 });
            let text = written(&View { cut, ..View::from(&report) }, Lang::En);
            let count = text.lines().filter(|line| line.starts_with("::warning ")).count();
            assert_eq!(count, shown, "{text}");
            assert!(IDS.iter().take(rules).all(|id| text.contains(id)), "{text}");
        }
    }
}
