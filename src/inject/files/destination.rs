//! Where files are written: the folder that is read, or a copy of it (`--out`).

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{EditOptions, Error};
use crate::folder::{DraftBatch, Folder};

/// The folder that is written to, and the names of the drafts in it.
#[derive(Debug)]
pub(super) struct DestinationFolder {
    /// Its top; `None` where a dry run would have to make it first.
    pub(super) top: Option<Folder>,
    /// Another folder than the one that is read.
    pub(super) is_copy: bool,
    /// Nothing is written.
    pub(super) dry: bool,
    /// Names for drafts that tell them from those of other runs.
    pub(super) batch: DraftBatch,
}

impl DestinationFolder {
    /// Opens the folder that is written to; one for a copy is made unless the run is dry. While the run lasts, the folder
    /// is locked, so that other runs leave its drafts alone.
    pub(super) fn open(options: &EditOptions<'_>) -> Result<Self, Error> {
        let top = match options.out {
            Some(out) => open_copy(options.root, out, options.dry)?,
            None => Some(
                Folder::open(options.root)
                    .map_err(|error| Error::Unreadable(options.root.to_owned(), error))?,
            ),
        };
        if let Some(top) = top.as_ref().filter(|_| !options.dry) {
            top.lock_shared();
        }
        let (is_copy, dry) = (options.out.is_some(), options.dry);
        Ok(Self { top, is_copy, dry, batch: DraftBatch::default() })
    }

    /// Opens the folder that the one with this path is copied to, and makes it unless the run is dry. `None` where
    /// nothing is copied, or where a dry run would have to make it.
    pub(super) fn copy_of(&self, path: &Path) -> io::Result<Option<Folder>> {
        let Some(top) = self.top.as_ref().filter(|_| self.is_copy) else { return Ok(None) };
        let opened = || {
            let parent = top.below(path.parent().unwrap_or(Path::new("")))?;
            if let Some(name) = path.file_name().filter(|_| !self.dry) {
                parent.make_folder(name, 0o777)?;
            }
            top.below(path)
        };
        let folder = match opened() {
            Err(error) if self.dry && error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        if !self.dry {
            let entries = folder.entries()?;
            self.sweep(&folder, entries.iter().map(|entry| entry.name.as_os_str()));
        }
        Ok(Some(folder))
    }

    /// Removes drafts that killed runs left in a folder of the destination. While another run works here, those of its
    /// kind stay.
    pub(super) fn sweep<'n>(&self, folder: &Folder, names: impl IntoIterator<Item = &'n OsStr>) {
        if let Some(top) = self.top.as_ref().filter(|_| !self.dry) {
            self.batch.sweep(top, folder, names);
        }
    }
}

fn open_copy(root: &Path, out: &Path, dry: bool) -> Result<Option<Folder>, Error> {
    let fault = |error| Error::Out(out.to_owned(), error);
    let real_root =
        root.canonicalize().map_err(|error| Error::Unreadable(root.to_owned(), error))?;
    let real_out = resolve(out).map_err(fault)?;
    if real_out.starts_with(&real_root) || real_root.starts_with(&real_out) {
        return Err(Error::Nested { root: root.to_owned(), out: out.to_owned() });
    }
    if !dry {
        fs::create_dir_all(out).map_err(fault)?;
    }
    match Folder::open(out) {
        Ok(folder) => Ok(Some(folder)),
        Err(error) if dry && error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(error)),
    }
}

/// The path with the links resolved in the part of it that exists.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = PathBuf::new();
    for ancestor in path.ancestors() {
        match ancestor.canonicalize() {
            Ok(real) => return Ok(real.join(missing)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing = Path::new(ancestor.file_name().unwrap_or_default()).join(&missing);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(path)
}
