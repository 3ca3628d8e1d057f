//! A file that a user names is written whole or not at all. Pipes and terminals are written to as they are.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::Errno;

use crate::domain::lang::io_error;

use super::draft::sweep;
use super::handle::Folder;
use super::new_file::{Access, Lasting, NewFile, place_of};

/// How long until a pipe without a reader is tried again.
const READER_WAIT: Duration = Duration::from_millis(20);

/// Writes a file: beside its place first, then moved there, so that a reader never sees half of it and a failure
/// leaves the old one. A link is followed to the file it names; a pipe or terminal is written to as it is. Drafts that
/// killed runs left in its folder are removed.
///
/// # Errors
///
/// The file cannot be written, or `content` failed.
pub fn write_whole(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write_whole_unless(path, &|| false, content)
}

/// [`write_whole`], where a pipe without a reader is waited for until `given_up` returns true.
///
/// # Errors
///
/// The file cannot be written, `content` failed, or the wait was given up.
pub fn write_whole_unless(
    path: &Path,
    given_up: &dyn Fn() -> bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    // Behind a link, drafts are where the file is.
    if let Some(folder) = place_of(path).ok().as_deref().and_then(Path::parent) {
        sweep_drafts(folder);
    }
    write(path, given_up, content)
}

/// [`write_whole`] for one of many files of a folder, without a look for old drafts: [`sweep_drafts`] does that once for
/// all.
///
/// # Errors
///
/// The file cannot be written, or `content` failed.
pub fn write_one_of_many(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write(path, &|| false, content)
}

/// Removes the drafts that killed runs left in a folder.
pub fn sweep_drafts(folder: &Path) {
    if let Ok(folder) = Folder::open(folder) {
        sweep(&folder);
    }
}

/// A file that grows line by line.
#[derive(Debug)]
pub enum LineFile {
    /// A pipe or a terminal, as it is.
    Stream(File),
    /// A file beside the old one, which it replaces when it is whole.
    Part(NewFile),
}

impl LineFile {
    /// Begins the file. The part that a killed run left is replaced; every part begins with `start`.
    /// A pipe without a reader is waited for until `given_up` returns true.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or the wait was given up.
    pub fn begin(path: &Path, start: &[u8], given_up: &dyn Fn() -> bool) -> io::Result<Self> {
        Ok(match stream(path, given_up)? {
            Some(stream) => Self::Stream(stream),
            None => Self::Part(NewFile::begin_part(path, start)?),
        })
    }

    /// Adds a line, which includes its end.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn add(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.write_all(line),
            Self::Part(file) => file.write_all(line),
        }
    }

    /// Replaces the old file.
    ///
    /// # Errors
    ///
    /// The file cannot be moved to its place.
    pub fn end(self) -> io::Result<()> {
        match self {
            Self::Stream(_) => Ok(()),
            Self::Part(file) => file.place(Access::Usual, Lasting::AtOnce),
        }
    }
}

fn write(
    path: &Path,
    given_up: &dyn Fn() -> bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(stream) = stream(path, given_up)? {
        let mut out = BufWriter::new(stream);
        content(&mut out)?;
        return out.flush();
    }
    let mut out = BufWriter::new(NewFile::begin(path)?);
    content(&mut out)?;
    let whole = out.into_inner().map_err(IntoInnerError::into_error)?;
    whole.place(Access::Usual, Lasting::AtOnce)
}

/// Opens what is written to as it is: a pipe or a terminal; `None` for a file. An error for what no report can be written
/// to, and for a pipe that has no reader by the time `given_up` returns true.
fn stream(path: &Path, given_up: &dyn Fn() -> bool) -> io::Result<Option<File>> {
    let kind = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?.file_type(),
    };
    let wrong = if kind.is_file() {
        return Ok(None);
    } else if kind.is_fifo() {
        return pipe(path, given_up).map(Some);
    } else if kind.is_char_device() {
        return OpenOptions::new().write(true).open(path).map(Some);
    } else if kind.is_dir() {
        ("是目录", "it is a folder")
    } else if kind.is_socket() {
        ("是套接字", "it is a socket")
    } else {
        ("是磁盘设备", "it is a disk")
    };
    Err(io_error(io::ErrorKind::InvalidInput, wrong))
}

/// Opens a pipe, and waits for its reader.
fn pipe(path: &Path, given_up: &dyn Fn() -> bool) -> io::Result<File> {
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    loop {
        match OpenOptions::new().write(true).custom_flags(flags).open(path) {
            Err(error) if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {}
            other => {
                let pipe = other?;
                // What is written waits for the reader again.
                fcntl_setfl(&pipe, OFlags::empty())?;
                return Ok(pipe);
            }
        }
        if given_up() {
            let reason = ("没有程序读取这个管道", "nobody reads this pipe");
            return Err(io_error(io::ErrorKind::BrokenPipe, reason));
        }
        thread::sleep(READER_WAIT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Bilingual as _;
    use rustix::fs::{CWD, Mode, mkfifoat};

    #[test]
    fn the_reader_of_a_pipe_is_waited_for_until_that_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        mkfifoat(CWD, &path, Mode::from_raw_mode(0o600)).unwrap();
        let asked = std::cell::Cell::new(0);
        let gone = || asked.replace(asked.get() + 1) == 2;
        let error = write_whole_unless(&path, &gone, |_| panic!("nobody reads")).unwrap_err();
        assert_eq!(error.text().en, "nobody reads this pipe");
        assert_eq!(asked.get(), 3);
        // More than a pipe holds: the writer waits for whoever reads.
        let text = "x".repeat(1 << 20);
        let read = thread::scope(|scope| {
            let reader = scope.spawn(|| fs::read_to_string(&path).unwrap());
            write_whole(&path, |out| out.write_all(text.as_bytes())).unwrap();
            reader.join().unwrap()
        });
        assert!(read == text);
    }

    #[test]
    fn a_file_is_replaced_whole_and_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        write_whole(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
    }

    #[test]
    fn what_a_killed_run_left_is_taken_away_and_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let left =
            [format!(".a.txt.{}.tmp", std::process::id()), ".beian-0123456789abcdef.tmp".into()];
        for name in &left {
            fs::write(folder.path().join(name), "half").unwrap();
        }
        write_whole(&folder.path().join("a.txt"), |out| out.write_all(b"new")).unwrap();
        assert_eq!(left.map(|name| folder.path().join(name).exists()), [true, false]);
    }

    #[test]
    fn what_takes_no_report_is_refused_and_a_device_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let error = write_whole(&socket, |_| Ok(())).unwrap_err();
        assert_eq!(error.text().en, "it is a socket");
        assert!(socket.exists());
        write_whole(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let error = write_whole(&path, |_| Err(io::Error::other("full"))).unwrap_err();
        assert_eq!(error.text().en, "full");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_whole(&folder.path().join("no/such/folder"), |_| Ok(())).is_err());
        assert!(write_whole(folder.path(), |_| Ok(())).is_err());
    }
}
