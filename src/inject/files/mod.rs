//! The files of a folder: read, edited, and written whole or not at all.
//!
//! A new version is written beside the old one and moved over it, so that a reader, or a run that is killed, sees the
//! old bytes or the new ones. Only regular files with the names of pages, their precompressed copies and our own
//! badge are ever written; no link is followed and none is replaced.

mod badges;
mod compression;
mod copier;
mod destination;
mod direct;
mod draft;
mod editor;
mod page;
mod siblings;
mod staged;
mod tally;
mod walk;

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::Outcome;
use crate::domain::lang::Bilingual;
use crate::folder::{Choice, Folder};
use badges::Badges;
use copier::Copier;
use destination::Destination;
use direct::Direct;
use draft::SyncMode;
use editor::{Editor, Writer};
use page::Buffers;
use parking_lot::Mutex;
use staged::Staged;
use tally::Tally;
use walk::{Source, Walk};

/// What is done to a folder.
#[derive(Debug)]
pub struct Options<'a> {
    /// The folder.
    pub root: &'a Path,
    /// Where a changed copy goes; `None` changes the folder itself.
    pub out: Option<&'a Path>,
    /// The pages that are edited.
    pub pages: Choice,
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
    #[error("the output folder {out:?} overlaps the source folder {root:?}")]
    Nested {
        /// The folder that is read.
        root: PathBuf,
        /// The folder for the copy.
        out: PathBuf,
    },
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable(path, _) => format!("无法列出 {}", path.display()),
            Self::Out(path, _) => format!("无法建立或打开 {}", path.display()),
            Self::Nested { root, out } => {
                format!("输出目录 {} 与源目录 {} 重叠", out.display(), root.display())
            }
        }
    }
}

/// Edits the pages of a folder. A file that fails is reported and counted, and the others are done.
pub fn run(options: &Options<'_>, edit: Edit<'_>, sink: Sink<'_>) -> Result<Summary, Error> {
    let unreadable = |error| Error::Unreadable(options.root.to_owned(), error);
    let root = Folder::open(options.root).map_err(unreadable)?;
    let destination = Destination::open(options)?;
    let tally = Tally::new(sink);
    let badges = Badges::new(&destination, &tally, options.badge.as_ref());
    let editor = Editor { edit, badges: &badges, tally: &tally };
    let writer = writer(options, &destination, &tally);
    let run = Run { options, editor, writer: &*writer };
    let walk = Mutex::new(Walk::new(root, &destination).map_err(unreadable)?);
    let available = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = options.threads.map_or_else(available, NonZeroUsize::get);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| run.drain(&walk))).collect();
        run.drain(&walk);
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    writer.finish(&editor);
    badges.remove_unused();
    Ok(tally.summary())
}

/// How this run writes.
fn writer<'a>(
    options: &'a Options<'_>,
    destination: &'a Destination,
    tally: &'a Tally<'a>,
) -> Box<dyn Writer + 'a> {
    if destination.is_copy {
        let sync = if options.durable { SyncMode::Each } else { SyncMode::Never };
        Box::new(Copier { destination, tally, root: options.root, sync })
    } else if options.durable && !options.dry {
        Box::new(Staged::new(destination, tally))
    } else {
        Box::new(Direct { destination, tally, sync: SyncMode::Never })
    }
}

/// What all threads share.
struct Run<'a> {
    options: &'a Options<'a>,
    editor: Editor<'a>,
    writer: &'a dyn Writer,
}

impl Run<'_> {
    /// Takes files from the walk until there are no more or the run is stopped.
    fn drain(&self, walk: &Mutex<Walk<'_>>) {
        let mut buffers = Buffers::default();
        loop {
            if self.options.stop.load(Ordering::Relaxed) {
                return self.editor.tally.stopped();
            }
            let next = walk.lock().next();
            match next {
                Some(Ok(source)) => self.file(&source, &mut buffers),
                Some(Err((path, error))) => self.editor.tally.failed(&path, &error),
                None => return,
            }
        }
    }

    fn file(&self, source: &Source, buffers: &mut Buffers) {
        let tally = self.editor.tally;
        let path = source.path();
        let chosen = self.options.pages.holds(&path);
        if source.is_page && chosen {
            self.editor.page(source, self.writer, buffers);
        } else if self.options.out.is_some() {
            if let Err(error) = self.writer.unedited(source, &mut buffers.new) {
                tally.failed(&path, &error);
            }
        } else if source.is_page {
            self.editor.badges.note_file(source, &mut buffers.old);
        } else if chosen {
            tally.emit(Event::Passed { path: &path });
        }
    }
}
