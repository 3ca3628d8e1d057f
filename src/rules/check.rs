//! What rules judge, and what they answer.

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::site::Site;
use crate::facts::PageFacts;
use crate::visit::{Page, Visit};

use super::page_numbers::PageNumbers;
use super::severity::Severity;

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
    /// What the page shows, as it is there (untrusted).
    pub seen: String,
    /// 1-based line in the source, where there is one.
    pub line: Option<u32>,
    /// How to fix it here; the rule's general fix where empty.
    pub fix: Option<Text>,
    /// Severity other than the rule's (e.g. `police-missing`).
    pub severity: Option<Severity>,
    /// The page, for site rules that point at one; else the page judged or the home page.
    pub page: Option<String>,
}
