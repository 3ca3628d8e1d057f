//! The end of a run with a baseline or exemptions.

use std::path::Path;

use crate::audit::Acceptance;
use crate::folder::unwritable;
use crate::report::acceptance;
use crate::report::notices::Notices;

use super::Results;
use crate::engine::error::RunFault;

impl Results {
    /// Says what became of the baseline and the exemptions, and writes the baseline where that was asked for; its name is
    /// relative to `cwd`. `whole` is whether the run came to its end: one that did not takes nothing out and puts nothing in,
    /// and what it would have put in counts.
    pub(in crate::engine) fn end_acceptance<E: RunFault>(
        &mut self,
        whole: bool,
        cwd: &Path,
        notices: &mut Notices<'_>,
    ) -> Result<(), E> {
        let Some(accepted) = self.acceptance() else { return Ok(()) };
        let (update, name) = (accepted.is_update(), accepted.file().to_owned());
        let shown = name.display().to_string();
        let written = if update { self.write_baseline(&cwd.join(&name), whole)? } else { Ok(None) };
        if let Some(report) = self.acceptance().and_then(Acceptance::report) {
            let updated = matches!(written, Ok(Some(_)));
            notices.notes(acceptance::notes(&report, &shown, updated))?;
        }
        match written {
            Err(cause) => Err(unwritable(&name).because(&cause).into()),
            Ok(Some(known)) => Ok(notices.notes([acceptance::written_note(&shown, known)])?),
            Ok(None) if update => Ok(notices.warning(&acceptance::unchanged_note(&shown))?),
            Ok(None) => Ok(()),
        }
    }
}
