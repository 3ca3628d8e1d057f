//! `beian preflight`, from a dossier to a report.

mod init;
mod live;

use beian::cli::Exit;

use crate::support::sandbox::{Outcome, Sandbox};

const DOSSIER: &str = r#"provider = "aliyun"
[subject]
kind = "person"
name = "沈听雨"
province = "浙江"
document = "identity-card"
document_number = "11010519491231002X"
address = "浙江省杭州市西湖区文三路20号"
[[lead]]
name = "沈听雨"
document_number = "11010519491231002X"
document_valid_to = 2036-05-20
mobile = "13800000000"
emergency = "13900000000"
mail = "me@example.cn"
[[site]]
name = "林间官网"
domain = "example.cn"
open = false
content = "其他"
services = "其他"
languages = "中文简体"
remark = "网站用于记录读书笔记"
[[domain]]
name = "example.cn"
registrar = "阿里云"
verified = 2026-11-01
holder = "沈听雨"
expires = 2027-11-10
[[server]]
product = "ecs"
mainland = true
billing = "monthly"
months = 12
public_bandwidth = true
numbers_left = 5
address = "203.0.113.10"
[order]
created = 2026-11-20
"#;

fn run(text: &str, options: &[&str]) -> Outcome {
    let sandbox = Sandbox::new().file("filing.toml", text);
    sandbox.run(&[&["preflight"], options].concat())
}

#[test]
fn a_dossier_is_judged_from_end_to_end() {
    let outcome = run(DOSSIER, &["--lang", "zh"]);
    assert_eq!(outcome.exit, Exit::Findings, "{}{}", outcome.out, outcome.err);
    for part in [
        "先改这些",
        "“林间官网”第 3 个字起是“官网”",
        "结论",
        "首次备案",
        "要准备的材料",
        "人脸核验",
        "时间安排",
        "提交订单",
    ] {
        assert!(outcome.out.contains(part), "{part}\n{}", outcome.out);
    }
    assert!(outcome.err.contains("chmod 600"), "{}", outcome.err);
    let fine = DOSSIER.replace("林间官网", "林间小筑");
    assert_eq!(run(&fine, &[]).exit, Exit::NotJudged);
    assert_eq!(run(DOSSIER, &["--fail-on", "never"]).exit, Exit::Clean);
    assert_eq!(run(DOSSIER, &["--rule", "name-province-word=off"]).exit, Exit::NotJudged);
    let outcome = run(DOSSIER, &["--rule", "name-provnce-word=off"]);
    assert!(
        outcome.exit == Exit::Usage && outcome.err.contains("name-province-word"),
        "{}",
        outcome.err
    );
}

#[test]
fn no_format_shows_a_number_of_a_document_or_a_phone() {
    for format in ["text", "json", "csv", "html", "markdown", "ics"] {
        for lang in ["zh", "en"] {
            let outcome = run(DOSSIER, &["--format", format, "--lang", lang, "-v"]);
            assert!(outcome.out.len() > 200, "{format}: {}", outcome.err);
            let said = outcome.out + &outcome.err;
            for number in ["11010519491231002", "13800000000", "13900000000", "me@example.cn"] {
                assert!(!said.contains(number), "{format}: {said}");
            }
        }
    }
}

/// The dossiers of samples/filings.
fn samples() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/filings");
    let files = std::fs::read_dir(folder).expect("the samples").flatten();
    let dossiers = files.filter(|it| it.path().extension().is_some_and(|end| end == "toml"));
    dossiers.map(|it| std::fs::read_to_string(it.path()).expect("a sample")).collect()
}

/// Whether a line could have been broken: at a blank, or beside a Chinese character.
fn breaks(line: &str) -> bool {
    let wide = |char: char| unicode_width::UnicodeWidthChar::width(char) == Some(2);
    let chars: Vec<char> = line.trim().chars().collect();
    chars.windows(2).any(|two| two[0] == ' ' || wide(two[0]) && wide(two[1]))
}

#[test]
fn the_report_fits_the_terminal() {
    let mut dossiers = samples();
    assert_eq!(dossiers.len(), 3);
    dossiers.extend([DOSSIER.to_owned(), String::new()]);
    for (text, width) in dossiers.iter().flat_map(|text| [80, 60, 50].map(|width| (text, width))) {
        for lang in ["zh", "en"] {
            let mut sandbox = Sandbox::new().file("filing.toml", text);
            sandbox.width = Some(width);
            for detail in [&[][..], &["-v"], &["-q"]] {
                let outcome = sandbox.run(&[&["preflight", "--lang", lang], detail].concat());
                for line in outcome.out.lines() {
                    let fits = unicode_width::UnicodeWidthStr::width(line) <= width;
                    assert!(fits || !breaks(line), "{width}: {line}");
                }
            }
        }
    }
}

#[test]
fn an_english_report_is_english() {
    for text in samples() {
        for format in ["text", "json", "csv", "html", "markdown", "ics"] {
            let outcome = run(&text, &["--lang", "en", "--format", format, "-v"]);
            for line in outcome.out.lines() {
                let marks = ['（', '）', '、', '：', '；', '，', '。', '“'];
                assert!(!line.contains(marks) && !line.contains("例如"), "{format}: {line}");
            }
        }
    }
}

#[test]
fn the_plan_counts_from_another_day_and_nothing_else_does() {
    let report = |options: &[&str]| -> serde_json::Value {
        let outcome = run(DOSSIER, &[&["--format", "json"], options].concat());
        serde_json::from_str(&outcome.out).expect(&outcome.err)
    };
    let (now, later) = (report(&[]), report(&["--from", "2027-10-11"]));
    assert_eq!(later["plan"][0]["earliest"], "2027-10-11");
    assert_eq!(now["findings"], later["findings"]);
    assert_eq!(later["today"], "2026-11-22");
}

#[test]
fn each_day_of_a_step_says_for_itself_whether_its_holidays_are_announced() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/filings");
    let moves = std::fs::read_to_string(folder.join("company-moves.toml")).expect("a sample");
    let (known, open) = (["≥ 2026-11-", "≥ 2026-12-0", "≥ 2026-12-1"], "≥ 2026-12-2");
    for format in ["text", "markdown", "html", "ics"] {
        let said = run(&moves, &["--lang", "en", "--format", format]).out.replace("\r\n ", "");
        assert!(said.contains(open), "{format}: {said}");
        assert!(!known.iter().any(|day| said.contains(day)), "{format}: {said}");
    }
    let outcome = run(&moves, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.out).expect(&outcome.err);
    let steps = report["plan"].as_array().expect("a plan");
    let step = |id: &str| steps.iter().find(|step| step["id"] == id).expect(id);
    let approval = step("authority-review");
    assert_eq!(approval["announced"], false, "{approval}");
    assert_eq!(approval["not_before"], serde_json::json!(["latest"]), "{approval}");
    assert_eq!(step("hand-in")["announced"], true);
    assert!(step("hand-in").get("not_before").is_none());
}

#[test]
fn json_is_what_the_schema_names() {
    let outcome = run(DOSSIER, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(report["status"], "fail");
    assert_eq!(report["sites"][0]["kind"], "first");
    assert_eq!(report["findings"][0]["line"], 17);
    let schema: serde_json::Value =
        serde_json::from_str(&Sandbox::new().run(&["schema", "preflight"]).out).unwrap();
    for key in report.as_object().unwrap().keys() {
        assert!(schema["properties"][key].is_object(), "{key}");
    }
}

#[test]
fn what_has_happened_is_recorded_once() {
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
    let args = ["preflight", "--record", "--ledger", "l.db", "--format", "json"];
    let outcome = sandbox.run(&args);
    assert!(outcome.err.contains("4 events are recorded"), "{}", outcome.err);
    assert!(sandbox.run(&args).err.contains("nothing new to record in "));
    let history = sandbox.run(&["deadlines", "history", "example.cn", "--ledger", "l.db"]).out;
    assert!(
        history.contains("domain-term")
            && history.contains("2026-11-20")
            && !history.contains("1380"),
        "{history}"
    );
}

#[test]
fn what_is_recorded_counts_from_the_day_that_is_given() {
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
    let record = |today: &str| {
        let args = ["preflight", "--record", "--ledger", "l.db", "--today", today];
        sandbox.run(&args).err
    };
    let history = || sandbox.run(&["deadlines", "history", "example.cn", "--ledger", "l.db"]).out;
    // the order of the 20th has not happened on the 10th
    record("2026-11-10");
    assert!(!history().contains("2026-11-20"), "{}", history());
    assert!(history().contains("2026-11-10, due"), "{}", history());
    record("2026-11-21");
    assert!(history().contains("2026-11-20"), "{}", history());
}

#[test]
fn what_is_over_needs_no_advice() {
    let ahead = run(DOSSIER, &["--lang", "zh"]).out;
    assert!(ahead.contains("先改完上面的错误再提交") && ahead.contains("· 提交订单："), "{ahead}");
    let submitted = DOSSIER.replace("created = ", "submitted = 2026-11-21\ncreated = ");
    let outcome = run(&submitted, &["--lang", "zh"]).out;
    assert!(!outcome.contains("先改完上面的错误再提交"), "{outcome}");
    assert!(!outcome.contains("· 提交订单：") && outcome.contains("· 短信核验："), "{outcome}");
}

#[test]
fn levels_of_beian_toml_hold() {
    let level = |rules: &str| {
        let config = format!("[rules]\n{rules}\n");
        Sandbox::new().file("filing.toml", DOSSIER).file("beian.toml", config).run(&["preflight"])
    };
    assert_eq!(level("icp-missing = \"info\"").exit, Exit::Findings);
    assert_eq!(level("name-province-word = \"off\"").exit, Exit::NotJudged);
    let outcome = level("name-provnce-word = \"off\"");
    assert!(
        outcome.exit == Exit::Usage && outcome.err.contains("name-province-word"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_rule_of_another_command_names_that_command() {
    for (command, rule, other) in
        [("audit", "name-place", "preflight"), ("preflight", "icp-missing", "audit")]
    {
        for (lang, part) in [("zh", "的规则"), ("en", "is a rule of")] {
            let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
            let level = format!("{rule}=off");
            let outcome = sandbox.run(&[command, "--rule", &level, "--lang", lang]);
            let told = outcome.err.contains(part)
                && outcome.err.contains(&format!("beian {other} --rule {rule}=off"));
            assert!(outcome.exit == Exit::Usage && told, "{}", outcome.err);
        }
    }
}

#[test]
fn tables_are_told_with_their_dates() {
    let outcome = run(DOSSIER, &["--lang", "zh"]);
    assert!(
        outcome.out.contains("2019-10-24") && outcome.out.contains("已超过一年"),
        "{}",
        outcome.out
    );
    let other = DOSSIER.replace("provider = \"aliyun\"", "provider = \"tencent\"");
    let outcome = run(&other, &["--lang", "en"]);
    assert!(outcome.out.contains("products of Tencent Cloud are not in our"), "{}", outcome.out);
}

#[test]
fn a_table_of_a_provider_is_a_file_or_a_pipe_of_a_bounded_size() {
    let large = "#".repeat((1 << 20) + 1);
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER).file("large.toml", large);
    for (path, part) in [("/dev/zero", "/dev/zero"), (".", "."), ("large.toml", "1 MiB")] {
        let outcome = sandbox.run(&["preflight", "--providers", path]);
        assert!(
            outcome.exit == Exit::Usage && outcome.err.contains(part),
            "{path}: {}",
            outcome.err
        );
    }
}

#[test]
fn a_missing_or_wrong_dossier_says_what_to_do() {
    let outcome = Sandbox::new().run(&["preflight"]);
    assert!(
        outcome.exit == Exit::Usage && outcome.err.contains("preflight init"),
        "{}",
        outcome.err
    );
    let outcome = run("[subject]\nkidn = \"x\"\n", &["--lang", "zh"]);
    assert!(
        outcome.exit == Exit::Usage
            && outcome.err.contains("filing.toml:2:1")
            && outcome.err.contains("kind"),
        "{}",
        outcome.err
    );
    let own = "id = \"aliyun\"\nnames = [\"阿里云\"]\nsource = \"x\"\nas_of = \"soon\"\n";
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER).file("own.toml", own);
    let outcome = sandbox.run(&["preflight", "--providers", "own.toml"]);
    assert!(outcome.exit == Exit::Usage && outcome.err.contains("own.toml"), "{}", outcome.err);
}

#[test]
fn the_dossier_is_not_written_over() {
    let outcome = run(DOSSIER, &["-o", "filing.toml"]);
    assert_eq!(outcome.exit, Exit::Usage, "{}", outcome.err);
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let toml = "ledger = \"l.db\"\n[[site]]\ndomain = \"example.cn\"\n";
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER).file("beian.toml", toml);
    for file in ["beian.toml", "l.db", "l.db-wal"] {
        let outcome = sandbox.run(&["preflight", "-o", file]);
        assert_eq!(outcome.exit, Exit::Usage, "{file}: {}", outcome.err);
        assert!(outcome.err.contains("fix: name another file"), "{file}: {}", outcome.err);
    }
    assert_eq!(sandbox.read("beian.toml"), toml);
}

#[test]
fn one_dossier_is_judged_at_a_time() {
    for (lang, part) in [("zh", "一次只能写一个"), ("en", "one at a time")] {
        let outcome = Sandbox::new().run(&["preflight", "a.toml", "b.toml", "--lang", lang]);
        let told = outcome.err.contains("[FILE]") && outcome.err.contains(part);
        assert!(outcome.exit == Exit::Usage && told, "{}", outcome.err);
    }
}
