//! The copied badge: put at the top of the output when the first page refers to it, removed when none does any more.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memmem;
use parking_lot::Mutex;

use super::FileEvent;
use super::destination::DestinationFolder;
use super::draft::{Draft, FileAt, Metadata, Original};
use super::page::{LARGEST as LARGEST_PAGE, read};
use super::tally::Tally;
use super::walk::SourceFile;
use crate::folder::{EntryKind, Folder};
use crate::inject::badge;

/// No copied badge is larger, in bytes.
const LARGEST: u64 = 1 << 20;

/// The badges at the top of the output that earlier runs copied there, and the one that this run copies.
pub(super) struct Badges<'a> {
    destination: &'a DestinationFolder,
    tally: &'a Tally<'a>,
    /// Name and content of the badge to copy.
    wanted: Option<&'a (String, &'a [u8])>,
    /// Badges of earlier runs, and whether a page refers to them.
    existing: Vec<(OsString, AtomicBool)>,
    /// Whether the wanted badge is in its place.
    is_put: Mutex<bool>,
}

impl<'a> Badges<'a> {
    /// Looks for badges that earlier runs copied to the top of the output.
    pub(super) fn new(
        destination: &'a DestinationFolder,
        tally: &'a Tally<'a>,
        wanted: Option<&'a (String, &'a [u8])>,
    ) -> Self {
        let top = destination.top.as_ref();
        let existing = top.and_then(|top| find(top).ok()).unwrap_or_default();
        Self { destination, tally, wanted, existing, is_put: Mutex::default() }
    }

    /// Notes which badges a page refers to.
    pub(super) fn note(&self, page: &[u8]) {
        for (name, used) in &self.existing {
            if !used.load(Ordering::Relaxed)
                && memmem::find(page, name.as_encoded_bytes()).is_some()
            {
                used.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Notes which badges a page refers to that is not edited.
    pub(super) fn note_file(&self, source: &SourceFile, buffer: &mut Vec<u8>) {
        if !self.existing.is_empty() {
            match read(&source.directory.folder, &source.name, buffer) {
                Ok(identity) if identity.size <= LARGEST_PAGE => self.note(buffer),
                _ => self.keep_all(),
            }
        }
    }

    /// Keeps all badges: a page that could not be read may refer to any.
    pub(super) fn keep_all(&self) {
        self.existing.iter().for_each(|(_, used)| used.store(true, Ordering::Relaxed));
    }

    /// Puts the wanted badge into its place, before any page refers to it.
    pub(super) fn put(&self) -> io::Result<()> {
        let Some((name, bytes)) = self.wanted else { return Ok(()) };
        let mut is_put = self.is_put.lock();
        if *is_put {
            return Ok(());
        }
        let existing = self.existing.iter().find(|(existing, _)| existing == name.as_str());
        if let Some((_, used)) = existing {
            // a page in UTF-16 refers to it by other bytes than those looked for
            used.store(true, Ordering::Relaxed);
        } else {
            if let Some(top) = self.destination.top.as_ref().filter(|_| !self.destination.dry) {
                self.write(top, name, bytes)?;
            }
            self.tally.wrote();
            self.tally.emit(FileEvent::Badge { path: Path::new(name), put: true });
        }
        *is_put = true;
        Ok(())
    }

    fn write(&self, top: &Folder, name: &str, bytes: &[u8]) -> io::Result<()> {
        let file = OsStr::new(name);
        if top.identity(file)?.is_some() {
            let what = format!("{name} exists and is not the badge: remove it");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        let identity = top.own_identity()?.with_mode(0o644);
        let original = Original { at: FileAt { folder: top, name: file }, identity: None };
        let metadata = Metadata { identity: &identity, file: None };
        let batch = &self.destination.batch;
        Draft::write(batch, original, metadata, |file| file.write_all(bytes))?.put(top)?;
        Ok(())
    }

    /// Removes the badges that no page refers to any more. While a page could not be read, none.
    pub(super) fn remove_unused(&self) {
        let summary = self.tally.summary();
        if summary.failed > 0 || summary.stopped || self.destination.is_copy {
            return;
        }
        let Some(top) = &self.destination.top else { return };
        for (name, _) in self.existing.iter().filter(|(_, used)| !used.load(Ordering::Relaxed)) {
            if !self.destination.dry
                && let Err(error) = top.remove(name)
            {
                self.tally.failed(Path::new(name), &error);
                continue;
            }
            self.tally.wrote();
            self.tally.emit(FileEvent::Badge { path: Path::new(name), put: false });
        }
    }
}

/// The copied badges at the top of a folder. The name of a copy is made from its content, so no other file is taken for
/// one.
fn find(top: &Folder) -> io::Result<Vec<(OsString, AtomicBool)>> {
    let mut found = Vec::new();
    for entry in top.entries()?.into_iter().filter(|entry| entry.kind == EntryKind::File) {
        let name = entry.name.to_str().filter(|name| name.starts_with("beian-police-"));
        let Some(name) = name else { continue };
        let mut bytes = Vec::new();
        let result = top.read(&entry.name)?.0.take(LARGEST + 1).read_to_end(&mut bytes);
        if result.is_ok() && badge::is_copy(name, &bytes) {
            found.push((entry.name, AtomicBool::new(false)));
        }
    }
    Ok(found)
}
