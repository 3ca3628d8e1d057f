//! `beian watch`: audit, record, calendars, messages and a sign of life in one run.

use beian::cli::Exit;
use beian::ledger::Ledger;
use beian::notify::{Task, TaskLock};

use crate::support::sandbox::Sandbox;
use crate::support::server::{Reply, Server};

use super::robots::{NOON, Product, Robot};

const PAGE: &str = "<!doctype html><html lang=zh-CN><title>示例</title><body><p>正文</p><footer>© 2026 示例 \
    <a href=\"https://beian.miit.gov.cn/\">京ICP备12345670号-1</a></footer></body></html>";
const BARE: &str =
    "<!doctype html><html lang=zh-CN><title>示例</title><body><p>正文</p></body></html>";

fn sandbox() -> (Sandbox, Robot) {
    let site = "ledger = \"l.db\"\n[[site]]\ndomain = \"a.example\"\ndir = \"public\"\nclient = \"甲\"\n\
                icp = \"京ICP备12345670号-1\"\nopened = 2026-10-25\n[notify]\nping = \"env:PING\"\nping_private = true\nping_http = true\n";
    let file = format!("{site}{}", Product::Webhook.channel());
    let mut sandbox = Sandbox::new().file("beian.toml", file).file("public/index.html", PAGE);
    let robot = Robot::start(Product::Webhook, Some(NOON));
    robot.tell(&mut sandbox);
    (sandbox, robot)
}

const NIGHT: [&str; 9] = [
    "watch",
    "--calendar",
    "all.ics",
    "--calendars",
    "ics",
    "--report",
    "json=report.json",
    "--",
    "--local",
];

#[test]
fn one_run_does_the_night_s_work() {
    let (mut sandbox, robot) = sandbox();
    let pinged = Server::start(|_| Reply::html("ok"));
    sandbox.env.insert("PING".to_owned(), pinged.url("/ping/0123456789abcdef"));
    let first = sandbox.run(&NIGHT);
    assert_eq!((first.exit, first.err.as_str()), (Exit::Clean, ""), "{}", first.out);
    let last = first.out.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("watch: ")
            && last.contains("1 site audited")
            && last.ends_with("calendars renewed: 2; messages sent: 1, waiting: 0"),
        "{last}"
    );
    assert!(sandbox.read("all.ics").contains("BEGIN:VCALENDAR"));
    assert!(sandbox.read("report.json").contains("a.example"));
    assert!(sandbox.folder.path().join("ics").read_dir().expect("a folder").count() > 0);
    assert_eq!(pinged.paths(), ["/ping/0123456789abcdef"]);
    let path = sandbox.folder.path().join("l.db");
    let ledger = Ledger::open_read(&path).expect("a ledger").expect("a ledger");
    assert_eq!(ledger.history("a.example").expect("a history").audits.len(), 1);
    drop(ledger);
    // A theme update takes the number away.
    let sandbox = sandbox.file("public/index.html", BARE);
    let second = sandbox.run(&NIGHT);
    assert_eq!(second.exit, Exit::Clean, "{}{}", second.out, second.err);
    let told = robot.taken();
    assert!(told.last().expect("a message").text.contains("\"drifted\""), "{told:?}");
    let third = sandbox.run(&NIGHT);
    assert!(third.out.ends_with("messages sent: 0, waiting: 0\n"), "{}", third.out);
    assert_eq!(pinged.paths().len(), 3);
}

#[test]
fn what_fails_does_not_keep_the_rest_and_there_is_no_sign_of_life() {
    let (mut sandbox, robot) = sandbox();
    let pinged = Server::start(|_| Reply::html("ok"));
    sandbox.env.insert("PING".to_owned(), pinged.url("/ping"));
    let run =
        sandbox.run(&["watch", "--report", "json=no/such/folder/report.json", "--", "--local"]);
    assert_eq!(run.exit, Exit::Usage, "{}{}", run.out, run.err);
    assert_eq!(robot.taken().len(), 1, "{}{}", run.out, run.err);
    assert!(run.err.contains("no/such/folder/report.json"), "{}", run.err);
    let ledger = Ledger::open_read(&sandbox.folder.path().join("l.db"));
    let history = ledger.expect("a ledger").expect("a ledger").history("a.example");
    assert_eq!(history.expect("a history").audits.len(), 1, "{}{}", run.out, run.err);
    robot.answer_first((0..3).map(|_| Reply::html("").with_status(500)));
    let sandbox = sandbox.file("public/index.html", BARE);
    let run = sandbox.run(&["watch", "--", "--local"]);
    assert_eq!(run.exit, Exit::Findings, "{}{}", run.out, run.err);
    assert!(pinged.paths().is_empty());
}

#[test]
fn a_calendar_that_cannot_be_written_is_a_fault_of_the_night() {
    let (mut sandbox, robot) = sandbox();
    let pinged = Server::start(|_| Reply::html("ok"));
    sandbox.env.insert("PING".to_owned(), pinged.url("/ping"));
    // A folder is where the client's file should be.
    let sandbox = sandbox.file("ics/甲.ics/readme", "");
    let run = sandbox.run(&["watch", "--calendars", "ics", "--", "--local"]);
    assert_eq!(run.exit, Exit::Usage, "{}{}", run.out, run.err);
    assert!(run.err.contains("甲.ics"), "{}", run.err);
    let last = run.out.lines().last().unwrap_or_default();
    assert!(last.starts_with("watch: incomplete: 1 site audited"), "{last}");
    assert!(last.ends_with("calendars renewed: 0; messages sent: 1, waiting: 0"), "{last}");
    assert_eq!((robot.taken().len(), pinged.paths().len()), (1, 0));
}

#[test]
fn reports_go_to_a_file_for_each_client_too() {
    let (mut sandbox, _robot) = sandbox();
    let pinged = Server::start(|_| Reply::html("ok"));
    sandbox.env.insert("PING".to_owned(), pinged.url("/ping"));
    let report = "html=reports/{client}-{date}.html";
    let run = sandbox.run(&["watch", "--report", report, "--", "--local"]);
    assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""), "{}", run.out);
    assert!(sandbox.read("reports/甲-2026-11-22.html").contains("a.example"));
    for (report, said) in [
        ("html=no/{date}.html", "no/2026-11-22.html"),
        ("html=reports/{owner}.html", "names of reports have no mark {owner}"),
    ] {
        let run = sandbox.run(&["watch", "--report", report, "--", "--local"]);
        assert_eq!(run.exit, Exit::Usage, "{}{}", run.out, run.err);
        assert!(run.err.contains(said) && run.out.contains("1 site audited"), "{}", run.err);
    }
    let slip = sandbox.run(&["watch", "--report", "htlm=r.html", "--", "--local"]);
    assert_eq!((slip.exit, slip.out.as_str()), (Exit::Usage, ""));
    assert!(slip.err.contains("is not a format"), "{}", slip.err);
}

#[test]
fn the_sign_of_life_needs_a_word_to_go_elsewhere_than_to_public_addresses_over_https() {
    let (mut sandbox, _robot) = sandbox();
    let pinged = Server::start(|_| Reply::html("ok"));
    sandbox.env.insert("PING".to_owned(), pinged.url("/ping/0123456789abcdef"));
    let file = sandbox.read("beian.toml");
    for key in ["ping_private = true", "ping_http = true"] {
        let changed = Sandbox { env: sandbox.env.clone(), ..Sandbox::new() };
        let changed = changed
            .file("beian.toml", file.replace(&format!("{key}\n"), ""))
            .file("public/index.html", PAGE);
        let run = changed.run(&["watch", "--", "--local"]);
        assert_eq!(run.exit, Exit::Clean, "{}{}", run.out, run.err);
        assert!(run.err.contains("the ping was not taken") && run.err.contains(key), "{}", run.err);
        assert!(!run.err.contains("0123456789abcdef"), "{}", run.err);
    }
    assert!(pinged.paths().is_empty());
}

#[test]
fn two_runs_do_not_meet() {
    let (sandbox, robot) = sandbox();
    let path = sandbox.folder.path().join("l.db");
    for (task, args) in [(Task::Watch, &NIGHT[..]), (Task::Notify, &["notify"])] {
        let lock = TaskLock::take(&path, task).expect("free");
        let run = sandbox.run(args);
        assert_eq!(run.exit, Exit::Usage);
        assert!(run.err.contains("is at work on the ledger"), "{}", run.err);
        drop(lock);
    }
    assert!(robot.taken().is_empty());
}

#[test]
fn calendars_have_the_lead_days_of_the_client_s_own_channel_else_of_all() {
    let file = "ledger = \"l.db\"\n[[site]]\ndomain = \"a.example\"\nclient = \"甲\"\nopened = 2026-10-25\n\
                [[site]]\ndomain = \"b.example\"\nclient = \"乙\"\nopened = 2026-10-25\n[notify]\nlead_days = [30, 2]\n";
    let own = "clients = [\"甲\"]\nlead_days = [9, 0]\n";
    let file = format!("{file}{}{own}", Product::Webhook.channel());
    let sandbox = Sandbox::new().file("beian.toml", file);
    let run = sandbox.run(&["deadlines", "ics", "--per-client", "ics"]);
    assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""));
    let run = sandbox.run(&["deadlines", "ics", "--output", "all.ics"]);
    assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""));
    for (path, alarms) in [
        ("ics/甲.ics", ["TRIGGER:-P9D", "TRIGGER:PT9H"]),
        ("ics/乙.ics", ["TRIGGER:-P30D", "TRIGGER:-P2D"]),
        ("all.ics", ["TRIGGER:-P30D", "TRIGGER:-P2D"]),
    ] {
        let calendar = sandbox.read(path);
        let mut found: Vec<&str> =
            calendar.lines().filter(|line| line.starts_with("TRIGGER")).collect();
        found.sort_unstable();
        found.dedup();
        let mut alarms = alarms;
        alarms.sort_unstable();
        assert_eq!(found, alarms, "{path}");
    }
}
