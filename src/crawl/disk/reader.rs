//! The files of a folder: which one is the home page, what each shows with its frames, and whether its badge is there.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use url::Url;

use crate::crawl::arrival;
use crate::crawl::embedded;
use crate::crawl::parse::{PARSER_PANIC, parse_page};
use crate::domain::lang::Text;
use crate::domain::secret;
use crate::facts::{
    self, PageFacts, PageKind, RawPage, Unread, base_of, is_report, is_verification, is_xhtml,
};
use crate::folder::{FolderListing, ServedFolder, files_of, open_file_with_size};
use crate::visit::{Arrival, SkipReason};

use super::DiskOptions;

/// Pictures whose presence is remembered.
const MAX_PICTURES: usize = 1000;
/// Files at the top of a folder without an index that are read in search of a redirect stub.
const MAX_STUBS: usize = 50;

/// Why a file other than the home page is not judged as a page: the reasons for which `inject` leaves it as it is.
fn no_page(file: &Path, bytes: &[u8], facts: &PageFacts) -> Option<SkipReason> {
    let shows_nothing = facts.icp.is_empty()
        && facts.police.is_empty()
        && facts.licences.is_empty()
        && facts.copyright.is_empty();
    if is_verification(file, bytes) {
        Some(SkipReason::Verification)
    } else if is_report(bytes) {
        Some(SkipReason::Report)
    } else if shows_nothing && is_xhtml(file) {
        Some(SkipReason::Xhtml)
    } else if shows_nothing && facts.kind == PageKind::Fragment {
        Some(SkipReason::Fragment)
    } else {
        None
    }
}

fn facts_of(bytes: &[u8]) -> Result<PageFacts, Text> {
    parse_page(RawPage { bytes, content_type: None, links: 0 }).ok_or(PARSER_PANIC)
}

/// Reads files below a folder.
pub(super) struct FileReader<'a> {
    folder: ServedFolder,
    /// Turns true when nothing more is to be read.
    stop: &'a AtomicBool,
    max_body: u64,
    /// One file of the folder is read alone: whether others are there says nothing of the site.
    pub(super) alone: bool,
    /// Whether a picture is missing, by path below the folder, or by address where that begins with `/`: a site shows the
    /// same badge on all its pages.
    missing_pictures: Mutex<HashMap<PathBuf, bool>>,
}

/// The facts of a file, before its frames are merged and its badges checked; or why it cannot be read.
pub(super) type ParsedFile = Result<(PageFacts, Option<SkipReason>), Text>;

/// The home page of a folder.
pub(super) struct HomeFile {
    pub(super) path: PathBuf,
    pub(super) parsed: ParsedFile,
}

/// A page of the folder.
pub(super) struct PageFile {
    pub(super) arrival: Arrival,
    /// Why it is not judged, unless it is the home page.
    pub(super) no_page: Option<SkipReason>,
    /// The stop flag was set before it was read to its end.
    pub(super) cut: bool,
}

impl<'a> FileReader<'a> {
    pub(super) fn new(root: &Path, options: &DiskOptions, stop: &'a AtomicBool) -> Self {
        Self {
            folder: ServedFolder::new(root, &options.base_path),
            stop,
            max_body: options.max_body,
            alone: false,
            missing_pictures: Mutex::default(),
        }
    }

    /// The home page of the folder with these files: its index, or the page that a redirect stub in its place leads to.
    pub(super) fn home(&self, found: &FolderListing) -> Option<HomeFile> {
        let mut buffer = Vec::new();
        let top = |name: &str| {
            found
                .files
                .iter()
                .find(|file| file.to_str().is_some_and(|file| file.eq_ignore_ascii_case(name)))
        };
        let index = top("index.html").or_else(|| top("index.htm"));
        if let Some(index) = index {
            let parsed = self.parse(index, &mut buffer);
            return Some(match self.stub_target(index, &parsed, found) {
                Some(path) => HomeFile { parsed: self.parse(&path, &mut buffer), path },
                None => HomeFile { path: index.clone(), parsed },
            });
        }
        let path = match found.files.as_slice() {
            [only] => only.clone(),
            files => {
                let at_top = files.iter().filter(|file| file.components().count() == 1);
                let mut targets: Vec<PathBuf> = at_top
                    .take(MAX_STUBS)
                    .filter_map(|file| {
                        self.stub_target(file, &self.parse(file, &mut buffer), found)
                    })
                    .collect();
                targets.sort_unstable();
                targets.dedup();
                let [one] = targets.as_mut_slice() else { return None };
                std::mem::take(one)
            }
        };
        Some(HomeFile { parsed: self.parse(&path, &mut buffer), path })
    }

    /// The page that a redirect stub leads to; `None` for another file.
    fn stub_target(
        &self,
        file: &Path,
        parsed: &ParsedFile,
        found: &FolderListing,
    ) -> Option<PathBuf> {
        let (facts, _) = parsed.as_ref().ok().filter(|(facts, _)| facts.kind == PageKind::Stub)?;
        let href = facts.refresh.as_deref().or(facts.script_redirect.as_deref())?;
        let target =
            self.folder.path_of(&self.base(file, facts.base.as_deref())?.join(href).ok()?)?;
        files_of(target).find(|path| path != file && found.has(path))
    }

    /// The files that are frames of the home page.
    pub(super) fn frames_of(&self, home: &HomeFile) -> Vec<PathBuf> {
        let Ok((facts, _)) = &home.parsed else { return Vec::new() };
        let Some(base) = self.base(&home.path, facts.base.as_deref()) else { return Vec::new() };
        let frames = embedded::frames(&facts.frames, &base, |url| self.is_at(url, &home.path));
        frames.links.iter().filter_map(|frame| self.folder.file_of(&frame.url)).collect()
    }

    /// Reads a file, merges its frames and checks its badges.
    pub(super) fn read(&self, file: &Path, buffer: &mut Vec<u8>) -> PageFile {
        let parsed = self.parse(file, buffer);
        self.complete(file, parsed, buffer)
    }

    /// Merges the frames of a file that was parsed, and checks its badges.
    pub(super) fn complete(
        &self,
        file: &Path,
        parsed: ParsedFile,
        buffer: &mut Vec<u8>,
    ) -> PageFile {
        let stopped = || self.stop.load(Ordering::Relaxed);
        let (mut facts, no_page) = match parsed {
            Ok(parsed) => parsed,
            Err(error) => {
                let arrival = Arrival::Failed { error };
                return PageFile { arrival, no_page: None, cut: stopped() };
            }
        };
        self.check_badges(&mut facts, file);
        if facts.police.iter().any(|seen| seen.badge.as_ref().is_some_and(|it| it.broken)) {
            self.find_badges_below(&mut facts, file, buffer);
        }
        let mut foreign_frames = Vec::new();
        let mut cut = false;
        if !facts.frames.is_empty() {
            foreign_frames = self.merge_frames(&mut facts, file, buffer);
            // A frame may be missing.
            cut = stopped();
        }
        PageFile { arrival: arrival::whole(facts, None, foreign_frames), no_page, cut }
    }

    fn parse(&self, file: &Path, buffer: &mut Vec<u8>) -> ParsedFile {
        let bytes = self.bytes(file, buffer)?;
        let mut facts = facts_of(bytes)?;
        if memchr::memmem::find(bytes, b"<!--#include").is_some() {
            facts.note_unread(Unread::Includes);
        }
        let no_page = no_page(file, bytes, &facts);
        Ok((facts, no_page))
    }

    /// The bytes of a file, in a buffer that may be longer.
    fn bytes<'b>(&self, file: &Path, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], Text> {
        let most = self.max_body.saturating_add(1);
        let length = open_file_with_size(&self.folder.root().join(file))
            .and_then(|(file, size)| load(file.take(most), size, buffer, self.stop))
            .map_err(|error| {
                Text::made(format!("文件无法读取：{error}"), format!("cannot be read: {error}"))
            })?;
        if length as u64 > self.max_body {
            return Err(arrival::too_large(self.max_body));
        }
        Ok(buffer.get(..length).unwrap_or_default())
    }

    /// The address that the links of a file start from, given its `<base href>`.
    fn base(&self, file: &Path, tag: Option<&str>) -> Option<Url> {
        Some(base_of(&self.folder.address(file)?, tag))
    }

    fn is_at(&self, url: &Url, file: &Path) -> bool {
        self.folder.file_of(url).as_deref() == Some(file)
    }

    /// A badge whose picture is no file of the folder is broken.
    fn check_badges(&self, facts: &mut PageFacts, file: &Path) {
        if self.alone || facts.police.iter().all(|sighting| sighting.badge.is_none()) {
            return;
        }
        let moved = facts.base.is_some();
        let base = LazyCell::new(|| self.base(file, facts.base.as_deref()));
        embedded::mark_broken_badges(&mut facts.police, |picture| {
            let path = || self.folder.path_of(&base.as_ref()?.join(picture).ok()?);
            // `/badge.png` is the same file whatever page asks, and needs no address of the page
            let rooted =
                picture.starts_with('/') && !picture.starts_with("//") && !picture.contains('\\');
            if rooted && !moved {
                let missing = || path().is_some_and(|path| !self.folder.has(&path));
                self.once(Path::new(picture), missing)
            } else {
                path().is_some_and(|path| self.once(&path, || !self.folder.has(&path)))
            }
        });
    }

    /// Where every address of a page from the top of the site begins with one part that is no folder here, the site is
    /// published below it: a badge that is there without that part is not broken.
    fn find_badges_below(&self, facts: &mut PageFacts, file: &Path, buffer: &mut Vec<u8>) {
        if self.folder.top().is_none_or(|served| served.path() != "/") {
            return;
        }
        let Ok(bytes) = self.bytes(file, buffer) else { return };
        let Some(first) = common_first_part(&String::from_utf8_lossy(bytes)) else { return };
        if self.folder.root().join(&first).exists() {
            return;
        }
        for badge in facts.police.iter_mut().filter_map(|seen| seen.badge.as_mut()) {
            let image = badge.image.as_deref().and_then(|image| image.strip_prefix('/'));
            let below = image.and_then(|image| image.strip_prefix(first.as_str()));
            let below = below.and_then(|below| below.strip_prefix('/'));
            let url = below.and_then(|below| self.folder.top()?.join(below).ok());
            let path = url.and_then(|url| self.folder.path_of(&url));
            badge.broken &= !path.is_some_and(|path| self.folder.has(&path));
        }
    }

    /// Whether a picture is missing, looked up once.
    fn once(&self, picture: &Path, missing: impl Fn() -> bool) -> bool {
        let known = || self.missing_pictures.lock();
        if let Some(&answer) = known().get(picture) {
            return answer;
        }
        let answer = missing();
        if known().len() < MAX_PICTURES {
            known().insert(picture.to_owned(), answer);
        }
        answer
    }

    /// Merges the frames that are files of the folder, one step deep; returns the others.
    fn merge_frames(
        &self,
        facts: &mut PageFacts,
        file: &Path,
        buffer: &mut Vec<u8>,
    ) -> Vec<String> {
        let Some(base) = self.base(file, facts.base.as_deref()) else { return Vec::new() };
        let frames = embedded::frames(&facts.frames, &base, |url| self.is_at(url, file));
        if frames.more {
            facts.note_unread(Unread::Frames);
        }
        let mut others = Vec::new();
        for frame in frames.links {
            let path = self.folder.file_of(&frame.url).filter(|path| self.folder.has(path));
            let inner = path.and_then(|path| {
                let (mut inner, _) = self.parse(&path, buffer).ok()?;
                self.check_badges(&mut inner, &path);
                Some(inner)
            });
            match inner {
                Some(inner) => facts::merge(facts, &inner, &frame.place),
                None => others.push(secret::hide_logins(&frame.src).into_owned()),
            }
        }
        others
    }
}

/// The part with which all addresses of a page from the top of the site begin; `None` where there are fewer than two, or
/// where they differ.
fn common_first_part(page: &str) -> Option<String> {
    let mut common: Option<&str> = None;
    let mut count = 0;
    for (at, _) in
        page.match_indices("=\"/").chain(page.match_indices("='/")).chain(page.match_indices("=/"))
    {
        let value = page.get(at..)?.trim_start_matches(['=', '"', '\'']).strip_prefix('/')?;
        // `//host/x` is another site's.
        let part = value.split(['/', '"', '\'', ' ', '>', '?', '#']).next().unwrap_or_default();
        if value.starts_with('/') {
            continue;
        }
        match common {
            _ if part.is_empty() => return None,
            Some(common) if common != part => return None,
            _ => common = Some(part),
        }
        count += 1;
    }
    common.filter(|_| count > 1).map(str::to_owned)
}

/// Reads a file of this size into a buffer that is used again and again; returns how many bytes were read. An error once
/// `stop` is true.
fn load(
    mut file: impl Read,
    size: u64,
    buffer: &mut Vec<u8>,
    stop: &AtomicBool,
) -> io::Result<usize> {
    let mut length = 0;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("interrupted"));
        }
        if length == buffer.len() {
            buffer.resize((2 * length).max(1 << 16), 0);
        }
        match file.read(buffer.get_mut(length..).unwrap_or_default()) {
            Ok(0) => return Ok(length),
            // One that is as long as it was said to be needs no further call to learn that it ends there.
            Ok(more) if (length + more) as u64 == size => return Ok(length + more),
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
