//! The results of a run as its sites come in: each is recorded, counted, written to the file to resume, and stored for
//! the reports that need all sites.

mod baseline;
mod parts;

use std::io;
use std::path::{Path, PathBuf};

use crate::audit::Acceptance;
use crate::changes::TrendSum;
use crate::domain::date::{Date, Timestamp};
use crate::folder::write_whole;
use crate::report::model::{SiteReport, Summary};
use crate::report::{Cut, FooterPictures, Outcome, Sites as _, View, jsonl};
use crate::rules::Severity;

use crate::engine::error::Error;
use crate::engine::evidence::EvidencePictures;
use crate::engine::options::Finished;
use crate::engine::recording::Recorder;
use crate::engine::resume;
use crate::engine::store::Store;

pub use parts::PartsError;

/// What is wanted of the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultOptions {
    /// The least severity that fails a site; `None` = none does.
    pub fail_on: Option<Severity>,
    /// Whether the line of each site is wanted.
    pub lines: bool,
    /// Whether all reports are wanted at the end, for formats that need them.
    pub documents: bool,
    /// The folder that evidence is written to.
    pub evidence: Option<PathBuf>,
}

/// The results of a run.
#[derive(Debug)]
pub struct Results {
    options: ResultOptions,
    store: Store,
    /// The file to resume from.
    resume: Option<PathBuf>,
    summary: Summary,
    /// Findings by day, of the recorded audits of these sites.
    trend: TrendSum,
    /// Targets of the run.
    targets: usize,
    /// Sites that were not read to their end.
    unfinished: u64,
    /// Their lines, which follow those of all finished sites.
    unfinished_lines: Vec<Vec<u8>>,
    outcome: Outcome,
    /// The ledger, where the run is recorded.
    recorder: Option<Recorder>,
    /// What of the findings does not count.
    acceptance: Option<Acceptance>,
    /// Whether that is known at the end only.
    waits: bool,
    /// The pictures of the evidence.
    pictures: Option<EvidencePictures>,
}

impl Results {
    /// No results yet. `targets` is the number of targets.
    pub fn new(targets: usize, options: ResultOptions, recorder: Option<Recorder>) -> Self {
        let pictures = options.evidence.clone().map(EvidencePictures);
        Self {
            pictures,
            options,
            store: Store::new(targets),
            resume: None,
            summary: Summary::default(),
            trend: TrendSum::default(),
            targets,
            unfinished: 0,
            unfinished_lines: Vec::new(),
            outcome: Outcome::default(),
            recorder,
            acceptance: None,
            waits: false,
        }
    }

    /// From now on, what is accepted does not count. The ledger keeps what was found.
    pub fn accept(&mut self, acceptance: Option<Acceptance>) {
        self.waits = acceptance.as_ref().is_some_and(Acceptance::is_update);
        self.acceptance = acceptance;
    }

    /// What was accepted so far.
    fn acceptance(&self) -> Option<&Acceptance> {
        self.acceptance.as_ref()
    }

    /// Begins with the results that an earlier run left in a file, which is created where there is none; from now on each
    /// finished site is written to it at once. `find` gives the index of a target by its text.
    pub fn resume(
        &mut self,
        path: &Path,
        find: impl Fn(&str) -> Option<usize>,
    ) -> Result<(), Error> {
        let mut first = None;
        let store = resume::open(path, self.targets, find, |site| {
            first.get_or_insert_with(|| site.target.clone());
            count(site, self.options.fail_on, &mut self.summary, &mut self.outcome);
            self.trend.add(&site.trend);
            if let Some(acceptance) = self.acceptance.as_mut().filter(|_| !self.waits) {
                // Its line stays as that run wrote it; here it is known what it has.
                acceptance.apply(&mut site.clone());
            }
        })?;
        if let (Some(recorder), Some(target)) = (&mut self.recorder, first) {
            recorder.resume(&target);
        }
        (self.store, self.resume) = (store, Some(path.to_owned()));
        Ok(())
    }

    /// Calls `act` with the line of each site that an earlier run finished, in the order of the targets. The lines are
    /// written afresh: the file may hold what a terminal would take for a command.
    pub(super) fn each_earlier_line<E: From<Error>>(
        &self,
        mut act: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let path = self.resume.as_deref().unwrap_or(Path::new(""));
        let mut refused = None;
        let read = self.store.each_in_file(|site| -> io::Result<()> {
            let mut line = Vec::new();
            jsonl::write_site(site, &mut line)?;
            act(&line).map_err(|error| {
                refused = Some(error);
                io::ErrorKind::Other.into()
            })
        });
        match (refused, read) {
            (Some(error), _) => Err(error),
            (None, Err(cause)) => Err(Error::Unreadable(path.to_owned(), cause).into()),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Sites that are finished, by this run or an earlier one.
    pub fn finished(&self) -> usize {
        usize::try_from(self.summary.sites).unwrap_or(usize::MAX)
    }

    /// Whether the results have a target's report.
    pub fn has(&self, index: usize) -> bool {
        self.store.has(index)
    }

    /// What the sites call for so far.
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether sites are judged at the end only, as the run writes the baseline: what is accepted by that is not known before
    /// it is written. No line is written earlier, and the file to resume from has all findings.
    pub(super) fn waits(&self) -> bool {
        self.waits
    }

    /// Takes the ledger's recorder out, for what it has to say at the end.
    pub(super) fn take_recorder(&mut self) -> Option<Recorder> {
        self.recorder.take()
    }

    /// Takes a site, and returns its line where lines are wanted. A site that was interrupted counts, and is in the
    /// reports of this run; its line comes from `Results::end`, and a later run audits it again.
    pub fn take(&mut self, mut site: Finished) -> Result<Option<Vec<u8>>, Error> {
        self.record(0, &mut site);
        self.flush_recorder();
        self.store(site)
    }

    /// Takes several sites. When this returns the disk has them, in the ledger and in the file to resume: who handed them
    /// over may forget them. Each comes with its number in the run, by which the ledger knows that it has it.
    pub fn take_durably(&mut self, mut sites: Vec<(u64, Finished)>) -> Result<Vec<Vec<u8>>, Error> {
        for (number, site) in &mut sites {
            self.record(*number, site);
        }
        self.flush_recorder();
        // What is in the file is not asked for again: nothing may be there that the ledger does not have.
        if let Some(fault) = self.recorder.as_mut().and_then(Recorder::take_fault) {
            return Err(fault.into());
        }
        let mut lines = Vec::new();
        for (_, site) in sites {
            lines.extend(self.store(site)?);
        }
        let path = self.resume.clone().unwrap_or_default();
        self.store.sync().map_err(|cause| Error::Unwritable(path, cause))?;
        Ok(lines)
    }

    /// The number of targets, where it was not known at the beginning.
    pub fn set_targets(&mut self, targets: usize) {
        self.targets = targets;
    }

    /// `number` is that of the site in a run that several programs work on.
    fn record(&mut self, number: u64, site: &mut Finished) {
        if let Some(recorder) = self.recorder.as_mut().filter(|_| !site.report.interrupted) {
            recorder.take(number, &site.job, &mut site.report);
        }
    }

    /// A site that a later run leaves out must be in the ledger by now.
    fn flush_recorder(&mut self) {
        if let Some(recorder) = self.recorder.as_mut().filter(|_| self.resume.is_some()) {
            recorder.flush();
        }
    }

    fn store(&mut self, site: Finished) -> Result<Option<Vec<u8>>, Error> {
        let Finished { index, mut report, .. } = site;
        let whole = !report.interrupted;
        let waits = self.waits;
        if let Some(acceptance) = self.acceptance.as_mut().filter(|_| !waits) {
            acceptance.apply(&mut report);
        }
        count(&report, self.options.fail_on, &mut self.summary, &mut self.outcome);
        self.trend.add(&report.trend);
        self.unfinished += u64::from(!whole);
        let mut line = Vec::new();
        if self.resume.is_some() || self.options.lines {
            // Memory takes every line, and the model can always be written.
            jsonl::write_site(&report, &mut line).map_err(Error::NoRoom)?;
        }
        // A later run leaves out what is in the file: a site that the ledger lacks must be audited again.
        let is_lost = self.recorder.as_ref().is_some_and(Recorder::has_failed);
        let appended = match self.resume.as_ref().filter(|_| whole && !is_lost) {
            Some(path) => self
                .store
                .append(index, &line)
                .map_err(|cause| Error::Unwritable(path.clone(), cause)),
            None => Ok(()),
        };
        // What is counted is reported, also where this ends the run.
        if (self.options.documents || waits) && !self.store.has(index) {
            self.store.insert(index, report).map_err(Error::NoRoom)?;
        }
        appended?;
        if !self.options.lines || waits {
            return Ok(None);
        }
        if whole {
            return Ok(Some(line));
        }
        self.unfinished_lines.push(line);
        Ok(None)
    }

    /// How the run was cut short, if it was, and the lines that say so: those of unfinished sites, and a last one.
    /// `stopped` is whether a stop was requested, rather than a fault met.
    pub(super) fn end(&mut self, stopped: bool) -> (Option<Cut>, Vec<Vec<u8>>) {
        let targets = u64::try_from(self.targets).unwrap_or(u64::MAX);
        let not_audited = targets.saturating_sub(self.summary.sites);
        let cut = Cut { interrupted: stopped, not_audited, unfinished: self.unfinished };
        if cut.not_audited == 0 && cut.unfinished == 0 {
            return (None, Vec::new());
        }
        let mut lines = std::mem::take(&mut self.unfinished_lines);
        let mut last = Vec::new();
        // Writing to memory cannot fail.
        if self.options.lines && jsonl::write_cut(cut, &mut last).is_ok() {
            lines.push(last);
        }
        (Some(cut), lines)
    }

    /// Judges the sites of a run that writes the baseline, at its end: what that writes is accepted only if the file is
    /// written (`update`). May be called again, where it was not.
    fn judge(&mut self, update: bool) -> Result<(), Error> {
        let Some(known) = &self.acceptance else { return Ok(()) };
        let (mut acceptance, fail_on) = (known.anew(update), self.options.fail_on);
        let (mut store, mut summary) = (Store::new(self.targets), Summary::default());
        let mut outcome = Outcome::default();
        let read = self.store.each_of(0..self.store.len(), &mut |index, site| {
            let mut site = site.clone();
            acceptance.apply(&mut site);
            count(&site, fail_on, &mut summary, &mut outcome);
            store.insert(index, site)
        });
        read.map_err(Error::NoRoom)?;
        (self.store, self.summary, self.outcome) = (store, summary, outcome);
        self.acceptance = Some(acceptance);
        Ok(())
    }

    /// Judges the sites of a run that writes the baseline, and writes it; how many findings it has, or none where the run
    /// did not come to its end. Where it cannot be written, which is the inner error, nothing is accepted by it.
    fn write_baseline(
        &mut self,
        path: &Path,
        whole: bool,
    ) -> Result<io::Result<Option<u64>>, Error> {
        self.judge(whole)?;
        let updated = self.acceptance().and_then(Acceptance::updated).filter(|_| whole);
        let Some(updated) = updated else { return Ok(Ok(None)) };
        let written = write_whole(path, |out| updated.write(out));
        if written.is_err() {
            self.judge(false)?;
        }
        Ok(written.map(|()| Some(updated.len())))
    }

    /// Calls `act` with the line of each site of a run that writes the baseline, sites that were not read to their end last.
    pub(super) fn each_judged_line<E: From<Error>>(
        &self,
        mut act: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut refused = None;
        for whole in [true, false] {
            let read = self.store.each(&mut |site| {
                if site.interrupted == whole {
                    return Ok(());
                }
                let mut line = Vec::new();
                jsonl::write_site(site, &mut line)?;
                act(&line).map_err(|error| {
                    refused = Some(error);
                    io::ErrorKind::Other.into()
                })
            });
            refused.take().map_or(Ok(()), Err)?;
            read.map_err(Error::NoRoom)?;
        }
        Ok(())
    }

    /// All results, for the writers of reports.
    pub(super) fn view(&self, started_at: Timestamp, today: Date, cut: Option<Cut>) -> View<'_> {
        let (fail_on, summary) = (self.options.fail_on, self.summary.clone());
        let trend = self.trend.points();
        let acceptance = self.acceptance.as_ref().and_then(Acceptance::report);
        let (sites, pictures) =
            (&self.store, self.pictures.as_ref().map(|all| all as &dyn FooterPictures));
        View { started_at, today, fail_on, sites, summary, trend, acceptance, pictures, cut }
    }
}

fn count(
    site: &SiteReport,
    fail_on: Option<Severity>,
    summary: &mut Summary,
    outcome: &mut Outcome,
) {
    summary.add(site);
    *outcome = (*outcome).max(Outcome::of(site, fail_on));
}
