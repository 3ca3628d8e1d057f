//! `--record`: what audits saw goes into the ledger, and what a later one does not see any more is told.

use beian::cli::Exit;
use beian::domain::record::LastAudit;
use beian::ledger::Ledger;

use crate::support::sandbox::Sandbox;

const TOML: &str = "ledger = \"l.db\"\n[[site]]\ndomain = \"example.cn\"\ndir = \"public\"\n";

fn page(footer: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
         <p>Some text.</p><footer>© 2026 某某科技有限公司 {footer}</footer></body></html>"
    )
}

fn shown() -> String {
    page(
        "<a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a> \
         <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\"><img src=\"police.png\" \
         alt=\"公安备案图标\">京公网安备11010502000001号</a>",
    )
}

fn audit(sandbox: &Sandbox, home: &str, today: &str) -> (Exit, serde_json::Value, String) {
    std::fs::write(sandbox.folder.path().join("public/index.html"), home)
        .expect("as this test has it");
    let done = sandbox.run(&["audit", "public", "--record", "--today", today, "--format", "json"]);
    let report = serde_json::from_str(&done.out).expect("as this test has it");
    (done.exit, report, done.err)
}

fn seen(sandbox: &Sandbox) -> Option<(String, bool, bool)> {
    let path = sandbox.folder.path().join("l.db");
    let log = Ledger::open_read(&path)
        .expect("as this test has it")?
        .log("example.cn")
        .expect("as this test has it");
    let now = |seen: LastAudit, on| on == Some(seen.day);
    log.seen.map(|seen| (seen.day.to_string(), now(seen, seen.icp), now(seen, seen.badge)))
}

#[test]
fn what_is_seen_closes_and_what_is_lost_is_told_until_it_is_back() {
    let sandbox = Sandbox::new()
        .file("beian.toml", TOML)
        .file("public/police.png", "\u{89}PNG")
        .file("public/index.html", "");
    let (_, report, _) = audit(&sandbox, &page("联系我们"), "2026-10-01");
    assert!(report["sites"][0].get("drift").is_none());
    assert_eq!(seen(&sandbox), Some(("2026-10-01".to_owned(), false, false)));

    let (exit, report, err) = audit(&sandbox, &shown(), "2026-10-02");
    assert_eq!(exit, Exit::Clean, "{report}{err}");
    assert_eq!(seen(&sandbox), Some(("2026-10-02".to_owned(), true, true)));

    for today in ["2026-10-03", "2026-10-04"] {
        let (exit, report, err) = audit(&sandbox, &page("联系我们"), today);
        assert_eq!(exit, Exit::Findings);
        let drift = &report["sites"][0]["drift"];
        assert_eq!(drift[0]["what"], "icp-link");
        assert_eq!(drift[1]["what"], "police-badge");
        assert_eq!(drift[1]["last_seen"], "2026-10-02");
        assert!(err.contains("example.cn: the linked ICP number is no longer"), "{err}");
    }
    let (_, report, err) = audit(&sandbox, &shown(), "2026-10-05");
    let site = &report["sites"][0];
    assert!(site.get("drift").is_none(), "{err}");
    assert!(
        err.contains("example.cn: since the audit of 2026-10-04: mended: icp-missing"),
        "{err}"
    );
    assert_eq!(site["changes"]["since"], "2026-10-04");
    assert_eq!(site["changes"]["mended"][0]["rule"], "icp-missing");
    assert_eq!(site["changes"]["new"], serde_json::json!([]));
    let numbers = site["changes"]["numbers"].as_array().expect("as this test has it");
    assert_eq!(numbers.len(), 2, "{site}");
    assert_eq!(numbers[0]["after"], "京ICP备11000001号-1");
    let days: Vec<_> =
        site["trend"].as_array().expect("a trend").iter().map(|point| &point["day"]).collect();
    assert_eq!(days, ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"]);
    assert_eq!(site["trend"][3]["errors"], 1, "{site}");
    assert_eq!(report["trend"][4]["sites"], 1);
    assert_eq!(report["trend"][4]["errors"], 0);

    let done = sandbox.run(&["deadlines", "history", "example.cn"]);
    for part in ["2026-10-01 audit of public: fail", "new: icp-missing", "gone: icp-missing"] {
        assert!(done.out.contains(part), "{part}\n{}", done.out);
    }
    assert_eq!(done.out.matches("no longer on the home page").count(), 4, "{}", done.out);
}

#[test]
fn a_page_that_cannot_be_judged_neither_closes_nor_loses_anything() {
    let sandbox = Sandbox::new()
        .file("beian.toml", TOML)
        .file("public/police.png", "\u{89}PNG")
        .file("public/index.html", "");
    audit(&sandbox, &shown(), "2026-10-02");
    let (exit, report, _) = audit(&sandbox, "{\"no\": \"page\"}", "2026-10-03");
    assert_eq!(exit, Exit::NotJudged);
    assert!(report["sites"][0].get("drift").is_none());
    assert_eq!(seen(&sandbox), Some(("2026-10-02".to_owned(), true, true)));
}

#[test]
fn a_link_that_leads_elsewhere_is_not_seen() {
    let sandbox = Sandbox::new().file("beian.toml", TOML).file("public/index.html", "");
    for footer in [
        "京ICP备11000001号-1",
        "<a href=\"https://example.com/\">京ICP备11000001号-1</a>",
        "<a href=\"https://beian.miit.gov.cn/\" style=\"display:none\">京ICP备11000001号-1</a>",
    ] {
        audit(&sandbox, &page(footer), "2026-10-02");
        assert_eq!(seen(&sandbox).map(|(_, icp, _)| icp), Some(false), "{footer}");
    }
}

#[test]
fn a_site_without_a_name_is_noted_and_not_recorded() {
    let sandbox = Sandbox::new().file("public/index.html", shown());
    let args = ["audit", "public", "--record", "--ledger", "l.db", "--fail-on", "never"];
    let done = sandbox.run(&args);
    assert_eq!(done.exit, Exit::Clean);
    assert!(done.err.contains("public is not recorded"), "{}", done.err);
}

#[test]
fn a_ledger_that_cannot_be_written_stops_the_run_before_it_starts() {
    let sandbox = Sandbox::new().file("public/index.html", shown()).file("l.db", "");
    let done = sandbox.run(&["audit", "public", "--record", "--ledger", "l.db"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""));
    assert!(done.err.contains("damaged"), "{}", done.err);
}
