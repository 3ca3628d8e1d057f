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
    writeln!(out, "# {}：{}\n", say(&words::TITLE), esc(subject))?;
    let status = common::status(report.status);
    writeln!(
        out,
        "**{} {}** · {} · {}",
        common::sign(report.status),
        say(&status),
        report.today,
        words::counts(&report.summary, lang)
    )?;
    entries(&say(&words::MEND), &report.findings, lang, out)?;
    entries(&say(&words::REVIEW), &report.reviews, lang, out)?;
    if !report.decisions.is_empty() {
        writeln!(out, "\n## {}\n", say(&words::DECISIONS))?;
        for it in &report.decisions {
            writeln!(out, "- **{}**：{}", esc(&it.question), esc(&it.answer))?;
            writeln!(
                out,
                "  {}{}（{}，{}）",
                say(&words::REASON),
                esc(&it.reason),
                esc(&it.source),
                it.as_of
            )?;
        }
    }
    if !report.papers.is_empty() {
        writeln!(out, "\n## {}\n", say(&words::PAPERS))?;
        for it in &report.papers {
            let maybe = if it.maybe { say(&words::MAYBE) } else { String::new() };
            writeln!(out, "- [ ] {}：{}{maybe}。{}", esc(&it.of), esc(&it.paper), esc(&it.shows))?;
        }
    }
    plan(report, lang, out)?;
    for note in &report.notes {
        writeln!(out, "\n> {}", esc(note))?;
    }
    Ok(())
}

fn entries(title: &str, entries: &[Entry], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {title}\n")?;
    for it in entries {
        let severity = common::severity(it.severity);
        writeln!(out, "- **{}** `{}` {}", severity.get(lang), it.rule, esc(&it.title))?;
        writeln!(out, "  {} {}", esc(&words::place(it, lang)), esc(&it.message))?;
        writeln!(out, "  {}{}（{}）", words::FIX.get(lang), esc(&it.fix), esc(&it.reference))?;
    }
    Ok(())
}

fn plan(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if report.plan.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", words::PLAN.get(lang))?;
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
