//! The sites in samples/ get the reports in samples/expected/. `UPDATE=1 cargo test --test it docs::` rewrites them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::committed::{matches, read, root};
use crate::support::program::{beian, text};

/// The kinds of expected reports: their ending and the options that make them.
const KINDS: [(&str, &[&str]); 3] = [
    ("json", &["--format", "json", "--lang", "en"]),
    ("zh.txt", &["--lang", "zh"]),
    ("en.txt", &["--lang", "en"]),
];

#[test]
fn every_sample_gets_its_expected_report() {
    let mut expected = BTreeSet::new();
    for name in names() {
        for (kind, options) in KINDS {
            let output = audit(&name, options);
            assert!(output.stderr.is_empty(), "{name}: {}", text(&output.stderr));
            let report = if kind == "json" {
                json(&output)
            } else {
                format!("{}exit code {}\n", text(&output.stdout), code(&output))
            };
            matches(&format!("samples/expected/{name}.{kind}"), &report);
            expected.insert(format!("{name}.{kind}"));
        }
    }
    let found: BTreeSet<String> = entries(&samples().join("expected")).collect();
    assert_eq!(found, expected, "reports of samples that are gone");
}

#[test]
fn every_sample_is_introduced() {
    let introduction = read("samples/README.md");
    for name in names() {
        assert!(introduction.contains(&format!("| `{name}` |")), "samples/README.md: {name}");
    }
}

#[test]
fn samples_show_what_they_are_for() {
    for (name, exit, rules) in [
        ("01-all-good", 0, &[][..]),
        ("02-nothing", 1, &["icp-missing", "police-missing"]),
        ("03-unlinked", 1, &["icp-not-linked", "police-not-linked"]),
        ("04-old-hosts", 1, &["icp-link-outdated", "police-link-outdated"]),
        ("05-mixed-inner-pages", 0, &["icp-inconsistent", "icp-missing-inner"]),
        ("06-gbk", 1, &["icp-province-char", "police-link-mismatch"]),
        ("07-spa-shell", 3, &["site-needs-browser"]),
        ("08-portfolio", 1, &["icp-mismatch", "police-missing"]),
        ("09-hostile-text", 1, &["icp-not-linked", "police-link-wrong"]),
        ("10-frames", 0, &["icp-link-insecure"]),
        ("11-template-footer", 1, &["icp-placeholder", "police-placeholder"]),
    ] {
        let output = audit(name, &["--format", "json"]);
        assert_eq!(code(&output), exit, "{name}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let sites = report["sites"].as_array().unwrap();
        let found: BTreeSet<&str> = sites
            .iter()
            .flat_map(|site| ["findings", "reviews"].map(|key| site[key].as_array().unwrap()))
            .flatten()
            .filter_map(|finding| finding["rule"].as_str())
            .collect();
        assert!(rules.iter().all(|rule| found.contains(rule)), "{name}: {found:?}");
        assert!(exit != 0 || !rules.is_empty() || found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn no_byte_of_a_page_steers_the_terminal() {
    for format in ["text", "csv", "json", "html"] {
        let output = audit("09-hostile-text", &["--format", format, "-v"]);
        let control = |char: char| {
            char.is_control() && char != '\n' && char != '\r'
                || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let report = text(&output.stdout);
        assert!(!report.contains(control), "{format}: {report:?}");
        assert!(format != "html" || !report.contains("<script>"), "{report}");
    }
}

/// Audits a sample on a fixed day, as its reader would: by its name in samples/, a portfolio from inside its folder.
fn audit(name: &str, options: &[&str]) -> Output {
    let portfolio = samples().join(name).join("beian.toml").exists();
    let (folder, target) =
        if portfolio { (samples().join(name), "--local") } else { (samples(), name) };
    beian(&folder, &[&["audit", target, "--today", "2026-11-22"][..], options].concat())
}

/// The JSON report without what differs from run to run and from release to release.
fn json(output: &Output) -> String {
    let mut report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    report["started_at"] = "…".into();
    report["tool"]["version"] = "…".into();
    serde_json::to_string_pretty(&report).expect("it was JSON before") + "\n"
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn samples() -> PathBuf {
    root().join("samples")
}

/// The samples' names, sorted.
fn names() -> Vec<String> {
    let mut names: Vec<String> = entries(&samples())
        .filter(|name| name != "expected" && name != "filings" && samples().join(name).is_dir())
        .collect();
    names.sort();
    names
}

fn entries(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).expect("the folder exists");
    entries.map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
}
