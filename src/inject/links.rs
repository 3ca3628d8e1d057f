//! `--fix-links`: corrects the links around the page's own numbers where they are plainly wrong or out of date.

use std::collections::HashSet;
use std::ops::Range;

use crate::domain::icp_number::IcpNumber;
use crate::domain::police_number::PoliceNumber;
use crate::domain::scan::{self, Number};
use crate::domain::site::Site;
use crate::facts::{LinkKind, PageFacts, Sighting};
use crate::html;
use crate::rules::link_fix;

use super::charset::TextEncoding;
use super::splice::Splice;

/// What is done about a page's links.
#[derive(Debug, Default)]
pub(super) struct LinkFixes {
    /// The changes: each replaces the value of an `href`.
    pub(super) splices: Vec<Splice>,
    /// One link is around the ICP number and the police number: it goes to MIIT, and the police number has none of its own.
    pub(super) shared: bool,
}

/// An address on the page that is to be corrected.
struct WrongAddress<'a> {
    /// The address as in the facts: character references decoded, trimmed.
    href: &'a str,
    /// The number that the link encloses.
    number: NumberRef<'a>,
    /// The address that it should have.
    corrected: String,
    /// It is an ordinary address: a picture that links there belongs to the number.
    plain: bool,
}

/// A number of either kind.
#[derive(Clone, Copy)]
enum NumberRef<'a> {
    Icp(&'a IcpNumber),
    Police(&'a PoliceNumber),
}

/// A link of the page.
struct PageLink {
    /// Where its address is.
    at: Range<usize>,
    /// The address as in the facts.
    href: String,
    content: LinkContent,
}

/// What a link encloses.
struct LinkContent {
    /// The bytes.
    range: Range<usize>,
    /// The numbers in its text.
    numbers: Vec<Number>,
}

/// The changes that correct a page's links. Links inside of `blocks` are left alone. The page's encoding must extend
/// ASCII.
pub(super) fn fix(
    page: &[u8],
    facts: &PageFacts,
    site: &Site,
    (blocks, encoding): (&[Range<usize>], TextEncoding),
) -> LinkFixes {
    let faults = faults(facts, site);
    if faults.is_empty() && !may_share(facts) {
        return LinkFixes::default();
    }
    let links = links(page, facts, blocks, encoding);
    let mut fixes = LinkFixes::default();
    // A picture follows the number that its link is corrected with.
    let mut corrected: Vec<&WrongAddress<'_>> = Vec::new();
    let splice = |link: &PageLink, new: &str| Splice {
        range: link.at.clone(),
        with: in_quotes(page, &link.at, new).into_bytes(),
    };
    for link in &links {
        if is_shared(page, facts, link) {
            fixes.shared |= own_icp(page, facts, link).next().is_some();
            fixes
                .splices
                .extend(shared_address(page, facts, site, link).map(|it| splice(link, &it)));
            continue;
        }
        let leading = leading_police(page, facts, site, link);
        let held = |fault: &&WrongAddress<'_>| {
            fault.href == link.href
                && link.content.holds(page, fault.number)
                && match fault.number {
                    NumberRef::Icp(_) => true,
                    NumberRef::Police(number) => leading == Some(number),
                }
        };
        if let Some(fault) = faults.iter().find(held) {
            corrected.push(fault);
            fixes.splices.push(splice(link, &fault.corrected));
        }
    }
    let bytes = |link: &PageLink| page.get(link.content.range.clone()).unwrap_or_default();
    for link in &links {
        let fault = corrected.iter().find(|fault| fault.plain && fault.href == link.href);
        if let Some(fault) = fault.filter(|_| is_picture(bytes(link))) {
            fixes.splices.push(splice(link, &fault.corrected));
        }
    }
    fixes.splices.sort_unstable_by_key(|splice| splice.range.start);
    fixes
}

/// The address of the link around a number.
fn href_of<T>(sighting: &Sighting<T>) -> Option<&str> {
    sighting.link.href.as_deref().map(str::trim)
}

/// Whether one link may be around two numbers of the page's own: they have the same address.
fn may_share(facts: &PageFacts) -> bool {
    let icp: HashSet<&str> = facts.icp.iter().filter(|it| it.own).filter_map(href_of).collect();
    facts.police.iter().filter(|it| it.own).filter_map(href_of).any(|href| icp.contains(href))
}

/// The links of the page outside of the blocks whose address is that of the link around some number.
fn links(
    page: &[u8],
    facts: &PageFacts,
    blocks: &[Range<usize>],
    encoding: TextEncoding,
) -> Vec<PageLink> {
    let bytes = |range: &Range<usize>| page.get(range.clone()).unwrap_or_default();
    let known: HashSet<&str> = facts
        .icp
        .iter()
        .filter_map(href_of)
        .chain(facts.police.iter().filter_map(href_of))
        .collect();
    let mut links = Vec::new();
    for anchor in html::anchors(page) {
        let written = String::from_utf8_lossy(bytes(&anchor.href));
        let href = read(&html::unescape_attribute(&written));
        let in_block = blocks.iter().any(|block| block.contains(&anchor.href.start));
        if in_block || !known.contains(&*href) {
            continue;
        }
        let numbers = numbers_in(&encoding.decode(bytes(&anchor.content)));
        let content = LinkContent { range: anchor.content, numbers };
        links.push(PageLink { at: anchor.href, href, content });
    }
    links
}

/// Whether a link is around an ICP number and a police number.
fn is_shared(page: &[u8], facts: &PageFacts, link: &PageLink) -> bool {
    let href = Some(&*link.href);
    let icp = facts.icp.iter().filter(|it| href_of(it) == href);
    let police = facts.police.iter().filter(|it| href_of(it) == href);
    icp.map(|it| NumberRef::Icp(&it.number)).any(|it| link.content.holds(page, it))
        && police.map(|it| NumberRef::Police(&it.number)).any(|it| link.content.holds(page, it))
}

/// The page's own ICP numbers in a link.
fn own_icp<'a>(
    page: &'a [u8],
    facts: &'a PageFacts,
    link: &'a PageLink,
) -> impl Iterator<Item = &'a IcpNumber> {
    let own = facts.icp.iter().filter(|it| it.own && href_of(it) == Some(&*link.href));
    own.map(|it| &it.number).filter(|number| link.content.holds(page, NumberRef::Icp(number)))
}

/// The police number that a link goes to, of those that it is around: the declared one, else the one whose record it opens
/// already, else the first.
fn leading_police<'a>(
    page: &[u8],
    facts: &'a PageFacts,
    site: &Site,
    link: &PageLink,
) -> Option<&'a PoliceNumber> {
    let own = facts.police.iter().filter(|it| it.own && href_of(it) == Some(&*link.href));
    let held = own.map(|it| &it.number);
    let mut held = held.filter(|number| link.content.holds(page, NumberRef::Police(number)));
    let first = held.clone().next();
    let declared = held.clone().find(|number| site.police_number() == Some(number));
    let opened = || held.find(|number| link_fix::opens_record(&link.href, number));
    declared.or_else(opened).or(first)
}

/// The address for a link around an ICP number and a police number; `None` where it keeps the one that it has.
fn shared_address(page: &[u8], facts: &PageFacts, site: &Site, link: &PageLink) -> Option<String> {
    let mut own = own_icp(page, facts, link).peekable();
    own.peek()?;
    let police = site.police_number();
    let declared = own.any(|number| site.icp.as_ref().is_some_and(|icp| icp.same_body(number)))
        || police.is_some_and(|number| link.content.holds(page, NumberRef::Police(number)));
    link_fix::shared_link(&link.href, declared)
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
        faults.extend(fault(sighting, NumberRef::Icp(&sighting.number), corrected));
    }
    for sighting in facts.police.iter().filter(|it| it.own) {
        let declared = site.police_number() == Some(&sighting.number);
        let corrected = |href: &str| link_fix::police_link(href, &sighting.number, declared);
        faults.extend(fault(sighting, NumberRef::Police(&sighting.number), corrected));
    }
    faults
}

fn fault<'a, T>(
    sighting: &'a Sighting<T>,
    number: NumberRef<'a>,
    corrected: impl Fn(&str) -> Option<String>,
) -> Option<WrongAddress<'a>> {
    let plain = match sighting.link.kind {
        LinkKind::Plain => true,
        LinkKind::Empty => false,
        LinkKind::None | LinkKind::AsText(_) | LinkKind::Scripted(_) => return None,
    };
    let href = sighting.link.href.as_deref()?.trim();
    let corrected = corrected(href)?;
    Some(WrongAddress { href, number, corrected, plain })
}

impl LinkContent {
    /// Whether a number is in it: its digits in one piece, or the number as its text says it.
    fn holds(&self, page: &[u8], number: NumberRef<'_>) -> bool {
        let digits = match number {
            NumberRef::Icp(number) => &number.body,
            NumberRef::Police(number) => &number.digits,
        };
        let bytes = page.get(self.range.clone()).unwrap_or_default();
        memchr::memmem::find(bytes, digits.as_bytes()).is_some()
            || self.numbers.iter().any(|found| match (found, number) {
                (Number::Icp(found), NumberRef::Icp(number)) => found.same_body(number),
                (Number::Police(found), NumberRef::Police(number)) => found == number,
                _ => false,
            })
    }
}

/// The numbers in the text of some markup.
fn numbers_in(markup: &str) -> Vec<Number> {
    let mut in_tag = false;
    let text = markup.chars().filter(|&c| {
        in_tag = c == '<' || (in_tag && c != '>');
        !in_tag && c != '>'
    });
    let text: String = text.collect();
    scan::scan(&html::unescape(&text)).into_iter().map(|found| found.number).collect()
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
