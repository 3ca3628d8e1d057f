//! What leads on from a page: links, frames, base, title; and pictures that may show a number.

use std::collections::HashSet;

use crate::domain::scan::{Number, scan};

use super::link::trimmed;
use super::outline::{InertKind, NodeId, Outline};
use super::page::Frame;
use super::tag::Tag;

/// The `href`s of links, in order, without duplicates.
pub(crate) fn links(outline: &Outline<'_>) -> Vec<String> {
    let mut known = HashSet::new();
    let mut links = Vec::new();
    for (id, node) in outline.nodes.iter().enumerate() {
        if !matches!(node.tag, Tag::A | Tag::Area) {
            continue;
        }
        let Some(href) = NodeId::try_from(id).ok().and_then(|id| outline.attr(id, "href")) else {
            continue;
        };
        let href = trimmed(&href);
        if !href.is_empty() && !href.starts_with('#') && !known.contains(&href) {
            known.insert(href.clone());
            links.push(href);
        }
    }
    links
}

/// `<base href>`; the first one counts.
pub(crate) fn base(outline: &Outline<'_>) -> Option<String> {
    outline.listed(Tag::Base).find_map(|id| outline.attr(id, "href")).map(|href| trimmed(&href))
}

/// Frames and iframes with an address.
pub(crate) fn frames(outline: &Outline<'_>) -> Vec<Frame> {
    let mut frames = Vec::new();
    for (tag, frameset) in [(Tag::Frame, true), (Tag::Iframe, false)] {
        for id in outline.listed(tag) {
            let src = trimmed(&outline.attr(id, "src").unwrap_or_default());
            if !src.is_empty() && !src.starts_with("about:") && !src.starts_with("javascript:") {
                frames.push(Frame { src, frameset });
            }
        }
    }
    frames
}

/// The page's title, blanks folded.
pub(crate) fn title(outline: &Outline<'_>) -> Option<String> {
    let title = outline.inert.iter().find(|it| it.kind == InertKind::Title)?;
    let text = htmlize::unescape(outline.source.get(title.span.clone())?);
    let text: Vec<&str> = text.split_whitespace().collect();
    let text: String = text.join(" ").chars().take(200).collect();
    (!text.is_empty()).then_some(text)
}

/// `<meta name=robots content=nofollow>`
pub(crate) fn nofollow(outline: &Outline<'_>) -> bool {
    outline.listed(Tag::Meta).any(|id| {
        outline.attr(id, "name").is_some_and(|name| name.eq_ignore_ascii_case("robots"))
            && outline.attr(id, "content").is_some_and(|it| {
                it.split(',').any(|word| {
                    matches!(word.trim().to_ascii_lowercase().as_str(), "nofollow" | "none")
                })
            })
    })
}

/// Pictures and textless links whose alternative text, title or file name speaks of an ICP number.
pub(crate) fn filing_images(outline: &Outline<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (id, node) in outline.nodes.iter().enumerate() {
        if !matches!(node.tag, Tag::Img | Tag::A) || found.len() >= 5 {
            continue;
        }
        let Ok(id) = NodeId::try_from(id) else { break };
        let says_number = ["alt", "title"].iter().any(|name| {
            outline.attr(id, name).is_some_and(|text| {
                scan(&text).iter().any(|found| matches!(found.number, Number::Icp(_)))
            })
        });
        let source = outline.attr(id, "src").map(|src| trimmed(&src)).unwrap_or_default();
        let file = source.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let named = node.tag == Tag::Img
            && file
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| matches!(word, "icp" | "icpbeian" | "miitbeian"));
        if says_number || named {
            found.push(if source.is_empty() {
                trimmed(
                    &outline
                        .attr(id, "title")
                        .or_else(|| outline.attr(id, "alt"))
                        .unwrap_or_default(),
                )
            } else {
                source
            });
        }
    }
    found
}
