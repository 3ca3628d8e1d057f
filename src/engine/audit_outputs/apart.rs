//! Outputs that would destroy something: a file that is read, a page that is audited, a snapshot.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::domain::failure::Failure;
use crate::facts;
use crate::folder::{NamedFile, destructive, is_page, keep_apart};

use super::AuditOutputs;

/// How the names of snapshots end.
const SNAPSHOT: &str = ".jsonl.gz";

impl AuditOutputs {
    /// Refuses outputs that would destroy something.
    pub fn check_apart(&self, inputs: &AuditInputs<'_>) -> Result<(), Failure> {
        let AuditInputs { cwd, resume, .. } = *inputs;
        let resume = resume.map(|path| cwd.join(path));
        let mut written = self.named(resume.as_deref());
        written.extend(resume.map(|path| NamedFile::new("--resume", path)));
        written.extend_from_slice(&inputs.written);
        let mut read = inputs.read.clone();
        let pages = inputs.targets.iter().filter(|path| !path.is_dir());
        read.extend(pages.map(|path| NamedFile::new("the audit", cwd.join(path))));
        keep_apart(&written, &read)?;
        let canonical = |path: &Path| cwd.join(path).canonicalize().ok();
        let kept: Vec<PathBuf> =
            inputs.snapshots.iter().filter_map(|path| canonical(path)).collect();
        let audited: Vec<PathBuf> =
            inputs.targets.iter().filter_map(|path| canonical(path)).collect();
        self.paths().try_for_each(|path| check_place(&path, &kept, &audited))
    }
}

/// What an audit reads, and what it writes besides reports.
#[derive(Clone, Debug)]
pub struct AuditInputs<'a> {
    /// The folder that paths are relative to.
    pub cwd: &'a Path,
    /// The file of `--resume`.
    pub resume: Option<&'a Path>,
    /// Further files that are written.
    pub written: Vec<NamedFile>,
    /// Files that are read.
    pub read: Vec<NamedFile>,
    /// Files and folders that are audited.
    pub targets: &'a [PathBuf],
    /// Folders of snapshots.
    pub snapshots: Vec<&'a Path>,
}

/// Refuses an output that lies among snapshots, or takes the place of an audited page.
fn check_place(path: &Path, kept: &[PathBuf], audited: &[PathBuf]) -> Result<(), Failure> {
    let Some(folder) = path.parent().and_then(|folder| folder.canonicalize().ok()) else {
        return Ok(());
    };
    let name = path.file_name().unwrap_or_default();
    let shown = path.display();
    if kept.contains(&folder) && name.as_encoded_bytes().ends_with(SNAPSHOT.as_bytes()) {
        return Err(destructive((
            format!("{shown} 会占用快照的位置"),
            format!("{shown} would take the place of a snapshot"),
        )));
    }
    let page = is_page(name) && fs::metadata(path).is_ok_and(|data| data.is_file());
    if page && audited.iter().any(|root| folder.starts_with(root)) && !is_report(path) {
        return Err(destructive((
            format!("{shown} 是被审查目录里的页面"),
            format!("{shown} is a page of the folder that is audited"),
        )));
    }
    Ok(())
}

/// Whether a page is a report of ours, which a later one may replace.
fn is_report(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(2 << 10).read_to_end(&mut head));
    read.is_ok() && facts::is_report(&head)
}
