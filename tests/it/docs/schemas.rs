//! What commands write as JSON is valid by the schema that they promise, as a validator of others sees it.

use std::fmt::Write as _;
use std::path::Path;

use beian::cli::Exit;
use beian::evidence::EvidenceStore;
use beian::evidence::manifest::EvidenceSite;
use serde_json::Value;

use super::committed::root;
use crate::support::sandbox::Sandbox;

/// Checks documents, one a line or a whole one, by the schema of a command.
fn check(sandbox: &Sandbox, of: &str, text: &str) {
    let schema: Value = serde_json::from_str(&sandbox.run(&["schema", of]).out).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let document: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|fault| format!("{fault} at {}", fault.instance_path()))
        .collect();
    assert_eq!(faults, [""; 0], "{of}");
}

/// A portfolio of the samples, with hostile texts among them, and what is declared of it.
fn portfolio() -> Sandbox {
    let samples = root().join("samples");
    let sites =
        ["01-all-good", "03-unlinked", "04-old-hosts", "05-mixed-inner-pages", "09-hostile-text"];
    let mut toml = String::from(
        "ledger = \"l.db\"\n[[exempt]]\nrule = \"icp-missing-inner\"\nreason = \"=1+1 <b> | ]]>\"\nuntil = 2026-12-31\n",
    );
    for (number, site) in sites.iter().enumerate() {
        let _ = write!(
            toml,
            "[[site]]\ndomain = \"s{number}.example\"\ndir = '{}'\nclient = \"=甲|<script>\"\nicp = \"京ICP备1100000{number}号-1\"\nopened = 2026-11-0{}\n",
            samples.join(site).display(),
            number + 1,
        );
    }
    Sandbox::new().file("beian.toml", toml)
}

/// The numbers of the portfolio are examples.
const INJECT: [&str; 6] =
    ["inject", "--all", "--dry-run", "--allow-placeholder", "--format", "json"];

#[test]
fn what_is_written_is_valid_by_its_schema() {
    for lang in ["zh", "en"] {
        let sandbox = portfolio();
        let run = |args: &[&str]| {
            let done = sandbox.run(&[args, &["--lang", lang]].concat());
            assert_ne!(done.exit, Exit::Usage, "{args:?} {}", done.err);
            done.out
        };
        let audit = ["audit", "--local", "--record", "--format", "json"];
        for day in ["2026-11-20", "2026-11-21"] {
            check(&sandbox, "audit", &run(&[&audit[..], &["--today", day]].concat()));
        }
        check(&sandbox, "changes", &run(&["changes", "--format", "json"]));
        check(&sandbox, "deadlines", &run(&["deadlines", "--format", "json"]));
        check(&sandbox, "inject", &run(&INJECT));
        for dossier in std::fs::read_dir(root().join("samples/filings")).expect("samples").flatten()
        {
            let path = dossier.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let path = path.to_string_lossy().into_owned();
                check(&sandbox, "preflight", &run(&["preflight", &path, "--format", "json"]));
            }
        }
    }
}

#[test]
fn the_manifest_of_evidence_is_valid_by_its_schema() {
    let sandbox = Sandbox::new();
    let path = sandbox.folder.path().join("e");
    let store = EvidenceStore::create(&path).expect("a folder");
    let target = "https://a.cn/\u{202e}\"<]]>".to_owned();
    let folder = store.begin(&target).expect("a folder");
    store.put(&folder, "received.html", b"<p>hello").expect("a file");
    store.add(0, EvidenceSite { target, folder, ..EvidenceSite::default() });
    store.finish("2026-11-22T12:00:00+08:00", true, None).expect("a manifest");
    check(
        &sandbox,
        "evidence",
        &sandbox.read(Path::new("e/manifest.json").to_str().expect("UTF-8")),
    );
}
