//! `beian changes`, `beian diff`, and what `audit --record` says of earlier audits.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const TOML: &str = "ledger = \"l.db\"\n[[site]]\ndomain = \"example.cn\"\ndir = \"public\"\nclient = \"甲公司\"\n\
    [[site]]\ndir = \"docs\"\nclient = \"乙公司\"\n";

fn page(footer: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
         <p>Some text.</p><footer>© 2026 某某科技有限公司 {footer}</footer></body></html>"
    )
}

/// A page with a linked number.
fn good(number: &str) -> String {
    page(&format!("<a href=\"https://beian.miit.gov.cn/\">{number}</a>"))
}

const NUMBER: &str = "京ICP备11000001号-1";

fn sandbox() -> Sandbox {
    Sandbox::new()
        .file("beian.toml", TOML)
        .file("public/index.html", good(NUMBER))
        .file("public/about.html", page(NUMBER))
        .file("docs/index.html", page(""))
}

fn write(sandbox: &Sandbox, path: &str, content: &str) {
    std::fs::write(sandbox.folder.path().join(path), content).expect("a file");
}

fn record(sandbox: &Sandbox, day: &str) -> String {
    let done = sandbox.run(&["audit", "--all", "--record", "--today", day, "--fail-on", "never"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    done.err
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Rules and pages of a list of findings.
fn told(list: &serde_json::Value) -> Vec<String> {
    let line = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}", text("rule"), text("page"))
    };
    list.as_array().into_iter().flatten().map(line).collect()
}

#[test]
fn the_ledger_says_what_is_new_mended_open_and_gone() {
    let sandbox = sandbox();
    record(&sandbox, "2026-11-01");
    write(&sandbox, "public/about.html", &good(NUMBER));
    write(&sandbox, "public/new.html", &page(NUMBER));
    write(&sandbox, "public/index.html", &good("京ICP备11000001号-2"));
    let notes = record(&sandbox, "2026-11-02");
    assert!(notes.contains("example.cn: since the audit of 2026-11-01: new: "), "{notes}");
    assert!(notes.contains("mended: icp-not-linked"), "{notes}");

    let done = sandbox.run(&["changes", "--format", "json"]);
    assert_eq!(done.exit, Exit::Findings, "{}", done.err);
    let report = json(&done.out);
    assert_eq!((&report["from"]["run"], &report["to"]["run"]), (&1.into(), &2.into()));
    assert_eq!(report["from"]["day"], "2026-11-01");
    let [docs, site] = report["sites"].as_array().expect("a list").as_slice() else {
        panic!("{report}");
    };
    assert_eq!((&docs["site"], &docs["client"]), (&"docs".into(), &"乙公司".into()));
    assert_eq!(told(&docs["new"]), Vec::<String>::new(), "{docs}");
    assert!(told(&docs["open"]).contains(&"icp-missing index.html".to_owned()), "{docs}");
    assert_eq!(site["state"], "compared");
    assert!(told(&site["new"]).contains(&"icp-not-linked new.html".to_owned()), "{site}");
    assert!(told(&site["mended"]).contains(&"icp-not-linked about.html".to_owned()), "{site}");
    let home = &site["numbers"][0];
    assert_eq!(
        (&home["where"], &home["what"], &home["kind"]),
        (&"home".into(), &"number".into(), &"icp".into())
    );
    assert_eq!((&home["before"], &home["after"]), (&NUMBER.into(), &"京ICP备11000001号-2".into()));

    let text = sandbox.run(&["changes"]).out;
    for part in [
        "run 1 (2026-11-01) → run 2 (2026-11-02)",
        "[甲公司]",
        "+ new error  icp-not-linked",
        "- mended error",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let zh =
        sandbox.run(&["changes", "--lang", "zh", "--client", "甲公司", "--format", "markdown"]).out;
    for part in ["# 备案检查的变化", "| example.cn | 甲公司 |", "**已修复** 错误"] {
        assert!(zh.contains(part), "{part}\n{zh}");
    }
    assert!(!zh.contains("docs"), "{zh}");

    // The same state again: nothing is new, and what is open does not count.
    record(&sandbox, "2026-11-03");
    let done = sandbox.run(&["changes"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.out);
    assert!(done.out.contains("Nothing changed."), "{}", done.out);
    for since in ["1", "#1", "2026-11-01", "2026年11月1日"] {
        assert_eq!(sandbox.run(&["changes", "--since", since]).exit, Exit::Findings, "{since}");
    }
    let never = sandbox.run(&["changes", "--since", "1", "--fail-on", "never"]);
    assert_eq!(never.exit, Exit::Clean);

    // A site that is not audited any more.
    write(&sandbox, "beian.toml", TOML.split("[[site]]\ndir").next().expect("the first site"));
    record(&sandbox, "2026-11-04");
    let done = sandbox.run(&["changes"]);
    assert!(done.out.contains("docs  not audited again (last on 2026-11-03)"), "{}", done.out);
    let runs = sandbox.run(&["changes", "--runs"]).out;
    assert_eq!(runs.lines().count(), 4, "{runs}");
    assert!(runs.starts_with("    4  2026-11-04  sites: 1"), "{runs}");
}

#[test]
fn wrong_uses_say_what_to_do() {
    let sandbox = sandbox();
    let none = sandbox.run(&["changes"]);
    assert_eq!(none.exit, Exit::Usage);
    assert!(none.err.contains("has no audits") && none.err.contains("--record"), "{}", none.err);
    record(&sandbox, "2026-11-01");
    for (args, part) in [
        (&["changes", "--since", "9"][..], "there is no run 9"),
        (&["changes", "--since", "soon"], "write a date"),
        (&["changes", "--client", "丙"], "no [[site]] has the client 丙"),
        (&["changes", "-o", "l.db"], "--output"),
        (&["diff", "a.json", "b.json"], "a.json"),
        (&["diff", "-", "-"], "standard input cannot be both"),
        (&["diff", "beian.toml", "beian.toml"], "not a report of beian"),
    ] {
        let done = sandbox.run(args);
        assert_eq!(done.exit, Exit::Usage, "{args:?}");
        assert!(done.err.contains(part), "{args:?}: {}", done.err);
    }
    // A first run is compared with nothing: all that it found is new.
    let done = sandbox.run(&["changes"]);
    assert_eq!(done.exit, Exit::Findings);
    assert!(done.out.contains("new site"), "{}", done.out);
}

#[test]
fn two_reports_are_compared_in_either_form() {
    let mut sandbox = sandbox();
    let audit = |sandbox: &Sandbox, format: &str, file: &str| {
        let args =
            ["audit", "public", "docs", "--format", format, "-o", file, "--fail-on", "never"];
        assert_eq!(sandbox.run(&args).exit, Exit::Clean);
    };
    audit(&sandbox, "json", "a.json");
    let same = sandbox.run(&["diff", "a.json", "a.json"]);
    assert_eq!(same.exit, Exit::Clean, "{}", same.out);
    assert!(same.out.contains("Nothing changed."), "{}", same.out);

    write(&sandbox, "public/about.html", &good(NUMBER));
    write(&sandbox, "public/new.html", &page(NUMBER));
    audit(&sandbox, "json", "b.json");
    audit(&sandbox, "jsonl", "b.jsonl");
    let expect = |done: crate::support::sandbox::Outcome| {
        assert_eq!(done.exit, Exit::Findings, "{}", done.err);
        let report = json(&done.out);
        let site = report["sites"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|site| site["site"] == "example.cn");
        let site = site.unwrap_or_else(|| panic!("{report}"));
        assert!(told(&site["new"]).contains(&"icp-not-linked new.html".to_owned()), "{site}");
        assert!(told(&site["mended"]).contains(&"icp-not-linked about.html".to_owned()), "{site}");
        assert_eq!(report["from"]["day"], "2026-11-22");
    };
    expect(sandbox.run(&["diff", "a.json", "b.json", "--format", "json"]));
    expect(sandbox.run(&["diff", "a.json", "b.jsonl", "--format", "json"]));
    sandbox.input = sandbox.read("b.json").into_bytes();
    expect(sandbox.run(&["diff", "a.json", "-", "--format", "json"]));
    let back = sandbox.run(&["diff", "b.json", "a.json", "--format", "json", "--fail-on", "never"]);
    assert_eq!(back.exit, Exit::Clean);
    assert_eq!(json(&back.out)["summary"]["new_sites"], 0);
    let schema: serde_json::Value = json(&sandbox.run(&["schema", "changes"]).out);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&json(&back.out)).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_comparison_reads_what_other_programs_made_of_a_report_and_says_that_one_was_cut() {
    let sandbox = sandbox();
    let args =
        ["audit", "public", "docs", "--format", "json", "-o", "a.json", "--fail-on", "never"];
    assert_eq!(sandbox.run(&args).exit, Exit::Clean);
    let text = sandbox.read("a.json");
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cut = text.replacen("\"complete\": true", "\"complete\": false", 1);
    assert_ne!(cut, text);
    let left = cut.replacen("\"not_audited\": 0", "\"not_audited\": 3", 1);
    let sandbox = sandbox
        .file("wide.json", wide)
        .file("mark.json", format!("\u{feff}{text}"))
        .file("cut.json", cut)
        .file("left.json", left);
    for file in ["wide.json", "mark.json"] {
        let done = sandbox.run(&["diff", "a.json", file]);
        assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""), "{file}");
        assert!(done.out.contains("Nothing changed."), "{}", done.out);
    }
    for (file, said) in [("cut.json", "of a run that was cut"), ("left.json", "not audited: 3")] {
        for format in ["text", "markdown", "html", "json"] {
            let done = sandbox.run(&["diff", "a.json", file, "-q", "--format", format]);
            assert!(done.err.contains(said), "{}", done.err);
            let shown = done.out.replace("&#58;", ":").replace('\n', " ");
            assert!(format == "json" || shown.contains(said), "{format}: {shown}");
            assert!(format != "json" || shown.contains("\"not_audited\""), "{shown}");
        }
    }
    let done = sandbox.run(&["changes", "--runs", "--format", "json"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("--format"), "{}", done.err);
}

#[test]
fn pages_that_were_not_read_again_are_neither_open_nor_mended() {
    let sandbox = sandbox();
    record(&sandbox, "2026-11-01");
    let args =
        ["audit", "public", "--home-only", "--record", "--today", "2026-11-02", "--format", "json"];
    let done = sandbox.run(&args);
    let changes = &json(&done.out)["sites"][0]["changes"];
    assert!(
        told(&changes["unread"]).contains(&"icp-not-linked about.html".to_owned()),
        "{changes}"
    );
    assert_eq!(told(&changes["mended"]), Vec::<String>::new());
    // Read again, it is what it was.
    let done =
        sandbox.run(&["audit", "public", "--record", "--today", "2026-11-03", "--format", "json"]);
    let changes = &json(&done.out)["sites"][0]["changes"];
    assert!(told(&changes["open"]).contains(&"icp-not-linked about.html".to_owned()), "{changes}");
    assert_eq!(told(&changes["new"]), Vec::<String>::new());
    // A page that is gone is mended.
    std::fs::remove_file(sandbox.folder.path().join("public/about.html")).expect("it is there");
    let done =
        sandbox.run(&["audit", "public", "--record", "--today", "2026-11-04", "--format", "json"]);
    let changes = &json(&done.out)["sites"][0]["changes"];
    assert!(
        told(&changes["mended"]).contains(&"icp-not-linked about.html".to_owned()),
        "{changes}"
    );
}

#[test]
fn a_run_that_is_resumed_is_one_run() {
    let sandbox = sandbox();
    record(&sandbox, "2026-11-01");
    // The first half of a run that was killed: one site is finished.
    let half = [
        "audit",
        "public",
        "--record",
        "--resume",
        "r.jsonl",
        "--today",
        "2026-11-02",
        "--fail-on",
        "never",
    ];
    assert_eq!(sandbox.run(&half).exit, Exit::Clean);
    let whole = [
        "audit",
        "public",
        "docs",
        "--record",
        "--resume",
        "r.jsonl",
        "--today",
        "2026-11-02",
        "--fail-on",
        "never",
    ];
    assert_eq!(sandbox.run(&whole).exit, Exit::Clean);
    let runs = sandbox.run(&["changes", "--runs"]).out;
    assert!(runs.starts_with("    2  2026-11-02  sites: 2"), "{runs}");
    let changes = json(&sandbox.run(&["changes", "--format", "json"]).out);
    assert_eq!(
        (&changes["summary"]["compared"], &changes["summary"]["gone_sites"]),
        (&2.into(), &0.into())
    );
}

#[test]
fn a_folder_is_recorded_by_a_name() {
    let sandbox = Sandbox::new().file("out/index.html", page(""));
    let audit = |name: &str| {
        sandbox.run(&[
            "audit",
            "out",
            "--record",
            "--ledger",
            "l.db",
            "--name",
            name,
            "--fail-on",
            "never",
        ])
    };
    let done = audit("文档 站");
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    let history = sandbox.run(&["deadlines", "--ledger", "l.db", "history", "文档 站"]);
    assert_eq!(history.exit, Exit::Clean, "{}", history.err);
    assert!(history.out.contains("audit of out: "), "{}", history.out);
    let done = audit("");
    assert_eq!(done.exit, Exit::Usage, "{}", done.err);
    let export = sandbox.run(&["deadlines", "--ledger", "l.db", "export", "-o", "e.jsonl"]);
    assert_eq!(export.exit, Exit::Clean, "{}", export.err);
    let import = sandbox.run(&["deadlines", "--ledger", "copy.db", "import", "e.jsonl"]);
    assert_eq!(import.exit, Exit::Clean, "{}", import.err);
    assert!(import.out.contains("1 added"), "{}", import.out);
    let wrong = sandbox.run(&[
        "audit",
        "https://example.cn/",
        "--record",
        "--ledger",
        "l.db",
        "--name",
        "x",
    ]);
    assert_eq!(wrong.exit, Exit::Usage, "{}", wrong.err);
    assert!(wrong.err.contains("--name is for one folder"), "{}", wrong.err);
}

#[test]
fn all_sites_are_audited_each_with_its_own_values() {
    let toml = "[[site]]\ndomain = \"a.cn\"\ndir = \"a\"\nicp = \"京ICP备11000001号-1\"\n\
                [[site]]\ndomain = \"b.cn\"\ndir = \"b\"\nicp = \"京ICP备11000001号-2\"\n\
                [[site]]\ndir = \"c\"\n";
    let sandbox = Sandbox::new()
        .file("beian.toml", toml)
        .file("a/index.html", good("京ICP备11000001号-1"))
        .file("b/index.html", good("京ICP备11000001号-1"))
        .file("c/index.html", good("京ICP备11000001号-1"));
    let done = sandbox.run(&["audit", "--all", "--format", "json"]);
    let report = json(&done.out);
    let sites: Vec<_> = report["sites"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|site| {
            let mismatch =
                told(&site["findings"]).iter().any(|line| line.starts_with("icp-mismatch"));
            (site["target"].as_str().expect("a text"), mismatch)
        })
        .collect();
    assert_eq!(sites, [("a", false), ("b", true), ("c", false)], "{report}");
    assert_eq!(report["summary"]["sites"], 3);
    let conflict = sandbox.run(&["audit", "--all", "a"]);
    assert_eq!(conflict.exit, Exit::Usage);
}

#[test]
fn numbers_on_pages_that_were_not_read_again_are_not_gone() {
    let sandbox = sandbox().file("public/inner.html", good("京ICP备11000001号-7"));
    let audit = |day: &str, options: &[&str]| {
        let line = [
            "audit",
            "--all",
            "--record",
            "--today",
            day,
            "--fail-on",
            "never",
            "--format",
            "json",
        ];
        sandbox.run(&[&line, options].concat()).out
    };
    let numbers = || {
        let report = json(&sandbox.run(&["changes", "--format", "json"]).out);
        let sites = report["sites"].as_array().cloned().unwrap_or_default();
        let site = sites.into_iter().find(|site| site["site"] == "example.cn");
        site.map_or_else(|| serde_json::json!([]), |site| site["numbers"].clone())
    };
    write(&sandbox, "full.json", &audit("2026-11-01", &[]));
    write(&sandbox, "home.json", &audit("2026-11-02", &["--home-only"]));
    assert_eq!(numbers(), serde_json::json!([]), "the home page alone");
    audit("2026-11-03", &["--exclude", "inner.html"]);
    assert_eq!(numbers(), serde_json::json!([]), "without the page");
    audit("2026-11-04", &[]);
    assert_eq!(numbers(), serde_json::json!([]), "all again");
    std::fs::remove_file(sandbox.folder.path().join("public/inner.html")).expect("a file");
    audit("2026-11-05", &[]);
    assert_eq!(numbers()[0]["before"], "京ICP备11000001号-7", "the page is gone");
    let diff = sandbox.run(&["diff", "full.json", "home.json", "--format", "json"]);
    assert!(!diff.out.contains("号-7"), "{}", diff.out);
}

#[test]
fn what_one_report_accepts_is_open_in_both() {
    let sandbox = sandbox();
    let audit = |options: &[&str]| {
        let line = ["audit", "docs", "--fail-on", "never", "--format", "json"];
        sandbox.run(&[&line, options].concat()).out
    };
    write(&sandbox, "plain.json", &audit(&[]));
    write(&sandbox, "known.json", &audit(&["--baseline", "b.json", "--update-baseline"]));
    for (before, after) in [("plain.json", "known.json"), ("known.json", "plain.json")] {
        let done = sandbox.run(&["diff", before, after, "--format", "json"]);
        assert_eq!(done.exit, Exit::Clean, "{}{}", done.out, done.err);
        let site = &json(&done.out)["sites"][0];
        assert_eq!((told(&site["new"]), told(&site["mended"])), (vec![], vec![]), "{site}");
        assert!(told(&site["open"]).contains(&"icp-missing index.html".to_owned()), "{site}");
    }
}

#[test]
fn a_missing_folder_does_not_stop_the_other_sites() {
    let sandbox = sandbox();
    std::fs::remove_dir_all(sandbox.folder.path().join("public")).expect("a folder");
    for option in ["--all", "--local"] {
        let done = sandbox.run(&["audit", option, "--record", "--format", "json", "-q"]);
        assert_eq!(done.exit, Exit::Usage, "{}", done.err);
        let at = "beian.toml line 3: the folder public of [[site]] example.cn is not there";
        assert!(done.err.contains(at), "{}", done.err);
        let report = json(&done.out);
        assert_eq!(report["sites"][0]["status"], "error", "{report}");
        assert_eq!(report["sites"][1]["target"], "docs");
        assert!(!told(&report["sites"][1]["findings"]).is_empty(), "{report}");
        assert_eq!(
            json(&sandbox.run(&["changes", "--format", "json"]).out)["to"]["run"],
            if option == "--all" { 1 } else { 2 }
        );
    }
}

#[test]
fn a_folder_is_known_to_readers_by_its_domain() {
    let sandbox = sandbox();
    for (audience, path) in [("owner", true), ("client", false)] {
        let line =
            ["audit", "--all", "--fail-on", "never", "--format", "html", "--audience", audience];
        let page = sandbox.run(&line).out;
        assert!(page.contains("id=\"site-example.cn\""), "{page}");
        assert!(!page.contains("id=\"site-public\""));
        assert_eq!(page.contains("<dd>public"), path, "{audience}: {page}");
    }
}

#[test]
fn a_report_of_a_run_that_was_cut_is_said_to_be_such() {
    let sandbox = sandbox();
    let done = sandbox.run(&["audit", "docs", "--fail-on", "never", "--format", "json"]);
    let mut report = json(&done.out);
    write(&sandbox, "whole.json", &report.to_string());
    (report["complete"], report["not_audited"]) = (false.into(), 2.into());
    write(&sandbox, "cut.json", &report.to_string());
    let done = sandbox.run(&["diff", "whole.json", "cut.json", "-q"]);
    assert!(
        done.err.contains("cut.json is of a run that was cut, sites not audited: 2"),
        "{}",
        done.err
    );
    let whole = sandbox.run(&["diff", "whole.json", "whole.json"]);
    assert!(!whole.err.contains("cut"), "{}", whole.err);
}

#[test]
fn the_last_run_is_not_compared_with_itself() {
    let sandbox = sandbox();
    record(&sandbox, "2026-11-01");
    record(&sandbox, "2026-11-02");
    for since in ["2", "2026-11-02", "2027-01-01"] {
        let done = sandbox.run(&["changes", "--since", since]);
        assert_eq!(done.exit, Exit::Usage, "{since}: {}", done.out);
        assert!(done.err.contains("the last is #2 of 2026-11-02"), "{}", done.err);
    }
    assert_eq!(sandbox.run(&["changes", "--since", "2026-11-01"]).exit, Exit::Clean);
}
