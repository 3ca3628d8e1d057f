//! An open folder: names are looked up in the folder that was opened, whatever is at its path by now, and no link is
//! followed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{self, AtFlags, Dir, FileType, FlockOperation, Mode, OFlags, RenameFlags, Stat};

/// An open folder.
#[derive(Debug)]
pub struct Folder(OwnedFd);

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    /// The name.
    pub name: OsString,
    /// What it names.
    pub kind: EntryKind,
}

/// What a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Other,
}

/// A file and the state that it is in: two are equal only for the same file, unchanged in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    /// Seconds and nanoseconds of the last change of the content (mtime), then those of the last change of content or
    /// metadata (ctime).
    changed: [i64; 4],
    /// Length in bytes.
    pub size: u64,
    /// Number of names (hard links).
    pub names: u64,
    /// Permission bits (`0o7777`).
    pub mode: u32,
    /// Whether it is a regular file.
    pub regular: bool,
    /// User and group.
    pub(super) owner: (u32, u32),
}

impl Identity {
    #[allow(
        clippy::unnecessary_cast,
        clippy::cast_lossless,
        clippy::cast_possible_wrap,
        reason = "the types of these numbers differ between systems; none is larger than its target"
    )]
    pub(super) fn of(stat: &Stat) -> Self {
        Self {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            changed: [
                stat.st_mtime as i64,
                stat.st_mtime_nsec as i64,
                stat.st_ctime as i64,
                stat.st_ctime_nsec as i64,
            ],
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            names: stat.st_nlink as u64,
            mode: stat.st_mode as u32 & 0o7777,
            regular: FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile,
            owner: (stat.st_uid, stat.st_gid),
        }
    }

    /// The same with other permission bits.
    #[must_use]
    pub fn with_mode(self, mode: u32) -> Self {
        Self { mode, ..self }
    }

    /// Whether it is the same version of the same file, perhaps under another name: ctime, which a rename changes, is not
    /// compared.
    pub fn is_version(&self, other: &Self) -> bool {
        let version = |it: &Self| {
            let [seconds, nanoseconds, ..] = it.changed;
            (it.device, it.inode, seconds, nanoseconds, it.size, it.mode, it.owner, it.regular)
        };
        version(self) == version(other)
    }

    /// The number of the file system that it is on.
    pub const fn device(&self) -> u64 {
        self.device
    }
}

const NO_LINK: AtFlags = AtFlags::SYMLINK_NOFOLLOW;

impl Folder {
    /// Opens a folder by its path; links in the path are followed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self(fs::open(path, flags, Mode::empty())?))
    }

    /// Opens a folder in this one. A link is an error.
    pub fn folder(&self, name: &OsStr) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self(fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Opens a folder below this one, component by component. A link on the way is an error.
    pub fn below(&self, path: &Path) -> io::Result<Self> {
        let mut folder = self.folder(OsStr::new("."))?;
        for part in path.components() {
            match part {
                Component::Normal(name) => folder = folder.folder(name)?,
                Component::CurDir => {}
                _ => return Err(io::ErrorKind::InvalidInput.into()),
            }
        }
        Ok(folder)
    }

    /// All names except `.` and `..`, sorted.
    pub fn entries(&self) -> io::Result<Vec<FolderEntry>> {
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if matches!(name, b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // some file systems do not report the type
                FileType::Unknown => match fs::statat(&self.0, entry.file_name(), NO_LINK) {
                    Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                    Err(rustix::io::Errno::NOENT) => continue,
                    Err(error) => return Err(error.into()),
                },
                known => known,
            };
            let kind = match kind {
                FileType::RegularFile => EntryKind::File,
                FileType::Directory => EntryKind::Folder,
                FileType::Symlink => EntryKind::Link,
                _ => EntryKind::Other,
            };
            entries.push(FolderEntry { name: OsString::from_vec(name.to_vec()), kind });
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// Opens a regular file to read. Anything else, a link included, is an error.
    pub fn read(&self, name: &OsStr) -> io::Result<(File, Identity)> {
        // without NONBLOCK, a pipe in the file's place would block
        let flags =
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = fs::openat(&self.0, name, flags, Mode::empty())?;
        let stat = fs::fstat(&file)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok((File::from(file), Identity::of(&stat)))
    }

    /// Creates a file; an existing one, or a link, is an error. `mode` is reduced by the umask.
    pub fn create(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(fs::openat(&self.0, name, flags, Mode::from_raw_mode(mode & 0o777))?))
    }

    /// What a name refers to, links not followed; `None` where there is no such name.
    pub fn identity(&self, name: &OsStr) -> io::Result<Option<Identity>> {
        match fs::statat(&self.0, name, NO_LINK) {
            Ok(stat) => Ok(Some(Identity::of(&stat))),
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The identity of the folder itself.
    pub fn own_identity(&self) -> io::Result<Identity> {
        Ok(Identity::of(&fs::fstat(&self.0)?))
    }

    /// Renames a file in the folder; an existing file of that name is replaced.
    pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// Swaps two names atomically. False where the file system cannot.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    pub fn exchange(&self, one: &OsStr, other: &OsStr) -> io::Result<bool> {
        match fs::renameat_with(&self.0, one, &self.0, other, RenameFlags::EXCHANGE) {
            Err(
                rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP,
            ) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// Swaps two names: false, because this system cannot.
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub fn exchange(&self, _: &OsStr, _: &OsStr) -> io::Result<bool> {
        Ok(false)
    }

    /// Renames a file in the folder; an existing file of that name is an error.
    pub fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match fs::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
            // some file systems cannot, and some of these have no hard links either
            Err(
                rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP,
            ) => {}
            other => return Ok(other?),
        }
        match fs::linkat(&self.0, from, &self.0, to, AtFlags::empty()) {
            Ok(()) => self.remove(from),
            Err(rustix::io::Errno::EXIST) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {
                // creating the name first keeps an existing file from being replaced
                self.create(to, 0o600)?;
                self.rename(from, to)
            }
        }
    }

    /// Removes a file or link.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Creates a folder in this one; an existing one is no error. `mode` is reduced by the umask.
    pub fn make_folder(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        match fs::mkdirat(&self.0, name, Mode::from_raw_mode(mode)) {
            Err(rustix::io::Errno::EXIST) => Ok(()),
            other => Ok(other?),
        }
    }

    /// The target of a link, as it is written.
    pub fn link_target(&self, name: &OsStr) -> io::Result<PathBuf> {
        let target = fs::readlinkat(&self.0, name, Vec::new())?;
        Ok(PathBuf::from(OsString::from_vec(target.into_bytes())))
    }

    /// Creates a link.
    pub fn make_link(&self, target: &Path, name: &OsStr) -> io::Result<()> {
        Ok(fs::symlinkat(target, &self.0, name)?)
    }

    /// Takes a shared lock on the folder, which marks it as in use by this run. Best effort: not every file system has
    /// locks.
    pub fn lock_shared(&self) {
        // without a lock, another run may remove this one's drafts as forgotten ones, and they are written again
        let _ = fs::flock(&self.0, FlockOperation::LockShared);
    }

    /// Whether no other run has the folder locked at this moment.
    pub fn is_ours_alone(&self) -> bool {
        let alone = fs::flock(&self.0, FlockOperation::NonBlockingLockExclusive).is_ok();
        self.lock_shared();
        alone
    }

    /// Brings the names in the folder onto the disk.
    pub fn sync_names(&self) -> io::Result<()> {
        match fs::fsync(&self.0) {
            // such a file system does it by itself
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Brings everything that was written to the folder's file system onto the disk (`syncfs`).
    #[cfg(target_os = "linux")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(fs::syncfs(&self.0)?)
    }

    /// Brings everything that was written, on any file system, onto the disks (`sync`).
    #[cfg(not(target_os = "linux"))]
    pub fn sync(&self) -> io::Result<()> {
        fs::sync();
        Ok(())
    }
}
