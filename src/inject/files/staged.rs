//! The writer of `--durable`: all drafts are written and brought onto the disk together, then they are moved into their
//! places and the new names are brought onto the disk. A sync for each file would take many times as long.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use super::FileEvent;
use super::destination::DestinationFolder;
use super::direct::Direct;
use super::draft::{Draft, Replacement, SyncMode};
use super::editor::{Editor, PageWriter};
use super::page::{Buffers, EditedPage};
use super::siblings::Sibling;
use super::tally::Tally;
use super::walk::{Directory, SourceFile};
use crate::folder::{EntryKind, Folder, FolderEntry};

/// Holds drafts back until all of them are written.
pub(super) struct Staged<'a> {
    destination: &'a DestinationFolder,
    tally: &'a Tally<'a>,
    pages: Mutex<Vec<StagedPage>>,
}

/// A page whose new version is written but not in its place.
#[derive(Debug)]
struct StagedPage {
    /// The path, relative to the top.
    path: PathBuf,
    /// For the page, if it changed, and for its precompressed copies.
    drafts: Vec<Draft>,
    copies: Arc<[FolderEntry]>,
    /// The file system that it lies on.
    device: u64,
}

impl PageWriter for Staged<'_> {
    fn page(&self, page: &EditedPage<'_>) -> io::Result<Replacement> {
        let mut drafts = Vec::new();
        if page.is_changed() {
            let (batch, at) = (&self.destination.batch, page.source.at());
            drafts.push(Draft::replacing(batch, at, page.identity, page.new, SyncMode::Never)?);
            self.tally.wrote();
        }
        for sibling in Sibling::of(page).filter(|_| !page.skipped) {
            let renewed = sibling.renewal(page, self.destination, SyncMode::Never).map(|renewal| {
                let renewal = renewal?;
                drafts.extend(renewal.draft);
                self.tally.wrote();
                Some(renewal.stale)
            });
            self.tally.sibling(&sibling.path, renewed);
        }
        if !drafts.is_empty() {
            self.pages.lock().push(StagedPage {
                path: page.path.to_owned(),
                drafts,
                copies: Arc::clone(&page.source.directory.copies),
                device: page.identity.device(),
            });
        }
        page.report_other_names(self.tally);
        Ok(Replacement::Done)
    }

    fn finish(&self, editor: &Editor<'_>) {
        let Some(top) = &self.destination.top else { return };
        let mut pages = std::mem::take(&mut *self.pages.lock());
        pages.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        self.sync(top, &pages);
        let mut open: Option<(PathBuf, Folder)> = None;
        for page in &mut pages {
            let parent = page.path.parent().unwrap_or(Path::new("")).to_owned();
            if open.as_ref().is_none_or(|(path, _)| *path != parent) {
                open = match top.below(&parent) {
                    Ok(folder) => Some((parent, folder)),
                    Err(error) => {
                        self.tally.failed(&page.path, &error);
                        None
                    }
                };
            }
            if let Some((_, folder)) = &open {
                self.put(page, folder, editor);
            }
        }
        self.sync(top, &pages);
    }
}

impl<'a> Staged<'a> {
    pub(super) fn new(destination: &'a DestinationFolder, tally: &'a Tally<'a>) -> Self {
        Self { destination, tally, pages: Mutex::default() }
    }

    /// Moves a page's drafts into their places. At the first that fails, the others are discarded.
    fn put(&self, page: &mut StagedPage, folder: &Folder, editor: &Editor<'_>) {
        let mut drafts = std::mem::take(&mut page.drafts).into_iter();
        for draft in drafts.by_ref() {
            match draft.put(folder) {
                Ok(Replacement::Done) => {}
                Ok(Replacement::Conflict) => {
                    self.edit_again(page, folder, editor);
                    break;
                }
                Err(error) => {
                    self.tally.failed(&page.path, &error);
                    break;
                }
            }
        }
        drafts.for_each(|draft| draft.discard(folder));
    }

    /// Edits a page that another program changed after its draft was written, and replaces it at once. The page was
    /// counted and reported when it was staged: this time only failures are.
    fn edit_again(&self, page: &StagedPage, folder: &Folder, editor: &Editor<'_>) {
        let (Some(name), Ok(folder)) = (page.path.file_name(), folder.below(Path::new(""))) else {
            return;
        };
        let path = page.path.parent().unwrap_or(Path::new("")).to_owned();
        let copies = Arc::clone(&page.copies);
        let directory = Arc::new(Directory { folder, path, copies, out: None });
        let source =
            SourceFile { directory, name: name.to_owned(), kind: EntryKind::File, is_page: true };
        let failures = |event: FileEvent<'_>| {
            if matches!(event, FileEvent::Failed { .. } | FileEvent::Stale { .. }) {
                self.tally.emit(event);
            }
        };
        let tally = Tally::new(&failures);
        let writer = Direct { destination: self.destination, tally: &tally, sync: SyncMode::Each };
        let editor = Editor { edit: editor.edit, badges: editor.badges, tally: &tally };
        editor.page(&source, &writer, &mut Buffers::default());
    }

    /// Brings what was written onto the disk: one sync for each file system that the folder reaches.
    fn sync(&self, top: &Folder, pages: &[StagedPage]) {
        let sync = || -> io::Result<()> {
            top.sync()?;
            let mut devices = vec![top.own_identity()?.device()];
            for page in pages {
                if !devices.contains(&page.device) {
                    top.below(page.path.parent().unwrap_or(Path::new("")))?.sync()?;
                    devices.push(page.device);
                }
            }
            Ok(())
        };
        if let Err(error) = sync() {
            self.tally.failed(Path::new("."), &error);
        }
    }
}
