//! Files that are written whole or not at all: as a draft beside their place first, then renamed, so that a reader never
//! sees half a file and a failure leaves the old one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{Mode, fchmod, fstat};

use crate::domain::lang::io_error;

use super::{Folder, Identity, copy_metadata, draft};

/// Bound on links that lead to each other, as in Linux.
const MAX_LINKS: usize = 40;

/// A file that is being written. Until it is placed, only the user can read it; if it is dropped before that, its draft is
/// removed.
#[derive(Debug)]
pub struct NewFile {
    folder: Arc<Folder>,
    target: OsString,
    draft: OsString,
    file: File,
    placed: bool,
    /// The draft stays, unless it is empty, where it is never placed.
    kept: bool,
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The user only.
    Private,
    /// The same as for the file that it replaces, else as for any new file of the folder.
    Usual,
}

/// Whether a file survives a loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// As soon as it is placed: content and name are synced.
    AtOnce,
    /// Once the system has written it.
    Eventually,
}

impl NewFile {
    /// Begins a file. A link is followed: the file that it leads to is replaced, and the link stays.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let place = place_of(path)?;
        let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else {
            return Err(no_name());
        };
        Self::begin_in(Arc::new(Folder::open(folder)?), name)
    }

    /// Begins a file in an open folder. A link of that name is replaced, not followed.
    pub fn begin_in(folder: Arc<Folder>, name: &OsStr) -> io::Result<Self> {
        let (draft, file) = draft::create(&folder)?;
        Ok(Self { folder, target: name.to_owned(), draft, file, placed: false, kept: false })
    }

    /// Begins a file whose draft is useful by itself, line by line: it has a name that its user can find ([`part_of`]) and
    /// stays if the run ends early. The part of an earlier run is replaced; every part begins with `start`, so that no
    /// other file is taken for one.
    pub fn begin_part(path: &Path, start: &[u8]) -> io::Result<Self> {
        let place = place_of(path)?;
        let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else {
            return Err(no_name());
        };
        let (folder, draft) = (Folder::open(folder)?, part_name(name));
        if let Some(file) = left_part(&folder, &draft, start)? {
            folder.remove(&draft)?;
            drop(file);
        }
        let file = folder.create(&draft, 0o600)?;
        if !draft::lock(&file)? {
            return Err(in_use());
        }
        let target = name.to_owned();
        Ok(Self { folder: Arc::new(folder), target, draft, file, placed: false, kept: true })
    }

    /// The folder that it is written to.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Renames the draft to the file, over an existing one.
    pub fn place(mut self, access: Access, lasting: Lasting) -> io::Result<()> {
        self.prepare(access, lasting)?;
        self.folder.rename(&self.draft, &self.target)?;
        self.placed = true;
        self.sync_name(lasting)
    }

    /// Renames the draft to the file unless that exists; whether it did.
    pub fn place_new(mut self, access: Access, lasting: Lasting) -> io::Result<bool> {
        self.prepare(access, lasting)?;
        match self.folder.rename_new(&self.draft, &self.target) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            other => {
                other?;
                self.placed = true;
                self.sync_name(lasting).map(|()| true)
            }
        }
    }

    fn prepare(&self, access: Access, lasting: Lasting) -> io::Result<()> {
        if access == Access::Usual {
            match self.folder.identity(&self.target)?.filter(|it| it.regular) {
                Some(identity) => {
                    let old = self.folder.read(&self.target).ok().map(|(old, _)| old);
                    copy_metadata(&self.file, &identity, old.as_ref())?;
                }
                None => apply_default_mode(&self.folder, &self.file)?,
            }
        }
        if lasting == Lasting::AtOnce { self.file.sync_all() } else { Ok(()) }
    }

    fn sync_name(&self, lasting: Lasting) -> io::Result<()> {
        if lasting == Lasting::AtOnce { self.folder.sync_names() } else { Ok(()) }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        let kept = self.kept && self.file.metadata().is_ok_and(|data| data.len() > 0);
        if !self.placed && !kept {
            // the error that matters is the one that ended the writing
            let _ = self.folder.remove(&self.draft);
        }
    }
}

fn part_name(name: &OsStr) -> OsString {
    let mut part = name.to_owned();
    part.push(".part");
    part
}

/// The path of the draft of [`NewFile::begin_part`].
pub fn part_of(path: &Path) -> PathBuf {
    path.with_file_name(part_name(path.file_name().unwrap_or_default()))
}

fn in_use() -> io::Error {
    io_error(io::ErrorKind::ResourceBusy, ("另一次运行正在写它", "another run is writing it"))
}

/// The part that a killed run left, locked. One in use, or another program's file of that name, is an error.
fn left_part(folder: &Folder, part: &OsStr, start: &[u8]) -> io::Result<Option<File>> {
    let (file, _) = match folder.read(part) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(foreign(part)),
        Ok(opened) => opened,
    };
    if !draft::lock(&file)? {
        return Err(in_use());
    }
    let mut head = Vec::new();
    (&file).take(start.len() as u64).read_to_end(&mut head)?;
    if start.starts_with(&head) { Ok(Some(file)) } else { Err(foreign(part)) }
}

fn foreign(part: &OsStr) -> io::Error {
    let part = part.display();
    let reason =
        (format!("{part} 占着位置，请移走"), format!("{part} is in the way: take it away"));
    io_error(io::ErrorKind::AlreadyExists, reason)
}

/// Gives a new file the permissions that any other new file of the folder has, by the umask or by the folder's default
/// access control list.
fn apply_default_mode(folder: &Folder, file: &File) -> io::Result<()> {
    // found out with a file made for it: reading the umask would change it for all threads
    let (name, probe) = draft::create_with(folder, 0o666)?;
    let mode = fstat(&probe).map(|stat| Identity::of(&stat).mode);
    folder.remove(&name)?;
    let (mode, own) = (mode?, Identity::of(&fstat(file)?).mode);
    if mode == own { Ok(()) } else { Ok(fchmod(file, Mode::from_raw_mode(mode))?) }
}

/// Renames the part that a killed run left to the file, unless that exists; whether it did.
pub fn adopt_part(path: &Path, start: &[u8]) -> io::Result<bool> {
    let place = place_of(path)?;
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else { return Ok(false) };
    let (folder, part) = (Folder::open(folder)?, part_name(name));
    if folder.identity(name)?.is_some() {
        return Ok(false);
    }
    let Ok(Some(file)) = left_part(&folder, &part, start) else { return Ok(false) };
    apply_default_mode(&folder, &file)?;
    folder.rename_new(&part, name)?;
    Ok(true)
}

fn no_name() -> io::Error {
    io_error(io::ErrorKind::InvalidInput, ("不是文件名", "not the name of a file"))
}

/// The path that writing to `path` would write to: links are followed, even to a file that does not exist yet.
pub fn place_of(path: &Path) -> io::Result<PathBuf> {
    // the system may refuse to follow another user's link in a world-writable folder
    match fs::metadata(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut path = std::path::absolute(path)?;
    for _ in 0..MAX_LINKS {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(no_name());
        };
        let folder = folder.canonicalize()?;
        let place = folder.join(name);
        match fs::read_link(&place) {
            Ok(target) => path = folder.join(target),
            // not a link, or nothing at all
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidInput | io::ErrorKind::NotFound
                ) =>
            {
                return Ok(place);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io_error(io::ErrorKind::Other, ("链接层数太多", "too many links, one after another")))
}

/// Creates a folder and its missing parents, accessible by the user only, and syncs their names.
pub fn make_private(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new(""));
    make_private(above)?;
    let mut builder = fs::DirBuilder::new();
    match std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700).create(folder) {
        // another process created it
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => Folder::open(above)?.sync_names(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn write(path: &Path, access: Access) -> io::Result<()> {
        let mut new = NewFile::begin(path)?;
        new.write_all(b"new")?;
        let written = new.folder().identity(&new.draft)?.unwrap();
        assert_eq!(written.mode, 0o600, "while it is written");
        new.place(access, Lasting::AtOnce)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_file_has_the_mode_of_the_one_before_or_of_any_new_one() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::write(at("plain"), "").unwrap();
        for (name, before, access, after) in [
            ("a", None, Access::Usual, mode(&at("plain"))),
            ("b", Some(0o640), Access::Usual, 0o640),
            ("c", Some(0o444), Access::Usual, 0o444),
            ("d", None, Access::Private, 0o600),
            ("e", Some(0o644), Access::Private, 0o600),
        ] {
            if let Some(before) = before {
                fs::write(at(name), "old").unwrap();
                fs::set_permissions(at(name), fs::Permissions::from_mode(before)).unwrap();
            }
            write(&at(name), access).unwrap();
            assert_eq!((mode(&at(name)), fs::read(at(name)).unwrap()), (after, b"new".to_vec()));
        }
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 6, "nothing else is left");
    }

    #[test]
    fn a_link_is_followed_to_its_place_and_stays() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("deep")).unwrap();
        fs::write(at("deep/there"), "old").unwrap();
        symlink("deep/there", at("one")).unwrap();
        symlink("one", at("two")).unwrap();
        symlink("deep/missing", at("dangling")).unwrap();
        symlink("round", at("round")).unwrap();
        for (link, place) in [("two", "deep/there"), ("dangling", "deep/missing")] {
            write(&at(link), Access::Usual).unwrap();
            assert_eq!(fs::read(at(place)).unwrap(), b"new");
            assert!(at(link).is_symlink());
        }
        assert!(write(&at("round"), Access::Usual).is_err() && at("round").is_symlink());
        assert!(write(&at("no/such"), Access::Usual).is_err());
        assert_eq!(fs::read_dir(at("deep")).unwrap().count(), 2);
    }

    #[test]
    fn a_new_file_takes_no_other_s_place() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        for expected in [true, false] {
            let mut new = NewFile::begin(&path).unwrap();
            new.write_all(if expected { b"first" } else { b"later" }).unwrap();
            assert_eq!(new.place_new(Access::Private, Lasting::AtOnce).unwrap(), expected);
        }
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_part_is_begun_anew_taken_up_or_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::write(at("a"), "old").unwrap();
        let begin = || NewFile::begin_part(&at("a"), b"{line");
        let mut cut = begin().unwrap();
        assert_eq!(begin().unwrap_err().kind(), io::ErrorKind::ResourceBusy);
        cut.write_all(b"{line 1}\n").unwrap();
        drop(cut);
        assert_eq!(fs::read(at("a.part")).unwrap(), b"{line 1}\n");
        assert!(!adopt_part(&at("a"), b"{line").unwrap(), "the file is there");
        drop(begin().unwrap());
        assert!(!at("a.part").exists(), "nothing was written");

        for (content, ours) in [("{line 2}\n", true), ("{l", true), ("mine", false)] {
            fs::write(at("a.part"), content).unwrap();
            let _ = fs::remove_file(at("b"));
            fs::write(at("b.part"), content).unwrap();
            assert_eq!(begin().is_ok(), ours, "{content}");
            assert_eq!(adopt_part(&at("b"), b"{line").unwrap(), ours, "{content}");
            assert_eq!(at("b").exists(), ours);
        }
        assert_eq!(fs::read(at("a.part")).unwrap(), b"mine");
        assert_eq!(fs::read(at("a")).unwrap(), b"old");
    }

    #[test]
    fn folders_are_made_for_the_user_alone_and_those_that_are_there_stay_as_they_are() {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        make_private(&root.path().join("a/b")).unwrap();
        make_private(&root.path().join("a/b")).unwrap();
        let modes = ["", "a", "a/b"].map(|name| mode(&root.path().join(name)));
        assert_eq!(modes, [0o755, 0o700, 0o700]);
        fs::write(root.path().join("file"), "").unwrap();
        assert!(make_private(&root.path().join("file/x")).is_err());
    }
}
