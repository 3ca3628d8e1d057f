//! A folder by its handle: names are looked up in the folder that was opened, whatever stands at its path by now, and
//! no link is followed.

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
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// What it names.
    pub kind: Kind,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Other,
}

/// What tells one state of a file from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    /// Seconds and nanoseconds of the last change of the content, then of the content or the file's data.
    changed: [i64; 4],
    /// Bytes.
    pub size: u64,
    /// Names that the file has.
    pub names: u64,
    /// The permissions.
    pub mode: u32,
    /// A regular file.
    pub regular: bool,
    pub(super) owner: (u32, u32),
}

impl Identity {
    // The types of these numbers differ between systems.
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

    /// The same with other permissions.
    #[must_use]
    pub fn with_mode(self, mode: u32) -> Self {
        Self { mode, ..self }
    }

    /// Whether it is the same version of the same file. A version that was moved to another name still is.
    pub fn is_version(&self, other: &Self) -> bool {
        let version = |it: &Self| {
            let [seconds, nanoseconds, ..] = it.changed;
            (it.device, it.inode, seconds, nanoseconds, it.size, it.mode, it.owner, it.regular)
        };
        version(self) == version(other)
    }

    /// The file system that it lies on.
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

    /// Opens a folder in this one; a link is an error.
    pub fn folder(&self, name: &OsStr) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self(fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Opens a folder below this one, step by step; a link on the way is an error.
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

    /// All names but `.` and `..`, sorted.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if matches!(name, b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // some file systems do not say
                FileType::Unknown => match fs::statat(&self.0, entry.file_name(), NO_LINK) {
                    Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                    Err(rustix::io::Errno::NOENT) => continue,
                    Err(error) => return Err(error.into()),
                },
                known => known,
            };
            let kind = match kind {
                FileType::RegularFile => Kind::File,
                FileType::Directory => Kind::Folder,
                FileType::Symlink => Kind::Link,
                _ => Kind::Other,
            };
            entries.push(Entry { name: OsString::from_vec(name.to_vec()), kind });
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// Opens a regular file to read; nothing else is opened, and a link is an error.
    pub fn read(&self, name: &OsStr) -> io::Result<(File, Identity)> {
        // a pipe that was put in the file's place must not keep us waiting
        let flags =
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = fs::openat(&self.0, name, flags, Mode::empty())?;
        let stat = fs::fstat(&file)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok((File::from(file), Identity::of(&stat)))
    }

    /// Makes a new file, which must not be there, not even as a link.
    pub fn create(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(fs::openat(&self.0, name, flags, Mode::from_raw_mode(mode & 0o777))?))
    }

    /// What stands under a name, links not followed; `None` for nothing.
    pub fn identity(&self, name: &OsStr) -> io::Result<Option<Identity>> {
        match fs::statat(&self.0, name, NO_LINK) {
            Ok(stat) => Ok(Some(Identity::of(&stat))),
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The folder itself.
    pub fn own_identity(&self) -> io::Result<Identity> {
        Ok(Identity::of(&fs::fstat(&self.0)?))
    }

    /// Moves a file of the folder over another of its names.
    pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// Swaps what stands under two names, at one moment. False where the file system cannot.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    pub fn exchange(&self, one: &OsStr, other: &OsStr) -> io::Result<bool> {
        match fs::renameat_with(&self.0, one, &self.0, other, RenameFlags::EXCHANGE) {
            Err(
                rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP,
            ) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// Swaps what stands under two names: this system cannot.
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub fn exchange(&self, _: &OsStr, _: &OsStr) -> io::Result<bool> {
        Ok(false)
    }

    /// Moves a file of the folder to a name that is free.
    pub fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match fs::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
            // not every file system can do that, nor has every one links
            Err(
                rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP,
            ) => {}
            other => return Ok(other?),
        }
        match fs::linkat(&self.0, from, &self.0, to, AtFlags::empty()) {
            Ok(()) => self.remove(from),
            Err(rustix::io::Errno::EXIST) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {
                // taking the name first keeps an existing file from being replaced
                self.create(to, 0o600)?;
                self.rename(from, to)
            }
        }
    }

    /// Takes a file or link out.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Makes a folder in this one; one that is there is no error.
    pub fn make_folder(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        match fs::mkdirat(&self.0, name, Mode::from_raw_mode(mode)) {
            Err(rustix::io::Errno::EXIST) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Where a link points.
    pub fn link_target(&self, name: &OsStr) -> io::Result<PathBuf> {
        let target = fs::readlinkat(&self.0, name, Vec::new())?;
        Ok(PathBuf::from(OsString::from_vec(target.into_bytes())))
    }

    /// Makes a link.
    pub fn make_link(&self, target: &Path, name: &OsStr) -> io::Result<()> {
        Ok(fs::symlinkat(target, &self.0, name)?)
    }

    /// Marks the folder as in use by this run, beside others. Best effort: not every file system can.
    pub fn lock_shared(&self) {
        // without a lock, a run that shares the folder may take our drafts for forgotten ones: they are written anew
        let _ = fs::flock(&self.0, FlockOperation::LockShared);
    }

    /// Whether no other run uses the folder at this moment.
    pub fn is_ours_alone(&self) -> bool {
        let alone = fs::flock(&self.0, FlockOperation::NonBlockingLockExclusive).is_ok();
        self.lock_shared();
        alone
    }

    /// Makes the names in the folder last.
    pub fn sync_names(&self) -> io::Result<()> {
        match fs::fsync(&self.0) {
            // there the file system sees to it
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Brings everything that was written to the folder's file system onto the disk.
    #[cfg(target_os = "linux")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(fs::syncfs(&self.0)?)
    }

    /// Brings everything that was written onto the disks.
    #[cfg(not(target_os = "linux"))]
    pub fn sync(&self) -> io::Result<()> {
        fs::sync();
        Ok(())
    }
}
