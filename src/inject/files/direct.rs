//! The writer of a usual run: each page is replaced as soon as it is edited.

use std::io;

use super::destination::DestinationFolder;
use super::draft::{Draft, Replacement, SyncMode};
use super::editor::PageWriter;
use super::page::{EditedPage, TRIES, keeps_changing};
use super::siblings::Sibling;
use super::tally::Tally;

/// Replaces pages at once, or, in a dry run, only counts them.
pub(super) struct Direct<'a> {
    pub(super) destination: &'a DestinationFolder,
    pub(super) tally: &'a Tally<'a>,
    pub(super) sync: SyncMode,
}

impl PageWriter for Direct<'_> {
    fn page(&self, page: &EditedPage<'_>) -> io::Result<Replacement> {
        if page.is_changed() {
            if self.replace(page)? == Replacement::Conflict {
                return Ok(Replacement::Conflict);
            }
            self.tally.wrote();
        }
        for sibling in Sibling::of(page).filter(|_| !page.skipped) {
            let renewed = self.renew(&sibling, page);
            if let Ok(Some(_)) = renewed {
                self.tally.wrote();
            }
            self.tally.sibling(&sibling.path, renewed);
        }
        page.report_other_names(self.tally);
        Ok(Replacement::Done)
    }
}

impl Direct<'_> {
    fn replace(&self, page: &EditedPage<'_>) -> io::Result<Replacement> {
        if self.destination.dry {
            return Ok(Replacement::Done);
        }
        let batch = &self.destination.batch;
        Draft::replacing(batch, page.source.at(), page.identity, page.new, self.sync)?
            .put(&page.source.directory.folder)
    }

    /// Renews a precompressed copy. `None` where it needs no change, else whether it was out of date before.
    fn renew(&self, sibling: &Sibling, page: &EditedPage<'_>) -> io::Result<Option<bool>> {
        for _ in 0..TRIES {
            let Some(renewal) = sibling.renewal(page, self.destination, self.sync)? else {
                return Ok(None);
            };
            let replacement = match renewal.draft {
                Some(draft) => draft.put(&page.source.directory.folder)?,
                None => Replacement::Done,
            };
            if replacement == Replacement::Done {
                return Ok(Some(renewal.stale));
            }
        }
        Err(keeps_changing())
    }
}
