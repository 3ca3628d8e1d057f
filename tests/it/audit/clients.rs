//! Reports a client: `--client`, `{client}` in the paths of reports, and lists whose columns say what is declared.

use beian::cli::Exit;
use serde_json::Value;

use crate::support::sandbox::Sandbox;

const PAGE: &str = "<!doctype html><title>x</title><body><p>hello</p></body>";

fn portfolio() -> Sandbox {
    let toml = "[[site]]\ndomain = \"a.example\"\ndir = \"a\"\nclient = \"甲公司\"\n\
                [[site]]\ndomain = \"b.example\"\ndir = \"b\"\nclient = \"乙/公司\"\n\
                [[site]]\ndomain = \"c.example\"\ndir = \"c\"\nclient = \"甲公司\"\n\
                [[site]]\ndomain = \"d.example\"\ndir = \"d\"\n";
    let folders = ["a", "b", "c", "d"];
    folders.iter().fold(Sandbox::new().file("beian.toml", toml), |sandbox, folder| {
        sandbox.file(&format!("{folder}/index.html"), PAGE)
    })
}

fn targets(report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).expect("JSON");
    let sites = report["sites"].as_array().expect("sites");
    assert_eq!(report["summary"]["sites"], sites.len());
    let target = |site: &Value| site["target"].as_str().map(str::to_owned);
    sites.iter().filter_map(target).collect()
}

#[test]
fn each_client_gets_a_report_of_its_own_sites() {
    let sandbox = portfolio();
    let args = ["audit", "--local", "-q", "--report", "json=r/{date}/{client}.json"];
    let done = sandbox.run(&[&args[..], &["--report", "t/{domain}.findings.csv"]].concat());
    assert_eq!(done.exit, Exit::Findings, "{}", done.err);
    let day = "r/2026-11-22";
    assert_eq!(targets(&sandbox.read(&format!("{day}/甲公司.json"))), ["a", "c"]);
    assert_eq!(targets(&sandbox.read(&format!("{day}/乙_公司.json"))), ["b"]);
    assert_eq!(targets(&sandbox.read(&format!("{day}/no-client.json"))), ["d"]);
    let table = sandbox.read("t/b.example.findings.csv");
    assert!(table.lines().count() > 1 && table.lines().skip(1).all(|row| row.contains(",b,")));
}

#[test]
fn two_clients_of_one_file_are_refused_before_anything_is_read() {
    let toml = "[[site]]\ndir = \"a\"\nclient = \"x/y\"\n[[site]]\ndir = \"b\"\nclient = \"X:Y\"\n";
    let sandbox = portfolio().file("beian.toml", toml);
    let done = sandbox.run(&["audit", "--local", "--report", "r/{client}.html"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{}", done.err);
    assert!(done.err.contains("\"x/y\" and \"X:Y\" would both be r/X_Y.html"), "{}", done.err);
    assert!(!sandbox.folder.path().join("r").exists());
    let done = sandbox.run(&["audit", "a", "--report", "r/{cleint}.html"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("{cleint}") && done.err.contains("{client}"), "{}", done.err);
}

#[test]
fn only_the_sites_of_a_client_are_audited() {
    let sandbox = portfolio();
    let run = |args: &[&str]| {
        sandbox.run(&[&["audit", "--local", "-q", "--format", "json"], args].concat())
    };
    assert_eq!(targets(&run(&["--client", "甲公司"]).out), ["a", "c"]);
    assert_eq!(targets(&run(&["--client", "甲公司", "--client", "乙/公司"]).out), ["a", "b", "c"]);
    let done = run(&["--client", "甲公"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("did you mean 甲公司?"), "{}", done.err);
}

#[test]
fn a_list_says_what_is_declared_and_its_bad_rows_do_not_stop_the_others() {
    let rows = "客户，网站域名，ICP备案号，开通日期\n\
                甲公司，a，京ICP备11000001号-1，2026/11/1\n\
                乙公司，b，备案中，\n\
                丙公司，nowhere，，\n\
                丁公司，c，，2026年10月5日\n";
    let sandbox = portfolio().file("beian.toml", "").file("list.csv", rows);
    let args = ["audit", "--targets", "list.csv", "-q", "--format", "json", "--lang", "en"];
    let done = sandbox.run(&args);
    assert_eq!(done.exit, Exit::Usage, "{}", done.err);
    assert!(done.err.contains("list.csv line 3: \"备案中\" is not an ICP number"), "{}", done.err);
    assert!(done.err.contains("list.csv line 4: "), "{}", done.err);
    assert_eq!(targets(&done.out), ["a", "c"]);
    let report: Value = serde_json::from_str(&done.out).unwrap();
    let first = &report["sites"][0];
    assert_eq!(first["declared"]["client"], "甲公司");
    assert_eq!(first["declared"]["icp"], "京ICP备11000001号-1");
    assert_eq!(first["clocks"][0]["from"], "2026-11-01", "{first:#}");
}

/// An audit of all folders with a baseline.
const LOCAL: [&str; 5] = ["audit", "--local", "-q", "--baseline", "known.json"];

/// The portfolio, where only one client has exemptions, used, unused and ended, and something mended, and a term that is over.
fn portfolio_with_exemptions() -> Sandbox {
    let exempt = |site: &str, reason: &str| {
        format!(
            "[[exempt]]\nrule = \"icp-missing\"\nsite = \"{site}\"\nreason = \"{reason}\"\nuntil = 2026-12-31\n"
        )
    };
    let sandbox = portfolio();
    let toml = sandbox.read("beian.toml");
    let unused = exempt("b.example", "secret of B").replace("icp-missing", "icp-hidden");
    let ended = exempt("b.example", "secret, too").replace("12-31", "01-31");
    let all = [toml, exempt("b.example", "B knows"), unused, ended].concat();
    let sandbox = sandbox.file("beian.toml", all);
    sandbox.run(&[&LOCAL[..], &["--update-baseline"]].concat());
    // What is mended at B, and a term of B that is over.
    let mut known: Value = serde_json::from_str(&sandbox.read("known.json")).expect("JSON");
    let all = known["findings"].as_array_mut().expect("a list");
    let of_b = all.iter_mut().find(|finding| finding["site"] == "b.example").expect("one of B");
    let mut gone = of_b.clone();
    of_b["until"] = "2026-01-01".into();
    gone["page"] = "gone.html".into();
    gone["fingerprint"] = "0".repeat(32).into();
    all.push(gone);
    sandbox.file("known.json", known.to_string())
}

#[test]
fn a_report_of_a_client_says_nothing_of_others() {
    let sandbox = portfolio_with_exemptions();
    let mut args = LOCAL.to_vec();
    let formats = [
        "json",
        "html",
        "markdown",
        "csv",
        "findings-csv",
        "sarif",
        "junit",
        "gitlab",
        "text",
        "github",
        "jsonl",
    ];
    let reports: Vec<String> =
        formats.iter().map(|format| format!("{format}=r/{{client}}.{format}")).collect();
    for report in &reports {
        args.extend(["--report", report]);
    }
    let done = sandbox.run(&args);
    assert_ne!(done.exit, Exit::Usage, "{}", done.err);
    for format in formats {
        let report = sandbox.read(&format!("r/甲公司.{format}"));
        for other in ["b.example", "乙", "secret", "B knows", "gone.html", "d.example"] {
            assert!(!report.contains(other), "{other} in {format}: {report}");
        }
    }
    let read = |client: &str| -> Value {
        serde_json::from_str(&sandbox.read(&format!("r/{client}.json"))).expect("JSON")
    };
    let (first, second) = (read("甲公司"), read("乙_公司"));
    let lists = |report: &Value| {
        let acceptance = &report["acceptance"];
        [
            &acceptance["baseline"]["mended"],
            &acceptance["baseline"]["expired"],
            &acceptance["unused_exemptions"],
            &acceptance["expired_exemptions"],
        ]
        .map(|list| list.as_array().expect("a list").len())
    };
    assert_eq!((lists(&first), lists(&second)), ([0; 4], [1; 4]));
    for report in [&first, &second] {
        assert_eq!(report["acceptance"]["accepted"], report["summary"]["accepted"]);
    }
    assert!(second["sites"][0]["accepted"].to_string().contains("B knows"), "{second}");
}

#[test]
fn rows_that_say_something_and_name_no_site_are_listed() {
    let rows =
        "网站域名,客户\na,甲公司\n,乙公司\n02-nothing,\"unterminated,\nb,乙公司\n-bad.cn,丙\n";
    let sandbox = portfolio().file("list.csv", rows);
    let done = sandbox.run(&["audit", "--targets", "list.csv", "-q", "--format", "json"]);
    assert_eq!(done.exit, Exit::Usage);
    for said in ["line 3: the row names no site", "line 4: a quotation mark has no end"] {
        assert!(done.err.contains(said), "{}", done.err);
    }
    assert_eq!(&targets(&done.out)[..2], ["a", "b"]);
    let sandbox = Sandbox::new().file("list.csv", rows.replace("\nb,", "\nb.example,"));
    let done = sandbox.run(&["init", "--from", "list.csv"]);
    assert_eq!(done.exit, Exit::Usage);
    for said in ["line 2: \"a\"", "line 3: ", "line 4: ", "line 6: \"-bad.cn\" is not a host name"]
    {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    assert_eq!(sandbox.read("beian.toml").matches("\n[[site]]").count(), 1);
    assert_eq!(sandbox.run(&["audit", "--client", "丁"]).exit, Exit::Usage);
    let read = sandbox.run(&["deadlines", "--ledger", "l.db"]);
    assert_eq!(read.exit, Exit::Clean, "what was written is read: {}", read.err);
}

#[test]
fn a_configuration_is_made_of_a_list_once() {
    let rows = "domain\tclient\ticp\tpolice\tsubject\topened\n\
                a.example\t甲\t京ICP备11000001号-1\tpending\tperson\t2026/11/1\n";
    let sandbox = Sandbox::new().file("list.txt", rows);
    let done = sandbox.run(&["init", "--from", "list.txt", "--lang", "en"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    let written = sandbox.read("beian.toml");
    for line in [
        "domain = \"a.example\"",
        "icp = \"京ICP备11000001号-1\"",
        "police = \"pending\"",
        "subject = \"person\"",
        "opened = 2026-11-01",
        "client = \"甲\"",
    ] {
        assert!(written.lines().any(|it| it == line), "{line}\n{written}");
    }
    assert_eq!(sandbox.run(&["audit", "--client", "乙"]).exit, Exit::Usage, "it is read");
    assert_eq!(sandbox.run(&["init", "--from", "list.txt"]).exit, Exit::Usage, "never overwritten");
}
