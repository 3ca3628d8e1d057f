//! Pages that do harm, and browsers that are killed: each costs itself at most, and nothing is left behind.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::rendered::{browser, rules};
use super::traps::LINKED;
use crate::support::program;
use crate::support::server::{Reply, Server};

/// A run of the program with a folder for temporary files of its own.
struct Run {
    folder: tempfile::TempDir,
    browser: PathBuf,
}

impl Run {
    fn new(browser: PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("tmp")).expect("a folder for temporary files");
        Self { folder, browser }
    }

    fn temporary(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// A folder with a page.
    fn write(&self, name: &str, page: &str) {
        let site = self.folder.path().join(name);
        fs::create_dir(&site).expect("a folder a site");
        fs::write(site.join("index.html"), page).expect("a page");
    }

    /// An audit of targets, with all that is opened in the browser.
    fn command(&self, targets: &[String], seconds: &str) -> Command {
        let browser = self.browser.to_str().expect("a path in UTF-8");
        let mut arguments = vec!["audit", "--render", "always", "--browser", browser];
        arguments.extend(["--timeout", seconds, "--home-only", "--format", "json", "--lang", "en"]);
        arguments.extend(["--today", "2026-11-22"]);
        arguments.extend(targets.iter().map(String::as_str));
        let mut command = program::command(self.folder.path(), &arguments);
        command.env("TMPDIR", self.temporary());
        command
    }

    fn audit(&self, targets: &[String], seconds: &str) -> Vec<Value> {
        let Output { stdout, stderr, .. } =
            self.command(targets, seconds).output().expect("the program starts");
        let report: Value = serde_json::from_slice(&stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&stderr)));
        report["sites"].as_array().expect("sites").clone()
    }

    /// No process is left. Those that were killed are gone once the system has cleared them away.
    fn left_no_process(&self) {
        let gone = wait_until(|| processes(&self.temporary(), |_| true).is_empty());
        assert!(gone, "processes are left: {:?}", processes(&self.temporary(), |_| true));
    }

    /// Neither a process nor a file is left.
    fn left_nothing(&self) {
        self.left_no_process();
        let files: Vec<_> = fs::read_dir(self.temporary()).expect("a folder").collect();
        assert!(files.is_empty(), "files are left: {files:?}");
    }
}

/// Waits for what comes sooner or later; whether it came.
fn wait_until(there: impl Fn() -> bool) -> bool {
    for _ in 0..300 {
        if there() {
            return true;
        }
        thread::sleep(Duration::from_millis(100));
    }
    there()
}

/// The processes of browsers with their profile below a folder, as far as their command line is wanted.
fn processes(below: &Path, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let below = below.to_str().expect("a path in UTF-8");
    let all = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let mine = all.filter_map(|entry| {
        let line = fs::read_to_string(entry.path().join("cmdline")).ok()?;
        let id = entry.file_name().into_string().ok()?;
        (line.contains(below) && wanted(&line)).then_some(id)
    });
    mine.collect()
}

/// Whether a command line is that of a browser itself, not of a process of its own.
fn is_browser(line: &str) -> bool {
    line.contains("--remote-debugging-pipe") && !line.contains("--type=")
}

fn signal(name: &str, ids: &[String]) {
    for id in ids {
        let _gone = Command::new("kill").args([name, id]).output();
    }
}

fn screens(site: &Value) -> usize {
    site["pages"][0]["browser"]["screens"].as_array().map_or(0, Vec::len)
}

fn page(more: &str) -> String {
    format!(
        "<!doctype html><meta charset=utf-8><title>x</title><p>鸿雁照相馆</p><footer>{LINKED}</footer>{more}"
    )
}

/// Name, and what comes after a good footer.
const PAGES: [(&str, &str); 17] = [
    ("alerts", "<script>for(;;)alert(1)</script>"),
    ("loop", "<script>for(;;);</script>"),
    ("redirects", "<script>location.href='?'+Math.random()</script>"),
    (
        "frames",
        "<script>for(let i=0;i<10000;i++)document.body.append(Object.assign(document.createElement('iframe'),{srcdoc:'<p>京ICP备19004817号-1'}))</script>",
    ),
    (
        "canvas",
        "<script>const all=[];for(let i=0;i<8;i++){const c=document.createElement('canvas');c.width=c.height=16384;c.getContext('2d').fillRect(0,0,16384,16384);all.push(c)}</script>",
    ),
    (
        "download",
        "<a id=a href=index.html download=x.html>x</a><script>a.click();location.href='data:application/octet-stream,x'</script>",
    ),
    ("windows", "<script>setInterval(()=>{for(let i=0;i<50;i++)open('?'+i)},50)</script>"),
    ("busy", "<script>setInterval(()=>fetch('?'+Math.random()),20)</script>"),
    (
        "before-unload",
        "<script>onbeforeunload=e=>{e.preventDefault();return 'x'};document.body.click();location.href='?again'</script>",
    ),
    ("unload", "<script>addEventListener('pagehide',()=>{for(;;);})</script>"),
    (
        "asks",
        "<script>setInterval(()=>{print();navigator.clipboard.readText().catch(()=>0);navigator.geolocation.getCurrentPosition(()=>0);Notification.requestPermission()},50)</script>",
    ),
    (
        "schemes",
        "<iframe src=file:///etc/passwd></iframe><iframe src=chrome://version></iframe><iframe src=view-source:http://site.localhost/></iframe><script>location.href='chrome://crash'</script>",
    ),
    (
        "shadow",
        "<script>let h=document.querySelector('footer');const html=h.innerHTML;for(let i=0;i<1000;i++){const root=h.attachShadow({mode:'closed'});h=document.createElement('div');root.append(h)};h.innerHTML=html</script>",
    ),
    ("title", "<script>document.title='京ICP备19004817号-1 '.repeat(500000)</script>"),
    ("name", "<script>window.name='x'.repeat(100<<20)</script>"),
    (
        "frame",
        "<iframe srcdoc=\"<script>location.replace('?'+Math.random())</script>\"></iframe><script>setInterval(()=>{const f=document.createElement('iframe');f.src=URL.createObjectURL(new Blob(['x'],{type:'text/html'}));document.body.append(f)},20)</script>",
    ),
    ("good", ""),
];

#[test]
fn hostile_pages_cost_themselves_only() {
    let Some(browser) = browser() else { return };
    let run = Run::new(browser);
    for (name, more) in PAGES {
        run.write(name, &page(more));
    }
    let targets: Vec<String> = PAGES.iter().map(|(name, _)| (*name).to_owned()).collect();
    for site in run.audit(&targets, "8") {
        let found = rules(&site);
        let name = site["target"].as_str().expect("a target");
        // what was not looked at to the end is no pass, and no fault of the page either
        assert!(!found.iter().any(|rule| rule == "icp-missing"), "{name}: {found:?}");
        let told = found.iter().any(|rule| rule == "site-needs-browser");
        assert_eq!(told, screens(&site) < 2, "{name}: {}", site["pages"][0]["browser"]);
        if name == "good" {
            assert_eq!(screens(&site), 2, "{name}");
        }
        if name == "loop" {
            assert_eq!(site["status"], "review", "{name}");
        }
    }
    run.left_nothing();
}

/// A server of pages for `sN.localhost`; the second one's asks for a picture, and then `harm` is done.
fn server(harm: impl Fn() + Send + Sync + 'static) -> (Server, Vec<String>) {
    let server = Server::start(move |request| match request.path.as_str() {
        "/" if request.host.starts_with("s2.") => Reply::html(&page("<img src=/harm.png>")),
        "/" => Reply::html(&page("")),
        "/harm.png" => {
            harm();
            Reply::not_found()
        }
        _ => Reply::not_found(),
    });
    let targets = (1..=4).map(|site| server.url_of(&format!("s{site}.localhost"), "/")).collect();
    (server, targets)
}

#[test]
fn a_browser_that_is_killed_or_stopped_is_replaced() {
    let Some(browser) = browser() else { return };
    for name in ["-KILL", "-STOP"] {
        let run = Run::new(browser.clone());
        let (temporary, times) = (run.temporary(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&times);
        let (_server, targets) = server(move || {
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                signal(name, &processes(&temporary, is_browser));
            }
        });
        for site in run.audit(&targets, "8") {
            assert_eq!(screens(&site), 2, "{name}: {site}");
        }
        assert!(times.load(Ordering::SeqCst) > 1, "{name}: the page was opened again");
        run.left_nothing();
    }
}

#[test]
fn a_page_that_brings_every_browser_down_is_told() {
    let Some(browser) = browser() else { return };
    let run = Run::new(browser);
    let temporary = run.temporary();
    let (_server, targets) = server(move || {
        signal("-KILL", &processes(&temporary, is_browser));
    });
    let sites = run.audit(&targets[1..2], "8");
    let fault = sites[0]["pages"][0]["browser"]["fault"].as_str();
    assert_eq!(fault, Some("the browser has ended"), "{}", sites[0]);
    assert!(rules(&sites[0]).iter().any(|rule| rule == "site-needs-browser"), "{}", sites[0]);
    assert_eq!(sites[0]["status"], "review");
    run.left_nothing();
}

#[test]
fn a_page_whose_process_is_killed_for_its_memory_is_told() {
    let Some(browser) = browser() else { return };
    let run = Run::new(browser);
    let temporary = run.temporary();
    let (_server, targets) = server(move || {
        signal("-KILL", &processes(&temporary, |line| line.contains("--type=renderer")));
    });
    let sites = run.audit(&targets[1..2], "8");
    let fault = sites[0]["pages"][0]["browser"]["fault"].as_str();
    assert_eq!(fault, Some("the page's process has crashed"), "{}", sites[0]);
    assert_eq!(sites[0]["status"], "review");
    run.left_nothing();
}

/// A run that is interrupted takes its browser with it; after one that is killed the browser ends by itself, and the next
/// run removes its profile.
#[test]
fn a_run_that_ends_early_leaves_nothing() {
    let Some(browser) = browser() else { return };
    for name in ["-INT", "-TERM", "-KILL"] {
        let run = Run::new(browser.clone());
        run.write("loop", &page("<script>for(;;);</script>"));
        run.write("good", &page(""));
        let mut command = run.command(&["loop".to_owned()], "60");
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = child.expect("the program starts");
        let renders = |line: &str| line.contains("--type=renderer");
        assert!(
            wait_until(|| !processes(&run.temporary(), renders).is_empty()),
            "no page is opened"
        );
        signal(name, &[child.id().to_string()]);
        let ended = child.wait().expect("it ends").code();
        run.left_no_process();
        if name == "-KILL" {
            assert_eq!(ended, None);
            assert_eq!(screens(&run.audit(&["good".to_owned()], "20")[0]), 2);
        } else {
            assert_eq!(ended, Some(130), "{name}");
        }
        run.left_nothing();
    }
}

/// Its heap is bounded lower than usual, so that the test does not take a machine's memory.
#[test]
fn a_page_that_runs_out_of_memory_costs_itself_only() {
    let Some(browser) = browser() else { return };
    let wrapper = tempfile::tempdir().expect("a folder");
    let small = wrapper.path().join("small");
    let script = format!(
        "#!/bin/sh\nexec '{}' \"$@\" --js-flags=--max-old-space-size=64\n",
        browser.display()
    );
    fs::write(&small, script).expect("a script");
    fs::set_permissions(&small, fs::Permissions::from_mode(0o755)).expect("its mode");
    let run = Run::new(small);
    for (name, more) in [
        (
            "hog",
            "<script>const all=[];setInterval(()=>{for(let i=0;i<50;i++)all.push(new Array(100000).fill(1.5))},1)</script>",
        ),
        ("good", ""),
    ] {
        run.write(name, &page(more));
    }
    let sites = run.audit(&["hog".to_owned(), "good".to_owned()], "15");
    let fault = sites[0]["pages"][0]["browser"]["fault"].as_str();
    // on a busy machine its time may be over before its memory is
    assert!(fault.is_some(), "{}", sites[0]);
    assert!(rules(&sites[0]).iter().any(|rule| rule == "site-needs-browser"), "{}", sites[0]);
    assert_eq!((sites[0]["status"].as_str(), screens(&sites[1])), (Some("review"), 2));
    run.left_nothing();
}

/// What a page embeds may redirect without end, each time to another address.
#[test]
fn redirects_of_a_server_that_never_end_are_left() {
    let Some(browser) = browser() else { return };
    let run = Run::new(browser);
    let times = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&times);
    let server = Server::start(move |request| match request.path.as_str() {
        "/" => Reply::html(&page(
            "<iframe src=/on></iframe><img src=/on><script src=/on></script><link rel=stylesheet href=/on><script>fetch('/on').catch(()=>0)</script>",
        )),
        path if path.starts_with("/on") => {
            let next = counted.fetch_add(1, Ordering::SeqCst);
            Reply::redirect(302, &format!("/on/{next}"))
        }
        _ => Reply::not_found(),
    });
    let sites = run.audit(&[server.url("/")], "20");
    assert_eq!(screens(&sites[0]), 2, "{}", sites[0]);
    let found = rules(&sites[0]);
    assert!(!found.iter().any(|rule| rule == "icp-missing"), "{found:?}");
    // the browser follows twenty; five parts on two screens, and what the audit itself asks for
    assert!((5..400).contains(&times.load(Ordering::SeqCst)), "{times:?}");
    run.left_nothing();
}

#[test]
fn a_font_that_never_comes_holds_nothing_up() {
    let Some(browser) = browser() else { return };
    let run = Run::new(browser);
    let server = Server::start(|request| match request.path.as_str() {
        "/" => Reply::html(&page(
            "<style>@font-face{font-family:x;src:url(/slow.woff2);font-display:block}footer{font-family:x;text-align:center}</style>",
        )),
        "/slow.woff2" => Reply::silence(),
        _ => Reply::not_found(),
    });
    let sites = run.audit(&[server.url("/")], "8");
    assert_eq!(screens(&sites[0]), 2, "{}", sites[0]);
    let found = rules(&sites[0]);
    assert!(!found.iter().any(|rule| rule.starts_with("icp-hidden")), "{found:?}");
}
