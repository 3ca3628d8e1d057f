//! The files of a folder under `inject`: whole or not at all, whatever happens to the run or to the folder.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::Duration;

use beian::inject::files::{self, EditOptions, EditSummary, FileEvent};
use beian::inject::{EditStatus, PageEdit, Splice};

use crate::support::program;

const OLD: &str = "<!doctype html><title>x</title><body><p>hello</p></body></html>\n";
const BLOCK: &str = "<!--block-->";

/// A stand-in for the real edit: a comment at the end.
fn edit(_: &Path, page: &[u8]) -> PageEdit {
    let there = page.ends_with(BLOCK.as_bytes());
    let splice = Splice { range: page.len()..page.len(), with: BLOCK.into() };
    PageEdit {
        status: if there { EditStatus::Unchanged } else { EditStatus::Added },
        faults: Vec::new(),
        incomplete: false,
        links_fixed: 0,
        link_is_shared: false,
        splices: if there { Vec::new() } else { vec![splice] },
        uses_badge: false,
        may_be_covered: false,
        into_missed: None,
    }
}

fn new() -> String {
    format!("{OLD}{BLOCK}")
}

static GO: AtomicBool = AtomicBool::new(false);

fn options(root: &Path) -> EditOptions<'_> {
    EditOptions {
        root,
        out: None,
        pages: beian::folder::Choice::default(),
        threads: None,
        dry: false,
        durable: false,
        badge: None,
        stop: &GO,
    }
}

/// Runs the edit and returns what was told of it, a line for an event, sorted.
fn run(options: &EditOptions<'_>) -> (EditSummary, Vec<String>) {
    let told = Mutex::new(Vec::new());
    let sink = |event: FileEvent<'_>| {
        let line = match event {
            FileEvent::Page { .. } => return,
            FileEvent::Renewed { path, stale } => format!("renewed {} {stale}", path.display()),
            FileEvent::Stale { path, .. } => format!("stale {}", path.display()),
            FileEvent::Failed { path, error } => format!("failed {}: {error}", path.display()),
            FileEvent::Ignored { path } => format!("ignored {}", path.display()),
            FileEvent::OtherNames { path } => format!("names {}", path.display()),
            FileEvent::Badge { path, put } => format!("badge {} {put}", path.display()),
        };
        told.lock().expect("not poisoned").push(line);
    };
    let summary = files::run(options, &edit, &sink).expect("a folder");
    let mut told = told.into_inner().expect("not poisoned");
    told.sort();
    (summary, told)
}

fn folder(names: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a scratch folder");
    for name in names {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, OLD).expect("a file");
    }
    root
}

/// All files below a folder with their contents.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let name = entry.path().strip_prefix(root).expect("below").to_owned();
                found.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    found
}

fn text(path: PathBuf) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn pages_are_written_once_and_keep_their_mode() {
    let root = folder(&["index.html", "a/b.HTM", "a/c.txt", ".git/x.html", "node_modules/x.html"]);
    let page = root.path().join("a/b.HTM");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o440)).unwrap();
    let (summary, told) = run(&options(root.path()));
    assert_eq!((summary.pages, summary.changed, summary.written), (2, 2, 2));
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(text(page.clone()), new());
    assert_eq!(fs::metadata(&page).unwrap().mode() & 0o7777, 0o440);
    assert_eq!(text(root.path().join(".git/x.html")), OLD);
    let before =
        (fs::metadata(&page).unwrap().ino(), fs::metadata(&page).unwrap().modified().unwrap());
    let (summary, _) = run(&options(root.path()));
    assert_eq!((summary.changed, summary.written, summary.unchanged), (0, 0, 2));
    let after =
        (fs::metadata(&page).unwrap().ino(), fs::metadata(&page).unwrap().modified().unwrap());
    assert_eq!(before, after);
    assert_eq!(tree(root.path()).len(), 5);
}

#[test]
fn links_pipes_and_other_names_are_not_touched() {
    let root = folder(&["index.html", "one.html"]);
    let outside = folder(&["out.html"]);
    symlink(outside.path().join("out.html"), root.path().join("link.html")).unwrap();
    symlink(outside.path(), root.path().join("linked")).unwrap();
    fs::hard_link(root.path().join("one.html"), outside.path().join("two.html")).unwrap();
    let pipe = Command::new("mkfifo").arg(root.path().join("pipe.html")).status();
    assert!(pipe.is_ok_and(|status| status.success()));
    let (summary, told) = run(&options(root.path()));
    assert_eq!((summary.pages, summary.changed, summary.failed), (2, 2, 0));
    assert_eq!(
        told,
        ["ignored link.html", "ignored linked", "ignored pipe.html", "names one.html"]
    );
    assert_eq!(text(outside.path().join("out.html")), OLD);
    assert_eq!(text(outside.path().join("two.html")), OLD);
    assert!(fs::symlink_metadata(root.path().join("link.html")).unwrap().is_symlink());
}

#[test]
fn a_dry_run_writes_nothing() {
    let root = folder(&["index.html", "a/b.html"]);
    fs::write(root.path().join(".beian-0123456789abcdef-1.tmp"), "left").unwrap();
    let before = tree(root.path());
    for durable in [false, true] {
        let (summary, _) = run(&EditOptions { dry: true, durable, ..options(root.path()) });
        assert_eq!((summary.changed, summary.written), (2, 2));
        assert_eq!(tree(root.path()), before);
    }
    let out = root.path().with_extension("out");
    run(&EditOptions { dry: true, out: Some(&out), ..options(root.path()) });
    assert!(!out.exists() && tree(root.path()) == before);
}

#[test]
fn what_a_dead_run_left_goes_and_what_only_looks_like_it_stays() {
    let root = folder(&["index.html", "a/b.html"]);
    for name in [".beian-0123456789abcdef-1.tmp", "a/.beian-0123456789abcdef-22.tmp"] {
        fs::write(root.path().join(name), "left").unwrap();
    }
    fs::write(root.path().join(".beian-mine.tmp"), "mine").unwrap();
    run(&options(root.path()));
    let names: Vec<_> = tree(root.path()).into_keys().collect();
    assert_eq!(names, [".beian-mine.tmp", "a/b.html", "index.html"].map(PathBuf::from));
}

#[test]
fn durable_runs_write_the_same() {
    let root = folder(&["index.html", "a/b.html", "a/c/d.html"]);
    gzip(&root.path().join("a/b.html"));
    let (summary, told) = run(&EditOptions { durable: true, ..options(root.path()) });
    assert_eq!((summary.changed, summary.written, summary.failed), (3, 4, 0), "{told:?}");
    let tree = tree(root.path());
    assert_eq!(tree.len(), 4);
    assert!(
        tree.iter()
            .filter(|(name, _)| name.ends_with("html"))
            .all(|(_, page)| *page == new().into_bytes())
    );
    assert_eq!(gunzip(&root.path().join("a/b.html.gz")), new());
}

fn gzip(page: &Path) {
    let packed = fs::File::create(page.with_extension("html.gz")).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packed.write_all(&fs::read(page).expect("a page")).expect("room");
    packed.finish().expect("room");
}

fn gunzip(path: &Path) -> String {
    let mut page = String::new();
    flate2::read::GzDecoder::new(fs::File::open(path).expect("a file"))
        .read_to_string(&mut page)
        .expect("gzip");
    page
}

#[test]
fn compressed_copies_follow_their_page() {
    let root = folder(&["a.html", "b.html", "c.html"]);
    for name in ["a.html", "b.html"] {
        gzip(&root.path().join(name));
    }
    fs::write(root.path().join("b.html.gz"), "no gzip").unwrap();
    symlink("b.html.gz", root.path().join("c.html.br")).unwrap();
    fs::write(root.path().join("d.html.gz"), "no page of this name").unwrap();
    let (summary, told) = run(&options(root.path()));
    assert_eq!(told, ["renewed a.html.gz false", "renewed b.html.gz true", "stale c.html.br"]);
    assert_eq!((summary.written, summary.failed), (5, 1));
    for name in ["a", "b"] {
        assert_eq!(gunzip(&root.path().join(format!("{name}.html.gz"))), new());
        let time = |end: &str| {
            fs::metadata(root.path().join(format!("{name}.{end}"))).unwrap().modified().unwrap()
        };
        assert!(time("html.gz") >= time("html"));
    }
    let (summary, told) = run(&options(root.path()));
    assert_eq!((summary.written, told.len()), (0, 0));
}

#[test]
fn a_copy_of_the_folder_is_changed_and_the_folder_is_not() {
    let root = folder(&["index.html", "a/b.html", "a/style.css", ".well-known/x.txt"]);
    fs::write(root.path().join("a/big.bin"), vec![7; 200_000]).unwrap();
    fs::set_permissions(root.path().join("a/style.css"), fs::Permissions::from_mode(0o751))
        .unwrap();
    gzip(&root.path().join("a/b.html"));
    symlink("a", root.path().join("latest")).unwrap();
    symlink("/etc/hosts", root.path().join("away")).unwrap();
    let before = tree(root.path());
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("x/y");
    let copy = EditOptions { out: Some(&out), ..options(root.path()) };
    let (summary, told) = run(&copy);
    assert_eq!(
        (summary.pages, summary.failed, told.join("\n")),
        (2, 0, "ignored away\nrenewed a/b.html.gz false".to_owned())
    );
    assert_eq!(tree(root.path()), before);
    assert_eq!(text(out.join("a/b.html")), new());
    assert_eq!(gunzip(&out.join("a/b.html.gz")), new());
    assert_eq!(fs::read(out.join("a/big.bin")).unwrap(), vec![7; 200_000]);
    assert_eq!(fs::metadata(out.join("a/style.css")).unwrap().mode() & 0o777, 0o751);
    assert_eq!(fs::read_link(out.join("latest")).unwrap(), Path::new("a"));
    assert!(!out.join("away").exists() && out.join(".well-known/x.txt").exists());
    let (summary, _) = run(&copy);
    assert_eq!(summary.written, 0);
}

/// An access control list in the system's form: the owner and user 12345 write, the others read.
fn list_of_access() -> Vec<u8> {
    let entries: [(u16, u16, u32); 5] = [
        (1, 6, u32::MAX),
        (2, 6, 12345),
        (4, 4, u32::MAX),
        (0x10, 6, u32::MAX),
        (0x20, 4, u32::MAX),
    ];
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, rights, id) in entries {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    list
}

#[test]
#[cfg(target_os = "linux")]
fn attributes_and_access_lists_stay_where_the_file_system_keeps_them() {
    use rustix::fs::{XattrFlags, lgetxattr, setxattr};
    let root = folder(&["index.html", "plain.html"]);
    let page = root.path().join("index.html");
    gzip(&page);
    let packed = root.path().join("index.html.gz");
    for path in [&page, &packed] {
        for (name, value) in
            [("user.note", b"mine".to_vec()), ("system.posix_acl_access", list_of_access())]
        {
            if setxattr(path, name, &value, XattrFlags::empty()).is_err() {
                return; // this file system keeps none
            }
        }
    }
    let attribute = |path: &Path, name: &str| {
        let mut value = vec![0; 1024];
        let length = lgetxattr(path, name, &mut value[..]).ok()?;
        value.truncate(length);
        Some(value)
    };
    let out = tempfile::tempdir().unwrap();
    let copied = out.path().join("out");
    run(&EditOptions { out: Some(&copied), ..options(root.path()) });
    let (summary, _) = run(&options(root.path()));
    assert_eq!((summary.changed, summary.written), (2, 3));
    for root in [root.path(), &copied] {
        for name in ["index.html", "index.html.gz"] {
            let path = root.join(name);
            assert_eq!(attribute(&path, "user.note").as_deref(), Some(&b"mine"[..]), "{path:?}");
            assert_eq!(attribute(&path, "system.posix_acl_access"), Some(list_of_access()));
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o664);
        }
        assert_eq!(attribute(&root.join("plain.html"), "user.note"), None);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_sparse_file_is_copied_as_one() {
    let root = folder(&["index.html"]);
    let sparse = fs::File::create(root.path().join("a.bin")).unwrap();
    sparse.set_len(64 << 20).unwrap();
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    run(&EditOptions { out: Some(&out), ..options(root.path()) });
    let copied = fs::metadata(out.join("a.bin")).unwrap();
    assert_eq!(copied.len(), 64 << 20);
    assert!(copied.blocks() < 1000, "{} blocks", copied.blocks());
}

#[test]
fn folders_in_one_another_are_refused() {
    let root = folder(&["a/index.html"]);
    let inside = root.path().join("a/new/out");
    for (from, out) in [
        (root.path().to_owned(), inside),
        (root.path().join("a"), root.path().to_owned()),
        (root.path().to_owned(), root.path().to_owned()),
    ] {
        let copy = EditOptions { out: Some(&out), ..options(&from) };
        assert!(matches!(files::run(&copy, &edit, &|_| {}), Err(files::Error::Nested { .. })));
    }
    assert!(matches!(
        files::run(&options(&root.path().join("no")), &edit, &|_| {}),
        Err(files::Error::Unreadable(..))
    ));
}

#[test]
fn one_bad_page_is_its_own_fault_alone() {
    let root = folder(&["a.html", "b.html", "c.html"]);
    fs::write(root.path().join("large.html"), vec![b' '; (5 << 20) + 1]).unwrap();
    let failed = Mutex::new(Vec::new());
    let sink = |event: FileEvent<'_>| {
        if let FileEvent::Failed { path, .. } = event {
            failed.lock().unwrap().push(path.to_owned());
        }
    };
    let careless = |path: &Path, page: &[u8]| {
        assert_ne!(path, Path::new("b.html"), "a fault of the edit");
        if path == Path::new("c.html") {
            fs::remove_file(root.path().join(path)).unwrap();
        }
        edit(path, page)
    };
    let summary = files::run(&options(root.path()), &careless, &sink).unwrap();
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    assert_eq!(failed, [PathBuf::from("b.html"), PathBuf::from("c.html")]);
    assert_eq!((summary.changed, summary.skipped, summary.failed), (1, 1, 2));
    assert_eq!(tree(root.path()).len(), 3);
}

#[test]
fn a_page_that_changes_meanwhile_is_read_again() {
    let root = folder(&["a.html"]);
    let path = root.path().join("a.html");
    for durable in [false, true] {
        fs::write(&path, OLD).unwrap();
        let once = AtomicBool::new(false);
        let other = |name: &Path, page: &[u8]| {
            if !once.swap(true, std::sync::atomic::Ordering::SeqCst) {
                fs::write(&path, "newer").unwrap();
            }
            edit(name, page)
        };
        let options = EditOptions { durable, ..options(root.path()) };
        let summary = files::run(&options, &other, &|_| {}).unwrap();
        assert_eq!((text(path.clone()), summary.failed), (format!("newer{BLOCK}"), 0));
        assert_eq!(tree(root.path()).len(), 1);
    }
}

#[test]
fn a_copied_badge_goes_when_nothing_refers_to_it() {
    let root = folder(&["index.html", "b.html"]);
    let bytes = b"\x89PNG....";
    let name = beian::inject::BadgeImage::new(bytes.to_vec(), false).unwrap().file_name().unwrap();
    let there = root.path().join(&name);
    fs::write(root.path().join("beian-police-0000000000000000.png"), "mine").unwrap();
    let referring = |path: &Path, page: &[u8]| PageEdit { uses_badge: true, ..edit(path, page) };
    let with_badge = EditOptions { badge: Some((name.clone(), bytes)), ..options(root.path()) };
    files::run(&with_badge, &referring, &|_| {}).unwrap();
    assert!(there.exists());
    fs::write(root.path().join("b.html"), format!("{name}{BLOCK}")).unwrap();
    run(&options(root.path()));
    assert!(there.exists(), "a page refers to it");
    fs::write(root.path().join("b.html"), BLOCK).unwrap();
    run(&EditOptions { dry: true, ..options(root.path()) });
    assert!(there.exists(), "nothing was to be written");
    let (_, told) = run(&options(root.path()));
    assert_eq!(told, [format!("badge {name} false")]);
    assert_eq!(tree(root.path()).len(), 3, "what is not ours stays");
}

/// The real program on a folder of many pages.
fn beian(root: &Path, more: &[&str]) -> Command {
    let mut command = program::command(root, &["inject", "."]);
    command.args(["--icp", "京ICP备19004817号-1", "--lang", "en"]).args(more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn many() -> tempfile::TempDir {
    let names: Vec<String> = (0..400).map(|n| format!("d{}/p{n}.html", n % 9)).collect();
    folder(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn is_whole(page: &[u8]) -> bool {
    let page = String::from_utf8_lossy(page);
    let block = page.find("<beian-footer").zip(page.find("</beian-footer>"));
    page == OLD || block.is_some_and(|(from, to)| page[..from].to_owned() + &page[to + 15..] == OLD)
}

fn end(mut child: Child) {
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours");
}

#[test]
fn a_killed_run_leaves_old_or_new_pages_and_the_next_one_completes() {
    for durable in [false, true] {
        let root = many();
        let more: &[&str] = if durable { &["--durable"] } else { &[] };
        let mut torn = 0;
        for wait in [3, 8, 13, 21, 34, 55, 89, 5, 17, 29] {
            let child = beian(root.path(), more).spawn().expect("the program");
            sleep(Duration::from_millis(wait));
            end(child);
            torn += tree(root.path())
                .iter()
                .filter(|(name, _)| name.extension().is_some_and(|end| end == "html"))
                .filter(|(_, page)| !is_whole(page))
                .count();
        }
        assert_eq!(torn, 0);
        let output = beian(root.path(), more).output().expect("the program");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let tree = tree(root.path());
        assert_eq!(tree.len(), 400, "nothing is left over");
        assert!(tree.values().all(|page| is_whole(page) && page.len() > OLD.len()));
    }
}

#[test]
fn two_runs_at_once_do_no_harm() {
    for durable in [false, true] {
        let root = many();
        let more: &[&str] = if durable { &["--durable"] } else { &[] };
        let runs: Vec<Child> =
            (0..3).map(|_| beian(root.path(), more).spawn().expect("the program")).collect();
        for run in runs {
            let output = run.wait_with_output().expect("the program");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let tree = tree(root.path());
        assert_eq!(tree.len(), 400);
        assert!(tree.values().all(|page| is_whole(page) && page.len() > OLD.len()));
    }
}

#[test]
fn a_disk_that_takes_no_more_is_told_and_nothing_is_lost() {
    let root = folder(&["a.html", "b.html"]);
    let large = OLD.replace("hello", &"x".repeat(200_000));
    fs::write(root.path().join("large.html"), &large).unwrap();
    // a limit on the size of files stands in for the full disk; the signal that comes with it is left alone
    let script = "trap '' XFSZ; ulimit -f 100; exec \"$@\"";
    let args = ["inject", ".", "--icp", "京ICP备19004817号-1", "--lang", "en"];
    let output = program::shell(root.path(), script, &args).output().expect("a shell");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("large.html was not done") && err.contains("run again"), "{err}");
    let tree = tree(root.path());
    assert_eq!(tree.len(), 3);
    assert_eq!(tree[Path::new("large.html")], large.as_bytes());
    assert!(tree[Path::new("a.html")].len() > OLD.len());
}
