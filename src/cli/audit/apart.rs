//! Outputs of an audit that would destroy what it reads, or one another.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::folder::{NamedFile, destructive, is_page, keep_apart};

use super::super::context::{ledger_files, ledger_path};
use super::super::{Error, World};
use super::args::AuditArgs;
use super::output::Outputs;

/// How the names of snapshots end.
const SNAPSHOT: &str = ".jsonl.gz";

/// Refuses outputs that would destroy something. `targets` are the files and folders that are audited.
pub(super) fn check(
    audit: &AuditArgs,
    outputs: &Outputs,
    targets: &[PathBuf],
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<(), Error> {
    let (subject, cwd) = (&audit.subject, &world.cwd);
    let resume = subject.resume.as_ref().map(|path| cwd.join(path));
    let mut written = outputs.named(resume.as_deref());
    written.extend(resume.map(|path| NamedFile::new("--resume", path)));
    let mut read = Vec::new();
    let list = subject.targets_file.as_ref().filter(|path| path.as_os_str() != "-");
    read.extend(list.map(|path| NamedFile::new("--targets", cwd.join(path))));
    read.extend(config.map(|config| NamedFile::new("the configuration", &config.path)));
    let pem = audit.connections.ca_cert.as_ref();
    read.extend(pem.map(|path| NamedFile::new("--ca-cert", cwd.join(path))));
    if let Ok(path) = ledger_path(audit.output.ledger.as_deref(), config, world) {
        read.extend(ledger_files(&path));
    }
    let pages = targets.iter().filter(|path| !path.is_dir());
    read.extend(pages.map(|path| NamedFile::new("the audit", cwd.join(path))));
    keep_apart(&written, &read)?;
    let kept = [&subject.save, &subject.saved].into_iter().flatten();
    let kept: Vec<PathBuf> = kept.filter_map(|path| cwd.join(path).canonicalize().ok()).collect();
    let audited: Vec<PathBuf> =
        targets.iter().filter_map(|path| cwd.join(path).canonicalize().ok()).collect();
    for (_, path) in outputs.files() {
        among(path, &kept, &audited)?;
    }
    Ok(())
}

/// Refuses an output that lies among snapshots, or takes the place of an audited page.
fn among(path: &Path, kept: &[PathBuf], audited: &[PathBuf]) -> Result<(), Error> {
    let Some(folder) = path.parent().and_then(|folder| folder.canonicalize().ok()) else {
        return Ok(());
    };
    let name = path.file_name().unwrap_or_default();
    let shown = path.display();
    if kept.contains(&folder) && name.as_encoded_bytes().ends_with(SNAPSHOT.as_bytes()) {
        let what = (
            format!("{shown} 会占用快照的位置"),
            format!("{shown} would take the place of a snapshot"),
        );
        return Err(destructive(what).into());
    }
    let page = is_page(name) && audited.iter().any(|root| folder.starts_with(root));
    if page && fs::metadata(path).is_ok_and(|data| data.is_file()) && !is_report(path) {
        let what = (
            format!("{shown} 是被审查目录里的页面"),
            format!("{shown} is a page of the folder that is audited"),
        );
        return Err(destructive(what).into());
    }
    Ok(())
}

/// Whether a page is a report of ours, which a later one may replace.
fn is_report(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 10).read_to_end(&mut head));
    let head = String::from_utf8_lossy(&head);
    let titles = ["<title>Filing audit</title>", "<title>网站备案检查报告</title>"];
    read.is_ok() && titles.iter().any(|title| head.contains(title))
}
