//! Input files that a user names. Only kinds that can be read are opened, and no more than a limit is read; a pipe where a
//! file is needed is an error at once instead of a wait for its writer.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

use crate::domain::lang::io_error;

/// Opens a regular file to read.
pub fn open_file(path: &Path) -> io::Result<File> {
    opened(path, OpenOptions::new().read(true)).map(|(file, _)| file)
}

/// The same as [`open_file`], with the size of the file in bytes.
pub fn open_file_with_size(path: &Path) -> io::Result<(File, u64)> {
    opened(path, OpenOptions::new().read(true))
}

/// Opens a regular file to read and write, and creates it where it is missing.
pub fn open_file_to_write(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    opened(path, &mut options).map(|(file, _)| file)
}

fn opened(path: &Path, options: &mut OpenOptions) -> io::Result<(File, u64)> {
    // without NONBLOCK, opening a pipe waits for its other end
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let file = match options.custom_flags(flags.cast_signed()).open(path) {
        Ok(file) => file,
        // for a socket, or a folder to be written, the system's own error is less clear
        Err(error) => return Err(kind_fault(path).unwrap_or(error)),
    };
    let metadata = file.metadata()?;
    refuse(metadata.file_type(), false)?;
    Ok((file, metadata.len()))
}

/// Opens what is read once from beginning to end: a regular file, a pipe such as `<(command)`, or a terminal.
pub fn open_stream(path: &Path) -> io::Result<File> {
    refuse(std::fs::metadata(path)?.file_type(), true)?;
    // waits for the writer of a pipe, as every program does
    let file = File::open(path)?;
    refuse(file.metadata()?.file_type(), true)?;
    Ok(file)
}

/// Reads a file whole. One of more than `limit` bytes is an error.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    bytes_of(open_stream(path)?, limit)
}

/// The same for text in UTF-8.
pub fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    text_of(open_stream(path)?, limit)
}

/// The same for a file that is open already.
pub fn text_of(file: File, limit: u64) -> io::Result<String> {
    String::from_utf8(bytes_of(file, limit)?)
        .map_err(|_| io_error(io::ErrorKind::InvalidData, ("不是 UTF-8 文本", "not text in UTF-8")))
}

/// The same as [`read`] for a file that is open already.
pub fn bytes_of(file: File, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if read as u64 > limit {
        let size = size(limit);
        let reason = (format!("超过 {size}"), format!("larger than {size}"));
        return Err(io_error(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

fn size(bytes: u64) -> String {
    if bytes < 1 << 20 { format!("{} KiB", bytes >> 10) } else { format!("{} MiB", bytes >> 20) }
}

fn kind_fault(path: &Path) -> Option<io::Error> {
    refuse(std::fs::metadata(path).ok()?.file_type(), false).err()
}

/// Returns an error for what is not a file, nor a pipe or terminal where `stream` permits these.
fn refuse(kind: FileType, stream: bool) -> io::Result<()> {
    let what = if kind.is_file() || stream && (kind.is_fifo() || kind.is_char_device()) {
        return Ok(());
    } else if kind.is_dir() {
        ("是目录，不是文件", "it is a folder, not a file")
    } else if kind.is_fifo() {
        ("是管道，不是文件", "it is a pipe, not a file")
    } else if kind.is_socket() {
        ("是套接字，不是文件", "it is a socket, not a file")
    } else {
        ("是设备，不是文件", "it is a device, not a file")
    };
    let error =
        if kind.is_dir() { io::ErrorKind::IsADirectory } else { io::ErrorKind::InvalidInput };
    Err(io_error(error, what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{CWD, Mode, mkfifoat};

    #[test]
    fn what_is_no_file_is_told_and_nobody_waits() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        mkfifoat(CWD, at("pipe"), Mode::from_raw_mode(0o600)).unwrap();
        let _bound = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        std::os::unix::fs::symlink("pipe", at("link")).unwrap();
        for (path, word) in [
            (at("pipe"), "pipe"),
            (at("link"), "pipe"),
            (at("socket"), "socket"),
            (at("folder"), "folder"),
            ("/dev/null".into(), "device"),
        ] {
            for opened in [open_file(&path), open_file_to_write(&path)] {
                let said = opened.unwrap_err().to_string();
                assert!(said.contains(word) && said.contains("not a file"), "{path:?}: {said}");
            }
        }
        let missing = open_file(&at("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn streams_are_read_up_to_a_bound() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        std::fs::write(&path, vec![b'x'; 2048]).unwrap();
        assert_eq!(read(&path, 2048).unwrap().len(), 2048);
        assert_eq!(read(&path, 1024).unwrap_err().to_string(), "larger than 1 KiB");
        let endless = read(Path::new("/dev/zero"), 1 << 20).unwrap_err();
        assert_eq!(endless.to_string(), "larger than 1 MiB");
        assert_eq!(read(Path::new("/dev/null"), 1).unwrap(), b"");
        let pipe = root.path().join("pipe");
        mkfifoat(CWD, &pipe, Mode::from_raw_mode(0o600)).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| std::fs::write(&pipe, "through"));
            assert_eq!(read_text(&pipe, 100).unwrap(), "through");
        });
        assert!(read(root.path(), 9).is_err());
    }
}
