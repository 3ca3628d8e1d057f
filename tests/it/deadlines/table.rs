//! The table, `due` and `ics` on a portfolio with a ledger.

use beian::cli::Exit;

use crate::support::sandbox::{Outcome, Sandbox};

const TOML: &str = "ledger = \"l.db\"\n\
    [[site]]\ndomain = \"a.example\"\nclient = \"甲\"\napproved = 2026-10-20\nopened = 2026-10-25\n\
    [[site]]\ndomain = \"b.example\"\nclient = \"乙\"\npolice_approved = 2026-11-20\n\
    [[site]]\ndomain = \"e.example\"\nclient = \"丙\"\n\
    [[site]]\ndir = \"public\"\nopened = 2026-11-20\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().file("beian.toml", TOML);
    for args in [
        &["record", "b.example", "notice", "2026-11-10", "--due", "2026-11-25"][..],
        &["record", "c.example", "order-created", "2026-11-20"],
        &["record", "c.example", "sms-received", "2026-11-21 12:30"],
    ] {
        assert_eq!(deadlines(&sandbox, args).exit, Exit::Clean);
    }
    sandbox
}

fn deadlines(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let args: Vec<&str> = std::iter::once("deadlines").chain(args.iter().copied()).collect();
    sandbox.run(&args)
}

/// The rows as `due site clock`.
fn rows(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "csv"]).collect();
    let out = deadlines(sandbox, &args).out;
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let row = |row: csv::StringRecord| format!("{} {} {}", &row[4], &row[0], &row[2]);
    reader.records().map(|record| row(record.expect("no fault here"))).collect()
}

const ALL: [&str; 6] = [
    "2026-11-19 a.example police-filing",
    "2026-11-22 12:30 c.example sms-check",
    "2026-11-25 b.example notice",
    "2026-12-20 public police-filing",
    "2026-12-20 b.example police-badge",
    "2027-01-04 c.example order-idle",
];

#[test]
fn the_table_joins_file_and_ledger_soonest_first() {
    let sandbox = sandbox();
    let folder = sandbox.folder.path().display().to_string();
    let shown: Vec<String> =
        rows(&sandbox, &[]).iter().map(|row| row.replace(&format!("{folder}/"), "")).collect();
    assert_eq!(shown, ALL);
    assert_eq!(rows(&sandbox, &["--client", "乙"]), [ALL[2], ALL[4]]);
    assert_eq!(rows(&sandbox, &["--limit", "1"]), [ALL[0]]);
    let done = deadlines(&sandbox, &["--limit", "1"]);
    assert!(done.out.contains("5 later ones not listed"), "{}", done.out);
}

#[test]
fn without_a_ledger_the_declared_days_are_counted_and_no_ledger_is_made() {
    let sandbox = Sandbox::new().file("beian.toml", TOML);
    assert_eq!(rows(&sandbox, &[]).len(), 3);
    assert!(!sandbox.folder.path().join("l.db").exists());
}

#[test]
fn due_exits_with_one_where_the_owner_must_act() {
    let sandbox = sandbox();
    assert_eq!(rows(&sandbox, &["due"]), ALL[..3]);
    assert_eq!(rows(&sandbox, &["due", "--within", "0d"]), ALL[..2]);
    for (args, exit) in [
        (&["due"][..], Exit::Findings),
        (&["due", "--within", "0d"], Exit::Findings),
        (&["due", "--within", "0d", "--today", "2026-11-18"], Exit::Clean),
        (&["due", "--client", "乙", "--within", "2d"], Exit::Clean),
        (&["due", "--client", "乙", "--within", "3d"], Exit::Findings),
        (&["due", "--within", "soon"], Exit::Usage),
    ] {
        let done = deadlines(&sandbox, args);
        assert_eq!(done.exit, exit, "{args:?} {}{}", done.out, done.err);
    }
}

#[test]
fn the_hour_decides_today_and_a_named_day_has_none() {
    let sandbox = sandbox();
    let state = |args: &[&str]| {
        let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        let report: serde_json::Value =
            serde_json::from_str(&deadlines(&sandbox, &args).out).expect("no fault here");
        let rows = report["deadlines"].as_array().expect("no fault here");
        let sms = rows.iter().find(|row| row["clock"] == "sms-check").expect("no fault here");
        format!("{} {} {}", sms["due_time"], sms["days_left"], sms["state"]).replace('"', "")
    };
    // the world's clock shows noon
    assert_eq!(state(&[]), "12:30 0 soon");
    assert_eq!(state(&["--today", "2026-11-22"]), "12:30 0 soon");
    assert_eq!(state(&["--today", "2026-11-23"]), "12:30 -1 overdue");
}

#[test]
fn a_contradiction_is_told_in_every_format() {
    let sandbox = sandbox();
    let args = ["record", "a.example", "opened", "2026-10-28"];
    assert_eq!(deadlines(&sandbox, &args).exit, Exit::Clean);
    for format in ["text", "json", "csv", "markdown", "html", "ics"] {
        let done = deadlines(&sandbox, &["--format", format]);
        let said = format!("{}{}", done.out, done.err);
        assert!(said.contains("2026-10-28"), "{format}: {said}");
        assert_eq!(done.exit, Exit::Clean);
    }
}

#[test]
fn a_calendar_written_again_raises_the_numbers_of_what_moved() {
    let sandbox = sandbox();
    let number = |uid: &str| {
        let text = sandbox.read("all.ics");
        let event =
            text.split("BEGIN:VEVENT").find(|event| event.contains(uid)).expect("no fault here");
        let line =
            event.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).expect("no fault here");
        line.parse::<u32>().expect("no fault here")
    };
    let write = || assert_eq!(deadlines(&sandbox, &["ics", "-o", "all.ics"]).exit, Exit::Clean);
    write();
    let (a, b) = (number("police-filing@a.example"), number("notice-2026-11-10@b.example"));
    write();
    assert_eq!(number("police-filing@a.example"), a, "nothing moved");
    std::fs::write(
        sandbox.folder.path().join("beian.toml"),
        TOML.replace("2026-10-20", "2026-10-21"),
    )
    .expect("no fault here");
    deadlines(&sandbox, &["correct", "1", "--due", "2026-11-26"]);
    write();
    assert_eq!(number("police-filing@a.example"), a + 1);
    assert!(number("notice-2026-11-10@b.example") > b);
}

#[test]
fn each_client_has_a_calendar_even_without_a_due_day() {
    let sandbox = sandbox();
    let done = deadlines(&sandbox, &["ics", "--per-client", "cal", "--today", "2026-10-20"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Clean, ""), "{}", done.err);
    for (file, events) in [("甲", 3), ("乙", 2), ("丙", 0), ("beian", 4)] {
        let text = sandbox.read(&format!("cal/{file}.ics"));
        assert_eq!(text.matches("BEGIN:VEVENT").count(), events, "{file}");
    }
}

#[test]
fn a_year_of_holidays_can_be_added() {
    let sandbox = sandbox();
    assert_eq!(
        deadlines(&sandbox, &["record", "d.example", "order-submitted", "2026-11-20"]).exit,
        Exit::Clean
    );
    let due = |args: &[&str]| {
        let rows = rows(&sandbox, args);
        rows.into_iter().find(|row| row.contains("authority-review")).expect("no fault here")
    };
    // Fri. 23-27 (5), 30-4 December (10), 7-11 (15), 14-18 (20)
    assert_eq!(due(&[]), "2026-12-18 d.example authority-review");
    let paper = r#"{"year": 2026, "days": [{"date": "2026-12-12", "isOffDay": false}]}"#;
    std::fs::write(sandbox.folder.path().join("own.json"), paper).expect("no fault here");
    assert_eq!(due(&["--holidays", "own.json"]), "2026-12-17 d.example authority-review");
    std::fs::write(
        sandbox.folder.path().join("beian.toml"),
        format!("holidays = [\"own.json\"]\n{TOML}"),
    )
    .expect("no fault here");
    assert_eq!(due(&[]), "2026-12-17 d.example authority-review");
    std::fs::write(sandbox.folder.path().join("own.json"), r#"{"year": 2027, "days": []}"#)
        .expect("no fault here");
    let done = deadlines(&sandbox, &[]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("not announced yet"), "{}", done.err);
}

#[test]
fn what_would_be_lost_or_is_unknown_is_refused_with_a_remedy() {
    let sandbox = sandbox();
    for (args, part) in [
        (&["--format", "json", "due"][..], "write them behind it"),
        (&["--client", "nobody"], "name one of"),
        (&["--format", "pdf"], "write one of text, json"),
        (&["ics", "--per-client", "d", "-o", "x"], "cannot be used with"),
        (&["--output", "no/such/folder/x"], "make its folder exist"),
    ] {
        let done = deadlines(&sandbox, args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
        assert!(done.err.contains(part), "{args:?}: {}", done.err);
    }
}
