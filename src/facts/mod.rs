//! The bytes of one page → what a reader sees, where it stands, and what it links to. Facts never judge.
//!
//! Of the outline that `html` makes of a page only lines near a hint (`hints`) are read closely.

mod apart;
mod badge;
mod collect;
mod context;
mod copyright;
mod elsewhere;
mod filings;
mod footer;
mod frame;
mod frame_links;
mod generator;
mod hints;
mod link;
mod navigation;
mod nearly;
mod others;
mod own;
mod page;
mod picture;
mod pieces;
mod place;
mod rendered;
mod screens;
mod shape;
mod sheets;
mod shown_code;
mod sighting;
mod stand_in;

pub use apart::{is_report, is_verification, is_xhtml};
pub use frame::{as_frame, merge};
pub use frame_links::{FrameLink, FrameLinks, base_of, frame_links};
pub use page::{
    Elsewhere, ElsewhereKind, Frame, FramePlace, FrameRole, Generator, Intercept, PageFacts,
    PageKind, PageSource, StandIn, StandInKind, Unread,
};
pub use picture::{PictureFault, picture_fault};
pub use rendered::{
    Click, LaidOut, LaidOutImage, PageStage, RenderReason, Rendered, RenderedKind, Screen,
    ScreenLayout, Unopened, Unseen,
};
pub use screens::{ScreenFacts, note_unopened, take_rendered};
pub use shape::take_refresh_header;
pub use sheets::{LinkedSheet, hidden_by_sheets, linked_sheets};
pub use sighting::{Badge, Code, CopyrightLine, Footer, Joke, Link, LinkKind, PagePart, Sighting};

use crate::html::{Outline, VisibilityMap, decode, dom, encoding_name, tree};
use context::PageContext;
use frame::{Frames, ReadDocument, shows_own};
use hints::Hints;
use navigation::Landmarks;
use nearly::MissingNumbers;
use place::Places;

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
    // one step deep, as with frames that have an address
    read_document(page, Some(|document| read_document(document, None)))
}

fn read_document(page: RawPage<'_>, inner: Option<ReadDocument>) -> PageFacts {
    let decoded = decode(page.bytes, page.content_type);
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
    let frames = frame::read(outline, &marks, inner);
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
        frames: Vec::new(),
        refresh: redirects.refresh,
        script_redirect: redirects.script,
        nofollow: navigation::nofollow(&marks),
        scripts: marks.scripts,
        source: None,
        rendered: None,
        unread: Vec::new(),
    };
    if light.inexact && light.heavy {
        facts.note_unread(Unread::Markup);
    }
    if !matches!(facts.kind, PageKind::Frameset | PageKind::NotHtml | PageKind::TooComplex) {
        read_filings(outline, &hints, &frames, &mut facts);
    }
    frames.join(&mut facts);
    facts
}

/// Reads numbers and statements, and what explains that there are none.
fn read_filings(outline: &Outline<'_>, hints: &Hints, frames: &Frames, facts: &mut PageFacts) {
    let mut shown = VisibilityMap::new(outline);
    let mut places = Places::new(outline);
    filings::read(outline, &mut shown, &mut places, hints, facts);
    let lacking = MissingNumbers {
        icp: !shows_own(&facts.icp) && !frames.show(|it| shows_own(&it.icp)),
        police: !shows_own(&facts.police) && !frames.show(|it| shows_own(&it.police)),
    };
    if lacking.icp || lacking.police {
        facts.elsewhere = elsewhere::read(outline);
        if facts.elsewhere.len() >= elsewhere::MAX {
            facts.note_unread(Unread::Elsewhere);
        }
        [facts.filing_images, facts.police_images] = navigation::filing_images(outline);
        let mut filer = PageContext { outline, shown: &mut shown, places: &mut places };
        nearly::read(&mut filer, hints, lacking, facts);
    }
    facts.copyright = copyright::read(outline, &mut shown, &mut places, hints);
    footer::read(outline, &mut shown, &mut places, facts);
    if hints.copyright.len() > copyright::MAX_LINES {
        facts.note_unread(Unread::Statements);
    }
    // A page that shows its number is judged by it, whatever else it says.
    if facts.icp.is_empty() && facts.licences.is_empty() && facts.letters < shape::MANY {
        facts.stand_in = stand_in::read(outline, facts.title.as_deref());
    }
}
