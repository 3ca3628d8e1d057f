//! `--baseline`, `--update-baseline` and `[[exempt]]`: a site with old faults is told of new ones only.

use beian::cli::Exit;

use crate::support::sandbox::{Outcome, Sandbox};

/// A page without a filing number, or with one that is not linked.
fn page(footer: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
         <p>Some text.</p><footer>© 2026 某某科技有限公司 {footer}</footer></body></html>"
    )
}

const NUMBER: &str = "京ICP备11000001号-1";

/// A folder without a domain, with faults on each page.
fn sandbox() -> Sandbox {
    Sandbox::new()
        .file("public/index.html", page(NUMBER))
        .file("public/a.html", page(NUMBER))
        .file("public/b/index.html", page(""))
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let all: Vec<&str> =
        ["audit", "public", "--baseline", "known.json"].iter().chain(args).copied().collect();
    sandbox.run(&all)
}

fn report(sandbox: &Sandbox, args: &[&str]) -> (Exit, serde_json::Value, String) {
    let all: Vec<&str> = args.iter().chain(&["--format", "json"]).copied().collect();
    let done = run(sandbox, &all);
    let report =
        serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error} {}", done.err));
    (done.exit, report, done.err)
}

fn pages(list: &serde_json::Value) -> Vec<String> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    list.as_array()
        .into_iter()
        .flatten()
        .map(|it| format!("{} {}", text(&it["rule"]), text(&it["page"])))
        .collect()
}

#[test]
fn only_what_is_new_counts() {
    let sandbox = sandbox();
    let missing = run(&sandbox, &[]);
    assert_eq!(missing.exit, Exit::Usage);
    assert!(missing.err.contains("--update-baseline"), "{}", missing.err);

    let before = sandbox.run(&["audit", "public", "--format", "json"]);
    assert_eq!(before.exit, Exit::Findings);
    let before: serde_json::Value = serde_json::from_str(&before.out).expect("a report");
    let faults = pages(&before["sites"][0]["findings"]).len();

    // A baseline that was just written leaves nothing.
    let (exit, written, err) = report(&sandbox, &["--update-baseline"]);
    assert_eq!(exit, Exit::Clean, "{err}");
    assert!(err.contains(&format!("known.json: {faults} known findings")), "{err}");
    assert_eq!(written["summary"]["findings"], 0);
    let file = sandbox.read("known.json");
    assert!(!file.contains("\"line\"") && !file.contains("2026"), "{file}");
    let (exit, known, err) = report(&sandbox, &[]);
    assert_eq!(exit, Exit::Clean, "{err}");
    let site = &known["sites"][0];
    assert_eq!((&site["status"], pages(&site["findings"])), (&"pass".into(), vec![]));
    assert_eq!(
        pages(&site["accepted"]).len(),
        faults + pages(&before["sites"][0]["reviews"]).len()
    );
    assert_eq!(site["accepted"][0]["by"], "baseline");
    assert_eq!(known["acceptance"]["accepted"], pages(&site["accepted"]).len());
    let text = run(&sandbox, &[]);
    assert!(text.out.contains("known"), "{}", text.out);
    let csv = run(&sandbox, &["--format", "csv"]);
    assert!(!csv.out.contains("icp-not-linked"), "{}", csv.out);

    // One more page: exactly its findings are new, and writing again changes nothing but their lines.
    std::fs::write(sandbox.folder.path().join("public/new.html"), page(NUMBER)).expect("a file");
    let (exit, new, _) = report(&sandbox, &[]);
    assert_eq!(exit, Exit::Findings);
    let found = pages(&new["sites"][0]["findings"]);
    assert!(found.contains(&"icp-not-linked new.html".to_owned()), "{found:?}");
    assert!(found.iter().all(|finding| finding.ends_with(" new.html")), "{found:?}");
    report(&sandbox, &["--update-baseline"]);
    let more = sandbox.read("known.json");
    let kept: Vec<&str> = file.lines().map(|line| line.trim_end_matches(',')).collect();
    let added: Vec<&str> =
        more.lines().filter(|line| !kept.contains(&line.trim_end_matches(','))).collect();
    assert_eq!(added.len(), found.len(), "{added:?}");
    report(&sandbox, &["--update-baseline"]);
    assert_eq!(sandbox.read("known.json"), more, "written twice, it is the same");
}

#[test]
fn mended_and_expired_ones_are_told() {
    let sandbox = sandbox();
    run(&sandbox, &["--update-baseline"]);
    let file = sandbox.read("known.json");
    // Its owner gave one of them a term.
    let line =
        file.lines().find(|line| line.contains("\"a.html\"") && line.contains("icp-not-linked"));
    let line = line.unwrap_or_else(|| panic!("{file}"));
    let term = |day: &str| {
        let with = line.replace("\"fingerprint\"", &format!("\"until\":\"{day}\",\"fingerprint\""));
        let text = file.replace(line, &with);
        std::fs::write(sandbox.folder.path().join("known.json"), text).expect("a file");
    };
    term("2026-11-22");
    assert_eq!(report(&sandbox, &[]).0, Exit::Clean, "its last day");
    term("2026-11-21");
    let (exit, expired, err) = report(&sandbox, &[]);
    assert_eq!(exit, Exit::Findings);
    assert_eq!(pages(&expired["sites"][0]["findings"]), ["icp-not-linked a.html"]);
    assert_eq!(pages(&expired["acceptance"]["baseline"]["expired"]), ["icp-not-linked a.html"]);
    assert!(err.contains("ended on 2026-11-21"), "{err}");
    // No update takes back what its owner decided.
    let (exit, updated, err) = report(&sandbox, &["--update-baseline"]);
    assert_eq!(exit, Exit::Findings, "{err}");
    assert_eq!(pages(&updated["sites"][0]["findings"]), ["icp-not-linked a.html"]);
    assert!(sandbox.read("known.json").contains("\"until\":\"2026-11-21\""));
    assert!(err.contains("ended on 2026-11-21"), "{err}");

    // What is mended is told, and leaves the file with the next update; what was not looked at stays.
    let good = page("<a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a>");
    std::fs::write(sandbox.folder.path().join("public/a.html"), &good).expect("a file");
    let (exit, mended, err) = report(&sandbox, &[]);
    assert_eq!(exit, Exit::Clean, "{err}");
    assert_eq!(pages(&mended["acceptance"]["baseline"]["mended"]), ["icp-not-linked a.html"]);
    assert!(err.contains("1 known finding is mended"), "{err}");
    let (_, home, _) = report(&sandbox, &["--home-only"]);
    assert_eq!(pages(&home["acceptance"]["baseline"]["mended"]), Vec::<String>::new());
    report(&sandbox, &["--update-baseline", "--home-only"]);
    assert!(sandbox.read("known.json").contains("a.html"));
    report(&sandbox, &["--update-baseline"]);
    assert!(!sandbox.read("known.json").contains("a.html"));
}

#[test]
fn a_second_fault_of_the_same_rule_is_new_and_a_moved_line_is_not() {
    let sandbox = sandbox();
    run(&sandbox, &["--update-baseline"]);
    let moved = page(NUMBER).replace("<h1>", "\n\n\n<h1>");
    std::fs::write(sandbox.folder.path().join("public/a.html"), moved).expect("a file");
    assert_eq!(report(&sandbox, &[]).0, Exit::Clean);
    let other = page("京ICP备11000002号-1");
    std::fs::write(sandbox.folder.path().join("public/a.html"), other).expect("a file");
    let (exit, new, _) = report(&sandbox, &[]);
    assert_eq!(exit, Exit::Findings);
    assert!(pages(&new["sites"][0]["findings"]).contains(&"icp-not-linked a.html".to_owned()));
}

#[test]
fn every_summary_says_how_many_do_not_count() {
    let sandbox = sandbox();
    run(&sandbox, &["--update-baseline"]);
    let (_, whole, _) = report(&sandbox, &[]);
    let known = whole["sites"][0]["accepted"].as_array().expect("a list").len();
    let said = format!("{known} known or exempt, not counted");
    for format in ["text", "github", "html", "markdown", "junit"] {
        let done = run(&sandbox, &["--format", format]);
        let said = if format == "junit" { "known or exempt, not counted" } else { &said };
        assert!(done.out.contains(said), "{format}: {}", done.out);
        assert!(!done.out.contains("No problems were found"), "{format}");
    }
    let csv = run(&sandbox, &["--format", "csv"]).out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let at = rows.headers().expect("a head").iter().position(|it| it == "accepted");
    let row = rows.records().next().expect("a row").expect("a row");
    assert_eq!(row.get(at.expect("a column")), Some(&*known.to_string()));
    let done = sandbox.run(&["audit", "public", "--format", "html"]);
    assert!(!done.out.contains(" known or exempt"), "{}", done.out);
}

#[test]
fn a_baseline_that_cannot_be_written_accepts_nothing() {
    let sandbox = sandbox();
    let args = ["audit", "public", "--baseline", "no/such/known.json", "--update-baseline"];
    let reports = ["-q", "--format", "json", "--report", "r.jsonl"];
    let done = sandbox.run(&[&args[..], &reports].concat());
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("no/such/known.json cannot be written"), "{}", done.err);
    let report: serde_json::Value = serde_json::from_str(&done.out).expect("a report");
    assert_eq!(report["sites"][0]["status"], "fail");
    assert!(report["summary"]["findings"].as_u64() > Some(0), "{report}");
    for text in [done.out, sandbox.read("r.jsonl")] {
        assert!(!text.contains("\"accepted\":["), "{text}");
    }
}

#[test]
fn lines_of_a_run_that_writes_the_baseline_say_what_it_accepts() {
    let sandbox = sandbox();
    let done = run(&sandbox, &["--update-baseline", "--format", "jsonl", "--resume", "r.jsonl"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    let line: serde_json::Value = serde_json::from_str(&done.out).expect("one line");
    assert_eq!((&line["status"], pages(&line["findings"])), (&"pass".into(), Vec::new()));
    assert!(pages(&line["accepted"]).contains(&"icp-not-linked a.html".to_owned()), "{line}");
    // Another run may not know the baseline: the file to resume has all findings.
    assert!(!sandbox.read("r.jsonl").contains("\"accepted\""));
    let again = sandbox.run(&["audit", "public", "--resume", "r.jsonl"]);
    assert_eq!(again.exit, Exit::Findings);
    // Results of an earlier run become a baseline, too.
    let args = ["audit", "public", "--resume", "r.jsonl", "--baseline", "b.json"];
    let update = ["--update-baseline", "--format", "jsonl"];
    let done = sandbox.run(&[&args[..], &update].concat());
    assert_eq!((done.exit, done.out.lines().count()), (Exit::Clean, 1), "{}", done.err);
    assert_eq!(sandbox.read("b.json"), sandbox.read("known.json"));
}

#[test]
fn a_damaged_or_foreign_file_is_refused_and_kept() {
    for text in ["", "[]", "<<<<<<< HEAD\n", "{\"schema_version\":9,\"findings\":[]}"] {
        let sandbox = sandbox().file("known.json", text);
        for args in [&[][..], &["--update-baseline"]] {
            let done = run(&sandbox, args);
            assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{text} {}", done.err);
            assert!(done.err.contains("known.json"), "{}", done.err);
        }
        assert_eq!(sandbox.read("known.json"), text);
    }
    let sandbox = sandbox();
    let done = run(&sandbox, &["--update-baseline", "-o", "known.json"]);
    assert_eq!(done.exit, Exit::Usage, "{}", done.err);
    let done = sandbox.run(&["audit", "public", "--update-baseline"]);
    assert_eq!(done.exit, Exit::Usage, "{}", done.err);
}

#[test]
fn an_exemption_accepts_until_its_last_day_and_is_told_when_nothing_needs_it() {
    let toml = |until: &str, pages: &str| {
        format!(
            "[[exempt]]\nrule = \"icp-not-linked\"\npages = \"{pages}\"\nreason = \"换版中\"\nuntil = {until}\n"
        )
    };
    let audit = |until: &str, pages: &str| {
        let sandbox = sandbox().file("beian.toml", toml(until, pages));
        let done = sandbox.run(&["audit", "public", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&done.out).expect("a report");
        (report, done.err)
    };
    let (report, err) = audit("2026-11-22", "/a.html");
    let accepted = &report["sites"][0]["accepted"][0];
    assert_eq!((&accepted["page"], &accepted["by"]), (&"a.html".into(), &"exempt".into()));
    assert_eq!((&accepted["reason"], &accepted["until"]), (&"换版中".into(), &"2026-11-22".into()));
    assert!(
        pages(&report["sites"][0]["findings"]).contains(&"icp-not-linked index.html".to_owned())
    );
    assert_eq!(err, "");

    let (report, err) = audit("2026-11-21", "/a.html");
    assert!(report["sites"][0].get("accepted").is_none());
    assert!(err.contains("beian.toml:1: ") && err.contains("ended on 2026-11-21"), "{err}");
    assert_eq!(report["acceptance"]["expired_exemptions"][0]["line"], 1);

    let (report, err) = audit("2026-12-31", "/gone.html");
    assert!(err.contains("beian.toml:1: ") && err.contains("no finding needs"), "{err}");
    assert_eq!(report["acceptance"]["unused_exemptions"][0]["reason"], "换版中");
}
