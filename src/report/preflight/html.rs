//! The report as a self-contained page, in the frame of all reports.

use std::io::{self, Write};

use minijinja::context;
use minijinja::value::Value;

use crate::domain::date;
use crate::domain::lang::{Lang, Text};
use crate::report::html::frame::{PageFrame, PageTop, day_in_words};
use crate::report::html::made_by;
use crate::report::words::word;
use crate::report::{Style, words as common};
use crate::rules::Severity;

use super::model::{Entry, PreflightReport};
use super::words;

/// Writes the page.
pub fn write(report: &PreflightReport, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let title = words::TITLE.get(lang).to_owned();
    let frame = PageFrame::begin(&format!("{title} {}", report.today), style, out)?;
    let day = date::parse(&report.today).map(|day| day_in_words(day, lang));
    let facts = vec![
        (word("日期", "Date", lang), day.unwrap_or_else(|_| report.today.clone())),
        (word("文件", "File", lang), report.file.clone()),
    ];
    let subject = report.subject.clone().unwrap_or_default();
    frame.top(PageTop { title, subject, facts, notes: Vec::new() }, out)?;
    frame.part("preflight", values(report, lang), out)?;
    frame.end(&made_by(lang), out)
}

fn values(report: &PreflightReport, lang: Lang) -> Value {
    let say = |text: &Text| text.get(lang).to_owned();
    let status = say(&common::status(report.status));
    let counts = words::counts(&report.summary, report.questions().len(), lang);
    let unsaid = report.unsaid();
    let unsaid = unsaid.iter().map(|table| {
        context! { place => words::unsaid_place(table, lang), keys => words::unsaid(table, lang) }
    });
    let later = report.plan.iter().any(|step| !step.announced && !step.done);
    context! {
        class => report.status.name(),
        sign => common::sign(report.status),
        verdict => format!("{status}{}{counts}", words::colon(lang)),
        parts => [
            part(&words::MEND, &report.findings.iter().collect::<Vec<_>>(), false, lang),
            part(&words::REVIEW, &report.questions(), true, lang),
        ].into_iter().flatten().collect::<Vec<_>>(),
        unsaid => unsaid.collect::<Vec<Value>>(),
        fill_in => say(&words::FILL_IN),
        first => report.has_errors_first().then(|| say(&words::ERRORS_FIRST)),
        titles => context! {
            unsaid => say(&words::UNSAID),
            decisions => say(&words::DECISIONS),
            papers => say(&words::PAPERS),
            plan => say(&words::PLAN),
        },
        decisions => decisions(report),
        papers => papers(report, lang),
        heads => words::plan_columns(lang),
        plan => plan(report, lang),
        later => later.then(|| say(&words::MAY_BE_LATER)),
        remarks => report.notes.clone(),
    }
}

fn part(title: &Text, entries: &[&Entry], review: bool, lang: Lang) -> Option<Value> {
    let entry = |entry: &Entry| {
        let class = match entry.severity {
            _ if review => "review",
            Severity::Error => "severe",
            Severity::Warning => "warning",
            Severity::Info => "minor",
        };
        let label = if review {
            word("核对", "look", lang).to_owned()
        } else {
            common::severity(entry.severity).get(lang).to_owned()
        };
        context! {
            class,
            label,
            title => entry.title.as_str(),
            place => words::place(entry, lang),
            message => entry.message.as_str(),
            fix => entry.fix.as_str(),
            rule => entry.rule.as_str(),
            reference => entry.reference.as_str(),
        }
    };
    let entries: Vec<Value> = entries.iter().map(|it| entry(it)).collect();
    (!entries.is_empty()).then(|| context! { title => title.get(lang), entries })
}

fn decisions(report: &PreflightReport) -> Vec<Value> {
    let decisions = report.decisions.iter().map(|it| {
        context! {
            question => it.question.as_str(),
            answer => it.answer.as_str(),
            reason => it.reason.as_str(),
            source => it.source.as_str(),
            as_of => it.as_of.as_str(),
        }
    });
    decisions.collect()
}

fn papers(report: &PreflightReport, lang: Lang) -> Vec<Value> {
    let papers = report.papers.iter().map(|it| {
        context! {
            of => it.of.as_str(),
            paper => it.paper.as_str(),
            maybe => it.maybe.then(|| words::MAYBE.get(lang)),
            shows => it.shows.as_str(),
        }
    });
    papers.collect()
}

fn plan(report: &PreflightReport, lang: Lang) -> Vec<Value> {
    let steps = report.plan.iter().map(|step| {
        context! {
            label => step.label.as_str(),
            note => if step.done { "" } else { step.note.as_str() },
            days => words::days(step, lang),
        }
    });
    steps.collect()
}
