//! Channels that refuse, time out, answer with faults or garbage: nothing is lost, nothing is told twice.

use std::net::TcpListener;

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;
use crate::support::server::Reply;

use super::products::sandbox;
use super::robots::{KEY, Product, due_in};

fn json(text: &str) -> Reply {
    Reply::typed("application/json", text.as_bytes())
}

/// Answers with which a channel does not take a message, and a part of what is said of each.
fn faults() -> Vec<(Reply, &'static str)> {
    vec![
        (Reply::hangup(), "no whole answer"),
        (Reply::silence(), "no answer within the time limit"),
        (json("{}").with_status(500), "HTTP 500"),
        (json("{}").with_status(502), "HTTP 502"),
        (json("{}").with_status(429).with_header("Retry-After", "3"), "HTTP 429"),
        (Reply::redirect(302, "http://127.0.0.1:1/"), "which is not followed"),
        (json("no_service").with_status(404), "HTTP 404"),
        (Reply::Close(b"garbage\r\n\r\n".to_vec()), "no whole answer"),
    ]
}

/// Answers of a robot: HTTP 200, and an error in JSON, or no JSON at all.
fn faults_of_robots() -> Vec<(Reply, &'static str)> {
    vec![
        (json(r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#), "45009"),
        (json(r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#), "93000"),
        (json(r#"{"errcode":-1,"errmsg":"system busy"}"#), "busy"),
        (Reply::html("<html>please log in</html>"), "not understood"),
    ]
}

#[test]
fn what_is_not_taken_waits_and_is_sent_once_by_a_later_run() {
    let own = Product::ALL
        .into_iter()
        .flat_map(|product| faults().into_iter().map(move |it| (product, it)));
    let robots = faults_of_robots().into_iter().map(|it| (Product::Wecom, it));
    for (product, (reply, said)) in own.chain(robots) {
        let (sandbox, robots) = sandbox(&[product], &due_in(&[3]));
        robots[0].answer_first([reply.clone()]);
        let failed = sandbox.run(&["notify", "--tries", "1"]);
        let name = product.name();
        assert_eq!(failed.exit, Exit::Findings, "{name} {said}: {}", failed.out);
        assert!(failed.out.starts_with(&format!("{name}: 1 new, 1 waiting: ")), "{}", failed.out);
        assert!(failed.out.contains(said), "{name} {said}: {}", failed.out);
        let waiting = sandbox.run(&["notify", "log", "--waiting"]);
        assert!(waiting.out.starts_with("#1 ") && waiting.out.contains(said), "{}", waiting.out);
        let again = sandbox.run(&["notify", "--retry"]);
        assert_eq!((again.exit, again.out), (Exit::Clean, format!("{name}: 1 sent\n")));
        let third = sandbox.run(&["notify"]);
        assert_eq!(third.out, format!("{name}: nothing new\n"));
        assert_eq!(robots[0].taken().len(), 1, "{name} {said}");
        assert_eq!(sandbox.run(&["notify", "log", "--waiting"]).out, "");
    }
}

#[test]
fn a_fault_that_passes_is_gone_by_the_next_try_of_the_same_run() {
    let (sandbox, robots) = sandbox(&[Product::Webhook, Product::Feishu], &due_in(&[3]));
    for robot in &robots {
        robot.answer_first([
            json("{}").with_status(503),
            json("{}").with_status(429).with_header("Retry-After", "1"),
        ]);
    }
    let run = sandbox.run(&["notify"]);
    assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""), "{}", run.out);
    assert!(robots.iter().all(|robot| robot.taken().len() == 1));
    let log = sandbox.run(&["notify", "log"]).out;
    assert_eq!(log.matches("not taken: the server answered HTTP 503").count(), 2, "{log}");
}

#[test]
fn a_message_rests_until_its_time_unless_it_is_asked_for() {
    let (sandbox, robots) = sandbox(&[Product::Webhook], &due_in(&[3]));
    let wait = json("{}").with_status(429).with_header("Retry-After", "600");
    robots[0].answer_first([wait]);
    assert_eq!(sandbox.run(&["notify"]).exit, Exit::Findings);
    let rest = sandbox.run(&["notify"]);
    assert_eq!(rest.exit, Exit::Findings);
    assert!(rest.out.contains("not again before 2026-11-22T12:10:0"), "{}", rest.out);
    assert!(robots[0].taken().is_empty());
    assert_eq!(sandbox.run(&["notify", "--retry"]).exit, Exit::Clean);
}

#[test]
fn the_same_message_has_the_same_id_in_all_attempts() {
    let (sandbox, robots) = sandbox(&[Product::Webhook], &due_in(&[3]));
    // Taken, but the answer is lost: the receiver knows the repeat by its id.
    robots[0].think_for(std::time::Duration::from_secs(3));
    assert_eq!(sandbox.run(&["notify", "--tries", "1"]).exit, Exit::Findings);
    robots[0].think_for(std::time::Duration::ZERO);
    assert_eq!(sandbox.run(&["notify", "--retry"]).exit, Exit::Clean);
    let ids: Vec<_> = robots[0].taken().into_iter().map(|taken| taken.id).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
}

#[test]
fn one_refused_message_and_one_dead_channel_do_not_keep_the_others() {
    let (mut sandbox, robots) = sandbox(&[Product::Wecom, Product::Dingtalk], &due_in(&[3]));
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let dead = format!("http://{gone}/cgi-bin/webhook/send?key={KEY}");
    sandbox.env.insert("WECOM".to_owned(), dead);
    let run = sandbox.run(&["notify", "--tries", "1"]);
    assert_eq!(run.exit, Exit::Findings);
    assert!(run.out.contains("wecom: 1 new, 1 waiting: no connection: "), "{}", run.out);
    assert!(run.out.contains("dingtalk: 1 new, 1 sent\n"), "{}", run.out);
    assert_eq!(robots[1].taken().len(), 1);
}

#[test]
fn an_address_that_is_not_public_or_not_encrypted_needs_a_word() {
    let (sandbox, robots) = sandbox(&[Product::Webhook], &due_in(&[3]));
    let file = sandbox.read("beian.toml");
    for (key, said) in [("private = true\n", "private = true"), ("http = true\n", "http = true")] {
        let changed = Sandbox { env: sandbox.env.clone(), ..Sandbox::new() };
        let changed = changed.file("beian.toml", file.replace(key, ""));
        let run = changed.run(&["notify"]);
        assert_eq!(run.exit, Exit::Findings);
        assert!(run.out.contains(said), "{}", run.out);
        assert!(!run.out.contains(KEY), "{}", run.out);
    }
    assert!(robots[0].taken().is_empty());
}

#[test]
fn messages_for_a_channel_that_is_gone_are_a_note() {
    let (sandbox, _robots) = sandbox(&[Product::Webhook, Product::Push], &due_in(&[3]));
    let mut sandbox = sandbox;
    sandbox.env.remove("PUSH");
    let run = sandbox.run(&["notify"]);
    assert_eq!(run.exit, Exit::Findings);
    assert!(
        run.out.contains("push: 1 new, 1 waiting: the variable PUSH is not set"),
        "{}",
        run.out
    );
    let file = sandbox.read("beian.toml").replace(&Product::Push.channel(), "");
    let sandbox = sandbox.file("beian.toml", file);
    let run = sandbox.run(&["notify"]);
    assert_eq!(run.exit, Exit::Clean);
    let note = "messages that wait for the channel push, which is no longer in beian.toml: 1; to give them up: beian \
                notify drop --channel push";
    assert!(run.err.contains(note), "{}", run.err);
    let dropped = sandbox.run(&["notify", "drop", "--channel", "push"]);
    assert_eq!((dropped.exit, dropped.err.as_str()), (Exit::Clean, ""));
    assert!(dropped.out.contains(" push dropped: "), "{}", dropped.out);
    let run = sandbox.run(&["notify"]);
    assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""), "nothing waits for it now");
    let again = sandbox.run(&["notify", "drop", "--channel", "push"]);
    assert_eq!((again.exit, again.out.as_str()), (Exit::Clean, ""));
    assert!(again.err.contains("no message waits for the channel push"), "{}", again.err);
}

#[test]
fn a_message_that_the_channel_does_not_want_rests_and_can_be_dropped() {
    let (sandbox, robots) = sandbox(&[Product::Wecom], &due_in(&[3]));
    robots[0].answer_first([json(r#"{"errcode":40058,"errmsg":"exceed max length 4096"}"#)]);
    let first = sandbox.run(&["notify"]);
    assert_eq!(first.exit, Exit::Findings);
    let drop = "to give it up: beian notify drop 1\n";
    assert!(first.out.contains("40058") && first.out.ends_with(drop), "{}", first.out);
    assert_eq!(robots[0].asked(), 1, "it is not tried again at once");
    let rest = sandbox.run(&["notify"]);
    assert_eq!((rest.exit, robots[0].asked()), (Exit::Findings, 1));
    assert!(rest.out.contains("not again before 2026-11-22T13:00:0"), "{}", rest.out);
    assert!(rest.out.ends_with(drop), "{}", rest.out);
    // It does not keep the next one: the last day but one has come.
    let next = sandbox.run(&["notify", "--today", "2026-11-24"]);
    assert_eq!(next.exit, Exit::Findings);
    assert!(next.out.starts_with("wecom: 1 new, 1 sent, 1 waiting: not again"), "{}", next.out);
    let dropped = sandbox.run(&["notify", "drop", "#1", "--lang", "zh"]);
    assert_eq!((dropped.exit, dropped.err.as_str()), (Exit::Clean, ""));
    let head = dropped.out.lines().next().unwrap_or_default();
    assert!(head.starts_with("#1 ") && head.contains(" wecom 已放弃: "), "{head}");
    let waiting = sandbox.run(&["notify", "log", "--waiting"]);
    assert_eq!(waiting.out, "");
    let log = sandbox.run(&["notify", "log"]);
    assert!(
        log.out.contains(" wecom dropped: ") && log.out.contains("refused (40058"),
        "{}",
        log.out
    );
    let last = sandbox.run(&["notify", "--today", "2026-11-24"]);
    assert_eq!((last.exit, last.out.as_str()), (Exit::Clean, "wecom: nothing new\n"));
    for (number, said) in [
        ("1", "message 1 was dropped already"),
        ("2", "message 2 was sent already"),
        ("99", "there is no message 99"),
    ] {
        let slip = sandbox.run(&["notify", "drop", number]);
        assert_eq!((slip.exit, slip.out.as_str()), (Exit::Usage, ""));
        assert!(slip.err.contains(said) && slip.err.contains("log --waiting"), "{}", slip.err);
    }
    assert_eq!(sandbox.run(&["notify", "drop"]).exit, Exit::Usage);
}
