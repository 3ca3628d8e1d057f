//! The report: plain data, and the JSON contract (version 1). Keys and rule ids are never translated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::changes::{
    FilingMark, FindingChanges, NumberChange, PortfolioTrend, TrendPoint, TrendSum,
};
use crate::domain::date::Timestamp;
use crate::visit::SkipReason;

use super::acceptance::AcceptanceReport;
use super::vocabulary::{Extensible, VocabularyName};

pub use super::filing_model::{CopyrightReport, Filing, Filings, OtherFiling, PoliceFiling};
pub use super::finding_model::{AcceptedBy, AcceptedFinding, Finding};
pub use super::screen_model::{BadgeReport, BrowserReport, LaidOutReport, ScreenReport};
pub use super::vocabulary::Shared;

/// The version of the JSON contract.
pub const SCHEMA_VERSION: u32 = 1;

/// A whole run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// 1.
    pub schema_version: u32,
    /// Whether every site of the run was audited to its end. False where the run was interrupted or had to end early.
    pub complete: bool,
    /// Targets that `sites` says nothing of, as the run ended before them.
    pub not_audited: u64,
    /// The program that wrote the report.
    pub tool: Tool,
    /// When the run started, RFC 3339, +08:00.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// The sites, in the order of the targets.
    pub sites: Vec<SiteReport>,
    /// Findings of all its sites by day, of recorded audits (`--record`), oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub trend: Vec<PortfolioTrend>,
    /// What does not count, and why. Absent where neither a baseline nor an exemption is declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<AcceptanceReport>,
    /// Totals.
    pub summary: Summary,
}

/// The program.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// `beian`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Default for Tool {
    fn default() -> Self {
        Self { name: "beian".into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

/// The result of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// No finding at or above `--fail-on`.
    Pass,
    /// Findings at or above `--fail-on`.
    Fail,
    /// A person or a browser must look at the home page.
    Review,
    /// The home page could not be judged.
    Error,
}

/// One site.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SiteReport {
    /// The target as typed.
    pub target: String,
    /// The home page's address.
    pub home: Option<String>,
    /// URL at which its redirects ended.
    pub final_url: Option<String>,
    /// Its redirects, in order.
    pub redirects: Vec<RedirectReport>,
    /// The result.
    pub status: Status,
    /// Pages known.
    pub pages_found: u64,
    /// Pages read and judged.
    pub pages_checked: u64,
    /// Not all known pages were read: the page limit, the limit on links, the time for the site or an interruption ended
    /// the crawl.
    pub truncated: bool,
    /// The run was interrupted before the site was read to its end: the site is not judged, and what is here is what
    /// was seen by then. Absent where it was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// What was declared.
    pub declared: Declared,
    /// Legal periods that run on the day of the audit.
    pub clocks: Vec<ClockReport>,
    /// The site's own filings, over all pages: one entry per number, page and link.
    pub filings: Filings,
    /// Faults.
    pub findings: Vec<Finding>,
    /// What a person must look at.
    pub reviews: Vec<Finding>,
    /// Findings and reviews that do not count: the baseline knows them, or `beian.toml` exempts them. They are not among
    /// `findings` and `reviews`, and the status is by those. Absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<AcceptedFinding>,
    /// What recorded audits saw on the home page and this one does not (`--record`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<DriftReport>,
    /// What changed since the last recorded audit that could judge the site (`--record`). Absent before the first one, and
    /// where this one could not judge it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<SinceLastAudit>,
    /// Findings by day, of the last recorded audits and this one (`--record`), oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend: Vec<TrendPoint>,
    /// The evidence that was taken of the home page (`--evidence`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceReport>,
    /// Pages that were not read, with the reason.
    pub skipped: Vec<SkippedReport>,
    /// The pages.
    pub pages: Vec<PageReport>,
}

impl SiteReport {
    /// Puts what was accepted back among the findings and reviews.
    pub fn take_back_accepted(&mut self) {
        for AcceptedFinding { finding, review, .. } in std::mem::take(&mut self.accepted) {
            if review { &mut self.reviews } else { &mut self.findings }.push(finding);
        }
    }

    /// Findings, then what a person must look at (true).
    pub fn entries(&self) -> impl Iterator<Item = (&Finding, bool)> {
        let reviews = self.reviews.iter().map(|review| (review, true));
        self.findings.iter().map(|finding| (finding, false)).chain(reviews)
    }

    /// Whether a page is the home page, by the address that was asked for or the one at which redirects ended.
    pub fn is_home(&self, page: &str) -> bool {
        [&self.home, &self.final_url].iter().any(|home| home.as_deref() == Some(page))
    }
}

/// The evidence of a site. Paths are relative to the folder of `--evidence`, whose `manifest.json` has more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceReport {
    /// The folder of the site's files.
    pub folder: String,
    /// Pictures of the end of the home page with the filings in boxes.
    pub pictures: Vec<PictureReport>,
}

/// A picture of a home page.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PictureReport {
    /// `desktop` or `phone`.
    pub screen: String,
    /// The file, a PNG.
    pub path: String,
}

/// A redirect of the home page.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RedirectReport {
    /// URL that redirected.
    pub from: String,
    /// URL it redirected to.
    pub to: String,
    /// HTTP status; 200 for a meta refresh.
    pub status: u16,
}

/// Declared values; absent keys were not declared.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Declared {
    /// The domain, in lower case, without `www.`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The ICP number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icp: Option<String>,
    /// Police number, or `pending`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub police: Option<String>,
    /// Full name of the filing holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `organisation` or `person`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Further duties, by their names in `beian.toml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<String>,
    /// The client that the site belongs to, for grouping portfolios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

/// A legal period that runs on the day of the audit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClockReport {
    /// `police-filing`, `police-badge`, or another duty that the ledger's events start.
    pub clock: VocabularyName,
    /// Last day, `YYYY-MM-DD`.
    pub due: String,
    /// Days left; negative when overdue.
    pub days_left: i32,
    /// The event it was counted from.
    pub basis: VocabularyName,
    /// The day or moment of that event.
    pub from: String,
    /// The same counted from the other documented start, where both are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<OtherCount>,
}

/// A clock counted from its other documented start.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OtherCount {
    /// Last day, `YYYY-MM-DD`.
    pub due: String,
    /// Days left; negative when overdue.
    pub days_left: i32,
    /// The event it was counted from.
    pub basis: VocabularyName,
    /// The day or moment of that event.
    pub from: String,
}

/// Something that is no longer on the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DriftReport {
    /// `icp-link` (the ICP number with its link) or `police-badge` (the police number with its badge).
    pub what: Extensible<FilingMark>,
    /// The day of the last recorded audit that saw it, `YYYY-MM-DD`.
    pub last_seen: String,
}

/// What changed of a site since its last recorded audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SinceLastAudit {
    /// The day of that audit, `YYYY-MM-DD`.
    pub since: String,
    /// Its findings.
    #[serde(flatten)]
    pub findings: FindingChanges,
    /// Numbers, links and badges that are not what they were.
    pub numbers: Vec<NumberChange>,
}

/// A page that was not read, or the image of a badge.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SkippedReport {
    /// URL or path.
    pub url: String,
    /// `away`, `badge-robots`, `cap`, `excluded`, `fragment`, `frame`, `frameset`, `interrupted`, `report`, `robots`, `session`, `time`,
    /// `trap`, `verification` or `xhtml`.
    pub why: Extensible<SkipReason>,
}

/// One page.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PageReport {
    /// URL or path.
    pub url: Shared,
    /// HTTP status.
    pub status: Option<u16>,
    /// Why it could not be judged.
    pub error: Option<Shared>,
    /// Encoding, WHATWG name in lower case.
    pub encoding: Option<VocabularyName>,
    /// Generator, with version.
    pub generator: Option<Shared>,
    /// The filings of this page.
    pub facts: Filings,
    /// What a browser showed of it. Absent where its HTML settled what visitors see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<Box<BrowserReport>>,
}

/// Totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Sites.
    pub sites: u64,
    /// Status pass.
    pub passed: u64,
    /// Status fail.
    pub failed: u64,
    /// Status review.
    pub reviews: u64,
    /// Status error.
    pub errors: u64,
    /// Findings of all severities.
    pub findings: u64,
    /// Findings and reviews that do not count: the sites list them as `accepted`. Absent where there are
    /// none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub accepted: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Report {
    /// The report of a run over these sites.
    pub fn new(started_at: Timestamp, sites: Vec<SiteReport>) -> Self {
        let summary = Summary::of(&sites);
        let complete = sites.iter().all(|site| !site.interrupted);
        let mut trend = TrendSum::default();
        for site in &sites {
            trend.add(&site.trend);
        }
        let trend = trend.points();
        let (schema_version, tool) = (SCHEMA_VERSION, Tool::default());
        Self {
            schema_version,
            complete,
            not_audited: 0,
            tool,
            started_at,
            sites,
            trend,
            acceptance: None,
            summary,
        }
    }
}

impl Summary {
    /// Counts.
    pub fn of(sites: &[SiteReport]) -> Self {
        let mut summary = Self::default();
        for site in sites {
            summary.add(site);
        }
        summary
    }

    /// Counts one more.
    pub fn add(&mut self, site: &SiteReport) {
        self.sites += 1;
        self.findings += site.findings.len() as u64;
        self.accepted += site.accepted.len() as u64;
        *match site.status {
            Status::Pass => &mut self.passed,
            Status::Fail => &mut self.failed,
            Status::Review => &mut self.reviews,
            Status::Error => &mut self.errors,
        } += 1;
    }
}

impl Status {
    /// All, the worst first.
    pub const WORST_FIRST: [Self; 4] = [Self::Fail, Self::Error, Self::Review, Self::Pass];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Review => "review",
            Self::Error => "error",
        }
    }
}
