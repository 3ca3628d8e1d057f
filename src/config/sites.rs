//! The sites of a file, and the two ways to find one: by host, and by folder. Both are looked up, never searched: a
//! portfolio may have a hundred thousand sites and as many targets.

use std::collections::HashMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::SiteEntry;

/// The sites, in order.
#[derive(Debug, Default)]
pub struct DeclaredSites {
    all: Vec<SiteEntry>,
    /// The index of the site that has a host name (without `www.`).
    hosts: HashMap<String, usize>,
    /// Built at the first look-up of a folder.
    folders: OnceLock<Folders>,
}

/// The folders of the sites.
#[derive(Debug)]
struct Folders {
    /// The first site of each folder, by its path without links.
    real: HashMap<PathBuf, usize>,
    /// The sites of each folder, by the path that was declared.
    declared: HashMap<PathBuf, Vec<usize>>,
}

impl DeclaredSites {
    /// Sites, and the index of the site that has each host name.
    pub(super) fn new(all: Vec<SiteEntry>, hosts: HashMap<String, usize>) -> Self {
        Self { all, hosts, folders: OnceLock::new() }
    }

    /// The site that has a host name (without `www.`).
    pub(super) fn of_host(&self, host: &str) -> Option<&SiteEntry> {
        self.all.get(*self.hosts.get(host)?)
    }

    /// The site whose folder holds a path, the innermost folder before those around it.
    pub(super) fn of_path(&self, path: &Path) -> Option<&SiteEntry> {
        if self.all.iter().all(|entry| entry.dir.is_none()) {
            return None;
        }
        let path = path.canonicalize().ok()?;
        let real = &self.folders().real;
        path.ancestors().find_map(|folder| self.all.get(*real.get(folder)?))
    }

    /// The sites that were declared with this folder.
    pub(super) fn of_dir(&self, dir: Option<&Path>) -> impl Iterator<Item = &SiteEntry> {
        let places = dir.and_then(|dir| self.folders().declared.get(dir));
        places.into_iter().flatten().filter_map(|place| self.all.get(*place))
    }

    fn folders(&self) -> &Folders {
        self.folders.get_or_init(|| {
            let mut folders = Folders { real: HashMap::new(), declared: HashMap::new() };
            let mut parents = Parents::default();
            for (place, entry) in self.all.iter().enumerate() {
                let Some(dir) = &entry.dir else { continue };
                let sharing = folders.declared.entry(dir.clone()).or_default();
                sharing.push(place);
                if sharing.len() == 1
                    && let Some(real) = parents.real(dir)
                {
                    folders.real.entry(real).or_insert(place);
                }
            }
            folders
        })
    }
}

impl Deref for DeclaredSites {
    type Target = [SiteEntry];

    fn deref(&self) -> &[SiteEntry] {
        &self.all
    }
}

impl<'a> IntoIterator for &'a DeclaredSites {
    type Item = &'a SiteEntry;
    type IntoIter = std::slice::Iter<'a, SiteEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

/// Paths with links resolved. The folders of a portfolio mostly share a parent, which is resolved once.
#[derive(Default)]
struct Parents(HashMap<PathBuf, Option<PathBuf>>);

impl Parents {
    fn real(&mut self, path: &Path) -> Option<PathBuf> {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
            return path.canonicalize().ok();
        };
        if !self.0.contains_key(above) {
            let here = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            self.0.insert(above.to_owned(), here.canonicalize().ok());
        }
        let full = self.0.get(above)?.as_ref()?.join(name);
        if fs::symlink_metadata(&full).ok()?.is_symlink() {
            full.canonicalize().ok()
        } else {
            Some(full)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::Site;

    fn entry(dir: &Path) -> SiteEntry {
        SiteEntry {
            site: Site::default(),
            dir: Some(dir.to_owned()),
            base_path: "/".to_owned(),
            badge: None,
            line: 1,
        }
    }

    #[test]
    fn folders_are_found_through_links_and_the_innermost_wins() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("real/docs")).unwrap();
        fs::create_dir_all(root.join("other")).unwrap();
        let dirs = ["link", "real/docs", "real", "missing", "other", "other/../other"];
        #[cfg(unix)]
        std::os::unix::fs::symlink("real", root.join("link")).unwrap();
        let all: Vec<SiteEntry> = dirs.iter().map(|dir| entry(&root.join(dir))).collect();
        let sites = DeclaredSites::new(all, HashMap::new());
        let found = |path: &str| {
            let dir = sites.of_path(&root.join(path))?.dir.as_deref()?;
            Some(dir.strip_prefix(root).unwrap().display().to_string())
        };
        assert_eq!(found("real").as_deref(), Some("link"), "the first site of the folder");
        assert_eq!(found("link/docs").as_deref(), Some("real/docs"));
        assert_eq!(found("other").as_deref(), Some("other"));
        assert_eq!((found("missing"), found(".")), (None, None));
        assert_eq!(sites.of_dir(Some(&root.join("real"))).count(), 1);
        assert_eq!(sites.of_dir(None).count(), 0);
    }

    #[test]
    fn what_is_above_many_folders_is_looked_up_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut parents = Parents::default();
        for name in 0..100 {
            fs::create_dir(folder.path().join(name.to_string())).unwrap();
            assert!(parents.real(&folder.path().join(name.to_string())).is_some());
        }
        assert_eq!(parents.0.len(), 1);
    }
}
