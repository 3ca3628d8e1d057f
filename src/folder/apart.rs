//! Outputs that would destroy something: a file that is written must be no other output and no input, whatever the
//! spelling of its path, the link or the hard link.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::domain::failure::Failure;
use crate::domain::lang::Text;

use super::new_file::place_of;

/// A file, and the option that names it.
#[derive(Clone, Debug)]
pub struct NamedFile {
    option: &'static str,
    path: PathBuf,
}

impl NamedFile {
    /// A file; `option` is what errors call it by.
    pub fn new(option: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { option, path: path.into() }
    }
}

/// Which file a path leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum PathTarget {
    /// A file that exists, by device and inode.
    File(u64, u64),
    /// A path at which there is no file yet.
    Free(PathBuf),
}

impl PathTarget {
    /// `None` for a pipe, a terminal or a folder: what is written there replaces nothing.
    fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(data) => data.is_file().then(|| Self::File(data.dev(), data.ino())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // In a folder that is created later, a path is what it is written as.
                Some(Self::Free(place_of(path).unwrap_or_else(|_| path.to_owned())))
            }
            // Whoever opens it reports the error.
            Err(_) => None,
        }
    }
}

/// Checks that no file of `written` is also another one of them, or one of `read`.
///
/// # Errors
///
/// The first clash, in words.
pub fn keep_apart(written: &[NamedFile], read: &[NamedFile]) -> Result<(), Failure> {
    let mut inputs: HashMap<PathTarget, &NamedFile> = HashMap::new();
    let mut outputs: HashMap<PathTarget, &NamedFile> = HashMap::new();
    for file in read {
        if let Some(place) = PathTarget::of(&file.path) {
            inputs.entry(place).or_insert(file);
        }
    }
    for file in written {
        let Some(place) = PathTarget::of(&file.path) else { continue };
        if let Some(other) = outputs.get(&place) {
            return Err(twice_written(other, file));
        }
        if let Some(other) = inputs.get(&place) {
            return Err(overwritten(file, other));
        }
        outputs.insert(place, file);
    }
    Ok(())
}

/// An output that would destroy something.
pub fn destructive(what: impl Into<Text>) -> Failure {
    Failure::new(what, ("请换一个文件", "name another file"))
}

fn twice_written(one: &NamedFile, other: &NamedFile) -> Failure {
    let (path, one, other) = (other.path.display(), one.option, other.option);
    let what = if one == other {
        (format!("{one} 两次写入 {path}"), format!("{one} writes {path} twice"))
    } else {
        (format!("{one} 和 {other} 都写入 {path}"), format!("{one} and {other} both write {path}"))
    };
    destructive(what)
}

fn overwritten(one: &NamedFile, other: &NamedFile) -> Failure {
    let (path, one, other) = (one.path.display(), one.option, other.option);
    let what = (
        format!("{one} 会覆盖 {other} 要读取的 {path}"),
        format!("{one} would overwrite what is read by {other}: {path}"),
    );
    destructive(what)
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
            let (one, other) =
                (NamedFile::new("--one", at(one)), NamedFile::new("--other", at(other)));
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
            ("later/new", "later/new"),
        ] {
            assert!(clash(one, other), "{one} {other}");
        }
        for (one, other) in [("a", "b"), ("a", "new"), ("new", "newer"), ("deep", "deep")] {
            assert!(!clash(one, other), "{one} {other}");
        }
        assert!(!clash("/dev/null", "/dev/null"), "nothing is destroyed there");
    }
}
