//! The report in Markdown, for issues and documents.

use std::io::{self, Write};

use crate::domain::lang::{Lang, Text};
use crate::report::{escape, words as common};

use super::model::{Entry, PreflightReport};
use super::words;

/// Writes the report.
pub fn write(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let say = |text: &Text| text.get(lang).to_owned();
    let subject = report.subject.as_deref().unwrap_or(&report.file);
    writeln!(out, "# {}{}{}\n", say(&words::TITLE), words::colon(lang), esc(subject))?;
    let status = common::status(report.status);
    writeln!(
        out,
        "**{} {}** · {} · {}",
        common::sign(report.status),
        say(&status),
        report.today,
        words::counts(&report.summary, report.questions().len(), lang)
    )?;
    entries(&say(&words::MEND), &report.findings.iter().collect::<Vec<_>>(), lang, out)?;
    entries(&say(&words::REVIEW), &report.questions(), lang, out)?;
    unsaid(report, lang, out)?;
    if !report.decisions.is_empty() {
        writeln!(out, "\n## {}\n", say(&words::DECISIONS))?;
        for it in &report.decisions {
            writeln!(out, "- **{}**{}{}", esc(&it.question), words::colon(lang), esc(&it.answer))?;
            writeln!(
                out,
                "  {}{}{}",
                say(&words::REASON),
                esc(&it.reason),
                words::in_brackets(&esc(&it.source), &it.as_of, lang)
            )?;
        }
    }
    if !report.papers.is_empty() {
        writeln!(out, "\n## {}\n", say(&words::PAPERS))?;
        for it in &report.papers {
            let maybe = if it.maybe { say(&words::MAYBE) } else { String::new() };
            let (colon, end) = (words::colon(lang), words::full_stop(lang));
            let (of, paper, shows) = (esc(&it.of), esc(&it.paper), esc(&it.shows));
            writeln!(out, "- [ ] {of}{colon}{paper}{maybe}{end}{shows}")?;
        }
    }
    plan(report, lang, out)?;
    for note in &report.notes {
        writeln!(out, "\n> {}", esc(note))?;
    }
    Ok(())
}

fn entries(title: &str, entries: &[&Entry], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {title}\n")?;
    for it in entries {
        let severity = common::severity(it.severity);
        writeln!(out, "- **{}** `{}` {}", severity.get(lang), it.rule, esc(&it.title))?;
        writeln!(out, "  {} {}", esc(&words::place(it, lang)), esc(&it.message))?;
        let reference = words::in_brackets(&esc(&it.reference), "", lang);
        writeln!(out, "  {}{}{reference}", words::FIX.get(lang), esc(&it.fix))?;
    }
    Ok(())
}

/// What is to be filled in.
fn unsaid(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let tables = report.unsaid();
    if tables.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", words::UNSAID.get(lang))?;
    for table in &tables {
        let place = esc(&words::unsaid_place(table, lang));
        writeln!(out, "- [ ] {place}{}{}", words::colon(lang), esc(&words::unsaid(table, lang)))?;
    }
    Ok(())
}

fn plan(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if report.plan.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", words::PLAN.get(lang))?;
    if report.has_errors_first() {
        writeln!(out, "{}\n", words::ERRORS_FIRST.get(lang))?;
    }
    writeln!(out, "| {} |\n|---|---|---|---|", words::plan_columns(lang).join(" | "))?;
    for step in &report.plan {
        writeln!(out, "| {} | {} |", esc(&step.label), words::days(step, lang).join(" | "))?;
    }
    Ok(())
}

/// Text in which Markdown sees no markup.
fn esc(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in escape::line(text).chars() {
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            safe.push('\\');
        }
        safe.push(char);
    }
    safe
}
