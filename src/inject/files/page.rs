//! One page: its bytes before and after the edit.

use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::Path;

use super::FileEvent;
use super::tally::Tally;
use super::walk::SourceFile;
use crate::folder::{Folder, Identity};

/// Largest page that is edited, in bytes; `audit` does not judge a larger one.
pub(in crate::inject) const LARGEST: u64 = 5 << 20;
/// How often a file is read again when other programs keep changing it.
pub(super) const TRIES: usize = 5;

/// A page that was read and edited.
#[derive(Clone, Copy, Debug)]
pub(super) struct EditedPage<'a> {
    pub(super) source: &'a SourceFile,
    /// The path, relative to the top.
    pub(super) path: &'a Path,
    /// The file's state when it was read.
    pub(super) identity: &'a Identity,
    /// Its bytes before the edit.
    pub(super) old: &'a [u8],
    /// Its bytes after the edit.
    pub(super) new: &'a [u8],
    /// The page cannot carry a block; its precompressed copies are left alone.
    pub(super) skipped: bool,
}

impl EditedPage<'_> {
    pub(super) fn is_changed(&self) -> bool {
        self.old != self.new
    }

    /// Warns where the page is replaced and has hard links.
    pub(super) fn report_other_names(&self, tally: &Tally<'_>) {
        if self.is_changed() && self.identity.names > 1 {
            tally.emit(FileEvent::OtherNames { path: self.path });
        }
    }
}

/// The buffers of one thread, reused from file to file.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    pub(super) old: Vec<u8>,
    pub(super) new: Vec<u8>,
}

/// Reads a file into the buffer, at most one byte more than [`LARGEST`]; a larger file is not read at all.
pub(super) fn read(folder: &Folder, name: &OsStr, buffer: &mut Vec<u8>) -> io::Result<Identity> {
    buffer.clear();
    let (file, identity) = folder.read(name)?;
    if identity.size <= LARGEST {
        let capacity = usize::try_from(identity.size).unwrap_or_default().saturating_add(1);
        buffer.reserve(capacity);
        file.take(LARGEST + 1).read_to_end(buffer)?;
    }
    Ok(identity)
}

/// The error for a file that did not stand still for [`TRIES`] reads.
pub(super) fn keeps_changing() -> io::Error {
    io::Error::other("another program keeps changing it")
}
