//! What docs/pipeline.md says is true: a merge request of one new page to a site with two hundred old faults brings
//! exactly one finding.

use beian::cli::Exit;

use super::agency_guide::options_exist;
use crate::support::sandbox::Sandbox;

const GUIDES: [&str; 2] =
    [include_str!("../../../docs/pipeline.md"), include_str!("../../../docs/pipeline.zh-CN.md")];

fn page(title: &str, footer: &str) -> String {
    format!(
        "<!doctype html><html lang=zh><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>\
         <p>正文。</p><footer>© 2026 某某科技有限公司 {footer}</footer></body></html>"
    )
}

/// A number that leads nowhere: one error on each page.
const UNLINKED: &str = "京ICP备11000001号-1";
const LINKED: &str = "<a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a>";

#[test]
fn the_options_it_names_exist() {
    GUIDES.into_iter().for_each(options_exist);
}

/// The reports that the guide has written, with their files.
fn reports() -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for line in GUIDES[0].lines().filter(|line| line.contains("--report ")) {
        assert!(GUIDES[1].contains(line), "{line}");
        let words = line.split_whitespace().skip_while(|word| *word != "--report");
        all.extend(words.filter_map(|word| word.split_once('=')));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// How many findings a report has.
fn findings(kind: &str, text: &str) -> usize {
    let json = || serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    match kind {
        "sarif" => json()["runs"][0]["results"].as_array().map_or(0, Vec::len),
        "gitlab" => json().as_array().map_or(0, Vec::len),
        "junit" => text.matches("<failure").count(),
        "markdown" => text.matches("new.html").count().min(1),
        other => panic!("{other}"),
    }
}

#[test]
fn one_new_page_is_one_finding_in_every_format() {
    let mut sandbox = Sandbox::new().file("public/index.html", page("首页", LINKED));
    for old in 0..200 {
        sandbox = sandbox.file(&format!("public/old/{old}.html"), page("旧", UNLINKED));
    }
    let baseline = ["audit", "public", "--baseline", "beian-baseline.json", "--police", "pending"];
    let written = sandbox.run(&[&baseline[..], &["--update-baseline"]].concat());
    assert_eq!(written.exit, Exit::Clean, "{}", written.err);
    assert!(sandbox.read("beian-baseline.json").matches("icp-not-linked").count() >= 200);

    let reports = reports();
    assert!(!reports.is_empty());
    let named: Vec<String> =
        reports.iter().map(|(kind, file)| format!("--report={kind}={file}")).collect();
    let mut args = baseline.to_vec();
    args.extend(named.iter().map(String::as_str));
    let same = sandbox.run(&args);
    assert_eq!(same.exit, Exit::Clean, "{}{}", same.out, same.err);
    for (kind, file) in &reports {
        assert_eq!(findings(kind, &sandbox.read(file)), 0, "{kind}");
    }

    let sandbox = sandbox.file("public/new.html", page("新", UNLINKED));
    let done = sandbox.run(&args);
    assert_eq!(done.exit, Exit::Findings, "{}", done.err);
    for (kind, file) in &reports {
        let text = sandbox.read(file);
        assert_eq!(findings(kind, &text), 1, "{kind}: {text}");
        // JUnit lists the pages that passed, too
        let old = *kind != "junit" && text.contains("old/1");
        assert!(text.contains("new.html") && !old, "{kind}: {text}");
    }
}

#[test]
fn two_builds_are_compared_without_a_file_in_the_repository() {
    let sandbox = Sandbox::new()
        .file("public/index.html", page("首页", LINKED))
        .file("public/old.html", page("旧", UNLINKED));
    let audit = |file: &str| {
        let args = ["audit", "public", "--format", "json", "--output", file, "--fail-on", "never"];
        assert_eq!(sandbox.run(&args).exit, Exit::Clean);
    };
    audit("main.json");
    std::fs::write(sandbox.folder.path().join("public/new.html"), page("新", UNLINKED))
        .expect("a file");
    audit("branch.json");
    let diff = sandbox.run(&["diff", "main.json", "branch.json", "--format", "markdown"]);
    assert_eq!(diff.exit, Exit::Findings, "{}", diff.err);
    assert!(diff.out.contains("new.html") && !diff.out.contains("old.html"), "{}", diff.out);
}
