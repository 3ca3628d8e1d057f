//! New versions of files: written beside the old one under another name, then moved over it.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write as _};

use crate::folder::{DraftBatch, Folder, Identity, copy_metadata};

/// A new version of a file, under a name of its own until it is moved over the file.
#[derive(Debug)]
pub(super) struct Draft {
    name: OsString,
    /// The name of the file that it is for.
    target: OsString,
    /// The state of that file when it was read; `None` where there was no file.
    base: Option<Identity>,
}

/// A name in an open folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileAt<'a> {
    pub(super) folder: &'a Folder,
    pub(super) name: &'a OsStr,
}

/// The file that a draft is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Original<'a> {
    pub(super) at: FileAt<'a>,
    /// Its state when it was read; `None` where there is no file yet.
    pub(super) identity: Option<&'a Identity>,
}

/// Where a draft's mode, owner and extended attributes come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Metadata<'a> {
    /// Mode and owner.
    pub(super) identity: &'a Identity,
    /// The file with the extended attributes.
    pub(super) file: Option<FileAt<'a>>,
}

impl Metadata<'_> {
    fn copy_to(&self, file: &File) -> io::Result<()> {
        let source = self.file.and_then(|at| at.folder.read(at.name).ok());
        copy_metadata(file, self.identity, source.as_ref().map(|(source, _)| source))
    }
}

/// Whether each file's content is brought onto the disk before the file gets its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SyncMode {
    /// It is.
    Each,
    /// It is not, or all files are later, together.
    Never,
}

/// What became of a draft that was to replace a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replacement {
    /// It is in its place.
    Done,
    /// Another program changed the file since it was read; its version stays and must be read again.
    Conflict,
}

impl Draft {
    /// Writes a draft. Nothing is left behind where that fails.
    pub(super) fn write(
        batch: &DraftBatch,
        original: Original<'_>,
        metadata: Metadata<'_>,
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let Original { at: FileAt { folder, name: target }, identity } = original;
        let (name, mut file) = batch.create(folder)?;
        let draft = Self { name, target: target.to_owned(), base: identity.cloned() };
        match content(&mut file).and_then(|()| metadata.copy_to(&file)) {
            Ok(()) => Ok(draft),
            Err(error) => {
                draft.discard(folder);
                Err(error)
            }
        }
    }

    /// Writes a draft for a file that exists, and keeps that file's mode, owner and attributes.
    pub(super) fn replacing(
        batch: &DraftBatch,
        at: FileAt<'_>,
        identity: &Identity,
        bytes: &[u8],
        sync: SyncMode,
    ) -> io::Result<Self> {
        let original = Original { at, identity: Some(identity) };
        let metadata = Metadata { identity, file: Some(at) };
        Self::write(batch, original, metadata, |file| {
            file.write_all(bytes)?;
            if sync == SyncMode::Each { file.sync_all() } else { Ok(()) }
        })
    }

    /// Moves it over the file, unless that is no longer the one that was read.
    pub(super) fn put(self, folder: &Folder) -> io::Result<Replacement> {
        let there = folder.identity(&self.target);
        match there {
            Ok(there) if there == self.base => {}
            Ok(there) => {
                self.discard(folder);
                return if there.is_none() { Err(vanished()) } else { Ok(Replacement::Conflict) };
            }
            Err(error) => {
                self.discard(folder);
                return Err(error);
            }
        }
        if self.base.is_some() {
            match self.exchange(folder) {
                Ok(Some(put)) => return Ok(put),
                Ok(None) => {}
                Err(error) => {
                    self.discard(folder);
                    return Err(error);
                }
            }
        }
        match folder.rename(&self.name, &self.target) {
            Ok(()) => Ok(Replacement::Done),
            // another run that could not see this one's lock removed the draft as a forgotten one
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Replacement::Conflict),
            Err(error) => {
                self.discard(folder);
                Err(error)
            }
        }
    }

    /// Swaps the draft and the file, and compares the version that came out with the one that was read. Where they
    /// differ, another program saved the file in between, and its version is swapped back. `None` where the file system
    /// cannot swap.
    fn exchange(&self, folder: &Folder) -> io::Result<Option<Replacement>> {
        let (mut expected, mut inside) = (self.base.clone(), folder.identity(&self.name)?);
        for turn in 0..MAX_SWAPS {
            match folder.exchange(&self.name, &self.target) {
                Ok(true) => {}
                Ok(false) if turn == 0 => return Ok(None),
                Err(error) if turn == 0 && error.kind() != io::ErrorKind::NotFound => {
                    return Err(error);
                }
                // the draft or the file was removed: what the draft's name holds is older than that
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.discard(folder);
                    return match folder.identity(&self.target)? {
                        Some(_) => Ok(Some(Replacement::Conflict)),
                        None => Err(vanished()),
                    };
                }
                Ok(false) | Err(_) => break,
            }
            let out = folder.identity(&self.name).ok().flatten();
            let as_expected = match (&out, &expected) {
                (Some(out), Some(expected)) => out.is_version(expected),
                _ => false,
            };
            if as_expected {
                self.discard(folder);
                return Ok(Some(if turn == 0 { Replacement::Done } else { Replacement::Conflict }));
            }
            // what came out is the newest version: it goes back, and the one put in before is expected to come out
            expected = std::mem::replace(&mut inside, out);
        }
        // the draft's name holds another program's version, which must not get lost
        folder.rename(&self.name, &self.target)?;
        Ok(Some(Replacement::Conflict))
    }

    /// Removes it.
    pub(super) fn discard(&self, folder: &Folder) {
        // the error that is reported is the one that came before
        let _ = folder.remove(&self.name);
    }
}

/// Bound on swaps for one file, when another program keeps saving it.
const MAX_SWAPS: usize = 20;

fn vanished() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it was removed while it was edited")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_saved_between_look_and_exchange_is_put_back() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.html");
        let (folder, batch) = (Folder::open(root.path()).unwrap(), DraftBatch::default());
        let name = OsStr::new("a.html");
        let save_in_place = |text: &str| std::fs::write(&path, text).unwrap();
        let save_by_rename = |text: &str| {
            std::fs::write(root.path().join("new"), text).unwrap();
            std::fs::rename(root.path().join("new"), &path).unwrap();
        };
        for save in [&save_in_place as &dyn Fn(&str), &save_by_rename] {
            std::fs::write(&path, "old").unwrap();
            let was = folder.identity(name).unwrap().unwrap();
            let draft = Draft::replacing(
                &batch,
                FileAt { folder: &folder, name },
                &was,
                b"ours",
                SyncMode::Never,
            )
            .unwrap();
            save("newer, by somebody else");
            assert_eq!(draft.exchange(&folder).unwrap(), Some(Replacement::Conflict));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer, by somebody else");
            assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_newer_version_is_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.html");
        std::fs::write(&path, "old").unwrap();
        let (folder, batch) = (Folder::open(root.path()).unwrap(), DraftBatch::default());
        let name = OsStr::new("a.html");
        let draft = |bytes: &[u8]| {
            let was = folder.identity(name).unwrap().unwrap();
            Draft::replacing(&batch, FileAt { folder: &folder, name }, &was, bytes, SyncMode::Never)
                .unwrap()
        };
        assert_eq!(draft(b"new").put(&folder).unwrap(), Replacement::Done);
        let late = draft(b"late");
        std::fs::write(&path, "newer").unwrap();
        assert_eq!(late.put(&folder).unwrap(), Replacement::Conflict);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer");
        let late = draft(b"late");
        std::fs::remove_file(&path).unwrap();
        assert!(late.exchange(&folder).is_err(), "what was removed does not come back");
        std::fs::write(&path, "again").unwrap();
        let late = draft(b"late");
        std::fs::remove_file(&path).unwrap();
        assert!(late.put(&folder).is_err());
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
