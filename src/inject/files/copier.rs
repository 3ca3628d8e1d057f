//! The writer of `--out`: a changed copy of a folder, whose own files stay as they are.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufReader, Read as _, Seek as _, Write as _};
use std::path::Path;

use super::FileEvent;
use super::compression::Compression;
use super::destination::DestinationFolder;
use super::draft::{Draft, FileAt, Metadata, Original, Replacement, SyncMode};
use super::editor::PageWriter;
use super::page::EditedPage;
use super::siblings::Sibling;
use super::tally::Tally;
use super::walk::SourceFile;
use crate::folder::{EntryKind, Identity, copy_content};

/// Copies pages with their edits, and all other files as they are.
pub(super) struct Copier<'a> {
    pub(super) destination: &'a DestinationFolder,
    pub(super) tally: &'a Tally<'a>,
    /// The folder that is copied.
    pub(super) root: &'a Path,
    pub(super) sync: SyncMode,
}

impl PageWriter for Copier<'_> {
    fn page(&self, page: &EditedPage<'_>) -> io::Result<Replacement> {
        self.write_bytes(page.source, &page.source.name, page.identity, page.new)?;
        for sibling in Sibling::of(page).filter(|sibling| sibling.kind == EntryKind::File) {
            self.tally.sibling(&sibling.path, self.copy_sibling(page, &sibling));
        }
        Ok(Replacement::Done)
    }

    fn unedited(&self, source: &SourceFile, buffer: &mut Vec<u8>) -> io::Result<()> {
        match source.kind {
            EntryKind::Link => self.copy_link(source),
            EntryKind::File => {
                self.copy_file(source, &source.name, buffer)?;
                for compression in Compression::ALL.into_iter().filter(|_| source.is_page) {
                    let name = compression.name(&source.name);
                    let mut copies = source.directory.copies.iter();
                    if copies.any(|it| it.name == name && it.kind == EntryKind::File) {
                        self.copy_file(source, &name, buffer)?;
                    }
                }
                Ok(())
            }
            EntryKind::Folder | EntryKind::Other => {
                self.tally.emit(FileEvent::Ignored { path: &source.path() });
                Ok(())
            }
        }
    }
}

impl Copier<'_> {
    /// Copies a link as a link where it is relative and leads to something inside of the folder.
    fn copy_link(&self, source: &SourceFile) -> io::Result<()> {
        let path = source.path();
        let target = source.directory.folder.link_target(&source.name)?;
        let inside = || {
            let root = self.root.canonicalize().ok()?;
            let real = self.root.join(&path).canonicalize().ok()?;
            (target.is_relative() && real.starts_with(root)).then_some(())
        };
        if inside().is_none() {
            self.tally.emit(FileEvent::Ignored { path: &path });
            return Ok(());
        }
        if let Some(out) = &source.directory.out {
            match out.link_target(&source.name) {
                Ok(existing) if existing == target => return Ok(()),
                Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if !self.destination.dry {
                out.make_link(&target, &source.name)?;
            }
        }
        self.tally.wrote();
        Ok(())
    }

    /// Copies a file as it is, unless its copy has the same bytes and mode already.
    fn copy_file(&self, source: &SourceFile, name: &OsStr, buffer: &mut Vec<u8>) -> io::Result<()> {
        let (mut file, identity) = source.directory.folder.read(name)?;
        if let Some((existing, other)) = existing(source, name)?
            && other.size == identity.size
            && other.mode == identity.mode
            && same(&file, &existing, buffer)?
        {
            return Ok(());
        }
        self.write(source, name, &identity, |to| copy_content(&mut file, to))
    }

    /// Writes a file of the copy with the metadata of its source; in a dry run, it is only counted.
    fn write(
        &self,
        source: &SourceFile,
        name: &OsStr,
        identity: &Identity,
        content: impl FnOnce(&mut fs::File) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(out) = source.directory.out.as_ref().filter(|_| !self.destination.dry) {
            let existing = out.identity(name)?;
            let content = |file: &mut fs::File| {
                content(file)?;
                if self.sync == SyncMode::Each { file.sync_all() } else { Ok(()) }
            };
            let original =
                Original { at: FileAt { folder: out, name }, identity: existing.as_ref() };
            let metadata = Metadata {
                identity,
                file: Some(FileAt { folder: &source.directory.folder, name }),
            };
            Draft::write(&self.destination.batch, original, metadata, content)?.put(out)?;
        }
        self.tally.wrote();
        Ok(())
    }

    /// Writes a file of the copy with these bytes, unless it has them already.
    fn write_bytes(
        &self,
        source: &SourceFile,
        name: &OsStr,
        identity: &Identity,
        bytes: &[u8],
    ) -> io::Result<()> {
        if let Some((mut existing, other)) = existing(source, name)?
            && other.size == bytes.len() as u64
            && other.mode == identity.mode
        {
            let mut content = Vec::with_capacity(bytes.len());
            existing.read_to_end(&mut content)?;
            if content == bytes {
                return Ok(());
            }
        }
        self.write(source, name, identity, |to| to.write_all(bytes))
    }

    /// Copies a precompressed copy of a page, renewed where it does not hold the new page. `None` where it was copied
    /// as it is or is there already, else whether it was out of date before.
    fn copy_sibling(&self, page: &EditedPage<'_>, sibling: &Sibling) -> io::Result<Option<bool>> {
        let (source, name) = (page.source, sibling.name.as_os_str());
        let (mut file, identity) = source.directory.folder.read(name)?;
        let stale = !sibling.compression.holds(BufReader::new(&file), page.old);
        if !page.is_changed() && !stale {
            file.rewind()?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            self.write_bytes(source, name, &identity, &bytes)?;
            return Ok(None);
        }
        if let Some((existing, _)) = existing(source, name)?
            && sibling.compression.holds(BufReader::new(existing), page.new)
        {
            return Ok(None);
        }
        let bytes = sibling.compression.compress(page.new)?;
        self.write(source, name, &identity, |to| to.write_all(&bytes))?;
        Ok(Some(stale))
    }
}

/// The file that the copy has under a name; a link there is an error.
fn existing(source: &SourceFile, name: &OsStr) -> io::Result<Option<(fs::File, Identity)>> {
    let Some(out) = &source.directory.out else { return Ok(None) };
    match out.read(name) {
        Ok(existing) => Ok(Some(existing)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether two files hold the same bytes.
fn same(one: &fs::File, other: &fs::File, buffer: &mut Vec<u8>) -> io::Result<bool> {
    const CHUNK: usize = 64 << 10;
    buffer.resize(2 * CHUNK, 0);
    let (left, right) = buffer.split_at_mut(CHUNK);
    loop {
        let (read, other_read) = (fill(one, left)?, fill(other, right)?);
        if left.get(..read) != right.get(..other_read) {
            return Ok(false);
        }
        if read < CHUNK {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or the file ends; returns the number of bytes read.
fn fill(mut file: &fs::File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
