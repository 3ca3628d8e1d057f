//! Recording: each site's audit becomes a row of the ledger, and what earlier audits saw and this one does not is put
//! into its report.

use std::collections::BTreeMap;
use std::path::Path;

use crate::audit::{audit_row, keep_unread};
use crate::changes::{Loss, TrendPoint, compare, losses, point};
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Text;
use crate::ledger::{self, Audit, AuditRow, Ledger, Uid};
use crate::report::changes::since_last;
use crate::report::deadlines::loss;
use crate::report::model::{DriftReport, SinceLastAudit, SiteReport, Status};

use super::job::Job;

/// Rows that are written in one go: each write waits for the disk, which would hold up a large portfolio.
const BATCH: usize = 256;

/// At most this number of points of a site's trend.
const TREND: usize = 30;

/// Records the sites of a run in the ledger.
#[derive(Debug)]
pub struct Recorder {
    ledger: Ledger,
    today: Date,
    /// The time of recording.
    now: Timestamp,
    /// The identity of this run.
    run: Uid,
    /// Whether other programs know the run by this identity: it is never that of an earlier one.
    is_shared: bool,
    /// Rows that are not written yet, with the number of the site in a shared run.
    pending: Vec<(AuditRow, Option<u64>)>,
    notes: Vec<RecordNote>,
    /// The fault that ended the recording.
    fault: Option<ledger::Error>,
}

/// Something worth a note about a site that was recorded, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RecordNote {
    /// The target has no name by which the ledger could know it: it is not recorded.
    NoName(String),
    /// Earlier audits saw on the site's home page what this one does not.
    Lost {
        /// The site's name.
        site: String,
        /// What, and when it was last seen.
        losses: Vec<Loss>,
    },
    /// The site has findings that its last recorded audit did not have, or no longer has some.
    Changed {
        /// The site's name.
        site: String,
        /// What changed, and since when.
        changes: Box<SinceLastAudit>,
    },
}

impl RecordNote {
    /// The note in words; several where several things were lost.
    pub(super) fn into_texts(self) -> Vec<Text> {
        let of_site = |site: &str, text: Text| {
            let (zh, en) = (format!("{site}：{}", text.zh), format!("{site}: {}", text.en));
            Text::made(zh, en)
        };
        match self {
            Self::NoName(target) => vec![Text::made(
                format!(
                    "{target} 没有域名，未记入账本：请在 [[site]] 中声明，或用 --name 给出名称"
                ),
                format!(
                    "{target} is not recorded, it has no domain: declare it in a [[site]], or name it with --name"
                ),
            )],
            Self::Lost { site, losses } => {
                losses.iter().map(|lost| of_site(&site, loss(lost))).collect()
            }
            Self::Changed { site, changes } => vec![of_site(&site, since_last(&changes))],
        }
    }
}

impl Recorder {
    /// Opens the ledger for writing, and creates it where there is none.
    pub fn open(path: &Path, today: Date, now: Timestamp) -> Result<Self, ledger::Error> {
        let ledger = Ledger::open_write(path)?;
        let run = ledger.new_run()?;
        let (pending, notes) = (Vec::new(), Vec::new());
        Ok(Self { ledger, today, now, run, is_shared: false, pending, notes, fault: None })
    }

    /// The same for a run that several programs work on and that has this identity: each of its sites is recorded once,
    /// however often it is taken.
    #[must_use]
    pub fn of_shared_run(self, run: Uid) -> Self {
        Self { run, is_shared: true, ..self }
    }

    /// Goes on with the run that audited this target last: one that was killed and is resumed is one run.
    pub fn resume(&mut self, target: &str) {
        if self.is_shared {
            return;
        }
        match self.ledger.run_of(target) {
            Ok(run) => self.run = run.unwrap_or(self.run),
            Err(error) => self.fault = Some(error),
        }
    }

    /// Records a site, and puts into its report what changed since earlier audits. After a fault nothing more is recorded.
    /// `number` is that of the site in a shared run.
    pub fn take(&mut self, number: u64, job: &Job, site: &mut SiteReport) {
        if self.fault.is_some() {
            return;
        }
        let Some(name) = job.ledger_name() else {
            self.notes.push(RecordNote::NoName(site.target.clone()));
            return;
        };
        let mut row = audit_row(name, job.is_live(), self.today, site);
        row.run = Some(self.run);
        match self.compare(&mut row, site) {
            Ok(()) => {
                self.pending.push((row, self.is_shared.then_some(number)));
            }
            Err(error) => self.fault = Some(error),
        }
        if self.pending.len() >= BATCH {
            self.flush();
        }
    }

    /// Whether a fault ended the recording: sites that come from now on are not in the ledger.
    pub(super) fn has_failed(&self) -> bool {
        self.fault.is_some()
    }

    /// Takes the fault that ended the recording, if one did.
    pub(super) fn take_fault(&mut self) -> Option<ledger::Error> {
        self.fault.take()
    }

    /// Writes the rows that are not written yet. To be called at the end of the run.
    pub fn flush(&mut self) {
        let rows = std::mem::take(&mut self.pending);
        if rows.is_empty() || self.fault.is_some() {
            return;
        }
        self.fault = self.write(&rows).err();
    }

    fn write(&mut self, rows: &[(AuditRow, Option<u64>)]) -> Result<(), ledger::Error> {
        let mut batch = self.ledger.batch()?;
        for (row, number) in rows {
            let is_new = match *number {
                Some(number) => batch.collect(self.run, number)?,
                None => true,
            };
            if is_new {
                batch.audit(row, self.now)?;
            }
        }
        batch.commit()
    }

    /// Compares a site with its earlier audits.
    fn compare(&mut self, row: &mut AuditRow, site: &mut SiteReport) -> Result<(), ledger::Error> {
        let losses: Vec<Loss> =
            losses(self.ledger.last_seen(&row.site, row.live)?, row.sights).collect();
        let mut earlier = self.ledger.recent(&row.site, row.live, TREND)?;
        if self.is_shared {
            // What a collector that was killed recorded of this very audit is no earlier one.
            earlier.retain(|audit| (audit.row.run, &audit.row.target) != (row.run, &row.target));
        }
        let last = last_judged(&earlier, &row.target);
        if let Some(last) = last.filter(|_| site.status != Status::Error) {
            keep_unread(row, last, site);
            let (findings, numbers) = compare(last, row);
            let changes = SinceLastAudit { since: last.day.to_string(), findings, numbers };
            self.note(&row.site, &changes);
            site.changes = Some(changes);
        }
        site.trend = trend(&earlier, row);
        let report = |loss: &Loss| DriftReport {
            what: loss.mark.into(),
            last_seen: loss.last_seen.to_string(),
        };
        site.drift = losses.iter().map(report).collect();
        if !losses.is_empty() {
            self.notes.push(RecordNote::Lost { site: row.site.clone(), losses });
        }
        Ok(())
    }

    fn note(&mut self, site: &str, changes: &SinceLastAudit) {
        if !changes.findings.new.is_empty() || !changes.findings.mended.is_empty() {
            let changes = Box::new(changes.clone());
            self.notes.push(RecordNote::Changed { site: site.to_owned(), changes });
        }
    }

    /// Writes what is left, and gives the notes and the fault that ended the recording, if one did.
    pub(super) fn finish(mut self) -> (Vec<RecordNote>, Option<ledger::Error>) {
        self.flush();
        (self.notes, self.fault)
    }
}

/// The last of these audits that could judge the site, one of the same target before others.
fn last_judged<'a>(earlier: &'a [Audit], target: &str) -> Option<&'a AuditRow> {
    let judged = || earlier.iter().rev().map(|audit| &audit.row).filter(|row| row.is_judged());
    judged().find(|row| row.target == target).or_else(|| judged().next())
}

/// The points of earlier audits and of this one, the last of each day.
fn trend(earlier: &[Audit], now: &AuditRow) -> Vec<TrendPoint> {
    let rows = earlier.iter().map(|audit| &audit.row).chain([now]);
    let points: BTreeMap<Date, TrendPoint> =
        rows.filter_map(|row| Some((row.day, point(row)?))).collect();
    points.into_values().collect()
}
