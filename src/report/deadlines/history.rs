//! The history of a site in the ledger, as lines for a terminal.

use std::collections::BTreeMap;

use crate::changes::Comparison;
use crate::domain::lang::{Lang, Text, counted};
use crate::domain::record::EventDetails;
use crate::ledger::{Audit, Entry, History, Id, Uid};
use crate::report::escape;

use super::change as change_in_words;

/// The note on a site without a history.
pub fn nothing_note(site: &str) -> Text {
    Text::made(format!("{site}：还没有记录"), format!("{site}: nothing is recorded yet"))
}

/// Entries, then audits of the live site, then audits of folders, each with what changed since the one before. Nothing
/// in the lines can act on a terminal: names of rules, verdicts and sites may come from an import.
pub fn lines(history: &History, lang: Lang) -> Vec<String> {
    let lines = events(history, lang).into_iter().chain(audits(history, lang));
    lines.map(|line| escape::line(&line).into_owned()).collect()
}

/// What is recorded of an event: when, until when, and the note.
pub fn details(details: &EventDetails, lang: Lang) -> String {
    let mut words = details.when.to_string();
    if let Some(due) = details.due {
        let due = Text::made(format!("，期限 {due}"), format!(", due {due}"));
        words.push_str(due.get(lang));
    }
    if let Some(note) = &details.note {
        let note = escape::line(note);
        let note = Text::made(format!("（{note}）"), format!(" ({note})"));
        words.push_str(note.get(lang));
    }
    words
}

/// One line per entry, in the order of recording.
fn events(history: &History, lang: Lang) -> Vec<String> {
    let numbers: BTreeMap<Uid, Id> =
        history.entries.iter().map(|entry| (entry.uid, entry.id)).collect();
    let replaced_by = |entry: &Entry| {
        let first = entry.corrects.unwrap_or(entry.uid);
        let is_of_event = |other: &&Entry| other.uid == first || other.corrects == Some(first);
        history.entries.iter().rev().find(is_of_event).filter(|last| last.uid != entry.uid)
    };
    let line = |entry: &Entry| {
        let label = entry.event.label();
        let mut line = format!("#{:<4} {:<16} ", entry.id.to_string(), entry.event.name());
        line.push_str(&match (&entry.value, lang) {
            (Some(value), _) => details(value, lang),
            (None, Lang::Zh) => "作废".to_owned(),
            (None, Lang::En) => "void".to_owned(),
        });
        if lang == Lang::Zh {
            line.push_str("  ");
            line.push_str(&label.zh);
        }
        if let Some(first) = entry.corrects.and_then(|first| numbers.get(&first)) {
            let text = Text::made(format!("，更正 #{first}"), format!(", corrects #{first}"));
            line.push_str(text.get(lang));
        }
        if let Some(last) = replaced_by(entry) {
            let id = last.id;
            let text = match last.value {
                Some(_) => {
                    Text::made(format!("，已由 #{id} 更正"), format!(", corrected by #{id}"))
                }
                None => Text::made(format!("，已由 #{id} 作废"), format!(", made void by #{id}")),
            };
            line.push_str(text.get(lang));
        }
        let day = entry.at.date();
        let text = Text::made(format!("  [记于 {day}]"), format!("  [recorded {day}]"));
        line + text.get(lang)
    };
    history.entries.iter().map(line).collect()
}

/// An audit in a line, and below it what changed since the one before it of the same kind.
fn audits(history: &History, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for live in [true, false] {
        let mut comparison = Comparison::default();
        for audit in history.audits.iter().filter(|audit| audit.row.live == live) {
            lines.push(verdict(audit, lang));
            let changes = comparison.add(&audit.row);
            lines.extend(
                changes.iter().map(|change| format!("  {}", change_in_words(change).get(lang))),
            );
        }
    }
    lines
}

fn verdict(audit: &Audit, lang: Lang) -> String {
    let row = &audit.row;
    let count = |severity: &str| {
        let all = row.findings.iter().filter(|finding| finding.severity == severity);
        all.map(|finding| finding.pages.len()).sum::<usize>()
    };
    let (errors, warnings, infos) = (count("error"), count("warning"), count("info"));
    let (day, status, checked) = (row.day, &row.status, row.checked);
    let target = escape::line(&row.target);
    match lang {
        Lang::Zh => format!(
            "{day} 审查 {target}：{}，{checked} 页，错误 {errors}，警告 {warnings}，提示 {infos}",
            match status.as_str() {
                "pass" => "通过",
                "fail" => "不通过",
                "review" => "需要复核",
                _ => "无法判断",
            }
        ),
        Lang::En => format!(
            "{day} audit of {target}: {status}, {}, {}, {}, {infos} info",
            counted(checked, "page"),
            counted(errors, "error"),
            counted(warnings, "warning"),
        ),
    }
}
