//! Records of the files that the crawler keeps: JSON, each one a gzip member of its own, to be found and unpacked alone.

use std::io::{self, BufRead, BufWriter, Read as _, Write as _};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One record, unpacked: a body of the largest kind that is asked for, with its escapes.
const MAX_RECORD: u64 = 256 << 20;

/// What is packed at a time.
const PIECE: usize = 32 << 10;

/// Why there is no record.
#[derive(Debug)]
pub(super) enum Fault {
    /// The disk fails.
    Unreadable(io::Error),
    /// It is not what was written.
    Damaged(String),
}

/// A record as it stands in a file.
pub(super) fn pack(record: &impl Serialize) -> io::Result<Vec<u8>> {
    let packer = GzEncoder::new(Vec::new(), Compression::fast());
    // JSON is written in very small pieces, which would cost more than to pack them.
    let mut line = BufWriter::with_capacity(PIECE, packer);
    serde_json::to_writer(&mut line, record)?;
    line.write_all(b"\n")?;
    line.into_inner()?.finish()
}

/// The next record of a file; `None` at its end.
pub(super) fn next<T: DeserializeOwned>(records: &mut impl BufRead) -> Result<Option<T>, Fault> {
    if records.fill_buf().map_err(Fault::Unreadable)?.is_empty() {
        return Ok(None);
    }
    let mut line = Vec::new();
    let mut unpacked = GzDecoder::new(records).take(MAX_RECORD);
    unpacked.read_to_end(&mut line).map_err(|error| Fault::Damaged(error.to_string()))?;
    if unpacked.limit() == 0 {
        return Err(Fault::Damaged("a record is too long".to_owned()));
    }
    serde_json::from_slice(&line).map(Some).map_err(|error| Fault::Damaged(error.to_string()))
}
