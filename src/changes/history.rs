//! The audits of one site, each with the one before it: what the site's history says.

use std::collections::BTreeMap;

use crate::domain::date::Date;
use crate::ledger::{AuditRow, LastSeen, NumbersShown};

/// A difference between an audit and the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A rule has findings that it did not have.
    Appeared {
        /// The rule's id.
        rule: String,
        /// Pages with the finding.
        pages: usize,
    },
    /// A rule has no findings any more.
    Resolved {
        /// The rule's id.
        rule: String,
    },
    /// A rule has findings on more or on fewer pages.
    Spread {
        /// The rule's id.
        rule: String,
        /// Pages with the finding before.
        before: usize,
        /// Pages with the finding now.
        now: usize,
    },
    /// The home page no longer shows something.
    Lost(Loss),
}

/// Something that an earlier audit saw on the home page and this one did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What is gone.
    pub mark: FilingMark,
    /// The last day on which an audit saw it.
    pub last_seen: Date,
}

/// What a home page shows of its filings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FilingMark {
    /// The ICP number, visible and linked.
    IcpLink,
    /// The police number with its badge, visible.
    PoliceBadge,
}

/// What an audit no longer saw of what earlier audits saw: `last_seen` is of the audits before it.
pub fn losses(last_seen: LastSeen, now: NumbersShown) -> impl Iterator<Item = Loss> {
    let LastSeen { icp, badge } = last_seen.lost(now);
    let loss = |mark, day: Option<Date>| day.map(|last_seen| Loss { mark, last_seen });
    [loss(FilingMark::IcpLink, icp), loss(FilingMark::PoliceBadge, badge)].into_iter().flatten()
}

/// Compares the audits of one site, each with the one before it of the same kind (of the live site, or of a folder).
/// It keeps counts of the last audits only, so that one pass over a ledger can follow all its sites.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    live: Previous,
    folder: Previous,
}

/// What is kept of the audits so far.
#[derive(Clone, Debug, Default)]
struct Previous {
    /// Pages with findings in the last audit, by rule; nothing before the first audit, nor where the last one could not
    /// judge the site.
    pages: Option<BTreeMap<String, usize>>,
    last_seen: LastSeen,
}

impl Comparison {
    /// Takes the next audit, oldest first. The changes are in the order of rule ids, what the home page lost at the end.
    pub fn add(&mut self, audit: &AuditRow) -> Vec<Change> {
        let previous = if audit.live { &mut self.live } else { &mut self.folder };
        let pages = pages_by_rule(audit);
        let mut changes = match (&previous.pages, &pages) {
            (Some(before), Some(now)) => rule_changes(before, now),
            // Nothing follows from an audit that could not read the site.
            _ => Vec::new(),
        };
        changes.extend(losses(previous.last_seen, audit.sights).map(Change::Lost));
        let last_seen = previous.last_seen.after(audit.day, audit.sights);
        *previous = Previous { pages, last_seen };
        changes
    }
}

/// Pages with findings, by rule; nothing of an audit that could not judge the site.
fn pages_by_rule(audit: &AuditRow) -> Option<BTreeMap<String, usize>> {
    if !audit.is_judged() {
        return None;
    }
    let mut pages: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &audit.findings {
        *pages.entry(finding.rule.clone()).or_default() += finding.pages.len();
    }
    Some(pages)
}

fn rule_changes(before: &BTreeMap<String, usize>, now: &BTreeMap<String, usize>) -> Vec<Change> {
    let mut rules: Vec<&String> = before.keys().chain(now.keys()).collect();
    rules.sort_unstable();
    rules.dedup();
    let change = |rule: &String| match (before.get(rule), now.get(rule)) {
        (None, Some(pages)) => Some(Change::Appeared { rule: rule.clone(), pages: *pages }),
        (Some(_), None) => Some(Change::Resolved { rule: rule.clone() }),
        (Some(before), Some(now)) if before != now => {
            Some(Change::Spread { rule: rule.clone(), before: *before, now: *now })
        }
        _ => None,
    };
    rules.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::RuleFindings;

    fn audit(day: i8, live: bool, status: &str, rules: &[(&str, usize)], icp: bool) -> AuditRow {
        let finding = |(rule, pages): &(&str, usize)| RuleFindings {
            rule: (*rule).to_owned(),
            severity: "error".to_owned(),
            pages: (0..*pages).map(|page| page.to_string()).collect(),
        };
        AuditRow {
            site: "a.cn".to_owned(),
            day: Date::constant(2026, 10, day),
            target: "a.cn".to_owned(),
            live,
            status: status.to_owned(),
            found: 3,
            checked: 3,
            sights: NumbersShown { icp: Some(icp).filter(|_| status != "error"), badge: None },
            findings: rules.iter().map(finding).collect(),
            unread: Vec::new(),
            shown: None,
            run: None,
        }
    }

    #[test]
    fn each_audit_is_compared_with_the_one_before_it_of_its_kind() {
        let mut comparison = Comparison::default();
        let mut add = |audit| comparison.add(&audit);
        assert_eq!(add(audit(1, true, "fail", &[("a", 1), ("b", 2)], true)), []);
        assert_eq!(
            add(audit(2, false, "fail", &[("z", 1)], false)),
            [],
            "a folder is another kind"
        );
        let rule = |rule: &str| rule.to_owned();
        let last_seen = Date::constant(2026, 10, 1);
        let lost = Change::Lost(Loss { mark: FilingMark::IcpLink, last_seen });
        assert_eq!(
            add(audit(3, true, "fail", &[("b", 3), ("c", 1)], false)),
            [
                Change::Resolved { rule: rule("a") },
                Change::Spread { rule: rule("b"), before: 2, now: 3 },
                Change::Appeared { rule: rule("c"), pages: 1 },
                lost.clone(),
            ]
        );
        assert_eq!(add(audit(4, true, "fail", &[("b", 3), ("c", 1)], false)), [lost]);
    }

    #[test]
    fn nothing_changes_by_an_audit_that_could_not_judge_the_site() {
        let mut comparison = Comparison::default();
        for (day, status) in [(1, "pass"), (2, "error"), (3, "pass")] {
            assert_eq!(comparison.add(&audit(day, true, status, &[("a", 1)], true)), []);
        }
    }
}
