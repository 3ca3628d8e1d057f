//! What a report calls for, in the three classes that exit codes know.

use crate::report::model::{Report, Status};
use crate::rules::Severity;

use super::verdicts::reaches;

/// The rules that say why a site could not be judged: they set its status to `error`, silence the filing rules, and
/// are no findings for the exit code.
pub const BLOCKING: [&str; 4] =
    ["site-intercepted", "site-not-html", "site-status", "site-unreachable"];

/// What a report calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Findings at or above the severity that fails a run.
    Findings,
    /// No such findings, but a home page could not be judged.
    Unjudged,
    /// Everything was judged, and nothing is wrong.
    Clean,
}

impl Outcome {
    /// What this report calls for; `fail_on` `None` = never anything.
    pub fn of(report: &Report, fail_on: Option<Severity>) -> Self {
        if fail_on.is_none() {
            return Self::Clean;
        }
        let all = report.sites.iter().flat_map(|site| &site.findings);
        if reaches(all.filter(|finding| !BLOCKING.contains(&finding.rule)), fail_on) {
            return Self::Findings;
        }
        let unjudged = |status| matches!(status, Status::Error | Status::Review);
        if report.sites.iter().any(|site| unjudged(site.status)) {
            return Self::Unjudged;
        }
        Self::Clean
    }
}
