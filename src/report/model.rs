//! The report: plain data, and the JSON contract (version 1). Keys and rule ids are never translated.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::deadlines::FilingMark;
use crate::domain::copyright::OwnerKind;
use crate::domain::date::Timestamp;
use crate::domain::icp_number::NumberState;
use crate::domain::register::Register;
use crate::facts::PagePart;
use crate::rules::Severity;
use crate::visit::SkipReason;

use super::vocabulary::{Extensible, VocabularyName};

/// Text that many entries of a report share (a site may have ten thousand pages with the same footer).
pub type Shared = Arc<str>;

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
    #[serde(default, skip_serializing_if = "is_false")]
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
    /// What recorded audits saw on the home page and this one does not (`--record`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<DriftReport>,
    /// Pages that were not read, with the reason.
    pub skipped: Vec<SkippedReport>,
    /// The pages.
    pub pages: Vec<PageReport>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_false(value: &bool) -> bool {
    !*value
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

/// Filings by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Filings {
    /// ICP numbers.
    pub icp: Vec<Arc<Filing>>,
    /// Police numbers.
    pub police: Vec<Arc<PoliceFiling>>,
    /// Licences.
    pub licences: Vec<Arc<Filing>>,
    /// Numbers of other registers: algorithms, generative AI, government sites.
    #[serde(default)]
    pub others: Vec<Arc<OtherFiling>>,
    /// Copyright lines.
    pub copyright: Vec<Arc<CopyrightReport>>,
}

/// A filing on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Filing {
    /// Canonical: no spaces, half-width, with 号.
    pub number: Shared,
    /// As shown.
    pub raw: Shared,
    /// `ok`, `malformed` or `placeholder`.
    pub state: Extensible<NumberState>,
    /// Enclosed by an `<a>` with a plain address, whatever its host.
    pub linked: bool,
    /// The `href` of the enclosing `<a>` as written, trimmed; null where there is none.
    pub link: Option<Shared>,
    /// Whether a reader sees it.
    pub visible: bool,
    /// `header`, `nav`, `main`, `aside`, `footer`, `frame` or `other`.
    #[serde(rename = "where")]
    pub place: Extensible<PagePart>,
    /// How often it is on the page like this.
    pub occurrences: u32,
    /// The page.
    pub page: Shared,
}

/// A police filing on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PoliceFiling {
    /// The number, as for ICP filings.
    #[serde(flatten)]
    pub filing: Filing,
    /// Whether the badge is beside it.
    pub badge: bool,
    /// The badge's `src` as written; null where there is none or CSS draws it.
    pub badge_image: Option<Shared>,
}

/// A number of another register on a page: no filing of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherFiling {
    /// The number, as for ICP filings.
    #[serde(flatten)]
    pub filing: Filing,
    /// `algorithm` (网信算备), `generative-ai` or `site-code` (网站标识码).
    pub register: Extensible<Register>,
}

/// A copyright line on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyrightReport {
    /// As shown.
    pub text: Shared,
    /// The owner named.
    pub owner: Option<Shared>,
    /// `name`, `domain` or `software`; null without an owner.
    pub owner_kind: Option<Extensible<OwnerKind>>,
    /// First year.
    pub from: Option<i16>,
    /// Last year; null where none is named, or where the range is open.
    pub to: Option<i16>,
    /// Whether the range is open: `2019-present`, `2019-至今`, or an end that a script writes.
    #[serde(default)]
    pub open: bool,
    /// Whether a reader sees it.
    pub visible: bool,
    /// The page.
    pub page: Shared,
}

/// A fault, or something to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Rule id.
    pub rule: VocabularyName,
    /// How grave it is.
    pub severity: Severity,
    /// The page.
    pub page: Shared,
    /// 1-based line, for files.
    pub line: Option<u32>,
    /// What is wrong, in the run's language.
    pub message: Shared,
    /// What the page shows (untrusted text).
    pub evidence: Shared,
    /// How to fix it.
    pub fix: Shared,
    /// Law and article.
    pub reference: Shared,
}

/// Something that is no longer on the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DriftReport {
    /// `icp-link` (the ICP number with its link) or `police-badge` (the police number with its badge).
    pub what: Extensible<FilingMark>,
    /// The day of the last recorded audit that saw it, `YYYY-MM-DD`.
    pub last_seen: String,
}

/// A page that was not read, or the image of a badge.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SkippedReport {
    /// URL or path.
    pub url: String,
    /// `away`, `badge-robots`, `cap`, `excluded`, `fragment`, `frame`, `frameset`, `interrupted`, `robots`, `session`, `time`,
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
}

impl Report {
    /// The report of a run over these sites.
    pub fn new(started_at: Timestamp, sites: Vec<SiteReport>) -> Self {
        let summary = Summary::of(&sites);
        let complete = sites.iter().all(|site| !site.interrupted);
        let (schema_version, tool) = (SCHEMA_VERSION, Tool::default());
        Self { schema_version, complete, not_audited: 0, tool, started_at, sites, summary }
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
        *match site.status {
            Status::Pass => &mut self.passed,
            Status::Fail => &mut self.failed,
            Status::Review => &mut self.reviews,
            Status::Error => &mut self.errors,
        } += 1;
    }
}

impl Status {
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
