//! Which repository a run is in.

use std::path::Path;

use crate::config::Config;
use crate::report::FindingPlaces;

/// Where findings are in the files of the repository that holds the working folder: the nearest folder with `.git` at or
/// above it, else the working folder itself.
pub fn places(cwd: &Path, config: Option<&Config>) -> FindingPlaces {
    let root = cwd.ancestors().find(|folder| folder.join(".git").exists());
    FindingPlaces::new(root.unwrap_or(cwd), cwd, config)
}
