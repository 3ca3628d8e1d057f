//! The files of a folder, in the order of their paths, handed out one at a time: at no time is more than one folder's
//! list of names held.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::folder::{Entry, Folder, Kind, is_draft, is_page, is_walked};

use super::siblings::page_of;

/// A folder of the walk.
#[derive(Debug)]
pub(super) struct Open {
    /// The folder.
    pub(super) folder: Folder,
    /// Its path below the root.
    pub(super) path: PathBuf,
    /// The precompressed copies of its pages, sorted.
    pub(super) copies: Arc<[Entry]>,
    /// Where it is copied to.
    pub(super) out: Option<Folder>,
}

/// A file of the walk.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) open: Arc<Open>,
    pub(super) name: OsString,
    pub(super) kind: Kind,
    /// A regular file with the name of a page, in a folder that is looked into.
    pub(super) page: bool,
}

impl Item {
    pub(super) fn path(&self) -> PathBuf {
        self.open.path.join(&self.name)
    }
}

/// What a folder holds besides pages.
pub(super) struct Listed {
    /// Drafts that some run left, or is at.
    pub(super) drafts: Vec<OsString>,
}

/// The walk.
pub(super) struct Queue<'a> {
    /// Folders to come, the next one last.
    ahead: Vec<(Arc<Open>, OsString, bool)>,
    current: Option<(Arc<Open>, std::vec::IntoIter<Entry>, bool)>,
    /// Other files than pages are handed out as well, and no folder is left out.
    whole: bool,
    /// Opens the folder that one is copied to.
    out: &'a (dyn Fn(&Path) -> io::Result<Option<Folder>> + Sync),
    /// Hears of every folder that was listed.
    listed: &'a (dyn Fn(&Open, Listed) + Sync),
}

/// A folder that cannot be listed.
pub(super) type Unlisted = (PathBuf, io::Error);

impl<'a> Queue<'a> {
    pub(super) fn new(
        root: Folder,
        whole: bool,
        out: &'a (dyn Fn(&Path) -> io::Result<Option<Folder>> + Sync),
        listed: &'a (dyn Fn(&Open, Listed) + Sync),
    ) -> io::Result<Self> {
        let mut queue = Self { ahead: Vec::new(), current: None, whole, out, listed };
        queue.list(root, PathBuf::new(), true)?;
        Ok(queue)
    }

    /// The next file.
    pub(super) fn next(&mut self) -> Option<Result<Item, Unlisted>> {
        loop {
            if let Some((open, entries, walked)) = &mut self.current
                && let Some(Entry { name, kind }) = entries.next()
            {
                let page = *walked && kind == Kind::File && is_page(&name);
                return Some(Ok(Item { open: Arc::clone(open), name, kind, page }));
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

    fn list(&mut self, folder: Folder, path: PathBuf, walked: bool) -> io::Result<()> {
        let mut entries = folder.entries()?;
        let out = (self.out)(&path)?;
        let (mut drafts, mut folders) = (Vec::new(), Vec::new());
        entries.retain(|entry| match entry.kind {
            Kind::Folder => {
                folders.push(entry.name.clone());
                false
            }
            Kind::File if is_draft(&entry.name) => {
                drafts.push(entry.name.clone());
                false
            }
            _ => true,
        });
        let pages: Vec<&OsStr> = entries
            .iter()
            .filter(|entry| walked && entry.kind == Kind::File && is_page(&entry.name))
            .map(|entry| entry.name.as_os_str())
            .collect();
        let is_copy = |entry: &Entry| {
            let page = page_of(&entry.name).map(OsStr::new);
            page.is_some_and(|page| pages.binary_search(&page).is_ok())
        };
        let copies: Arc<[Entry]> = entries.iter().filter(|entry| is_copy(entry)).cloned().collect();
        entries.retain(|entry| {
            // a link may lead to a folder of pages
            let link = entry.kind == Kind::Link && is_walked(&entry.name);
            let shown = self.whole || walked && (is_page(&entry.name) || link);
            shown && copies.binary_search(entry).is_err()
        });
        let open = Arc::new(Open { folder, path, copies, out });
        (self.listed)(&open, Listed { drafts });
        for name in folders.into_iter().rev() {
            let walked = walked && is_walked(&name);
            if walked || self.whole {
                self.ahead.push((Arc::clone(&open), name, walked));
            }
        }
        self.current = Some((open, entries.into_iter(), walked));
        Ok(())
    }
}
