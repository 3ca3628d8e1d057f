//! The report as a self-contained page: no script, nothing loaded from elsewhere, fit for a phone and for printing.

use std::io::{self, Write};

use crate::domain::lang::{Lang, Text};
use crate::report::escape::html as esc;
use crate::report::words as common;
use crate::rules::Severity;

use super::model::{Entry, PreflightReport};
use super::words;

/// Writes the page.
pub fn write(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let say = |text: &Text| text.get(lang).to_owned();
    let code = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let (title, css) = (say(&words::TITLE), include_str!("../html.css"));
    let subject = report.subject.as_deref().unwrap_or(&report.file);
    let status = common::status(report.status);
    write!(
        out,
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{css}</style>\n</head>\n<body>\n<h1>{title}：{}</h1>\n<p class=\"dim\">{} · {}</p>\n\
         <p><b class=\"{}\">{} {}</b> {}</p>\n",
        esc(subject),
        esc(&report.file),
        report.today,
        report.status.name(),
        common::sign(report.status),
        say(&status),
        words::counts(&report.summary, lang),
    )?;
    entries(&words::MEND, &report.findings, false, lang, out)?;
    entries(&words::REVIEW, &report.reviews, true, lang, out)?;
    decisions(report, lang, out)?;
    papers(report, lang, out)?;
    plan(report, lang, out)?;
    for note in &report.notes {
        writeln!(out, "<p class=\"dim\">{}</p>", esc(note))?;
    }
    out.write_all(b"</body>\n</html>\n")
}

fn entries(
    title: &Text,
    entries: &[Entry],
    review: bool,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>{}</h2>", title.get(lang))?;
    for entry in entries {
        let (class, label) = match entry.severity {
            _ if review => ("review", "?".to_owned()),
            Severity::Error => ("sev-error", common::severity(entry.severity).get(lang).to_owned()),
            Severity::Warning => {
                ("sev-warning", common::severity(entry.severity).get(lang).to_owned())
            }
            Severity::Info => ("dim", common::severity(entry.severity).get(lang).to_owned()),
        };
        writeln!(
            out,
            "<h3><b class=\"{class}\">{label}</b> {}</h3>\n<div class=\"case\">",
            esc(&entry.title)
        )?;
        let place = words::place(entry, lang);
        let joint = if place.is_empty() { "" } else { "<br>" };
        writeln!(out, "<span class=\"dim\">{}</span>{joint}{}", esc(&place), esc(&entry.message))?;
        if !entry.fix.is_empty() {
            writeln!(out, "<br>{}{}", words::FIX.get(lang), esc(&entry.fix))?;
        }
        writeln!(
            out,
            "<br><span class=\"dim\">{} · {}</span></div>",
            esc(&entry.rule),
            esc(&entry.reference)
        )?;
    }
    Ok(())
}

fn decisions(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if report.decisions.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>{}</h2>", words::DECISIONS.get(lang))?;
    for it in &report.decisions {
        writeln!(
            out,
            "<h3>{}</h3>\n<div class=\"case\"><b>{}</b>",
            esc(&it.question),
            esc(&it.answer)
        )?;
        writeln!(
            out,
            "<br>{}<br><span class=\"dim\">{} · {}</span></div>",
            esc(&it.reason),
            esc(&it.source),
            esc(&it.as_of)
        )?;
    }
    Ok(())
}

fn papers(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if report.papers.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>{}</h2>\n<ul>", words::PAPERS.get(lang))?;
    for it in &report.papers {
        let maybe = if it.maybe { words::MAYBE.get(lang) } else { "" };
        writeln!(
            out,
            "<li>☐ {} · <b>{}</b>{maybe}<br>{}</li>",
            esc(&it.of),
            esc(&it.paper),
            esc(&it.shows)
        )?;
    }
    out.write_all(b"</ul>\n")
}

fn plan(report: &PreflightReport, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if report.plan.is_empty() {
        return Ok(());
    }
    write!(out, "<h2>{}</h2>\n<table>\n<tr>", words::PLAN.get(lang))?;
    for head in words::plan_columns(lang) {
        write!(out, "<th>{head}</th>")?;
    }
    out.write_all(b"</tr>\n")?;
    for step in &report.plan {
        let [a, b, c] = words::days(step, lang);
        writeln!(
            out,
            "<tr><td>{}<br><span class=\"dim\">{}</span></td><td>{a}</td><td>{b}</td><td>{c}</td></tr>",
            esc(&step.label),
            esc(&step.note)
        )?;
    }
    out.write_all(b"</table>\n")?;
    if report.plan.iter().any(|step| !step.announced && !step.done) {
        writeln!(out, "<p class=\"dim\">{}</p>", words::MAY_BE_LATER.get(lang))?;
    }
    Ok(())
}
