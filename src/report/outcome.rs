//! What a report calls for, in the three classes that exit codes know.

use crate::changes::ChangesTable;
use crate::rules::{self, Severity};

use super::model::{SiteReport, Status};
use super::preflight::PreflightReport;

/// What a report calls for; that of a run is the gravest of its sites'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Everything was judged, and nothing is wrong.
    #[default]
    Clean,
    /// No such findings, but something could not be judged.
    Unjudged,
    /// Findings at or above the severity that fails a run.
    Findings,
}

impl Outcome {
    /// What a site calls for: a home page may not be judged; `fail_on` `None` = never anything.
    pub fn of(site: &SiteReport, fail_on: Option<Severity>) -> Self {
        let blocking = |id: &str| rules::by_id(id).is_some_and(|rule| rule.blocking);
        let grave = site.findings.iter().filter(|finding| !blocking(&finding.rule));
        let is_open = matches!(site.status, Status::Error | Status::Review);
        Self::worst(fail_on, |least| grave.clone().any(|it| it.severity >= least), is_open)
    }

    /// What a comparison calls for: new findings count, and sites that could not be judged this time.
    pub fn of_changes(table: &ChangesTable, fail_on: Option<Severity>) -> Self {
        let new = |least: Severity| table.new_findings().any(|it| it.reaches(least.name()));
        Self::worst(fail_on, new, table.totals.not_judged > 0)
    }

    /// What a dossier calls for: a person may have to look at it.
    pub fn of_dossier(report: &PreflightReport, fail_on: Option<Severity>) -> Self {
        let found = |least| report.findings.iter().any(|it| it.severity >= least);
        Self::worst(fail_on, found, !report.reviews.is_empty())
    }

    fn worst(
        fail_on: Option<Severity>,
        is_found: impl Fn(Severity) -> bool,
        is_open: bool,
    ) -> Self {
        let Some(least) = fail_on else { return Self::Clean };
        if is_found(least) {
            Self::Findings
        } else if is_open {
            Self::Unjudged
        } else {
            Self::Clean
        }
    }
}
