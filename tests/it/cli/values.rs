//! Values of options: their forms, and the errors of others.

use beian::cli::Exit;

use crate::support::sandbox::{Outcome, Sandbox};

/// Audits a folder with one more option.
fn audit(option: &str, value: &str) -> Outcome {
    let sandbox = Sandbox::new().file("public/index.html", "<p>hello</p>");
    sandbox.run(&["audit", "public", &format!("{option}={value}")])
}

fn assert_refused(option: &str, value: &str, part: &str) {
    let done = audit(option, value);
    assert_eq!(done.exit, Exit::Usage, "{option}={value:?}");
    assert!(done.err.contains(part), "{option}={value:?} {}", done.err);
}

#[test]
fn a_time_limit_is_a_number_of_seconds() {
    assert_eq!(audit("--timeout", "0.5").exit, Exit::Findings);
    for text in ["0", "-1", "x", "nan", "inf", "1e99", ""] {
        assert_refused("--timeout", text, "");
    }
}

#[test]
fn a_header_has_a_name_and_a_value() {
    assert_eq!(audit("--header", "A: b:c").exit, Exit::Findings);
    for text in ["", "A", ": b", "A b: c", "A: b\r\nC: d"] {
        assert_refused("--header", text, "");
    }
}

#[test]
fn a_report_has_a_format_and_a_file() {
    assert_eq!(audit("--report", "csv=a=b.csv").exit, Exit::Findings);
    assert_refused("--report", "pdf=a", "jsonl");
    for text in ["csv", "csv=", "=x"] {
        assert_refused("--report", text, "");
    }
}

#[test]
fn a_level_is_of_a_rule() {
    assert_eq!(audit("--rule", "icp-missing=off").exit, Exit::Clean);
    assert_refused("--rule", "icp-missing", "ID=LEVEL");
    assert_refused("--rule", "icp-missing=loud", "warning");
    assert_refused("--rule", "icp-mising=off", "icp-missing");
}

#[test]
fn what_is_due_is_asked_for_in_days_or_weeks() {
    for (text, is_valid) in [
        ("7d", true),
        ("0d", true),
        ("30", true),
        ("2w", true),
        ("", false),
        ("d", false),
        ("-1d", false),
        ("+1d", false),
        ("1.5d", false),
        ("24h", false),
        ("70000d", false),
        ("10000w", false),
    ] {
        let within = format!("--within={text}");
        let done = Sandbox::new().run(&["deadlines", "due", &within, "--ledger", "l.db"]);
        let expected = if is_valid { Exit::Clean } else { Exit::Usage };
        assert_eq!(done.exit, expected, "{text:?} {}", done.err);
    }
}

#[test]
fn the_ending_of_a_file_says_the_format() {
    let sandbox = Sandbox::new().file("p/index.html", "<p>hello</p>");
    let done = sandbox
        .run(&["audit", "p", "-q", "--report", "a.json", "--report", "b.html", "-o", "c.csv"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Findings, ""), "{}", done.err);
    assert!(
        sandbox.read("a.json").starts_with('{') && sandbox.read("b.html").starts_with("<!doctype")
    );
    assert!(sandbox.read("c.csv").starts_with("\u{feff}client,site,"));
    let done = sandbox.run(&["audit", "p", "--report", "a.pdf"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains(".html (html)") && done.err.contains("FORMAT=FILE"), "{}", done.err);
}

#[test]
fn standard_output_takes_one_report() {
    let sandbox = Sandbox::new().file("p/index.html", "<p>hello</p>");
    let run = |args: &str| {
        let args = ["audit", "p", "-q"].into_iter().chain(args.split(' ')).collect::<Vec<_>>();
        sandbox.run(&args)
    };
    for args in ["--report json=-", "--report json=- -o r.txt", "--report json=- --report r.html"] {
        let done = run(args);
        assert_eq!(done.exit, Exit::Findings, "{}", done.err);
        assert!(done.out.starts_with("{\n"), "{args}: {}", done.out);
    }
    for args in [
        "--report json=- --report csv=-",
        "--report json=- --format html",
        "--report json=- --format html -o -",
    ] {
        let done = run(args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args}");
        assert!(done.err.contains("json and ") && done.err.contains("--output"), "{}", done.err);
    }
    let terminal = Sandbox { terminal: true, ..Sandbox::new().file("p/index.html", "") };
    let done = terminal.run(&["audit", "p", "--format", "xlsx"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("--report report.xlsx"), "{}", done.err);
}
