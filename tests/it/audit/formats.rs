//! All formats of one run: the same bytes for the same results, nothing of a page acts in them, and readers of others take
//! them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use beian::cli::Exit;

use crate::support::python::python;
use crate::support::sandbox::Sandbox;

/// Files of all formats, by what names them.
const REPORTS: [&str; 13] = [
    "r.txt",
    "r.json",
    "r.jsonl",
    "r.csv",
    "r.findings.csv",
    "r.filings.csv",
    "r.html",
    "r.xlsx",
    "r.md",
    "r.sarif",
    "r.xml",
    "gitlab=r.gitlab",
    "github=r.github",
];

/// What ends a line, a cell, a tag, a command or a comment, where the text that a page shows has it.
const TEXTS: [&str; 8] = [
    "=cmd|'/c calc'!A1",
    "]]>&lt;script&gt;alert(1)&lt;/script&gt;",
    "a | b || c `d` [e](https://evil.example) ![f](g)",
    "\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}",
    "\n::error::owned\n##[group]x",
    "\u{202e}gnp.exe\u{200b}\u{feff}\u{2028}",
    "&#xD800;&#xDFFF;&#0;&#11;&#xFFFE;",
    "@everyone #1 <!-- --> ${{ github.token }}",
];

fn page(text: &str, name: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{text}</title></head><body><p>some text of {name}</p><footer>\
         © 2019–2024 {text}有限公司 版权所有 京ICP备12345678号-1{text} \
         <a href=\"http://www.miitbeian.gov.cn/?{text}\">京ICP备12345678号</a></footer></body></html>"
    )
}

/// Sites with hostile text, in folders with hostile names, and a title of ten thousand characters.
fn portfolio() -> Sandbox {
    let mut sandbox = Sandbox::new();
    let mut toml = String::new();
    let long = "题".repeat(10_000);
    for (at, text) in TEXTS.iter().copied().chain([long.as_str()]).enumerate() {
        let quoted: String = text.chars().filter(|char| !char.is_control()).collect();
        let folder = format!("s{at}");
        let hidden = format!("{folder}/=a|b,c%0A::error::x]]>.html");
        sandbox = sandbox
            .file(&format!("{folder}/index.html"), page(text, &folder))
            .file(&hidden, page(text, "x"))
            .file(
                &format!("{folder}/bytes.html"),
                [b"\xed\xa0\x80\xff", page(text, "y").as_bytes()].concat(),
            );
        let client = if at % 2 == 0 { "=甲 | <b>" } else { "@乙 ]]>" };
        let owner: String = quoted.chars().filter(|char| !char.is_whitespace()).take(60).collect();
        let owner = owner.replace(['\u{202e}', '\u{200b}', '\u{feff}', '\u{2028}'], "");
        let _ = write!(
            toml,
            "[[site]]\ndomain = \"s{at}.example\"\ndir = \"{folder}\"\nclient = \"{client}\"\nowner = {owner:?}\nopened = 2026-11-01\n"
        );
    }
    sandbox.file("beian.toml", toml)
}

/// Runs an audit of all sites with a report in each format.
fn audit(sandbox: &Sandbox, lang: &str, into: &str) {
    let mut args =
        vec!["audit".to_owned(), "--local".to_owned(), "--lang".to_owned(), lang.to_owned()];
    fs::create_dir_all(sandbox.folder.path().join(into)).expect("a folder");
    for report in REPORTS {
        let (format, file) = report.split_once('=').unwrap_or(("", report));
        let equals = if format.is_empty() { "" } else { "=" };
        args.extend(["--report".to_owned(), format!("{format}{equals}{into}/{file}")]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = sandbox.run(&args);
    assert_eq!(done.exit, Exit::Findings, "{}", done.err);
}

fn file_of(report: &str) -> &str {
    report.split_once('=').map_or(report, |(_, file)| file)
}

#[test]
fn the_same_results_are_the_same_bytes_in_every_format() {
    let sandbox = portfolio();
    for lang in ["zh", "en"] {
        for into in ["first", "second"] {
            audit(&sandbox, lang, into);
        }
        for report in REPORTS {
            let read = |into: &str| {
                fs::read(sandbox.folder.path().join(into).join(file_of(report))).expect("a report")
            };
            let (first, second) = (read("first"), read("second"));
            if report == "r.jsonl" {
                // One line a site, as it is done: any order.
                let lines = |bytes: &[u8]| {
                    let mut lines: Vec<Vec<u8>> =
                        bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
                    lines.sort();
                    lines
                };
                assert_eq!(lines(&first), lines(&second));
            } else {
                assert!(first == second, "{report} in {lang}");
            }
        }
    }
}

#[test]
fn nothing_that_a_page_shows_acts_in_a_report() {
    let sandbox = portfolio();
    for lang in ["zh", "en"] {
        audit(&sandbox, lang, "r");
        for report in REPORTS.iter().map(|report| file_of(report)).filter(|file| *file != "r.xlsx")
        {
            let text = sandbox.read(&format!("r/{report}"));
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let acts =
                |char: char| !matches!(char, '\n' | '\r') && beian::report::escape::is_unsafe(char);
            assert!(!text.contains(acts), "{report}: {:?}", text.chars().find(|char| acts(*char)));
            let commands =
                text.lines().filter(|line| line.starts_with("::") || line.starts_with("##["));
            let ours = |line: &&str| report == "r.github" && line.contains(" file=");
            assert_eq!(commands.filter(|line| !ours(line)).count(), 0, "{report}");
        }
        let table = |name: &str| sandbox.read(&format!("r/{name}"));
        for name in ["r.csv", "r.findings.csv", "r.filings.csv"] {
            let text = table(name);
            assert!(text.starts_with('\u{feff}'));
            let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let mut count = 0;
            for row in rows.records().map(|row| row.expect("a row")) {
                count += 1;
                for cell in &row {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
                }
            }
            assert_eq!(text.lines().count(), count + 1, "one line a row");
        }
        for name in ["r.html", "r.md", "r.xml"] {
            let text = table(name);
            assert!(!text.contains("<script>alert") && !text.contains("甲 | <b>"), "{name}");
        }
    }
}

/// Validates files by an XML schema, and says of each that it did.
const VALIDATOR: &str = r#"
import sys, xmlschema
schema = xmlschema.XMLSchema(sys.argv[1])
for path in sys.argv[2:]:
    schema.validate(path)
    print("valid")
"#;

#[test]
fn junit_is_read_by_a_parser_and_valid_by_the_schema_of_jenkins() {
    let sandbox = portfolio();
    let mut paths = Vec::new();
    for lang in ["zh", "en"] {
        audit(&sandbox, lang, lang);
        let text = sandbox.read(&format!("{lang}/r.xml"));
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let suites: Vec<_> =
            document.root_element().children().filter(roxmltree::Node::is_element).collect();
        assert_eq!(suites.len(), TEXTS.len() + 1, "a suite a site");
        for suite in suites {
            let of = |name: &str| suite.descendants().filter(|it| it.has_tag_name(name)).count();
            for (attribute, name) in [
                ("tests", "testcase"),
                ("failures", "failure"),
                ("errors", "error"),
                ("skipped", "skipped"),
            ] {
                let told: usize =
                    suite.attribute(attribute).and_then(|it| it.parse().ok()).expect("a number");
                assert_eq!(told, of(name), "{attribute}");
            }
            assert!(of("failure") > 0);
        }
        paths.push(sandbox.folder.path().join(lang).join("r.xml"));
    }
    let Some(python) = python("xmlschema") else { return };
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/docs/junit-10.xsd");
    let done = Command::new(python).args(["-c", VALIDATOR]).arg(schema).args(paths).output();
    let done = done.expect("Python starts");
    let said = String::from_utf8_lossy(&done.stdout);
    assert_eq!(said, "valid\nvalid\n", "{}", String::from_utf8_lossy(&done.stderr));
}
