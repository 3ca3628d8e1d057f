//! Frames: those with an address, whose documents the crawl gets, and those that bring their document in `srcdoc`. What a
//! frame shows is joined to the page around it.

use crate::html::{Outline, Tag, Visibility, VisibilityMap};

use super::RawPage;
use super::link::trimmed;
use super::navigation::Landmarks;
use super::page::{Frame, PageFacts, Unread};
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
    line: u32,
    visibility: Visibility,
}

/// Finds the frames. Documents in `srcdoc` are read where `inner` tells how.
pub(crate) fn read(
    outline: &Outline<'_>,
    marks: &Landmarks<'_>,
    inner: Option<fn(RawPage<'_>) -> PageFacts>,
) -> Frames {
    let mut found = Frames::default();
    let ids = marks.frames.iter().chain(&marks.iframes);
    let mut shown = None;
    for &id in ids {
        let node = outline.node(id);
        let frameset = node.is_some_and(|node| node.tag == Tag::Frame);
        let [src, srcdoc] = outline.attrs_named(id, ["src", "srcdoc"]);
        let mut visibility = || {
            if frameset {
                return Visibility::Shown;
            }
            shown.get_or_insert_with(|| VisibilityMap::new(outline)).of(id)
        };
        if let Some(document) = srcdoc.filter(|_| !frameset) {
            // it hides an address, as browsers have it
            let Some(inner) = inner.filter(|_| found.documents.len() < MAX_DOCUMENTS) else {
                found.more = true;
                continue;
            };
            let document = format!("<!doctype html>{document}");
            let facts = inner(RawPage {
                bytes: document.as_bytes(),
                content_type: Some("text/html; charset=utf-8"),
                links: 0,
            });
            let line = node.map_or(0, |node| outline.line(node.at as usize));
            found.documents.push(FrameDocument { facts, line, visibility: visibility() });
            continue;
        }
        let src = trimmed(&src.unwrap_or_default());
        if !src.is_empty() && !src.starts_with("about:") && !src.starts_with("javascript:") {
            found.addressed.push(Frame { src, frameset, visibility: visibility() });
        }
    }
    found
}
impl Frames {
    /// Whether a document in `srcdoc` shows what `has` looks for.
    pub(crate) fn show(&self, has: impl Fn(&PageFacts) -> bool) -> bool {
        self.documents.iter().any(|it| it.visibility.is_shown() && has(&it.facts))
    }

    /// Joins what the documents in `srcdoc` show to their page, which keeps the frames with an address.
    pub(crate) fn join(self, page: &mut PageFacts) {
        for FrameDocument { facts, line, visibility } in self.documents {
            merge(page, &facts, (line, &visibility));
        }
        page.frames = self.addressed;
        if self.more {
            page.note_unread(Unread::Frames);
        }
    }
}

/// Adds a frame's own filings and copyright lines to its page, as standing in a frame: on that line of the page's source
/// (0: on none of it), and seen at most as far as the frame is.
pub fn merge(page: &mut PageFacts, frame: &PageFacts, (line, visibility): (u32, &Visibility)) {
    let seen = |inner: &Visibility| match inner {
        Visibility::Hidden(_) => inner.clone(),
        _ if *visibility == Visibility::Shown => inner.clone(),
        _ => visibility.clone(),
    };
    add(&mut page.icp, &frame.icp, line, &seen);
    add(&mut page.police, &frame.police, line, &seen);
    add(&mut page.licences, &frame.licences, line, &seen);
    add(&mut page.others, &frame.others, line, &seen);
    if visibility.is_shown() {
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
    for &what in &frame.unread {
        page.note_unread(what);
    }
    page.elsewhere.extend(frame.elsewhere.iter().cloned().map(|mut number| {
        number.line = line;
        number
    }));
    if !page.icp.is_empty() || !page.licences.is_empty() {
        page.stand_in = None;
    }
    if page.generator.is_none() {
        page.generator.clone_from(&frame.generator);
    }
    if page.intercept.is_none() {
        page.intercept.clone_from(&frame.intercept);
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
    merge(&mut shell, target, (0, &Visibility::Shown));
    shell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts;

    const LINKED: &str = "<p><a href=https://beian.miit.gov.cn/>京ICP备19004817号-1</a></p>";

    fn read(html: &str) -> PageFacts {
        facts::read(RawPage { bytes: html.as_bytes(), content_type: None, links: 0 })
    }

    fn page(frame: &str) -> String {
        format!("<!doctype html><meta charset=utf-8><p>鸿雁照相馆</p>\n{frame}")
    }

    #[test]
    fn a_document_in_srcdoc_is_read_as_a_frame() {
        let quoted = LINKED.replace('<', "&lt;");
        for srcdoc in [LINKED, &*quoted] {
            let facts = read(&page(&format!("<iframe src=x.html srcdoc=\"{srcdoc}\"></iframe>")));
            let [seen] = &facts.icp[..] else { panic!("{:?}", facts.icp) };
            assert_eq!(
                (seen.place, seen.line, seen.visibility.clone()),
                (PagePart::Frame, 2, Visibility::Shown)
            );
            assert!(seen.is_linked());
            // its address is not asked for, and its number stands in no attribute
            assert_eq!((facts.frames.len(), facts.elsewhere.len()), (0, 0));
        }
        assert_eq!(read(&page("<iframe srcdoc=京ICP备19004817号-1></iframe>")).icp.len(), 1);
    }

    #[test]
    fn a_hidden_frame_hides_what_it_shows() {
        for hidden in ["hidden", "style=display:none", "style=visibility:hidden"] {
            let facts = read(&page(&format!("<iframe {hidden} srcdoc='{LINKED}'></iframe>")));
            assert!(!shows(&facts), "{hidden}");
            let facts = read(&page(&format!("<div {hidden}><iframe src=a.html></iframe></div>")));
            let [frame] = &facts.frames[..] else { panic!("{:?}", facts.frames) };
            let mut around = read(&page(""));
            merge(&mut around, &read(LINKED), (0, &frame.visibility));
            assert!(!shows(&around) && around.footer.text.find("ICP").is_none(), "{hidden}");
        }
        let inside = "<iframe srcdoc='<p hidden>京ICP备19004817号-1</p>'></iframe>";
        assert!(!shows(&read(&page(inside))));
    }

    #[test]
    fn frames_are_read_one_step_deep_and_no_more_than_a_bound() {
        let inner = format!("<iframe srcdoc=\"{}\"></iframe>", LINKED.replace('"', "&quot;"));
        let outer = format!("<iframe srcdoc=\"{}\"></iframe>", inner.replace('"', "&quot;"));
        let outer = read(&page(&outer));
        assert!(!shows(&outer));
        assert_eq!(outer.unread, [Unread::Frames]);
        let many = read(&page(&"<iframe srcdoc='<p>x</p>'></iframe>".repeat(MAX_DOCUMENTS + 1)));
        assert_eq!(many.unread, [Unread::Frames]);
    }

    fn shows(facts: &PageFacts) -> bool {
        facts.icp.iter().any(|it| it.own && it.visibility.is_shown())
    }
}
