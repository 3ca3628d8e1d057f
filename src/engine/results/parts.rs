//! The results of a run by client or site: what each of their files says is of its own sites, and of no others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use crate::changes::TrendSum;
use crate::engine::report_paths::{PathTemplate, PathTemplateError, ReportPaths};
use crate::engine::store::SomeSites;
use crate::report::acceptance::AcceptanceReport;
use crate::report::model::{SiteReport, Summary};
use crate::report::{Cut, View, site_name};

use super::Results;

/// Why the reports of clients or sites cannot be written.
#[derive(Debug)]
pub enum PartsError {
    /// Two of them would be one file.
    Path(PathTemplateError),
    /// The results cannot be read back.
    Read(io::Error),
}

impl Results {
    /// The results of each client or site: the file of each, in the order of their first sites, and what goes into it.
    /// `planned` are the targets of each file: what a part says of the run is of its own sites, and of no others.
    pub fn each_part(
        &self,
        (template, planned): (&PathTemplate, &BTreeMap<PathBuf, u64>),
        whole: &View<'_>,
        act: &mut dyn FnMut(&Path, &View<'_>),
    ) -> Result<(), PartsError> {
        let (mut paths, mut parts) = (ReportPaths::default(), Vec::<(PathBuf, SplitReport)>::new());
        let (mut known, mut refused) = (HashMap::new(), None);
        let all = 0..self.store.len();
        let read = self.store.each_of(all, &mut |index, site| {
            let path = paths.of_site(template, site).map_err(|error| {
                refused = Some(error);
                io::Error::from(io::ErrorKind::Other)
            })?;
            let at = *known.entry(path.clone()).or_insert(parts.len());
            if at == parts.len() {
                parts.push((path, SplitReport::default()));
            }
            parts[at].1.add(index, site);
            Ok(())
        });
        refused.map_or(Ok(()), |error| Err(PartsError::Path(error)))?;
        read.map_err(PartsError::Read)?;
        for (path, part) in &parts {
            let sites = SomeSites { store: &self.store, indices: &part.indices };
            let (summary, trend) = (part.summary.clone(), part.trend.points());
            let acceptance = whole.acceptance.as_ref().map(|all| part.acceptance(all));
            let targets = planned.get(path).copied().unwrap_or_default();
            let cut = whole.cut.and_then(|cut| part.cut(cut, targets));
            act(path, &View { sites: &sites, summary, trend, acceptance, cut, ..whole.clone() });
        }
        Ok(())
    }
}

/// The sites of a client, or one site.
#[derive(Debug, Default)]
struct SplitReport {
    indices: Vec<usize>,
    /// Their names in baselines.
    names: BTreeSet<String>,
    summary: Summary,
    trend: TrendSum,
    unfinished: u64,
}

impl SplitReport {
    fn add(&mut self, index: usize, site: &SiteReport) {
        self.indices.push(index);
        self.names.insert(site_name(site));
        self.summary.add(site);
        self.trend.add(&site.trend);
        self.unfinished += u64::from(site.interrupted);
    }

    /// How the run was cut for these sites; not at all, where all `targets` of them were read to their end.
    fn cut(&self, cut: Cut, targets: u64) -> Option<Cut> {
        let not_audited = targets.saturating_sub(self.summary.sites);
        let cut = Cut { not_audited, unfinished: self.unfinished, ..cut };
        (not_audited > 0 || self.unfinished > 0).then_some(cut)
    }

    /// What of the baseline and the exemptions is of these sites by name.
    fn acceptance(&self, all: &AcceptanceReport) -> AcceptanceReport {
        let mut own = AcceptanceReport { accepted: self.summary.accepted, ..all.clone() };
        if let Some(baseline) = &mut own.baseline {
            baseline.mended.retain(|known| self.names.contains(&known.site));
            baseline.expired.retain(|known| self.names.contains(&known.site));
        }
        for list in [&mut own.unused_exemptions, &mut own.expired_exemptions] {
            list.retain(|it| it.site.as_ref().is_some_and(|site| self.names.contains(site)));
        }
        own
    }
}
