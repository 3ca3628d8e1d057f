//! A folder as the site that it is served as: addresses ↔ files.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;

/// A folder of static output, and the address that it would be served at, on a host that does not exist.
#[derive(Debug)]
pub struct ServedFolder {
    root: PathBuf,
    /// The folder with symbolic links resolved: no file outside of it is one of the site's.
    real_root: Option<PathBuf>,
    served: Option<Url>,
}

impl ServedFolder {
    /// A folder that is published under this path (`/`, `/docs/`).
    pub fn new(root: &Path, base_path: &str) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let base = base_path.trim_matches('/');
        let served = if base.is_empty() {
            "http://folder.invalid/".to_owned()
        } else {
            format!("http://folder.invalid/{base}/")
        };
        let served = Url::parse(&served).ok();
        Self { root: root.to_owned(), real_root: root.canonicalize().ok(), served }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The address of the folder itself; `None` where its path makes none.
    pub const fn top(&self) -> Option<&Url> {
        self.served.as_ref()
    }

    /// The address of a file, by its path below the folder.
    pub fn address(&self, file: &Path) -> Option<Url> {
        let mut url = self.served.clone()?;
        let names = file.components().map(|name| name.as_os_str().to_string_lossy().into_owned());
        url.path_segments_mut().ok()?.pop_if_empty().extend(names);
        Some(url)
    }

    /// The path below the folder that an address leads to; `None` for one outside of it.
    pub fn path_of(&self, url: &Url) -> Option<PathBuf> {
        let served = self.served.as_ref()?;
        if url.origin() != served.origin() {
            return None;
        }
        let below = url.path().strip_prefix(served.path())?;
        let name = percent_decode_str(below).decode_utf8().ok()?;
        // A decoded `..` or `/` would lead elsewhere than the address does.
        let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
        parts.iter().all(|part| plain(part)).then(|| parts.iter().collect())
    }

    /// A regular file of the folder, links resolved.
    pub fn has(&self, path: &Path) -> bool {
        let Some(root) = &self.real_root else { return false };
        self.root
            .join(path)
            .canonicalize()
            .is_ok_and(|real| real.starts_with(root) && real.is_file())
    }

    /// Whether no symbolic link is on the way to a file.
    pub fn is_without_links(&self, path: &Path) -> bool {
        let real = self.root.join(path).canonicalize().ok();
        real.is_some() && real == self.real_root.as_ref().map(|root| root.join(path))
    }

    /// The path below the folder of the file that is sent for an address; where there is none, the path of the address.
    pub fn file_of(&self, url: &Url) -> Option<PathBuf> {
        let path = self.path_of(url)?;
        Some(files_of(path.clone()).find(|path| self.has(path)).unwrap_or(path))
    }
}

/// What servers of static pages send for a path, in the order in which they look: the page of a folder, the file itself,
/// and the page of that name, for addresses are often written without its extension (`/docs/intro`).
pub fn files_of(path: PathBuf) -> impl Iterator<Item = PathBuf> {
    let named = |extension: &str| {
        let mut name = path.file_name()?.to_owned();
        name.push(extension);
        Some(path.with_file_name(name))
    };
    let pages = [named(".html"), named(".htm")];
    [path.join("index.html"), path.join("index.htm"), path]
        .into_iter()
        .chain(pages.into_iter().flatten())
}
