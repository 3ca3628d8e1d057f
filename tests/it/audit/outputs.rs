//! What an audit writes destroys nothing that it reads, and is whole.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const PAGE: &str = "<!doctype html><title>x</title><body><p>hello</p></body>";

const TOML: &str = "holidays = [\"holidays.json\"]\n[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\n\
                    [report]\nlogo = \"logo.svg\"\n";

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
        "--evidence e --key ca.pem --browser list.txt --report html=ca.pem",
        "-o logo.svg",
        "-o holidays.json",
    ] {
        let sandbox = Sandbox::new()
            .file("public/index.html", PAGE)
            .file("beian.toml", TOML)
            .file("logo.svg", "<svg/>")
            .file("holidays.json", "{}")
            .file("list.txt", "public\n")
            .file("ca.pem", "");
        let at = |name: &str| sandbox.folder.path().join(name);
        std::fs::hard_link(at("list.txt"), at("hard.txt")).unwrap();
        std::os::unix::fs::symlink("ca.pem", at("soft.txt")).unwrap();
        let args: Vec<&str> =
            ["audit", "public", "-q"].into_iter().chain(args.split(' ')).collect();
        let done = sandbox.run(&args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
        assert!(done.err.contains("fix: name another file"), "{args:?}: {}", done.err);
        assert_eq!(sandbox.read("list.txt"), "public\n");
        assert_eq!(sandbox.read("beian.toml"), TOML);
        assert_eq!(
            (sandbox.read("ca.pem").as_str(), sandbox.read("logo.svg").as_str()),
            ("", "<svg/>")
        );
        assert_eq!(sandbox.read("public/index.html"), PAGE);
        assert!(!at("r.jsonl").exists() && !at("r.json").exists(), "{args:?}");
    }
}

#[test]
fn outputs_that_destroy_nothing_are_written() {
    let sandbox = Sandbox::new().file("public/index.html", PAGE);
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
        let done = sandbox.run(&args);
        assert_eq!(done.exit, Exit::Findings, "{args:?}: {}", done.err);
    }
    assert_eq!(sandbox.read("r.jsonl").lines().count(), 1);
}

#[test]
fn a_report_among_the_pages_is_no_page() {
    let sandbox = Sandbox::new().file("public/index.html", PAGE);
    let report = ["audit", "public", "-q", "--report", "public/filing.html"];
    assert_eq!(sandbox.run(&report).exit, Exit::Findings);
    let written = sandbox.read("public/filing.html");
    let done = sandbox.run(&["audit", "public", "--format", "json"]);
    let audit: serde_json::Value = serde_json::from_str(&done.out).expect("a report");
    let site = &audit["sites"][0];
    assert_eq!(site["pages_checked"], 1);
    assert_eq!(site["skipped"][0], serde_json::json!({"url": "filing.html", "why": "report"}));
    let done = sandbox.run(&["inject", "public", "--icp", "京ICP备11000001号-1"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    assert!(sandbox.read("public/index.html").contains("<beian-footer"));
    assert_eq!(sandbox.read("public/filing.html"), written);
    let done = sandbox.run(&["audit", "public", "--report", "-"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("markdown=-"), "{}", done.err);
}

#[test]
fn lines_replace_the_old_file_when_they_are_whole() {
    let sandbox = Sandbox::new().file("public/index.html", PAGE).file("r.jsonl", "old");
    let done = sandbox.run(&["audit", "public", "-q", "--format", "jsonl", "-o", "r.jsonl"]);
    assert_eq!(done.exit, Exit::Findings, "{}", done.err);
    assert!(sandbox.read("r.jsonl").starts_with("{\"target\":"));
    assert!(!sandbox.folder.path().join("r.jsonl.part").exists());
}

#[test]
fn lines_of_a_killed_run_are_gone_on_with() {
    let sandbox = Sandbox::new().file("public/index.html", PAGE);
    sandbox.run(&["audit", "public", "-q", "--format", "jsonl", "-o", "r.jsonl"]);
    let at = |name: &str| sandbox.folder.path().join(name);
    std::fs::rename(at("r.jsonl"), at("r.jsonl.part")).unwrap();
    let done = sandbox.run(&["audit", "public", "--resume", "r.jsonl"]);
    assert!(done.err.contains("holds the results of 1 of the sites"), "{}", done.err);
    assert!(at("r.jsonl").exists() && !at("r.jsonl.part").exists());
}
