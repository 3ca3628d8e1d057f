//! The dossiers in samples/filings get the reports in samples/filings/expected.
//! `UPDATE=1 cargo test --test it docs::` rewrites them.

use std::process::Output;

use serde_json::Value;

use super::committed::{matches, read, root};
use crate::support::program::beian;

/// The dossiers, the exit code of each, and rules that must speak.
const DOSSIERS: [(&str, i32, &[&str]); 3] = [
    (
        "person-jiangsu",
        1,
        &["domain-not-verified", "name-jiangsu-form", "server-term-short", "subject-address-vague"],
    ),
    (
        "company-zhejiang",
        1,
        &[
            "domain-registrar-foreign",
            "domain-suffix-refused",
            "name-state-word",
            "server-numbers-short",
        ],
    ),
    ("company-moves", 1, &["lead-mobile-changed"]),
];

#[test]
fn every_dossier_gets_its_expected_report() {
    for (name, exit, rules) in DOSSIERS {
        for (kind, options) in [
            ("json", &["--format", "json", "--lang", "en"][..]),
            ("zh.txt", &["--lang", "zh"]),
            ("en.txt", &["--lang", "en"]),
        ] {
            let output = preflight(name, options);
            assert_eq!(output.status.code(), Some(exit), "{name}");
            let mut report = String::from_utf8(output.stdout).expect("UTF-8");
            if kind == "json" {
                let mut value: Value = serde_json::from_str(&report).expect("JSON");
                let found: Vec<&str> = value["findings"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|it| it["rule"].as_str())
                    .collect();
                assert!(rules.iter().all(|rule| found.contains(rule)), "{name}: {found:?}");
                value["tool"]["version"] = "…".into();
                report = serde_json::to_string_pretty(&value).expect("it was JSON") + "\n";
            }
            matches(&format!("samples/filings/expected/{name}.{kind}"), &report);
        }
    }
}

#[test]
fn every_dossier_is_introduced() {
    let introduction = read("samples/README.md");
    for (name, ..) in DOSSIERS {
        assert!(
            introduction.contains(&format!("`filings/{name}.toml`")),
            "samples/README.md: {name}"
        );
    }
}

/// What the guides quote of a report: from the first finding's title to the next, and the plan.
#[test]
fn the_guides_quote_the_first_report() {
    for (path, lang, [first, second], [plan, after]) in [
        ("docs/preflight-guide.md", "en", ["  error in Jiangsu", "  error "], ["\nPlan\n", "  · "]),
        (
            "docs/preflight-guide.zh-CN.md",
            "zh",
            ["  错误 江苏", "  错误 "],
            ["\n时间安排\n", "  · "],
        ),
    ] {
        let output = preflight("person-jiangsu", &["--lang", lang]);
        let report = String::from_utf8(output.stdout).expect("UTF-8");
        let from = report.find(first).expect(first);
        let finding = &report[from..];
        let finding = &finding
            [..finding[first.len()..].find(second).map_or(finding.len(), |at| at + first.len())];
        let steps = &report[report.find(plan).expect(plan)..];
        let steps = &steps[..steps.find(after).expect(after)];
        let text = read(path);
        let truth = between(&text, "findings", finding);
        let truth = between(&truth, "plan", steps);
        matches(path, &truth);
    }
}

/// The page with this text between its marks.
fn between(page: &str, mark: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->\n"));
    let (before, rest) = page.split_once(&open).expect("a mark");
    let (_, after) = rest.split_once(&close).expect("an end mark");
    [before, &open, "```text\n", text.trim_matches('\n'), "\n```\n", &close, after].concat()
}

fn preflight(name: &str, options: &[&str]) -> Output {
    let file = format!("{name}.toml");
    let args = [&["preflight", &file, "--today", "2026-11-22"][..], options].concat();
    beian(&root().join("samples/filings"), &args)
}
