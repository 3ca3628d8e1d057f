//! The order in which an entry is written and told: a command that ends with an error changed nothing, and what is told
//! in full is on the disk.

use std::io::Write;

use crate::ledger::Batch;

use super::super::Error;

/// Commits a batch and says so in a line. The first character of the line goes out before the commit: where standard
/// output cannot be written, nothing is recorded. The rest goes out behind it: who reads the line can rely on it.
pub(super) fn commit(mut batch: Batch<'_>, line: &str, out: &mut dyn Write) -> Result<(), Error> {
    batch.prepare()?;
    let first = line.chars().next().map_or(0, char::len_utf8);
    let (probe, rest) = line.split_at(first);
    out.write_all(probe.as_bytes())?;
    out.flush()?;
    if let Err(error) = batch.commit() {
        // Whatever is told of the error begins on a line of its own.
        let _ = out.write_all(b"\n");
        return Err(error.into());
    }
    writeln!(out, "{rest}").and_then(|()| out.flush()).map_err(|cause| {
        Error::new(
            (
                format!("无法写入标准输出，但以下内容已在台账里：{line}"),
                format!("standard output cannot be written, but this is in the ledger: {line}"),
            ),
            (
                "请不要再次运行；可用 beian deadlines history 查看",
                "do not run the command again; see beian deadlines history",
            ),
        )
        .because(&cause)
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::super::super::testing::Bench;
    use super::super::super::{Exit, World, run};
    use super::*;
    use crate::ledger::Ledger;

    /// A full disk: so many bytes are taken, and no more.
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

    fn onto_full_disk(bench: &Bench, room: usize, args: &[&str]) -> (Exit, String) {
        let mut err = Vec::new();
        let args: Vec<_> =
            ["beian", "deadlines", "--ledger", "l.db"].iter().chain(args).map(Into::into).collect();
        let exit = bench.with_world(|world| {
            let mut full = World {
                now: world.now,
                out: &mut Full(room),
                err: &mut err,
                input: &mut io::empty(),
                env: world.env.clone(),
                cwd: world.cwd.clone(),
                out_is_terminal: false,
                out_width: None,
                err_is_terminal: false,
            };
            run(&args, &mut full)
        });
        (exit, String::from_utf8(err).unwrap())
    }

    fn lines(bench: &Bench) -> Vec<String> {
        let mut lines = Vec::new();
        let path = bench.folder.path().join("l.db");
        if let Some(ledger) = Ledger::open_read(&path).unwrap() {
            ledger
                .each_line::<crate::ledger::Error>(|line| {
                    lines.push(line.write().unwrap());
                    Ok(())
                })
                .unwrap();
        }
        lines
    }

    #[test]
    fn where_standard_output_cannot_be_written_nothing_is_recorded() {
        let line = r#"{"site":"b.cn","event":"opened","when":"2026-10-01"}"#;
        let bench = Bench::new().file("x.jsonl", line);
        let record = &["record", "a.cn", "opened", "2026-10-25"][..];
        for args in [record, &["import", "x.jsonl"]] {
            let (exit, err) = onto_full_disk(&bench, 0, args);
            assert_eq!(exit, Exit::Usage);
            assert!(err.contains("standard output cannot be written"), "{err}");
            assert!(!bench.folder.path().join("l.db").exists(), "{args:?}: no empty ledger");
        }
        assert_eq!(onto_full_disk(&bench, 1000, record).0, Exit::Clean);
        let before = lines(&bench);
        assert_eq!(before.len(), 1);
        for args in [record, &["correct", "1", "--void"], &["import", "x.jsonl"]] {
            assert_eq!(onto_full_disk(&bench, 0, args).0, Exit::Usage, "{args:?}");
            assert_eq!(lines(&bench), before, "{args:?}");
        }
    }

    #[test]
    fn what_was_recorded_all_the_same_is_told() {
        let bench = Bench::new();
        let (exit, err) = onto_full_disk(&bench, 3, &["record", "a.cn", "opened", "2026-10-25"]);
        assert_eq!(exit, Exit::Usage);
        assert!(err.contains("this is in the ledger: recorded #1: a.cn opened"), "{err}");
        assert!(err.contains("do not run the command again"), "{err}");
        assert_eq!(lines(&bench).len(), 1);
    }
}
