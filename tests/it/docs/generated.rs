//! The generated pages in docs/ are what the code renders. `UPDATE=1 cargo test --test it docs::` rewrites them.

use std::fs;
use std::path::Path;

use beian::domain::lang::Lang;
use beian::report::{json, rule_page};
use beian::{cli, config, rules};

#[test]
fn rules_in_english() {
    matches_file("docs/rules.md", &rule_page::markdown(rules::ALL, Lang::En));
}

#[test]
fn rules_in_chinese() {
    matches_file("docs/rules.zh-CN.md", &rule_page::markdown(rules::ALL, Lang::Zh));
}

#[test]
fn schema_of_the_report() {
    matches_file("docs/report.schema.json", &json::schema());
}

#[test]
fn command_line() {
    matches_file("docs/cli.md", &cli::reference());
}

#[test]
fn configuration() {
    matches_file("docs/config.md", &config::reference());
}

#[test]
fn exit_codes() {
    matches_file("docs/exit-codes.md", &cli::exit_codes());
}

/// What SECURITY.md says is held by tests is: each test that it names is there.
#[test]
fn the_tests_that_the_page_on_security_names_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
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
    let page = fs::read_to_string(root.join("SECURITY.md")).unwrap();
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

/// Compares a page with what the code renders, or writes it.
#[expect(clippy::disallowed_methods, reason = "the switch of this test, not of the program")]
fn matches_file(path: &str, rendered: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, rendered).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        committed == rendered,
        "{path} is not what the code renders; run `UPDATE=1 cargo test --test it docs::` and read the diff"
    );
}
