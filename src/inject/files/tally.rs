//! Counts what a run does and passes it on as events.

use std::io;
use std::path::Path;

use parking_lot::Mutex;

use super::{EditSummary, EventSink, FileEvent};
use crate::inject::{EditStatus, PageEdit};

/// The counters of a run and the sink of its events, shared by all threads.
pub(super) struct Tally<'a> {
    sink: EventSink<'a>,
    summary: Mutex<EditSummary>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(sink: EventSink<'a>) -> Self {
        Self { sink, summary: Mutex::default() }
    }

    /// The counters so far.
    pub(super) fn summary(&self) -> EditSummary {
        self.summary.lock().clone()
    }

    /// Counts a page or a failure, and passes any event on.
    pub(super) fn emit(&self, event: FileEvent<'_>) {
        match &event {
            FileEvent::Page { edit, old, new, .. } => {
                self.update(|summary| count_page(summary, edit, old != new));
            }
            FileEvent::Stale { .. } | FileEvent::Failed { .. } => {
                self.update(|summary| summary.failed += 1);
            }
            FileEvent::Renewed { .. }
            | FileEvent::Ignored { .. }
            | FileEvent::OtherNames { .. }
            | FileEvent::Badge { .. } => {}
        }
        (self.sink)(event);
    }

    /// Reports a file or folder that could not be read or written.
    pub(super) fn failed(&self, path: &Path, error: &io::Error) {
        self.emit(FileEvent::Failed { path, error });
    }

    /// Counts a file that was written, or would be in a dry run.
    pub(super) fn wrote(&self) {
        self.update(|summary| summary.written += 1);
    }

    /// Notes that the run ends early.
    pub(super) fn stopped(&self) {
        self.update(|summary| summary.stopped = true);
    }

    /// Reports what became of a precompressed copy: `Ok(None)` when it needed no change, else whether it was out of
    /// date already.
    pub(super) fn sibling(&self, path: &Path, result: io::Result<Option<bool>>) {
        match result {
            Ok(None) => {}
            Ok(Some(stale)) => self.emit(FileEvent::Renewed { path, stale }),
            Err(error) => self.emit(FileEvent::Stale { path, error: &error }),
        }
    }

    fn update(&self, change: impl FnOnce(&mut EditSummary)) {
        change(&mut self.summary.lock());
    }
}

fn count_page(summary: &mut EditSummary, edit: &PageEdit, changed: bool) {
    let of_its_kind = match edit.status {
        EditStatus::Added => &mut summary.added,
        EditStatus::Updated => &mut summary.updated,
        EditStatus::Removed => &mut summary.removed,
        EditStatus::Unchanged => &mut summary.unchanged,
        EditStatus::Complete => &mut summary.complete,
        EditStatus::Faulty => &mut summary.faulty,
        EditStatus::Skipped(_) => &mut summary.skipped,
    };
    *of_its_kind += 1;
    let is_counted_as_faulty = edit.status == EditStatus::Faulty;
    summary.faulty += u64::from(!is_counted_as_faulty && !edit.faults.is_empty());
    summary.incomplete += u64::from(edit.incomplete);
    summary.into_missed += u64::from(edit.into_missed.is_some());
    summary.lacking += u64::from(edit.incomplete || changed);
    if let EditStatus::Skipped(skip) = edit.status {
        *summary.skips.entry(skip).or_default() += 1;
    }
    for rule in &edit.faults {
        *summary.faults.entry(rule).or_default() += 1;
    }
    let (added, removed) = edit.bytes();
    summary.bytes_added += added;
    summary.bytes_removed += removed;
    summary.pages += 1;
    summary.links_fixed += edit.links_fixed as u64;
    summary.changed += u64::from(changed);
}
