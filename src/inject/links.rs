//! `--fix-links`: the links around the page's own numbers, mended where they are plainly out of date.

use std::ops::Range;

use crate::facts::{self, PageFacts, Sighting};
use crate::rules::mend;

use super::splice::Splice;

/// An address of the page that is to be changed.
struct Fault<'a> {
    /// The address as facts tell it: references resolved, trimmed.
    href: &'a str,
    /// Digits of the number that the link encloses.
    digits: String,
    /// The address that it should have.
    mended: String,
}

/// The changes that mend a page's links: each takes the place of an attribute's value. Links inside of `blocks` are
/// left alone. `page` is in an encoding that extends ASCII.
pub(super) fn mend(page: &[u8], facts: &PageFacts, blocks: &[Range<usize>]) -> Vec<Splice> {
    let faults = faults(facts);
    if faults.is_empty() {
        return Vec::new();
    }
    let mut splices = Vec::new();
    for anchor in facts::anchors(page) {
        if blocks.iter().any(|block| block.contains(&anchor.href.start)) {
            continue;
        }
        let bytes = |range: &Range<usize>| page.get(range.clone()).unwrap_or_default();
        let (href, content) = (bytes(&anchor.href), bytes(&anchor.content));
        let written = String::from_utf8_lossy(href);
        let written = htmlize::unescape_attribute(written.as_ref());
        let fault = faults.iter().find(|fault| {
            fault.href == written.trim() && (holds(content, &fault.digits) || is_picture(content))
        });
        let Some(fault) = fault else { continue };
        let quoted = page.get(anchor.href.end).is_some_and(|byte| matches!(byte, b'"' | b'\''));
        let with = if quoted { fault.mended.clone() } else { format!("\"{}\"", fault.mended) };
        splices.push(Splice { range: anchor.href, with: with.into_bytes() });
    }
    splices
}

fn faults(facts: &PageFacts) -> Vec<Fault<'_>> {
    let mut faults = Vec::new();
    for sighting in facts.icp.iter().filter(|it| it.own) {
        let mended = plain(sighting).and_then(|href| Some((href, mend::icp_link(href)?)));
        if let Some((href, mended)) = mended {
            faults.push(Fault { href, digits: sighting.number.body.clone(), mended });
        }
    }
    for sighting in facts.police.iter().filter(|it| it.own) {
        let mended = plain(sighting)
            .and_then(|href| Some((href, mend::police_link(href, &sighting.number)?)));
        if let Some((href, mended)) = mended {
            faults.push(Fault { href, digits: sighting.number.digits.clone(), mended });
        }
    }
    faults
}

fn plain<T>(sighting: &Sighting<T>) -> Option<&str> {
    sighting.link.plain().map(str::trim)
}

/// The digits of the number, as nearly all pages write them.
fn holds(content: &[u8], digits: &str) -> bool {
    memchr::memmem::find(content, digits.as_bytes()).is_some()
}

/// No text but blanks: the badge linked by itself beside the number.
fn is_picture(content: &[u8]) -> bool {
    let mut rest = content;
    let mut image = false;
    while let Some(at) = memchr::memchr(b'<', rest) {
        let (text, tag) = rest.split_at(at);
        if !text.trim_ascii().is_empty() {
            return false;
        }
        image |= tag.get(1..4).is_some_and(|name| name.eq_ignore_ascii_case(b"img"));
        let Some(end) = memchr::memchr(b'>', tag) else { return false };
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    image && rest.trim_ascii().is_empty()
}
