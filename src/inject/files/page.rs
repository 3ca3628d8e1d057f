//! One file: read, edited, written.

use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::badges::Badges;
use super::draft::{Draft, Put};
use super::durable::Staged;
use super::queue::{Item, Listed, Open};
use super::siblings::Packing;
use super::{Edit, Event, Options, Sink, Summary};
use crate::folder::{Batch, Folder, Identity, Kind};
use crate::inject::{Outcome, Skip, Status, splice};

/// Bytes of a page; `audit` does not judge a larger one.
const LARGEST: u64 = 5 << 20;
/// How often a page is read again that somebody else changes meanwhile.
const TRIES: usize = 5;

/// What one thread reads into and writes from.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    pub(super) old: Vec<u8>,
    pub(super) new: Vec<u8>,
}

/// What all threads share.
pub(super) struct Work<'a> {
    pub(super) options: &'a Options<'a>,
    pub(super) edit: Edit<'a>,
    pub(super) sink: Sink<'a>,
    /// The top of the output.
    pub(super) top: Option<&'a Folder>,
    pub(super) batch: Batch,
    pub(super) badges: Badges,
    pub(super) staged: Mutex<Vec<Staged>>,
    /// Staging is over: what is still to be written is written one by one.
    pub(super) last_resort: AtomicBool,
    summary: Mutex<Summary>,
}

/// What came of one attempt at a page.
enum Attempt {
    Done,
    /// Somebody else changed the page meanwhile.
    Again,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        options: &'a Options<'a>,
        edit: Edit<'a>,
        sink: Sink<'a>,
        top: Option<&'a Folder>,
    ) -> Self {
        let badges = Badges::there(top);
        Self {
            options,
            edit,
            sink,
            top,
            batch: Batch::default(),
            badges,
            staged: Mutex::default(),
            last_resort: AtomicBool::new(false),
            summary: Mutex::default(),
        }
    }

    /// Whether the run shall end.
    pub(super) fn is_stopped(&self) -> bool {
        let stopped = self.options.stop.load(Ordering::Relaxed);
        if stopped {
            self.count(|summary| summary.stopped = true);
        }
        stopped
    }

    pub(super) fn summary(&self) -> Summary {
        self.summary.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn count(&self, add: impl FnOnce(&mut Summary)) {
        add(&mut self.summary.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Tells of a file or folder that could not be read or written.
    pub(super) fn fail(&self, path: &Path, error: &io::Error) {
        self.count(|summary| summary.failed += 1);
        (self.sink)(Event::Failed { path, error });
    }

    /// Takes away what dead runs left in a folder. While another run is at work here, nothing of a batch is touched.
    pub(super) fn sweep(&self, open: &Open, listed: &Listed) {
        if let Some(top) = self.top.filter(|_| self.options.out.is_none() && !self.options.dry) {
            self.batch.sweep(top, &open.folder, listed.drafts.iter().map(AsRef::as_ref));
        }
    }

    /// Does what is to be done with a file.
    pub(super) fn item(&self, item: &Item, buffers: &mut Buffers) {
        let path = item.path();
        if item.page && self.is_chosen(&path) {
            self.page(item, &path, buffers);
        } else if self.options.out.is_some() {
            self.copy(item, &path, buffers);
        } else if item.page {
            self.note_badges(item, buffers);
        } else if self.is_chosen(&path) {
            debug_assert_ne!(item.kind, Kind::Folder);
            (self.sink)(Event::Passed { path: &path });
        }
    }

    fn is_chosen(&self, path: &Path) -> bool {
        let included = self.options.include.as_ref().is_none_or(|globs| globs.is_match(path));
        included && !self.options.exclude.is_match(path)
    }

    /// Edits a page.
    pub(super) fn page(&self, item: &Item, path: &Path, buffers: &mut Buffers) {
        for _ in 0..TRIES {
            match self.attempt(item, path, buffers) {
                Ok(Attempt::Done) => return,
                Ok(Attempt::Again) => {}
                Err(error) => return self.fail(path, &error),
            }
        }
        self.fail(path, &io::Error::other("somebody else keeps changing it"));
    }

    fn attempt(&self, item: &Item, path: &Path, buffers: &mut Buffers) -> io::Result<Attempt> {
        let was = read(&item.open.folder, &item.name, &mut buffers.old)?;
        let Buffers { old, new } = buffers;
        new.clear();
        let outcome = if was.size > LARGEST || old.len() as u64 > LARGEST {
            too_large()
        } else {
            // a page that breaks the edit must not end the run
            catch_unwind(AssertUnwindSafe(|| (self.edit)(path, old)))
                .map_err(|_| io::Error::other("a fault of this program, please report it"))?
        };
        if matches!(outcome.status, Status::Skipped(Skip::TooLarge)) {
            self.badges.keep_all();
            if self.options.out.is_some() {
                self.copy(item, path, buffers);
                self.tell(path, &outcome, &[], &[]);
                return Ok(Attempt::Done);
            }
        }
        splice::apply(old, &outcome.splices, new);
        let changed = old != new;
        self.badges.note(new);
        if outcome.badge {
            self.put_badge()?;
        }
        if self.options.out.is_some() {
            self.put_copy(item, path, &was, old, new)?;
        } else if self.options.durable && !self.last_resort.load(Ordering::Relaxed) {
            self.stage(item, path, &was, &outcome, old, new)?;
        } else {
            if changed && self.put(&item.open.folder, &item.name, &was, new)? == Put::Changed {
                return Ok(Attempt::Again);
            }
            if !matches!(outcome.status, Status::Skipped(_)) {
                for packing in Packing::ALL {
                    self.sibling(item, path, packing, old, new, &mut |draft| {
                        draft.put(&item.open.folder)
                    });
                }
            }
        }
        if changed && was.names > 1 && self.options.out.is_none() {
            (self.sink)(Event::OtherNames { path });
        }
        self.tell(path, &outcome, old, new);
        Ok(Attempt::Done)
    }

    /// Writes a new version of a file.
    fn put(&self, folder: &Folder, name: &OsStr, was: &Identity, new: &[u8]) -> io::Result<Put> {
        if !self.options.dry {
            let draft = Draft::of(folder, &self.batch, name, was, new, self.options.durable)?;
            if draft.put(folder)? == Put::Changed {
                return Ok(Put::Changed);
            }
        }
        if !self.last_resort.load(Ordering::Relaxed) {
            self.count(|summary| summary.written += 1);
        }
        Ok(Put::Done)
    }

    /// Renews a precompressed copy where the page changed or the copy holds another one.
    pub(super) fn sibling(
        &self,
        item: &Item,
        path: &Path,
        packing: Packing,
        old: &[u8],
        new: &[u8],
        put: &mut dyn FnMut(Draft) -> io::Result<Put>,
    ) {
        let name = packing.name(&item.name);
        let there = item.open.copies.binary_search_by(|entry| entry.name.cmp(&name));
        let there = there.ok().and_then(|at| item.open.copies.get(at));
        // nothing else than a file is opened; while the page stays, nothing is amiss
        if there.is_none_or(|entry| entry.kind != Kind::File && old == new) {
            return;
        }
        let path = path.with_file_name(&name);
        let folder = &item.open.folder;
        let mut renew = || -> io::Result<Option<bool>> {
            for _ in 0..TRIES {
                let (file, was) = folder.read(&name)?;
                let stale = !packing.holds(io::BufReader::new(file.take(LARGEST)), old);
                if old == new && !stale {
                    return Ok(None);
                }
                if self.options.dry {
                    return Ok(Some(stale));
                }
                let packed = packing.pack(new)?;
                let durable = self.last_resort.load(Ordering::Relaxed);
                let draft = Draft::of(folder, &self.batch, &name, &was, &packed, durable)?;
                if put(draft)? == Put::Done {
                    return Ok(Some(stale));
                }
            }
            Err(io::Error::other("somebody else keeps changing it"))
        };
        match renew() {
            Ok(None) => {}
            Ok(Some(stale)) => {
                self.count(|summary| summary.written += 1);
                (self.sink)(Event::Renewed { path: &path, stale });
            }
            Err(error) => {
                self.count(|summary| summary.failed += 1);
                (self.sink)(Event::Stale { path: &path, error: &error });
            }
        }
    }

    /// Counts a page and tells of it.
    fn tell(&self, path: &Path, outcome: &Outcome, old: &[u8], new: &[u8]) {
        if self.last_resort.load(Ordering::Relaxed) {
            return; // told when it was staged
        }
        self.count(|summary| {
            let of_its_kind = match outcome.status {
                Status::Added => &mut summary.added,
                Status::Updated => &mut summary.updated,
                Status::Removed => &mut summary.removed,
                Status::Unchanged => &mut summary.unchanged,
                Status::Shown => &mut summary.shown,
                Status::Faulty => &mut summary.faulty,
                Status::Skipped(_) => &mut summary.skipped,
            };
            *of_its_kind += 1;
            let told = matches!(outcome.status, Status::Faulty);
            summary.faulty += u64::from(!told && !outcome.faults.is_empty());
            summary.lacking += u64::from(outcome.lacks);
            summary.pages += 1;
            summary.mended += outcome.mended as u64;
            summary.changed += u64::from(old != new);
        });
        (self.sink)(Event::Page { path, outcome, old, new });
    }

    /// Looks at a page that is not edited for badges it refers to.
    fn note_badges(&self, item: &Item, buffers: &mut Buffers) {
        if self.badges.are_any() {
            match read(&item.open.folder, &item.name, &mut buffers.old) {
                Ok(was) if was.size <= LARGEST => self.badges.note(&buffers.old),
                _ => self.badges.keep_all(),
            }
        }
    }
}

/// Reads a file into the buffer, up to a byte more than a page may have.
fn read(folder: &Folder, name: &OsStr, buffer: &mut Vec<u8>) -> io::Result<Identity> {
    buffer.clear();
    let (file, was) = folder.read(name)?;
    if was.size <= LARGEST {
        let room = usize::try_from(was.size).unwrap_or_default().saturating_add(1);
        buffer.reserve(room);
        file.take(LARGEST + 1).read_to_end(buffer)?;
    }
    Ok(was)
}

fn too_large() -> Outcome {
    Outcome {
        status: Status::Skipped(Skip::TooLarge),
        faults: Vec::new(),
        lacks: true,
        mended: 0,
        splices: Vec::new(),
        badge: false,
        covered: false,
    }
}
