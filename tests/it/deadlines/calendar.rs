//! The calendar as an independent parser reads it: Python's package `icalendar`.
//!
//! Runs where `python3` has the package (`BEIAN_PYTHON` names another interpreter); elsewhere it says that it did not.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::program;
use crate::support::python::python;

const TOML: &str = r#"
[[site]]
domain = "nuanyang.example"
client = "暖阳家政，南通；“总部”\\分店"
approved = 2026-10-20
opened = 2026-10-25

[[site]]
domain = "new-year.example"
opened = 2026-12-02
"#;

/// Prints `uid|start|sequence|summary|alarms|description` of each event, and checks what must hold of every calendar.
const READER: &str = r#"
import sys, icalendar, datetime
data = open(sys.argv[1], "rb").read()
assert all(len(line) <= 75 for line in data.split(b"\r\n")), "a line is too long"
assert b"\n" not in data.replace(b"\r\n", b""), "a bare line end"
calendar = icalendar.Calendar.from_ical(data)
assert calendar["VERSION"] == "2.0" and calendar["METHOD"] == "PUBLISH"
assert calendar["PRODID"] and not calendar.errors
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    assert isinstance(event.decoded("DTSTAMP"), datetime.datetime)
    start = event.decoded("DTSTART")
    if not isinstance(start, datetime.datetime):
        assert event.decoded("DTEND") == start + datetime.timedelta(days=1)
    alarms = [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
    alarms = ",".join(str(-alarm.total_seconds() / 3600) for alarm in alarms)
    client = str(event["CATEGORIES"].cats[0]) if "CATEGORIES" in event else ""
    text = str(event["DESCRIPTION"]).replace("\n", "/")
    row = [event["UID"], start.isoformat(), event["SEQUENCE"], event["SUMMARY"], alarms, client, text]
    print("|".join(str(cell) for cell in row))
"#;

fn beian(folder: &Path, args: &[&str]) {
    let fixed = ["deadlines", "--ledger", "l.db", "--lang", "zh"];
    let done = program::beian(folder, &[&fixed[..], args].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The events of the calendar, as cells.
fn events(python: &str, folder: &Path) -> Vec<Vec<String>> {
    beian(folder, &["ics", "-o", "all.ics", "--today", "2026-11-22"]);
    let read = Command::new(python)
        .args(["-c", READER, "all.ics"])
        .env("PYTHONIOENCODING", "utf-8")
        .current_dir(folder)
        .output()
        .expect("python runs");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let rows = String::from_utf8(read.stdout).expect("UTF-8");
    rows.lines().map(|row| row.split('|').map(str::to_owned).collect()).collect()
}

#[test]
fn an_independent_parser_reads_the_right_days_and_a_moved_one_keeps_its_uid() {
    let Some(python) = python("icalendar") else { return };
    let folder = tempfile::tempdir().expect("a scratch folder");
    let toml = folder.path().join("beian.toml");
    fs::write(&toml, TOML).expect("a file");
    let note = "请联系管局, 电话; 见 \\\"附件\\\"";
    beian(folder.path(), &["record", "c.example", "sms-received", "2026-11-21 16:30"]);
    beian(
        folder.path(),
        &["record", "c.example", "notice", "2026-11-10", "--due", "2026-11-30", "--note", note],
    );
    let before = events(&python, folder.path());
    let find = |events: &[Vec<String>], uid: &str| {
        events.iter().find(|event| event[0] == uid).unwrap_or_else(|| panic!("{uid}")).clone()
    };
    for (uid, start, alarms) in [
        ("police-filing@nuanyang.example", "2026-11-19", "168.0,72.0,24.0"),
        ("police-filing@new-year.example", "2027-01-01", "168.0,72.0,24.0"),
        ("icp-number@new-year.example", "2026-12-02", "168.0,72.0,24.0"),
        ("sms-check@c.example", "2026-11-22T08:30:00+00:00", "12.0,3.0,1.0"),
        ("notice-2026-11-10@c.example", "2026-11-30", "168.0,72.0,24.0"),
    ] {
        let event = find(&before, uid);
        assert_eq!((event[1].as_str(), event[4].as_str()), (start, alarms), "{uid}");
    }
    let filing = find(&before, "police-filing@nuanyang.example");
    assert_eq!(filing[3], "截止：公安联网备案 · nuanyang.example");
    assert_eq!(filing[5], "暖阳家政，南通；“总部”\\分店");
    assert!(filing[6].contains("自网站开通（2026-10-25）起算，为 2026-11-24"), "{}", filing[6]);
    assert!(find(&before, "notice-2026-11-10@c.example")[6].contains(note));

    fs::write(&toml, TOML.replace("2026-10-20", "2026-10-21")).expect("a file");
    beian(folder.path(), &["correct", "2", "--due", "2026-12-02"]);
    let after = events(&python, folder.path());
    for (uid, start) in [
        ("police-filing@nuanyang.example", "2026-11-20"),
        ("notice-2026-11-10@c.example", "2026-12-02"),
    ] {
        let number =
            |events: &[Vec<String>]| find(events, uid)[2].parse::<u32>().expect("a number");
        assert_eq!(find(&after, uid)[1], start);
        assert!(number(&after) > number(&before), "{uid}");
    }
    let still = "police-filing@new-year.example";
    assert_eq!(find(&after, still)[2], find(&before, still)[2]);
}
