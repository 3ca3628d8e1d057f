//! The HTML files of a folder.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use parking_lot::{Condvar, Mutex};

/// The result of a walk, sorted by the bytes of the paths.
#[derive(Debug, Default)]
pub struct FolderListing {
    /// Regular files named `*.html` or `*.htm`, relative to the folder.
    pub files: Vec<PathBuf>,
    /// Folders that could not be listed, relative to the folder.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

impl FolderListing {
    /// Whether a file was found at this path.
    pub fn has(&self, file: &Path) -> bool {
        self.files.binary_search_by(|found| found.as_os_str().cmp(file.as_os_str())).is_ok()
    }
}

/// Walks a folder with several threads. Links are not followed; hidden folders (`.git` …) and `node_modules` are left
/// out. Once `stop` is true, the walk ends with what was found so far.
pub fn walk(root: &Path, threads: usize, stop: &AtomicBool) -> FolderListing {
    let left = Left { folders: Mutex::new((vec![PathBuf::new()], 0)), changed: Condvar::new() };
    let work = || {
        let mut found = FolderListing::default();
        while let Some(folder) = left.take() {
            let mut inside = Vec::new();
            if let Err(error) = list(root, &folder, stop, &mut inside, &mut found.files) {
                found.unreadable.push((folder, error));
            }
            left.give(inside);
        }
        found
    };
    let mut found = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut found = work();
        for other in others {
            match other.join() {
                Ok(more) => {
                    found.files.extend(more.files);
                    found.unreadable.extend(more.unreadable);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    });
    found.files.sort_unstable_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
    found.unreadable.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The folders still to be listed, and the number of those being listed.
struct Left {
    folders: Mutex<(Vec<PathBuf>, usize)>,
    changed: Condvar,
}

impl Left {
    /// A folder to list; waits while other threads may still find some. `None` once the walk is over.
    fn take(&self) -> Option<PathBuf> {
        let mut left = self.folders.lock();
        loop {
            if let Some(folder) = left.0.pop() {
                left.1 += 1;
                return Some(folder);
            }
            if left.1 == 0 {
                return None;
            }
            self.changed.wait(&mut left);
        }
    }

    /// Records that a folder was listed, and the folders in it.
    fn give(&self, mut inside: Vec<PathBuf>) {
        let mut left = self.folders.lock();
        left.0.append(&mut inside);
        left.1 -= 1;
        if left.1 == 0 || left.0.len() > 1 {
            self.changed.notify_all();
        }
    }
}

fn list(
    root: &Path,
    folder: &Path,
    stop: &AtomicBool,
    folders: &mut Vec<PathBuf>,
    files: &mut Vec<PathBuf>,
) -> io::Result<()> {
    if stop.load(Ordering::Relaxed) {
        return Ok(());
    }
    for entry in fs::read_dir(root.join(folder))? {
        if stop.load(Ordering::Relaxed) {
            folders.clear();
            return Ok(());
        }
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

/// Whether a folder of this name is walked: not a hidden one, nor `node_modules`.
pub fn is_walked(folder: &OsStr) -> bool {
    folder != "node_modules" && !folder.as_encoded_bytes().starts_with(b".")
}

/// The extensions of pages. The last two are XHTML served as XML: listed so that they are reported.
const PAGES: &[&str] = &["html", "htm", "xhtml", "xht"];

/// Whether a file of this name is a page, by its extension.
pub fn is_page(name: &OsStr) -> bool {
    let end = Path::new(name).extension();
    end.is_some_and(|end| PAGES.iter().any(|page| end.eq_ignore_ascii_case(page)))
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
        for threads in [1, 2, 5] {
            let found = walk(root.path(), threads, &AtomicBool::new(false));
            let names: Vec<_> =
                found.files.iter().map(|file| file.to_string_lossy().replace('\\', "/")).collect();
            assert_eq!(names, ["a.html", "b/c/.hidden.html", "b/x.HTM"]);
            assert!(found.has(Path::new("b/x.HTM")) && !found.has(Path::new("b/x.htm")));
            assert!(found.unreadable.is_empty());
        }
    }

    #[test]
    fn a_folder_that_cannot_be_listed_is_told() {
        let found = walk(Path::new("/no/such/folder"), 2, &AtomicBool::new(false));
        assert_eq!((found.files.len(), found.unreadable.len()), (0, 1));
    }

    #[test]
    fn a_walk_that_is_stopped_ends() {
        let root = tempfile::tempdir().unwrap();
        for folder in 0..50 {
            let folder = root.path().join(format!("{folder}/inner"));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("a.html"), "").unwrap();
        }
        let found = walk(root.path(), 3, &AtomicBool::new(true));
        assert_eq!((found.files.len(), found.unreadable.len()), (0, 0));
    }
}
