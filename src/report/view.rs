//! A report as writers take it. Its sites may be more than memory holds: they are gone through one by one.

use std::io;

use crate::domain::date::Timestamp;

use super::model::{Report, SiteReport, Summary};

/// The sites of a run, in the order of the targets.
pub trait Sites {
    /// Shows each site to `act`, and ends with the first fault. May be asked for as often as a format needs.
    fn each(&self, act: &mut dyn FnMut(&SiteReport) -> io::Result<()>) -> io::Result<()>;
}

impl Sites for Vec<SiteReport> {
    fn each(&self, act: &mut dyn FnMut(&SiteReport) -> io::Result<()>) -> io::Result<()> {
        self.iter().try_for_each(act)
    }
}

/// A whole run.
#[derive(Clone)]
pub struct View<'a> {
    /// When it started.
    pub started_at: Timestamp,
    /// The sites.
    pub sites: &'a dyn Sites,
    /// Totals of these sites.
    pub summary: Summary,
    /// How the run was cut, if it was: what every format says before anything else.
    pub cut: Option<Cut>,
}

impl<'a> From<&'a Report> for View<'a> {
    fn from(report: &'a Report) -> Self {
        let Report { started_at, sites, summary, .. } = report;
        let unfinished = sites.iter().filter(|site| site.interrupted).count() as u64;
        let cut = Cut { interrupted: true, not_audited: report.not_audited, unfinished };
        let cut = Some(cut).filter(|_| !report.complete);
        View { started_at: *started_at, sites, summary: summary.clone(), cut }
    }
}

/// A run that ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The user ended it, not a fault.
    pub interrupted: bool,
    /// Targets that the report says nothing of.
    pub not_audited: u64,
    /// Sites that were not read to their end.
    pub unfinished: u64,
}
