//! Files are written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::error::Error;

/// Writes a file: beside its place first, then moved there, so that a reader never sees half of it and a failure
/// leaves the old one. A link is followed to the file it names; a device or pipe is written to as it is.
pub(super) fn atomically(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    write(path, content).map_err(|cause| Error::unwritable(path, &cause))
}

fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let mut file = BufWriter::new(OpenOptions::new().write(true).open(&path)?);
        content(&mut file)?;
        return file.flush();
    }
    let mut draft = Draft::new(&path)?;
    content(&mut draft.file)?;
    draft.file.flush()?;
    let file = draft.file.get_ref();
    if let Some(old) = old {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()?;
    fs::rename(&draft.path, &path)?;
    draft.kept = true;
    Ok(())
}

/// A new file beside the one to write; it goes again unless it was kept.
struct Draft {
    path: PathBuf,
    file: BufWriter<fs::File>,
    kept: bool,
}

impl Draft {
    fn new(target: &Path) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"))?;
        let mut draft = std::ffi::OsString::from(".");
        draft.push(name);
        draft.push(format!(".{}.tmp", std::process::id()));
        let path = target.with_file_name(draft);
        // `create_new` opens no link and no file that somebody else put there.
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file: BufWriter::new(file), kept: false })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // The error that matters is the one that stopped the writing.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        atomically(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let error = atomically(&path, |_| Err(io::Error::other("full"))).unwrap_err();
        assert_eq!(error.because.as_deref(), Some("full"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(atomically(&folder.path().join("no/such/folder"), |_| Ok(())).is_err());
        assert!(atomically(folder.path(), |_| Ok(())).is_err());
    }
}
