//! Files that a command writes: none of them may be another one, nor one that the command reads, by whatever spelling,
//! link or further name.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::folder::place_of;

use super::Error;

/// A file by the option that names it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    option: &'static str,
    path: PathBuf,
}

impl Named {
    pub(super) fn new(option: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { option, path: path.into() }
    }
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum PathTarget {
    /// To a file, by device and number.
    File(u64, u64),
    /// To where no file is yet.
    Free(PathBuf),
}

impl PathTarget {
    /// Nothing for a pipe, a terminal or a folder: what is written there replaces nothing.
    fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(data) => data.is_file().then(|| Self::File(data.dev(), data.ino())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                place_of(path).ok().map(Self::Free)
            }
            // told where it is opened
            Err(_) => None,
        }
    }
}

/// Refuses what would destroy something.
pub(super) fn keep_apart(written: &[Named], read: &[Named]) -> Result<(), Error> {
    let places = |files: &[Named]| -> Vec<Option<PathTarget>> {
        files.iter().map(|file| PathTarget::of(&file.path)).collect()
    };
    let (outputs, inputs) = (places(written), places(read));
    for (at, (file, place)) in written.iter().zip(&outputs).enumerate() {
        let Some(place) = place else { continue };
        let same = |other: &&(&Named, &Option<PathTarget>)| other.1.as_ref() == Some(place);
        let twice = written.iter().zip(&outputs).take(at);
        let clash = twice.collect::<Vec<_>>();
        if let Some((other, _)) = clash.iter().find(same) {
            return Err(twice_written(other, file));
        }
        let clash = read.iter().zip(&inputs).collect::<Vec<_>>();
        if let Some((other, _)) = clash.iter().find(same) {
            return Err(overwritten(file, other));
        }
    }
    Ok(())
}

/// What to do about it.
pub(super) const FIX: (&str, &str) = ("请换一个文件", "name another file");

fn twice_written(one: &Named, other: &Named) -> Error {
    let (path, one, other) = (other.path.display(), one.option, other.option);
    let what = if one == other {
        (format!("{one} 两次写入 {path}"), format!("{one} writes {path} twice"))
    } else {
        (format!("{one} 和 {other} 都写入 {path}"), format!("{one} and {other} both write {path}"))
    };
    Error::new(what, FIX)
}

fn overwritten(one: &Named, other: &Named) -> Error {
    let (path, one, other) = (one.path.display(), one.option, other.option);
    let what = (
        format!("{one} 会覆盖 {other} 要读取的 {path}"),
        format!("{one} would overwrite what is read by {other}: {path}"),
    );
    Error::new(what, FIX)
}

/// A ledger, with what SQLite keeps beside it.
pub(super) fn ledger(path: &Path) -> Vec<Named> {
    let real = place_of(path).unwrap_or_else(|_| path.to_owned());
    let files = ["", "-wal", "-shm", "-journal"].map(|ending| {
        let mut name = real.clone().into_os_string();
        name.push(ending);
        Named::new("the ledger", name)
    });
    files.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn one_file_is_one_file_by_whatever_name() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("deep")).unwrap();
        fs::write(at("a"), "").unwrap();
        fs::write(at("b"), "").unwrap();
        fs::hard_link(at("a"), at("hard")).unwrap();
        symlink("a", at("soft")).unwrap();
        symlink("new", at("dangling")).unwrap();
        symlink(".", at("here")).unwrap();
        let clash = |one: &str, other: &str| {
            let (one, other) = (Named::new("--one", at(one)), Named::new("--other", at(other)));
            let twice = keep_apart(&[one.clone(), other.clone()], &[]).is_err();
            assert_eq!(twice, keep_apart(&[one], &[other]).is_err());
            twice
        };
        for (one, other) in [
            ("a", "a"),
            ("a", "./deep/../a"),
            ("a", "hard"),
            ("a", "soft"),
            ("a", "here/a"),
            ("new", "new"),
            ("new", "dangling"),
            ("new", "here/here/new"),
        ] {
            assert!(clash(one, other), "{one} {other}");
        }
        for (one, other) in [("a", "b"), ("a", "new"), ("new", "newer"), ("deep", "deep")] {
            assert!(!clash(one, other), "{one} {other}");
        }
        assert!(!clash("/dev/null", "/dev/null"), "nothing is destroyed there");
    }
}
