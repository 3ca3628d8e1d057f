//! No secret is in any output, in the ledger or in a file beside it.

use std::fs;
use std::path::Path;

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::Reply;

use super::products::sandbox;
use super::robots::{ALL_SECRETS, Product, due_in};

fn search(outcome: &Outcome, what: &str) {
    for secret in ALL_SECRETS {
        assert!(!outcome.out.contains(secret), "{what}: {}", outcome.out);
        assert!(!outcome.err.contains(secret), "{what}: {}", outcome.err);
    }
}

fn search_files(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            search_files(&entry.path());
            continue;
        }
        let bytes = fs::read(entry.path()).expect("a file");
        for secret in ALL_SECRETS {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {secret}", entry.path().display());
        }
    }
}

#[test]
fn no_secret_is_written_anywhere() {
    let (sandbox, robots) = sandbox(&Product::ALL, &due_in(&[3, 9, -4]));
    for robot in &robots {
        // Servers that repeat what they were asked for.
        let echo = format!("cannot post to {} with {}", robot.url(), robot.own_secrets().join(" "));
        robot.answer_first([
            Reply::html(&echo).with_status(403),
            Reply::redirect(302, &robot.url()),
            Reply::hangup(),
            Reply::html(&echo).with_status(503),
        ]);
    }
    for args in [
        &["notify", "--dry-run", "-v"][..],
        &["notify", "--tries", "1"],
        &["notify", "--tries", "1", "--retry", "-vv"],
        &["notify", "--tries", "1", "--retry", "--lang", "zh"],
        &["notify", "--tries", "1", "--retry"],
        &["notify", "--retry"],
        &["notify", "log"],
        &["notify", "log", "--lang", "zh"],
        &["notify", "test", "wecom"],
        &["notify", "test", "feishu"],
        &["deadlines", "export"],
    ] {
        search(&sandbox.run(args), &args.join(" "));
    }
    for robot in &robots {
        assert!(!robot.taken().is_empty(), "{}", robot.product.name());
        let test = Reply::html(&robot.url()).with_status(500);
        robot.answer_first([test]);
        search(&sandbox.run(&["notify", "test", robot.product.name()]), "a test that fails");
    }
    search_files(sandbox.folder.path());
}

#[test]
fn a_secret_in_the_file_is_refused_without_repeating_it() {
    for line in [
        "url = \"https://oapi.dingtalk.com/robot/send?access_token=SECtest0123456789\"",
        "url = \"env:A\"\nsecret = \"SECtest0123456789\"",
    ] {
        let text = format!("[[channel]]\nname = \"a\"\nkind = \"dingtalk\"\n{line}\n");
        let sandbox = Sandbox::new().file("beian.toml", text);
        for args in [&["notify"][..], &["audit"], &["deadlines"]] {
            let run = sandbox.run(args);
            assert_eq!(run.exit, beian::cli::Exit::Usage);
            assert!(run.err.contains("/beian.toml:"), "{}", run.err);
            assert!(run.err.contains("env:NAME"), "{}", run.err);
            search(&run, line);
        }
    }
}

#[test]
fn a_file_with_a_secret_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (sandbox, robots) = sandbox(&[Product::Wecom], &due_in(&[3]));
    let file = sandbox.read("beian.toml").replace("env:WECOM", "file:wecom.url");
    let sandbox = sandbox.file("beian.toml", file).file("wecom.url", robots[0].url());
    let path = sandbox.folder.path().join("wecom.url");
    let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours");
    set(0o644);
    let run = sandbox.run(&["notify"]);
    assert!(run.out.contains("chmod 600"), "{}", run.out);
    set(0o600);
    let run = sandbox.run(&["notify"]);
    assert_eq!(run.out, "wecom: 1 sent\n");
}
