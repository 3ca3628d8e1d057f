//! A site's report as the row that the ledger keeps of it, and that two audits are compared by.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::date::Date;
use crate::ledger::{AuditRow, RecordedKind, RecordedNumber, RuleFindings};
use crate::report::Extensible;
use crate::report::model::{Filing, Filings, PageReport, SiteReport, Status};
use crate::visit::SkipReason;

use super::numbers_shown::numbers_shown;

/// At most this number of numbers is kept of a site: what shows more is a list of numbers, not a footer.
const NUMBERS: usize = 32;
/// The longest address of a link that is kept, in characters.
const LINK: usize = 300;

/// The row of a report: `site` is the name by which the ledger knows it, `live` whether it is on the net, and not a folder
/// or file. It belongs to no run yet, and says nothing of earlier audits ([`keep_unread`]).
pub fn audit_row(site: String, live: bool, day: Date, report: &SiteReport) -> AuditRow {
    let mut findings: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (finding, review) in report.entries() {
        let severity = if review { "review" } else { finding.severity.name() };
        findings.entry((&*finding.rule, severity)).or_default().push(finding.page.to_string());
    }
    let finding = |((rule, severity), pages): ((&str, &str), Vec<String>)| RuleFindings {
        rule: rule.to_owned(),
        severity: severity.to_owned(),
        pages,
    };
    AuditRow {
        site,
        day,
        target: report.target.clone(),
        live,
        status: report.status.name().to_owned(),
        found: report.pages_found,
        checked: report.pages_checked,
        sights: numbers_shown(report),
        findings: findings.into_iter().map(finding).collect(),
        unread: Vec::new(),
        shown: (report.status != Status::Error).then(|| shown(report)),
        run: None,
    }
}

/// Keeps in the row of a report what the audit before says of pages that this one did not read again: whether it is as it
/// was is not known. A page that is gone is no such page: the site does not show it any more.
pub fn keep_unread(row: &mut AuditRow, before: &AuditRow, report: &SiteReport) {
    let read = PagesRead::of(report, true);
    row.unread = unread(before, &read);
    if let (Some(was), Some(is)) = (&before.shown, &mut row.shown)
        && !read.has_all_of(before, report)
    {
        let kept = was.iter().filter(|number| number.inner);
        let all: BTreeSet<RecordedNumber> = is.drain(..).chain(kept.cloned()).collect();
        is.extend(all.into_iter().take(NUMBERS));
    }
}

/// The findings of the audit before, on pages that this one did not read again: neither still there nor mended.
fn unread(before: &AuditRow, read: &PagesRead<'_>) -> Vec<RuleFindings> {
    let left = |finding: &RuleFindings| {
        let pages: Vec<String> =
            finding.pages.iter().filter(|page| !read.was_read(page)).cloned().collect();
        let (rule, severity) = (finding.rule.clone(), finding.severity.clone());
        (!pages.is_empty()).then_some(RuleFindings { rule, severity, pages })
    };
    before.findings.iter().chain(&before.unread).filter_map(left).collect()
}

/// Which pages a report says something of.
pub(super) struct PagesRead<'a> {
    pages: BTreeMap<&'a str, &'a PageReport>,
    skipped: BTreeSet<&'a str>,
    /// Whether it has all pages of its site.
    whole: bool,
}

impl<'a> PagesRead<'a> {
    /// The pages of a report; `whole` is whether no option of the run limits them.
    pub(super) fn of(report: &'a SiteReport, whole: bool) -> Self {
        let accounted = (report.pages.len() + report.skipped.len()) as u64;
        Self {
            pages: report.pages.iter().map(|page| (&*page.url, page)).collect(),
            skipped: report.skipped.iter().map(|page| page.url.as_str()).collect(),
            whole: whole && !report.truncated && accounted >= report.pages_found,
        }
    }

    /// Whether a page was read, or is gone for sure.
    pub(super) fn was_read(&self, page: &str) -> bool {
        match self.pages.get(page) {
            Some(page) => page.error.is_none() || matches!(page.status, Some(404 | 410)),
            None => self.whole && !self.skipped.contains(page),
        }
    }
}

impl PagesRead<'_> {
    /// Whether all pages that an earlier audit read were read again, or are gone. Which pages that were is not recorded:
    /// where some are left out now, their number says it.
    fn has_all_of(&self, before: &AuditRow, report: &SiteReport) -> bool {
        let is_left_out = |why: &Extensible<SkipReason>| {
            use SkipReason::{Cap, Excluded, Interrupted, Time};
            matches!(why, Extensible::Known(Cap | Excluded | Interrupted | Time))
        };
        self.whole
            && self.pages.keys().all(|page| self.was_read(page))
            && !report.skipped.iter().any(|page| is_left_out(&page.why))
            && (self.skipped.is_empty() || report.pages_checked >= before.checked)
    }
}

/// The numbers that readers see, each once for the home page and once for all other pages.
fn shown(report: &SiteReport) -> Vec<RecordedNumber> {
    let number = |kind, filing: &Filing, badge| {
        let link = filing.link.as_ref().filter(|_| filing.linked);
        filing.visible.then(|| RecordedNumber {
            inner: !report.is_home(&filing.page),
            kind,
            number: filing.number.to_string(),
            link: link.map(|link| link.chars().take(LINK).collect()),
            badge,
        })
    };
    let Filings { icp, police, licences, others, .. } = &report.filings;
    let all = icp
        .iter()
        .map(|filing| number(RecordedKind::Icp, filing, false))
        .chain(police.iter().map(|it| number(RecordedKind::Police, &it.filing, it.badge)))
        .chain(licences.iter().map(|filing| number(RecordedKind::Licence, filing, false)))
        .chain(others.iter().map(|it| number(RecordedKind::Other, &it.filing, false)));
    all.flatten().collect::<BTreeSet<RecordedNumber>>().into_iter().take(NUMBERS).collect()
}
