//! The promises of the ledger, on the real program: what is acknowledged stays, what fails changes nothing, damage is
//! said, several processes wait for each other.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::program::{self, PROGRAM, text};

/// A folder with a ledger of its own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a scratch folder"))
    }

    fn ledger(&self) -> PathBuf {
        self.0.path().join("ledger.db")
    }

    /// `beian deadlines … --ledger FILE`, ready to start.
    fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = program::command(self.0.path(), &["deadlines", "--ledger", "ledger.db"]);
        command.args(args);
        command
    }

    fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// Runs what must succeed.
    fn ok<S: AsRef<OsStr>>(&self, args: &[S]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }

    /// How often each note stands in the ledger.
    fn notes(&self) -> BTreeMap<String, usize> {
        let mut notes = BTreeMap::new();
        for line in self.ok(&["export"]).lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            *notes.entry(line["note"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
        notes
    }

    /// Runs every command, each of which must stop with exit code 2 and these words, and leave the folder as it is.
    fn is_refused(&self, words: &str, case: &str) {
        let before = self.files();
        for args in [
            &["record", "b.cn", "opened", "2026-01-01"][..],
            &["correct", "1", "2026-01-02"],
            &["history", "a.cn"],
            &["export"],
            &["import", "-"],
        ] {
            let output = self.run(args);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{case} {args:?}: {said}");
            assert!(said.contains(words) && said.contains("fix: "), "{case} {args:?}: {said}");
            assert_eq!(text(&output.stdout), "", "{case} {args:?}");
            assert_eq!(self.files(), before, "{case} {args:?}");
        }
    }

    /// The files of the folder with their content.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.map(|path| (path.clone(), fs::read(path).unwrap_or_default())).collect()
    }
}

/// A desk with three entries of one site, the last a correction.
fn written() -> Desk {
    let desk = Desk::new();
    desk.ok(&["record", "a.cn", "icp-approved", "2026-01-10", "--note", "管局来信"]);
    desk.ok(&["record", "www.a.cn", "opened", "2026-01-20"]);
    desk.ok(&["correct", "2", "2026-01-21"]);
    desk
}

#[test]
fn commands_that_read_find_an_empty_timeline_and_make_no_ledger() {
    let desk = Desk::new();
    for args in [&["history", "a.cn"][..], &["export"]] {
        let output = desk.run(args);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""), "{args:?}");
    }
    assert_eq!(desk.run(&["correct", "1", "--void"]).status.code(), Some(2));
    assert_eq!(desk.run(&["import", "nowhere.jsonl"]).status.code(), Some(2));
    assert_eq!(desk.run(&["record", "a.cn", "opened", "2126-01-01"]).status.code(), Some(2));
    assert!(desk.files().is_empty());
}

#[test]
fn a_ledger_is_one_file_when_nobody_works_on_it() {
    let desk = written();
    assert_eq!(desk.files().keys().collect::<Vec<_>>(), [&desk.ledger()]);
    let history = desk.ok(&["history", "a.cn"]);
    for part in ["#1", "管局来信", "#2", "corrected by #3", "corrects #2", "2026-01-21"] {
        assert!(history.contains(part), "{part}\n{history}");
    }
    assert_eq!(desk.files().keys().collect::<Vec<_>>(), [&desk.ledger()]);
}

#[test]
fn a_ledger_and_the_folders_made_for_it_are_the_user_s_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let record =
        ["deadlines", "--ledger", "deep/er/l.db", "record", "a.cn", "opened", "2026-01-01"];
    assert!(program::beian(desk.0.path(), &record).status.success());
    let mode = |path: &str| {
        fs::metadata(desk.0.path().join(path)).expect("it is there").permissions().mode() & 0o777
    };
    assert_eq!(["deep", "deep/er", "deep/er/l.db"].map(mode), [0o700, 0o700, 0o600]);
}

#[test]
fn an_export_does_not_take_the_ledger_s_place() {
    let desk = written();
    let before = desk.files();
    fs::hard_link(desk.ledger(), desk.0.path().join("hard")).expect("a link");
    for output in ["ledger.db", "./ledger.db", "hard", "ledger.db-wal", "ledger.db-journal"] {
        let output = desk.run(&["export", "-o", output]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("name another file"), "{}", text(&output.stderr));
    }
    fs::remove_file(desk.0.path().join("hard")).expect("it is there");
    assert!(desk.files() == before);
}

#[test]
fn an_export_reads_back_once_and_whole() {
    let desk = written();
    desk.ok(&["correct", "1", "--void"]);
    let lines = desk.ok(&["export"]);
    let other = Desk::new();
    fs::write(other.0.path().join("backup.jsonl"), &lines).expect("a file");
    assert_eq!(other.ok(&["import", "backup.jsonl"]), "4 added, 0 there already\n");
    assert_eq!(other.ok(&["import", "backup.jsonl"]), "0 added, 4 there already\n");
    assert_eq!(other.ok(&["export"]), lines);
    assert_eq!(other.ok(&["history", "a.cn"]), desk.ok(&["history", "a.cn"]));
}

#[test]
fn an_import_with_a_wrong_line_adds_nothing_and_names_the_line() {
    let desk = written();
    let before = desk.ok(&["export"]);
    let good = r#"{"site":"B.cn","event":"opened","when":"2026-02-01"}"#;
    let far = r#"{"site":"b.cn","event":"opened","when":"2126-02-01"}"#;
    for bad in [
        "{",
        "[]",
        r#"{"site":"b.cn"}"#,
        r#"{"site":"b.cn","event":"opened"}"#,
        r#"{"site":"b.cn","event":"open","when":"2026-02-01"}"#,
        r#"{"site":"b.cn","event":"opened","when":"2026-02-30"}"#,
        r#"{"site":"b.cn","event":"opened","when":"2026-02-01","day":1}"#,
        r#"{"site":"http://b.cn/","event":"opened","when":"2026-02-01"}"#,
        r#"{"site":"b.cn","event":"opened","void":true,"corrects":"00000000000000aa"}"#,
        far,
        &before.lines().next().expect("a line").replace("01-10", "01-11"),
    ] {
        fs::write(desk.0.path().join("x.jsonl"), format!("{good}\n\n{bad}\n")).expect("a file");
        let output = desk.run(&["import", "x.jsonl"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{bad}: {said}");
        assert!(
            said.contains("x.jsonl line 3: ") && said.contains("nothing was imported"),
            "{said}"
        );
        assert_eq!(desk.ok(&["export"]), before, "{bad}");
    }
    fs::write(desk.0.path().join("x.jsonl"), good).expect("a file");
    assert_eq!(desk.ok(&["import", "x.jsonl"]), "1 added, 0 there already\n");
    assert_eq!(desk.ok(&["import", "x.jsonl"]), "0 added, 1 there already\n");
    assert!(desk.ok(&["history", "b.cn"]).contains("2026-02-01"));
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    let desk = Desk::new();
    fs::create_dir(desk.ledger()).expect("a folder");
    desk.is_refused("ledger.db", "a folder");
    fs::remove_dir(desk.ledger()).expect("it is empty");
    for (content, words) in [
        (&b""[..], "damaged (it is empty)"),
        (b"short", "is not a ledger (too short for one)"),
        (&[7; 5000], "is not a ledger (it does not start like one)"),
    ] {
        fs::write(desk.ledger(), content).expect("a file");
        desk.is_refused(words, words);
    }
}

#[test]
fn an_overwritten_page_is_damage() {
    let desk = written();
    let sound = fs::read(desk.ledger()).expect("the ledger");
    let whole = desk.ok(&["export"]);
    let pages = sound.len() / 4096;
    assert!(pages >= 6, "{pages}");
    for page in 0..pages {
        for fill in [0x00, 0x5a, 0xff] {
            let mut bytes = sound.clone();
            bytes[page * 4096..][..4096].fill(fill);
            fs::write(desk.ledger(), &bytes).expect("the ledger");
            let output = desk.run(&["export"]);
            assert_eq!(output.status.code(), Some(2), "page {page}: {}", text(&output.stdout));
            assert_eq!(fs::read(desk.ledger()).expect("the ledger"), bytes, "page {page}");
        }
    }
    fs::write(desk.ledger(), &sound).expect("the ledger");
    assert_eq!(desk.ok(&["export"]), whole);
}

#[test]
fn a_changed_byte_is_damage_or_changes_no_entry() {
    let desk = written();
    let sound = fs::read(desk.ledger()).expect("the ledger");
    let whole = desk.ok(&["export"]);
    // Every byte of the pages would take minutes: a fixed stride that meets all parts of a page.
    let mut damaged = 0;
    for at in (0..sound.len()).step_by(151) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x15;
        fs::write(desk.ledger(), &bytes).expect("the ledger");
        let output = desk.run(&["export"]);
        match output.status.code() {
            Some(0) => assert_eq!(text(&output.stdout), whole, "byte {at}"),
            Some(2) => damaged += 1,
            other => panic!("byte {at}: {other:?} {}", text(&output.stderr)),
        }
    }
    assert!(damaged > 3, "{damaged}");
}

#[test]
fn a_truncated_ledger_is_damage() {
    let desk = written();
    let sound = fs::read(desk.ledger()).expect("the ledger");
    for length in [sound.len() - 1, sound.len() - 4096, 8192, 4096, 1000, 100, 99, 16, 1] {
        fs::write(desk.ledger(), &sound[..length]).expect("the ledger");
        desk.is_refused("ledger.db", &format!("{length} bytes"));
    }
    fs::remove_file(desk.ledger()).expect("the ledger");
    fs::write(desk.0.path().join("ledger.db-wal"), "entries").expect("a log");
    desk.is_refused("is missing, but", "a log alone");
}

#[test]
fn a_newer_ledger_and_a_foreign_database_are_refused() {
    let desk = written();
    let db = rusqlite::Connection::open(desk.ledger()).expect("a database");
    db.execute_batch("PRAGMA user_version = 99").expect("it is set");
    drop(db);
    desk.is_refused("has schema 99, this program knows up to", "newer");
    let desk = Desk::new();
    let db = rusqlite::Connection::open(desk.ledger()).expect("a database");
    db.execute_batch("CREATE TABLE entry (a); INSERT INTO entry VALUES (1)").expect("a table");
    drop(db);
    desk.is_refused("a database of another program", "foreign");
}

/// Runs a shell script in name spaces of its own, where it may mount; nothing where the system does not let one.
fn in_own_mounts(desk: &Desk, script: &str) -> Option<Output> {
    let run = |script: &str| {
        Command::new("unshare")
            .args(["-rm", "sh", "-ec", script])
            .current_dir(desk.0.path())
            .env("BEIAN", PROGRAM)
            .output()
            .ok()
    };
    run("true").filter(|output| output.status.success()).and_then(|_| run(script))
}

#[test]
fn a_read_only_place_can_be_read_and_not_written() {
    let desk = written();
    let before = desk.files();
    let script = "mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\"
        code() { \"$@\" && echo 0 || echo $?; }
        code \"$BEIAN\" deadlines record b.cn opened 2026-01-01 --ledger ledger.db
        code \"$BEIAN\" deadlines record b.cn opened 2026-01-01 --ledger new/ledger.db
        code \"$BEIAN\" deadlines correct 1 --void --ledger ledger.db
        \"$BEIAN\" deadlines history a.cn --ledger ledger.db";
    let Some(output) = in_own_mounts(&desk, script) else { return };
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(out.starts_with("2\n2\n2\na.cn\n") && out.contains("corrects #2"), "{out}{err}");
    assert_eq!(err.matches("read-only").count(), 3, "{err}");
    assert_eq!(desk.files(), before);
}

/// Records until it fails; the number of successes, and what the last run said.
fn fill(command: impl Fn(&str) -> Output) -> (usize, String) {
    let note = "字".repeat(3000);
    for count in 0..1000 {
        let output = command(&format!("{count} {note}"));
        match output.status.code() {
            Some(0) => {}
            Some(2) => return (count, text(&output.stderr).to_owned()),
            other => panic!("{other:?} {}", text(&output.stderr)),
        }
    }
    panic!("it never filled up");
}

#[test]
fn at_the_limit_of_a_file_the_last_write_fails_and_the_others_stay() {
    let desk = Desk::new();
    // Without the signal a write at the limit is an error, as on a full disk.
    let limited = |note: &str| {
        let record = ["deadlines", "record", "a.cn", "opened", "2026-01-01"];
        let args = [&record[..], &["--ledger", "ledger.db", "--note", note]].concat();
        let script = "trap '' XFSZ; ulimit -f 400; exec \"$@\"";
        program::shell(desk.0.path(), script, &args).output().expect("a shell")
    };
    let (count, said) = fill(limited);
    assert!(count > 3 && said.contains("error: ") && said.contains("fix: "), "{count} {said}");
    assert_eq!(desk.notes().len(), count);
    desk.ok(&["record", "a.cn", "opened", "2026-01-01", "--note", "room again"]);
    assert_eq!(desk.notes().len(), count + 1);
}

#[test]
fn on_a_full_disk_the_last_write_fails_and_the_others_stay() {
    let desk = Desk::new();
    let script = "mkdir full && mount -t tmpfs -o size=256k none full
        n=0; note=$(head -c 9000 /dev/zero | tr '\\0' x)
        while \"$BEIAN\" -q deadlines record a.cn opened 2026-01-01 --note \"$n $note\" --ledger full/l.db >/dev/null; do n=$((n+1)); done
        echo $? $n; rm -f full/big; ls full >&2
        \"$BEIAN\" deadlines export --ledger full/l.db | wc -l
        dd if=/dev/zero of=full/big bs=4k 2>/dev/null || true
        \"$BEIAN\" deadlines record a.cn opened 2026-01-01 --ledger full/new.db || echo $?
        test ! -e full/new.db && echo none";
    let Some(output) = in_own_mounts(&desk, script) else { return };
    let out: Vec<&str> = text(&output.stdout).split_whitespace().collect();
    let said = text(&output.stderr);
    let [code, written, kept, again, none] = out[..] else { panic!("{out:?} {said}") };
    // The shell's `while` ends with 0; what it ran ended with 2.
    assert!(code == "0" || code == "2", "{out:?}");
    assert!(
        written == kept && written.parse::<u32>().is_ok_and(|count| count > 3),
        "{out:?} {said}"
    );
    assert_eq!((again, none), ("2", "none"), "{said}");
    assert!(said.contains("there is no room left"), "{said}");
}

/// Three processes at a time write and are killed at random; what they acknowledged is there, once.
#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
fn what_was_acknowledged_survives_a_kill_at_any_moment() {
    let runs = if std::env::var_os("BEIAN_LONG_TESTS").is_some() { 1000 } else { 150 };
    let desk = Desk::new();
    let start = Instant::now();
    desk.ok(&["record", "site-0.cn", "opened", "2026-01-01", "--note", "first"]);
    // From at once to well behind the time of a write, which is longer for three at a time.
    let latest = start.elapsed() * 4;
    let acknowledged: Vec<String> = thread::scope(|scope| {
        let writer = |first: usize| {
            let desk = &desk;
            move || {
                let numbers = (first..runs).step_by(3);
                numbers
                    .filter_map(|number| write_and_kill(desk, number, latest))
                    .collect::<Vec<_>>()
            }
        };
        let writers = [0, 1, 2].map(|first| scope.spawn(writer(first)));
        writers.into_iter().flat_map(|writer| writer.join().expect("a writer")).collect()
    });
    assert!(acknowledged.len() >= runs / 4, "{} of {runs}", acknowledged.len());
    let notes = desk.notes();
    for note in &acknowledged {
        assert_eq!(notes.get(note), Some(&1), "{note}");
    }
    assert!(notes.values().all(|times| *times == 1), "{notes:?}");
    let db = rusqlite::Connection::open(desk.ledger()).expect("a database");
    let verdict: String =
        db.query_row("PRAGMA integrity_check", (), |row| row.get(0)).expect("a verdict");
    assert_eq!(verdict, "ok");
}

/// Records once; the process is killed after some time up to `latest`, which may be too late, but for every fourth. The
/// note, if the program said that it was recorded.
fn write_and_kill(desk: &Desk, number: usize, latest: Duration) -> Option<String> {
    let note = format!("write {number}");
    let site = format!("site-{}.cn", number % 7);
    let mut command = desk.command(&["record", &site, "opened", "2026-01-01", "--note", &note]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let share = u32::try_from(number * 7919 % 1000).expect("below 1000");
    if !number.is_multiple_of(4) {
        thread::sleep(latest * share / 1000);
        // It may have ended by itself.
        let _ = child.kill();
    }
    let mut said = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let _ = out.read_line(&mut said);
    child.wait().expect("it ends");
    said.starts_with("recorded #").then_some(note)
}

#[test]
fn two_processes_that_start_at_once_make_one_ledger() {
    let desk = Desk::new();
    let mut children = Vec::new();
    for number in 0..8 {
        let note = format!("n{number}");
        let args = ["record", "a.cn", "opened", "2026-01-01", "--note", &note];
        children.push(desk.command(&args).stdout(Stdio::null()).spawn().expect("it starts"));
    }
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let notes = desk.notes();
    assert_eq!(notes.len(), 8);
    assert_eq!(desk.files().keys().collect::<Vec<_>>(), [&desk.ledger()]);
    assert!(Path::new(&desk.ledger()).is_file());
}
