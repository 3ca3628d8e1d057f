//! `--record`: each site's audit goes into the ledger, and what earlier audits saw and this one does not is told.

use std::collections::BTreeMap;

use crate::config::{Config, without_www};
use crate::crawl::TargetKind;
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::ledger::{AuditRow, Finding, LastSeen, Ledger, Sights};
use crate::report::model::{self, DriftReport, SiteReport, Status};

use super::super::deadlines::{drift, ledger_path};
use super::super::{Error, World};
use super::args::OutputArgs;
use super::plan::Job;

/// What makes a home page's link to the register none that counts.
const NO_GOOD_LINK: [&str; 3] = ["icp-not-linked", "icp-link-wrong", "icp-link-outdated"];

/// The ledger of a run.
#[derive(Debug)]
pub(super) struct Recorder {
    ledger: Ledger,
    today: Date,
    now: String,
    /// What is worth a note once the run is over.
    pub(super) notes: Vec<Text>,
    /// Why recording had to stop.
    pub(super) fault: Option<Error>,
}

impl Recorder {
    /// Opens the ledger, if the user wants it, before any work is done.
    pub(super) fn asked_for(
        args: &OutputArgs,
        config: Option<&Config>,
        today: Date,
        world: &World<'_>,
    ) -> Result<Option<Self>, Error> {
        if !args.record {
            return Ok(None);
        }
        let ledger = Ledger::open_write(&ledger_path(args.ledger.as_deref(), config, world)?)?;
        Ok(Some(Self { ledger, today, now: world.now.clone(), notes: Vec::new(), fault: None }))
    }

    /// Records a site, and puts what it lost into its report. After a fault nothing more is recorded.
    pub(super) fn take(&mut self, job: &Job, site: &mut SiteReport) {
        if self.fault.is_some() {
            return;
        }
        let Some(domain) = domain(job, site) else {
            self.notes.push(Text::made(
                format!("{} 没有域名，未记入账本：请在 [[site]] 中声明 domain", site.target),
                format!(
                    "{} is not recorded, it has no domain: declare it in a [[site]]",
                    site.target
                ),
            ));
            return;
        };
        let row = row(domain, is_live(job), self.today, site);
        match self.record(&row) {
            Ok(lost) => self.tell(&row, lost, site),
            Err(error) => self.fault = Some(error),
        }
    }

    fn record(&mut self, row: &AuditRow) -> Result<LastSeen, Error> {
        let mut batch = self.ledger.batch()?;
        let lost = batch.last_seen(&row.site, row.live)?.lost(row.sights);
        batch.audit(row, &self.now)?;
        batch.commit()?;
        Ok(lost)
    }

    fn tell(&mut self, row: &AuditRow, lost: LastSeen, site: &mut SiteReport) {
        let report = |what, day: Date| DriftReport { what, last_seen: day.to_string() };
        let icp = lost.icp.map(|day| report("icp-link", day));
        let badge = lost.badge.map(|day| report("police-badge", day));
        site.drift = icp.into_iter().chain(badge).collect();
        let notes = drift(lost).map(|text| {
            Text::made(format!("{}：{}", row.site, text.zh), format!("{}: {}", row.site, text.en))
        });
        self.notes.extend(notes);
    }
}

fn is_live(job: &Job) -> bool {
    matches!(job.target.kind, TargetKind::Url(_) | TargetKind::Domain { .. })
}

/// The name under which the ledger knows the site.
fn domain(job: &Job, site: &SiteReport) -> Option<String> {
    if let Some(domain) = &site.declared.domain {
        return Some(domain.clone());
    }
    let host = job.target.url().and_then(|url| url.host_str())?;
    Some(without_www(host).to_owned())
}

/// What the ledger keeps of a report.
fn row(domain: String, live: bool, today: Date, site: &SiteReport) -> AuditRow {
    let mut findings: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let severe = site.findings.iter().map(|finding| (finding, finding.severity.name()));
    for (finding, severity) in severe.chain(site.reviews.iter().map(|review| (review, "review"))) {
        findings.entry((finding.rule, severity)).or_default().push(finding.page.to_string());
    }
    let finding = |((rule, severity), pages): ((&str, &str), Vec<String>)| Finding {
        rule: rule.to_owned(),
        severity: severity.to_owned(),
        pages,
    };
    AuditRow {
        site: domain,
        day: today,
        target: site.target.clone(),
        live,
        status: site.status.name().to_owned(),
        found: site.pages_found,
        checked: site.pages_checked,
        sights: sights(site),
        findings: findings.into_iter().map(finding).collect(),
    }
}

/// What the home page shows. Of a page that could not be judged nothing is said, and where a person or a browser must
/// look, a number that was not seen may be there all the same.
fn sights(site: &SiteReport) -> Sights {
    if site.status == Status::Error {
        return Sights::default();
    }
    let home =
        |page: &str| [&site.home, &site.final_url].iter().any(|home| home.as_deref() == Some(page));
    let shown =
        |filing: &model::Filing| filing.visible && filing.state == "ok" && home(&filing.page);
    let bad_link = site
        .findings
        .iter()
        .any(|finding| NO_GOOD_LINK.contains(&finding.rule) && home(&finding.page));
    let icp = site.filings.icp.iter().any(|icp| shown(icp) && icp.linked) && !bad_link;
    let badge = site.filings.police.iter().any(|police| shown(&police.filing) && police.badge);
    let doubtful = site.reviews.iter().any(|review| home(&review.page));
    let sure = |seen: bool| Some(seen).filter(|seen| *seen || !doubtful);
    Sights { icp: sure(icp), badge: sure(badge) }
}
