//! The order of committing and confirming: work that ends with an error changed nothing, and what was confirmed is on the
//! disk.

use std::io::{self, Write};

use crate::domain::failure::Failure;
use crate::ledger::Batch;

/// Commits a batch and confirms it in a line. The first character of the line is written before the commit, so that
/// nothing is recorded where `out` cannot be written; the rest follows once the batch is on the disk.
///
/// # Errors
/// The outer one is that `out` cannot be written, and nothing is recorded; the inner one says what is.
pub fn commit(
    mut batch: Batch<'_>,
    line: &str,
    out: &mut dyn Write,
) -> io::Result<Result<(), Failure>> {
    if let Err(error) = batch.prepare() {
        return Ok(Err(error.into()));
    }
    let first = line.chars().next().map_or(0, char::len_utf8);
    let (probe, rest) = line.split_at(first);
    out.write_all(probe.as_bytes())?;
    out.flush()?;
    if let Err(error) = batch.commit() {
        // The message of the error starts on a line of its own.
        let _ = out.write_all(b"\n");
        return Ok(Err(error.into()));
    }
    let confirmed = writeln!(out, "{rest}").and_then(|()| out.flush());
    Ok(confirmed.map_err(|cause| {
        Failure::new(
            (
                format!("无法写入标准输出，但以下内容已在账本里：{line}"),
                format!("standard output cannot be written, but this is in the ledger: {line}"),
            ),
            (
                "请不要再次运行；可用 beian deadlines history 查看",
                "do not run the command again; see beian deadlines history",
            ),
        )
        .because(&cause)
    }))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::domain::date::Date;
    use crate::domain::event::Event;
    use crate::domain::record::{EventDetails, Happening, When};
    use crate::ledger::Ledger;

    /// A stream that takes this many bytes.
    struct Narrow(usize);

    impl Write for Narrow {
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

    #[test]
    fn nothing_is_recorded_unsaid_and_what_is_recorded_is_said_even_where_the_line_has_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open_write(&folder.path().join("ledger.db")).unwrap();
        let happening = Happening {
            site: "example.cn".to_owned(),
            event: Event::Opened,
            details: EventDetails {
                when: When::day(Date::constant(2026, 11, 20)),
                due: None,
                note: None,
            },
        };
        for (room, is_recorded) in [(0, false), (1, true), (100, true)] {
            let before = ledger.log("example.cn").unwrap().happenings.len();
            let mut batch = ledger.batch().unwrap();
            batch.record(&happening, UNIX_EPOCH.into()).unwrap();
            let done = commit(batch, "recorded", &mut Narrow(room));
            let after = ledger.log("example.cn").unwrap().happenings.len();
            assert_eq!(after > before, is_recorded, "{room}");
            match room {
                0 => assert!(done.is_err()),
                1 => assert!(done.unwrap().unwrap_err().what.en.contains("is in the ledger")),
                _ => assert_eq!(done.unwrap(), Ok(())),
            }
        }
    }
}
