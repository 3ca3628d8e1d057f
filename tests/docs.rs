//! The generated pages in docs/ are what the code renders. `UPDATE=1 cargo test --test docs` rewrites them.

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
        "{path} is not what the code renders; run `UPDATE=1 cargo test --test docs` and read the diff"
    );
}
