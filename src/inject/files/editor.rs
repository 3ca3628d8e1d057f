//! Pages one after the other: read, edited, handed to the writer of the run, counted.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::badges::Badges;
use super::draft::Replacement;
use super::page::{Buffers, EditedPage, LARGEST, TRIES, keeps_changing, read};
use super::tally::Tally;
use super::walk::SourceFile;
use super::{EditFn, FileEvent};
use crate::inject::{EditStatus, PageEdit, Skip, splice};

/// How a run writes: at once, all at the end, or as a copy elsewhere. Shared by all threads.
pub(super) trait PageWriter: Sync {
    /// Writes an edited page and its precompressed copies. An error means that the page was not written; what happens to
    /// a precompressed copy is reported and does not fail the page.
    fn page(&self, page: &EditedPage<'_>) -> io::Result<Replacement>;

    /// Writes a file that is not edited, in runs that copy. `buffer` is scratch space.
    fn unedited(&self, _source: &SourceFile, _buffer: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    /// Writes what was held back. Called once, after the last page and from one thread.
    fn finish(&self, _editor: &Editor<'_>) {}
}

/// Edits pages.
#[derive(Clone, Copy)]
pub(super) struct Editor<'a> {
    pub(super) edit: EditFn<'a>,
    pub(super) badges: &'a Badges<'a>,
    pub(super) tally: &'a Tally<'a>,
}

impl Editor<'_> {
    /// Edits a page and has it written. A failure is reported, and is that page's alone.
    pub(super) fn page(&self, source: &SourceFile, writer: &dyn PageWriter, buffers: &mut Buffers) {
        let path = source.path();
        for _ in 0..TRIES {
            match self.attempt(source, &path, writer, buffers) {
                Ok(Replacement::Done) => return,
                Ok(Replacement::Conflict) => {}
                Err(error) => return self.tally.failed(&path, &error),
            }
        }
        self.tally.failed(&path, &keeps_changing());
    }

    fn attempt(
        &self,
        source: &SourceFile,
        path: &Path,
        writer: &dyn PageWriter,
        buffers: &mut Buffers,
    ) -> io::Result<Replacement> {
        let identity = read(&source.directory.folder, &source.name, &mut buffers.old)?;
        if identity.size > LARGEST || buffers.old.len() as u64 > LARGEST {
            self.too_large(source, path, writer, buffers);
            return Ok(Replacement::Done);
        }
        let Buffers { old, new } = buffers;
        // a page that breaks the edit must not end the run
        let edit = catch_unwind(AssertUnwindSafe(|| (self.edit)(path, old)))
            .map_err(|_| io::Error::other("a fault of this program, please report it"))?;
        new.clear();
        splice::apply(old, &edit.splices, new);
        self.badges.note(new);
        if edit.uses_badge {
            self.badges.put()?;
        }
        let skipped = matches!(edit.status, EditStatus::Skipped(_));
        let page = EditedPage { source, path, identity: &identity, old, new, skipped };
        let replacement = writer.page(&page)?;
        if replacement == Replacement::Done {
            self.tally.emit(FileEvent::Page { path, edit: &edit, old, new });
        }
        Ok(replacement)
    }

    fn too_large(
        &self,
        source: &SourceFile,
        path: &Path,
        writer: &dyn PageWriter,
        buffers: &mut Buffers,
    ) {
        self.badges.keep_all();
        if let Err(error) = writer.unedited(source, &mut buffers.new) {
            self.tally.failed(path, &error);
        }
        let edit = PageEdit::skipped(Skip::TooLarge);
        self.tally.emit(FileEvent::Page { path, edit: &edit, old: &[], new: &[] });
    }
}
