//! Signals: a night that is interrupted does no further step, and a message that waits for its next try is not sent.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use beian::ledger::{Ledger, OutboxPart};

use crate::support::program::{command, text};
use crate::support::server::{Reply, Server};
use crate::support::signals;

use super::robots::{Product, Robot, due_in};

/// Starts the program with the variables of a robot.
fn start(folder: &Path, args: &[&str], robot: &Robot) -> Child {
    let mut command = command(folder, args);
    command.envs(robot.variables()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// Waits until something is so, however long it takes.
pub(super) fn until(what: impl Fn() -> bool) {
    while !what() {
        sleep(Duration::from_millis(5));
    }
}

pub(super) fn end(child: Child, signal: &str) -> Output {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_night_that_is_interrupted_does_no_further_step() {
    for signal in signals::of_the_end() {
        let site = Server::start(|_| Reply::silence());
        let pinged = Server::start(|_| Reply::html("ok"));
        let robot = Robot::start(Product::Webhook, None);
        let folder = tempfile::tempdir().expect("a folder");
        let file = format!(
            "{}{}[notify]\nping = \"env:PING\"\nping_private = true\nping_http = true\n[audit]\ntargets = \"sites.txt\"\n",
            due_in(&[3]),
            Product::Webhook.channel()
        );
        std::fs::write(folder.path().join("beian.toml"), file).expect("a file");
        let target = site.url_of("a.localhost", "/");
        std::fs::write(folder.path().join("sites.txt"), target).expect("a file");
        let mut command = command(folder.path(), &["watch", "--calendar", "all.ics"]);
        command.envs(robot.variables()).env("PING", pinged.url("/ping"));
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        until(|| !site.paths().is_empty());
        let run = end(child, signal);
        let (out, err) = (text(&run.stdout), text(&run.stderr));
        assert_eq!(run.status.code(), Some(130), "{signal}: {out}{err}");
        assert!(
            out.lines().last().is_some_and(|it| it.starts_with("watch: interrupted: ")),
            "{out}"
        );
        assert!(!folder.path().join("all.ics").exists());
        assert_eq!((robot.asked(), pinged.paths().len()), (0, 0), "{signal}");
    }
}

#[test]
fn nothing_is_sent_after_a_signal_in_a_pause() {
    let robot = Robot::start(Product::Webhook, None);
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("{}{}", due_in(&[3]), Product::Webhook.channel());
    std::fs::write(folder.path().join("beian.toml"), file).expect("a file");
    let busy = Reply::html("").with_status(429).with_header("Retry-After", "60");
    robot.answer_first([busy]);
    let args = ["notify", "--today", "2026-11-22", "--tries", "5"];
    let child = start(folder.path(), &args, &robot);
    let attempts = || {
        let ledger = Ledger::open_read(&folder.path().join("l.db")).ok().flatten();
        let pending = ledger.and_then(|ledger| ledger.messages(OutboxPart::Pending).ok());
        pending.and_then(|all| Some(all.first()?.attempts.len())).unwrap_or(0)
    };
    // The attempt is recorded: the pause of a minute has begun.
    until(|| attempts() == 1);
    let run = end(child, "-TERM");
    assert_eq!(run.status.code(), Some(130), "{}{}", text(&run.stdout), text(&run.stderr));
    assert_eq!((robot.asked(), robot.taken().len(), attempts()), (1, 0, 1));
    // The next run goes on.
    let again = ["notify", "--today", "2026-11-22", "--retry"];
    let next = start(folder.path(), &again, &robot).wait_with_output().expect("it ends");
    assert_eq!(text(&next.stdout), "webhook: 1 sent\n");
}
