mod laws;
mod life;

use super::*;
use crate::domain::date::{Date, parse};
use crate::domain::police_number::PoliceNumber;
use crate::domain::record::{EventDetails, Happening, LastAudit, SiteLog, When};
use crate::domain::site::{DeclaredPolice, Site};
use crate::domain::timeline::Timeline;
use crate::domain::workday::Calendar;

fn day(text: &str) -> Date {
    parse(text).expect(text)
}

fn when(text: &str) -> When {
    text.parse().expect(text)
}

/// `opened 2026-10-25`, or `notice 2026-10-25 due 2026-11-01`.
fn happening(text: &str) -> Happening {
    let (event, rest) = text.split_once(' ').expect(text);
    let (at, due) = match rest.split_once(" due ") {
        Some((at, due)) => (at, Some(day(due))),
        None => (rest, None),
    };
    let event = Event::parse(event).expect(event);
    let details = EventDetails { when: when(at), due, note: None };
    Happening { site: "example.cn".to_owned(), event, details }
}

fn log(events: &[&str]) -> SiteLog {
    let happenings = events.iter().map(|text| happening(text)).collect();
    SiteLog { site: "example.cn".to_owned(), happenings, ..SiteLog::default() }
}

/// `clock due basis`, with `~` before a day that may come later, `?` before one whose hour is unknown, and the second
/// count behind a `|`.
fn shown(due: &Due<'_>) -> String {
    let count = |count: &Count| {
        let mark = match count.last.certainty {
            Certainty::Exact => "",
            Certainty::HourUnknown => "?",
            Certainty::Unannounced => "~",
        };
        format!("{mark}{} {}", count.last.when, count.basis.name())
    };
    let also = due.also.as_ref().map(|also| format!(" | {}", count(also))).unwrap_or_default();
    format!("{} {}{also}", due.key(), count(&due.count))
}

fn run(site: &Site, log: &SiteLog, today: &str) -> Vec<String> {
    let timeline = Timeline::of(Some(site), Some(log), day(today));
    running(&timeline, Calendar::vendored(), day(today)).iter().map(shown).collect()
}

fn ran(events: &[&str], today: &str) -> Vec<String> {
    run(&Site::default(), &log(events), today)
}

#[test]
fn thirty_days_run_over_the_ends_of_months_and_years() {
    for (opened, due) in [
        ("2026-10-25", "2026-11-24"),
        ("2026-01-31", "2026-03-02"),
        ("2024-01-30", "2024-02-29"),
        ("2024-02-29", "2024-03-30"),
        ("2023-02-28", "2023-03-30"),
        ("2026-12-02", "2027-01-01"),
        ("2026-12-31", "2027-01-30"),
    ] {
        let ran = ran(&[&format!("opened {opened}")], opened);
        assert!(ran.contains(&format!("police-filing {due} opened")), "{opened}: {ran:?}");
    }
}

#[test]
fn twenty_four_hours_run_over_midnight_and_the_leap_day() {
    for (received, due) in [
        ("2024-02-28 23:59:30", "2024-02-29 23:59:30"),
        ("2024-02-29 00:00", "2024-03-01 00:00"),
        ("2026-12-31 10:00", "2027-01-01 10:00"),
        ("2026-12-31", "?2027-01-01"),
    ] {
        let event = format!("sms-received {received}");
        assert_eq!(ran(&[&event], "2027-01-01"), [format!("sms-check {due} sms-received")]);
    }
}

#[test]
fn days_left_are_counted_from_today_and_fall_below_zero() {
    let log = log(&["opened 2026-10-25"]);
    for (today, left, over) in [
        ("2026-11-22", 2, false),
        ("2026-11-24", 0, false),
        ("2026-11-25", -1, true),
        ("2027-11-24", -365, true),
    ] {
        let timeline = Timeline::of(None, Some(&log), day(today));
        let dues = running(&timeline, Calendar::vendored(), day(today));
        let [due] = &dues[..] else { panic!("one clock runs: {dues:?}") };
        assert_eq!(due.first().days_left(day(today)), left, "{today}");
        assert_eq!(due.first().is_over(when(today)), over, "{today}");
    }
}

#[test]
fn a_term_of_hours_is_over_after_its_minute_and_a_day_after_its_day() {
    let count = |last: &str| Count {
        basis: Event::SmsReceived,
        from: when("2026-11-21"),
        last: Last { when: when(last), certainty: Certainty::Exact },
    };
    for (last, now, over) in [
        ("2026-11-22 10:00", "2026-11-22 10:00", false),
        ("2026-11-22 10:00", "2026-11-22 10:01", true),
        ("2026-11-22 10:00", "2026-11-22", false),
        ("2026-11-22 10:00", "2026-11-23", true),
        ("2026-11-22", "2026-11-22 23:59", false),
        ("2026-11-22", "2026-11-23 00:00", true),
    ] {
        assert_eq!(count(last).is_over(when(now)), over, "{last} at {now}");
    }
}

#[test]
fn the_police_clock_warns_of_the_earlier_of_its_two_starts() {
    for (events, first, second) in [
        (&["icp-approved 2026-10-20"][..], (Event::IcpApproved, "2026-11-19"), None),
        (&["opened 2026-10-25"], (Event::Opened, "2026-11-24"), None),
        (
            &["icp-approved 2026-10-20", "opened 2026-10-25"],
            (Event::IcpApproved, "2026-11-19"),
            Some((Event::Opened, "2026-11-24")),
        ),
        (
            &["opened 2026-10-15", "icp-approved 2026-10-20"],
            (Event::Opened, "2026-11-14"),
            Some((Event::IcpApproved, "2026-11-19")),
        ),
    ] {
        let log = log(events);
        let today = day("2026-11-01");
        let timeline = Timeline::of(None, Some(&log), today);
        let dues = running(&timeline, &Calendar::default(), today);
        let due = dues.iter().find(|due| due.clock.name == "police-filing").expect("runs");
        let seen = |count: &Count| (count.basis, count.last.when.day);
        assert_eq!(seen(due.first()), (first.0, day(first.1)), "{events:?}");
        assert_eq!(
            due.second().map(seen),
            second.map(|(event, at)| (event, day(at))),
            "{events:?}"
        );
    }
}

#[test]
fn what_is_done_once_stops_the_police_clock_however_early() {
    for done in
        ["police-submitted 2026-10-22", "police-approved 2026-10-24", "badge-shown 2026-10-30"]
    {
        let ran = ran(&["opened 2026-10-25", done], "2026-11-22");
        assert!(!ran.iter().any(|due| due.starts_with("police-filing")), "{done}: {ran:?}");
    }
    let number = PoliceNumber::parse("京公网安备11010502030143号").expect("a number");
    let site = Site {
        opened: Some(day("2026-10-25")),
        police: Some(DeclaredPolice::Number(number)),
        ..Site::default()
    };
    assert_eq!(run(&site, &SiteLog::default(), "2026-11-22"), [""; 0]);
    let pending = Site { police: Some(DeclaredPolice::Pending), ..site };
    assert_eq!(
        run(&pending, &SiteLog::default(), "2026-11-22"),
        ["police-filing 2026-11-24 opened"]
    );
}

#[test]
fn an_end_that_lies_ahead_stops_nothing_yet() {
    assert_eq!(
        ran(&["opened 2026-10-25", "police-submitted 2026-11-23"], "2026-11-22"),
        [
            "police-filing 2026-11-24 opened".to_owned(),
            // 24-27 (4), 30 November, 1, 2 December
            "police-review 2026-12-02 police-submitted".to_owned(),
        ]
    );
    // a start that lies ahead does not hide the one that ran out
    assert_eq!(
        ran(&["opened 2026-01-05", "opened 2026-12-24"], "2026-11-22"),
        ["police-filing 2026-02-04 opened"]
    );
}

#[test]
fn each_repetition_needs_an_end_of_its_own() {
    let twice = |end: &str| {
        ran(&["sms-received 2026-11-20 10:00", end, "sms-received 2026-11-21 15:00"], "2026-11-21")
    };
    assert_eq!(
        twice("sms-checked 2026-11-20 11:00"),
        ["sms-check 2026-11-22 15:00 sms-received", "authority-review 2026-12-18 sms-checked"]
    );
    assert_eq!(twice("sms-checked 2026-11-21 15:05")[0], "authority-review 2026-12-18 sms-checked");
}

#[test]
fn an_order_that_comes_back_on_the_day_it_was_submitted_runs_again() {
    let [created, submitted] = ["order-created 2026-11-02", "order-submitted 2026-11-09"];
    let back = ran(&[created, submitted, "order-updated 2026-11-09"], "2026-11-09");
    assert_eq!(back, ["order-idle 2026-12-24 order-updated"]);
    let gone = ran(&[created, "order-updated 2026-11-09", submitted], "2026-11-09");
    assert!(!gone.iter().any(|due| due.starts_with("order-idle")), "{gone:?}");
}

#[test]
fn notices_run_side_by_side_until_they_are_settled() {
    let first = "notice 2026-11-02 due 2026-11-12";
    let second = "notice 2026-11-09 due 2026-11-16";
    let twin = "notice 2026-11-09 due 2026-11-30";
    assert_eq!(
        ran(&[first, second, twin], "2026-11-10"),
        [
            "notice-2026-11-02 2026-11-12 notice",
            "notice-2026-11-09 2026-11-16 notice",
            "notice-2026-11-09-1 2026-11-30 notice",
        ]
    );
    let last = ["notice-2026-11-09 2026-11-16 notice"];
    assert_eq!(ran(&[first, "notice 2026-11-08", second], "2026-11-10"), last);
    // one is settled and another comes on the same day
    assert_eq!(ran(&[first, "notice 2026-11-09", second], "2026-11-10"), last);
    assert_eq!(ran(&[first, second, "notice 2026-11-09"], "2026-11-10"), [""; 0]);
}

#[test]
fn an_audit_that_sees_number_or_badge_ends_their_clocks() {
    let mut log = log(&["opened 2026-11-01", "police-approved 2026-11-05"]);
    let expect = |log: &SiteLog, expected: &[&str]| {
        assert_eq!(run(&Site::default(), log, "2026-11-22"), expected);
    };
    let badge = "police-badge 2026-12-05 police-approved";
    // without an audit nobody knows whether the number is there
    expect(&log, &[badge]);
    let seen = |audit: &str, on: Option<&str>| {
        Some(LastAudit { day: day(audit), icp: on.map(day), badge: on.map(day) })
    };
    log.seen = seen("2026-10-30", None);
    expect(&log, &[badge]);
    log.seen = seen("2026-11-10", None);
    expect(&log, &["icp-number 2026-11-01 opened", badge]);
    log.seen = seen("2026-11-10", Some("2026-11-10"));
    expect(&log, &[]);
    // what was there once and is lost has missed no day; what was there before the start has not met it
    log.seen = seen("2026-11-20", Some("2026-11-10"));
    expect(&log, &[]);
    log.seen = seen("2026-11-20", Some("2026-10-20"));
    expect(&log, &["icp-number 2026-11-01 opened", badge]);
}

#[test]
fn a_move_needs_a_filing_shortly_before_or_after_it() {
    for (submitted, runs) in
        [("2026-01-10", true), ("2026-09-01", false), ("2026-10-05", false), ("2026-07-01", true)]
    {
        let ran = ran(
            &[&format!("order-submitted {submitted}"), "provider-changed 2026-09-30"],
            "2026-10-06",
        );
        let found = ran.iter().any(|due| due.starts_with("provider-filing"));
        assert_eq!(found, runs, "{submitted}: {ran:?}");
    }
}

#[test]
fn every_clock_can_start_and_says_where_it_comes_from() {
    for clock in ALL {
        assert!(
            !clock.starts.is_empty() && clock.starts.iter().all(|event| *event != Event::Closed)
        );
        assert!(parse(clock.basis.text_as_of).is_ok(), "{}", clock.name);
        assert!(clock.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        assert_eq!(named(clock.name), Some(clock));
        for text in [&clock.label, &clock.miss] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", clock.name);
        }
    }
    assert_eq!(named("police"), None);
}

#[test]
fn each_phone_verifies_on_its_own() {
    let sms = |event, hour: i8, note: &str| {
        let time = Some(jiff::civil::time(hour, 0, 0, 0));
        let when = When { day: jiff::civil::date(2026, 11, 20), time };
        let details = EventDetails { when, due: None, note: Some(note.to_owned()) };
        Happening { site: String::new(), event, details }
    };
    let today = jiff::civil::date(2026, 11, 20);
    let log = |happenings| SiteLog { happenings, ..SiteLog::default() };
    let running = |log: &SiteLog| -> Vec<String> {
        let timeline = Timeline::of(None, Some(log), today);
        let dues = running(&timeline, Calendar::vendored(), today);
        dues.iter().filter(|due| due.clock.name == "sms-check").map(Due::key).collect()
    };
    let two = vec![
        sms(Event::SmsReceived, 9, "138****0000"),
        sms(Event::SmsReceived, 10, "139****0000 沈听雨"),
    ];
    assert_eq!(running(&log(two.clone())).len(), 1, "the same last four digits");
    let two = vec![two[0].clone(), sms(Event::SmsReceived, 10, "139****1111")];
    assert_eq!(running(&log(two.clone())), ["sms-check", "sms-check-1"]);
    let one = [two.clone(), vec![sms(Event::SmsChecked, 11, "139****1111")]].concat();
    assert_eq!(running(&log(one)), ["sms-check"]);
    let none = [two, vec![sms(Event::SmsChecked, 11, "done")]].concat();
    assert_eq!(running(&log(none)), Vec::<String>::new());
}

#[test]
fn a_renewal_takes_the_place_of_the_term_before() {
    let term = |day: &str, due: &str| happening(&format!("server-term {day} due {due}"));
    let today = jiff::civil::date(2026, 11, 20);
    let log = SiteLog {
        happenings: vec![term("2025-11-01", "2026-11-01"), term("2026-10-30", "2027-11-01")],
        ..SiteLog::default()
    };
    let timeline = Timeline::of(None, Some(&log), today);
    let dues = running(&timeline, Calendar::vendored(), today);
    let ends: Vec<String> = dues.iter().map(|due| due.count.last.when.day.to_string()).collect();
    assert_eq!(ends, ["2027-11-01"]);
}
