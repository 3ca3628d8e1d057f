//! What changed of many sites.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::AuditRow;

use super::compare::{ChangedFinding, FindingChanges, compare, findings_of};
use super::numbers::NumberChange;

/// What became of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SiteState {
    /// Both audits judged it.
    Compared,
    /// Only the later audit judged it.
    New,
    /// The later audit could not judge it.
    NotJudged,
    /// There is no later audit of it.
    Gone,
}

/// An audit in a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditPoint {
    /// The day on which the site was judged, `YYYY-MM-DD`; null where a report does not say.
    pub day: Option<String>,
    /// `pass`, `fail`, `review` or `error`.
    pub status: String,
    /// Findings of all severities.
    pub findings: u64,
}

/// What changed of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SiteChanges {
    /// Its name: the domain, or the name by which a folder was recorded.
    pub site: String,
    /// The target, as typed for the later audit.
    pub target: String,
    /// The client, where one is declared.
    pub client: Option<String>,
    /// Whether the live site was audited; else a folder or file.
    pub live: bool,
    /// `compared`, `new`, `not-judged` or `gone`.
    pub state: SiteState,
    /// The earlier audit.
    pub before: Option<AuditPoint>,
    /// The later audit.
    pub after: Option<AuditPoint>,
    /// Its findings. Those of a site that is new are all new.
    #[serde(flatten)]
    pub findings: FindingChanges,
    /// Numbers, links and badges that are not what they were.
    pub numbers: Vec<NumberChange>,
}

impl SiteChanges {
    /// Compares two audits of a site, one of which may be missing; nothing where both are.
    pub fn of(
        before: Option<&AuditRow>,
        after: Option<&AuditRow>,
        client: Option<String>,
    ) -> Option<Self> {
        let last = after.or(before)?;
        let judged = |audit: Option<&AuditRow>| audit.is_some_and(AuditRow::is_judged);
        let state = match (judged(before), after, judged(after)) {
            (_, None, _) => SiteState::Gone,
            (_, Some(_), false) => SiteState::NotJudged,
            (false, Some(_), true) => SiteState::New,
            (true, Some(_), true) => SiteState::Compared,
        };
        let (findings, numbers) = match (state, before, after) {
            (SiteState::Compared, Some(before), Some(after)) => compare(before, after),
            (SiteState::New, _, Some(after)) => (
                FindingChanges { new: findings_of(after), ..FindingChanges::default() },
                Vec::new(),
            ),
            _ => Default::default(),
        };
        Some(Self {
            site: last.site.clone(),
            target: last.target.clone(),
            client,
            live: last.live,
            state,
            before: before.map(audit_point),
            after: after.map(audit_point),
            findings,
            numbers,
        })
    }

    /// Whether there is anything to say of it.
    pub fn is_changed(&self) -> bool {
        let FindingChanges { new, mended, .. } = &self.findings;
        self.state != SiteState::Compared
            || !new.is_empty()
            || !mended.is_empty()
            || !self.numbers.is_empty()
    }

    fn order(&self) -> (&str, bool, &str) {
        (&self.site, !self.live, &self.target)
    }
}

fn audit_point(audit: &AuditRow) -> AuditPoint {
    let severe = audit.findings.iter().filter(|finding| finding.severity != "review");
    AuditPoint {
        day: Some(audit.day.to_string()),
        status: audit.status.clone(),
        findings: severe.map(|finding| finding.pages.len() as u64).sum(),
    }
}

/// Counts over all sites.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangesTotals {
    /// Sites of which both audits are known.
    pub compared: u64,
    /// Sites that only the later audits judged.
    pub new_sites: u64,
    /// Sites that only the earlier audits have.
    pub gone_sites: u64,
    /// Sites that could not be judged again.
    pub not_judged: u64,
    /// New findings.
    pub new: u64,
    /// Mended findings.
    pub mended: u64,
    /// Findings that are still open.
    pub open: u64,
    /// Findings on pages that were not read again.
    pub unread: u64,
    /// Numbers, links and badges that changed.
    pub numbers: u64,
}

/// Which audits are compared. What is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparedAudits {
    /// How many sites the run of a report did not get to; it was cut, and others may not have been read to their end. Absent
    /// where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_audited: Option<u64>,
    /// The number of the run in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<usize>,
    /// The day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The file of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// What changed of all sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesTable {
    /// What is compared with.
    pub from: ComparedAudits,
    /// What is compared.
    pub to: ComparedAudits,
    /// The sites, by name.
    pub sites: Vec<SiteChanges>,
    /// Counts.
    pub totals: ChangesTotals,
}

impl ChangesTable {
    /// The table of these sites, in the order of their names.
    pub fn new(from: ComparedAudits, to: ComparedAudits, mut sites: Vec<SiteChanges>) -> Self {
        sites.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut totals = ChangesTotals::default();
        for site in &sites {
            *match site.state {
                SiteState::Compared => &mut totals.compared,
                SiteState::New => &mut totals.new_sites,
                SiteState::NotJudged => &mut totals.not_judged,
                SiteState::Gone => &mut totals.gone_sites,
            } += 1;
            let FindingChanges { new, mended, open, unread } = &site.findings;
            totals.new += new.len() as u64;
            totals.mended += mended.len() as u64;
            totals.open += open.len() as u64;
            totals.unread += unread.len() as u64;
            totals.numbers += site.numbers.len() as u64;
        }
        Self { from, to, sites, totals }
    }

    /// New findings of all sites, those that became graver among them.
    pub fn new_findings(&self) -> impl Iterator<Item = &ChangedFinding> {
        self.sites.iter().flat_map(|site| &site.findings.new)
    }
}
