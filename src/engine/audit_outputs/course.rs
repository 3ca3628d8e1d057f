//! The beginning and the end of a run, as its outputs show it.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::domain::date::Timestamp;
use crate::domain::failure::Failure;
use crate::engine::error::RunFault;
use crate::engine::recording::{RecordNote, Recorder};
use crate::engine::results::{ResultOptions, Results};
use crate::report::Outcome;
use crate::report::notices::Notices;
use crate::rules::Severity;

use super::AuditOutputs;

/// How the sites of a run were gathered.
#[derive(Debug)]
pub struct GatheringEnd {
    /// Whether a stop was requested before all were done.
    pub interrupted: bool,
    /// The fault that ended the run.
    pub fault: Option<Failure>,
    /// When the run started.
    pub started_at: Timestamp,
}

impl AuditOutputs {
    /// What the outputs want of the results. `fail_on` is the least severity that fails a site, `evidence` the folder that
    /// evidence is written to.
    pub fn wanted(&self, fail_on: Option<Severity>, evidence: Option<PathBuf>) -> ResultOptions {
        let (lines, documents) = (self.has_lines(), self.has_documents());
        ResultOptions { fail_on, lines, documents, evidence }
    }

    /// Begins the files of JSON Lines, and writes what an earlier run finished wherever lines go. The file of `--resume` may
    /// be one of them: it is written already.
    pub fn begin<E: RunFault>(
        &mut self,
        results: &Results,
        resume: Option<&Path>,
        out: &mut dyn Write,
    ) -> Result<(), E> {
        self.open_lines(resume)?;
        if self.has_lines() && !results.waits() {
            results.each_earlier_line(|line| Ok::<(), E>(self.line(line, out)??))?;
        }
        Ok(())
    }

    /// Writes the documents, which need all sites, and the baseline, and says what is to be known of the run. Returns what
    /// the sites call for, and whether nothing failed: one fault does not keep the rest from being written.
    ///
    /// # Errors
    /// What remains to be told.
    pub fn finish<E: RunFault>(
        mut self,
        mut results: Results,
        end: GatheringEnd,
        out: &mut dyn Write,
        notices: &mut Notices<'_>,
    ) -> Result<(Outcome, bool), E> {
        let (notes, unrecorded) =
            results.take_recorder().map_or((Vec::new(), None), Recorder::finish);
        notices.notes(notes.into_iter().flat_map(RecordNote::into_texts))?;
        let faults = end.fault.into_iter().chain(unrecorded.map(Failure::from));
        let faults: Vec<Failure> = faults.collect();
        faults.iter().try_for_each(|fault| notices.fault(fault))?;
        let (cut, lines) = results.end(end.interrupted);
        let whole = cut.is_none() && faults.is_empty();
        let accepted = results.end_acceptance(whole, &self.cwd, notices);
        let outcome = results.outcome();
        let is_late = results.waits() && self.has_lines();
        let mut write = |line: &[u8]| Ok::<(), E>(self.line(line, out)??);
        let judged = if is_late { results.each_judged_line(&mut write) } else { Ok(()) };
        let added = lines.iter().try_for_each(|line| write(line));
        let view = results.view(end.started_at, self.today, cut);
        let unwritten = self.write_files(&results, &view);
        unwritten.iter().try_for_each(|fault| notices.fault(fault))?;
        self.print(&view, out)?;
        judged.and(added).and(accepted)?;
        Ok((outcome, faults.is_empty() && unwritten.is_empty()))
    }
}
