//! The HTML files of a folder.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a walk found, sorted by path.
#[derive(Debug, Default)]
pub struct Found {
    /// Regular files named `*.html` or `*.htm`, relative to the folder.
    pub files: Vec<PathBuf>,
    /// Folders that could not be listed, relative to the folder.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

/// Walks a folder. Links are not followed; hidden folders (`.git` …) and `node_modules` are left out.
pub fn walk(root: &Path) -> Found {
    let mut found = Found::default();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        if let Err(error) = list(root, &folder, &mut folders, &mut found.files) {
            found.unreadable.push((folder, error));
        }
    }
    found.files.sort_unstable();
    found.unreadable.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    found
}

fn list(
    root: &Path,
    folder: &Path,
    folders: &mut Vec<PathBuf>,
    files: &mut Vec<PathBuf>,
) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if kind.is_dir() {
            if is_walked(&name) {
                folders.push(folder.join(name));
            }
        } else if kind.is_file() && is_page(&name) {
            files.push(folder.join(name));
        }
    }
    Ok(())
}

/// Whether a folder of this name is looked into: not a hidden one, nor `node_modules`.
pub fn is_walked(folder: &OsStr) -> bool {
    folder != "node_modules" && !folder.as_encoded_bytes().starts_with(b".")
}

/// Whether a file of this name is a page: `*.html` or `*.htm`.
pub fn is_page(name: &OsStr) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_html_files_of_open_folders_are_found() {
        let root = tempfile::tempdir().unwrap();
        for file in [
            "b/x.HTM",
            "a.html",
            "a.txt",
            ".git/x.html",
            "node_modules/p/x.html",
            "b/c/.hidden.html",
        ] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        fs::create_dir(root.path().join("folder.html")).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.path().join("a.html"), root.path().join("link.html"))
                .unwrap();
            std::os::unix::fs::symlink(root.path(), root.path().join("loop")).unwrap();
        }
        let found = walk(root.path());
        let names: Vec<_> =
            found.files.iter().map(|file| file.to_string_lossy().replace('\\', "/")).collect();
        assert_eq!(names, ["a.html", "b/c/.hidden.html", "b/x.HTM"]);
        assert!(found.unreadable.is_empty());
    }

    #[test]
    fn a_folder_that_cannot_be_listed_is_told() {
        let found = walk(Path::new("/no/such/folder"));
        assert_eq!((found.files.len(), found.unreadable.len()), (0, 1));
    }
}
