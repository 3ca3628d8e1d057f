//! The clocks of an audit run on what the ledger holds.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const TOML: &str = "[[site]]\ndomain = \"example.cn\"\ndir = \"public\"\nopened = 2026-10-01\n";
const PAGE: &str = "<html><body><h1>Hello</h1><p>Some text.</p><footer>© 2026 某某科技有限公司 \
    <a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a></footer></body></html>";

fn police(sandbox: &Sandbox) -> (Exit, serde_json::Value, String) {
    let args = ["audit", "public", "--ledger", "l.db", "--format", "json"];
    let done = sandbox.run(&args);
    let report: serde_json::Value = serde_json::from_str(&done.out).expect("as this test has it");
    (done.exit, report["sites"][0].clone(), done.err)
}

fn message(site: &serde_json::Value) -> String {
    let findings = site["findings"].as_array().expect("as this test has it");
    let found = findings
        .iter()
        .find(|finding| finding["rule"] == "police-missing")
        .expect("as this test has it");
    format!(
        "{} {}",
        found["severity"].as_str().expect("as this test has it"),
        found["message"].as_str().expect("as this test has it")
    )
}

#[test]
fn what_is_recorded_stops_and_starts_clocks_and_says_from_when() {
    let sandbox = Sandbox::new().file("beian.toml", TOML).file("public/index.html", PAGE);
    let record = |event: &str, day: &str| {
        let args = ["deadlines", "--ledger", "l.db", "record", "example.cn", event, day];
        assert_eq!(sandbox.run(&args).exit, Exit::Clean);
    };
    let (exit, site, err) = police(&sandbox);
    assert_eq!((exit, err.as_str()), (Exit::Findings, ""));
    assert!(message(&site).contains("from the opening on 2026-10-01"), "{site}");
    assert_eq!(site["clocks"][0]["clock"], "police-filing");

    record("police-submitted", "2026-11-20");
    let (exit, site, _) = police(&sandbox);
    assert_eq!(exit, Exit::Clean);
    assert!(message(&site).starts_with("info the police filing was handed in on 2026-11-20"));
    assert_eq!(site["clocks"], serde_json::json!([]));

    record("police-approved", "2026-11-21");
    record("opened", "2026-10-03");
    let (_, site, err) = police(&sandbox);
    assert_eq!(site["clocks"][0]["clock"], "police-badge");
    assert_eq!(site["clocks"][0]["from"], "2026-11-21");
    assert!(err.contains("2026-10-03 in the ledger; the earlier, 2026-10-01, is used"), "{err}");
}

#[test]
fn a_damaged_ledger_stops_only_those_who_named_it() {
    let home = Sandbox::new().file("public/index.html", PAGE).file("beian/ledger.db", "damaged");
    let usual = home.folder.path().display().to_string();
    let mut home = home;
    home.env.insert("XDG_DATA_HOME".to_owned(), usual);
    let done = home.run(&["audit", "public"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    assert!(done.err.contains("the ledger is passed over"), "{}", done.err);
    let done = home.run(&["audit", "public", "--ledger", "beian/ledger.db"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{}", done.err);
}
