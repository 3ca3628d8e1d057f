//! `--out`: a changed copy of a folder; its own files stay as they are.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::draft::{Draft, Like};
use super::page::{Buffers, Work};
use super::queue::Item;
use super::siblings::Packing;
use super::{Error, Event};
use crate::folder::{Folder, Identity, Kind, copy};

/// Opens the folder that the copy goes to, and makes it unless nothing is to be written: `None` where it is not there.
pub(super) fn open(root: &Path, out: &Path, dry: bool) -> Result<Option<Folder>, Error> {
    let fault = |error| Error::Out(out.to_owned(), error);
    let real_root =
        root.canonicalize().map_err(|error| Error::Unreadable(root.to_owned(), error))?;
    let real_out = real(out).map_err(fault)?;
    if real_out.starts_with(&real_root) || real_root.starts_with(&real_out) {
        return Err(Error::Nested(root.to_owned(), out.to_owned()));
    }
    if !dry {
        fs::create_dir_all(out).map_err(fault)?;
    }
    match Folder::open(out) {
        Ok(folder) => Ok(Some(folder)),
        Err(error) if dry && error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(error)),
    }
}

/// A path with links resolved as far as it exists.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = PathBuf::new();
    for there in path.ancestors() {
        match there.canonicalize() {
            Ok(real) => return Ok(real.join(missing)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing = Path::new(there.file_name().unwrap_or_default()).join(&missing);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(path)
}

impl Work<'_> {
    /// The folder that one below the root is copied to.
    pub(super) fn out_folder(&self, path: &Path) -> io::Result<Option<Folder>> {
        let Some(top) = self.top.filter(|_| self.options.out.is_some()) else { return Ok(None) };
        let (parent, name) = (path.parent().unwrap_or(Path::new("")), path.file_name());
        let made = || {
            let parent = top.below(parent)?;
            if let Some(name) = name.filter(|_| !self.options.dry) {
                parent.make_folder(name, 0o777)?;
            }
            top.below(path)
        };
        let folder = match made() {
            Err(error) if self.options.dry && error.kind() == io::ErrorKind::NotFound => {
                return Ok(None);
            }
            other => other?,
        };
        if !self.options.dry {
            let there = folder.entries()?;
            self.batch.sweep(top, &folder, there.iter().map(|entry| entry.name.as_os_str()));
        }
        Ok(Some(folder))
    }

    /// Copies a file that is not edited.
    pub(super) fn copy(&self, item: &Item, path: &Path, buffers: &mut Buffers) {
        let copied = match item.kind {
            Kind::Link => self.copy_link(item, path),
            Kind::File => self.copy_file(item, &item.name, &mut buffers.new).and_then(|()| {
                Packing::ALL.into_iter().filter(|_| item.page).try_for_each(|packing| {
                    let name = packing.name(&item.name);
                    let there =
                        item.open.copies.iter().any(|it| it.name == name && it.kind == Kind::File);
                    if there { self.copy_file(item, &name, &mut buffers.new) } else { Ok(()) }
                })
            }),
            Kind::Folder | Kind::Other => {
                (self.sink)(Event::Passed { path });
                Ok(())
            }
        };
        if let Err(error) = copied {
            self.fail(path, &error);
        }
    }

    /// A link is copied as a link where it is relative and stays inside.
    fn copy_link(&self, item: &Item, path: &Path) -> io::Result<()> {
        let target = item.open.folder.link_target(&item.name)?;
        let inside = || {
            let root = self.options.root.canonicalize().ok()?;
            let real = self.options.root.join(path).canonicalize().ok()?;
            (target.is_relative() && real.starts_with(root)).then_some(())
        };
        if inside().is_none() {
            (self.sink)(Event::Passed { path });
            return Ok(());
        }
        if let Some(out) = &item.open.out {
            match out.link_target(&item.name) {
                Ok(there) if there == target => return Ok(()),
                Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if !self.options.dry {
                out.make_link(&target, &item.name)?;
            }
        }
        self.count(|summary| summary.written += 1);
        Ok(())
    }

    fn copy_file(&self, item: &Item, name: &OsStr, buffer: &mut Vec<u8>) -> io::Result<()> {
        let (mut file, was) = item.open.folder.read(name)?;
        let there = there(item, name)?;
        if let Some((there, identity)) = there
            && identity.size == was.size
            && identity.mode == was.mode
            && same(&file, &there, buffer)?
        {
            return Ok(());
        }
        self.write_out(item, name, &was, |to| copy(&mut file, to))
    }

    fn write_out(
        &self,
        item: &Item,
        name: &OsStr,
        like: &Identity,
        content: impl FnOnce(&mut fs::File) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(out) = item.open.out.as_ref().filter(|_| !self.options.dry) {
            let over = out.identity(name)?;
            let durable = self.options.durable;
            let content = |file: &mut fs::File| {
                content(file)?;
                if durable { file.sync_all() } else { Ok(()) }
            };
            let like = Like { identity: like, from: Some((&item.open.folder, name)) };
            Draft::write(out, &self.batch, name, over, like, content)?.put(out)?;
        }
        self.count(|summary| summary.written += 1);
        Ok(())
    }

    /// Writes a page and its precompressed copies where they are not there already.
    pub(super) fn put_copy(
        &self,
        item: &Item,
        path: &Path,
        was: &Identity,
        old: &[u8],
        new: &[u8],
    ) -> io::Result<()> {
        self.put_bytes(item, &item.name, was, new)?;
        for packing in Packing::ALL {
            let name = packing.name(&item.name);
            if !item.open.copies.iter().any(|it| it.name == name && it.kind == Kind::File) {
                continue;
            }
            let path = path.with_file_name(&name);
            let renewed = self.put_packed(item, packing, &name, old, new);
            match renewed {
                Ok(None) => {}
                Ok(Some(stale)) => (self.sink)(Event::Renewed { path: &path, stale }),
                Err(error) => {
                    self.count(|summary| summary.failed += 1);
                    (self.sink)(Event::Stale { path: &path, error: &error });
                }
            }
        }
        Ok(())
    }

    fn put_bytes(
        &self,
        item: &Item,
        name: &OsStr,
        like: &Identity,
        bytes: &[u8],
    ) -> io::Result<()> {
        if let Some((mut there, identity)) = there(item, name)?
            && identity.size == bytes.len() as u64
            && identity.mode == like.mode
        {
            let mut content = Vec::with_capacity(bytes.len());
            there.read_to_end(&mut content)?;
            if content == bytes {
                return Ok(());
            }
        }
        self.write_out(item, name, like, |to| io::Write::write_all(to, bytes))
    }

    fn put_packed(
        &self,
        item: &Item,
        packing: Packing,
        name: &OsStr,
        old: &[u8],
        new: &[u8],
    ) -> io::Result<Option<bool>> {
        let (mut file, was) = item.open.folder.read(name)?;
        let stale = !packing.holds(BufReader::new(&file), old);
        if old == new && !stale {
            io::Seek::rewind(&mut file)?;
            let mut packed = Vec::new();
            file.read_to_end(&mut packed)?;
            self.put_bytes(item, name, &was, &packed)?;
            return Ok(None);
        }
        if let Some((there, _)) = there(item, name)?
            && packing.holds(BufReader::new(there), new)
        {
            return Ok(None);
        }
        let packed = packing.pack(new)?;
        self.write_out(item, name, &was, |to| io::Write::write_all(to, &packed))?;
        Ok(Some(stale))
    }
}

/// The file that is in the copy's place; a link there is an error.
fn there(item: &Item, name: &OsStr) -> io::Result<Option<(fs::File, Identity)>> {
    let Some(out) = &item.open.out else { return Ok(None) };
    match out.read(name) {
        Ok(there) => Ok(Some(there)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether two files hold the same bytes.
fn same(one: &fs::File, other: &fs::File, buffer: &mut Vec<u8>) -> io::Result<bool> {
    const PIECE: usize = 64 << 10;
    buffer.resize(2 * PIECE, 0);
    let (here, there) = buffer.split_at_mut(PIECE);
    loop {
        let (read, more) = (fill(one, here)?, fill(other, there)?);
        if here.get(..read) != there.get(..more) {
            return Ok(false);
        }
        if read < PIECE {
            return Ok(true);
        }
    }
}

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
