//! Frames: those with an address, whose documents the crawl gets, and those that bring their document in `srcdoc`. What a
//! frame shows is joined to the page around it.

mod frameset;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::domain::icp_number::NumberState;
use crate::html::{NodeId, Outline, Tag, Visibility, VisibilityMap};

use super::RawPage;
use super::link::trimmed;
use super::navigation::Landmarks;
use super::page::{Frame, FramePlace, FrameRole, PageFacts, Unread};
use super::place::{Places, is_at_bottom};
use super::sighting::{Footer, PagePart, Sighting};

/// Documents in `srcdoc` that are read of a page.
const MAX_DOCUMENTS: usize = 8;

/// The frames of a page.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    /// Those with an address.
    addressed: Vec<Frame>,
    documents: Vec<FrameDocument>,
    more: bool,
}

/// The document in a frame's `srcdoc`.
#[derive(Debug)]
struct FrameDocument {
    facts: PageFacts,
    place: FramePlace,
}

/// How the document of a frame is read.
pub(crate) type ReadDocument = fn(RawPage<'_>) -> PageFacts;

/// Finds the frames that a reader may see. Documents in `srcdoc` are read where `inner` tells how.
pub(crate) fn read(
    outline: &Outline<'_>,
    marks: &Landmarks<'_>,
    inner: Option<ReadDocument>,
) -> Frames {
    let mut found = Frames::default();
    let ids: Vec<NodeId> = marks
        .frames
        .iter()
        .chain(&marks.iframes)
        .copied()
        .filter(|id| !is_inert(outline, *id))
        .collect();
    if ids.is_empty() {
        return found;
    }
    let mut sights =
        FrameSights { outline, shown: VisibilityMap::new(outline), places: Places::new(outline) };
    for id in ids {
        match document(outline, id) {
            // it hides an address, as browsers have it
            Some(FrameSource::Text(text)) => {
                let Some(inner) = inner.filter(|_| found.documents.len() < MAX_DOCUMENTS) else {
                    found.more = true;
                    continue;
                };
                let text = format!("<!doctype html>{text}");
                let content_type = Some("text/html; charset=utf-8");
                let facts = inner(RawPage { bytes: text.as_bytes(), content_type, links: 0 });
                let line = outline.node(id).map_or(0, |node| outline.line(node.at as usize));
                let place = FramePlace { line, ..sights.place(id) };
                found.documents.push(FrameDocument { facts, place });
            }
            Some(FrameSource::Address { src, frameset }) => {
                found.addressed.push(Frame { src, frameset, place: sights.place(id) });
            }
            None => {}
        }
    }
    found
}

/// Whether an element stands in one whose content is not rendered, such as a `<template>`.
fn is_inert(outline: &Outline<'_>, id: NodeId) -> bool {
    outline.ancestors(id).skip(1).any(|(id, node)| {
        node.tag.holds_no_text() && !(node.tag == Tag::Template && outline.is_shadow_root(id))
    })
}

/// What a frame shows.
enum FrameSource<'o> {
    Text(Cow<'o, str>),
    Address { src: String, frameset: bool },
}

fn document<'o>(outline: &'o Outline<'_>, id: NodeId) -> Option<FrameSource<'o>> {
    let tag = outline.node(id)?.tag;
    let [src, data, kind, srcdoc] = outline.attrs_named(id, ["src", "data", "type", "srcdoc"]);
    let src = match tag {
        Tag::Iframe if srcdoc.is_some() => return srcdoc.map(FrameSource::Text),
        Tag::Object => data.filter(|data| is_document(data, kind.as_deref())),
        Tag::Embed => src.filter(|src| is_document(src, kind.as_deref())),
        _ => src,
    };
    let src = trimmed(&src?);
    let leads = !src.is_empty() && !src.starts_with("about:") && !src.starts_with("javascript:");
    leads.then_some(FrameSource::Address { src, frameset: tag == Tag::Frame })
}

/// Whether an `<object>` or `<embed>` shows a document: by its type, without one by the name of the file.
fn is_document(address: &str, kind: Option<&str>) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    kind.map_or_else(
        || [".html", ".htm", ".shtml", ".xhtml"].iter().any(|ending| path.ends_with(ending)),
        |kind| kind.to_ascii_lowercase().contains("html"),
    )
}

/// What is asked about the places of frames.
struct FrameSights<'o, 'a> {
    outline: &'o Outline<'a>,
    shown: VisibilityMap<'o, 'a>,
    places: Places<'o, 'a>,
}

impl FrameSights<'_, '_> {
    fn place(&mut self, id: NodeId) -> FramePlace {
        if self.outline.node(id).is_none_or(|node| node.tag == Tag::Frame) {
            let visibility = frameset::hides(self.outline, id)
                .map_or(Visibility::Shown, |by| Visibility::Hidden(by.to_owned()));
            return FramePlace { visibility, ..FramePlace::WHOLE };
        }
        let visibility = match self.shown.of_box(id) {
            // what has loaded may show itself
            Visibility::Hidden(by) if self.outline.attr(id, "onload").is_some() => {
                Visibility::Unsure(by)
            }
            seen => seen,
        };
        let around = self.places.around(&mut self.shown, id);
        let role = if around.sample {
            FrameRole::Sample
        } else if around.place(false) == PagePart::Main || around.article && !around.is_in_footer()
        {
            FrameRole::Content
        } else {
            FrameRole::Part
        };
        let at = self.outline.node(id).map_or(0, |node| node.text_at as usize);
        let is_footer = around.place(is_at_bottom(&self.outline.text, at)) == PagePart::Footer;
        FramePlace { line: 0, visibility, role, is_footer }
    }
}

impl Frames {
    /// Whether a document in `srcdoc` shows what `has` looks for.
    pub(crate) fn show(&self, has: impl Fn(&PageFacts) -> bool) -> bool {
        self.documents.iter().any(|it| it.place.visibility.is_shown() && has(&it.facts))
    }

    /// Joins what the documents in `srcdoc` show to their page, which keeps the frames with an address.
    pub(crate) fn join(mut self, page: &mut PageFacts) {
        // what is a part of the page says more than its content
        self.documents.sort_by_key(|document| document.place.role);
        for FrameDocument { facts, place } in self.documents {
            merge(page, &facts, &place);
        }
        page.frames = self.addressed;
        if self.more {
            page.note_unread(Unread::Frames);
        }
    }
}

/// Adds a frame's own filings and copyright lines to its page, as standing in a frame, seen at most as far as the frame is.
/// A frame in the main content adds them where the page shows none, and then no samples.
pub fn merge(page: &mut PageFacts, frame: &PageFacts, place: &FramePlace) {
    for &what in &frame.unread {
        page.note_unread(what);
    }
    let speaks = match place.role {
        FrameRole::Part => true,
        FrameRole::Content => !shows_filing(page) && !has_samples(frame),
        FrameRole::Sample => false,
    };
    if speaks {
        merge_filings(page, frame, place);
    }
    if page.generator.is_none() {
        page.generator.clone_from(&frame.generator);
    }
    if page.intercept.is_none() {
        page.intercept.clone_from(&frame.intercept);
    }
}

fn shows_filing(page: &PageFacts) -> bool {
    shows_own(&page.icp) || shows_own(&page.licences)
}

/// Whether a page shows one of these numbers as its own.
pub(crate) fn shows_own<T>(list: &[Sighting<T>]) -> bool {
    list.iter().any(|it| it.own && it.visibility.is_shown())
}

fn has_samples(frame: &PageFacts) -> bool {
    let is_sample = |state| state == NumberState::Placeholder;
    // whether the year is possible does not matter here
    frame.icp.iter().any(|it| is_sample(it.number.state(i16::MAX)))
        || frame.police.iter().any(|it| is_sample(it.number.state()))
}

fn merge_filings(page: &mut PageFacts, frame: &PageFacts, place: &FramePlace) {
    let seen = |inner: &Visibility| match inner {
        Visibility::Hidden(_) => inner.clone(),
        _ if place.visibility == Visibility::Shown => inner.clone(),
        _ => place.visibility.clone(),
    };
    let line = place.line;
    add(&mut page.icp, &frame.icp, line, &seen);
    add(&mut page.police, &frame.police, line, &seen);
    add(&mut page.licences, &frame.licences, line, &seen);
    add(&mut page.others, &frame.others, line, &seen);
    if place.visibility.is_shown() {
        page.footer.text.push_str(&frame.footer.text);
        page.footer.markup.push_str(&frame.footer.markup);
        page.filing_images.extend(frame.filing_images.iter().cloned());
        page.police_images.extend(frame.police_images.iter().cloned());
    }
    page.copyright.extend(frame.copyright.iter().cloned().map(|mut text| {
        (text.place, text.line, text.visibility) = (PagePart::Frame, line, seen(&text.visibility));
        text
    }));
    page.jokes.extend(frame.jokes.iter().cloned().map(|mut joke| {
        (joke.line, joke.visibility) = (line, seen(&joke.visibility));
        joke
    }));
    page.elsewhere.extend(frame.elsewhere.iter().cloned().map(|mut number| {
        number.line = line;
        number
    }));
    if !page.icp.is_empty() || !page.licences.is_empty() {
        page.stand_in = None;
    }
}

/// Numbers that a frame merely mentions say nothing about the page around it.
fn add<T: Clone>(
    page: &mut Vec<Sighting<T>>,
    frame: &[Sighting<T>],
    line: u32,
    seen: &impl Fn(&Visibility) -> Visibility,
) {
    page.extend(frame.iter().filter(|sighting| sighting.own).cloned().map(|mut sighting| {
        (sighting.place, sighting.line) = (PagePart::Frame, line);
        sighting.visibility = seen(&sighting.visibility);
        sighting
    }));
}

/// Marks everything of a page as shown through a redirecting stub.
pub fn as_frame(target: &PageFacts) -> PageFacts {
    let mut shell = PageFacts {
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
        ..target.clone()
    };
    merge(&mut shell, target, &FramePlace::WHOLE);
    shell
}
