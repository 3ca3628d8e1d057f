//! Findings as people want them: by rule, worst first, and what is the same on many pages said once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::rules::Severity;

use super::model::{Filing, Filings, Finding};

/// The findings of one rule.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    /// On how many pages.
    pub(super) pages: usize,
    /// Law and article.
    pub(super) reference: &'a str,
    /// What differs.
    pub(super) cases: Vec<Case<'a>>,
}

/// One fault, on one page or many.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) message: &'a str,
    pub(super) evidence: &'a str,
    pub(super) fix: &'a str,
    /// Pages, and lines where they are known.
    pub(super) places: Vec<(&'a str, Option<u32>)>,
}

/// Groups findings by severity (worst first) and rule; cases and places in the order of the findings.
pub(super) fn by_rule(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut by_rule: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_rule.entry((Reverse(finding.severity), finding.rule)).or_default().push(finding);
    }
    by_rule
        .into_iter()
        .map(|((Reverse(severity), rule), findings)| Group {
            rule,
            severity,
            pages: findings.iter().map(|finding| &finding.page).collect::<BTreeSet<_>>().len(),
            reference: findings.first().map_or("", |finding| &finding.reference),
            cases: cases(&findings),
        })
        .collect()
}

fn cases<'a>(findings: &[&'a Finding]) -> Vec<Case<'a>> {
    let mut cases: Vec<Case<'a>> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let key = (&finding.message, &finding.evidence, &finding.fix);
        let index = *known.entry(key).or_insert(cases.len());
        if index == cases.len() {
            let Finding { message, evidence, fix, .. } = finding;
            cases.push(Case { message, evidence, fix, places: Vec::new() });
        }
        cases[index].places.push((&finding.page, finding.line));
    }
    cases
}

/// Something that a site shows as its filing, on one page or many.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown<'a> {
    pub(super) text: &'a str,
    /// `ok` for copyright lines.
    pub(super) state: &'static str,
    pub(super) visible: bool,
    /// The plain link.
    pub(super) link: Option<&'a str>,
    /// Whether a badge stands beside it; only police numbers have one.
    pub(super) badge: Option<bool>,
}

/// The kinds of filings, in the order they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Icp,
    Police,
    Licence,
    Other,
    Copyright,
}

/// What a check would see: each different thing once, with the number of its pages.
pub(super) fn shown(filings: &Filings) -> Vec<(Kind, Vec<(Shown<'_>, usize)>)> {
    vec![
        (Kind::Icp, count(filings.icp.iter().map(|filing| of(filing, None)))),
        (
            Kind::Police,
            count(filings.police.iter().map(|police| of(&police.filing, Some(police.badge)))),
        ),
        (Kind::Licence, count(filings.licences.iter().map(|filing| of(filing, None)))),
        (Kind::Other, count(filings.others.iter().map(|other| of(&other.filing, None)))),
        (
            Kind::Copyright,
            count(filings.copyright.iter().map(|line| Shown {
                text: &line.text,
                state: "ok",
                visible: line.visible,
                link: None,
                badge: None,
            })),
        ),
    ]
}

fn of(filing: &Filing, badge: Option<bool>) -> Shown<'_> {
    Shown {
        text: &filing.number,
        state: filing.state,
        visible: filing.visible,
        link: filing.link.as_deref().filter(|_| filing.linked),
        badge,
    }
}

/// Counts equal things; the most frequent first, equals in the order of first occurrence.
fn count<'a>(all: impl Iterator<Item = Shown<'a>>) -> Vec<(Shown<'a>, usize)> {
    let mut counts: BTreeMap<Shown<'a>, (usize, usize)> = BTreeMap::new();
    for (index, shown) in all.enumerate() {
        counts.entry(shown).or_insert((0, index)).0 += 1;
    }
    let mut counted: Vec<_> = counts.into_iter().collect();
    counted.sort_by_key(|(_, (times, first))| (Reverse(*times), *first));
    counted.into_iter().map(|(shown, (times, _))| (shown, times)).collect()
}
