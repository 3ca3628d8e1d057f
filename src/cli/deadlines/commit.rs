//! The order of committing and confirming: a command that ends with an error changed nothing, and what was confirmed is on
//! the disk.

use std::io::Write;

use crate::ledger::Batch;

use super::super::Error;

/// Commits a batch and confirms it in a line. The first character of the line is written before the commit, so that
/// nothing is recorded where standard output cannot be written; the rest follows once the batch is on the disk.
pub(super) fn commit(mut batch: Batch<'_>, line: &str, out: &mut dyn Write) -> Result<(), Error> {
    batch.prepare()?;
    let first = line.chars().next().map_or(0, char::len_utf8);
    let (probe, rest) = line.split_at(first);
    out.write_all(probe.as_bytes())?;
    out.flush()?;
    if let Err(error) = batch.commit() {
        // The message of the error starts on a line of its own.
        let _ = out.write_all(b"\n");
        return Err(error.into());
    }
    writeln!(out, "{rest}").and_then(|()| out.flush()).map_err(|cause| {
        Error::new(
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
    })
}
