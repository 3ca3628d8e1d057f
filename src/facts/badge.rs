//! The badge beside a police number: an image before it (or in its link), or an icon drawn by CSS.

use std::ops::Range;

use super::link::{anchor_of, trimmed};
use super::outline::{NodeId, Outline};
use super::sighting::Badge;
use super::tag::Tag;

/// How many elements back from the number an image is looked for.
const REACH: usize = 24;

/// At most this much text, separators for the most part, lies between image and number, in bytes.
const MAX_BETWEEN: usize = 400;

/// How far up the element lies that holds both image and number.
const LEVELS: usize = 4;

/// Words in file names, classes and alternative texts that speak of the badge.
const NAMES: &[&str] = &[
    "police",
    "gongan",
    "gonganicon",
    "beian",
    "ghs",
    "guohui",
    "备案",
    "公安",
    "netsecurity",
    "gawb",
    "jinghui",
    "公网",
];

/// The badge beside a number that stands at `at` in the outline's text.
pub(crate) fn beside(outline: &Outline<'_>, number: NodeId, at: Range<usize>) -> Option<Badge> {
    let near: Vec<NodeId> = outline.ancestors(number).take(LEVELS).map(|(id, _)| id).collect();
    let anchor = anchor_of(outline, number);
    let last = outline.nodes.partition_point(|node| (node.text_at as usize) <= at.end);
    let first = last.saturating_sub(2 * REACH);
    let mut drawn = None;
    for id in (first..last).rev() {
        let Ok(id) = NodeId::try_from(id) else { continue };
        let Some(node) = outline.node(id) else { continue };
        if !matches!(
            node.tag,
            Tag::Img | Tag::Image | Tag::I | Tag::Span | Tag::Em | Tag::B | Tag::Svg | Tag::S
        ) {
            continue;
        }
        let place = node.text_at as usize;
        let before = place <= at.start;
        let own_anchor = anchor_of(outline, id);
        let in_link = anchor.is_some() && own_anchor == anchor;
        let close = in_link
            || (outline.ancestors(id).take(LEVELS).skip(1).any(|(id, _)| near.contains(&id)));
        if !close || !is_adjacent(outline, place, &at, before, in_link) {
            continue;
        }
        if matches!(node.tag, Tag::Img | Tag::Image) {
            if let Some(badge) = image(outline, id, in_link || own_anchor.is_none()) {
                return Some(badge);
            }
        } else if drawn.is_none() && before && is_drawn(outline, id) {
            drawn = Some(Badge { image: None, broken: false });
        }
    }
    drawn
}

/// Nothing that reads as text of its own stands between image and number. Behind the number only an image in the same
/// link counts: the next one belongs to something else.
fn is_adjacent(
    outline: &Outline<'_>,
    place: usize,
    at: &Range<usize>,
    before: bool,
    in_link: bool,
) -> bool {
    let between = if before {
        outline.text.get(place..at.start)
    } else if in_link {
        outline.text.get(at.end.min(place)..place)
    } else {
        None
    };
    between.filter(|text| text.len() <= MAX_BETWEEN).is_some_and(|text| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        letters <= 1
            || (letters <= 14
                && (text.contains("备案") || text.contains("公安") || text.contains("网安")))
    })
}

/// The image as a badge, unless it is linked elsewhere, decorative or tiny.
fn image(outline: &Outline<'_>, id: NodeId, same_link: bool) -> Option<Badge> {
    let attr = |name: &str| {
        outline.attr(id, name).map(|value| trimmed(&value)).filter(|value| !value.is_empty())
    };
    let lazy = ["data-src", "data-original", "data-lazy-src", "data-lazy"]
        .iter()
        .find_map(|name| attr(name));
    let source = match (attr("src"), lazy) {
        (Some(source), Some(lazy)) if source.starts_with("data:") => lazy.clone(),
        (Some(source), _) => source,
        (None, Some(lazy)) => lazy,
        (None, None) => String::new(),
    };
    let named = speaks_of_badge(&source) || attr("alt").is_some_and(|alt| speaks_of_badge(&alt));
    if !same_link && !named {
        return None;
    }
    let pixel = |name: &str| {
        attr(name).is_some_and(|value| matches!(value.as_str(), "0" | "1" | "1px" | "0px"))
    };
    if pixel("width") && pixel("height") {
        return None;
    }
    Some(Badge { broken: source.is_empty(), image: Some(source) })
}

/// An empty inline element whose class or style draws an icon.
fn is_drawn(outline: &Outline<'_>, id: NodeId) -> bool {
    let Some(node) = outline.node(id) else { return false };
    let run = outline.runs.partition_point(|run| run.at < node.text_at);
    if outline.runs.get(run).is_some_and(|run| run.node == id) {
        return false;
    }
    let class = outline.attr(id, "class").unwrap_or_default().to_ascii_lowercase();
    let style = outline.attr(id, "style").unwrap_or_default().to_ascii_lowercase();
    style.contains("url(")
        || speaks_of_badge(&class)
        || class
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| matches!(word, "icon" | "ico" | "iconfont" | "badge" | "ga"))
}

fn speaks_of_badge(text: &str) -> bool {
    let lower = text.to_lowercase();
    NAMES.iter().any(|name| lower.contains(name))
}
