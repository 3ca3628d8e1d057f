//! `--durable`: all drafts, one sync, all names, one sync. A sync for each file would take many times as long.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::draft::{Draft, Put};
use super::page::{Buffers, Work};
use super::queue::{Item, Open};
use super::siblings::Packing;
use crate::folder::{Entry, Folder, Identity, Kind};
use crate::inject::{Outcome, Status};

/// A page whose new version is written but not in its place.
#[derive(Debug)]
pub(super) struct Staged {
    path: PathBuf,
    /// The page, if it changed, and its precompressed copies.
    drafts: Vec<Draft>,
    copies: Arc<[Entry]>,
    /// The file system that it lies on.
    device: u64,
}

impl Work<'_> {
    /// Writes the drafts of a page and its copies; [`Self::commit`] puts them into their places.
    pub(super) fn stage(
        &self,
        item: &Item,
        path: &Path,
        was: &Identity,
        outcome: &Outcome,
        old: &[u8],
        new: &[u8],
    ) -> io::Result<()> {
        let mut drafts = Vec::new();
        if old != new {
            if !self.options.dry {
                let folder = &item.open.folder;
                drafts.push(Draft::of(folder, &self.batch, &item.name, was, new, false)?);
            }
            self.count(|summary| summary.written += 1);
        }
        if !matches!(outcome.status, Status::Skipped(_)) {
            for packing in Packing::ALL {
                self.sibling(item, path, packing, old, new, &mut |draft| {
                    drafts.push(draft);
                    Ok(Put::Done)
                });
            }
        }
        if !drafts.is_empty() {
            let staged = Staged {
                path: path.to_owned(),
                drafts,
                copies: Arc::clone(&item.open.copies),
                device: was.device(),
            };
            self.staged.lock().unwrap_or_else(PoisonError::into_inner).push(staged);
        }
        Ok(())
    }

    /// Puts all drafts into their places. What was changed by others since is edited again, file by file.
    pub(super) fn commit(&self) {
        let Some(top) = self.top.filter(|_| self.options.durable && !self.options.dry) else {
            return;
        };
        let mut staged =
            std::mem::take(&mut *self.staged.lock().unwrap_or_else(PoisonError::into_inner));
        staged.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        self.sync(top, &staged);
        self.last_resort.store(true, Ordering::Relaxed);
        let mut at: Option<(PathBuf, Folder)> = None;
        for page in &mut staged {
            let below = page.path.parent().unwrap_or(Path::new("")).to_owned();
            if at.as_ref().is_none_or(|(path, _)| *path != below) {
                at = match top.below(&below) {
                    Ok(folder) => Some((below, folder)),
                    Err(error) => {
                        self.fail(&page.path, &error);
                        None
                    }
                };
            }
            if let Some((_, folder)) = &at {
                self.put_staged(page, folder);
            }
        }
        self.sync(top, &staged);
    }

    fn put_staged(&self, page: &mut Staged, folder: &Folder) {
        let mut drafts = std::mem::take(&mut page.drafts).into_iter();
        for draft in drafts.by_ref() {
            match draft.put(folder) {
                Ok(Put::Done) => {}
                Ok(Put::Changed) => {
                    self.again(page, folder);
                    break;
                }
                Err(error) => {
                    self.fail(&page.path, &error);
                    break;
                }
            }
        }
        drafts.for_each(|draft| draft.discard(folder));
    }

    /// Edits a page anew that was changed by others after its draft was made.
    fn again(&self, page: &Staged, folder: &Folder) {
        let (Some(name), Ok(folder)) = (page.path.file_name(), folder.below(Path::new(""))) else {
            return;
        };
        let path = page.path.parent().unwrap_or(Path::new("")).to_owned();
        let copies = Arc::clone(&page.copies);
        let open = Arc::new(Open { folder, path, copies, out: None });
        let item = Item { open, name: name.to_owned(), kind: Kind::File, page: true };
        self.page(&item, &page.path, &mut Buffers::default());
    }

    /// Brings what was written onto the disk: one sync for each file system that the folder reaches.
    fn sync(&self, top: &Folder, staged: &[Staged]) {
        let synced = || -> io::Result<()> {
            top.sync()?;
            let mut devices = vec![top.own_identity()?.device()];
            for page in staged {
                if !devices.contains(&page.device) {
                    top.below(page.path.parent().unwrap_or(Path::new("")))?.sync()?;
                    devices.push(page.device);
                }
            }
            Ok(())
        };
        if let Err(error) = synced() {
            self.fail(Path::new("."), &error);
        }
    }
}
