use serde_json::Value;

use super::*;
use crate::report::sample;
use crate::report::view::Cut;

fn written(view: &View<'_>, lang: Lang, most: u64) -> Value {
    let style = Style { rules: crate::rules::ALL, ..sample::style(lang) };
    let mut out = Vec::new();
    write(view, &style, most, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Checks a log by the schema of OASIS.
fn check(log: &Value) {
    let schema = include_str!("../../../tests/it/docs/sarif-schema-2.1.0.json");
    // the schema's pattern of languages has a bracket that only the regular expressions of browsers take
    let schema = schema.replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(log).map(|it| it.to_string()).collect();
    assert_eq!(faults, [""; 0]);
}

#[test]
fn the_log_is_valid_for_every_rule_in_both_languages() {
    let title = "题".repeat(10_000);
    for text in [sample::HOSTILE, "[x](https://evil.example) {0} ]]>", &title] {
        let report = sample::every_rule(text);
        let mut prints = Vec::new();
        for lang in [Lang::Zh, Lang::En] {
            let log = written(&View::from(&report), lang, MAX_RESULTS);
            check(&log);
            let run = &log["runs"][0];
            let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
            assert!(rules.len() > crate::rules::ALL.len());
            let results = run["results"].as_array().unwrap();
            for result in results {
                let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
                assert_eq!(rules[index]["id"], result["ruleId"]);
                let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
                assert_eq!(place["uri"], "beian.toml");
            }
            prints.push(
                results.iter().map(|it| it["partialFingerprints"].clone()).collect::<Vec<_>>(),
            );
        }
        assert_eq!(prints[0], prints[1], "in both languages");
    }
}

#[test]
fn a_finding_in_a_folder_has_its_file_and_line() {
    let mut report = sample::hostile();
    let site = &mut report.sites[0];
    (site.target, site.home) = ("./pub lic".to_owned(), Some("index.html".to_owned()));
    site.findings.truncate(1);
    (site.findings[0].page, site.findings[0].line) = ("a#b/题.html".into(), Some(12));
    let log = written(&View::from(&report), Lang::En, MAX_RESULTS);
    check(&log);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pub%20lic/a%23b/%E9%A2%98.html");
    assert_eq!(place["region"]["startLine"], 12);
}

#[test]
fn what_goes_beyond_a_limit_is_counted_and_the_worst_stay() {
    let report = sample::hostile();
    let cut = Some(Cut { interrupted: true, not_audited: 3, unfinished: 0 });
    let log = written(&View { cut, ..View::from(&report) }, Lang::En, 6);
    check(&log);
    let run = &log["runs"][0];
    let levels: Vec<&str> =
        run["results"].as_array().unwrap().iter().map(|it| it["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "error", "error", "error", "warning", "error"]);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    let texts: Vec<&str> = notes.iter().map(|it| it["message"]["text"].as_str().unwrap()).collect();
    assert!(texts[0].starts_with("INCOMPLETE"), "{texts:?}");
    assert_eq!(texts[1], "the gravest 6 of 8 results; JSON and CSV have them all");
}
