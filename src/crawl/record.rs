//! Records of snapshot and cache files: JSON, each one a gzip member of its own, so that it can be located and unpacked
//! alone.

use std::io::{self, BufRead, BufWriter, Read as _, Write as _};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::lang::{Bilingual as _, Text};

/// Bytes of one unpacked record: room for the largest body that can be asked for, with its escapes.
const MAX_RECORD: u64 = 256 << 20;

/// Bytes that are compressed at a time.
const CHUNK: usize = 32 << 10;

/// Why a record cannot be read.
#[derive(Debug)]
pub(super) enum RecordError {
    /// Reading the file failed.
    Unreadable(io::Error),
    /// The bytes are not what was written.
    Damaged(Text),
}

/// A record in the form in which it is written to a file.
pub(super) fn pack(record: &impl Serialize) -> io::Result<Vec<u8>> {
    let packer = GzEncoder::new(Vec::new(), Compression::fast());
    // serde_json writes a few bytes at a time, which would cost more than compressing them.
    let mut line = BufWriter::with_capacity(CHUNK, packer);
    serde_json::to_writer(&mut line, record)?;
    line.write_all(b"\n")?;
    line.into_inner()?.finish()
}

/// The next record of a file; `None` at its end.
pub(super) fn next<T: DeserializeOwned>(
    records: &mut impl BufRead,
) -> Result<Option<T>, RecordError> {
    if records.fill_buf().map_err(RecordError::Unreadable)?.is_empty() {
        return Ok(None);
    }
    let mut line = Vec::new();
    let mut unpacked = GzDecoder::new(records).take(MAX_RECORD);
    unpacked.read_to_end(&mut line).map_err(|error| RecordError::Damaged(error.text()))?;
    if unpacked.limit() == 0 {
        return Err(RecordError::Damaged(Text::fixed("有记录过长", "a record is too long")));
    }
    serde_json::from_slice(&line).map(Some).map_err(|error| {
        let words = error.to_string();
        RecordError::Damaged(Text::made(words.clone(), words))
    })
}
