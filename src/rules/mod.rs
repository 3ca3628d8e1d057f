//! Facts → verdicts. One file a rule: what it checks, its legal basis, its fix, its examples (docs and tests at
//! once). Rules are pure; what could not be read is not judged, never a pass.

mod algorithm_filing_missing;
mod bounds;
mod business_licence_missing;
mod copyright_lines;
mod copyright_missing;
mod copyright_owner_mismatch;
mod copyright_year_future;
mod copyright_year_stale;
mod duty;
mod fix;
mod generative_ai_filing_missing;
mod government_code_missing;
mod icp_form;
mod icp_hidden;
mod icp_hidden_on_some_screens;
mod icp_inconsistent;
mod icp_link_insecure;
mod icp_link_outdated;
mod icp_link_scripted;
mod icp_link_wrong;
mod icp_malformed;
mod icp_mismatch;
mod icp_missing;
mod icp_missing_inner;
mod icp_not_linked;
mod icp_not_text;
mod icp_number_choice;
mod icp_outside_footer;
mod icp_placeholder;
mod icp_province_char;
mod icp_script_only;
mod icp_suffix_kind;
mod in_bulk;
mod judge;
mod law;
mod levels;
mod licence_link_outdated;
mod licence_malformed;
mod licence_missing;
mod links;
pub mod mend;
mod page_garbled;
mod page_numbers;
mod police;
mod police_badge_broken;
mod police_badge_missing;
mod police_form;
mod police_hidden;
mod police_hidden_on_some_screens;
mod police_inconsistent;
mod police_link;
mod police_link_mismatch;
mod police_link_outdated;
mod police_link_wrong;
mod police_malformed;
mod police_mismatch;
mod police_missing;
mod police_not_linked;
mod police_not_text;
mod police_placeholder;
mod police_region_mismatch;
mod police_stage;
mod report_entrance_missing;
mod screens;
mod site_intercepted;
mod site_needs_browser;
mod site_not_html;
mod site_redirects_away;
mod site_stand_in;
mod site_status;
#[cfg(test)]
mod site_tests;
mod site_tls_invalid;
mod site_twin_differs;
mod site_unreachable;
#[cfg(test)]
mod tests;
mod themes;

pub use bounds::within_bounds;
pub use in_bulk::in_shell;
pub use levels::{Level, LevelError, Levels};
pub use page_numbers::PageNumbers;

use crate::domain::basis::Basis;
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::site::Site;
use crate::facts::PageFacts;
use crate::visit::{Page, Visit};

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Subject, then fault, kebab-case; the file's name in snake case.
    pub id: &'static str,
    /// The fault in one line, no full stop.
    pub title: Text,
    /// Why it matters: what the law asks for and what a miss costs.
    pub why: Text,
    /// How to mend it, in general; findings carry the fix for their own page.
    pub fix: Text,
    /// Where the duty comes from.
    pub basis: &'static [Basis],
    /// Severity unless re-levelled.
    pub severity: Severity,
    /// Pages and what the rule says of them: shown in the docs, run by the tests.
    pub examples: &'static [Example],
    /// The judgement.
    pub check: Check,
}

/// How grave a finding is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Likely to be asked for.
    Warning,
    /// Breaks the law or fails a provider's check.
    Error,
}

impl Severity {
    /// The name in JSON and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a rule judges.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Every page that arrived whole.
    Page(fn(&PageView<'_>) -> Verdict),
    /// The home page.
    Home(fn(&PageView<'_>) -> Verdict),
    /// The site, once all its pages are known.
    Site(fn(&SiteView<'_>) -> Verdict),
}

/// A page before a rule.
#[derive(Clone, Copy, Debug)]
pub struct PageView<'a> {
    /// Its address, for texts.
    pub address: &'a str,
    /// Whether it is the home page.
    pub home: bool,
    /// What it shows.
    pub facts: &'a PageFacts,
    /// What is declared.
    pub site: &'a Site,
    /// Frames of other hosts that may hold the footer.
    pub foreign_frames: &'a [String],
    /// The folder of built pages that it was read from, as `beian inject` takes it on a command line.
    pub built: Option<&'a str>,
    /// Today in China.
    pub today: Date,
}

/// A site before a rule.
#[derive(Clone, Copy, Debug)]
pub struct SiteView<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// The home page as it arrived; `None` where the target has none.
    pub home: Option<&'a Page>,
    /// The numbers of all pages that show any, home page first, then by address. Pages themselves are not kept.
    pub pages: &'a [PageNumbers],
    /// What is declared.
    pub site: &'a Site,
    /// Today in China.
    pub today: Date,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// In order.
    Pass,
    /// Faults, with evidence.
    Fail(Vec<Evidence>),
    /// Nothing to judge, and why.
    NotApplicable(&'static str),
    /// A person must look at this.
    Review(Vec<Evidence>),
}

/// One fault on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What is wrong, in a sentence with the page's own values.
    pub message: Text,
    /// What the page shows, as it stands there (untrusted).
    pub seen: String,
    /// 1-based line in the source, where there is one.
    pub line: Option<u32>,
    /// How to mend it here; the rule's general fix where empty.
    pub fix: Option<Text>,
    /// Severity other than the rule's (e.g. `police-missing`).
    pub severity: Option<Severity>,
    /// The page, for site rules that point at one; else the page judged or the home page.
    pub page: Option<String>,
}

/// A page or site in a rule's docs and tests.
#[derive(Debug)]
pub struct Example {
    /// What it shows, zh and en.
    pub name: Text,
    /// Declared values as the body of a `[[site]]` table, e.g. `icp = "京ICP备11000001号-1"`; may be empty.
    pub declared: &'static str,
    /// The pages, home page first: HTML. A site rule about fetching takes its visit from `tests` in its file instead.
    pub pages: &'static [&'static str],
    /// What the rule says of the site, or of the pages together: the gravest verdict. Judged on 2026-11-22.
    pub expect: Expect,
}

/// A promised verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// [`Verdict::Pass`]
    Pass,
    /// [`Verdict::Fail`]
    Fail,
    /// [`Verdict::NotApplicable`]
    NotApplicable,
    /// [`Verdict::Review`]
    Review,
}

/// All rules, sorted by id.
pub const ALL: &[&Rule] = &[
    &algorithm_filing_missing::RULE,
    &business_licence_missing::RULE,
    &copyright_missing::RULE,
    &copyright_owner_mismatch::RULE,
    &copyright_year_future::RULE,
    &copyright_year_stale::RULE,
    &generative_ai_filing_missing::RULE,
    &government_code_missing::RULE,
    &icp_form::RULE,
    &icp_hidden::RULE,
    &icp_hidden_on_some_screens::RULE,
    &icp_inconsistent::RULE,
    &icp_link_insecure::RULE,
    &icp_link_outdated::RULE,
    &icp_link_scripted::RULE,
    &icp_link_wrong::RULE,
    &icp_malformed::RULE,
    &icp_mismatch::RULE,
    &icp_missing::RULE,
    &icp_missing_inner::RULE,
    &icp_not_linked::RULE,
    &icp_not_text::RULE,
    &icp_number_choice::RULE,
    &icp_outside_footer::RULE,
    &icp_placeholder::RULE,
    &icp_province_char::RULE,
    &icp_script_only::RULE,
    &icp_suffix_kind::RULE,
    &licence_link_outdated::RULE,
    &licence_malformed::RULE,
    &licence_missing::RULE,
    &page_garbled::RULE,
    &police_badge_broken::RULE,
    &police_badge_missing::RULE,
    &police_form::RULE,
    &police_hidden::RULE,
    &police_hidden_on_some_screens::RULE,
    &police_inconsistent::RULE,
    &police_link_mismatch::RULE,
    &police_link_outdated::RULE,
    &police_link_wrong::RULE,
    &police_malformed::RULE,
    &police_mismatch::RULE,
    &police_missing::RULE,
    &police_not_linked::RULE,
    &police_not_text::RULE,
    &police_placeholder::RULE,
    &police_region_mismatch::RULE,
    &report_entrance_missing::RULE,
    &site_intercepted::RULE,
    &site_needs_browser::RULE,
    &site_not_html::RULE,
    &site_redirects_away::RULE,
    &site_stand_in::RULE,
    &site_status::RULE,
    &site_tls_invalid::RULE,
    &site_twin_differs::RULE,
    &site_unreachable::RULE,
];

/// The rule with this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}
