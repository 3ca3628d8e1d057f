//! Kill −9 at any moment: each message arrives at least once; one that arrives twice was sent in the moment of a kill,
//! and has the same id where the product has ids. `KILLS=200 cargo test --test it notify::kills` for more of them.

use std::collections::{BTreeMap, BTreeSet};
use std::thread::sleep;
use std::time::Duration;

use beian::ledger::{Ledger, OutboxPart};

use crate::support::program::{command, text};

use super::robots::{Product, Robot, due_in};

const MESSAGES: usize = 50;

/// Three channels: two with ids, one without.
fn channels(robots: &[(&str, Robot); 3]) -> String {
    let channel = |(name, robot): &(&str, Robot)| {
        let product = robot.product.name();
        let own = robot.product.channel();
        own.replace(&format!("name = \"{product}\""), &format!("name = \"{name}\""))
            .replace(&format!("\"env:{}\"", product.to_uppercase()), &format!("\"env:{name}\""))
    };
    robots.iter().map(channel).collect()
}

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a test runs is for its caller to say")]
fn kills() -> usize {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(30)
}

#[test]
fn a_kill_at_any_moment_loses_no_message() {
    let robots = [
        ("first", Robot::start(Product::Webhook, None)),
        ("second", Robot::start(Product::Webhook, None)),
        ("push", Robot::start(Product::Push, None)),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("{}{}", due_in(&[3, 5, -9]), channels(&robots));
    std::fs::write(folder.path().join("beian.toml"), file).expect("a file");
    let start = |args: &[&str]| {
        let args: Vec<&str> =
            ["notify", "--today", "2026-11-22", "--retry"].iter().chain(args).copied().collect();
        let mut command = command(folder.path(), &args);
        for (name, robot) in &robots {
            command.env(name, robot.url());
            command
                .envs(robot.variables().into_iter().filter(|(name, _)| name.ends_with("SECRET")));
            robot.think_for(Duration::from_millis(4));
        }
        command
    };
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let kills = kills();
    let mut filled = false;
    let mut killed = 0;
    for _ in 0..kills {
        let mut child = start(&[]).stdout(std::process::Stdio::null()).spawn().expect("it starts");
        sleep(Duration::from_millis(numbers.below(500)));
        killed += usize::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("a child");
        child.wait().expect("a child");
        filled = filled || fill(folder.path());
    }
    assert!(filled, "not one run came as far as to record its messages");
    // What is left is sent now. A busy machine may need more than one run.
    let mut last = start(&[]).output().expect("it starts");
    for _ in 0..3 {
        if last.status.code() == Some(0) {
            break;
        }
        last = start(&[]).output().expect("it starts");
    }
    assert_eq!(last.status.code(), Some(0), "{}{}", text(&last.stdout), text(&last.stderr));
    let mut repeats = 0;
    for (name, robot) in &robots {
        assert_eq!(robot.refused(), [""; 0], "{name}");
        let taken = robot.taken();
        let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
        for message in &taken {
            let line = message.text.split("message-").nth(1).unwrap_or("0#");
            *copies.entry(line.split('#').next().unwrap_or_default()).or_default() += 1;
        }
        assert_eq!(copies.len(), MESSAGES, "{name}: {copies:?}");
        repeats += taken.len() - MESSAGES;
        if robot.product == Product::Webhook {
            let ids: BTreeSet<_> = taken.iter().map(|message| &message.id).collect();
            assert_eq!(ids.len(), MESSAGES, "{name}: a repeat has the id of the first");
        }
    }
    println!("{killed} kills of {kills} hit a run, {repeats} messages arrived twice");
    assert!(repeats <= killed, "{repeats} repeats, {killed} kills");
}

/// Once the first messages are recorded: adds others like them, each with its number.
fn fill(folder: &std::path::Path) -> bool {
    let path = folder.join("l.db");
    if !path.exists() {
        return false;
    }
    let mut ledger = Ledger::open_write(&path).expect("a ledger");
    let first = ledger.messages(OutboxPart::Last(9)).expect("messages");
    let names: BTreeSet<&str> = first.iter().map(|message| message.channel.as_str()).collect();
    if names.len() < 3 {
        return false;
    }
    let mut batch = ledger.batch().expect("a batch");
    for number in 1..MESSAGES {
        for message in &first {
            let content = message.content.replacen("今天", "", 1);
            let content = content.replacen("网站备案提醒", &format!("message-{number}#"), 1);
            let day = (message.at, message.day);
            batch.message(&message.channel, day, &content, &[]).expect("a row");
        }
    }
    batch.commit().expect("a commit");
    true
}
