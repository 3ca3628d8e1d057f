//! The results of a run as its sites come in: each is recorded, counted, written to the file to resume, and stored for
//! the reports that need all sites.

use std::io;
use std::path::{Path, PathBuf};

use crate::audit::Outcome;
use crate::domain::date::Timestamp;
use crate::report::model::{SiteReport, Summary};
use crate::report::{Cut, View, jsonl};
use crate::rules::Severity;

use super::error::Error;
use super::options::Finished;
use super::recording::Recorder;
use super::resume;
use super::store::Store;

/// What is wanted of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultOptions {
    /// The least severity that fails a site; `None` = none does.
    pub fail_on: Option<Severity>,
    /// Whether the line of each site is wanted.
    pub lines: bool,
    /// Whether all reports are wanted at the end, for formats that need them.
    pub documents: bool,
}

/// The results of a run.
#[derive(Debug)]
pub struct Results {
    options: ResultOptions,
    store: Store,
    /// The file to resume from.
    resume: Option<PathBuf>,
    summary: Summary,
    /// Targets of the run.
    targets: usize,
    /// Sites that were not read to their end.
    unfinished: u64,
    /// Their lines, which follow those of all finished sites.
    unfinished_lines: Vec<Vec<u8>>,
    outcome: Outcome,
    /// The ledger, where the run is recorded.
    recorder: Option<Recorder>,
}

impl Results {
    /// No results yet. `targets` is the number of targets.
    pub fn new(targets: usize, options: ResultOptions, recorder: Option<Recorder>) -> Self {
        Self {
            options,
            store: Store::new(targets),
            resume: None,
            summary: Summary::default(),
            targets,
            unfinished: 0,
            unfinished_lines: Vec::new(),
            outcome: Outcome::default(),
            recorder,
        }
    }

    /// Begins with the results that an earlier run left in a file, which is created where there is none; from now on each
    /// finished site is written to it at once. `find` gives the index of a target by its text.
    pub fn resume(
        &mut self,
        path: &Path,
        find: impl Fn(&str) -> Option<usize>,
    ) -> Result<(), Error> {
        let store = resume::open(path, self.targets, find, |site| {
            count(site, self.options.fail_on, &mut self.summary, &mut self.outcome);
        })?;
        (self.store, self.resume) = (store, Some(path.to_owned()));
        Ok(())
    }

    /// Calls `act` with the line of each site that an earlier run finished, in the order of the targets. The lines are
    /// written afresh: the file may hold what a terminal would take for a command.
    pub fn each_earlier_line<E: From<Error>>(
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
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Takes the ledger's recorder out, for what it has to say at the end.
    pub fn take_recorder(&mut self) -> Option<Recorder> {
        self.recorder.take()
    }

    /// Takes a site, and returns its line where lines are wanted. A site that was interrupted counts, and is in the
    /// reports of this run; its line comes from [`Results::end`], and a later run audits it again.
    pub fn take(&mut self, site: Finished) -> Result<Option<Vec<u8>>, Error> {
        let Finished { index, job, mut report } = site;
        let whole = !report.interrupted;
        if let Some(recorder) = self.recorder.as_mut().filter(|_| whole) {
            recorder.take(&job, &mut report);
            if self.resume.is_some() {
                // A site that a later run leaves out must be in the ledger by now.
                recorder.flush();
            }
        }
        count(&report, self.options.fail_on, &mut self.summary, &mut self.outcome);
        self.unfinished += u64::from(!whole);
        let mut line = Vec::new();
        if self.resume.is_some() || self.options.lines {
            // Memory takes every line, and the model can always be written.
            jsonl::write_site(&report, &mut line).map_err(Error::NoRoom)?;
        }
        let appended = match self.resume.as_ref().filter(|_| whole) {
            Some(path) => self
                .store
                .append(index, &line)
                .map_err(|cause| Error::Unwritable(path.clone(), cause)),
            None => Ok(()),
        };
        // What is counted is reported, also where this ends the run.
        if self.options.documents && !self.store.has(index) {
            self.store.insert(index, report).map_err(Error::NoRoom)?;
        }
        appended?;
        if !self.options.lines {
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
    pub fn end(&mut self, stopped: bool) -> (Option<Cut>, Vec<Vec<u8>>) {
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

    /// All results, for the writers of reports.
    pub fn view(&self, started_at: Timestamp, cut: Option<Cut>) -> View<'_> {
        View { started_at, sites: &self.store, summary: self.summary.clone(), cut }
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
