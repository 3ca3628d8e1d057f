//! Joins what a frame shows to the page around it.

use crate::facts::{Footer, PageFacts, PagePart, Sighting};

/// Adds a frame's own filings and copyright lines to its page, as standing in a frame. Their `line` is 0: they stand
/// in no line of the page's own source.
pub(super) fn merge(page: &mut PageFacts, frame: &PageFacts) {
    add(&mut page.icp, &frame.icp);
    add(&mut page.police, &frame.police);
    add(&mut page.licences, &frame.licences);
    add(&mut page.others, &frame.others);
    page.footer.text.push_str(&frame.footer.text);
    page.footer.markup.push_str(&frame.footer.markup);
    page.copyright.extend(frame.copyright.iter().cloned().map(|mut line| {
        (line.place, line.line) = (PagePart::Frame, 0);
        line
    }));
    page.jokes.extend(frame.jokes.iter().cloned().map(|mut joke| {
        joke.line = 0;
        joke
    }));
    page.elsewhere.extend(frame.elsewhere.iter().cloned().map(|mut number| {
        number.line = 0;
        number
    }));
    page.filing_images.extend(frame.filing_images.iter().cloned());
    page.police_images.extend(frame.police_images.iter().cloned());
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
fn add<T: Clone>(page: &mut Vec<Sighting<T>>, frame: &[Sighting<T>]) {
    page.extend(frame.iter().filter(|sighting| sighting.own).cloned().map(|mut sighting| {
        (sighting.place, sighting.line) = (PagePart::Frame, 0);
        sighting
    }));
}

/// Marks everything of a page as shown through a redirecting stub.
pub(super) fn as_frame(target: &PageFacts) -> PageFacts {
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
    merge(&mut shell, target);
    shell
}
