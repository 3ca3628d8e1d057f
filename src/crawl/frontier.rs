//! Which pages of a live site are read, and in which order: each once, first come first served, within bounds.

use std::collections::{HashSet, VecDeque};

use url::Url;

use crate::folder::Choice;
use crate::visit::{SkipReason, Skipped};

use super::choice::{acts, is_wanted};
use super::site::{SameSite, page_key};
use super::trap::is_trap;

/// Longer addresses are traps or mistakes.
const MAX_URL: usize = 8 << 10;
/// Addresses kept for each page that may be read.
pub(super) const QUEUE_FACTOR: usize = 10;
/// Bytes of all addresses in the queue.
const MAX_QUEUE_BYTES: usize = 16 << 20;
/// Traps that the report names.
const MAX_TRAPS: usize = 10;
/// Addresses that the report names of those that nobody wants.
const MAX_LEFT: usize = 200;
/// Files that are no pages, by their extension.
const NOT_PAGES: &[&str] = &[
    "7z",
    "aac",
    "apk",
    "atom",
    "avi",
    "avif",
    "bin",
    "bmp",
    "bz2",
    "css",
    "csv",
    "dmg",
    "doc",
    "docx",
    "eot",
    "epub",
    "exe",
    "flv",
    "gif",
    "gz",
    "ico",
    "ipa",
    "iso",
    "jar",
    "jpeg",
    "jpg",
    "js",
    "json",
    "m3u8",
    "m4a",
    "map",
    "mjs",
    "mkv",
    "mov",
    "mp3",
    "mp4",
    "mpg",
    "msi",
    "ogg",
    "otf",
    "pdf",
    "pkg",
    "png",
    "ppt",
    "pptx",
    "psd",
    "rar",
    "rss",
    "svg",
    "swf",
    "tar",
    "tgz",
    "tif",
    "tiff",
    "ts",
    "ttf",
    "txt",
    "wasm",
    "wav",
    "webm",
    "webmanifest",
    "webp",
    "wma",
    "wmv",
    "woff",
    "woff2",
    "xls",
    "xlsx",
    "xml",
    "xz",
    "zip",
];

/// The pages to read.
#[derive(Debug)]
pub(super) struct Frontier {
    seen: HashSet<String>,
    queue: VecDeque<Box<str>>,
    /// Pages accepted so far, the home page included.
    found: u64,
    capacity: usize,
    /// Bytes of the addresses in the queue.
    bytes: usize,
    overflowed: bool,
    /// Addresses that looked like traps, the first few.
    traps: Vec<Url>,
    choice: Choice,
    /// Addresses that are not asked for, and why; the first ones.
    left: Vec<Skipped>,
}

impl Frontier {
    /// For at most `max_pages` pages; `home` are the addresses of the home page and of its redirects.
    pub(super) fn new<'a>(max_pages: usize, home: impl Iterator<Item = &'a Url>) -> Self {
        let capacity = max_pages.saturating_mul(QUEUE_FACTOR);
        let seen = home.map(page_key).collect();
        Self {
            seen,
            queue: VecDeque::new(),
            found: 1,
            capacity,
            bytes: 0,
            overflowed: false,
            traps: Vec::new(),
            choice: Choice::default(),
            left: Vec::new(),
        }
    }

    /// The same, for pages that the user wants.
    pub(super) fn choosing(self, choice: Choice) -> Self {
        Self { choice, ..self }
    }

    /// Takes a page in, unless it is known or there is no more room.
    pub(super) fn offer(&mut self, url: Url) {
        let key = page_key(&url);
        if self.seen.contains(&key) {
            return;
        }
        let why = match () {
            () if !is_wanted(&self.choice, &url) => Some(SkipReason::Excluded),
            () if acts(&url) => Some(SkipReason::Session),
            () => None,
        };
        if let Some(why) = why {
            let known = |left: &Skipped| left.url == url.as_str();
            if self.left.len() < MAX_LEFT && !self.left.iter().any(known) {
                self.left.push(Skipped { url: url.into(), why });
            }
            return;
        }
        if is_trap(&url) {
            if self.traps.len() < MAX_TRAPS && !self.traps.contains(&url) {
                self.traps.push(url);
            }
            return;
        }
        if self.seen.len() >= self.capacity || self.bytes >= MAX_QUEUE_BYTES {
            self.overflowed = true;
            return;
        }
        self.bytes += url.as_str().len();
        self.seen.insert(key);
        self.found += 1;
        self.queue.push_back(url.as_str().into());
    }

    /// The next page to read.
    pub(super) fn next(&mut self) -> Option<Url> {
        let next = self.queue.pop_front()?;
        self.bytes -= next.len();
        // It was written by the parser.
        Url::parse(&next).ok()
    }

    /// Some of the addresses that were left out as traps.
    pub(super) fn traps(&self) -> impl Iterator<Item = &Url> {
        self.traps.iter()
    }

    /// Addresses that were not asked for, and why.
    pub(super) fn take_left(&mut self) -> Vec<Skipped> {
        std::mem::take(&mut self.left)
    }

    /// Whether a page that redirected to `end` is a new one; where it is not, it is no page of its own.
    pub(super) fn claim(&mut self, start: &Url, end: &Url) -> bool {
        let (start, end) = (page_key(start), page_key(end));
        let new = start == end || self.seen.insert(end);
        if !new {
            self.found -= 1;
        }
        new
    }

    /// Pages known.
    pub(super) fn found(&self) -> u64 {
        self.found
    }

    /// Notes that pages were left out unseen.
    pub(super) fn overflow(&mut self) {
        self.overflowed = true;
    }

    /// Whether pages had to be left out unseen.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// How many further pages may be offered.
    pub(super) fn room(&self) -> usize {
        self.capacity.saturating_sub(self.seen.len())
    }
}

/// The page behind a link, if it is one of the site: fragment dropped, http(s), no file of another kind.
pub(super) fn page_of_link(base: &Url, href: &str, site: &SameSite) -> Option<Url> {
    if href.is_empty() || href.starts_with('#') || href.len() > MAX_URL {
        return None;
    }
    let mut url = base.join(href).ok()?;
    url.set_fragment(None);
    if url.query() == Some("") {
        url.set_query(None);
    }
    let web = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none();
    (web && site.covers(&url) && may_be_a_page(url.path()) && url.as_str().len() <= MAX_URL)
        .then_some(url)
}

/// Takes a login out of an address from the net: nobody wants it sent, and reports name the address.
pub(super) fn drop_login(url: &mut Url) {
    // Both fail only for addresses that can have no login.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

fn may_be_a_page(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, extension)) = name.rsplit_once('.') else { return true };
    let extension = extension.to_ascii_lowercase();
    NOT_PAGES.binary_search(&extension.as_str()).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn page(href: &str) -> Option<String> {
        let home = url("https://a.cn/dir/");
        page_of_link(&home, href, &SameSite::new(&home, &[])).map(String::from)
    }

    #[test]
    fn links_become_pages_of_the_site_or_nothing() {
        let pages = [
            ("x.html", "https://a.cn/dir/x.html"),
            ("../y?z#t", "https://a.cn/y?z"),
            ("/p?", "https://a.cn/p"),
            ("//www.a.cn/q", "https://www.a.cn/q"),
            ("http://a.cn/r.PHP", "http://a.cn/r.PHP"),
            ("/v1.2/", "https://a.cn/v1.2/"),
            ("\\back", "https://a.cn/back"),
        ];
        for (href, expected) in pages {
            assert_eq!(page(href).as_deref(), Some(expected), "{href}");
        }
        let long = "a".repeat(MAX_URL + 1);
        let nothing = [
            "",
            "#top",
            "javascript:void(0)",
            "mailto:a@a.cn",
            "tel:1",
            "data:text/html,x",
            "ftp://a.cn/",
            "/a.JPG",
            "/a.pdf?x",
            "/s.zip",
            "https://b.cn/",
            "https://u:p@a.cn/",
            "https://a.cn:8443/",
            "http://",
            &long,
        ];
        for href in nothing {
            assert_eq!(page(href), None, "{href}");
        }
    }

    #[test]
    fn the_list_of_extensions_is_sorted() {
        assert!(NOT_PAGES.is_sorted());
    }

    #[test]
    fn each_page_is_taken_once_and_in_order() {
        let home = url("https://a.cn/");
        let mut frontier = Frontier::new(10, std::iter::once(&home));
        for href in [
            "https://a.cn/1",
            "http://www.a.cn/1",
            "https://a.cn/",
            "https://a.cn/2",
            "https://a.cn/2?",
        ] {
            frontier.offer(url(href));
        }
        assert_eq!(frontier.next().map(String::from).as_deref(), Some("https://a.cn/1"));
        assert_eq!(frontier.next().map(String::from).as_deref(), Some("https://a.cn/2"));
        assert_eq!((frontier.next(), frontier.found(), frontier.overflowed()), (None, 3, false));
    }

    #[test]
    fn a_redirect_to_a_known_page_is_no_page() {
        let home = url("https://a.cn/");
        let mut frontier = Frontier::new(10, std::iter::once(&home));
        frontier.offer(url("https://a.cn/old"));
        assert!(!frontier.claim(&url("https://a.cn/old"), &home));
        assert_eq!(frontier.found(), 1);
        frontier.offer(url("http://a.cn/x"));
        assert!(frontier.claim(&url("http://a.cn/x"), &url("https://www.a.cn/x")));
        assert!(frontier.claim(&url("http://a.cn/y"), &url("https://www.a.cn/z")));
    }

    #[test]
    fn the_queue_is_bounded() {
        let home = url("https://a.cn/");
        let mut frontier = Frontier::new(2, std::iter::once(&home));
        for page in 0..100 {
            frontier.offer(url(&format!("https://a.cn/{page}")));
        }
        assert_eq!((frontier.found(), frontier.overflowed(), frontier.room()), (20, true, 0));
    }
}
