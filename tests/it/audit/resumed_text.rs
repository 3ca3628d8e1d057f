//! No text of a file to resume from can act in a report: neither on a terminal nor as markup or formula.

use serde_json::Value;

use beian::cli::Exit;
use beian::report::escape;

use crate::support::sandbox::Sandbox;

const HOSTILE: &str = "=\u{9b}2J\u{202e}\u{34f}\u{2800}<script>alert(1)</script>\u{1b}]0;x\u{7}";

/// The places of all texts of a value, as JSON pointers.
fn texts(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(place.to_owned()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(item, &format!("{place}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                texts(field, &format!("{place}/{key}"), found);
            }
        }
        _ => {}
    }
}

fn acts(format: &str, out: &str) -> bool {
    let breaks = |char: char| char == '\n' || (char == '\r' && format == "csv");
    out.trim_start_matches('\u{feff}').chars().any(|char| !breaks(char) && escape::is_unsafe(char))
        || (format == "html" && out.contains("<script>"))
        || (format == "csv" && out.contains(",="))
}

#[test]
fn no_text_of_a_file_to_resume_acts_in_any_format() {
    let page = "<html><body><h1>Hello</h1><p>Text.</p><footer>© 2019 某某科技有限公司 京ICP备11000001号-1 \
                京公网安备11010502000001号 京ICP证030173号</footer></body></html>";
    let toml = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nopened = 2026-11-01\nowner = \"乙店\"\nclient = \"甲\"\n";
    let sandbox = Sandbox::new().file("beian.toml", toml).file("public/index.html", page);
    sandbox.run(&["audit", "public", "--resume", "r.jsonl"]);
    let line: Value = serde_json::from_str(&sandbox.read("r.jsonl")).expect("as this test has it");
    let mut places = Vec::new();
    texts(&line, "", &mut places);
    assert!(places.len() > 30, "{places:?}");
    for place in places.iter().filter(|place| *place != "/target") {
        let mut forged = line.clone();
        *forged.pointer_mut(place).expect("as this test has it") = HOSTILE.into();
        let sandbox = Sandbox::new()
            .file("beian.toml", toml)
            .file("public/index.html", page)
            .file("r.jsonl", format!("{forged}\n"));
        for format in ["text", "html", "csv", "json", "jsonl"] {
            let args = ["audit", "public", "--resume", "r.jsonl", "-v", "--format", format];
            let done = sandbox.run(&args);
            assert!(!acts(format, &done.out), "{place} {format}: {}", done.out);
            assert!(!acts("text", &done.err), "{place} {format}: {}", done.err);
            let word = done.exit == Exit::Usage;
            assert!(word || !done.out.is_empty(), "{place} {format}: {}", done.err);
        }
    }
}
