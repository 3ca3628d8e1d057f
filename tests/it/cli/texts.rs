//! Commands that only print: `explain`, `rules`, `schema`, `completions`.

use beian::cli::Exit;
use beian::preflight::rules as filing_rules;
use beian::rules;

use crate::support::sandbox::Sandbox;

#[test]
fn every_rule_is_explained_in_either_language() {
    let filings = filing_rules::ALL.iter().map(|rule| rule.id);
    for id in rules::ALL.iter().map(|rule| rule.id).chain(filings) {
        for lang in ["zh", "en"] {
            let done = Sandbox::new().run(&["explain", id, "--lang", lang]);
            assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
            assert!(done.out.contains(id), "{}", done.out);
        }
    }
}

#[test]
fn an_unknown_rule_names_the_nearest() {
    let done = Sandbox::new().run(&["explain", "icp-mising"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""));
    assert_eq!(
        done.err,
        "error: there is no rule \"icp-mising\"\n  fix: did you mean icp-missing? `beian rules` lists them all\n"
    );
}

#[test]
fn without_a_rule_all_are_listed() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["explain"]).out, sandbox.run(&["rules"]).out);
}

#[test]
fn each_rule_has_a_row_in_either_language() {
    for lang in ["zh", "en"] {
        let done = Sandbox::new().run(&["rules", "--lang", lang]);
        assert_eq!(done.exit, Exit::Clean);
        for rule in rules::ALL {
            assert!(done.out.lines().any(|line| line.starts_with(rule.id)), "{}", rule.id);
        }
    }
}

#[test]
fn the_schema_is_json_and_names_the_keys_of_the_contract() {
    let done = Sandbox::new().run(&["schema"]);
    assert_eq!(done.exit, Exit::Clean);
    let schema: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert!(schema["properties"]["schema_version"].is_object());
    assert!(schema["properties"]["sites"].is_object());
    let done = Sandbox::new().run(&["schema", "preflight"]);
    let schema: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert!(schema["properties"]["decisions"].is_object());
}

#[test]
fn every_shell_gets_a_script_that_knows_the_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = Sandbox::new().run(&["completions", shell]);
        assert_eq!(done.exit, Exit::Clean);
        assert!(done.out.contains("max-pages"), "{shell}");
    }
}
