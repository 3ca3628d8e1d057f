//! The files of a folder in the order of their paths, one at a time: the names of no more than one folder are held.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::folder::{EntryKind, Folder, FolderEntry, is_draft, is_page, is_walked};

use super::compression::page_of;
use super::destination::DestinationFolder;
use super::draft::FileAt;

/// A folder of the walk, open.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) folder: Folder,
    /// Its path, relative to the top.
    pub(super) path: PathBuf,
    /// Entries with the names of precompressed copies of its pages, sorted.
    pub(super) copies: Arc<[FolderEntry]>,
    /// The folder that it is copied to.
    pub(super) out: Option<Folder>,
}

/// A name that the walk hands out.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    pub(super) directory: Arc<Directory>,
    pub(super) name: OsString,
    pub(super) kind: EntryKind,
    /// A regular file with the name of a page, in a folder that is looked into for pages.
    pub(super) is_page: bool,
}

impl SourceFile {
    /// The path, relative to the top.
    pub(super) fn path(&self) -> PathBuf {
        self.directory.path.join(&self.name)
    }

    /// The file by its open folder.
    pub(super) fn at(&self) -> FileAt<'_> {
        FileAt { folder: &self.directory.folder, name: &self.name }
    }
}

/// The walk through a folder.
pub(super) struct Walk<'a> {
    destination: &'a DestinationFolder,
    /// Folders still to be listed, the next one last: parent, name, and whether pages in it count.
    ahead: Vec<(Arc<Directory>, OsString, bool)>,
    current: Option<(Arc<Directory>, std::vec::IntoIter<FolderEntry>, bool)>,
}

/// The path of a folder that cannot be listed, and why.
pub(super) type UnlistedFolder = (PathBuf, io::Error);

impl<'a> Walk<'a> {
    /// Begins a walk. Where the destination is a copy, files that are not pages are handed out as well and no folder is
    /// left out.
    pub(super) fn new(root: Folder, destination: &'a DestinationFolder) -> io::Result<Self> {
        let mut walk = Self { destination, ahead: Vec::new(), current: None };
        walk.list(root, PathBuf::new(), true)?;
        Ok(walk)
    }

    /// The next file.
    pub(super) fn next(&mut self) -> Option<Result<SourceFile, UnlistedFolder>> {
        loop {
            if let Some((directory, entries, walked)) = &mut self.current
                && let Some(FolderEntry { name, kind }) = entries.next()
            {
                let is_page = *walked && kind == EntryKind::File && is_page(&name);
                return Some(Ok(SourceFile {
                    directory: Arc::clone(directory),
                    name,
                    kind,
                    is_page,
                }));
            }
            self.current = None;
            let (parent, name, walked) = self.ahead.pop()?;
            let path = parent.path.join(&name);
            let opened = parent.folder.folder(&name);
            if let Err(error) = opened.and_then(|folder| self.list(folder, path.clone(), walked)) {
                return Some(Err((path, error)));
            }
        }
    }

    /// Lists a folder, opens the one that it is copied to and removes drafts that killed runs left.
    fn list(&mut self, folder: Folder, path: PathBuf, walked: bool) -> io::Result<()> {
        let copy_all = self.destination.is_copy;
        let mut entries = folder.entries()?;
        let out = self.destination.copy_of(&path)?;
        let (mut drafts, mut folders) = (Vec::new(), Vec::new());
        entries.retain(|entry| match entry.kind {
            EntryKind::Folder => {
                folders.push(entry.name.clone());
                false
            }
            EntryKind::File if is_draft(&entry.name) => {
                drafts.push(entry.name.clone());
                false
            }
            _ => true,
        });
        let pages: Vec<&OsStr> = entries
            .iter()
            .filter(|entry| walked && entry.kind == EntryKind::File && is_page(&entry.name))
            .map(|entry| entry.name.as_os_str())
            .collect();
        let is_copy = |entry: &FolderEntry| {
            let page = page_of(&entry.name).map(OsStr::new);
            page.is_some_and(|page| pages.binary_search(&page).is_ok())
        };
        let copies: Arc<[FolderEntry]> =
            entries.iter().filter(|entry| is_copy(entry)).cloned().collect();
        entries.retain(|entry| {
            // a link may lead to a folder of pages
            let link = entry.kind == EntryKind::Link && is_walked(&entry.name);
            let wanted = copy_all || walked && (is_page(&entry.name) || link);
            wanted && copies.binary_search(entry).is_err()
        });
        if !copy_all {
            self.destination.sweep(&folder, drafts.iter().map(AsRef::as_ref));
        }
        let directory = Arc::new(Directory { folder, path, copies, out });
        for name in folders.into_iter().rev() {
            let walked = walked && is_walked(&name);
            if walked || copy_all {
                self.ahead.push((Arc::clone(&directory), name, walked));
            }
        }
        self.current = Some((directory, entries.into_iter(), walked));
        Ok(())
    }
}
