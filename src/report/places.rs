//! Where findings are in the files of a repository: code hosts show them beside a line of a file.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::config::{Config, FILE_NAME};

use super::model::SiteReport;

/// What paths of files are told by.
#[derive(Debug)]
pub struct FindingPlaces {
    /// The folder of the repository, else the working folder.
    root: PathBuf,
    /// What relative targets are below.
    cwd: PathBuf,
    /// `beian.toml`, in which live sites are declared.
    config: PathBuf,
    /// The line of each domain in it.
    lines: BTreeMap<String, u32>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FilePlace {
    /// Below the repository's folder and without `./`; absolute where it is elsewhere.
    pub(super) path: String,
    /// 1-based; 1 where no line is known.
    pub(super) line: u32,
}

impl FindingPlaces {
    /// Places before anything is known of them: paths stay as they are, and live sites are in a `beian.toml`.
    pub const fn unknown() -> Self {
        Self {
            root: PathBuf::new(),
            cwd: PathBuf::new(),
            config: PathBuf::new(),
            lines: BTreeMap::new(),
        }
    }

    /// Places in the repository of this folder, and in this configuration. All paths are absolute.
    pub fn new(root: &Path, cwd: &Path, config: Option<&Config>) -> Self {
        let lines = config.into_iter().flat_map(|config| &config.sites);
        let lines = lines.filter_map(|entry| Some((entry.site.domain.clone()?, entry.line)));
        Self {
            root: root.to_owned(),
            cwd: cwd.to_owned(),
            config: config.map_or_else(|| cwd.join(FILE_NAME), |config| config.path.clone()),
            lines: lines.collect(),
        }
    }

    /// The place of a page, or of a line of it: in its file, for a live site where it is declared.
    pub(super) fn of(&self, site: &SiteReport, page: &str, line: Option<u32>) -> FilePlace {
        if is_live(site) {
            let domain = site.declared.domain.as_ref();
            let line = domain.and_then(|domain| self.lines.get(domain)).copied().unwrap_or(1);
            return FilePlace { line, ..self.of_configuration() };
        }
        // a target that is a file is its own page, and a folder without pages has itself for one
        let target = Path::new(&site.target);
        let path = if page == site.target { target.to_owned() } else { target.join(page) };
        FilePlace { path: self.shown(&self.cwd.join(path)), line: line.unwrap_or(1) }
    }

    /// The first line of `beian.toml`, which stands for the whole run.
    pub(super) fn of_configuration(&self) -> FilePlace {
        let path = if self.config == PathBuf::new() { FILE_NAME.as_ref() } else { &*self.config };
        FilePlace { path: self.shown(path), line: 1 }
    }

    fn shown(&self, path: &Path) -> String {
        let path = without_dots(path);
        let below = path.strip_prefix(&self.root).ok();
        let path = below.filter(|path| !path.as_os_str().is_empty()).unwrap_or(&path);
        path.to_string_lossy().into_owned()
    }
}

/// Whether a site's pages are addresses, not files.
pub(super) fn is_live(site: &SiteReport) -> bool {
    let web = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    web(&site.target) || site.home.as_deref().is_some_and(web)
}

/// A path without `.` and `..`, by its letters alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::config;
    use crate::domain::date::Date;

    fn folder(target: &str) -> SiteReport {
        let mut site = sample::all_well().sites.remove(0);
        (site.target, site.home) = (target.to_owned(), Some("index.html".to_owned()));
        site
    }

    #[test]
    fn files_are_named_from_the_repository() {
        let places = FindingPlaces::new(Path::new("/r"), Path::new("/r/web"), None);
        for (target, page, path) in [
            ("public", "a/b.html", "web/public/a/b.html"),
            ("./public/", "b.html", "web/public/b.html"),
            ("../public", "b.html", "public/b.html"),
            ("/r/public", "b.html", "public/b.html"),
            ("/other", "b.html", "/other/b.html"),
            (".", "b.html", "web/b.html"),
            ("./a/b.html", "./a/b.html", "web/a/b.html"),
        ] {
            let found = places.of(&folder(target), page, Some(7));
            assert_eq!(found, FilePlace { path: path.to_owned(), line: 7 }, "{target}");
        }
        let unknown = FindingPlaces::unknown().of(&folder("./public"), "b.html", None);
        assert_eq!(unknown, FilePlace { path: "public/b.html".to_owned(), line: 1 });
    }

    #[test]
    fn live_sites_are_where_they_are_declared() {
        let text = "# sites\n[[site]]\ndomain = \"a.cn\"\n\n[[site]]\nicp = \"京ICP备11000001号\"\ndomain = \"clean.example\"\n";
        let today = Date::constant(2026, 11, 22);
        let config = config::parse(Path::new("/r/x/beian.toml"), text.to_owned(), today).unwrap();
        let places = FindingPlaces::new(Path::new("/r"), Path::new("/r/x"), Some(&config));
        let mut site = sample::all_well().sites.remove(0);
        let place = |site: &SiteReport| places.of(site, "https://clean.example/", None);
        assert_eq!(place(&site), FilePlace { path: "x/beian.toml".to_owned(), line: 1 });
        site.declared.domain = Some("clean.example".to_owned());
        assert_eq!(place(&site), FilePlace { path: "x/beian.toml".to_owned(), line: 7 });
    }
}
