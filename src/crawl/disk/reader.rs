//! The files of a folder: which one is the home page, what each shows with its frames, and whether its badge is there.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::domain::lang::Text;
use crate::domain::secret;
use crate::facts::{PageFacts, PageKind, RawPage, Unread, is_verification, is_xhtml};
use crate::folder::{Found, open_file};
use crate::visit::Arrival;

use super::super::arrival;
use super::super::frontier::base_of;
use super::super::merge::merge;
use super::super::read::{BROKEN, read};
use super::DiskOptions;

/// Frames of one page that are followed.
const MAX_FRAMES: usize = 8;
/// Images of which is remembered whether they are there.
const MAX_IMAGES: usize = 1000;
/// Where a folder has no index: so many files at its top are looked at for a redirect stub.
const MAX_STUBS: usize = 50;

/// Why a file below the home page is not judged as a page: the reasons for which `inject` leaves it as it is.
fn no_page(file: &Path, bytes: &[u8], facts: &PageFacts) -> Option<&'static str> {
    let shows_nothing = facts.icp.is_empty()
        && facts.police.is_empty()
        && facts.licences.is_empty()
        && facts.copyright.is_empty();
    if is_verification(file, bytes) {
        Some("verification")
    } else if shows_nothing && is_xhtml(file) {
        Some("xhtml")
    } else if shows_nothing && facts.kind == PageKind::Fragment {
        Some("fragment")
    } else {
        None
    }
}

fn facts_of(bytes: &[u8]) -> Result<PageFacts, Text> {
    read(RawPage { bytes, content_type: None, links: 0 }).ok_or(BROKEN)
}

/// Reads files below a folder.
pub(super) struct Reader<'a> {
    root: &'a Path,
    /// Turns true when nothing more is to be read.
    stop: &'a AtomicBool,
    /// With links resolved: what lies outside is not read.
    real_root: Option<PathBuf>,
    max_body: u64,
    /// One file of the folder is read alone: whether others are there says nothing of the site.
    pub(super) alone: bool,
    /// Where the folder would be served, on a host of no name.
    served: Option<Url>,
    /// Whether images are missing that were asked for, by path below the folder, or by address where that begins with `/`:
    /// a site shows one badge on all its pages.
    images: Mutex<HashMap<PathBuf, bool>>,
}

/// A page of the folder.
pub(super) struct ReadFile {
    pub(super) arrival: Arrival,
    /// Frames of other hosts, and those that are no files here.
    pub(super) foreign_frames: Vec<String>,
    /// Why it is not judged, unless it is the home page.
    pub(super) no_page: Option<&'static str>,
    /// It was not read to its end, as nothing more is to be read.
    pub(super) cut: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: &'a Path, options: &DiskOptions, stop: &'a AtomicBool) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let base = options.base_path.trim_matches('/');
        let served = if base.is_empty() {
            "http://folder.invalid/".to_owned()
        } else {
            format!("http://folder.invalid/{base}/")
        };
        Self {
            root,
            stop,
            real_root: root.canonicalize().ok(),
            max_body: options.max_body,
            alone: false,
            served: Url::parse(&served).ok(),
            images: Mutex::default(),
        }
    }

    /// The home page of the folder with these files.
    pub(super) fn home(&self, found: &Found) -> Option<PathBuf> {
        let top = |name: &str| {
            found
                .files
                .iter()
                .find(|file| file.to_str().is_some_and(|file| file.eq_ignore_ascii_case(name)))
        };
        let mut buffer = Vec::new();
        if let Some(index) = top("index.html").or_else(|| top("index.htm")) {
            return self.stub_target(index, found, &mut buffer).or_else(|| Some(index.clone()));
        }
        if let [only] = found.files.as_slice() {
            return Some(only.clone());
        }
        let at_top =
            found.files.iter().filter(|file| file.components().count() == 1).take(MAX_STUBS);
        let mut targets: Vec<PathBuf> =
            at_top.filter_map(|file| self.stub_target(file, found, &mut buffer)).collect();
        targets.sort_unstable();
        targets.dedup();
        if let [one] = targets.as_mut_slice() { Some(std::mem::take(one)) } else { None }
    }

    /// The page that a redirect stub points to.
    fn stub_target(&self, file: &Path, found: &Found, buffer: &mut Vec<u8>) -> Option<PathBuf> {
        let facts = self.facts(file, buffer).ok().filter(|facts| facts.kind == PageKind::Stub)?;
        let href = facts.refresh.as_deref().or(facts.script_redirect.as_deref())?;
        let target = self.path_of(&self.base(file, facts.base.as_deref())?, href)?;
        files_of(target).find(|path| path != file && found.has(path))
    }

    /// The files that are frames of a page.
    pub(super) fn frames_of(&self, page: &Path) -> Vec<PathBuf> {
        let Ok(facts) = self.facts(page, &mut Vec::new()) else { return Vec::new() };
        let Some(base) = self.base(page, facts.base.as_deref()) else { return Vec::new() };
        let frames = facts.frames.iter().take(MAX_FRAMES);
        let paths = frames.filter_map(|frame| self.path_of(&base, &frame.src));
        paths.map(|path| self.file_of(path.clone()).unwrap_or(path)).collect()
    }

    pub(super) fn read(&self, file: &Path, buffer: &mut Vec<u8>) -> ReadFile {
        let read = self.bytes(file, buffer).and_then(|bytes| {
            let facts = facts_of(bytes)?;
            Ok((no_page(file, bytes, &facts), facts))
        });
        let (no_page, mut facts) = match read {
            Ok(read) => read,
            Err(error) => {
                let arrival = Arrival::Failed { error };
                let cut = self.stop.load(Ordering::Relaxed);
                return ReadFile { arrival, foreign_frames: Vec::new(), no_page: None, cut };
            }
        };
        let mut foreign_frames = Vec::new();
        let tag = facts.base.clone();
        let base = LazyCell::new(|| self.base(file, tag.as_deref()));
        self.check_badges(&mut facts, || base.as_ref());
        if facts.police.iter().any(|seen| seen.badge.as_ref().is_some_and(|it| it.broken)) {
            self.find_badges_below(&mut facts, file, buffer);
        }
        let mut cut = false;
        if !facts.frames.is_empty()
            && let Some(base) = base.as_ref()
        {
            foreign_frames = self.merge_frames(&mut facts, base, file, buffer);
            // A frame may be missing.
            cut = self.stop.load(Ordering::Relaxed);
        }
        ReadFile { arrival: arrival::whole(facts, None), foreign_frames, no_page, cut }
    }

    /// The bytes of a file, in a buffer that may be longer.
    fn bytes<'b>(&self, file: &Path, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], Text> {
        let most = self.max_body.saturating_add(1);
        let length = open_file(&self.root.join(file))
            .and_then(|file| load(file.take(most), buffer, self.stop))
            .map_err(|error| {
                Text::made(format!("文件无法读取：{error}"), format!("cannot be read: {error}"))
            })?;
        if length as u64 > self.max_body {
            return Err(arrival::too_large(self.max_body));
        }
        Ok(buffer.get(..length).unwrap_or_default())
    }

    fn facts(&self, file: &Path, buffer: &mut Vec<u8>) -> Result<PageFacts, Text> {
        facts_of(self.bytes(file, buffer)?)
    }

    /// Where the links of a file start from, given its `<base href>`.
    fn base(&self, file: &Path, tag: Option<&str>) -> Option<Url> {
        let mut url = self.served.clone()?;
        let names = file.components().map(|name| name.as_os_str().to_string_lossy().into_owned());
        url.path_segments_mut().ok()?.pop_if_empty().extend(names);
        Some(base_of(&url, tag))
    }

    /// The path below the folder that a link leads to; `None` for links out of it.
    fn path_of(&self, base: &Url, href: &str) -> Option<PathBuf> {
        let (served, url) = (self.served.as_ref()?, base.join(href).ok()?);
        if url.origin() != served.origin() {
            return None;
        }
        let below = url.path().strip_prefix(served.path())?;
        let name = percent_decode_str(below).decode_utf8().ok()?;
        // A decoded `..` or `/` would lead elsewhere than the address does.
        let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
        parts.iter().all(|part| plain(part)).then(|| parts.iter().collect())
    }

    /// A regular file of the folder, links resolved.
    fn has(&self, path: &Path) -> bool {
        let Some(root) = &self.real_root else { return false };
        self.root
            .join(path)
            .canonicalize()
            .is_ok_and(|real| real.starts_with(root) && real.is_file())
    }

    /// The file that a server of static pages sends for a path.
    fn file_of(&self, path: PathBuf) -> Option<PathBuf> {
        files_of(path).find(|path| self.has(path))
    }

    /// A badge image that is no file of the folder is broken.
    fn check_badges<'b>(&self, facts: &mut PageFacts, base: impl Fn() -> Option<&'b Url>) {
        if self.alone {
            return;
        }
        let moved = facts.base.is_some();
        for badge in facts.police.iter_mut().filter_map(|sighting| sighting.badge.as_mut()) {
            let Some(image) = badge.image.as_deref() else { continue };
            let path = || base().and_then(|base| self.path_of(base, image));
            // `/badge.png` is the same file whatever page asks, and needs no address of the page
            let rooted =
                image.starts_with('/') && !image.starts_with("//") && !image.contains('\\');
            badge.broken |= if rooted && !moved {
                self.once(Path::new(image), || path().is_some_and(|path| !self.has(&path)))
            } else {
                path().is_some_and(|path| self.once(&path, || !self.has(&path)))
            };
        }
    }

    /// Where every address of a page from the top of the site begins with one part that is no folder here, the site is
    /// published below it: a badge that is there without that part is not broken.
    fn find_badges_below(&self, facts: &mut PageFacts, file: &Path, buffer: &mut Vec<u8>) {
        if self.served.as_ref().is_none_or(|served| served.path() != "/") {
            return;
        }
        let Ok(bytes) = self.bytes(file, buffer) else { return };
        let Some(first) = common_first_part(&String::from_utf8_lossy(bytes)) else { return };
        if self.root.join(&first).exists() {
            return;
        }
        for badge in facts.police.iter_mut().filter_map(|seen| seen.badge.as_mut()) {
            let image = badge.image.as_deref().and_then(|image| image.strip_prefix('/'));
            let below = image.and_then(|image| image.strip_prefix(first.as_str()));
            let below = below.and_then(|below| below.strip_prefix('/'));
            let path = below.and_then(|below| self.path_of(self.served.as_ref()?, below));
            badge.broken &= !path.is_some_and(|path| self.has(&path));
        }
    }

    /// Whether an image is missing, asked for once.
    fn once(&self, image: &Path, missing: impl Fn() -> bool) -> bool {
        // A map of answers is whole whatever its holder did, so poison means nothing here.
        let known = || self.images.lock();
        if let Some(&answer) = known().get(image) {
            return answer;
        }
        let answer = missing();
        if known().len() < MAX_IMAGES {
            known().insert(image.to_owned(), answer);
        }
        answer
    }

    /// Merges the frames that are files of the folder, one step deep; returns the others.
    fn merge_frames(
        &self,
        facts: &mut PageFacts,
        base: &Url,
        file: &Path,
        buffer: &mut Vec<u8>,
    ) -> Vec<String> {
        let mut others = Vec::new();
        for (count, frame) in facts.frames.clone().into_iter().enumerate() {
            let web =
                base.join(&frame.src).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            let path = self.path_of(base, &frame.src);
            let path = path.map(|path| self.file_of(path.clone()).unwrap_or(path));
            if !web || path.as_deref() == Some(file) {
                continue;
            }
            if count >= MAX_FRAMES {
                facts.unread.push(Unread::Frames);
                break;
            }
            let inner = path.filter(|path| self.has(path)).and_then(|path| {
                let mut inner = self.facts(&path, buffer).ok()?;
                let base = self.base(&path, inner.base.as_deref())?;
                self.check_badges(&mut inner, || Some(&base));
                Some(inner)
            });
            match inner {
                Some(inner) => merge(facts, &inner),
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

/// What servers of static pages send for a path, in the order in which they look: the page of a folder, the file itself,
/// and the page of that name, for addresses are often written without its extension (`/docs/intro`).
fn files_of(path: PathBuf) -> impl Iterator<Item = PathBuf> {
    let named = |extension: &str| {
        let mut name = path.file_name()?.to_owned();
        name.push(extension);
        Some(path.with_file_name(name))
    };
    let pages = [named(".html"), named(".htm")];
    [path.join("index.html"), path.join("index.htm"), path]
        .into_iter()
        .chain(pages.into_iter().flatten())
}

/// Reads all there is into a buffer that is used again and again; returns how much there was. An error once `stop` is
/// true.
fn load(mut file: impl Read, buffer: &mut Vec<u8>, stop: &AtomicBool) -> io::Result<usize> {
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
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
