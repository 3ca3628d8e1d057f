//! The report for people at a terminal: what to correct first, then what a person must look at, decisions, papers, plan.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Paint};
use unicode_width::UnicodeWidthStr as _;

use crate::domain::lang::Text;
use crate::report::text::columns::{align, wrap};
use crate::report::text::paint::{severity_paint, status_paint};
use crate::report::{Detail, Style, escape, words as common};
use crate::rules::Severity;

use super::model::{Entry, PreflightReport};
use super::words;

/// The narrowest width at which lines are still wrapped.
const NARROWEST: usize = 40;

/// Writes the report.
pub fn write(report: &PreflightReport, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer { style, out };
    printer.head(report)?;
    printer.entries(&words::MEND, &report.findings.iter().collect::<Vec<_>>(), false)?;
    printer.entries(&words::REVIEW, &report.questions(), true)?;
    printer.unsaid(report)?;
    if style.detail != Detail::Brief {
        printer.decisions(report)?;
        printer.papers(report)?;
    }
    printer.plan(report)?;
    printer.notes(report)
}

struct Printer<'a> {
    style: &'a Style<'a>,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.style.lang)
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        common::word(zh, en, self.style.lang)
    }

    fn paint(&self, paint: Paint, text: &str) -> String {
        if self.style.colour { format!("{paint}{text}{paint:#}") } else { text.to_owned() }
    }

    /// Text in lines of the terminal's width, indented.
    fn wrapped(&mut self, indent: usize, hanging: usize, text: &str) -> io::Result<()> {
        let width = self.style.width.saturating_sub(indent + hanging).max(NARROWEST);
        for (at, line) in wrap(&escape::line(text), width).iter().enumerate() {
            let indent = if at == 0 { indent } else { indent + hanging };
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// A coloured word and a text after it, in lines of the terminal's width.
    fn headed(&mut self, paint: Paint, indent: usize, word: &str, text: &str) -> io::Result<()> {
        let width = self.style.width.saturating_sub(indent + 2).max(NARROWEST);
        let lines = wrap(&escape::line(&format!("{word}{text}")), width);
        for (at, line) in lines.iter().enumerate() {
            match line.strip_prefix(word).filter(|_| at == 0) {
                Some(rest) => {
                    writeln!(self.out, "{:indent$}{}{rest}", "", self.paint(paint, word))?;
                }
                None => {
                    writeln!(self.out, "{:1$}{line}", "", indent + if at == 0 { 0 } else { 2 })?;
                }
            }
        }
        Ok(())
    }

    fn title(&mut self, text: &Text) -> io::Result<()> {
        let title = self.paint(Paint::new().bold(), self.say(text));
        writeln!(self.out, "\n{title}")
    }

    fn head(&mut self, report: &PreflightReport) -> io::Result<()> {
        let lang = self.style.lang;
        let paint = status_paint(report.status).bold();
        let status =
            format!("{} {}", common::sign(report.status), common::status(report.status).get(lang));
        let subject = report.subject.as_deref().map(|name| format!(" · {name}"));
        let subject = subject.unwrap_or_default();
        let rest = format!("  {}{subject} · {}", report.file, report.today);
        self.headed(paint, 0, &status, &rest)?;
        self.wrapped(2, 0, &words::counts(&report.summary, report.questions().len(), lang))
    }

    /// Findings or reviews, those of one rule together.
    fn entries(&mut self, title: &Text, entries: &[&Entry], review: bool) -> io::Result<()> {
        if entries.is_empty() {
            return if review { Ok(()) } else { self.wrapped(2, 0, self.say(&words::NOTHING)) };
        }
        self.title(title)?;
        let mut rules: Vec<(&str, Severity)> = Vec::new();
        let mut groups: BTreeMap<(&str, Severity), Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            let key = (entry.rule.as_str(), entry.severity);
            if !groups.contains_key(&key) {
                rules.push(key);
            }
            groups.entry(key).or_default().push(entry);
        }
        for key in rules {
            let group = groups.get(&key).map(Vec::as_slice).unwrap_or_default();
            self.group(key.1, group, review)?;
        }
        Ok(())
    }

    fn group(&mut self, severity: Severity, entries: &[&Entry], review: bool) -> io::Result<()> {
        let Some(first) = entries.first() else { return Ok(()) };
        let lang = self.style.lang;
        let (paint, label) = if review {
            (AnsiColor::Magenta.on_default(), "?".to_owned())
        } else {
            (severity_paint(severity), common::severity(severity).get(lang).to_owned())
        };
        self.headed(paint.bold(), 2, &label, &format!(" {}", first.title))?;
        for entry in entries {
            let place = words::place(entry, lang);
            let joint = if place.is_empty() { "" } else { self.pick("：", ": ") };
            self.wrapped(4, 2, &format!("{place}{joint}{}", entry.message))?;
        }
        if self.style.detail == Detail::Brief {
            return Ok(());
        }
        let mut fixes: Vec<&str> = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.fix.is_empty()) {
            if !fixes.contains(&entry.fix.as_str()) {
                fixes.push(&entry.fix);
            }
        }
        // what a person has to look at needs no general advice, but where it is all the same
        for fix in fixes.iter().take(if review { 1 } else { usize::MAX }) {
            self.wrapped(4, 2, &format!("{}{fix}", self.say(&words::FIX)))?;
        }
        if self.style.detail == Detail::Full || !review {
            let open = self.pick("（", " (");
            let close = self.pick("）", ")");
            let line = format!(
                "{}{}{open}{}{close}",
                self.say(&words::SOURCE),
                first.reference,
                first.rule
            );
            self.wrapped(4, 2, &line)?;
        }
        Ok(())
    }

    /// What is to be filled in.
    fn unsaid(&mut self, report: &PreflightReport) -> io::Result<()> {
        let (tables, lang) = (report.unsaid(), self.style.lang);
        if tables.is_empty() {
            return Ok(());
        }
        self.title(&words::UNSAID)?;
        let joint = self.pick("：", ": ");
        for table in &tables {
            let (place, keys) = (words::unsaid_place(table, lang), words::unsaid(table, lang));
            self.wrapped(2, 2, &format!("{place}{joint}{keys}"))?;
        }
        if self.style.detail == Detail::Brief {
            return Ok(());
        }
        self.wrapped(2, 2, self.say(&words::FILL_IN))
    }

    fn decisions(&mut self, report: &PreflightReport) -> io::Result<()> {
        if report.decisions.is_empty() {
            return Ok(());
        }
        self.title(&words::DECISIONS)?;
        let joint = self.pick("：", ": ");
        for decision in &report.decisions {
            self.wrapped(2, 2, &format!("{}{joint}{}", decision.question, decision.answer))?;
            self.wrapped(4, 2, &format!("{}{}", self.say(&words::REASON), decision.reason))?;
            let comma = self.pick("，", ", ");
            let (word, source) = (self.say(&words::SOURCE), &decision.source);
            self.wrapped(4, 2, &format!("{word}{source}{comma}{}", decision.as_of))?;
        }
        Ok(())
    }

    fn papers(&mut self, report: &PreflightReport) -> io::Result<()> {
        if report.papers.is_empty() {
            return Ok(());
        }
        self.title(&words::PAPERS)?;
        let mut of = None;
        for paper in &report.papers {
            if of != Some(&paper.of) {
                self.wrapped(2, 2, &paper.of)?;
                of = Some(&paper.of);
            }
            let maybe = if paper.maybe { self.say(&words::MAYBE) } else { "" };
            self.wrapped(4, 4, &format!("[ ] {}{maybe}", paper.paper))?;
            self.wrapped(8, 0, &paper.shows)?;
        }
        Ok(())
    }

    fn plan(&mut self, report: &PreflightReport) -> io::Result<()> {
        if report.plan.is_empty() {
            return Ok(());
        }
        self.title(&words::PLAN)?;
        let lang = self.style.lang;
        let mut rows = vec![words::plan_columns(lang).map(str::to_owned)];
        for step in &report.plan {
            let [a, b, c] = words::days(step, lang);
            rows.push([step.label.clone(), a, b, c]);
        }
        let table = align(&rows);
        if table.iter().all(|row| row.width() + 2 <= self.style.width.max(NARROWEST)) {
            for row in table {
                writeln!(self.out, "  {}", escape::line(&row))?;
            }
        } else {
            self.plan_in_lines(&rows)?;
        }
        if report.has_errors_first() {
            self.wrapped(2, 0, self.say(&words::ERRORS_FIRST))?;
        }
        if report.plan.iter().any(|step| !step.announced && !step.done) {
            self.wrapped(2, 0, self.say(&words::MAY_BE_LATER))?;
        }
        if self.style.detail != Detail::Brief {
            let joint = self.pick("：", ": ");
            // what is over needs no advice
            for step in report.plan.iter().filter(|step| !step.note.is_empty() && !step.done) {
                self.wrapped(2, 2, &format!("· {}{joint}{}", step.label, step.note))?;
            }
        }
        Ok(())
    }

    /// The plan where the table does not fit: each step, and its days below it.
    fn plan_in_lines(&mut self, rows: &[[String; 4]]) -> io::Result<()> {
        let Some(([_, heads @ ..], steps)) = rows.split_first() else { return Ok(()) };
        for [label, days @ ..] in steps {
            self.wrapped(2, 2, label)?;
            let said = heads.iter().zip(days).filter(|(_, day)| !day.is_empty());
            let days: Vec<String> = said.map(|(head, day)| format!("{head} {day}")).collect();
            self.wrapped(4, 2, &days.join(self.pick("，", ", ")))?;
        }
        Ok(())
    }

    fn notes(&mut self, report: &PreflightReport) -> io::Result<()> {
        if report.notes.is_empty() {
            return Ok(());
        }
        self.title(&words::NOTES)?;
        report.notes.iter().try_for_each(|note| self.wrapped(2, 2, note))
    }
}
