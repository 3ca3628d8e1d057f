//! A report as writers take it. Its sites may be more than memory holds: they are gone through one by one.

use std::io;

use crate::changes::PortfolioTrend;
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Text;
use crate::rules::Severity;

use super::acceptance::AcceptanceReport;
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

/// Pictures of the sites' footers, for formats that can show them.
pub trait FooterPictures {
    /// The picture of a site, if there is one.
    fn picture(&self, site: &SiteReport) -> Option<FooterPicture>;
}

/// A footer as a browser drew it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FooterPicture {
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// The file's content.
    pub bytes: Vec<u8>,
    /// What is seen on it.
    pub text: Text,
}

/// A whole run.
#[derive(Clone)]
pub struct View<'a> {
    /// When it started.
    pub started_at: Timestamp,
    /// The day by which sites were judged.
    pub today: Date,
    /// The least severity that fails a site; `None` = none does.
    pub fail_on: Option<Severity>,
    /// The sites.
    pub sites: &'a dyn Sites,
    /// Totals of these sites.
    pub summary: Summary,
    /// Their findings by day, of recorded audits, oldest first; of each site alone its report has them. Empty where the
    /// run was not recorded.
    pub trend: Vec<PortfolioTrend>,
    /// What does not count, and what became of the baseline and the exemptions; `None` where neither is declared.
    pub acceptance: Option<AcceptanceReport>,
    /// Pictures of the sites' footers, where some were made.
    pub pictures: Option<&'a dyn FooterPictures>,
    /// How the run was cut, if it was: what every format says before anything else.
    pub cut: Option<Cut>,
}

impl<'a> From<&'a Report> for View<'a> {
    fn from(report: &'a Report) -> Self {
        let Report { started_at, sites, summary, trend, acceptance, .. } = report;
        let unfinished = sites.iter().filter(|site| site.interrupted).count() as u64;
        let cut = Cut { interrupted: true, not_audited: report.not_audited, unfinished };
        let cut = Some(cut).filter(|_| !report.complete);
        let (today, summary, trend) = (started_at.date(), summary.clone(), trend.clone());
        let (fail_on, acceptance) = (Some(Severity::Error), acceptance.clone());
        View {
            started_at: *started_at,
            today,
            fail_on,
            sites,
            summary,
            trend,
            acceptance,
            pictures: None,
            cut,
        }
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
