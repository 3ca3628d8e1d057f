//! The bytes of one page → what a reader sees, where it stands, and what it links to. Facts never judge.
//!
//! A page is decoded, tokenised and laid out once (`tree`); only lines near a hint (`hints`) are read closely. Where
//! the light tree cannot place a link exactly, the standard's full algorithm is run (`dom`).

mod addition;
mod anchors;
mod apart;
mod attributes;
mod badge;
mod copyright;
mod css;
mod decode;
#[cfg(test)]
pub(crate) mod differential;
mod dom;
mod elsewhere;
mod ending;
mod ends;
mod filer;
mod filings;
mod footer;
mod generator;
mod hints;
mod known;
mod link;
mod navigation;
mod nearly;
mod others;
mod outline;
mod own;
mod page;
mod picture;
mod pieces;
mod place;
mod shape;
mod shown_code;
mod sighting;
mod stand_in;
mod tag;
mod tokens;
mod tree;
mod visibility;

pub use addition::is_added_last;
pub use anchors::{Anchor, anchors};
pub use apart::{is_verification, is_xhtml};
pub use decode::{Charset, charset};
pub use ending::{Around, Ending, MARK, Markup, Sought, ending};
pub use page::{
    Arrival, Elsewhere, ElsewhereKind, Frame, Garbled, Generator, Intercept, Page, PageFacts,
    PageKind, Redirect, Skipped, StandIn, StandInKind, TlsFault, Twin, TwinState, Unread, Visit,
};
pub use picture::{PictureFault, picture_fault};
pub use shape::take_refresh_header;
pub use sighting::{
    Badge, Code, CopyrightLine, Footer, Joke, Link, LinkKind, Place, Screens, Sighting, Visibility,
    Width,
};

use filer::Filer;
use hints::Hints;
use navigation::Landmarks;
use nearly::Lacking;
use outline::Outline;
use place::Places;
use visibility::Shown;

/// One page as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct RawPage<'a> {
    /// The body, decompressed.
    pub bytes: &'a [u8],
    /// The `Content-Type` header; `None` for files.
    pub content_type: Option<&'a str>,
    /// How many of [`PageFacts::links`] are wanted at most; a folder is listed, not crawled.
    pub links: usize,
}

/// Reads a page. Never fails: what cannot be read is a fact of its own ([`PageKind`]). Linear in the size of the
/// page; memory is a small multiple of it.
pub fn read(page: RawPage<'_>) -> PageFacts {
    let decoded = decode::decode(page.bytes, page.content_type);
    let encoding = decoded.encoding;
    let mut light = tree::read(&decoded.text);
    let mut hints = hints::find(&light.outline);
    if light.inexact
        && !light.heavy
        && !hints.filings.is_empty()
        && let Some(full) = dom::read(&light.outline)
    {
        hints = hints::find(&full);
        light.outline = full;
    }
    let outline = &light.outline;
    let marks = Landmarks::of(outline);
    let redirects = shape::redirects(outline, &marks);
    let letters = shape::letters(outline);
    let mut facts = PageFacts {
        encoding: encoding_name(encoding),
        kind: shape::kind(&light, outline, &redirects, letters),
        letters,
        icp: Vec::new(),
        police: Vec::new(),
        licences: Vec::new(),
        others: Vec::new(),
        footer: Footer::default(),
        copyright: Vec::new(),
        jokes: Vec::new(),
        elsewhere: Vec::new(),
        filing_images: Vec::new(),
        police_images: Vec::new(),
        generator: generator::read(outline, &marks),
        title: navigation::title(outline),
        intercept: shape::intercept(outline, letters),
        stand_in: None,
        garbled: decoded.garbled,
        links: navigation::links(outline, page.links),
        base: navigation::base(outline, &marks),
        frames: navigation::frames(outline, &marks),
        refresh: redirects.refresh,
        script_redirect: redirects.script,
        nofollow: navigation::nofollow(&marks),
        unread: Vec::new(),
    };
    if light.inexact && light.heavy {
        facts.unread.push(Unread::Markup);
    }
    if !matches!(facts.kind, PageKind::Frameset | PageKind::NotHtml | PageKind::TooComplex) {
        read_filings(outline, &hints, &mut facts);
    }
    facts
}

/// Reads numbers and statements, and what explains that there are none.
fn read_filings(outline: &Outline<'_>, hints: &Hints, facts: &mut PageFacts) {
    let mut shown = Shown::new(outline);
    let mut places = Places::new(outline);
    filings::read(outline, &mut shown, &mut places, hints, facts);
    let lacking = Lacking {
        icp: !facts.icp.iter().any(|it| it.own && it.visibility.is_shown()),
        police: !facts.police.iter().any(|it| it.own && it.visibility.is_shown()),
    };
    if lacking.icp || lacking.police {
        facts.elsewhere = elsewhere::read(outline);
        if facts.elsewhere.len() >= elsewhere::MAX {
            facts.unread.push(Unread::Elsewhere);
        }
        [facts.filing_images, facts.police_images] = navigation::filing_images(outline);
        let mut filer = Filer { outline, shown: &mut shown, places: &mut places };
        nearly::read(&mut filer, hints, lacking, facts);
    }
    facts.copyright = copyright::read(outline, &mut shown, &mut places, hints);
    footer::read(outline, &mut shown, &mut places, facts);
    if hints.copyright.len() > copyright::MAX_LINES {
        facts.unread.push(Unread::Statements);
    }
    // A page that shows its number is judged by it, whatever else it says.
    if facts.icp.is_empty() && facts.licences.is_empty() && facts.letters < shape::MANY {
        facts.stand_in = stand_in::read(outline, facts.title.as_deref());
    }
}

/// The WHATWG name in lower case.
fn encoding_name(encoding: &'static encoding_rs::Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "GBK" => "gbk",
        "Big5" => "big5",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "ISO-2022-JP" => "iso-2022-jp",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        other => other, // gb18030, windows-*, iso-8859-* (upper case only in ISO names that browsers never send here)
    }
}
