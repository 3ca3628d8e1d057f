//! Gathers the items: from the table of due days, and from the recorded audits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::changes::{FilingMark, losses};
use crate::config::{Config, FindingLevel};
use crate::deadlines::DueTable;
use crate::domain::event::Event;
use crate::domain::record::SiteLog;
use crate::ledger::{self, Ledger, RuleFindings, SiteStanding};

use super::item::{ItemFact, ItemKey, ItemKind, Items, NotifyItem};

/// What items are gathered from.
#[derive(Clone, Copy, Debug)]
pub struct GatherInputs<'a> {
    /// What is due, of all clients.
    pub table: &'a DueTable,
    /// Declared sites and their clients.
    pub config: Option<&'a Config>,
    /// Recorded events and audits.
    pub ledger: Option<&'a Ledger>,
    /// A site is an item that this many audits in a row could not judge.
    pub not_judged_runs: u32,
}

/// The items. Of a site that was closed nothing is said but what is due.
///
/// # Errors
/// A ledger that cannot be read.
pub fn gather(inputs: &GatherInputs<'_>) -> Result<Items, ledger::Error> {
    let mut items = Items {
        now: inputs.table.now,
        by_key: due(inputs.table).collect(),
        clients: clients(inputs.config),
        audited: BTreeSet::new(),
    };
    let Some(ledger) = inputs.ledger else { return Ok(items) };
    let mut closed = BTreeSet::new();
    ledger.each_log(|log| {
        if is_closed(&log) {
            closed.insert(log.site);
        }
        Ok::<(), ledger::Error>(())
    })?;
    ledger.each_standing(|standing| {
        if !closed.contains(&standing.site) {
            add(&mut items, standing, inputs.not_judged_runs);
        }
        Ok::<(), ledger::Error>(())
    })?;
    Ok(items)
}

/// Whether a site was closed and not opened or filed again since.
fn is_closed(log: &SiteLog) -> bool {
    let last = log.happenings.iter().rev().map(|happening| happening.event);
    last.into_iter().find(|event| {
        matches!(event, Event::Closed | Event::Opened | Event::IcpApproved | Event::OrderSubmitted)
    }) == Some(Event::Closed)
}

fn clients(config: Option<&Config>) -> BTreeMap<String, Arc<str>> {
    let mut names: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut clients = BTreeMap::new();
    for entry in config.into_iter().flat_map(|config| &config.sites) {
        if let (Some(client), Some(domain)) = (&entry.site.client, &entry.site.domain) {
            let client = names.entry(client).or_insert_with(|| client.as_str().into());
            clients.insert(domain.clone(), Arc::clone(client));
        }
    }
    clients
}

fn due(table: &DueTable) -> impl Iterator<Item = (ItemKey, NotifyItem)> {
    table.rows.iter().map(|row| {
        let key =
            ItemKey { kind: ItemKind::Due, thing: row.key.to_string(), site: row.site.to_string() };
        let fact = ItemFact::Due(Box::new(row.clone()));
        (key, NotifyItem { client: row.client.clone(), fact })
    })
}

fn add(items: &mut Items, standing: SiteStanding, not_judged_runs: u32) {
    let SiteStanding { site, judged, last_seen, now, unjudged } = standing;
    let client = items.clients.get(&site).cloned();
    let mut put = |kind, thing: &str, fact| {
        let key = ItemKey { kind, thing: thing.to_owned(), site: site.clone() };
        items.by_key.insert(key, NotifyItem { client: client.clone(), fact });
    };
    for loss in losses(last_seen, now) {
        put(ItemKind::Lost, mark_name(loss.mark), ItemFact::Lost(loss));
    }
    if unjudged >= not_judged_runs {
        put(ItemKind::NotJudged, "-", ItemFact::NotJudged { runs: unjudged });
    }
    if let Some(audit) = judged {
        // What was not looked at again still stands.
        for (rule, fact) in findings(audit.row.findings.iter().chain(&audit.row.unread)) {
            put(ItemKind::Finding, &rule, fact);
        }
    }
    items.audited.insert(site);
}

/// The name of a mark in keys.
pub(super) const fn mark_name(mark: FilingMark) -> &'static str {
    match mark {
        FilingMark::IcpLink => "icp-link",
        FilingMark::PoliceBadge => "police-badge",
    }
}

/// The findings of each rule, with the gravest of its levels.
fn findings<'a>(all: impl Iterator<Item = &'a RuleFindings>) -> BTreeMap<String, ItemFact> {
    let mut rules: BTreeMap<String, (FindingLevel, BTreeSet<&str>)> = BTreeMap::new();
    for RuleFindings { rule, severity, pages } in all {
        let level = FindingLevel::named(severity);
        let (gravest, of_rule) =
            rules.entry(rule.clone()).or_insert_with(|| (level, BTreeSet::new()));
        *gravest = level.min(*gravest);
        of_rule.extend(pages.iter().map(String::as_str));
    }
    let fact = |(rule, (level, pages)): (String, (FindingLevel, BTreeSet<&str>))| {
        let page = pages.first().map(|page| (*page).to_owned());
        (rule, ItemFact::Finding { level, pages: pages.len(), page })
    };
    rules.into_iter().map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::sample;
    use crate::domain::date::Date;
    use crate::ledger::{AuditRow, NumbersShown};

    fn row(day: i8, status: &str, rules: &[(&str, &str)], icp: Option<bool>) -> AuditRow {
        let finding = |(rule, severity): &(&str, &str)| RuleFindings {
            rule: (*rule).to_owned(),
            severity: (*severity).to_owned(),
            pages: vec!["https://a.cn/2".to_owned(), "https://a.cn/1".to_owned()],
        };
        AuditRow {
            site: "a.cn".to_owned(),
            day: Date::constant(2026, 12, day),
            target: "a.cn".to_owned(),
            live: true,
            status: status.to_owned(),
            found: 1,
            checked: 1,
            sights: NumbersShown { icp, badge: None },
            findings: rules.iter().map(finding).collect(),
            unread: Vec::new(),
            shown: None,
            run: None,
        }
    }

    fn gathered(rows: &[AuditRow]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open_write(&folder.path().join("l.db")).unwrap();
        let mut batch = ledger.batch().unwrap();
        for row in rows {
            batch.audit(row, "2026-12-22T12:00:00+08:00".parse().unwrap()).unwrap();
        }
        batch.commit().unwrap();
        let table = DueTable { rows: Vec::new(), ..sample::table() };
        let inputs =
            GatherInputs { table: &table, config: None, ledger: Some(&ledger), not_judged_runs: 2 };
        let items = gather(&inputs).unwrap();
        items.by_key.into_keys().map(|key| key.to_string()).collect()
    }

    #[test]
    fn each_period_is_an_item() {
        let table = sample::table();
        let items = due(&table).collect::<BTreeMap<_, _>>();
        assert_eq!(items.len(), table.rows.len());
        assert!(items.keys().any(|key| key.to_string() == "due police-filing nuanyang.example"));
    }

    #[test]
    fn the_last_audit_that_could_judge_says_what_fails() {
        let first =
            row(1, "fail", &[("icp-missing", "error"), ("icp-hidden", "warning")], Some(true));
        let second =
            row(2, "fail", &[("icp-hidden", "review"), ("icp-hidden", "error")], Some(false));
        assert_eq!(
            gathered(std::slice::from_ref(&first)),
            ["finding icp-hidden a.cn", "finding icp-missing a.cn"]
        );
        assert_eq!(
            gathered(&[first, second.clone(), row(3, "error", &[], None)]),
            ["lost icp-link a.cn", "finding icp-hidden a.cn"]
        );
        assert_eq!(
            gathered(&[second, row(3, "error", &[], None), row(4, "error", &[], None)]),
            ["finding icp-hidden a.cn", "not-judged - a.cn"]
        );
    }

    #[test]
    fn what_was_not_read_again_still_stands() {
        let last = row(2, "pass", &[], None);
        let unread = row(1, "fail", &[("icp-hidden", "error")], None).findings;
        assert_eq!(gathered(&[AuditRow { unread, ..last }]), ["finding icp-hidden a.cn"]);
    }

    #[test]
    fn the_gravest_level_of_a_rule_counts() {
        let rows =
            row(1, "fail", &[("r", "info"), ("r", "error"), ("r", "warning")], None).findings;
        let facts = findings(rows.iter());
        let page = Some("https://a.cn/1".to_owned());
        assert_eq!(facts["r"], ItemFact::Finding { level: FindingLevel::Error, pages: 2, page });
    }
}
