//! The generated pages in docs/ are what the code renders. `UPDATE=1 cargo test --test it docs::` rewrites them.

use std::fs;

use beian::domain::lang::Lang;
use beian::evidence::manifest;
use beian::preflight::{dossier, rules as filing_rules};
use beian::report::{changes, deadlines, inject, json, preflight, rule_page};
use beian::{cli, config, rules};

use super::committed::{matches, root};

#[test]
fn rules_in_english() {
    matches("docs/rules.md", &rule_page::markdown(rules::ALL, Lang::En));
}

#[test]
fn rules_in_chinese() {
    matches("docs/rules.zh-CN.md", &rule_page::markdown(rules::ALL, Lang::Zh));
}

#[test]
fn rules_about_dossiers() {
    for (path, lang) in
        [("docs/preflight-rules.md", Lang::En), ("docs/preflight-rules.zh-CN.md", Lang::Zh)]
    {
        matches(path, &preflight::rule_page::markdown(filing_rules::ALL, lang));
    }
}

#[test]
fn keys_of_the_dossier() {
    for (path, lang) in [("docs/preflight.md", Lang::En), ("docs/preflight.zh-CN.md", Lang::Zh)] {
        matches(path, &dossier::reference(lang));
    }
}

#[test]
fn check_list_of_a_filing() {
    for (path, lang) in [("docs/checklist.md", Lang::En), ("docs/checklist.zh-CN.md", Lang::Zh)] {
        matches(path, &preflight::checklist::markdown(lang));
    }
}

#[test]
fn schema_of_the_preflight() {
    matches("docs/preflight.schema.json", &preflight::json::schema());
}

#[test]
fn schema_of_evidence() {
    matches("docs/evidence.schema.json", &manifest::schema());
}

#[test]
fn schema_of_what_inject_did() {
    matches("docs/inject.schema.json", &inject::json::schema());
}

#[test]
fn schema_of_the_report() {
    matches("docs/report.schema.json", &json::schema());
}

#[test]
fn schema_of_changes() {
    matches("docs/changes.schema.json", &changes::json::schema());
}

#[test]
fn schema_of_deadlines() {
    matches("docs/deadlines.schema.json", &deadlines::json::schema());
}

#[test]
#[cfg_attr(feature = "fleet", ignore = "the page is that of the program without this feature")]
fn command_line() {
    matches("docs/cli.md", &cli::reference());
}

#[test]
fn configuration() {
    matches("docs/config.md", &config::reference());
}

#[test]
fn exit_codes() {
    matches("docs/exit-codes.md", &cli::exit_codes());
}

/// What SECURITY.md says is held by tests is: each test that it names is there.
#[test]
fn the_tests_that_the_page_on_security_names_are_there() {
    let mut code = String::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                code.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let page = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let mut named = 0;
    for row in rows {
        let (_, tests) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        for test in tests.split(", ") {
            let name = test.trim_matches('`');
            assert!(code.contains(&format!("fn {name}(")), "{name} is in SECURITY.md and no test");
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
}
