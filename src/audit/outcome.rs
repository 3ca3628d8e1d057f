//! What a site's report calls for, in the three classes that exit codes know.

use crate::report::model::{SiteReport, Status};
use crate::rules::{self, Severity};

use super::verdicts::reaches;

/// What a report calls for; that of a run is the gravest of its sites'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Everything was judged, and nothing is wrong.
    #[default]
    Clean,
    /// No such findings, but a home page could not be judged.
    Unjudged,
    /// Findings at or above the severity that fails a run.
    Findings,
}

impl Outcome {
    /// What this site calls for; `fail_on` `None` = never anything.
    pub fn of(site: &SiteReport, fail_on: Option<Severity>) -> Self {
        let blocking = |id: &str| rules::by_id(id).is_some_and(|rule| rule.blocking);
        let grave = site.findings.iter().filter(|finding| !blocking(&finding.rule));
        if fail_on.is_none() {
            Self::Clean
        } else if reaches(grave, fail_on) {
            Self::Findings
        } else if matches!(site.status, Status::Error | Status::Review) {
            Self::Unjudged
        } else {
            Self::Clean
        }
    }
}
