//! Pages → verdicts → report: the pipeline in one screen.

use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::domain::site::Site;
use crate::facts::{Page, Visit};
use crate::report::model::SiteReport;
use crate::rules::{Levels, Severity};

/// What holds for all sites of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Levels of the rules.
    pub levels: Levels,
    /// From which severity on a site fails; `None` = never.
    pub fail_on: Option<Severity>,
    /// Today in China.
    pub today: Date,
    /// Language of messages, fixes and references.
    pub lang: Lang,
}

/// The audit of one site, fed page by page, from several threads.
#[derive(Debug)]
pub struct SiteAudit<'a> {
    settings: &'a Settings,
    site: &'a Site,
}

impl<'a> SiteAudit<'a> {
    /// Starts an audit of a site with these declared values.
    pub fn new(settings: &'a Settings, site: &'a Site) -> Self {
        Self { settings, site }
    }

    /// Takes a page.
    pub fn add(&self, _page: Page) {
        todo!("audit {:?} {:?}", self.settings, self.site)
    }

    /// Judges the site as a whole and closes its report: pages, findings and filings in a fixed order (home page
    /// first, then by address; findings by page, line, rule).
    pub fn finish(self, _visit: &Visit) -> SiteReport {
        todo!("audit")
    }
}
