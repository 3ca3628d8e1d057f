//! Static output on disk: a folder, read whole by several threads, or a single file.

mod reader;

use parking_lot::Mutex;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use tracing::{info, info_span};

use crate::domain::lang::Text;
use crate::domain::secret::Hidden;
use crate::folder::{Choice, walk};
use crate::visit::{Arrival, Page, SkipReason, Skipped, Visit};

use super::PageSink;
use super::target::{Target, TargetKind};
use reader::{FileReader, HomeFile, ParsedFile};

/// Excluded pages that the report names.
const MAX_LEFT: usize = 1000;

/// How a folder or file is read.
#[derive(Clone, Debug)]
pub struct DiskOptions {
    /// Threads; `None` = as many as the machine runs at once.
    pub threads: Option<NonZeroUsize>,
    /// Bytes of a file; a larger one is not judged.
    pub max_body: u64,
    /// Where the folder is served, e.g. `/docs/`.
    pub base_path: String,
    /// Which pages are read besides the home page.
    pub choice: Choice,
}

impl Default for DiskOptions {
    fn default() -> Self {
        let (base_path, choice) = ("/".to_owned(), Choice::default());
        Self { threads: None, max_body: 5 << 20, base_path, choice }
    }
}

impl DiskOptions {
    fn threads(&self) -> usize {
        let available = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(available, NonZeroUsize::get)
    }
}

/// Why a folder could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The folder holds no page.
    #[error("{0:?} holds no *.html or *.htm file")]
    NoPages(PathBuf),
    /// The folder cannot be listed.
    #[error("{0:?} cannot be listed")]
    Unreadable(PathBuf, #[source] io::Error),
}

impl DiskError {
    /// The message in both languages, with the system's error.
    pub fn words(&self) -> Text {
        match self {
            Self::NoPages(folder) => Text::made(
                format!("“{}”里没有 *.html 或 *.htm 文件", folder.display()),
                self.to_string(),
            ),
            Self::Unreadable(folder, error) => Text::made(
                format!("“{}”无法列出：{error}", folder.display()),
                format!("{self}: {error}"),
            ),
        }
    }
}

/// Reads a folder or a single file; a single file is a home page. A live target yields an empty visit.
///
/// A page is delivered for each file, from several threads; what cannot be read is a page that failed. The home page
/// of a folder is `index.html`, `index.htm`, or the page that a redirect stub in their place points to; a folder
/// without any of them has none, unless it holds a single page.
pub fn disk(
    target: &Target,
    options: &DiskOptions,
    sink: PageSink<'_>,
) -> Result<Visit, DiskError> {
    disk_until(target, options, &AtomicBool::new(false), sink)
}

/// The same as [`disk`], until `stop` turns true: then the visit holds what was read so far, and says that it was
/// interrupted.
pub fn disk_until(
    target: &Target,
    options: &DiskOptions,
    stop: &AtomicBool,
    sink: PageSink<'_>,
) -> Result<Visit, DiskError> {
    let _site = info_span!("site", target = %Hidden(&target.text)).entered();
    info!("crawl begins");
    let mut visit = Visit { target: target.text.clone(), ..Visit::default() };
    match &target.kind {
        TargetKind::Folder(root) => folder(root, options, stop, sink, &mut visit)?,
        TargetKind::File(path) => {
            let root = path.parent().unwrap_or(Path::new(""));
            let mut reader = FileReader::new(root, options, stop);
            reader.alone = true;
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            let read = reader.read(&name, &mut Vec::new());
            let address = slashed(path);
            (visit.home, visit.final_url, visit.pages_found) =
                (Some(address.clone()), Some(address.clone()), 1);
            if read.cut {
                (visit.interrupted, visit.truncated) = (true, true);
            } else {
                sink(Page { address, home: true, file: true, arrival: read.arrival });
            }
        }
        TargetKind::Url(_) | TargetKind::Domain { .. } => {}
    }
    let (found, interrupted) = (visit.pages_found, visit.interrupted);
    info!(found, skipped = visit.skipped.len(), interrupted, "crawl ends");
    Ok(visit)
}

fn folder(
    root: &Path,
    options: &DiskOptions,
    stop: &AtomicBool,
    sink: PageSink<'_>,
    visit: &mut Visit,
) -> Result<(), DiskError> {
    let threads = options.threads();
    let mut found = walk(root, threads, stop);
    if stop.load(Ordering::Relaxed) {
        visit.pages_found = found.files.len() as u64;
        (visit.interrupted, visit.truncated) = (true, true);
        return Ok(());
    }
    let mut unreadable = std::mem::take(&mut found.unreadable);
    if found.files.is_empty() {
        return Err(match unreadable.pop() {
            Some((folder, error)) => DiskError::Unreadable(root.join(folder), error),
            None => DiskError::NoPages(root.to_owned()),
        });
    }
    let reader = FileReader::new(root, options, stop);
    let home = reader.home(&found);
    visit.home = home.as_ref().map(|home| slashed(&home.path));
    visit.final_url.clone_from(&visit.home);
    visit.pages_found = (found.files.len() + unreadable.len()) as u64;
    for (folder, error) in unreadable {
        let words = (format!("文件夹无法列出：{error}"), format!("cannot be listed: {error}"));
        let arrival = Arrival::Failed { error: Text::made(words.0, words.1) };
        sink(Page { address: slashed(&folder), home: false, file: true, arrival });
    }
    let home_path = home.as_ref().map(|home| home.path.clone());
    let unwanted = leave_out(&mut found.files, home_path.as_deref(), &options.choice);
    // Their facts are merged into those of the home page.
    let frames = home.as_ref().map(|home| reader.frames_of(home)).unwrap_or_default();
    let files = Files {
        all: &found.files,
        home_path: home_path.as_deref(),
        home: Mutex::new(home),
        frames: &frames,
    };
    let rest = read_all(&reader, &files, threads, sink);
    visit.skipped = rest.skipped;
    visit.skipped.extend(unwanted);
    (visit.interrupted, visit.truncated) = (rest.cut, rest.cut);
    Ok(())
}

/// The files of a folder.
struct Files<'a> {
    all: &'a [PathBuf],
    home_path: Option<&'a Path>,
    /// The home page, parsed already, for the thread that comes to it.
    home: Mutex<Option<HomeFile>>,
    /// Frames of the home page.
    frames: &'a [PathBuf],
}

/// Reads the files with several threads.
fn read_all(
    reader: &FileReader<'_>,
    files: &Files<'_>,
    threads: usize,
    sink: PageSink<'_>,
) -> DiskRemainder {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut buffer = Vec::new();
        let mut rest = DiskRemainder::default();
        while let Some(file) = files.all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let home = files.home_path == Some(file);
            if !home && files.frames.contains(file) {
                rest.skipped.push(Skipped { url: slashed(file), why: SkipReason::Frame });
                continue;
            }
            let parsed = if home { files.take_home() } else { None };
            let read = match parsed {
                Some(parsed) => reader.complete(file, parsed, &mut buffer),
                None => reader.read(file, &mut buffer),
            };
            rest.cut = read.cut;
            if rest.cut {
                break;
            }
            if let Some(why) = read.no_page.filter(|_| !home) {
                rest.skipped.push(Skipped { url: slashed(file), why });
                continue;
            }
            sink(Page { address: slashed(file), home, file: true, arrival: read.arrival });
        }
        rest
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(files.all.len())).map(|_| scope.spawn(work)).collect();
        let mut rest = work();
        for other in others {
            match other.join() {
                Ok(more) => {
                    rest.cut |= more.cut;
                    rest.skipped.extend(more.skipped);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        rest.skipped.sort_unstable_by(|one, other| one.url.cmp(&other.url));
        rest
    })
}

impl Files<'_> {
    /// What was parsed of the home page.
    fn take_home(&self) -> Option<ParsedFile> {
        let mut home = self.home.lock();
        home.take().map(|home| home.parsed)
    }
}

/// Takes out the pages that the user's patterns exclude; the home page stays.
fn leave_out(files: &mut Vec<PathBuf>, home: Option<&Path>, choice: &Choice) -> Vec<Skipped> {
    let mut left = Vec::new();
    files.retain(|file| {
        let wanted = home.is_some_and(|home| home == file) || choice.holds(file);
        if !wanted && left.len() < MAX_LEFT {
            left.push(Skipped { url: slashed(file), why: SkipReason::Excluded });
        }
        wanted
    });
    left
}

/// What a thread found besides pages.
#[derive(Default)]
struct DiskRemainder {
    /// Files that are not judged as pages.
    skipped: Vec<Skipped>,
    /// The stop flag was set before all files were read.
    cut: bool,
}

/// A path as the address of a page. (Only systems whose paths have `/` are supported.)
fn slashed(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
