//! When a browser is started: a program of the test in its place says so.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::program::{command, text};
use crate::support::server::{Reply, Server};

const LINKED: &str = r#"<a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a>"#;
const SHELL: &str =
    "<!doctype html><title>鸿雁</title><div id=app></div><script src=app.js></script>";

/// A folder with `bin/chromium`, which leaves a mark and ends.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).expect("a folder");
    let program = bin.join("chromium");
    let mark = folder.path().join("started");
    fs::write(&program, format!("#!/bin/sh\n: >'{}'\n", mark.display())).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
    folder
}

fn site(folder: &Path, name: &str, html: &str) {
    fs::create_dir_all(folder.join(name)).expect("a folder");
    fs::write(folder.join(name).join("index.html"), html).expect("a page");
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><title>鸿雁</title><main><p>鸿雁照相馆，证件照与全家福，欢迎预约。我们在城里开了十二年。</p></main>{body}"
    )
}

/// Runs an audit with the program of the test in `PATH`; whether that was started.
fn audit(folder: &Path, arguments: &[&str]) -> (Output, bool) {
    let mut all = vec!["audit", "--lang", "en", "--format", "json", "--today", "2026-11-22"];
    all.extend(arguments);
    let mut command = command(folder, &all);
    let output = command.env("PATH", folder.join("bin")).output().expect("the program starts");
    let mark = folder.join("started");
    let started = mark.exists();
    let _gone = fs::remove_file(mark);
    (output, started)
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
}

#[test]
fn plain_pages_start_no_browser_and_shells_do() {
    let folder = folder();
    let sheet = "<link rel=stylesheet href=a.css><script src=count.js></script>";
    for (name, html, starts) in [
        ("plain", page(&format!("{sheet}<footer class=f>{LINKED}</footer>")), false),
        ("nothing", page("<footer>© 2026</footer>"), false),
        ("shell", SHELL.to_owned(), true),
        ("script", page(&format!("{sheet}<footer>© 2026</footer>")), true),
        (
            "hidden",
            page(&format!("<link rel=stylesheet href=a.css><footer class=g>{LINKED}</footer>")),
            true,
        ),
    ] {
        site(folder.path(), name, &html);
        fs::write(folder.path().join(name).join("a.css"), ".f{color:#333}.g{display:none}")
            .expect("a sheet");
        assert_eq!(audit(folder.path(), &[name]).1, starts, "{name}");
        assert!(!audit(folder.path(), &[name, "--render", "never"]).1, "{name}");
    }
}

#[test]
fn the_sheets_of_a_live_site_are_read_where_they_are_its_own() {
    let folder = folder();
    for (css, starts) in [(".f{color:#333}", false), (".f{display:none}", true)] {
        let html = page(&format!(
            "<link rel=stylesheet href=/a.css><link rel=stylesheet href=http://cdn.localhost:1/b.css><footer class=f>{LINKED}</footer>"
        ));
        let server = Server::start(move |request| match request.path.as_str() {
            "/" => Reply::html(&html),
            "/a.css" => Reply::typed("text/css", css.as_bytes()),
            _ => Reply::not_found(),
        });
        let (_, started) = audit(folder.path(), &[&server.url("/"), "--home-only"]);
        assert_eq!(started, starts, "{css}");
        assert_eq!(server.paths().iter().filter(|path| *path == "/a.css").count(), 1);
        // without a browser there is no question that they would answer
        audit(folder.path(), &[&server.url("/"), "--home-only", "--render", "never"]);
        assert_eq!(server.paths().iter().filter(|path| *path == "/a.css").count(), 1);
    }
}

#[test]
fn a_browser_that_cannot_be_used_is_told() {
    let folder = folder();
    site(folder.path(), "shell", SHELL);
    let (output, started) = audit(folder.path(), &["shell"]);
    assert!(started);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let site = &json(&output)["sites"][0];
    let browser = &site["pages"][0]["browser"];
    assert_eq!(browser["why"], serde_json::json!(["shell"]));
    assert_eq!(browser["fault"], "the browser has ended");
    assert_eq!(site["reviews"][0]["rule"], "site-needs-browser");
    let output = command(folder.path(), &["audit", "shell", "--lang", "en"])
        .env("PATH", folder.path().join("bin"))
        .output()
        .expect("the program starts");
    let report = text(&output.stdout);
    assert!(report.contains("opened in a browser:"), "{report}");
    assert!(
        report.contains("index.html  (its HTML is an empty shell that scripts fill)"),
        "{report}"
    );
}

#[test]
fn without_a_browser_only_what_must_have_one_fails() {
    let folder = folder();
    site(folder.path(), "shell", SHELL);
    let run = |render: &str| {
        let arguments = ["audit", "shell", "--lang", "en", "--render", render];
        command(folder.path(), &arguments).output().expect("the program starts")
    };
    let output = run("always");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no Chromium or Chrome was found"));
    let (auto, never) = (run("auto"), run("never"));
    assert_eq!(auto.status.code(), Some(3));
    assert_eq!(text(&auto.stdout), text(&never.stdout));
    assert!(text(&auto.stdout).contains("apt install chromium"), "{}", text(&auto.stdout));
}

#[test]
fn the_file_sets_it_and_a_program_that_it_names_is_noted() {
    let folder = folder();
    site(folder.path(), "shell", SHELL);
    fs::write(
        folder.path().join("beian.toml"),
        "[audit]\nrender = \"never\"\nbrowser = \"bin/chromium\"\n",
    )
    .expect("a file");
    let (output, started) = audit(folder.path(), &["shell"]);
    assert!(!started);
    assert!(text(&output.stderr).contains("--browser"), "{}", text(&output.stderr));
    assert!(audit(folder.path(), &["shell", "--render", "auto"]).1);
}

#[test]
fn a_snapshot_is_not_opened_and_the_report_says_so() {
    let folder = folder();
    let server = Server::start(|request| match request.path.as_str() {
        "/" => Reply::html(SHELL),
        _ => Reply::not_found(),
    });
    let url = server.url("/");
    audit(folder.path(), &[&url, "--home-only", "--render", "never", "--save", "kept"]);
    let (output, started) = audit(folder.path(), &["--saved", "kept"]);
    assert!(!started);
    let browser = &json(&output)["sites"][0]["pages"][0]["browser"];
    assert_eq!(browser["fault"], "read from a snapshot, which is not opened in a browser");
    assert_eq!(browser["why"], serde_json::json!(["shell"]));
}
