//! Pages for tests: what markup shows, and a page that shows nothing.

use crate::facts::{Footer, PageFacts, PageKind, RawPage, read};

/// What a page shows, without links to other pages.
pub(crate) fn facts(html: &str) -> PageFacts {
    read(RawPage { bytes: html.as_bytes(), content_type: None, links: 0 })
}

/// What a page shows that is well and shows nothing: tests change what they need.
pub(crate) fn no_facts() -> PageFacts {
    PageFacts {
        others: Vec::new(),
        footer: Footer::default(),
        encoding: "utf-8",
        kind: PageKind::Document,
        icp: Vec::new(),
        police: Vec::new(),
        licences: Vec::new(),
        copyright: Vec::new(),
        jokes: Vec::new(),
        elsewhere: Vec::new(),
        filing_images: Vec::new(),
        police_images: Vec::new(),
        generator: None,
        title: None,
        intercept: None,
        stand_in: None,
        garbled: None,
        links: Vec::new(),
        base: None,
        frames: Vec::new(),
        refresh: None,
        script_redirect: None,
        letters: 2000,
        nofollow: false,
        scripts: false,
        source: None,
        rendered: None,
        unread: Vec::new(),
    }
}
