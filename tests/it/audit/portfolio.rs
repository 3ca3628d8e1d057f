//! Many sites in one run: killed and resumed, interrupted, slow ones among them, lists of every form.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::support::program;
use crate::support::server::{Reply, Request, Server};
use crate::support::signals;

/// A page whose verdict depends on the host's number.
fn home(request: &Request) -> Reply {
    if request.path != "/" && request.path != "/about" {
        return Reply::not_found();
    }
    let number: String = request.host.chars().take_while(|c| *c != '.').collect();
    let footer = match number.len() % 3 {
        0 => "京ICP备19038721号-2",
        1 => "<a href=\"https://beian.miit.gov.cn/\">京ICP备19038721号-2</a>",
        _ => "",
    };
    Reply::html(&format!(
        "<!doctype html><html><body><h1>{number}</h1><p>A page with some text.</p><a href=/about>a</a>\
         <footer>© 2019-2026 某某科技有限公司 {footer}</footer></body></html>"
    ))
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let fixed = ["audit", "--today", "2026-11-22"];
    let mut command = program::command(folder, &[&fixed[..], args].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn beian(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program starts")
}

/// A list of `sites` sites of a server, in a file.
fn list(folder: &Path, server: &Server, sites: usize) -> Vec<String> {
    let port = server.address.port();
    let targets: Vec<String> = (0..sites)
        .map(|site| format!("http://{}s{site}.localhost:{port}/", "x".repeat(site % 3)))
        .collect();
    fs::write(folder.join("sites.txt"), targets.join("\n")).expect("a list");
    targets
}

/// The lines of a file of results by target, each there once.
fn results(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).expect("results");
    assert!(text.is_empty() || text.ends_with('\n'), "a torn line was left");
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let site: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let target = site["target"].as_str().expect("a target").to_owned();
        assert!(found.insert(target.clone(), line.to_owned()).is_none(), "{target} is there twice");
    }
    found
}

fn lines(path: &Path) -> usize {
    fs::read(path).map_or(0, |bytes| String::from_utf8_lossy(&bytes).matches('\n').count())
}

fn wait(child: Child) -> Output {
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_run_killed_twenty_times_ends_as_one_that_was_left_alone() {
    let server = Server::start(home);
    let folder = tempfile::tempdir().unwrap();
    let targets = list(folder.path(), &server, 400);
    let fixed = ["--targets", "sites.txt", "--concurrency", "4", "-q"];
    let alone =
        beian(folder.path(), &[&fixed[..], &["--format", "jsonl", "-o", "alone.jsonl"]].concat());
    assert_eq!(alone.status.code(), Some(1), "{}", String::from_utf8_lossy(&alone.stderr));
    let expected = results(&folder.path().join("alone.jsonl"));
    assert_eq!(expected.len(), targets.len());

    let path = folder.path().join("killed.jsonl");
    let args = [&fixed[..], &["--resume", "killed.jsonl", "--format", "json"]].concat();
    for kill in 1..=20 {
        let mut child = command(folder.path(), &args).spawn().unwrap();
        while lines(&path) < kill * 15 && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        wait(child);
        if kill % 2 == 0 {
            // A line of which only a part reached the disk.
            let text = fs::read(&path).unwrap();
            let cut = text.len().saturating_sub(kill * 7);
            fs::write(&path, text.split_at(cut).0).unwrap();
        }
    }
    assert!(lines(&path) < targets.len(), "nothing was left to do");
    let before = server.requests().len();
    let last = beian(folder.path(), &args);
    assert_eq!(last.status.code(), Some(1), "{}", String::from_utf8_lossy(&last.stderr));
    assert!(server.requests().len() > before);
    assert_eq!(results(&path), expected);

    // The report of the last run tells of all sites, in the order of the list.
    let report: serde_json::Value = serde_json::from_slice(&last.stdout).unwrap();
    let told: Vec<_> = report["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| site["target"].as_str().unwrap())
        .collect();
    assert_eq!(told, targets);
    assert_eq!(report["summary"]["sites"], targets.len());

    // Nothing is left to do: nothing is asked, and all is told again.
    let before = server.requests().len();
    let again = beian(
        folder.path(),
        &[&fixed[..], &["--resume", "killed.jsonl", "--format", "jsonl"]].concat(),
    );
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(server.requests().len(), before);
    assert_eq!(String::from_utf8_lossy(&again.stdout).lines().count(), targets.len());
    assert_eq!(results(&path), expected);
}

#[test]
fn a_killed_run_leaves_the_old_file_and_its_lines_to_go_on_with() {
    let server = Server::start(home);
    let folder = tempfile::tempdir().unwrap();
    let targets = list(folder.path(), &server, 200);
    let fixed = ["--targets", "sites.txt", "--concurrency", "2", "-q"];
    let (path, part) = (folder.path().join("r.jsonl"), folder.path().join("r.jsonl.part"));
    for old in [true, false] {
        if old {
            fs::write(&path, "what was there").unwrap();
        }
        let args = [&fixed[..], &["--format", "jsonl", "-o", "r.jsonl"]].concat();
        let mut child = command(folder.path(), &args).spawn().unwrap();
        while lines(&part) < 20 && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        wait(child);
        if old {
            assert_eq!(fs::read_to_string(&path).unwrap(), "what was there");
            fs::remove_file(&path).unwrap();
        } else {
            assert!(!path.exists());
        }
        assert!(lines(&part) >= 20);
    }
    let done: Vec<String> = results(&part).into_keys().collect();
    let before = server.requests().len();
    let args = [&fixed[..], &["--resume", "r.jsonl"]].concat();
    assert_eq!(beian(folder.path(), &args).status.code(), Some(1));
    assert_eq!(results(&path).len(), targets.len());
    let again = server.requests().into_iter().skip(before);
    let again = again.filter(|it| done.contains(&format!("http://{}/", it.host)));
    assert_eq!(again.count(), 0, "only the rest is asked for");
    assert!(!part.exists());
}

#[test]
fn a_run_that_was_stopped_has_only_finished_sites_in_its_file() {
    let (asked, wait_for) = mpsc::channel();
    let asked = std::sync::Mutex::new(asked);
    let server = Server::start(move |request| {
        if request.host.starts_with("s0.") && request.path == "/about" {
            let _ = asked.lock().unwrap().send(());
            return Reply::silence();
        }
        home(request)
    });
    let folder = tempfile::tempdir().unwrap();
    list(folder.path(), &server, 5);
    let path = folder.path().join("r.jsonl");
    let args = ["--targets", "sites.txt", "--resume", "r.jsonl", "--format", "json"];
    let child = command(folder.path(), &args).spawn().unwrap();
    wait_for.recv_timeout(Duration::from_secs(30)).expect("the slow page is asked for");
    while lines(&path) < 4 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = wait(child);
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(results(&path).len(), 4, "the site that was cut short is not in the file");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["sites"], 5, "but what was seen of it is told");
}

/// A run over twelve sites of which the first is whole and no other ever is; a signal comes once two pages are waited
/// for. The folder holds the reports in all formats.
fn cut_run(signal: &str) -> (tempfile::TempDir, Output) {
    cut_run_with(signal, &[])
}

fn cut_run_with(signal: &str, more: &[&str]) -> (tempfile::TempDir, Output) {
    let (asked, wait_for) = mpsc::channel();
    let asked = std::sync::Mutex::new(asked);
    let server = Server::start(move |request| {
        if request.path == "/about" && !request.host.starts_with("s0.") {
            let _ = asked.lock().expect("not poisoned").send(());
            return Reply::silence();
        }
        home(request)
    });
    let folder = tempfile::tempdir().expect("a scratch folder");
    list(folder.path(), &server, 12);
    let mut args = vec!["--targets", "sites.txt", "--resume", "kept.jsonl", "--concurrency", "2"];
    for report in ["json=r.json", "r.jsonl", "findings-csv=r.csv", "r.html"] {
        args.extend(["--report", report]);
    }
    args.extend(more);
    let child = command(folder.path(), &args).spawn().expect("the program starts");
    for _ in 0..2 {
        wait_for.recv_timeout(Duration::from_mins(1)).expect("the slow pages are asked for");
    }
    while lines(&folder.path().join("kept.jsonl")) < 1 {
        std::thread::sleep(Duration::from_millis(5));
    }
    send(&child, signal);
    (folder, wait(child))
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
}

#[test]
fn a_run_that_is_cut_says_so_first_in_every_format() {
    for signal in signals::of_the_end() {
        let (folder, output) = cut_run(signal);
        assert_eq!(output.status.code(), Some(130), "{signal}");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();

        let report: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
        let sites = report["sites"].as_array().unwrap();
        let left = report["not_audited"].as_u64().unwrap();
        assert_eq!(report["complete"], false);
        assert_eq!(sites.len() as u64 + left, 12, "all of the list are accounted for");
        assert_eq!(report["summary"]["sites"], sites.len());
        let cut: Vec<_> = sites.iter().filter(|site| site["interrupted"] == true).collect();
        assert!(cut.len() >= 2 && left > 0, "{report:#}");
        for site in sites {
            let was_cut = site["interrupted"] == true;
            assert_eq!(was_cut, site["status"] == "error", "{site:#}");
            assert!(
                !was_cut || site["skipped"].as_array().unwrap().iter().all(|it| it["why"] != "cap")
            );
        }

        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with("INCOMPLETE: the run was interrupted: "), "{text}");
        assert!(text.contains(&format!("{left} of 12 sites were not audited")), "{text}");
        assert!(text.contains("could not be judged (interrupted)"), "{text}");
        assert!(!text.contains("page limit"), "{text}");

        let html = read("r.html");
        let (said, table) = (html.find("INCOMPLETE").unwrap(), html.find("<table").unwrap());
        assert!(said < table && !html.contains("page limit"));

        let mut rows = csv::Reader::from_path(folder.path().join("r.csv")).unwrap();
        let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
        assert_eq!(&rows[0][2], "incomplete");
        assert!(rows[0][7].contains("INCOMPLETE"));
        let told =
            |site: &str| rows.iter().any(|row| &row[1] == site && row[7].contains("interrupted"));
        assert!(cut.iter().all(|site| told(site["target"].as_str().unwrap())));

        let lines = read("r.jsonl");
        let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!(
            last,
            serde_json::json!({"schema_version": 1, "complete": false, "not_audited": left})
        );
        assert_eq!(lines.lines().count(), sites.len() + 1);
    }
}

#[test]
fn a_run_that_is_cut_writes_no_baseline_and_accepts_nothing_by_it() {
    let args = ["--baseline", "known.json", "--update-baseline", "--quiet"];
    let (folder, output) = cut_run_with("-TERM", &args);
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("known.json is left as it was"), "{said}");
    assert!(!folder.path().join("known.json").exists());
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
    assert!(report["summary"]["findings"].as_u64() > Some(0), "{report:#}");
    assert_eq!(report["acceptance"]["accepted"], 0);
    for name in ["r.json", "r.jsonl", "kept.jsonl"] {
        assert!(!read(name).contains("\"accepted\":["), "{name}");
    }
    let sites = report["sites"].as_array().unwrap().len();
    assert_eq!(read("r.jsonl").lines().count(), sites + 1);
}

#[test]
fn what_a_run_that_was_cut_left_is_gone_on_from() {
    let (folder, _) = cut_run("-TERM");
    let whole = results(&folder.path().join("kept.jsonl")).len();
    assert!((1..12).contains(&whole));
    let server = Server::start(home);
    let text = fs::read_to_string(folder.path().join("sites.txt")).unwrap();
    let old = text.trim().rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
    for name in ["sites.txt", "kept.jsonl", "r.jsonl"] {
        let path = folder.path().join(name);
        let port = server.address.port().to_string();
        let moved =
            fs::read_to_string(&path).unwrap().replace(&format!(":{old}"), &format!(":{port}"));
        fs::write(path, moved).unwrap();
    }
    // The report itself serves as well: what was not read to its end is read again.
    for file in ["kept.jsonl", "r.jsonl"] {
        let args = ["--targets", "sites.txt", "--resume", file, "--format", "json"];
        let output = beian(folder.path(), &args);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(&format!("the results of {whole} of the sites")), "{file}: {said}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&report["complete"], &report["not_audited"]), (&true.into(), &0.into()));
        assert!(
            report["sites"]
                .as_array()
                .unwrap()
                .iter()
                .all(|site| site.get("interrupted").is_none())
        );
        assert_eq!(results(&folder.path().join(file)).len(), 12);
    }
}

#[test]
fn a_run_that_is_to_outlive_its_terminal_does() {
    let (asked, wait_for) = mpsc::channel();
    let (go_on, gate) = mpsc::channel::<()>();
    let (asked, gate) = (std::sync::Mutex::new(asked), std::sync::Mutex::new(gate));
    let server = Server::start(move |request| {
        if request.path == "/about" {
            let _ = asked.lock().unwrap().send(());
            let _ = gate.lock().unwrap().recv();
        }
        home(request)
    });
    let folder = tempfile::tempdir().unwrap();
    let target = server.url_of("s0.localhost", "/");
    let args = ["audit", &target, "--format", "json", "--today", "2026-11-22"];
    let mut child = program::shell(folder.path(), "trap '' HUP; exec \"$@\"", &args);
    let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for.recv_timeout(Duration::from_mins(1)).expect("the page is asked for");
    send(&child, "-HUP");
    drop(go_on);
    let output = wait(child);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["complete"], true);
}

#[test]
fn slow_sites_do_not_hold_the_others() {
    let server = Server::start(|request| {
        if request.host.starts_with("xxs") { Reply::silence() } else { home(request) }
    });
    let folder = tempfile::tempdir().unwrap();
    let targets = list(folder.path(), &server, 60);
    let path = folder.path().join("r.jsonl");
    let args = ["--targets", "sites.txt", "--resume", "r.jsonl", "--timeout", "50"];
    let mut child = command(folder.path(), &args).spawn().unwrap();
    let quick = targets.iter().filter(|target| !target.contains("//xx")).count();
    // Well before the first deadline of a slow one.
    for _ in 0..4000 {
        if lines(&path) == quick {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(lines(&path), quick);
    child.kill().unwrap();
    wait(child);
}

#[test]
fn lists_of_every_form_give_the_same_sites_once() {
    let server = Server::start(home);
    let folder = tempfile::tempdir().unwrap();
    let targets = list(folder.path(), &server, 3);
    let [a, b, c] = targets.as_slice() else { panic!() };
    let (root, read) = (folder.path(), |output: Output| -> BTreeSet<String> {
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let targets: Vec<String> = text
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap()["target"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(targets.len(), 3);
        targets.into_iter().collect()
    });
    let expected: BTreeSet<String> = targets.iter().cloned().collect();
    fs::write(
        root.join("h.csv"),
        format!("客户,网址\n\"甲, 乙\",{a}\n丙,\"{b}\"\n丁,{c}\n丁,{c}\n"),
    )
    .unwrap();
    fs::write(root.join("p.csv"), format!("{a},x\r\n{b},y\r\n\r\n{c}\r\n")).unwrap();
    for file in ["sites.txt", "h.csv", "p.csv"] {
        assert_eq!(
            read(beian(root, &["--targets", file, "--format", "jsonl"])),
            expected,
            "{file}"
        );
    }
    let mut stdin = command(root, &["--targets", "-", "--format", "jsonl"]);
    let stdin = stdin.stdin(fs::File::open(root.join("h.csv")).unwrap()).output().unwrap();
    assert_eq!(read(stdin), expected);
}

#[test]
fn a_portfolio_has_a_folded_page_and_all_other_formats_agree() {
    let server = Server::start(home);
    let folder = tempfile::tempdir().unwrap();
    list(folder.path(), &server, 150);
    let reports = [
        "--report",
        "html=r.html",
        "--report",
        "findings.csv",
        "--report",
        "r.csv",
        "--report",
        "json=r.json",
        "--report",
        "jsonl=r.jsonl",
    ];
    let output =
        beian(folder.path(), &[&["--targets", "sites.txt", "--home-only"], &reports[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let html = read("r.html");
    assert_eq!(html.matches("<tr data-site=").count(), 150);
    assert!(html.contains("<details class=\"site\">") && !html.contains("<script>"));
    let report: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
    let lines = results(&folder.path().join("r.jsonl"));
    for site in report["sites"].as_array().unwrap() {
        let line: serde_json::Value =
            serde_json::from_str(&lines[site["target"].as_str().unwrap()]).unwrap();
        assert_eq!(&line, site);
    }
    let findings = report["summary"]["findings"].as_u64().unwrap();
    let rows = |name: &str| {
        csv::Reader::from_path(folder.path().join(name)).unwrap().into_records().count() as u64
    };
    assert_eq!(rows("r.csv"), 150);
    let rows = rows("findings.csv");
    assert!(findings > 150 && rows >= findings, "{rows} rows of {findings} findings");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("150 sites: "), "{text}");
}

#[test]
fn a_file_that_holds_something_else_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("sites.txt"), "http://a.localhost:1/").unwrap();
    fs::copy(folder.path().join("sites.txt"), folder.path().join("other.txt")).unwrap();
    for (resume, why) in [
        ("sites.txt", "would overwrite what is read by --targets"),
        ("other.txt", "no result of an audit"),
    ] {
        let output = beian(folder.path(), &["--targets", "sites.txt", "--resume", resume]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(why));
        assert_eq!(
            fs::read_to_string(folder.path().join(resume)).unwrap(),
            "http://a.localhost:1/"
        );
    }
}

#[test]
fn results_of_an_earlier_run_are_said_to_be_such() {
    let server = Server::start(home);
    let folder = tempfile::tempdir().unwrap();
    list(folder.path(), &server, 3);
    let args = ["--targets", "sites.txt", "--resume", "r.jsonl"];
    let said = |args: &[&str]| {
        String::from_utf8_lossy(&beian(folder.path(), args).stderr)
            .contains("holds the results of 3 of the sites")
    };
    assert!(!said(&args), "nothing was there");
    assert!(said(&[&args[..], &["--icp", "沪ICP备19038721号"]].concat()));
}
