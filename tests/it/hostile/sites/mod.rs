//! Sites that are hostile, broken or odd: each has its bounded time, its bounded memory and an outcome that says what
//! happened, alone and all at once, and the healthy sites beside them do not notice.

mod bodies;
mod frames;
mod guard;
mod heads;
mod pages;
mod trails;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::program::command;
use crate::support::server::{CA, Door, Reply, Request, Server};

/// What a site answers when it is asked.
type Site = fn(&Request) -> Reply;

/// A site, and words that the summary of its report holds (see [`summary`]).
struct Case {
    name: &'static str,
    door: Door,
    site: Site,
    outcome: &'static str,
}

const fn case(name: &'static str, door: Door, outcome: &'static str, site: Site) -> Case {
    Case { name, door, site, outcome }
}

fn cases() -> Vec<Case> {
    [heads::cases(), bodies::cases(), trails::cases(), frames::cases()]
        .into_iter()
        .flatten()
        .collect()
}

/// A running site.
struct Target {
    name: String,
    url: String,
    server: Server,
    outcome: &'static str,
}

fn launch(cases: Vec<Case>) -> Vec<Target> {
    bodies::prepare();
    let start = |case: Case| {
        let server = Server::start_at(case.door, case.site);
        let host = if case.door == Door::Http {
            format!("{}.test", case.name)
        } else {
            "site.test".to_owned()
        };
        let url = format!("{}://{host}:{}/", case.door.scheme(), server.address.port());
        Target { name: case.name.to_owned(), url, server, outcome: case.outcome }
    };
    cases.into_iter().map(start).collect()
}

/// What a run of the program came to.
struct Run {
    sites: Vec<Value>,
    /// Most memory that it held, in MiB.
    peak: u64,
}

/// Seconds that a page may take.
const TIMEOUT: &str = "4";

/// A run that has not ended by then never does, and is killed. The allowance of a site is about one minute.
const HANGS_AFTER: Duration = Duration::from_mins(5);

fn audit(targets: &[&Target]) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.json");
    let mut command =
        command(folder.path(), &["audit", "-q", "--format", "json", "--timeout", TIMEOUT]);
    command.args(["--rule", "police-missing=off", "--today", "2026-11-22"]);
    command.arg("-o").arg(&report).args(["--ca-cert", CA]);
    for target in targets {
        let host = target.url.split("://").nth(1).and_then(|rest| rest.split(':').next());
        let pin =
            format!("{}:{}:127.0.0.1", host.unwrap_or_default(), target.server.address.port());
        command.args(["--resolve", &pin, &target.url]);
    }
    let deadline = Instant::now() + HANGS_AFTER;
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().expect("the program");
    let status = Path::new("/proc").join(child.id().to_string()).join("status");
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        peak = peak.max(high_water(&status).unwrap_or(0));
        if Instant::now() > deadline {
            child.kill().expect("a child");
        }
        thread::sleep(Duration::from_millis(10));
    }
    let text = fs::read_to_string(&report).unwrap_or_else(|_| {
        panic!("no report of {:?}", targets.iter().map(|target| &target.name).collect::<Vec<_>>())
    });
    let mut value: Value = serde_json::from_str(&text).expect("one JSON document");
    let Value::Array(sites) = value["sites"].take() else { panic!("{text}") };
    Run { sites, peak }
}

/// The most memory that a process has held until now, in MiB, where the system tells.
fn high_water(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? >> 10)
}

/// Status, rules and errors of a site's report in one line.
fn summary(site: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |key: &str| site[key].as_array().cloned().unwrap_or_default();
    let mut words = vec![text(&site["status"])];
    words.extend(list("findings").iter().map(|it| text(&it["rule"])).collect::<BTreeSet<_>>());
    words.extend(list("reviews").iter().map(|it| format!("review:{}", text(&it["rule"]))));
    words.extend(list("pages").iter().take(1).map(|it| format!("[{}]", text(&it["error"]))));
    words.extend(
        list("findings")
            .iter()
            .filter(|it| {
                let rule = text(&it["rule"]);
                rule.starts_with("site-tls") || rule == "site-status"
            })
            .map(|it| format!("({})", text(&it["message"]))),
    );
    let skipped: BTreeSet<String> =
        list("skipped").iter().map(|it| format!("skipped:{}", text(&it["why"]))).collect();
    words.extend(skipped);
    words.push(format!("pages:{}", site["pages_checked"]));
    if site["truncated"] == true {
        words.push("truncated".to_owned());
    }
    words.join(" ")
}

/// All words of an outcome, separated by `;`, must occur.
fn check(target: &Target, site: &Value) -> Result<(), String> {
    let summary = summary(site);
    let missing: Vec<&str> =
        target.outcome.split(';').map(str::trim).filter(|words| !summary.contains(words)).collect();
    let judged = target.outcome.starts_with("error") && summary.contains("icp-missing");
    if missing.is_empty() && !judged {
        return Ok(());
    }
    Err(format!("{}: {missing:?} not in: {summary}", target.name))
}

/// Runs work for each target, some at once.
fn each(targets: &[Target], work: impl Fn(&Target) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(target);
                }
            });
        }
    });
}

#[test]
fn each_site_alone_has_its_outcome_in_bounded_time_and_memory() {
    let targets = launch(cases());
    let faults = Mutex::new(Vec::new());
    each(&targets, |target| {
        let run = audit(&[target]);
        let mut faults = faults.lock().expect("not poisoned");
        faults.extend(
            run.sites.first().map_or(Err("no site".to_owned()), |site| check(target, site)).err(),
        );
        if run.peak > 100 {
            faults.push(format!("{}: {} MiB", target.name, run.peak));
        }
    });
    let faults = faults.into_inner().expect("not poisoned");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn healthy_sites_beside_all_of_them_at_once_are_judged_as_if_alone() {
    let healthy = launch(trails::healthy());
    let alone: Vec<Value> = healthy.iter().map(|target| audit(&[target]).sites.remove(0)).collect();
    let hostile = launch(cases());
    let mut all: Vec<&Target> = Vec::new();
    let step = hostile.len() / healthy.len();
    for (index, target) in hostile.iter().enumerate() {
        if index % step == 0 {
            all.extend(healthy.get(index / step));
        }
        all.push(target);
    }
    let run = audit(&all);
    let report_of = |target: &Target| {
        run.sites.iter().find(|site| site["target"] == *target.url).expect("a report of each site")
    };
    for (target, alone) in healthy.iter().zip(&alone) {
        assert_eq!(check(target, alone), Ok(()));
        assert_eq!(report_of(target).to_string(), alone.to_string(), "{}", target.name);
    }
    let faults: Vec<String> =
        hostile.iter().filter_map(|target| check(target, report_of(target)).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{} sites at once: {} MiB", run.sites.len(), run.peak);
    assert!(run.peak < 200, "{} MiB", run.peak);
}
