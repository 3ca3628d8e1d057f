//! The files of an audit: what it writes destroys nothing that it reads, nor one another.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::folder::is_page;

use super::super::apart::{self, FIX, Named, keep_apart};
use super::super::context::ledger_path;
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
    written.extend(resume.map(|path| Named::new("--resume", path)));
    let mut read = Vec::new();
    let list = subject.targets_file.as_ref().filter(|path| path.as_os_str() != "-");
    read.extend(list.map(|path| Named::new("--targets", cwd.join(path))));
    read.extend(config.map(|config| Named::new("the configuration", &config.path)));
    let pem = audit.connections.ca_cert.as_ref();
    read.extend(pem.map(|path| Named::new("--ca-cert", cwd.join(path))));
    if let Ok(path) = ledger_path(audit.output.ledger.as_deref(), config, world) {
        read.extend(apart::ledger(&path));
    }
    let pages = targets.iter().filter(|path| !path.is_dir());
    read.extend(pages.map(|path| Named::new("the audit", cwd.join(path))));
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
        return Err(Error::new(what, FIX));
    }
    let page = is_page(name) && audited.iter().any(|root| folder.starts_with(root));
    if page && fs::metadata(path).is_ok_and(|data| data.is_file()) && !is_report(path) {
        let what = (
            format!("{shown} 是被审查目录里的页面"),
            format!("{shown} is a page of the folder that is audited"),
        );
        return Err(Error::new(what, FIX));
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

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;
    use crate::cli::Exit;

    const PAGE: &str = "<!doctype html><title>x</title><body><p>hello</p></body>";

    #[test]
    fn outputs_that_destroy_something_are_refused_before_anything_is_written() {
        for args in [
            "-o r.json --format json --report html=./r.json",
            "-o r.jsonl --format json --resume r.jsonl",
            "--resume r.jsonl --report csv=public/../r.jsonl",
            "-o r.jsonl --format jsonl --report jsonl=r.jsonl",
            "-o r.jsonl --format jsonl --report csv=r.jsonl.part",
            "-o list.txt --targets list.txt",
            "--resume list.txt --targets list.txt",
            "-o hard.txt --targets list.txt",
            "-o beian.toml",
            "--report html=public/index.html",
            "-o l.db-wal --ledger l.db",
            "-o l.db --ledger l.db --record",
            "-o soft.txt --ca-cert ca.pem",
        ] {
            let bench = Bench::new()
                .file("public/index.html", PAGE)
                .file("beian.toml", "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\n")
                .file("list.txt", "public\n")
                .file("ca.pem", "");
            let at = |name: &str| bench.folder.path().join(name);
            std::fs::hard_link(at("list.txt"), at("hard.txt")).unwrap();
            std::os::unix::fs::symlink("ca.pem", at("soft.txt")).unwrap();
            let args: Vec<&str> =
                ["audit", "public", "-q"].into_iter().chain(args.split(' ')).collect();
            let done = bench.run(&args);
            assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
            assert!(done.err.contains("fix: name another file"), "{args:?}: {}", done.err);
            assert_eq!(bench.read("list.txt"), "public\n");
            assert_eq!(bench.read("public/index.html"), PAGE);
            assert!(!at("r.jsonl").exists() && !at("r.json").exists(), "{args:?}");
        }
    }

    #[test]
    fn outputs_that_destroy_nothing_are_written() {
        let bench = Bench::new().file("public/index.html", PAGE);
        for args in [
            "-o r.jsonl --format jsonl --resume r.jsonl",
            "-o r.jsonl --format jsonl",
            "--report jsonl=r.jsonl --resume ./r.jsonl",
            "--report html=public/report.html",
            "--report html=public/report.html --report csv=r.csv",
            "-o /dev/null --report csv=/dev/null",
        ] {
            let args: Vec<&str> =
                ["audit", "public", "-q"].into_iter().chain(args.split(' ')).collect();
            let done = bench.run(&args);
            assert_eq!(done.exit, Exit::Findings, "{args:?}: {}", done.err);
        }
        assert_eq!(bench.read("r.jsonl").lines().count(), 1);
    }

    #[test]
    fn lines_replace_the_old_file_when_they_are_whole() {
        let bench = Bench::new().file("public/index.html", PAGE).file("r.jsonl", "old");
        let done = bench.run(&["audit", "public", "-q", "--format", "jsonl", "-o", "r.jsonl"]);
        assert_eq!(done.exit, Exit::Findings, "{}", done.err);
        assert!(bench.read("r.jsonl").starts_with("{\"target\":"));
        assert!(!bench.folder.path().join("r.jsonl.part").exists());
    }

    #[test]
    fn lines_of_a_killed_run_are_gone_on_with() {
        let bench = Bench::new().file("public/index.html", PAGE);
        bench.run(&["audit", "public", "-q", "--format", "jsonl", "-o", "r.jsonl"]);
        let at = |name: &str| bench.folder.path().join(name);
        std::fs::rename(at("r.jsonl"), at("r.jsonl.part")).unwrap();
        let done = bench.run(&["audit", "public", "--resume", "r.jsonl"]);
        assert!(done.err.contains("holds the results of 1 of the sites"), "{}", done.err);
        assert!(at("r.jsonl").exists() && !at("r.jsonl.part").exists());
    }
}
