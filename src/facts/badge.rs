//! The badge beside a police number: an image before it (or in its link), or an icon drawn by CSS.

use std::ops::Range;

use crate::domain::memo::Memo;

use super::link::{anchor_of, trimmed};
use super::outline::{NodeId, Outline};
use super::sighting::Badge;
use super::tag::Tag;

/// How many elements back from the end of the number an image is looked for: a drawing may have hundreds.
const REACH: usize = 2000;

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
    let first = last.saturating_sub(REACH);
    let mut drawn = None;
    for id in (first..last).rev() {
        let Ok(id) = NodeId::try_from(id) else { continue };
        let Some(node) = outline.node(id) else { continue };
        if (node.text_at as usize) + MAX_BETWEEN < at.start {
            break;
        }
        if !matches!(
            node.tag,
            Tag::Img | Tag::Image | Tag::I | Tag::Span | Tag::Em | Tag::B | Tag::Svg | Tag::S
        ) {
            continue;
        }
        let place = node.text_at as usize;
        let before = place <= at.start;
        if !is_adjacent(outline, place, &at) {
            continue;
        }
        let own_anchor = anchor_of(outline, id);
        let in_link = anchor.is_some() && own_anchor == anchor;
        let close = in_link
            || (outline.ancestors(id).take(LEVELS).skip(1).any(|(id, _)| near.contains(&id)));
        let mine = before || in_link || is_named(outline, id);
        if !close || !mine {
            continue;
        }
        if matches!(node.tag, Tag::Img | Tag::Image) {
            if let Some(badge) = image(outline, id, in_link || own_anchor.is_none()) {
                return Some(badge);
            }
        } else if drawn.is_none() && before && (is_drawn(outline, id) || is_backed(outline, id)) {
            drawn = Some(Badge { image: None, broken: false });
        }
    }
    drawn
}

/// Nothing that reads as text of its own stands between image and number. (Behind the number only an image in the same
/// link, or one named as a badge, counts: the next one belongs to something else.)
fn is_adjacent(outline: &Outline<'_>, place: usize, at: &Range<usize>) -> bool {
    let between = if place <= at.start {
        outline.text.get(place..at.start)
    } else {
        outline.text.get(at.end.min(place)..place)
    };
    between.filter(|text| text.len() <= MAX_BETWEEN).is_some_and(|text| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        letters <= 1
            || (letters <= 14
                && (text.contains("备案") || text.contains("公安") || text.contains("网安")))
    })
}

/// An image whose file or text speaks of the badge.
pub(crate) fn is_named(outline: &Outline<'_>, id: NodeId) -> bool {
    let speaks = |name: &str| outline.attr(id, name).is_some_and(|value| speaks_of_badge(&value));
    outline.node(id).is_some_and(|node| node.tag == Tag::Img) && (speaks("src") || speaks("alt"))
}

/// The image as a badge, unless it is linked elsewhere, decorative or tiny.
fn image(outline: &Outline<'_>, id: NodeId, same_link: bool) -> Option<Badge> {
    let [src, alt, width, height, one, two, three, four] = outline
        .attrs_named(
            id,
            [
                "src",
                "alt",
                "width",
                "height",
                "data-src",
                "data-original",
                "data-lazy-src",
                "data-lazy",
            ],
        )
        .map(|value| value.map(|value| trimmed(&value)).filter(|value| !value.is_empty()));
    let lazy = one.or(two).or(three).or(four);
    let source = match (src, lazy) {
        (Some(source), Some(lazy)) if source.starts_with("data:") => lazy.clone(),
        (Some(source), _) => source,
        (None, Some(lazy)) => lazy,
        (None, None) => String::new(),
    };
    let named = speaks_of_badge(&source) || alt.is_some_and(|alt| speaks_of_badge(&alt));
    if !same_link && !named {
        return None;
    }
    let pixel = |size: Option<String>| {
        size.is_some_and(|value| matches!(value.as_str(), "0" | "1" | "1px" | "0px"))
    };
    if pixel(width) && pixel(height) {
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

/// An element around the number with the badge as its background: `<span style="background-image: url(/beian.png)">`.
fn is_backed(outline: &Outline<'_>, id: NodeId) -> bool {
    let style = outline.attr(id, "style").unwrap_or_default();
    style.contains("url(") && speaks_of_badge(&style)
}

thread_local! {
    static KNOWN: Memo<bool> = Memo::default();
}

fn speaks_of_badge(text: &str) -> bool {
    let speaks = || {
        let lower = text.to_lowercase();
        NAMES.iter().any(|name| lower.contains(name))
    };
    KNOWN.with(|known| known.get(text, speaks))
}

#[cfg(test)]
mod tests {
    use super::super::{RawPage, read};

    #[expect(clippy::option_option, reason = "no badge, a drawn one, an image")]
    fn badge(footer: &str) -> Option<Option<String>> {
        let html = format!(
            "<!doctype html><meta charset=utf-8><main><p>正文</p></main><footer>{footer}</footer>"
        );
        let facts = read(RawPage { bytes: html.as_bytes(), content_type: None, links: 0 });
        let police = facts.police.first().expect("the footer holds a police number");
        police.badge.as_ref().map(|badge| badge.image.clone())
    }

    const NUMBER: &str = "京公网安备11010502046718号";

    #[test]
    fn an_image_before_the_number_is_its_badge() {
        let file = Some(Some("/b.png".to_owned()));
        assert_eq!(badge(&format!("<img src=/b.png><a href=x>{NUMBER}</a>")), file);
        assert_eq!(badge(&format!("<a href=x><img src=/b.png><p>{NUMBER}</p></a>")), file);
        assert_eq!(badge(&format!("<p>京ICP备19004817号-1 <img src=/b.png> {NUMBER}</p>")), file);
        assert_eq!(badge(&format!("<a href=x>{NUMBER}<img src=/b.png></a>")), file);
    }

    #[test]
    fn images_of_others_are_not() {
        assert_eq!(badge(&format!("<a href=/trust><img src=/t.png></a><p>{NUMBER}</p>")), None);
        assert_eq!(badge(&format!("<img src=/b.png> 联系我们 电话 {NUMBER}")), None);
        assert_eq!(badge(&format!("{NUMBER}<img src=/next.png>")), None);
        assert_eq!(badge(&format!("<img src=/p.gif width=1 height=1>{NUMBER}")), None);
    }

    #[test]
    fn an_image_behind_counts_where_its_name_says_so() {
        assert_eq!(
            badge(&format!("{NUMBER}<img src=/gongan.png>")),
            Some(Some("/gongan.png".to_owned()))
        );
    }

    #[test]
    fn icons_drawn_by_css_have_no_image_and_lazy_ones_their_own() {
        assert_eq!(badge(&format!("<i class=police-ico></i><a href=x>{NUMBER}</a>")), Some(None));
        assert_eq!(
            badge(&format!("<img src='data:x' data-src=/b.png>{NUMBER}")),
            Some(Some("/b.png".to_owned()))
        );
        assert_eq!(badge(&format!("<img src=''>{NUMBER}")), Some(Some(String::new())));
        let backed = |file| {
            badge(&format!("<span style='background: url({file}) no-repeat'>{NUMBER}</span>"))
        };
        assert_eq!(backed("/beian.png"), Some(None));
        assert_eq!(backed("/grey.png"), None);
    }
}
