//! The fleet: real processes, a real NATS server, and sites on loopback.

mod nats;
mod refusals;
mod runs;
mod security;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::program::{self, text};
use crate::support::server::{Reply, Request, Server};

use nats::Nats;

/// A server, and a folder to work in.
struct Bench {
    nats: Nats,
    folder: tempfile::TempDir,
    sites: Server,
}

/// Sites of several kinds, by their number.
fn site(request: &Request) -> Reply {
    let number: u32 = request
        .host
        .trim_start_matches('s')
        .split('.')
        .next()
        .unwrap_or_default()
        .parse()
        .unwrap_or(0);
    let numbered = format!(
        "<html lang=zh><title>站点 {number}</title><body><p>© 2020–2026 示例公司</p><a href=\"/about\">关于</a>\
         <footer><a href=\"https://beian.miit.gov.cn/\">京ICP备{:08}号-1</a></footer>",
        12_000_000 + number
    );
    match (request.path.as_str(), number % 10) {
        ("/" | "/about", 0..=4) | ("/about", 8) => Reply::html(&numbered),
        ("/", 5) => Reply::html("<html lang=zh><title>x</title><body><p>没有备案号</p>"),
        ("/", 6) => Reply::html("broken").with_status(500),
        ("/", 7) => Reply::hangup(),
        ("/", 8) => Reply::redirect(302, "/about"),
        ("/", 9) => {
            Reply::html(&numbered.replace("https://beian.miit.gov.cn/", "http://example.com/"))
        }
        _ => Reply::not_found(),
    }
}

impl Bench {
    /// A bench whose sites answer after a pause; `None` where there is no NATS server.
    fn new(pause: Duration) -> Option<Self> {
        Some(Self::on(Nats::start()?, pause))
    }

    /// A bench whose NATS server has these further lines in its configuration.
    fn with(config: &str) -> Option<Self> {
        Some(Self::on(Nats::start_with(config)?, Duration::ZERO))
    }

    fn on(nats: Nats, pause: Duration) -> Self {
        let sites = Server::start(move |request| {
            thread::sleep(pause);
            site(request)
        });
        Self { nats, folder: tempfile::tempdir().expect("a scratch folder"), sites }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a list of sites.
    fn list(&self, name: &str, sites: std::ops::Range<u32>) {
        let lines: Vec<String> =
            sites.map(|number| self.sites.url_of(&format!("s{number}.localhost"), "/")).collect();
        fs::write(self.path().join(name), lines.join("\n")).expect("a file");
    }

    /// `beian ARGS`, ready to start.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = program::command(self.path(), args);
        command.env("BEIAN_NATS", &self.nats.url).env("HOME", self.path());
        command
    }

    /// Runs `beian fleet ARGS`.
    fn fleet(&self, args: &[&str]) -> Output {
        let args: Vec<&str> = std::iter::once("fleet").chain(args.iter().copied()).collect();
        self.command(&args).output().expect("the program starts")
    }

    /// Starts `beian fleet ARGS`.
    fn start(&self, args: &[&str]) -> Child {
        let args: Vec<&str> = std::iter::once("fleet").chain(args.iter().copied()).collect();
        let mut command = self.command(&args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    fn submit(&self, list: &str, run: &str, further: &[&str]) -> Output {
        let mut args = vec!["submit", "--run", run, "--targets", list];
        args.extend(["--ack-wait", "3", "--today", "2026-11-22", "--max-pages", "3"]);
        args.extend(further);
        self.fleet(&args)
    }

    /// The reports of a plain audit of a list that is recorded in a ledger of its own, by target.
    fn audited(&self, list: &str) -> BTreeMap<String, String> {
        let args = ["audit", "--targets", list, "--today", "2026-11-22", "--max-pages", "3"];
        let recorded = ["--format", "jsonl", "--record", "--ledger", "plain.db"];
        let output = self.command(&[&args[..], &recorded[..]].concat()).output();
        reports(text(&output.expect("the program starts").stdout))
    }

    /// The reports in a file of results, by target; each is there once.
    fn collected(&self, file: &str) -> BTreeMap<String, String> {
        reports(&fs::read_to_string(self.path().join(file)).expect("a file"))
    }

    /// The status of a run.
    fn status(&self, run: &str) -> serde_json::Value {
        let output = self.fleet(&["status", "--run", run, "--format", "json"]);
        let status: serde_json::Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
        status["runs"][0].clone()
    }

    /// Waits until a run is there, and as far as is wanted.
    fn wait_until_known(&self, run: &str, is_there: impl Fn(&serde_json::Value) -> bool) {
        for _ in 0..1200 {
            let output = self.fleet(&["status", "--run", run, "--format", "json"]);
            if output.status.success() {
                return self.wait_until(run, is_there);
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("no run {run}");
    }

    /// Waits until sites were asked for so many times.
    fn wait_for_request(&self, count: usize) {
        for _ in 0..1200 {
            if self.sites.requests().len() >= count {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("no request");
    }

    /// Waits until a run is as far as is wanted.
    fn wait_until(&self, run: &str, is_there: impl Fn(&serde_json::Value) -> bool) {
        for _ in 0..1200 {
            if is_there(&self.status(run)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the run does not get there: {}", self.status(run));
    }
}

/// Lines of reports by target: none is there twice.
fn reports(lines: &str) -> BTreeMap<String, String> {
    let mut reports = BTreeMap::new();
    for line in lines.lines() {
        let report: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let target = report["target"].as_str().expect("a target").to_owned();
        assert!(
            reports.insert(target.clone(), line.to_owned()).is_none(),
            "{target} is there twice"
        );
    }
    reports
}

/// What a program said, and how it ended.
fn said(output: &Output) -> String {
    format!("{:?}\n{}\n{}", output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Ends a process in order, and waits for it.
fn terminate(child: Child) -> Output {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill");
    assert!(sent.success());
    child.wait_with_output().expect("a child")
}

fn assert_same(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) {
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "the same sites"
    );
    for (target, line) in expected {
        assert_eq!(&found[target], line, "{target}");
    }
}
