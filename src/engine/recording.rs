//! Recording: each site's audit becomes a row of the ledger, and what earlier audits saw and this one does not is put
//! into its report.

use std::collections::BTreeMap;
use std::path::Path;

use crate::audit::numbers_shown;
use crate::deadlines::{Loss, losses};
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Text;
use crate::ledger::{self, AuditRow, Ledger, RuleFindings};
use crate::report::deadlines::loss;
use crate::report::model::{DriftReport, SiteReport};

use super::job::Job;

/// Rows that are written in one go: each write waits for the disk, which would hold up a large portfolio.
const BATCH: usize = 256;

/// Records the sites of a run in the ledger.
#[derive(Debug)]
pub struct Recorder {
    ledger: Ledger,
    today: Date,
    /// The time of recording.
    now: Timestamp,
    /// Rows that are not written yet.
    pending: Vec<AuditRow>,
    notes: Vec<RecordNote>,
    /// The fault that ended the recording.
    fault: Option<ledger::Error>,
}

/// Something worth a note about a site that was recorded, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordNote {
    /// The target has no domain, by which the ledger knows sites: it is not recorded.
    NoDomain(String),
    /// Earlier audits saw on the site's home page what this one does not.
    Lost {
        /// The site's domain.
        site: String,
        /// What, and when it was last seen.
        losses: Vec<Loss>,
    },
}

impl RecordNote {
    /// The note in words; several where several things were lost.
    pub fn into_texts(self) -> Vec<Text> {
        match self {
            Self::NoDomain(target) => vec![Text::made(
                format!("{target} 没有域名，未记入账本：请在 [[site]] 中声明 domain"),
                format!("{target} is not recorded, it has no domain: declare it in a [[site]]"),
            )],
            Self::Lost { site, losses } => {
                let of_site = |text: Text| {
                    let (zh, en) = (format!("{site}：{}", text.zh), format!("{site}: {}", text.en));
                    Text::made(zh, en)
                };
                losses.iter().map(loss).map(of_site).collect()
            }
        }
    }
}

impl Recorder {
    /// Opens the ledger for writing, and creates it where there is none.
    pub fn open(path: &Path, today: Date, now: Timestamp) -> Result<Self, ledger::Error> {
        let ledger = Ledger::open_write(path)?;
        Ok(Self { ledger, today, now, pending: Vec::new(), notes: Vec::new(), fault: None })
    }

    /// Records a site, and puts into its report what was lost. After a fault nothing more is recorded.
    pub fn take(&mut self, job: &Job, site: &mut SiteReport) {
        if self.fault.is_some() {
            return;
        }
        let Some(domain) = job.ledger_name() else {
            self.notes.push(RecordNote::NoDomain(site.target.clone()));
            return;
        };
        let row = row(domain, job.is_live(), self.today, site);
        match self.ledger.last_seen(&row.site, row.live) {
            Ok(last) => self.compare(&row, losses(last, row.sights).collect(), site),
            Err(error) => self.fault = Some(error),
        }
        self.pending.push(row);
        if self.pending.len() >= BATCH {
            self.flush();
        }
    }

    /// Writes the rows that are not written yet. To be called at the end of the run.
    pub fn flush(&mut self) {
        let rows = std::mem::take(&mut self.pending);
        if rows.is_empty() || self.fault.is_some() {
            return;
        }
        self.fault = self.write(&rows).err();
    }

    fn write(&mut self, rows: &[AuditRow]) -> Result<(), ledger::Error> {
        let mut batch = self.ledger.batch()?;
        for row in rows {
            batch.audit(row, self.now)?;
        }
        batch.commit()
    }

    fn compare(&mut self, row: &AuditRow, losses: Vec<Loss>, site: &mut SiteReport) {
        let report = |loss: &Loss| DriftReport {
            what: loss.mark.into(),
            last_seen: loss.last_seen.to_string(),
        };
        site.drift = losses.iter().map(report).collect();
        if !losses.is_empty() {
            self.notes.push(RecordNote::Lost { site: row.site.clone(), losses });
        }
    }

    /// Writes what is left, and gives the notes and the fault that ended the recording, if one did.
    pub fn finish(mut self) -> (Vec<RecordNote>, Option<ledger::Error>) {
        self.flush();
        (self.notes, self.fault)
    }
}

/// The ledger's row of a report.
fn row(domain: String, live: bool, today: Date, site: &SiteReport) -> AuditRow {
    let mut findings: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let severe = site.findings.iter().map(|finding| (finding, finding.severity.name()));
    for (finding, severity) in severe.chain(site.reviews.iter().map(|review| (review, "review"))) {
        findings.entry((&*finding.rule, severity)).or_default().push(finding.page.to_string());
    }
    let finding = |((rule, severity), pages): ((&str, &str), Vec<String>)| RuleFindings {
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
        sights: numbers_shown(site),
        findings: findings.into_iter().map(finding).collect(),
    }
}
