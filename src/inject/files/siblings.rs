//! The precompressed copies beside a page (`page.html.gz`, `.br`, `.zst`), which web servers send in its place.

use std::ffi::OsString;
use std::io::{self, BufReader, Read as _};
use std::path::PathBuf;

use super::compression::Compression;
use super::destination::DestinationFolder;
use super::draft::{Draft, FileAt, SyncMode};
use super::page::{EditedPage, LARGEST};
use crate::folder::EntryKind;

/// A name beside a page that is that of a precompressed copy.
#[derive(Debug)]
pub(super) struct Sibling {
    pub(super) name: OsString,
    /// The path, relative to the top.
    pub(super) path: PathBuf,
    pub(super) kind: EntryKind,
    pub(super) compression: Compression,
}

/// A new version of a precompressed copy.
#[derive(Debug)]
pub(super) struct Renewal {
    /// The old version did not hold the page as it was read.
    pub(super) stale: bool,
    /// `None` in a dry run.
    pub(super) draft: Option<Draft>,
}

impl Sibling {
    /// The precompressed copies of a page.
    pub(super) fn of(page: &EditedPage<'_>) -> impl Iterator<Item = Self> {
        let copies = &page.source.directory.copies;
        Compression::ALL.into_iter().filter_map(move |compression| {
            let name = compression.name(&page.source.name);
            let at = copies.binary_search_by(|entry| entry.name.cmp(&name)).ok()?;
            let kind = copies.get(at)?.kind;
            Some(Self { path: page.path.with_file_name(&name), name, kind, compression })
        })
    }

    /// Writes a new version where the page changed or the copy does not hold it; `None` where neither is so. What is not
    /// a regular file is an error once the page changes: servers would go on to send what it leads to.
    pub(super) fn renewal(
        &self,
        page: &EditedPage<'_>,
        destination: &DestinationFolder,
        sync: SyncMode,
    ) -> io::Result<Option<Renewal>> {
        if self.kind != EntryKind::File && !page.is_changed() {
            return Ok(None);
        }
        let folder = &page.source.directory.folder;
        let (file, identity) = folder.read(&self.name)?;
        let stale = !self.compression.holds(BufReader::new(file.take(LARGEST)), page.old);
        if !page.is_changed() && !stale {
            return Ok(None);
        }
        if destination.dry {
            return Ok(Some(Renewal { stale, draft: None }));
        }
        let bytes = self.compression.compress(page.new)?;
        let at = FileAt { folder, name: &self.name };
        let draft = Draft::replacing(&destination.batch, at, &identity, &bytes, sync)?;
        Ok(Some(Renewal { stale, draft: Some(draft) }))
    }
}
