//! Standard output that cannot be written: nothing is recorded without its confirmation.

use std::io::{self, Write};

use beian::cli::{Exit, Look, World, run};
use beian::ledger::Ledger;

use crate::support::sandbox::Sandbox;

/// A full disk: it takes this many bytes more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn onto_full_disk(sandbox: &Sandbox, room: usize, args: &[&str]) -> (Exit, String) {
    let mut err = Vec::new();
    let args: Vec<_> =
        ["beian", "deadlines", "--ledger", "l.db"].iter().chain(args).map(Into::into).collect();
    let exit = sandbox.with_world(|world| {
        let mut full = World {
            now: world.now,
            out: &mut Full(room),
            err: &mut err,
            input: &mut io::empty(),
            env: world.env.clone(),
            cwd: world.cwd.clone(),
            out_is_terminal: false,
            out_is_file: false,
            out_width: None,
            err_is_terminal: false,
            input_is_terminal: false,
            is_process: false,
            look: Look::default(),
        };
        run(&args, &mut full)
    });
    (exit, String::from_utf8(err).expect("no fault here"))
}

fn lines(sandbox: &Sandbox) -> Vec<String> {
    let mut lines = Vec::new();
    let path = sandbox.folder.path().join("l.db");
    if let Some(ledger) = Ledger::open_read(&path).expect("no fault here") {
        ledger
            .each_line::<beian::ledger::Error>(|line| {
                lines.push(line.write().expect("no fault here"));
                Ok(())
            })
            .expect("no fault here");
    }
    lines
}

#[test]
fn where_standard_output_cannot_be_written_nothing_is_recorded() {
    let line = r#"{"site":"b.cn","event":"opened","when":"2026-10-01"}"#;
    let sandbox = Sandbox::new().file("x.jsonl", line);
    let record = &["record", "a.cn", "opened", "2026-10-25"][..];
    for args in [record, &["import", "x.jsonl"]] {
        let (exit, err) = onto_full_disk(&sandbox, 0, args);
        assert_eq!(exit, Exit::Usage);
        assert!(err.contains("standard output cannot be written"), "{err}");
        assert!(!sandbox.folder.path().join("l.db").exists(), "{args:?}: no empty ledger");
    }
    assert_eq!(onto_full_disk(&sandbox, 1000, record).0, Exit::Clean);
    let before = lines(&sandbox);
    assert_eq!(before.len(), 1);
    for args in [record, &["correct", "1", "--void"], &["import", "x.jsonl"]] {
        assert_eq!(onto_full_disk(&sandbox, 0, args).0, Exit::Usage, "{args:?}");
        assert_eq!(lines(&sandbox), before, "{args:?}");
    }
}

#[test]
fn what_was_recorded_all_the_same_is_told() {
    let sandbox = Sandbox::new();
    let (exit, err) = onto_full_disk(&sandbox, 3, &["record", "a.cn", "opened", "2026-10-25"]);
    assert_eq!(exit, Exit::Usage);
    assert!(err.contains("this is in the ledger: recorded #1: a.cn opened"), "{err}");
    assert!(err.contains("do not run the command again"), "{err}");
    assert_eq!(lines(&sandbox).len(), 1);
}
