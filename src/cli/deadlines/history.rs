//! `beian deadlines history DOMAIN`: entries with their corrections, audits with what changed between them.

use std::collections::BTreeMap;

use clap::Args;

use crate::deadlines::Comparison;
use crate::domain::lang::{Lang, Text};
use crate::ledger::{self, Audit, Entry, Id, Uid};
use crate::report::deadlines::change as words;
use crate::report::escape;

use super::super::context::note;
use super::super::look::Look;
use super::super::{Error, Exit, World};
use super::place::Scene;
use super::record::said;

/// Show all that was recorded of a site: events, corrections, audits and what changed between them
#[derive(Args, Debug)]
pub(super) struct History {
    /// The site
    domain: String,
}

impl History {
    pub(super) fn run(
        self,
        scene: &Scene,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let (site, slip) = scene.site(&self.domain)?;
        let history = match scene.read()? {
            Some(ledger) => ledger.history(&site)?,
            None => ledger::History::default(),
        };
        if history == ledger::History::default() {
            if let Some(slip) = slip {
                note(&slip, look, world)?;
            }
            let text = Text::made(
                format!("{site}：还没有记录"),
                format!("{site}: nothing is recorded yet"),
            );
            note(&text, look, world)?;
            return Ok(Exit::Clean);
        }
        writeln!(world.out, "{}", escape::hosts(&site))?;
        for line in events(&history, look.lang).into_iter().chain(audits(&history, look.lang)) {
            // Names of rules, verdicts and sites come from imports, too.
            writeln!(world.out, "  {}", escape::line(&line))?;
        }
        Ok(Exit::Clean)
    }
}

/// A line an entry, in the order of recording.
fn events(history: &ledger::History, lang: Lang) -> Vec<String> {
    let numbers: BTreeMap<Uid, Id> =
        history.entries.iter().map(|entry| (entry.uid, entry.id)).collect();
    let overtaken = |entry: &Entry| {
        let first = entry.corrects.unwrap_or(entry.uid);
        let tells = |other: &&Entry| other.uid == first || other.corrects == Some(first);
        history.entries.iter().rev().find(tells).filter(|last| last.uid != entry.uid)
    };
    let line = |entry: &Entry| {
        let label = entry.event.label();
        let mut line = format!("#{:<4} {:<16} ", entry.id.to_string(), entry.event.name());
        line.push_str(&match (&entry.value, lang) {
            (Some(value), _) => said(value, lang),
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
        if let Some(last) = overtaken(entry) {
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
fn audits(history: &ledger::History, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for live in [true, false] {
        let mut comparison = Comparison::default();
        for audit in history.audits.iter().filter(|audit| audit.row.live == live) {
            lines.push(verdict(audit, lang));
            let changes = comparison.add(&audit.row);
            lines.extend(changes.iter().map(|change| format!("  {}", words(change).get(lang))));
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
            "{day} audit of {target}: {status}, {checked} pages, {errors} errors, {warnings} warnings, {infos} info"
        ),
    }
}
