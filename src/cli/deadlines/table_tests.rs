//! The table, `due` and `ics` on a portfolio with a ledger.

use super::super::Exit;
use super::super::testing::{Bench, Done};

const TOML: &str = "ledger = \"l.db\"\n\
    [[site]]\ndomain = \"a.example\"\nclient = \"甲\"\napproved = 2026-10-20\nopened = 2026-10-25\n\
    [[site]]\ndomain = \"b.example\"\nclient = \"乙\"\npolice_approved = 2026-11-20\n\
    [[site]]\ndomain = \"e.example\"\nclient = \"丙\"\n\
    [[site]]\ndir = \"public\"\nopened = 2026-11-20\n";

fn bench() -> Bench {
    let bench = Bench::new().file("beian.toml", TOML);
    for args in [
        &["record", "b.example", "notice", "2026-11-10", "--due", "2026-11-25"][..],
        &["record", "c.example", "order-created", "2026-11-20"],
        &["record", "c.example", "sms-received", "2026-11-21 12:30"],
    ] {
        assert_eq!(deadlines(&bench, args).exit, Exit::Clean);
    }
    bench
}

fn deadlines(bench: &Bench, args: &[&str]) -> Done {
    let args: Vec<&str> = std::iter::once("deadlines").chain(args.iter().copied()).collect();
    bench.run(&args)
}

/// The rows as `due site clock`.
fn rows(bench: &Bench, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "csv"]).collect();
    let out = deadlines(bench, &args).out;
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let row = |row: csv::StringRecord| format!("{} {} {}", &row[4], &row[0], &row[2]);
    reader.records().map(|record| row(record.unwrap())).collect()
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
    let bench = bench();
    let folder = bench.folder.path().display().to_string();
    let shown: Vec<String> =
        rows(&bench, &[]).iter().map(|row| row.replace(&format!("{folder}/"), "")).collect();
    assert_eq!(shown, ALL);
    assert_eq!(rows(&bench, &["--client", "乙"]), [ALL[2], ALL[4]]);
    assert_eq!(rows(&bench, &["--limit", "1"]), [ALL[0]]);
    let done = deadlines(&bench, &["--limit", "1"]);
    assert!(done.out.contains("5 later ones not listed"), "{}", done.out);
}

#[test]
fn without_a_ledger_the_declared_days_are_counted_and_no_ledger_is_made() {
    let bench = Bench::new().file("beian.toml", TOML);
    assert_eq!(rows(&bench, &[]).len(), 3);
    assert!(!bench.folder.path().join("l.db").exists());
}

#[test]
fn due_exits_with_one_where_the_owner_must_act() {
    let bench = bench();
    assert_eq!(rows(&bench, &["due"]), ALL[..3]);
    assert_eq!(rows(&bench, &["due", "--within", "0d"]), ALL[..2]);
    for (args, exit) in [
        (&["due"][..], Exit::Findings),
        (&["due", "--within", "0d"], Exit::Findings),
        (&["due", "--within", "0d", "--today", "2026-11-18"], Exit::Clean),
        (&["due", "--client", "乙", "--within", "2d"], Exit::Clean),
        (&["due", "--client", "乙", "--within", "3d"], Exit::Findings),
        (&["due", "--within", "soon"], Exit::Usage),
    ] {
        let done = deadlines(&bench, args);
        assert_eq!(done.exit, exit, "{args:?} {}{}", done.out, done.err);
    }
}

#[test]
fn the_hour_decides_today_and_a_named_day_has_none() {
    let bench = bench();
    let state = |args: &[&str]| {
        let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        let report: serde_json::Value =
            serde_json::from_str(&deadlines(&bench, &args).out).unwrap();
        let rows = report["deadlines"].as_array().unwrap();
        let sms = rows.iter().find(|row| row["clock"] == "sms-check").unwrap();
        format!("{} {} {}", sms["due_time"], sms["days_left"], sms["state"]).replace('"', "")
    };
    // the world's clock shows noon
    assert_eq!(state(&[]), "12:30 0 soon");
    assert_eq!(state(&["--today", "2026-11-22"]), "12:30 0 soon");
    assert_eq!(state(&["--today", "2026-11-23"]), "12:30 -1 overdue");
}

#[test]
fn a_contradiction_is_told_in_every_format() {
    let bench = bench();
    let args = ["record", "a.example", "opened", "2026-10-28"];
    assert_eq!(deadlines(&bench, &args).exit, Exit::Clean);
    for format in ["text", "json", "csv", "markdown", "html", "ics"] {
        let done = deadlines(&bench, &["--format", format]);
        let said = format!("{}{}", done.out, done.err);
        assert!(said.contains("2026-10-28"), "{format}: {said}");
        assert_eq!(done.exit, Exit::Clean);
    }
}

#[test]
fn a_calendar_written_again_raises_the_numbers_of_what_moved() {
    let bench = bench();
    let number = |uid: &str| {
        let text = bench.read("all.ics");
        let event = text.split("BEGIN:VEVENT").find(|event| event.contains(uid)).unwrap();
        let line = event.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap();
        line.parse::<u32>().unwrap()
    };
    let write = || assert_eq!(deadlines(&bench, &["ics", "-o", "all.ics"]).exit, Exit::Clean);
    write();
    let (a, b) = (number("police-filing@a.example"), number("notice-2026-11-10@b.example"));
    write();
    assert_eq!(number("police-filing@a.example"), a, "nothing moved");
    std::fs::write(
        bench.folder.path().join("beian.toml"),
        TOML.replace("2026-10-20", "2026-10-21"),
    )
    .unwrap();
    deadlines(&bench, &["correct", "1", "--due", "2026-11-26"]);
    write();
    assert_eq!(number("police-filing@a.example"), a + 1);
    assert!(number("notice-2026-11-10@b.example") > b);
}

#[test]
fn each_client_has_a_calendar_even_without_a_due_day() {
    let bench = bench();
    let done = deadlines(&bench, &["ics", "--per-client", "cal", "--today", "2026-10-20"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Clean, ""), "{}", done.err);
    for (file, events) in [("甲", 2), ("乙", 2), ("丙", 0), ("beian", 4)] {
        let text = bench.read(&format!("cal/{file}.ics"));
        assert_eq!(text.matches("BEGIN:VEVENT").count(), events, "{file}");
    }
}

#[test]
fn a_year_of_holidays_can_be_added() {
    let bench = bench();
    assert_eq!(
        deadlines(&bench, &["record", "d.example", "order-submitted", "2026-11-20"]).exit,
        Exit::Clean
    );
    let due = |args: &[&str]| {
        let rows = rows(&bench, args);
        rows.into_iter().find(|row| row.contains("authority-review")).unwrap()
    };
    // Fri. 23-27 (5), 30-4 December (10), 7-11 (15), 14-18 (20)
    assert_eq!(due(&[]), "2026-12-18 d.example authority-review");
    let paper = r#"{"year": 2026, "days": [{"date": "2026-12-12", "isOffDay": false}]}"#;
    std::fs::write(bench.folder.path().join("own.json"), paper).unwrap();
    assert_eq!(due(&["--holidays", "own.json"]), "2026-12-17 d.example authority-review");
    std::fs::write(
        bench.folder.path().join("beian.toml"),
        format!("holidays = [\"own.json\"]\n{TOML}"),
    )
    .unwrap();
    assert_eq!(due(&[]), "2026-12-17 d.example authority-review");
    std::fs::write(bench.folder.path().join("own.json"), r#"{"year": 2027, "days": []}"#).unwrap();
    let done = deadlines(&bench, &[]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("not announced yet"), "{}", done.err);
}

#[test]
fn what_would_be_lost_or_is_unknown_is_refused_with_a_remedy() {
    let bench = bench();
    for (args, part) in [
        (&["--format", "json", "due"][..], "write them behind it"),
        (&["--client", "nobody"], "name one of"),
        (&["--format", "pdf"], "write one of text, json"),
        (&["ics", "--per-client", "d", "-o", "x"], "cannot be used with"),
        (&["--output", "no/such/folder/x"], "make its folder exist"),
    ] {
        let done = deadlines(&bench, args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
        assert!(done.err.contains(part), "{args:?}: {}", done.err);
    }
}
