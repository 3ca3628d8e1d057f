//! What is known of a page, and of a visit to a site: plain data, no judgement.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::domain::licence::Licence;
use crate::domain::police_number::PoliceNumber;
use crate::domain::register::RegisterNumber;

use super::sighting::{CopyrightLine, Footer, Joke, Sighting};

/// What one page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFacts {
    /// The encoding the page was read in, WHATWG name in lower case (`utf-8`, `gbk`, `gb18030`, `big5` …).
    pub encoding: &'static str,
    /// What kind of page it is.
    pub kind: PageKind,
    /// Letters and digits in its rendered text, frames not included, counted up to 1,000.
    pub letters: u32,
    /// ICP numbers in rendered text, hidden ones included, own and mentioned.
    pub icp: Vec<Sighting<IcpNumber>>,
    /// Police numbers, likewise.
    pub police: Vec<Sighting<PoliceNumber>>,
    /// Licences, likewise.
    pub licences: Vec<Sighting<Licence>>,
    /// Numbers of other registers (algorithms, generative AI, government sites) at the end of the page.
    pub others: Vec<Sighting<RegisterNumber>>,
    /// The end of the page.
    pub footer: Footer,
    /// Copyright statements of the site (not of articles or sponsors).
    pub copyright: Vec<CopyrightLine>,
    /// Fan registries' numbers.
    pub jokes: Vec<Joke>,
    /// Filing numbers that stand only outside of rendered text (comment, script, attribute …).
    pub elsewhere: Vec<Elsewhere>,
    /// Images in the footer that look as if they showed the number as a picture (by file name or alt text).
    pub filing_images: Vec<String>,
    /// Images that may show the police number as a picture: by their text, or alone in a link to the police register.
    pub police_images: Vec<String>,
    /// The program that made the page, by `<meta name=generator>` or its footprints.
    pub generator: Option<Generator>,
    /// The province character of an organisation is not known from a page; the title is kept for reports.
    pub title: Option<String>,
    /// A hosting provider's "not filed" page instead of the site's own.
    pub intercept: Option<Intercept>,
    /// A page in the place of the site's own that shows no number: a check for robots, maintenance, a default page.
    pub stand_in: Option<StandIn>,
    /// Its bytes are in another encoding than it declares: visitors see garbage.
    pub garbled: Option<Garbled>,
    /// `href`s of the page's `<a>` and `<area>` as written, trimmed, entities decoded, in order, without duplicates.
    pub links: Vec<String>,
    /// `<base href>` as written.
    pub base: Option<String>,
    /// Frames and iframes.
    pub frames: Vec<Frame>,
    /// Target of `<meta http-equiv=refresh>` (delay of at most 30 s), as written.
    pub refresh: Option<String>,
    /// Target of a script that does nothing but redirect (`location.href = "…"` on a page without text).
    pub script_redirect: Option<String>,
    /// `<meta name=robots>` forbids to follow links.
    pub nofollow: bool,
    /// What was not read because the page has more of it than any real one; each at most once.
    pub unread: Vec<Unread>,
}

/// What is not read of a page beyond a bound: what depends on it is for a person to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Filing numbers in the middle of the page.
    Numbers,
    /// Links and hidden parts, in markup that would take a browser's algorithm too long: they were read near enough.
    Markup,
    /// Copyright statements other than the last ones.
    Statements,
    /// Numbers in comments, scripts and attributes.
    Elsewhere,
    /// Frames of the same site.
    Frames,
}

/// Kinds of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// A document.
    Document,
    /// A piece of a page: no doctype, html, head or body tag.
    Fragment,
    /// A frameset: no body of its own.
    Frameset,
    /// A document whose content is made by scripts: nothing to judge without a browser.
    Shell,
    /// A redirect stub: meta refresh or a redirecting script and no text.
    Stub,
    /// No markup at all (JSON, plain text, binary).
    NotHtml,
    /// Nothing but white space.
    Empty,
    /// Markup that cannot be read within the limits (too many elements).
    TooComplex,
}

/// A filing number outside of rendered text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where.
    pub kind: ElsewhereKind,
    /// Canonical number.
    pub number: String,
    /// Whether it is a police number (else an ICP number or licence).
    pub police: bool,
    /// 1-based line in the source.
    pub line: u32,
}

/// Where a number stands outside of rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ElsewhereKind {
    /// An HTML comment.
    Comment,
    /// A script (code, JSON or a template inside it).
    Script,
    /// An attribute: `alt`, `title`, `data-*`, `content` of a `<meta>` …
    Attribute,
    /// `<template>`, `<noscript>`, `<textarea>`, `<title>`, `<option>`, CSS `content:`.
    Inert,
}

/// The program that made a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    /// As named or recognised: `Hexo`, `Hugo`, `VitePress`, `WordPress` …
    pub name: String,
    /// Version, where the page tells it.
    pub version: Option<String>,
    /// Theme, where its footprints are known: `next`, `fluid`, `butterfly` … (lower case).
    pub theme: Option<String>,
}

/// A frame or iframe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `src` as written, trimmed.
    pub src: String,
    /// Part of a frameset (else an iframe).
    pub frameset: bool,
}

/// A "not filed" page put in the site's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intercept {
    /// The provider, where the page tells it (`Alibaba Cloud`, `Tencent Cloud` …), else `hosting provider`.
    pub provider: String,
    /// The words that gave it away.
    pub evidence: String,
}

/// A page that stands in the place of the site's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// What it is.
    pub kind: StandInKind,
    /// The words that gave it away.
    pub evidence: String,
}

/// What may stand in a page's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandInKind {
    /// A check whether the visitor is a robot.
    Challenge,
    /// A waiting room.
    WaitingRoom,
    /// Maintenance.
    Maintenance,
    /// The page that a web server or a hosting panel shows before there is a site.
    DefaultPage,
    /// A domain that is for sale, parked or expired.
    Parked,
    /// A site that its host has stopped.
    Suspended,
}

/// Bytes that contradict the declared encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbled {
    /// What the bytes are in, WHATWG name in lower case; `None` where that cannot be told.
    pub actual: Option<&'static str>,
}

/// A page of a site, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// URL after redirects, or the path relative to the folder with `/` separators.
    pub address: String,
    /// Whether it is the home page.
    pub home: bool,
    /// Whether it was read from a file: findings then carry line numbers.
    pub file: bool,
    /// How it arrived.
    pub arrival: Arrival,
}

/// How a page arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Whole; HTTP status where there was one.
    Whole {
        /// 200 … 299 for pages from the net; `None` for files.
        status: Option<u16>,
        /// What it shows.
        facts: Box<PageFacts>,
    },
    /// An HTTP answer that is not the page: status 4xx, 5xx, 1xx or an endless redirect.
    Status {
        /// The status.
        status: u16,
        /// What happened.
        error: Text,
        /// Facts of the error page's body where it is HTML: to recognise a provider's interception page.
        intercept: Option<Intercept>,
    },
    /// Not HTML: another content type, or bytes that are none.
    NotHtml {
        /// HTTP status, for pages from the net.
        status: Option<u16>,
        /// What it is, e.g. `application/pdf`.
        error: String,
    },
    /// Nothing usable: name not resolved, refused, timed out, cut off, too large, unreadable file, refused address.
    Failed {
        /// What happened.
        error: Text,
    },
}

impl Arrival {
    /// What went wrong; `None` for a page that arrived whole.
    pub fn words(&self) -> Option<Text> {
        match self {
            Self::Whole { .. } => None,
            Self::NotHtml { error, .. } => {
                Some(Text::made(format!("不是网页（{error}）"), format!("no HTML: {error}")))
            }
            Self::Status { error, .. } | Self::Failed { error } => Some(error.clone()),
        }
    }
}

impl Page {
    /// The facts, when the page arrived whole.
    pub fn facts(&self) -> Option<&PageFacts> {
        match &self.arrival {
            Arrival::Whole { facts, .. } => Some(facts),
            Arrival::Status { .. } | Arrival::NotHtml { .. } | Arrival::Failed { .. } => None,
        }
    }

    /// HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match &self.arrival {
            Arrival::Whole { status, .. } | Arrival::NotHtml { status, .. } => *status,
            Arrival::Status { status, .. } => Some(*status),
            Arrival::Failed { .. } => None,
        }
    }

    /// What went wrong, for pages that cannot be judged: in English, for JSON and logs.
    pub fn error(&self) -> Option<&str> {
        match &self.arrival {
            Arrival::Whole { .. } => None,
            Arrival::NotHtml { error, .. } => Some(error),
            Arrival::Status { error, .. } | Arrival::Failed { error } => Some(&error.en),
        }
    }
}

/// A visit to a site: what is known besides its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The target as typed.
    pub target: String,
    /// Address of the home page: the first URL asked for, or the file's path.
    pub home: Option<String>,
    /// Where the home page's redirects ended.
    pub final_url: Option<String>,
    /// The home page's redirects, in order.
    pub redirects: Vec<Redirect>,
    /// Host of another site that the home page redirects to: that site was not asked, and no home page
    /// is delivered.
    pub away: Option<String>,
    /// A TLS fault that was met on the way (the site was then read over http, or with `--insecure`).
    pub tls_fault: Option<TlsFault>,
    /// Pages known: read, skipped and left over.
    pub pages_found: u64,
    /// Not all pages known were read: the page cap, the time for the site or an interruption cut the crawl.
    pub truncated: bool,
    /// The user ended the run before the site was read to its end.
    pub interrupted: bool,
    /// Pages left out, with the reason.
    pub skipped: Vec<Skipped>,
    /// Frames of other hosts that may hold the footer (`src` as URL).
    pub foreign_frames: Vec<String>,
    /// The site's other name (with or without `www.`), where the target is a bare domain and it is a page of its own.
    pub twin: Option<Twin>,
}

/// What the other name of a site comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its address.
    pub url: String,
    /// What came of it.
    pub state: TwinState,
}

/// What came of asking the other name of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TwinState {
    /// A page with these ICP numbers of its own.
    Shows(Vec<IcpNumber>),
    /// Nothing usable, and why.
    Failed(Text),
    /// A redirect to this host of another site.
    Away(String),
}

/// One redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// From.
    pub from: String,
    /// To, absolute.
    pub to: String,
    /// 301, 302, 303, 307, 308; 200 for a meta refresh.
    pub status: u16,
}

/// A page that was left out, or a badge's image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// URL or path.
    pub url: String,
    /// `robots`, `badge-robots`, `cap`, `time`, `interrupted`, `trap`, `frameset`, `fragment` …
    pub why: &'static str,
}

/// What is wrong with a site's TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFault {
    /// `expired`, `wrong-host`, `self-signed`, `unknown-issuer`, `old-version`, `stalled`, `handshake`.
    pub kind: &'static str,
    /// The library's own words.
    pub detail: String,
}
