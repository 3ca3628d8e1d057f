//! New versions of files: written beside the old one, then moved over it.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write as _};

use crate::folder::{Batch, Folder, Identity, dress};

/// A new version that is not in its place yet.
#[derive(Debug)]
pub(super) struct Draft {
    name: OsString,
    /// The file that it is for.
    pub(super) target: OsString,
    /// The state of that file which it was made from; `None` where there is none.
    over: Option<Identity>,
}

/// The file whose owner, permissions and attributes a new one has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Like<'a> {
    pub(super) identity: &'a Identity,
    /// Where it is.
    pub(super) from: Option<(&'a Folder, &'a OsStr)>,
}

impl Like<'_> {
    fn dress(&self, file: &File) -> io::Result<()> {
        let old = self.from.and_then(|(folder, name)| folder.read(name).ok());
        dress(file, self.identity, old.as_ref().map(|(old, _)| old))
    }
}

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// It is in its place.
    Done,
    /// Somebody else changed the file meanwhile: it must be read again.
    Changed,
}

impl Draft {
    /// Writes the new version of a file. Nothing is left behind where that fails.
    pub(super) fn write(
        folder: &Folder,
        batch: &Batch,
        target: &OsStr,
        over: Option<Identity>,
        like: Like<'_>,
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let (name, mut file) = batch.create(folder)?;
        let draft = Self { name, target: target.to_owned(), over };
        match content(&mut file).and_then(|()| like.dress(&file)) {
            Ok(()) => Ok(draft),
            Err(error) => {
                draft.discard(folder);
                Err(error)
            }
        }
    }

    /// The same for bytes at hand; `durable` brings them onto the disk.
    pub(super) fn of(
        folder: &Folder,
        batch: &Batch,
        target: &OsStr,
        over: &Identity,
        bytes: &[u8],
        durable: bool,
    ) -> io::Result<Self> {
        let like = Like { identity: over, from: Some((folder, target)) };
        Self::write(folder, batch, target, Some(over.clone()), like, |file| {
            file.write_all(bytes)?;
            if durable { file.sync_all() } else { Ok(()) }
        })
    }

    /// Puts it into its place, unless the file there is another than it was made from.
    pub(super) fn put(self, folder: &Folder) -> io::Result<Put> {
        let there = folder.identity(&self.target);
        match there {
            Ok(there) if there == self.over => {}
            Ok(there) => {
                self.discard(folder);
                return if there.is_none() { Err(vanished()) } else { Ok(Put::Changed) };
            }
            Err(error) => {
                self.discard(folder);
                return Err(error);
            }
        }
        if self.over.is_some() {
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
            Ok(()) => Ok(Put::Done),
            // a run that could not see that we live took it for a forgotten one
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Put::Changed),
            Err(error) => {
                self.discard(folder);
                Err(error)
            }
        }
    }

    /// Swaps the draft and the file, and looks at what came out: where that is another version than the draft was made
    /// from, somebody saved it a moment ago, and it goes back. Nothing where the file system cannot swap.
    fn exchange(&self, folder: &Folder) -> io::Result<Option<Put>> {
        let (mut expected, mut inside) = (self.over.clone(), folder.identity(&self.name)?);
        for turn in 0..TURNS {
            match folder.exchange(&self.name, &self.target) {
                Ok(true) => {}
                Ok(false) if turn == 0 => return Ok(None),
                Err(error) if turn == 0 && error.kind() != io::ErrorKind::NotFound => {
                    return Err(error);
                }
                // the draft was swept, or the file was removed after all: what is in our hands is older than that
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.discard(folder);
                    return match folder.identity(&self.target)? {
                        Some(_) => Ok(Some(Put::Changed)),
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
                return Ok(Some(if turn == 0 { Put::Done } else { Put::Changed }));
            }
            // what came out is the newest: back with it, and then what was put in before must come out
            expected = std::mem::replace(&mut inside, out);
        }
        // what is in our hands is somebody's: it must not get lost
        folder.rename(&self.name, &self.target)?;
        Ok(Some(Put::Changed))
    }

    /// Takes it away.
    pub(super) fn discard(&self, folder: &Folder) {
        // what stopped the writing is what is told
        let _ = folder.remove(&self.name);
    }
}

/// How often a version that others saved meanwhile is put back.
const TURNS: usize = 20;

fn vanished() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it vanished while it was edited")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_saved_between_look_and_exchange_is_put_back() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.html");
        let (folder, batch) = (Folder::open(root.path()).unwrap(), Batch::default());
        let name = OsStr::new("a.html");
        let save_in_place = |text: &str| std::fs::write(&path, text).unwrap();
        let save_by_rename = |text: &str| {
            std::fs::write(root.path().join("new"), text).unwrap();
            std::fs::rename(root.path().join("new"), &path).unwrap();
        };
        for save in [&save_in_place as &dyn Fn(&str), &save_by_rename] {
            std::fs::write(&path, "old").unwrap();
            let was = folder.identity(name).unwrap().unwrap();
            let draft = Draft::of(&folder, &batch, name, &was, b"ours", false).unwrap();
            save("newer, by somebody else");
            assert_eq!(draft.exchange(&folder).unwrap(), Some(Put::Changed));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer, by somebody else");
            assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_newer_version_is_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.html");
        std::fs::write(&path, "old").unwrap();
        let (folder, batch) = (Folder::open(root.path()).unwrap(), Batch::default());
        let name = OsStr::new("a.html");
        let draft = |bytes: &[u8]| {
            let was = folder.identity(name).unwrap().unwrap();
            Draft::of(&folder, &batch, name, &was, bytes, false).unwrap()
        };
        assert_eq!(draft(b"new").put(&folder).unwrap(), Put::Done);
        let late = draft(b"late");
        std::fs::write(&path, "newer").unwrap();
        assert_eq!(late.put(&folder).unwrap(), Put::Changed);
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
