//! Where an installed browser may be. Nothing is ever downloaded.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Names that distributions give to the program, in the order in which they are tried.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "chromium-headless-shell",
    "microsoft-edge-stable",
];

/// Places outside of `PATH`.
const PLACES: &[&str] = &[
    "/opt/google/chrome/chrome",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// What to install where there is no browser, by system.
pub const PACKAGES: &str =
    "Debian, Ubuntu: chromium; Fedora: chromium; macOS: brew install --cask chromium";

/// The first browser in the folders of `path` (the variable `PATH`) or in one of the usual places. Without a `PATH` none
/// is looked for: a clean environment gives the same result on every machine.
pub fn find(path: Option<&OsStr>, is_program: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(path?).collect();
    let in_path = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    // an empty entry of PATH means the working directory: a program there was not installed by anybody
    let mut all = in_path.filter(|file| file.is_absolute()).chain(PLACES.iter().map(PathBuf::from));
    all.find(|file| is_program(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_before_folders_and_folders_before_other_places() {
        let path = OsStr::new("/usr/local/bin:/usr/bin");
        let has = |files: &'static [&'static str]| {
            move |file: &Path| files.iter().any(|known| Path::new(known) == file)
        };
        let found = |files| find(Some(path), has(files)).map(|file| file.display().to_string());
        assert_eq!(
            found(&["/usr/bin/chromium", "/usr/local/bin/google-chrome"]).as_deref(),
            Some("/usr/bin/chromium")
        );
        assert_eq!(
            found(&["/usr/bin/google-chrome", "/snap/bin/chromium"]).as_deref(),
            Some("/usr/bin/google-chrome")
        );
        assert_eq!(found(&["/snap/bin/chromium"]).as_deref(), Some("/snap/bin/chromium"));
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn without_a_path_none_is_looked_for() {
        assert_eq!(find(None, |_| true), None);
    }

    #[test]
    fn the_working_directory_is_not_looked_in() {
        assert_eq!(find(Some(OsStr::new(":.")), Path::is_relative), None);
    }
}
