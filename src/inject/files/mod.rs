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

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{PageEdit, Skip};
use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::folder::{Choice, Folder};
use badges::Badges;
use copier::Copier;
use destination::DestinationFolder;
use direct::Direct;
use draft::SyncMode;
use editor::{Editor, PageWriter};
use page::Buffers;
pub(super) use page::LARGEST;
use parking_lot::Mutex;
use staged::Staged;
use tally::Tally;
use walk::{SourceFile, Walk};

/// Which folder is edited, and how it is written.
#[derive(Debug)]
pub struct EditOptions<'a> {
    /// The folder.
    pub root: &'a Path,
    /// The folder for a changed copy; `None` changes the folder itself.
    pub out: Option<&'a Path>,
    /// The pages that are edited.
    pub pages: Choice,
    /// Threads; `None` for as many as the machine runs in parallel.
    pub threads: Option<NonZeroUsize>,
    /// Write nothing, only report.
    pub dry: bool,
    /// Bring everything onto the disk before the run ends, and each file's content before its name.
    pub durable: bool,
    /// The badge that pages refer to at the top of the output: name and content.
    pub badge: Option<(String, &'a [u8])>,
    /// Set to true to stop the run: files at hand are finished.
    pub stop: &'a AtomicBool,
}

/// Edits a page: a pure function of its path, relative to the folder, and its bytes. Called from several threads.
pub type EditFn<'a> = &'a (dyn Fn(&Path, &[u8]) -> PageEdit + Sync);

/// Receives each event when it happens, from several threads.
pub type EventSink<'a> = &'a (dyn Fn(FileEvent<'_>) + Sync);

/// Something that was done, or would be. Paths are relative to the folder.
#[derive(Debug)]
pub enum FileEvent<'a> {
    /// A page was read and edited.
    Page {
        /// The page.
        path: &'a Path,
        /// What was done to it.
        edit: &'a PageEdit,
        /// Its bytes before.
        old: &'a [u8],
        /// Its bytes after.
        new: &'a [u8],
    },
    /// A precompressed copy was renewed.
    Renewed {
        /// The copy.
        path: &'a Path,
        /// It did not hold the page even before this run.
        stale: bool,
    },
    /// A precompressed copy could not be renewed: servers go on to send the old page.
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
    /// A name that was ignored: a link, pipe or device.
    Ignored {
        /// The name.
        path: &'a Path,
    },
    /// A changed page has other names (hard links), which keep the old content.
    OtherNames {
        /// The page.
        path: &'a Path,
    },
    /// A badge was copied to the top of the output, or one that no page refers to was removed.
    Badge {
        /// The file.
        path: &'a Path,
        /// Whether it was copied; else it was removed.
        put: bool,
    },
}

/// What was done, in figures. In a dry run, what would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSummary {
    /// Pages that were read, edited or not.
    pub pages: u64,
    /// Pages whose bytes changed.
    pub changed: u64,
    /// Pages that a block was put into.
    pub added: u64,
    /// Pages whose block was replaced.
    pub updated: u64,
    /// Pages whose block was removed.
    pub removed: u64,
    /// Pages that need no change.
    pub unchanged: u64,
    /// Pages whose own footer shows everything.
    pub complete: u64,
    /// Pages whose own footer has faults, whatever was put beside it.
    pub faulty: u64,
    /// Pages that lack something that was asked for, or show it wrongly, even after the edit.
    pub incomplete: u64,
    /// Pages that cannot carry a block, or should not.
    pub skipped: u64,
    /// Links that were corrected.
    pub links_fixed: u64,
    /// Files that were written, precompressed copies and badges included.
    pub written: u64,
    /// Files and folders that could not be read or written.
    pub failed: u64,
    /// Pages that lacked something that was asked for before the edit, or lack it still: those that changed and those
    /// that are incomplete.
    pub lacking: u64,
    /// Pages whose block is last in the body and not in the element that was asked for.
    pub into_missed: u64,
    /// How many pages were skipped for each reason.
    pub skips: BTreeMap<Skip, u64>,
    /// How many pages have a footer of their own that breaks each rule, by its id.
    pub faults: BTreeMap<&'static str, u64>,
    /// Bytes that were put into pages.
    pub bytes_added: u64,
    /// Bytes that were taken out of pages.
    pub bytes_removed: u64,
    /// The run was stopped before all files were done.
    pub stopped: bool,
}

impl EditSummary {
    /// Pages whose `<beian-footer>` could not be taken out: it is changed, torn or somebody else's.
    pub fn footers_left(&self) -> u64 {
        let of = |skip| self.skips.get(&skip).copied().unwrap_or_default();
        of(Skip::BrokenBlock) + of(Skip::Foreign)
    }

    /// Adds the figures of another folder.
    pub fn add(&mut self, other: &Self) {
        let figures = [
            (&mut self.pages, other.pages),
            (&mut self.changed, other.changed),
            (&mut self.added, other.added),
            (&mut self.updated, other.updated),
            (&mut self.removed, other.removed),
            (&mut self.unchanged, other.unchanged),
            (&mut self.complete, other.complete),
            (&mut self.faulty, other.faulty),
            (&mut self.incomplete, other.incomplete),
            (&mut self.skipped, other.skipped),
            (&mut self.links_fixed, other.links_fixed),
            (&mut self.written, other.written),
            (&mut self.failed, other.failed),
            (&mut self.lacking, other.lacking),
            (&mut self.into_missed, other.into_missed),
            (&mut self.bytes_added, other.bytes_added),
            (&mut self.bytes_removed, other.bytes_removed),
        ];
        for (sum, more) in figures {
            *sum += more;
        }
        for (skip, count) in &other.skips {
            *self.skips.entry(*skip).or_default() += count;
        }
        for (rule, count) in &other.faults {
            *self.faults.entry(rule).or_default() += count;
        }
        self.stopped |= other.stopped;
    }
}

/// Why a run did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be listed.
    #[error("{0:?} cannot be listed")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder for the copy cannot be created or opened.
    #[error("{0:?} cannot be created or opened")]
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

impl Remedy for Error {
    fn fix(&self) -> Text {
        match self {
            Self::Unreadable(..) => {
                Text::fixed("请给出可读的目录", "name a folder that can be read")
            }
            Self::Out(..) => Text::fixed("请为 --out 换一个目录", "name another folder for --out"),
            Self::Nested { .. } => Text::fixed(
                "请为 --out 给出源目录之外、也不包含源目录的目录",
                "name a folder for --out that is neither in the source folder nor around it",
            ),
        }
    }

    fn cause(&self) -> Option<Text> {
        match self {
            Self::Unreadable(_, cause) | Self::Out(_, cause) => Some(cause.text()),
            Self::Nested { .. } => None,
        }
    }
}

/// Edits the pages of a folder. A file that fails is reported and counted, and the others are done.
pub fn run(
    options: &EditOptions<'_>,
    edit: EditFn<'_>,
    sink: EventSink<'_>,
) -> Result<EditSummary, Error> {
    let unreadable = |error| Error::Unreadable(options.root.to_owned(), error);
    let root = Folder::open(options.root).map_err(unreadable)?;
    let destination = DestinationFolder::open(options)?;
    let tally = Tally::new(sink);
    let badges = Badges::new(&destination, &tally, options.badge.as_ref());
    let editor = Editor { edit, badges: &badges, tally: &tally };
    let writer = writer(options, &destination, &tally);
    let run = Worker { options, editor, writer: &*writer };
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
    options: &'a EditOptions<'_>,
    destination: &'a DestinationFolder,
    tally: &'a Tally<'a>,
) -> Box<dyn PageWriter + 'a> {
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
struct Worker<'a> {
    options: &'a EditOptions<'a>,
    editor: Editor<'a>,
    writer: &'a dyn PageWriter,
}

impl Worker<'_> {
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

    fn file(&self, source: &SourceFile, buffers: &mut Buffers) {
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
            tally.emit(FileEvent::Ignored { path: &path });
        }
    }
}
