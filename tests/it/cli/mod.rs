//! The real program: exit codes, streams, and what only a process has.

mod configuration;
mod init;
mod input;
mod look;
mod texts;
mod usage;
mod values;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::program::{beian, command, text};
use crate::support::server::{Reply, Server};
use crate::support::signals;

const GOOD: &str = "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
    <p>A page with some text.</p><footer>© 2019-2026 某某科技有限公司 \
    <a href=\"https://beian.miit.gov.cn/\">京ICP备19038721号-2</a></footer></body></html>";
const BARE: &str = "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
    <p>A page with some text.</p><footer>Contact us</footer></body></html>";

/// A folder with these files.
fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}

#[test]
fn exit_codes_tell_how_a_run_ended() {
    let folder = site(&[
        ("good/index.html", GOOD),
        ("bare/index.html", BARE),
        ("broken/index.html", "{\"no\": \"page\"}"),
        ("empty/readme.txt", "no page"),
    ]);
    for (args, code) in [
        (&["audit", "good", "--rule", "police-missing=info"][..], 0),
        (&["audit", "bare"], 1),
        (&["audit", "bare", "--fail-on", "never"], 0),
        (&["audit", "bare", "--rule", "icp-missing=info"], 0),
        (&["audit", "bare", "broken"], 1),
        (&["audit", "broken"], 3),
        (&["audit", "empty"], 3),
        (&["audit", "broken", "--fail-on", "never"], 0),
        (&["audit", "nowhere"], 2),
        (&["audit", "bare", "-o", "nowhere/x.txt"], 2),
        (&["audit", "bare", "--render", "always", "--browser", "no-such-browser"], 2),
        (&["audit"], 2),
        (&["audit", "--local", "good"], 2),
        (&["fly"], 2),
        (&["explain", "no-such-rule"], 2),
        (&["--version"], 0),
        (&["--help"], 0),
        (&[], 0),
    ] {
        let output = beian(folder.path(), args);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{args:?}\n{}\n{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        if code == 2 {
            let said = text(&output.stderr);
            assert!(said.starts_with("error: ") && said.contains("\n  fix: "), "{args:?}\n{said}");
            assert!(output.stdout.is_empty(), "{args:?}");
        } else {
            assert!(!output.stdout.is_empty(), "{args:?}");
        }
    }
}

#[test]
fn each_format_goes_to_standard_output_or_a_file() {
    let folder = site(&[("bare/index.html", BARE)]);
    for format in ["text", "json", "jsonl", "csv", "html"] {
        let fixed = ["audit", "bare", "--today", "2026-11-22", "--format", format];
        let shown = beian(folder.path(), &fixed);
        let file = format!("out.{format}");
        let written = beian(folder.path(), &[&fixed[..], &["-o", &file]].concat());
        assert_eq!((shown.status.code(), written.status.code()), (Some(1), Some(1)));
        assert!(written.stdout.is_empty());
        let content = fs::read_to_string(folder.path().join(&file)).unwrap();
        if matches!(format, "json" | "html") {
            // The time of the run stands in it.
            assert!(!content.is_empty() && content.len() == shown.stdout.len(), "{format}");
        } else {
            // Excel knows UTF-8 by this mark; it is none of a pipe's business
            let mark = if format == "csv" { "\u{feff}" } else { "" };
            assert_eq!(content, format!("{mark}{}", text(&shown.stdout)), "{format}");
        }
    }
    let args = ["audit", "bare", "-q", "--report", "csv=a.csv", "--report", "jsonl=a.jsonl"];
    assert!(!beian(folder.path(), &args).stdout.is_empty());
    assert!(folder.path().join("a.csv").exists() && folder.path().join("a.jsonl").exists());
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn json_is_one_document_whatever_else_is_said() {
    let folder = site(&[("a.cn/index.html", BARE)]);
    let output = beian(folder.path(), &["audit", "a.cn", "--format", "json", "-v"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["sites"][0]["target"], "a.cn");
    assert_eq!(report["sites"][0]["status"], "fail");
    assert!(text(&output.stderr).contains("https://a.cn"), "an existing path wins with a note");
}

#[test]
fn the_configuration_above_is_used_and_its_faults_are_shown() {
    let config = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nowner = \"某某科技有限公司\"\n\
                  [rules]\npolice-missing = \"off\"\nicp-missing = \"warning\"\n[audit]\nformat = \"json\"\n";
    let folder = site(&[("beian.toml", config), ("public/index.html", BARE), ("sub/x", "")]);
    let output = beian(&folder.path().join("sub"), &["audit", "--local"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["sites"][0]["declared"]["owner"], "某某科技有限公司");
    let findings = report["sites"][0]["findings"].as_array().unwrap();
    let missing = findings.iter().find(|finding| finding["rule"] == "icp-missing").unwrap();
    assert_eq!(missing["severity"], "warning");
    fs::write(folder.path().join("beian.toml"), "[[site]]\ndomain = \"a.cn\"\nonwer = \"x\"\n")
        .unwrap();
    let output = beian(folder.path(), &["audit", "public"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("beian.toml:3:1: unknown key \"onwer\"")
            && said.contains("3 | onwer = \"x\"\n  | ^^^^^"),
        "{said}"
    );
    assert!(said.contains("fix: did you mean `owner`?"), "{said}");
}

#[test]
fn texts_follow_the_language() {
    let folder = site(&[]);
    let list = |language: &[&str], variable: Option<(&str, &str)>| {
        let mut command = command(folder.path(), &[&["rules"], language].concat());
        command.envs(variable);
        text(&command.output().unwrap().stdout).to_owned()
    };
    let (zh, en) = (list(&["--lang", "zh"], None), list(&["--lang", "en"], None));
    assert!(zh != en && zh.contains("备案"));
    assert_eq!(list(&[], None), en);
    assert_eq!(list(&[], Some(("LANG", "zh_CN.UTF-8"))), zh);
    assert_eq!(list(&["--lang", "en"], Some(("LANG", "zh_CN.UTF-8"))), en);
    assert_eq!(list(&["--lang", "zh-CN"], None), zh);
}

#[test]
fn colour_is_for_terminals_or_those_who_ask() {
    let folder = site(&[("bare/index.html", BARE)]);
    let coloured = |args: &[&str]| {
        let output = beian(folder.path(), &[&["audit", "bare"], args].concat());
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured(&[]));
    assert!(coloured(&["--color", "always"]));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = site(&[]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command(folder.path(), &["completions", "bash"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = site(&[]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(folder.path(), &["rules"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: standard output cannot be written"));
}

#[test]
fn explain_rules_and_schema_print_what_they_promise() {
    let folder = site(&[]);
    let said = |args: &[&str]| text(&beian(folder.path(), args).stdout).to_owned();
    let rules = said(&["rules"]);
    assert!(rules.lines().any(|line| line.starts_with("icp-missing ")), "{rules}");
    let page = said(&["explain", "icp-missing"]);
    assert!(page.starts_with("icp-missing") && page.contains("text as of"), "{page}");
    let schema: serde_json::Value = serde_json::from_str(&said(&["schema"])).unwrap();
    assert!(schema["properties"]["sites"].is_object());
}

#[test]
fn init_writes_a_configuration_that_audit_reads() {
    let folder = site(&[("public/index.html", GOOD)]);
    let output = beian(folder.path(), &["init", "public"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let config = fs::read_to_string(folder.path().join("beian.toml")).unwrap();
    assert!(config.contains("\nicp = \"京ICP备19038721号-2\"\n"), "{config}");
    let output =
        beian(folder.path(), &["audit", "--local", "--format", "json", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["sites"][0]["declared"]["icp"], "京ICP备19038721号-2");
    assert_eq!(beian(folder.path(), &["init"]).status.code(), Some(2));
}

#[test]
fn targets_come_from_lists_too() {
    let folder = site(&[
        ("a/index.html", BARE),
        ("b/index.html", BARE),
        ("list.csv", "site,note\na,x\nb,y\n"),
    ]);
    let output = beian(folder.path(), &["audit", "--targets", "list.csv", "--format", "jsonl"]);
    let mut targets: Vec<String> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["target"].to_string())
        .collect();
    targets.sort();
    assert_eq!(targets, ["\"a\"", "\"b\""]);
}

#[test]
fn control_characters_of_arguments_are_shown_not_sent() {
    let folder = site(&[]);
    for args in [["audit", "\u{1b}[31mx"], ["audit", "--\u{1b}[31m"], ["explain", "\u{202e}x\n"]] {
        let output = beian(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(!said.contains(['\u{1b}', '\u{202e}']) && said.contains("\\u{"), "{said}");
    }
}

/// Serves a home page that links to a second one, and never answers for that; tells when it was asked.
fn stuck_server() -> (Server, std::sync::mpsc::Receiver<()>) {
    let (asked, wait) = std::sync::mpsc::channel();
    let server = Server::start(move |request| match request.path.as_str() {
        "/" => Reply::html(&BARE.replace("Contact us", "<a href=/second>Contact us</a>")),
        "/second" => {
            let _ = asked.send(());
            Reply::silence()
        }
        _ => Reply::not_found(),
    });
    (server, wait)
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_reports_what_is_done() {
    let (server, asked) = stuck_server();
    let folder = site(&[]);
    let child = command(folder.path(), &["audit", &server.url("/"), "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    asked.recv_timeout(std::time::Duration::from_secs(20)).expect("the second page is asked for");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let site = &report["sites"][0];
    assert_eq!(
        (site["truncated"].as_bool(), site["pages_checked"].as_u64()),
        (Some(true), Some(1)),
        "{site:#}"
    );
}

/// Waits until a process has read `bytes` bytes, and whether it did before it ended.
#[cfg(target_os = "linux")]
fn has_read(child: &mut std::process::Child, bytes: u64) -> bool {
    let path = format!("/proc/{}/io", child.id());
    while child.try_wait().expect("a child").is_none() {
        let io = fs::read_to_string(&path).unwrap_or_default();
        let read = io.lines().find_map(|line| line.strip_prefix("rchar: ")?.parse::<u64>().ok());
        if read.is_some_and(|read| read >= bytes) {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    false
}

/// A folder of many large pages, which are one file under many names.
#[cfg(target_os = "linux")]
fn endless_folder() -> TempDir {
    let folder = site(&[]);
    let text = "<p>Some text of a page that is long.</p>".repeat(2000);
    let page = BARE.replace("Contact us", &format!("{text}京ICP备11000001号-1"));
    fs::create_dir(folder.path().join("out")).expect("a folder");
    let first = folder.path().join("out/index.html");
    fs::write(&first, page).expect("a page");
    for number in 0..20_000 {
        let name = folder.path().join(format!("out/{number}.html"));
        fs::hard_link(&first, name).expect("a name");
    }
    folder
}

#[cfg(target_os = "linux")]
#[test]
fn the_audit_of_a_folder_ends_with_what_was_read_when_it_is_interrupted() {
    let folder = endless_folder();
    for signal in signals::of_the_end() {
        let mut child = command(folder.path(), &["audit", "out", "--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        assert!(has_read(&mut child, 2 << 20), "it reads pages");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let site = &report["sites"][0];
        assert_eq!((&report["complete"], &report["not_audited"]), (&false.into(), &0.into()));
        assert_eq!((&site["interrupted"], &site["status"]), (&true.into(), &"error".into()));
        let checked = site["pages_checked"].as_u64().unwrap();
        assert!(checked > 0 && checked < 20_000, "{checked} pages were read");
        assert!(!site["findings"].as_array().unwrap().is_empty(), "what was found is told");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_ends_the_run_and_the_reports_say_so() {
    let folder = site(&[("a/index.html", BARE), ("b/index.html", BARE), ("c/index.html", BARE)]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let args = ["audit", "a", "b", "c", "--format", "jsonl", "--report", "json=r.json"];
    let output = command(folder.path(), &args).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let report = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let told = report["sites"].as_array().unwrap().len() as u64;
    assert_eq!((told, &report["summary"]["sites"]), (1, &1.into()));
    assert_eq!((&report["complete"], &report["not_audited"]), (&false.into(), &2.into()));
}

/// Makes a pipe in a folder.
#[cfg(target_os = "linux")]
fn pipe(folder: &Path, name: &str) {
    let made = Command::new("mkfifo").arg(folder.join(name)).status().expect("mkfifo");
    assert!(made.success());
}

/// Sends a signal to a program that waits for somebody else, and tells how it ended.
#[cfg(target_os = "linux")]
fn ended_by(child: &mut std::process::Child, signal: &str) -> Option<std::process::ExitStatus> {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .expect("a child that can be asked");
    assert!(sent.success());
    for _ in 0..600 {
        if let Some(status) = child.try_wait().expect("a child that can be asked") {
            return Some(status);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    child.kill().expect("a child that can be asked");
    child.wait().expect("a child that can be asked");
    None
}

#[cfg(target_os = "linux")]
#[test]
fn one_signal_ends_a_program_that_waits_for_the_writer_of_a_pipe() {
    let folder = site(&[("out/index.html", GOOD)]);
    pipe(folder.path(), "pipe");
    for option in ["--ca-cert", "--targets", "--config"] {
        for signal in signals::of_the_end() {
            let args = ["audit", "out", option, "pipe"];
            let mut child = command(folder.path(), &args).stdout(Stdio::null()).spawn().unwrap();
            // opened when the program has opened it, too
            let writer = fs::OpenOptions::new().write(true).open(folder.path().join("pipe"));
            let status = ended_by(&mut child, signal);
            drop(writer.unwrap());
            assert!(status.is_some_and(|status| !status.success()), "{option} {signal}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn one_signal_ends_a_run_that_waits_for_the_reader_of_a_pipe() {
    let folder = site(&[]);
    pipe(folder.path(), "pipe");
    for output in [&["--report", "html=pipe"][..], &["-o", "pipe"]] {
        for signal in signals::of_the_end() {
            let (asked, wait) = std::sync::mpsc::channel();
            let server = Server::start(move |_| {
                let _ = asked.send(());
                Reply::html(GOOD)
            });
            let args = ["audit", &server.url("/"), "--home-only", "--no-robots"];
            let mut child = command(folder.path(), &args)
                .args(output)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            wait.recv().expect("the page is asked for");
            let status = ended_by(&mut child, signal).expect("it ends");
            assert_eq!(status.code(), Some(130), "{output:?} {signal}");
        }
    }
    // Where the pipe is opened before anything is asked for, there is no report yet.
    let folder = site(&[("out/index.html", GOOD)]);
    pipe(folder.path(), "pipe");
    let args = ["audit", "out", "--format", "jsonl", "-o", "pipe"];
    let mut child = command(folder.path(), &args).stderr(Stdio::null()).spawn().unwrap();
    let status = ended_by(&mut child, "-TERM").expect("it ends");
    assert!(!status.success());
}

#[test]
fn a_folder_is_judged_as_published_where_the_base_path_says() {
    let page = GOOD.replace(
        "</footer>",
        " <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\"><img src=\"/docs/img/b.png\" \
         alt=\"\">京公网安备11010502000001号</a></footer>",
    );
    let config = "[[site]]\ndir = \"out\"\nbase_path = \"/docs/\"\n";
    let folder = site(&[
        ("out/index.html", &page),
        ("out/img/b.png", "x"),
        ("named/beian.toml", config),
        ("named/out/index.html", &page),
        ("named/out/img/b.png", "x"),
    ]);
    let broken = |at: &str, option: &[&str]| {
        let args = [&["audit", "out", "--format", "jsonl"], option].concat();
        let output = beian(&folder.path().join(at), &args);
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
        text(&output.stdout).contains("\"police-badge-broken\"")
    };
    assert!(broken("", &[]), "the address leads nowhere below the top of a domain");
    for path in ["/docs/", "/docs"] {
        assert!(!broken("", &["--base-path", path]), "{path}");
    }
    assert!(!broken("", &["--base-path", "/other/"]), "what lies outside of it is not judged");
    assert!(!broken("named", &[]), "as beian.toml says");
    assert!(broken("named", &["--base-path", "/"]), "the command line goes before the file");
    let wrong = beian(folder.path(), &["audit", "out", "--base-path", "docs"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong.stdout));
    assert!(text(&wrong.stderr).contains("base-path"), "{}", text(&wrong.stderr));
}
