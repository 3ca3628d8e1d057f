//! A quarter, day by day: 200 sites, three channels. The model of the test says of each site and day what is the state of
//! things; a channel is told what changed since it was told last. Three sites are worked out by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use beian::cli::Exit;
use beian::domain::date::{Date, days_after, days_between};
use beian::ledger::{AuditRow, Ledger, NumbersShown, RuleFindings};
use serde_json::Value;

use crate::support::sandbox::Sandbox;

use super::robots::{NOON, Product, Robot};

const SITES: usize = 200;
const DAYS: u16 = 90;

/// The first day, a Tuesday. Audits are on each seventh day from then on.
fn first() -> Date {
    jiff::civil::date(2026, 9, 1)
}

/// What happens to a site, in days from the first.
#[derive(Clone, Copy, Debug)]
enum Script {
    /// Opened on this day and never filed: the filing is due 30 days later.
    Due { opened: i32 },
    /// A rule fails from one audit day to another.
    Failing { from: u16, to: u16 },
    /// The ICP number is gone from one audit day to another.
    Lost { from: u16, to: u16 },
    /// The site cannot be judged from one audit day to another.
    Dead { from: u16, to: u16 },
    /// Nothing happens.
    Quiet,
}

fn script(site: usize) -> Script {
    let number = u16::try_from(site).expect("it is small");
    let (from, long) = (7 * (1 + number % 5), 7 * (1 + number / 5 % 6));
    let to = from + long;
    match site % 5 {
        0 => Script::Due { opened: i32::from(number % 60) - 25 },
        1 => Script::Failing { from, to },
        2 => Script::Lost { from, to },
        3 => Script::Dead { from, to },
        _ => Script::Quiet,
    }
}

fn name(site: usize) -> String {
    format!("s{site:03}.example")
}

/// Every third site is of 甲.
fn client(site: usize) -> &'static str {
    if site.is_multiple_of(3) { "甲" } else { "乙" }
}

/// The state of a site on a day, as a channel with these lead days sees it: its kind, and what must change for another
/// message. `None` where there is nothing to tell.
fn state(site: usize, day: u16, lead_days: &[i32]) -> Option<(&'static str, String)> {
    // The last audit is on this day.
    let audit = day / 7 * 7;
    let within = |from, to| (from..to).contains(&audit);
    match script(site) {
        Script::Due { opened } => {
            let left = opened + 30 - i32::from(day);
            if opened > i32::from(day) {
                return None; // it is not open yet
            }
            if left == 30 {
                // The day on which the number must be shown; later it is only due where an audit missed it.
                return Some(("due", "opened".to_owned()));
            }
            if left < 0 {
                return Some(("due", format!("week {}", (-left - 1) / 7)));
            }
            let lead = lead_days.iter().filter(|lead| **lead >= left).min()?;
            Some(("due", format!("lead {lead}")))
        }
        Script::Failing { from, to } => within(from, to).then(|| ("failing", String::new())),
        Script::Lost { from, to } => within(from, to).then(|| ("drifted", String::new())),
        // The third audit in a row.
        Script::Dead { from, to } => {
            (within(from, to) && audit >= from + 14).then(|| ("not-judged", String::new()))
        }
        Script::Quiet => None,
    }
}

/// What a channel is told on a day: kind and site.
type Told = BTreeMap<u16, Vec<(String, String)>>;

struct Channel {
    name: &'static str,
    keys: &'static str,
    lead_days: &'static [i32],
    wants: fn(usize) -> bool,
    kinds: &'static [&'static str],
    works: fn(Date) -> bool,
}

/// Days on which nobody works in these three months: weekends, the holidays of 中秋 and 国庆 (by the State Council's
/// notice for 2026: 25 to 27 September; 1 to 7 October, with 20 September and 10 October worked instead).
fn office(day: Date) -> bool {
    let weekend = day.weekday().to_monday_one_offset() >= 6;
    match (day.month(), day.day()) {
        (9, 25..=27) | (10, 1..=7) => false,
        (9, 20) | (10, 10) => true,
        _ => !weekend,
    }
}

const CHANNELS: [Channel; 3] = [
    Channel {
        name: "all",
        keys: "",
        lead_days: &[14, 7, 3, 1, 0],
        wants: |_| true,
        kinds: &["due", "drifted", "failing", "not-judged", "resolved"],
        works: |_| true,
    },
    Channel {
        name: "client",
        keys: "clients = [\"甲\"]\nkinds = [\"due\", \"drifted\"]\nlead_days = [7, 0]\n",
        lead_days: &[7, 0],
        wants: |site| site.is_multiple_of(3),
        kinds: &["due", "drifted"],
        works: |_| true,
    },
    Channel {
        name: "office",
        keys: "working_days = true\n",
        lead_days: &[14, 7, 3, 1, 0],
        wants: |_| true,
        kinds: &["due", "drifted", "failing", "not-judged", "resolved"],
        works: office,
    },
];

/// What a channel is told in the quarter, by the model.
fn expected(channel: &Channel) -> Told {
    let mut told = Told::new();
    let mut known: BTreeMap<usize, (&'static str, String)> = BTreeMap::new();
    for day in 0..DAYS {
        if !(channel.works)(days_after(first(), day)) {
            continue;
        }
        for site in (0..SITES).filter(|site| (channel.wants)(*site)) {
            let now = state(site, day, channel.lead_days);
            let now = now.filter(|(kind, _)| channel.kinds.contains(kind));
            let before = known.get(&site).cloned();
            let kind = match (&before, &now) {
                (before, Some(now)) if before.as_ref() != Some(now) => now.0,
                (Some((kind, _)), None)
                    if *kind != "due" && channel.kinds.contains(&"resolved") =>
                {
                    "resolved"
                }
                _ => "",
            };
            match now {
                Some(now) => drop(known.insert(site, now)),
                // What a period was told stays known: it may only go on.
                None if before.is_some_and(|(kind, _)| kind != "due") => drop(known.remove(&site)),
                None => {}
            }
            if !kind.is_empty() {
                told.entry(day).or_default().push((kind.to_owned(), name(site)));
            }
        }
    }
    for list in told.values_mut() {
        list.sort();
    }
    told
}

fn portfolio() -> String {
    let mut file = String::from("ledger = \"l.db\"\n");
    for site in 0..SITES {
        let _ =
            writeln!(file, "[[site]]\ndomain = \"{}\"\nclient = \"{}\"", name(site), client(site));
    }
    for channel in &CHANNELS {
        let name = channel.name;
        let _ = write!(
            file,
            "[[channel]]\nname = \"{name}\"\nkind = \"webhook\"\nurl = \"env:{name}\"\nsecret = \"env:WEBHOOK_SECRET\"\n\
             private = true\nhttp = true\nlang = \"zh\"\n{}",
            channel.keys
        );
    }
    file
}

/// Records what the audits of a day saw, and the openings of sites.
fn record(ledger: &mut Ledger, day: u16) {
    use beian::domain::event::Event;
    use beian::domain::record::{EventDetails, Happening};

    let today = days_after(first(), day);
    let at = "2026-11-22T12:00:00+08:00".parse().expect("a moment");
    let mut batch = ledger.batch().expect("a batch");
    for site in 0..SITES {
        if let Script::Due { opened } = script(site) {
            if i32::from(day) == opened.max(0) {
                let date = first().saturating_add(jiff::ToSpan::days(opened));
                let details = EventDetails::at(date);
                let opened = Happening { site: name(site), event: Event::Opened, details };
                batch.record(&opened, at).expect("a row");
            }
            continue;
        }
        if !day.is_multiple_of(7) {
            continue;
        }
        let within = |from, to| (from..to).contains(&day);
        let (failing, lost, dead) = match script(site) {
            Script::Failing { from, to } => (within(from, to), false, false),
            Script::Lost { from, to } => (false, within(from, to), false),
            Script::Dead { from, to } => (false, false, within(from, to)),
            Script::Due { .. } | Script::Quiet => (false, false, false),
        };
        let finding = RuleFindings {
            rule: "icp-hidden".to_owned(),
            severity: "error".to_owned(),
            pages: vec![format!("https://{}/", name(site))],
        };
        let row = AuditRow {
            site: name(site),
            day: today,
            target: name(site),
            live: true,
            status: if dead { "error" } else { "fail" }.to_owned(),
            found: 1,
            checked: u64::from(!dead),
            sights: NumbersShown { icp: (!dead).then_some(!lost), badge: None },
            findings: if failing { vec![finding] } else { Vec::new() },
            unread: Vec::new(),
            shown: None,
            run: None,
        };
        batch.audit(&row, at).expect("a row");
    }
    batch.commit().expect("a commit");
}

/// What a robot was told, by day.
fn heard(robot: &Robot) -> Told {
    let mut told = Told::new();
    for taken in robot.taken() {
        let digest: Value = serde_json::from_str(&taken.text).expect("JSON");
        let day: Date = digest["day"].as_str().expect("a day").parse().expect("a day");
        let day = u16::try_from(days_between(first(), day)).expect("in the quarter");
        assert!(!told.contains_key(&day), "one message a day");
        let list = told.entry(day).or_default();
        for section in digest["sections"].as_array().expect("sections") {
            let kind = section["kind"].as_str().expect("a kind");
            for entry in section["entries"].as_array().expect("entries") {
                list.push((kind.to_owned(), entry["site"].as_str().expect("a site").to_owned()));
            }
        }
        list.sort();
    }
    told
}

/// The days on which a site is told of, with the kind.
fn of_site(told: &Told, site: &str) -> Vec<(u16, String)> {
    let days = told.iter().flat_map(|(day, list)| {
        let own = list.iter().filter(|(_, name)| name == site);
        own.map(|(kind, _)| (*day, kind.clone()))
    });
    days.collect()
}

#[test]
fn a_quarter_of_two_hundred_sites_is_told_exactly() {
    let mut sandbox = Sandbox::new().file("beian.toml", portfolio());
    let robots: Vec<Robot> =
        CHANNELS.iter().map(|_| Robot::start(Product::Webhook, Some(NOON))).collect();
    for (channel, robot) in CHANNELS.iter().zip(&robots) {
        robot.tell(&mut sandbox);
        sandbox.env.insert(channel.name.to_owned(), robot.url());
    }
    let path = sandbox.folder.path().join("l.db");
    for day in 0..DAYS {
        record(&mut Ledger::open_write(&path).expect("a ledger"), day);
        let today = days_after(first(), day).to_string();
        let run = sandbox.run(&["notify", "--today", &today]);
        assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""), "{today}: {}", run.out);
    }
    let told: Vec<Told> = robots.iter().map(heard).collect();
    for (channel, told) in CHANNELS.iter().zip(&told) {
        let expected = expected(channel);
        for day in 0..DAYS {
            assert_eq!(told.get(&day), expected.get(&day), "{} on day {day}", channel.name);
        }
    }
    by_hand(&told);
}

/// Day 0 is Tuesday, 1 September 2026. Audits are on days 0, 7, 14, … (Tuesdays).
fn by_hand(told: &[Told]) {
    let list = |days: &[(u16, &str)]| -> Vec<(u16, String)> {
        days.iter().map(|(day, kind)| (*day, (*kind).to_owned())).collect()
    };
    let [all, client, office] = told else { panic!("three channels") };

    // s030, of 甲: opened on day 30 - 25 = 5 (6 September), so that the filing is due on day 35 (6 October).
    // On the day of the opening itself the ICP number is due on the page: day 5, a Sunday.
    // 14 days before: day 21; 7: day 28; 3: day 32; 1: day 34; the day itself: 35. Past it: day 36, then each week: 43,
    // 50, 57, 64, 71, 78, 85.
    let due = |days: &[u16]| -> Vec<(u16, String)> {
        days.iter().map(|day| (*day, "due".to_owned())).collect()
    };
    let days = [5, 21, 28, 32, 34, 35, 36, 43, 50, 57, 64, 71, 78, 85];
    assert_eq!(of_site(all, "s030.example"), due(&days));
    // The client's channel has the lead days 7 and 0.
    assert_eq!(of_site(client, "s030.example"), due(&[5, 28, 35, 36, 43, 50, 57, 64, 71, 78, 85]));
    // The office does not work on Sundays, and is closed from 1 to 7 October, days 30 to 36. Day 37 (8 October) is worked: the first week past the due day.
    // Days 21 (22 September, a Tuesday) and 28 (29 September) are worked. 43 is Wednesday, 14 October, and so are the
    // others after it.
    assert_eq!(of_site(office, "s030.example"), due(&[21, 28, 37, 43, 50, 57, 64, 71, 78, 85]));

    // s001, of 乙: 1 % 5 = 1, so that a rule fails from day 7 * (1 + 1 % 5) = 14, for 7 * (1 + 0 % 6) = 7 days: to day 21.
    // Both are Tuesdays on which the office works (15 and 22 September).
    assert_eq!(of_site(all, "s001.example"), list(&[(14, "failing"), (21, "resolved")]));
    assert_eq!(of_site(client, "s001.example"), []);
    assert_eq!(of_site(office, "s001.example"), list(&[(14, "failing"), (21, "resolved")]));

    // s123, of 甲: 123 % 5 = 3, so that it cannot be judged from day 7 * (1 + 3) = 28, for 7 * (1 + 24 % 6) = 7 days: one
    // audit, which is not told. s138: from day 28, for 7 * (1 + 27 % 6) = 28 days, audits on 28, 35, 42, 49; the third is
    // on day 42 (13 October, a Tuesday), and the first good one on day 56.
    assert_eq!(of_site(all, "s123.example"), []);
    assert_eq!(of_site(all, "s138.example"), list(&[(42, "not-judged"), (56, "resolved")]));
    assert_eq!(of_site(client, "s138.example"), [], "the client's channel is not told of that");
}
