//! Files of the wrong kind or without an end: an error, without waiting and without running out of memory.

use std::fs::{self, File};

use rustix::fs::{CWD, Mode, mkfifoat};

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const PAGE: &str = "<!doctype html><title>x</title><body><p>hello</p></body>";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().file("public/index.html", PAGE).file("kept/x", "");
    for pipe in ["pipe", "kept/a.cn.jsonl.gz"] {
        mkfifoat(CWD, sandbox.folder.path().join(pipe), Mode::from_raw_mode(0o600))
            .expect("no fault here");
    }
    // as large as it looks, and nothing on the disk
    File::create(sandbox.folder.path().join("huge"))
        .expect("no fault here")
        .set_len(20 << 30)
        .expect("no fault here");
    sandbox
}

#[test]
fn what_is_no_file_or_has_no_end_is_told() {
    let sandbox = sandbox();
    for (args, why) in [
        ("audit --targets /dev/zero", "too long"),
        ("audit --targets huge", "too long"),
        ("audit --targets public", "it is a folder"),
        ("audit public --resume pipe", "it is a pipe"),
        ("audit public --resume /dev/zero", "it is a device"),
        ("audit public --resume huge", "no result of an audit"),
        ("audit a.cn --ca-cert /dev/zero", "larger than 16 MiB"),
        ("audit a.cn --ca-cert huge", "larger than 16 MiB"),
        ("audit public --config /dev/zero", "larger than 64 MiB"),
        ("audit public --ledger pipe", "not a file"),
        ("audit public --save pipe", "cannot be written"),
        ("audit --saved kept", "no snapshot that can be read"),
        ("deadlines --ledger pipe", "not a file"),
        ("deadlines --ledger l.db --holidays /dev/zero", "larger than 1 MiB"),
        ("deadlines --ledger l.db --holidays huge", "larger than 1 MiB"),
        ("deadlines --ledger l.db import huge", "longer than 128 MiB"),
        ("deadlines --ledger l.db import public", "it is a folder"),
        ("inject public --owner x --badge /dev/zero", "larger than 1 MiB"),
        ("inject public --owner x --template /dev/zero", "larger than 1 MiB"),
        ("inject public --owner x --template huge", "larger than 1 MiB"),
        ("snippet --owner x --template public", "it is a folder"),
    ] {
        let args: Vec<&str> = args.split(' ').collect();
        let done = sandbox.run(&args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}: {}", done.err);
        assert!(done.err.contains(why) && done.err.contains("fix: "), "{args:?}: {}", done.err);
    }
    assert!(
        !sandbox.folder.path().join("l.db").exists()
            || sandbox.run(&["deadlines", "--ledger", "l.db"]).exit == Exit::Clean
    );
}

#[test]
fn a_list_of_targets_may_come_through_a_pipe() {
    let sandbox = sandbox();
    let pipe = sandbox.folder.path().join("pipe");
    let done = std::thread::scope(|scope| {
        scope.spawn(|| fs::write(&pipe, "public\n"));
        sandbox.run(&["audit", "--targets", "pipe"])
    });
    assert_eq!(done.exit, Exit::Findings, "{}", done.err);
}

#[test]
fn a_template_that_does_not_end_is_told() {
    let doubling = format!("{{% set a = 'x' %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(60));
    for template in [
        "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 2000000000 }}",
        "{% for i in range(4000) %}{{ 'x' * 1000 }}{% endfor %}",
        &doubling,
    ] {
        let sandbox = Sandbox::new().file("public/index.html", PAGE).file("t.html", template);
        let done = sandbox.run(&["inject", "public", "--owner", "x", "--template", "t.html"]);
        assert_eq!(done.exit, Exit::Usage, "{template:.60}: {}", done.err);
        assert!(done.err.contains("t.html"), "{template:.60}: {}", done.err);
        assert_eq!(sandbox.read("public/index.html"), PAGE);
    }
}
