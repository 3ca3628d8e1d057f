//! The folder: damaged, not to be written, shared by runs, left by one that was killed.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::web::{Web, html, tagged};
use super::{beian, command, same, stderr};
use crate::support::program::timeless;
use crate::support::server::{Reply, Request};

/// The answers of a cache.
fn files(cache: &Path) -> Vec<PathBuf> {
    let list = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let shards = list(cache).map(|shard| shard.path());
    shards.flat_map(|shard| list(&shard).map(|file| file.path()).collect::<Vec<_>>()).collect()
}

/// What the answers of a cache say.
pub(crate) fn texts(cache: &Path) -> Vec<String> {
    let read = |path: PathBuf| {
        let mut text = String::new();
        let packed = fs::File::open(path).expect("a file");
        flate2::read::MultiGzDecoder::new(packed).read_to_string(&mut text).expect("gzip");
        text
    };
    files(cache).into_iter().map(read).collect()
}

/// A site of `pages` pages.
fn site(pages: usize) -> impl Fn(&Request, usize) -> Reply + Send + Sync + 'static {
    move |request, round| {
        let link = |page: usize| format!("<a href=/{page}>{page}</a>");
        let links = (0..pages).map(link).collect::<Vec<_>>().concat();
        let body = if request.path == "/" { links } else { format!("{} {round}", request.path) };
        match request.path.as_str() {
            "/robots.txt" | "/sitemap.xml" => Reply::not_found(),
            _ => tagged(request, html(&body), &format!("\"{round}\"")),
        }
    }
}

#[test]
fn a_damaged_folder_heals() {
    let web = Web::start(site(9));
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    let args = [target.as_str(), "--cache", "kept"];
    let first = beian(folder.path(), &args);
    let files = files(&folder.path().join("kept"));
    assert_eq!(files.len(), 10);
    for (number, path) in files.iter().enumerate() {
        let whole = fs::read(path).unwrap();
        let middle = whole.len() / 2;
        match number {
            0 => fs::write(path, "").unwrap(),
            1 => fs::write(path, &whole[..middle]).unwrap(),
            2 => fs::write(path, &whole[..whole.len() - 1]).unwrap(),
            3 => drop(fs::copy(&files[9], path).unwrap()),
            4 => {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            }
            _ => {
                let mut flipped = whole.clone();
                let place = whole.len() * (number - 4) / 6;
                flipped[place] ^= 1;
                fs::write(path, flipped).unwrap();
            }
        }
    }
    for _ in 0..2 {
        same(&beian(folder.path(), &args), &first, "healing");
    }
    fs::remove_dir(&files[4]).unwrap();
    same(&beian(folder.path(), &args), &first, "healing");
    let last = beian(folder.path(), &args);
    same(&last, &first, "healed");
    assert!(stderr(&last).contains("cache: 10 of 12 requests"), "{}", stderr(&last));
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_the_audit_goes_on() {
    let web = Web::start(site(2));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    let target = web.url("site", "/");
    let without = beian(folder.path(), &[&target]);
    let with = beian(folder.path(), &[&target, "--cache", "file/below"]);
    same(&with, &without, "unwritable");
    assert_eq!(stderr(&with).matches("cannot be written").count(), 1, "{}", stderr(&with));
    let refused = beian(folder.path(), &[&target, "--cache", "file"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
}

#[test]
fn runs_may_share_a_folder() {
    let web = Web::start(site(20));
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    for round in 1..=2 {
        let without = timeless(&beian(folder.path(), &[&target]));
        let start = || {
            let mut run = command(folder.path(), &[&target, "--cache", "kept"]);
            run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
        };
        let runs: Vec<_> = (0..4).map(|_| start()).collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert_eq!(timeless(&output), without, "round {round}");
            assert!(!stderr(&output).contains("cannot"), "{}", stderr(&output));
        }
        web.next_round();
    }
}

#[test]
fn a_run_that_is_killed_leaves_nothing_that_misleads() {
    let held = Arc::new(AtomicBool::new(true));
    let (gate, pages) = (Arc::clone(&held), site(20));
    let web = Web::start(move |request, round| {
        // The last page of the first run does not come.
        if request.path == "/19" && gate.load(Ordering::SeqCst) {
            return Reply::silence();
        }
        pages(request, round)
    });
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    let mut run = command(folder.path(), &[&target, "--cache", "kept"]);
    let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while files(&folder.path().join("kept")).len() < 15 {
        std::thread::sleep(Duration::from_millis(5));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    held.store(false, Ordering::SeqCst);
    let with = beian(folder.path(), &[&target, "--cache", "kept"]);
    same(&with, &beian(folder.path(), &[&target]), "after the kill");
    assert!(web.unchanged() >= 14, "what was kept is used: {}", web.unchanged());
}
