//! What a run came to, as its sites come in: lines at once, the other formats at the end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::audit::Outcome;
use crate::report::model::{SiteReport, Summary};
use crate::report::{View, jsonl};
use crate::rules::Severity;

use super::super::{Error, World};
use super::output::Outputs;
use super::plan::Plan;
use super::record::Recorder;
use super::resume;
use super::run::Done;
use super::store::Store;

/// The results of a run.
pub(super) struct Results<'a> {
    outputs: &'a mut Outputs,
    store: Store,
    /// The file of `--resume`.
    resume: Option<PathBuf>,
    fail_on: Option<Severity>,
    summary: Summary,
    pub(super) outcome: Outcome,
    /// The ledger, where the run is recorded.
    pub(super) recorder: Option<Recorder>,
}

impl<'a> Results<'a> {
    /// Begins with what an earlier run left in the file of `--resume`.
    pub(super) fn begin(
        plan: &Plan<'_>,
        resume: Option<&Path>,
        outputs: &'a mut Outputs,
        fail_on: Option<Severity>,
        out: &mut dyn Write,
    ) -> Result<Self, Error> {
        let (mut summary, mut outcome) = (Summary::default(), Outcome::default());
        let store = match resume {
            Some(path) => resume::open(
                path,
                plan.len(),
                |target| plan.find(target),
                |site| tally(site, fail_on, &mut summary, &mut outcome),
            )?,
            None => Store::new(plan.len()),
        };
        outputs.open_lines(resume)?;
        let mut written = Ok(());
        store
            .lines(&mut |line| {
                written = outputs.line(line, out);
                if written.is_ok() { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
            })
            .or_else(|cause| {
                // The fault of the output is the one to tell.
                let unread = || Error::unreadable(resume.unwrap_or(Path::new("-")), &cause);
                std::mem::replace(&mut written, Ok(())).and_then(|()| Err(unread()))
            })?;
        let resume = resume.map(Path::to_owned);
        Ok(Self { outputs, store, resume, fail_on, summary, outcome, recorder: None })
    }

    /// How many sites an earlier run finished.
    pub(super) fn done(&self) -> usize {
        usize::try_from(self.summary.sites).unwrap_or(usize::MAX)
    }

    /// Whether a target was finished by an earlier run.
    pub(super) fn has(&self, index: usize) -> bool {
        self.store.has(index)
    }

    /// Takes a site. One that was cut short by the user is told, but is no finished line: a later run does it again.
    pub(super) fn take(&mut self, done: Done, out: &mut dyn Write) -> Result<(), Error> {
        let Done { index, job, mut report, whole } = done;
        if let Some(recorder) = self.recorder.as_mut().filter(|_| whole) {
            recorder.take(&job, &mut report);
            if self.resume.is_some() {
                // A site that a later run leaves out must be in the ledger by now.
                recorder.flush();
            }
        }
        tally(&report, self.fail_on, &mut self.summary, &mut self.outcome);
        if whole && (self.resume.is_some() || self.outputs.has_lines()) {
            let mut line = Vec::new();
            jsonl::write_site(&report, &mut line)?;
            if let Some(path) = &self.resume {
                let kept = self.store.append(index, &line);
                kept.map_err(|cause| Error::unwritable(path, &cause))?;
            }
            self.outputs.line(&line, out)?;
        }
        if self.outputs.has_documents() && !self.store.has(index) {
            self.store.keep(index, report).map_err(|cause| {
                let fix = "make room in the folder for temporary files, or use --resume FILE";
                Error::new("the results cannot be kept until the end of the run", fix)
                    .because(cause)
            })?;
        }
        Ok(())
    }

    /// Writes the outputs that need all sites; false if a file could not be written.
    pub(super) fn end(&self, world: &mut World<'_>) -> Result<bool, Error> {
        let started_at = world.now.clone();
        let view =
            View { started_at: &started_at, sites: &self.store, summary: self.summary.clone() };
        self.outputs.write(&view, world)
    }
}

fn tally(
    site: &SiteReport,
    fail_on: Option<Severity>,
    summary: &mut Summary,
    outcome: &mut Outcome,
) {
    summary.add(site);
    *outcome = (*outcome).max(Outcome::of(site, fail_on));
}
