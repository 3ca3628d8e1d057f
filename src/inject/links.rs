//! `--fix-links`: corrects the links around the page's own numbers where they are plainly wrong or out of date.

use std::ops::Range;

use crate::domain::site::Site;
use crate::facts::{LinkKind, PageFacts, Sighting};
use crate::html;
use crate::rules::link_fix;

use super::splice::Splice;

/// An address on the page that is to be corrected.
struct WrongAddress<'a> {
    /// The address as in the facts: character references decoded, trimmed.
    href: &'a str,
    /// The digits of the number that the link encloses.
    digits: String,
    /// The address that it should have.
    corrected: String,
    /// It is an ordinary address: a picture that links there belongs to the number.
    plain: bool,
}

/// The changes that correct a page's links: each replaces the value of an `href`. Links inside of `blocks` are left alone.
/// The page's encoding must extend ASCII.
pub(super) fn fix(
    page: &[u8],
    facts: &PageFacts,
    site: &Site,
    blocks: &[Range<usize>],
) -> Vec<Splice> {
    let faults = faults(facts, site);
    if faults.is_empty() {
        return Vec::new();
    }
    let mut splices = Vec::new();
    for anchor in html::anchors(page) {
        if blocks.iter().any(|block| block.contains(&anchor.href.start)) {
            continue;
        }
        let bytes = |range: &Range<usize>| page.get(range.clone()).unwrap_or_default();
        let (href, content) = (bytes(&anchor.href), bytes(&anchor.content));
        let written = String::from_utf8_lossy(href);
        let written = html::unescape_attribute(&written);
        let written = read(&written);
        let fault = faults.iter().find(|fault| {
            fault.href == written
                && (holds(content, &fault.digits) || (fault.plain && is_picture(content)))
        });
        let Some(fault) = fault else { continue };
        let with = in_quotes(page, &anchor.href, &fault.corrected);
        splices.push(Splice { range: anchor.href, with: with.into_bytes() });
    }
    splices
}

/// An address as a browser reads it: without white space around it and line breaks in it.
fn read(written: &str) -> String {
    written.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect()
}

/// The new value of an attribute, with the quotes and the equals sign that the old one may lack.
fn in_quotes(page: &[u8], old: &Range<usize>, new: &str) -> String {
    if page.get(old.end).is_some_and(|byte| matches!(byte, b'"' | b'\'')) {
        return new.to_owned();
    }
    let before = page.get(..old.start).unwrap_or_default().trim_ascii_end();
    let sign = if before.ends_with(b"=") { "" } else { "=" };
    format!("{sign}\"{new}\"")
}

fn faults<'a>(facts: &'a PageFacts, site: &Site) -> Vec<WrongAddress<'a>> {
    let mut faults = Vec::new();
    for sighting in facts.icp.iter().filter(|it| it.own) {
        let declared = site.icp.as_ref().is_some_and(|icp| icp.same_body(&sighting.number));
        let corrected = |href: &str| link_fix::icp_link(href, declared);
        faults.extend(fault(sighting, &sighting.number.body, corrected));
    }
    for sighting in facts.police.iter().filter(|it| it.own) {
        let declared = site.police_number() == Some(&sighting.number);
        let corrected = |href: &str| link_fix::police_link(href, &sighting.number, declared);
        faults.extend(fault(sighting, &sighting.number.digits, corrected));
    }
    faults
}

fn fault<'a, T>(
    sighting: &'a Sighting<T>,
    digits: &str,
    corrected: impl Fn(&str) -> Option<String>,
) -> Option<WrongAddress<'a>> {
    let plain = match sighting.link.kind {
        LinkKind::Plain => true,
        LinkKind::Empty => false,
        LinkKind::None | LinkKind::AsText(_) | LinkKind::Scripted(_) => return None,
    };
    let href = sighting.link.href.as_deref()?.trim();
    let corrected = corrected(href)?;
    Some(WrongAddress { href, digits: digits.to_owned(), corrected, plain })
}

/// Whether the content holds these digits, in one piece or with blanks and tags between them.
fn holds(content: &[u8], digits: &str) -> bool {
    if memchr::memmem::find(content, digits.as_bytes()).is_some() {
        return true;
    }
    let mut in_tag = false;
    let text = content.iter().copied().filter(|byte| {
        in_tag = *byte == b'<' || (in_tag && *byte != b'>');
        !in_tag && byte.is_ascii_digit()
    });
    let text: Vec<u8> = text.collect();
    memchr::memmem::find(&text, digits.as_bytes()).is_some()
}

/// Whether the content is an image without text: the badge, linked by itself beside the number.
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
