//! What is known of a page, and of a visit to a site: plain data, no judgement.

use std::sync::Arc;

use crate::domain::icp_number::IcpNumber;
use crate::domain::licence::Licence;
use crate::domain::police_number::PoliceNumber;
use crate::domain::register::RegisterNumber;
use crate::html::{Garbled, Visibility};

use super::rendered::Rendered;
use super::sighting::{CopyrightLine, Footer, Joke, Sighting};

/// The bytes of a page, as they arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSource {
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// The `Content-Type` header; `None` for files.
    pub content_type: Option<String>,
}

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
    /// The `<title>`, blanks folded: evidence for pages that need a browser, and a sign of stand-in pages.
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
    /// Frames and iframes with an address; what stands in the `srcdoc` of others is in the lists above.
    pub frames: Vec<Frame>,
    /// Target of `<meta http-equiv=refresh>` (delay of at most 30 s), as written.
    pub refresh: Option<String>,
    /// Target of a script that does nothing but redirect (`location.href = "…"` on a page without text).
    pub script_redirect: Option<String>,
    /// `<meta name=robots>` forbids to follow links.
    pub nofollow: bool,
    /// It has scripts (data in a script's place apart).
    pub scripts: bool,
    /// Its bytes, where the crawl was asked to keep those of home pages.
    pub source: Option<Arc<PageSource>>,
    /// What a browser showed of it, where one was asked; the lists above are then what it showed.
    pub rendered: Option<Box<Rendered>>,
    /// What was not read because the page has more of it than any real one; each at most once.
    pub unread: Vec<Unread>,
}

impl PageFacts {
    /// Notes that something was not read, once.
    pub fn note_unread(&mut self, what: Unread) {
        if !self.unread.contains(&what) {
            self.unread.push(what);
        }
    }
}

/// What is not read of a page, most of it beyond a bound: what depends on it is for a person to judge.
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
    /// What the server puts into a file that it sends (`<!--#include …-->`).
    Includes,
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
    /// A style sheet of the page's own, whose `content:` may draw it.
    Style,
    /// `<template>`, `<noscript>`, `<textarea>`, `<title>`, `<option>`.
    Inert,
}

/// The program that made a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    /// As named or recognised: `Hexo`, `Hugo`, `VitePress`, `WordPress` …
    pub name: String,
    /// Version, where the page names it.
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
    /// Where it stands.
    pub place: FramePlace,
}

/// Where a frame stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FramePlace {
    /// 1-based line in the source of the page; 0 for a document that is on no line of it.
    pub line: u32,
    /// Whether a reader sees it.
    pub visibility: Visibility,
    /// For whom it speaks.
    pub role: FrameRole,
    /// It is the footer of the page, by markup or because it is the last thing on it.
    pub is_footer: bool,
}

impl FramePlace {
    /// All of the page.
    pub const WHOLE: Self =
        Self { line: 0, visibility: Visibility::Shown, role: FrameRole::Part, is_footer: false };
}

/// For whom a frame speaks, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrameRole {
    /// For the site, like an included footer.
    Part,
    /// It is in the main content: a preview, a demo, a mail; or all there is of the page. It speaks for the site where
    /// nothing else does, and then without samples.
    Content,
    /// It is inside code or a quotation: for nobody.
    Sample,
}

/// A "not filed" page put in the site's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intercept {
    /// The provider, where the page names it (`Alibaba Cloud`, `Tencent Cloud` …), else `hosting provider`.
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
