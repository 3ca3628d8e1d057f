//! The badge beside a police number: an image before it (or in its link), or an icon drawn by CSS.

use std::ops::Range;

use crate::domain::memo::Memo;
use crate::html::{InertKind, NodeId, Outline, Tag, VisibilityMap, anchor_of};

use super::picture::{address, is_picture_element, picture_fault};
use super::sighting::Badge;

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
pub(crate) fn beside(
    outline: &Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    number: NodeId,
    at: Range<usize>,
) -> Option<Badge> {
    let near: Vec<NodeId> = outline.ancestors(number).take(LEVELS).map(|(id, _)| id).collect();
    let anchor = anchor_of(outline, number);
    let last = outline.nodes.partition_point(|node| (node.text_at as usize) <= at.end);
    let first = last.saturating_sub(REACH);
    let (mut drawn, mut broken) = (false, None);
    for id in (first..last).rev() {
        let Ok(id) = NodeId::try_from(id) else { continue };
        let Some(node) = outline.node(id) else { continue };
        let place = node.text_at as usize;
        if place + MAX_BETWEEN < at.start {
            break;
        }
        if !may_be_badge(node.tag) || !is_adjacent(outline, place, &at) {
            continue;
        }
        let own_anchor = anchor_of(outline, id);
        let in_link = anchor.is_some() && own_anchor == anchor;
        let close = in_link
            || (outline.ancestors(id).take(LEVELS).skip(1).any(|(id, _)| near.contains(&id)));
        let before = place <= at.start;
        let mine = before || in_link || is_named(outline, id);
        if !close || !mine {
            continue;
        }
        let same_link = in_link || own_anchor.is_none();
        if is_picture_element(outline, id) {
            match image(outline, shown, id, same_link) {
                Some(badge) if !badge.broken => return Some(badge),
                Some(badge) => broken = broken.or(Some(badge)),
                None => {}
            }
        } else if before {
            drawn |= is_drawn(outline, id) || is_backed(outline, id);
            drawn |= node.tag == Tag::Svg && same_link;
        }
    }
    let mut by_css = || {
        drawn
            || near.iter().any(|&id| is_icon(outline, id))
            || anchor.is_some_and(|id| shown.is_pictured(id))
            || styles_speak(outline)
    };
    broken.or_else(|| by_css().then(Badge::default))
}

const fn may_be_badge(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Img
            | Tag::Image
            | Tag::Object
            | Tag::Embed
            | Tag::Input
            | Tag::I
            | Tag::Span
            | Tag::Em
            | Tag::B
            | Tag::Svg
            | Tag::S
            | Tag::Div
            | Tag::A
            | Tag::P
            | Tag::Other
    )
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
    is_picture_element(outline, id)
        && (speaks_of_badge(&address(outline, id))
            || outline.attr(id, "alt").is_some_and(|alt| speaks_of_badge(&alt)))
}

/// The image as a badge, unless it is linked elsewhere, decorative or tiny.
fn image(
    outline: &Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    id: NodeId,
    same_link: bool,
) -> Option<Badge> {
    let source = address(outline, id);
    let [alt, width, height] = outline.attrs_named(id, ["alt", "width", "height"]);
    let named = speaks_of_badge(&source) || alt.is_some_and(|alt| speaks_of_badge(&alt));
    if !same_link && !named {
        return None;
    }
    let pixel = |size: Option<std::borrow::Cow<'_, str>>| {
        size.is_some_and(|value| matches!(value.trim(), "0" | "1" | "1px" | "0px"))
    };
    if pixel(width) && pixel(height) {
        return None;
    }
    let hidden = shown.hides_box(id);
    let broken = hidden.is_some() || picture_fault(&source).is_some();
    Some(Badge { broken, image: Some(source), hidden })
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

/// An element around the number whose class is that of an icon: `<a class="police-ico">`.
fn is_icon(outline: &Outline<'_>, id: NodeId) -> bool {
    outline.attr(id, "class").is_some_and(|class| {
        class.to_ascii_lowercase().split_ascii_whitespace().any(|name| {
            let icon = name
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| matches!(word, "ico" | "icon" | "badge" | "logo" | "img"));
            icon && speaks_of_badge(name)
        })
    })
}

/// Whether the page's own style sheets put a picture somewhere that goes by the badge's name.
fn styles_speak(outline: &Outline<'_>) -> bool {
    let styles = outline.inert.iter().filter(|inert| inert.kind == InertKind::Style);
    styles.filter_map(|inert| outline.source.get(inert.span.clone())).any(|style| {
        style.split("url(").skip(1).any(|rest| {
            let address = rest.split(')').next().unwrap_or_default();
            address.len() < MAX_BETWEEN && !address.contains("data:") && speaks_of_badge(address)
        })
    })
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
    use super::super::Badge;
    use crate::testkit::page::facts;

    #[expect(clippy::option_option, reason = "no badge, a drawn one, an image")]
    fn badge(footer: &str) -> Option<Option<String>> {
        let html = format!(
            "<!doctype html><meta charset=utf-8><main><p>正文</p></main><footer>{footer}</footer>"
        );
        found(&html).map(|badge| badge.image)
    }

    fn found(html: &str) -> Option<Badge> {
        let shown = facts(html);
        let police = shown.police.first().expect("the footer holds a police number");
        police.badge.clone()
    }

    #[test]
    fn every_way_to_give_a_picture_is_a_badge() {
        for image in [
            "<img src=/b.png>",
            "<img srcset='/b.png 1x, /b2.png 2x'>",
            "<img src='' srcset=/b.png>",
            "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' data-original=/b.png>",
            "<img src=/loading.gif data-lazy-src=/b.png>",
            "<img data-ks-lazyload=/b.png>",
            "<img class=lazyload data-srcset='/b.png 1x'>",
            "<picture><source srcset=/b.webp type=image/webp><img src=/b.png></picture>",
            "<picture><source srcset=/b.webp><img></picture>",
            "<input type=image src=/b.png>",
            "<object data=/b.svg type=image/svg+xml></object>",
            "<embed src=/b.svg>",
            "<amp-img src=/b.png width=20 height=20></amp-img>",
            "<svg><use href='#police'/></svg>",
            "<svg viewBox='0 0 9 9'><path d='M0 0'/><path d='M0 0'/></svg>",
            "<svg><image href=/b.png /></svg>",
            "<i class=police-ico></i>",
            "<div class='icon icon-police'></div>",
            "<span style='background:url(/gongan.png)'></span>",
            "<style>.x::before{content:url(/img/police.png)}</style><b class=x></b>",
        ] {
            let html = format!("<!doctype html><footer><p>{image}<a href=x>{NUMBER}</a></footer>");
            let badge = found(&html);
            assert!(badge.as_ref().is_some_and(|it| !it.broken), "{image} {badge:?}");
        }
        let icon =
            format!("<!doctype html><footer><a class=police-ico href=x>{NUMBER}</a></footer>");
        assert_eq!(found(&icon), Some(Badge::default()));
        let plain = format!("<!doctype html><footer><a class=police href=x>{NUMBER}</a></footer>");
        assert_eq!(found(&plain), None);
    }

    #[test]
    fn of_several_addresses_the_one_that_a_browser_loads_counts() {
        for (image, loaded) in [
            ("<img src=/old.png srcset='/b.png 1x, /b2.png 2x'>", "/b.png"),
            ("<img src=/b.png srcset='/b2.png 2x'>", "/b.png"),
            ("<img src=/old.png srcset='/b40.png 40w, /b20.png 20w' sizes=20px>", "/b20.png"),
            ("<img src=http://www.beian.gov.cn/img/ghs.png srcset=/b.png>", "/b.png"),
            ("<img src=/b.png srcset='{{ badge }}'>", "/b.png"),
            (
                "<picture><source srcset='/b.avif, /b2.avif 2x' type=image/avif><source srcset=/b.webp><img src=/old.png></picture>",
                "/b.avif",
            ),
            (
                "<picture><source media='(max-width:600px)' srcset=/small.png><img src=/b.png></picture>",
                "/b.png",
            ),
            (
                "<picture><source media='(max-width:600px)' srcset=/small.png><img></picture>",
                "/small.png",
            ),
            ("<picture><source srcset=/wide.png></picture><img src=/b.png>", "/b.png"),
        ] {
            let html = format!("<!doctype html><footer><p>{image}<a href=x>{NUMBER}</a></footer>");
            assert_eq!(found(&html).and_then(|it| it.image).as_deref(), Some(loaded), "{image}");
        }
    }

    #[test]
    fn a_picture_that_nobody_sees_is_broken() {
        for image in [
            "<img src>",
            "<img alt=police>",
            "<img src='file:///C:/b.png'>",
            "<img src='C:\\b.png'>",
            "<img src=http://localhost/b.png>",
            "<img src=http://www.beian.gov.cn/img/ghs.png>",
            "<img src='data:image/png;base64,'>",
            "<img src=/b.png style=display:none>",
            "<img src=/b.png hidden>",
            "<span style=visibility:hidden><img src=/b.png></span>",
            "<style>img{opacity:0}</style><img src=/b.png>",
            "<picture><img src=''></picture>",
        ] {
            let html = format!("<!doctype html><footer><p>{image}<a href=x>{NUMBER}</a></footer>");
            assert!(found(&html).is_some_and(|it| it.broken), "{image}");
        }
        let small = "<p style=font-size:0><img src=/b.png></p><p>";
        let html = format!("<!doctype html><footer>{small}<a href=x>{NUMBER}</a></footer>");
        assert!(found(&html).is_some_and(|it| !it.broken));
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

    #[test]
    fn a_picture_behind_the_link_of_the_number_is_its_badge() {
        let styled = |style: &str, inline: &str| {
            found(&format!(
                "<!doctype html><style>{style}</style><footer><div class=d><p>© 2026 \
                 <a class=pb style='{inline}' href=https://beian.mps.gov.cn/>{NUMBER}</a></div></footer>"
            ))
        };
        let data = "url(data:image/png;base64,iVBORw0KGgo)";
        for style in [
            format!(".pb{{background:{data} no-repeat left;padding-left:20px}}"),
            format!("footer a{{background-image:{data}}}"),
            ".d{.pb{background:#eee url('/img/icons.png') -10px -20px}}".to_owned(),
        ] {
            assert_eq!(styled(&style, ""), Some(Badge::default()), "{style}");
        }
        assert_eq!(styled("", &format!("background:{data} no-repeat")), Some(Badge::default()));
        for style in [
            ".pb{background:#eee}",
            ".pb{background:linear-gradient(red,blue)}",
            ".pb{background:url(/i.png);background:none}",
            "footer{background:url(/night.png)}",
        ] {
            assert_eq!(styled(style, ""), None, "{style}");
        }
    }
}
