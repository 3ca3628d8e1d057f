//! Findings as people want them: by rule, worst first, and what is the same on many pages said once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::icp_number::NumberState;
use crate::rules::Severity;

use super::model::{CopyrightReport, Filing, Filings, Finding};
use super::vocabulary::Extensible;

/// The findings of one rule.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) rule: &'a str,
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
        by_rule.entry((Reverse(finding.severity), &*finding.rule)).or_default().push(finding);
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
pub(super) struct DistinctFiling<'a> {
    pub(super) text: &'a str,
    /// [`NumberState::Ok`] for copyright lines.
    pub(super) state: Extensible<NumberState>,
    pub(super) visible: bool,
    /// The plain link.
    pub(super) link: Option<&'a str>,
    /// Whether a badge is beside it; only police numbers have one.
    pub(super) badge: Option<bool>,
}

/// The kinds of filings, in the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    Icp,
    Police,
    Licence,
    Other,
    Copyright,
}

/// What a check would see: each different thing once, with the number of its pages.
pub(super) fn distinct_filings(
    filings: &Filings,
) -> Vec<(NumberKind, Vec<(DistinctFiling<'_>, usize)>)> {
    let kinds = filing_pages(filings).into_iter();
    kinds
        .map(|(kind, all)| (kind, all.into_iter().map(|it| (it.filing, it.pages)).collect()))
        .collect()
}

/// Something that a site shows, and where.
#[derive(Debug)]
pub(super) struct FilingPages<'a> {
    pub(super) filing: DistinctFiling<'a>,
    /// On how many pages.
    pub(super) pages: usize,
    /// The first of them.
    pub(super) first: &'a str,
}

/// What a check would see: each different thing once, with its pages.
pub(super) fn filing_pages(filings: &Filings) -> Vec<(NumberKind, Vec<FilingPages<'_>>)> {
    vec![
        (NumberKind::Icp, count(filings.icp.iter().map(|filing| of(filing, None)))),
        (
            NumberKind::Police,
            count(filings.police.iter().map(|police| of(&police.filing, Some(police.badge)))),
        ),
        (NumberKind::Licence, count(filings.licences.iter().map(|filing| of(filing, None)))),
        (NumberKind::Other, count(filings.others.iter().map(|other| of(&other.filing, None)))),
        (NumberKind::Copyright, count(filings.copyright.iter().map(|line| of_copyright(line)))),
    ]
}

/// A filing, and its page.
fn of(filing: &Filing, badge: Option<bool>) -> (DistinctFiling<'_>, &str) {
    let shown = DistinctFiling {
        text: &filing.number,
        state: filing.state.clone(),
        visible: filing.visible,
        link: filing.link.as_deref().filter(|_| filing.linked),
        badge,
    };
    (shown, &filing.page)
}

fn of_copyright(line: &CopyrightReport) -> (DistinctFiling<'_>, &str) {
    let shown = DistinctFiling {
        text: &line.text,
        state: NumberState::Ok.into(),
        visible: line.visible,
        link: None,
        badge: None,
    };
    (shown, &line.page)
}

/// Counts equal things; the most frequent first, equals in the order of first occurrence.
fn count<'a>(all: impl Iterator<Item = (DistinctFiling<'a>, &'a str)>) -> Vec<FilingPages<'a>> {
    let mut counts: BTreeMap<DistinctFiling<'a>, (usize, usize, &'a str)> = BTreeMap::new();
    for (index, (shown, page)) in all.enumerate() {
        counts.entry(shown).or_insert((0, index, page)).0 += 1;
    }
    let mut counted: Vec<_> = counts.into_iter().collect();
    counted.sort_by_key(|(_, (times, first, _))| (Reverse(*times), *first));
    let pages = |(filing, (pages, _, first))| FilingPages { filing, pages, first };
    counted.into_iter().map(pages).collect()
}
