//! Runs from end to end.

use std::fs;
use std::time::Duration;

use beian::ledger::Ledger;

use crate::support::program::text;

use super::{Bench, assert_same, said, terminate};

const NO_PAUSE: Duration = Duration::ZERO;

/// The audits of each site of a list in a ledger: each exactly once, in one run.
fn assert_recorded_once(bench: &Bench, ledger: &str, sites: u64) {
    let ledger =
        Ledger::open_read(&bench.path().join(ledger)).expect("a sound ledger").expect("a ledger");
    let runs = ledger.runs().expect("a sound ledger");
    assert_eq!(runs.iter().map(|run| run.audits).collect::<Vec<_>>(), [sites]);
    for number in 0..sites {
        let audits =
            ledger.recent(&format!("s{number}.localhost"), true, 10).expect("a sound ledger");
        assert_eq!(audits.len(), 1, "s{number}");
        assert!(!audits[0].row.target.is_empty());
    }
}

#[test]
fn two_workers_find_what_one_audit_finds() {
    let Some(bench) = Bench::new(NO_PAUSE) else { return };
    bench.list("sites.txt", 0..300);
    let expected = bench.audited("sites.txt");
    assert_eq!(expected.len(), 300);
    let submitted = bench.submit("sites.txt", "all", &[]);
    assert_eq!(submitted.status.code(), Some(0), "{}", said(&submitted));
    assert!(said(&submitted).contains("run all: 300 sites submitted"), "{}", said(&submitted));
    // Again: nothing is added.
    let again = bench.submit("sites.txt", "all", &[]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert_eq!(bench.status("all")["queued"], 300);
    let workers = [
        bench.start(&["work", "--name", "w1", "--until-done"]),
        bench.start(&["work", "--name", "w2", "--until-done"]),
    ];
    let collected = bench.fleet(&[
        "collect",
        "--run",
        "all",
        "--resume",
        "all.jsonl",
        "--record",
        "--ledger",
        "all.db",
        "--report",
        "all.csv",
        "--format",
        "json",
    ]);
    assert_eq!(collected.status.code(), Some(1), "{}", said(&collected));
    assert_same(&bench.collected("all.jsonl"), &expected);
    assert_recorded_once(&bench, "all.db", 300);
    let report: serde_json::Value = serde_json::from_slice(&collected.stdout).unwrap();
    assert_eq!(report["sites"].as_array().unwrap().len(), 300);
    let rows = fs::read_to_string(bench.path().join("all.csv")).unwrap();
    assert_eq!(rows.lines().count(), 301, "a row a site");
    for worker in workers {
        let output = worker.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let status = bench.status("all");
    assert_eq!(status["state"], "complete", "{status}");
    assert_eq!((&status["queued"], &status["collected"]), (&0.into(), &300.into()), "{status}");
    // Collected again: nothing comes, and the reports are the same.
    let again = bench.fleet(&[
        "collect",
        "--run",
        "all",
        "--resume",
        "all.jsonl",
        "--record",
        "--ledger",
        "all.db",
        "--format",
        "json",
    ]);
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
    assert_recorded_once(&bench, "all.db", 300);
}

#[test]
fn a_killed_worker_and_a_killed_collector_lose_nothing_and_repeat_nothing() {
    let Some(bench) = Bench::new(Duration::from_millis(30)) else { return };
    bench.list("sites.txt", 0..240);
    let expected = bench.audited("sites.txt");
    assert_eq!(bench.submit("sites.txt", "killed", &[]).status.code(), Some(0));
    let collect = [
        "collect",
        "--run",
        "killed",
        "--resume",
        "killed.jsonl",
        "--record",
        "--ledger",
        "killed.db",
        "--quiet",
    ];
    let mut workers: Vec<_> = (0..2)
        .map(|number| bench.start(&["work", "--name", &format!("w{number}"), "--places", "6"]))
        .collect();
    let mut collector = bench.start(&collect);
    for audited in [40, 80, 120] {
        bench.wait_until("killed", |run| run["audited"].as_u64() >= Some(audited));
        // SIGKILL: no chance to give anything back.
        let mut worker = workers.remove(0);
        worker.kill().unwrap();
        worker.wait().unwrap();
        workers.push(bench.start(&[
            "work",
            "--name",
            &format!("after-{audited}"),
            "--places",
            "6",
        ]));
        collector.kill().unwrap();
        collector.wait().unwrap();
        collector = bench.start(&collect);
    }
    let output = collector.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_same(&bench.collected("killed.jsonl"), &expected);
    assert_recorded_once(&bench, "killed.db", 240);
    for worker in workers {
        let output = terminate(worker);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let status = bench.status("killed");
    assert_eq!((&status["state"], &status["queued"]), (&"complete".into(), &0.into()), "{status}");
}

#[test]
fn results_that_went_into_another_file_are_not_waited_for() {
    let Some(bench) = Bench::new(NO_PAUSE) else { return };
    bench.list("sites.txt", 0..20);
    assert_eq!(bench.submit("sites.txt", "twice", &[]).status.code(), Some(0));
    assert_eq!(bench.fleet(&["work", "--until-done"]).status.code(), Some(0));
    let collect = |file| bench.fleet(&["collect", "--run", "twice", "--resume", file, "--quiet"]);
    assert_eq!(collect("one.jsonl").status.code(), Some(1));
    let other = bench.fleet(&["collect", "--run", "twice", "--resume", "two.jsonl"]);
    assert_eq!(other.status.code(), Some(130), "{}", said(&other));
    assert!(said(&other).contains("the results of 20 sites"), "{}", said(&other));
    assert!(bench.collected("two.jsonl").is_empty());
    // The file that has them is complete.
    assert_eq!(collect("one.jsonl").status.code(), Some(1));
}

#[test]
fn snapshots_of_a_run_are_judged_again_without_the_net() {
    let Some(bench) = Bench::new(NO_PAUSE) else { return };
    bench.list("sites.txt", 0..12);
    fs::write(bench.path().join("file"), "").unwrap();
    let refused = bench.fleet(&["work", "--save", "file/kept"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert_eq!(bench.submit("sites.txt", "kept", &[]).status.code(), Some(0));
    let worked = bench.fleet(&["work", "--until-done", "--save", "snapshots"]);
    assert_eq!(worked.status.code(), Some(0), "{}", said(&worked));
    let collect = ["collect", "--run", "kept", "--resume", "kept.jsonl", "--quiet"];
    assert_eq!(bench.fleet(&collect).status.code(), Some(1));
    let asked = bench.sites.requests().len();
    let args = ["audit", "--saved", "snapshots/kept", "--today", "2026-11-22", "--format", "jsonl"];
    let again = bench.command(&args).output().expect("the program starts");
    let (again, first) = (super::reports(text(&again.stdout)), bench.collected("kept.jsonl"));
    assert_eq!(bench.sites.requests().len(), asked, "nothing is asked for");
    let findings = |reports: &std::collections::BTreeMap<String, String>| -> Vec<_> {
        let report = |line: &String| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
        let reports = reports.iter().map(|(target, line)| (target.clone(), report(line)));
        reports.map(|(target, report)| (target, report["findings"].clone())).collect()
    };
    assert_eq!(first.len(), 12);
    assert_eq!(findings(&again), findings(&first));
}

#[test]
fn a_worker_that_is_told_to_stop_gives_back_what_it_did_not_begin() {
    let Some(bench) = Bench::new(Duration::from_millis(50)) else { return };
    bench.list("sites.txt", 0..100);
    assert_eq!(bench.submit("sites.txt", "drained", &[]).status.code(), Some(0));
    let first = bench.start(&["work", "--places", "4"]);
    bench.wait_until("drained", |run| run["audited"].as_u64() >= Some(10));
    let output = terminate(first);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let left = bench.status("drained")["queued"].as_u64().unwrap();
    assert!((1..=90).contains(&left), "{left}");
    // What was begun was finished: nothing is handed out a second time.
    let second = bench.start(&["work", "--until-done"]);
    let collected = bench.fleet(&["collect", "--run", "drained", "--resume", "d.jsonl", "--quiet"]);
    assert_eq!(collected.status.code(), Some(1), "{}", said(&collected));
    assert_eq!(second.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(bench.collected("d.jsonl").len(), 100);
    assert_eq!(bench.status("drained")["redelivered"], 0);
}

#[test]
fn a_site_that_no_worker_survives_is_not_judged_and_says_why() {
    let Some(bench) = Bench::new(Duration::from_hours(1)) else { return };
    bench.list("sites.txt", 0..1);
    let further = ["--ack-wait", "2", "--max-deliver", "2"];
    let mut args = vec!["submit", "--run", "poison", "--targets", "sites.txt"];
    args.extend(further);
    assert_eq!(bench.fleet(&args).status.code(), Some(0));
    for round in 1..=2 {
        let before = bench.sites.requests().len();
        let mut worker = bench.start(&["work", "--name", &format!("w{round}")]);
        bench.wait_for_request(before + 1);
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    let last = bench.start(&["work", "--name", "last", "--until-done"]);
    let collected = bench.fleet(&["collect", "--run", "poison", "--resume", "p.jsonl", "--quiet"]);
    assert_eq!(collected.status.code(), Some(3), "{}", said(&collected));
    assert_eq!(last.wait_with_output().unwrap().status.code(), Some(0));
    let line = bench.collected("p.jsonl").into_values().next().unwrap();
    assert!(
        line.contains("\"status\":\"error\"") && line.contains("handed to a worker 2 times"),
        "{line}"
    );
    let status = bench.status("poison");
    assert_eq!((&status["not_judged"], &status["redelivered"]), (&1.into(), &1.into()), "{status}");
}

#[test]
fn pinned_sites_wait_for_a_worker_with_the_label() {
    let Some(bench) = Bench::new(NO_PAUSE) else { return };
    let row = |number: u32, place: &str| {
        format!("{},{place}\n", bench.sites.url_of(&format!("s{number}.localhost"), "/"))
    };
    let rows: String =
        (0..40).map(|number| row(number, if number % 2 == 0 { "mainland" } else { "" })).collect();
    fs::write(bench.path().join("sites.csv"), format!("url,place\n{rows}")).unwrap();
    assert_eq!(bench.submit("sites.csv", "pinned", &[]).status.code(), Some(0));
    let abroad = bench.start(&["work", "--label", "abroad"]);
    bench.wait_until("pinned", |run| run["audited"] == 20);
    assert_eq!(bench.status("pinned")["queued"], 20);
    let even = |host: &str| {
        host.trim_start_matches('s').split('.').next().unwrap().parse::<u32>().unwrap() % 2 == 0
    };
    assert!(bench.sites.requests().iter().all(|request| !even(&request.host)));
    let mainland = bench.start(&["work", "--label", "mainland", "--until-done"]);
    let output = mainland.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    bench.wait_until("pinned", |run| run["queued"] == 0);
    terminate(abroad);
}

#[test]
fn a_cancelled_run_ends_at_once_and_its_results_stay() {
    let Some(bench) = Bench::new(Duration::from_millis(100)) else { return };
    bench.list("sites.txt", 0..200);
    assert_eq!(bench.submit("sites.txt", "cancelled", &[]).status.code(), Some(0));
    let worker = bench.start(&["work", "--places", "4"]);
    bench.wait_until("cancelled", |run| run["audited"].as_u64() >= Some(8));
    let cancelled = bench.fleet(&["cancel", "--run", "cancelled"]);
    assert_eq!(cancelled.status.code(), Some(0), "{}", said(&cancelled));
    let collected = bench.fleet(&["collect", "--run", "cancelled", "--resume", "c.jsonl"]);
    assert_eq!(collected.status.code(), Some(130), "{}", said(&collected));
    assert!(said(&collected).contains("was cancelled"), "{}", said(&collected));
    let status = bench.status("cancelled");
    assert_eq!((&status["state"], &status["queued"]), (&"cancelled".into(), &0.into()), "{status}");
    assert!((8..200).contains(&bench.collected("c.jsonl").len()));
    assert!(status["audited"].as_u64() < Some(200), "what was removed was not audited: {status}");
    let again = bench.submit("sites.txt", "cancelled", &[]);
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    bench.list("empty.txt", 0..0);
    let empty = bench.submit("empty.txt", "empty", &[]);
    assert_eq!(empty.status.code(), Some(2), "{}", said(&empty));
    let missing = bench.fleet(&["cancel", "--run", "missing"]);
    assert_eq!(missing.status.code(), Some(2), "{}", said(&missing));
    terminate(worker);
}

#[test]
fn a_submission_that_was_killed_goes_on() {
    let Some(bench) = Bench::new(NO_PAUSE) else { return };
    // Nothing listens there: only the handing in counts.
    let lines: Vec<String> =
        (0..2500).map(|number| format!("http://n{number}.localhost:1/")).collect();
    let lines = lines.join(
        "
",
    );
    fs::write(bench.path().join("many.txt"), &lines).unwrap();
    let args = ["submit", "--run", "many", "--targets", "many.txt", "--max-queued", "1500"];
    // The stream is full before all are there.
    let mut first = bench.start(&args);
    bench.wait_until_known("many", |run| run["queued"] == 1500);
    first.kill().unwrap();
    first.wait().unwrap();
    let second = bench.start(&args);
    let worker = bench.start(&["work", "--places", "256"]);
    let output = second.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("2500 sites submitted"), "{}", said(&output));
    let other =
        bench.fleet(&["submit", "--run", "many", "--targets", "many.txt", "--max-pages", "9"]);
    assert!(said(&other).contains("other settings"), "{}", said(&other));
    fs::write(bench.path().join("many.txt"), lines.replace("n7.", "x7.")).unwrap();
    let other = bench.fleet(&args);
    assert!(said(&other).contains("another list"), "{}", said(&other));
    let collected = bench.fleet(&["collect", "--run", "many", "--resume", "m.jsonl", "--quiet"]);
    assert_eq!(collected.status.code(), Some(3), "{}", said(&collected));
    assert_eq!(bench.collected("m.jsonl").len(), 2500);
    terminate(worker);
}
