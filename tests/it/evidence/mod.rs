//! `beian evidence`, and what `audit --evidence` refuses, without a browser.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use beian::cli::Exit;
use beian::evidence::manifest::EvidenceSite;
use beian::evidence::{EvidenceKey, EvidenceStore};

use crate::support::sandbox::Sandbox;

/// Evidence of one site in the folder `name`.
fn evidence(sandbox: &Sandbox, name: &str, key: Option<&EvidenceKey>) {
    let store = EvidenceStore::create(&sandbox.folder.path().join(name)).expect("a folder");
    let folder = store.begin("https://example.cn/").expect("a folder");
    store.put(&folder, "received.html", b"<p>hello").expect("a file");
    let site = EvidenceSite {
        target: "https://example.cn/".to_owned(),
        folder,
        ..EvidenceSite::default()
    };
    store.add(0, site);
    store.finish("2026-11-22T12:00:00+08:00", true, key).expect("a manifest");
}

#[test]
fn a_key_is_made_once_and_only_its_owner_reads_it() {
    let sandbox = Sandbox::new();
    let made = sandbox.run(&["evidence", "keygen", "my.key"]);
    assert_eq!(made.exit, Exit::Clean, "{}", made.err);
    assert_eq!(made.out.trim().len(), 44, "{}", made.out);
    let path = sandbox.folder.path().join("my.key");
    let bits = fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(bits & 0o777, 0o600);
    let before = sandbox.read("my.key");
    let again = sandbox.run(&["evidence", "keygen", "my.key"]);
    assert_eq!((again.exit, sandbox.read("my.key")), (Exit::Usage, before));
    assert!(again.err.contains("never overwritten"), "{}", again.err);
}

#[test]
fn verify_names_what_changed_in_both_languages() {
    let sandbox = Sandbox::new();
    evidence(&sandbox, "proof", None);
    let right = sandbox.run(&["evidence", "verify", "proof", "--lang", "en"]);
    assert_eq!(right.exit, Exit::Clean);
    assert_eq!(
        right.out,
        "the evidence is as it was written (files: 1, sites: 1), by its manifest of 2026-11-22T12:00:00+08:00\n\
         not signed: whoever can write to the folder could have made all of it anew\n"
    );
    let at = |path: &str| sandbox.folder.path().join("proof").join(path);
    fs::write(at("example.cn/received.html"), "<p>hallo").expect("a file");
    fs::write(at("example.cn/more.html"), "").expect("a file");
    let wrong = sandbox.run(&["evidence", "verify", "proof", "--lang", "en"]);
    assert_eq!(wrong.exit, Exit::Findings);
    assert_eq!(
        wrong.out,
        "example.cn/more.html: not in the manifest\nexample.cn/received.html: changed\n\
         the evidence is not as it was written; problems: 2\n"
    );
    fs::remove_file(at("example.cn/received.html")).expect("a file");
    let zh = sandbox.run(&["evidence", "verify", "proof", "--lang", "zh"]);
    assert!(zh.out.contains("example.cn/received.html：文件缺失\n"), "{}", zh.out);
    let none = sandbox.run(&["evidence", "verify", "nowhere"]);
    assert_eq!(none.exit, Exit::Usage, "{}", none.err);
}

#[test]
fn the_key_that_is_asked_for_must_have_signed() {
    let key =
        EvidenceKey::read(EvidenceKey::generate().expect("readable").as_bytes()).expect("readable");
    let other =
        EvidenceKey::read(EvidenceKey::generate().expect("readable").as_bytes()).expect("readable");
    let sandbox = Sandbox::new().file("mine.pub", key.public().pem());
    evidence(&sandbox, "signed", Some(&key));
    evidence(&sandbox, "unsigned", None);
    let verify = |folder: &str, key: &str| {
        let done =
            sandbox.run(&["evidence", "verify", folder, "--public-key", key, "--lang", "en"]);
        (done.exit, done.out + &done.err)
    };
    let (exit, out) = verify("signed", "mine.pub");
    assert!(exit == Exit::Clean && out.contains("the key that was given"), "{out}");
    assert_eq!(verify("signed", &key.public().to_string()).0, Exit::Clean);
    let (exit, out) = verify("signed", &other.public().to_string());
    assert!(exit == Exit::Findings && out.contains("names another key"), "{out}");
    let (exit, out) = verify("unsigned", "mine.pub");
    assert!(exit == Exit::Findings && out.contains("there is no signature"), "{out}");
    let (exit, out) = verify("signed", "hello");
    assert!(exit == Exit::Usage && out.contains("--public-key"), "{out}");
}

#[test]
fn what_cannot_be_evidence_is_refused_before_anything_is_read() {
    let sandbox = Sandbox::new()
        .file("public/index.html", "<!doctype html><p>hello")
        .file("full/x.txt", "")
        .file("bad.key", "hello");
    let refused = |args: &[&str]| {
        let args = [&["audit", "public", "--lang", "en", "--browser", "/bin/sh"], args].concat();
        let done = sandbox.run(&args);
        assert_eq!(done.exit, Exit::Usage, "{args:?}: {}", done.out);
        done.err
    };
    for (args, words) in [
        (&["--evidence", "public/proof"][..], "in a folder that is audited"),
        (&["--evidence", "public/a/b"], "in a folder that is audited"),
        (&["--evidence", "full"], "is no empty folder"),
        (&["--evidence", "bad.key"], "is no empty folder"),
        (&["--evidence", "new", "--key", "bad.key"], "no ed25519 key"),
        (&["--evidence", "new", "--key", "none.key"], "none.key"),
        (&["--key", "bad.key"], "--evidence"),
    ] {
        let err = refused(args);
        assert!(err.contains(words), "{args:?}: {err}");
        assert!(!Path::new(&sandbox.folder.path().join("new")).exists(), "{args:?}");
    }
    // no PATH in the sandbox: no browser
    let done = sandbox.run(&["audit", "public", "--evidence", "new", "--lang", "en"]);
    if done.exit == Exit::Usage {
        assert!(done.err.contains("no Chromium or Chrome was found"), "{}", done.err);
        assert!(done.err.contains("chromium"), "{}", done.err);
    }
}
