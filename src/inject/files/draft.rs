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
        like: &Identity,
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let (name, mut file) = batch.create(folder)?;
        let draft = Self { name, target: target.to_owned(), over };
        match content(&mut file).and_then(|()| dress(&file, like)) {
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
        Self::write(folder, batch, target, Some(over.clone()), over, |file| {
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

    /// Takes it away.
    pub(super) fn discard(&self, folder: &Folder) {
        // what stopped the writing is what is told
        let _ = folder.remove(&self.name);
    }
}

fn vanished() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it vanished while it was edited")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(late.put(&folder).is_err());
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
