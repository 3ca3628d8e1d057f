//! The files of a folder: read, edited, and written whole or not at all.
//!
//! A new version is written beside the old one and moved over it, so that a reader, or a run that is killed, sees the
//! old bytes or the new ones. Only regular files with the names of pages, their precompressed copies and our own
//! badge are ever written; no link is followed and none is replaced.

mod badges;
mod copy;
mod draft;
mod durable;
mod page;
mod queue;
mod siblings;

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::thread;

use globset::GlobSet;

use super::Outcome;
use crate::domain::lang::Bilingual;
use crate::folder::Folder;
use page::{Buffers, Work};
use queue::Queue;

/// What is done to a folder.
#[derive(Debug)]
pub struct Options<'a> {
    /// The folder.
    pub root: &'a Path,
    /// Where a changed copy goes; `None` changes the folder itself.
    pub out: Option<&'a Path>,
    /// Pages that are edited, by their paths with `/`; `None` for all.
    pub include: Option<GlobSet>,
    /// Pages that are not.
    pub exclude: GlobSet,
    /// Threads; `None` = as many as the machine runs at once.
    pub threads: Option<NonZeroUsize>,
    /// Write nothing, only tell.
    pub dry: bool,
    /// Have everything on the disk before the run ends, and no new name before its content.
    pub durable: bool,
    /// The badge that pages refer to at the top of the output: name and content.
    pub badge: Option<(String, &'a [u8])>,
    /// Turns true when the run shall end: files at hand are finished.
    pub stop: &'a AtomicBool,
}

/// What becomes of a page: a pure function of its path and bytes. Called from several threads.
pub type Edit<'a> = &'a (dyn Fn(&Path, &[u8]) -> Outcome + Sync);

/// Hears what is done, as it is done, from several threads.
pub type Sink<'a> = &'a (dyn Fn(Event<'_>) + Sync);

/// Something that was done, or would be. Paths are relative to the folder.
#[derive(Debug)]
pub enum Event<'a> {
    /// A page was read and edited.
    Page {
        /// The page.
        path: &'a Path,
        /// What the edit made of it.
        outcome: &'a Outcome,
        /// Its bytes before.
        old: &'a [u8],
        /// Its bytes after.
        new: &'a [u8],
    },
    /// A precompressed copy was renewed.
    Renewed {
        /// The copy.
        path: &'a Path,
        /// It did not hold the page as it was before this run.
        stale: bool,
    },
    /// A precompressed copy could not be renewed: servers send an old page in its place.
    Stale {
        /// The copy.
        path: &'a Path,
        /// Why.
        error: &'a io::Error,
    },
    /// A file or folder that could not be read or written.
    Failed {
        /// The file or folder.
        path: &'a Path,
        /// Why.
        error: &'a io::Error,
    },
    /// A name that was passed over: a link, pipe or device.
    Passed {
        /// The name.
        path: &'a Path,
    },
    /// A changed page had other names (hard links) that keep the old content.
    OtherNames {
        /// The page.
        path: &'a Path,
    },
    /// A badge was put at the top of the output, or one that no page refers to was taken out.
    Badge {
        /// The file.
        path: &'a Path,
        /// Whether it was put there.
        put: bool,
    },
}

/// What was done, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages that were edited, or looked at and left.
    pub pages: u64,
    /// Pages with other bytes than before.
    pub changed: u64,
    /// Pages that a block was put into.
    pub added: u64,
    /// Pages whose block was replaced.
    pub updated: u64,
    /// Pages whose block was taken out.
    pub removed: u64,
    /// Pages that need no change.
    pub unchanged: u64,
    /// Pages whose own footer shows everything.
    pub shown: u64,
    /// Pages whose own footer is faulty, whatever was put beside it.
    pub faulty: u64,
    /// Pages that lack something of what was asked for, and will.
    pub lacking: u64,
    /// Pages that carry no block, for a reason.
    pub skipped: u64,
    /// Links that were mended.
    pub mended: u64,
    /// Files that were written, copies and badge included, or would be.
    pub written: u64,
    /// Files and folders that could not be read or written.
    pub failed: u64,
    /// The run was ended before its time.
    pub stopped: bool,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be listed.
    #[error("{0:?} cannot be listed")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder for the copy cannot be made or opened.
    #[error("{0:?} cannot be made or opened")]
    Out(PathBuf, #[source] io::Error),
    /// One of the two folders lies in the other.
    #[error("{0:?} and {1:?} lie one in the other")]
    Nested(PathBuf, PathBuf),
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable(path, _) => format!("无法列出 {}", path.display()),
            Self::Out(path, _) => format!("无法建立或打开 {}", path.display()),
            Self::Nested(one, other) => {
                format!("{} 和 {} 一个在另一个里面", one.display(), other.display())
            }
        }
    }
}

/// Edits the pages of a folder. One file's failure is that file's alone: it is told and counted, the rest is done.
pub fn run(options: &Options<'_>, edit: Edit<'_>, sink: Sink<'_>) -> Result<Summary, Error> {
    let unreadable = |error| Error::Unreadable(options.root.to_owned(), error);
    let root = Folder::open(options.root).map_err(unreadable)?;
    let top = match options.out {
        Some(out) => copy::open(options.root, out, options.dry)?,
        None => Some(Folder::open(options.root).map_err(unreadable)?),
    };
    if let Some(top) = top.as_ref().filter(|_| !options.dry) {
        top.lock_shared();
    }
    let work = Work::new(options, edit, sink, top.as_ref());
    let out = |path: &Path| work.out_folder(path);
    let listed = |open: &queue::Open, listed: queue::Listed| work.sweep(open, &listed);
    let queue = Queue::new(root, options.out.is_some(), &out, &listed).map_err(unreadable)?;
    let queue = Mutex::new(queue);
    let drain = || {
        let mut buffers = Buffers::default();
        while !work.is_stopped() {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            match next {
                Some(Ok(item)) => work.item(&item, &mut buffers),
                Some(Err((path, error))) => work.fail(&path, &error),
                None => break,
            }
        }
    };
    let available = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = options.threads.map_or_else(available, NonZeroUsize::get);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(drain)).collect();
        drain();
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    work.commit();
    work.sweep_badges();
    Ok(work.summary())
}
