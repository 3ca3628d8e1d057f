//! The addresses that an element gives for its picture, and those of them that no visitor's browser can load.

use std::borrow::Cow;

use data_encoding::BASE64_NOPAD;

use crate::html::{NodeId, Outline, Tag};

use super::link::trimmed;

/// Why a picture cannot be seen, by its address alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFault {
    /// No address, or one that a template or script was to fill in.
    Empty,
    /// A file on somebody's own disk, or a machine of their own network.
    Own,
    /// A host that is no more.
    Dead,
    /// Bytes that are no picture, or an address of something else.
    NoPicture,
}

/// What is wrong with the address of a picture; `None` for one that may load.
pub fn picture_fault(address: &str) -> Option<PictureFault> {
    let lower = address.trim().to_ascii_lowercase();
    let unfilled = ["{{", "}}", "<%", "${", "{%", "[object"].iter().any(|it| lower.contains(it));
    let last = lower.rsplit('/').next().unwrap_or_default();
    if lower.is_empty() || lower.starts_with('#') || lower.starts_with('?') || unfilled {
        return Some(PictureFault::Empty);
    }
    if matches!(last, "undefined" | "null" | "nan") || lower == "about:blank" {
        return Some(PictureFault::Empty);
    }
    let drive = lower.as_bytes().get(1) == Some(&b':') && lower.as_bytes()[0].is_ascii_alphabetic();
    if drive || lower.starts_with("\\\\") || lower.starts_with("file:") {
        return Some(PictureFault::Own);
    }
    if let Some(inside) = lower.strip_prefix("data:") {
        let start = address.len() - inside.len();
        return (!is_picture(address.get(start..)?)).then_some(PictureFault::NoPicture);
    }
    let rest = match scheme(&lower) {
        Some(("http" | "https", rest)) => rest.trim_start_matches(['/', '\\']),
        Some(_) => return Some(PictureFault::Own),
        None => match lower.strip_prefix("//") {
            Some(rest) => rest,
            None => return is_other_file(&lower).then_some(PictureFault::NoPicture),
        },
    };
    let host_end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    host_fault(host).or_else(|| is_other_file(path).then_some(PictureFault::NoPicture))
}

/// The scheme of an address, and what follows its colon.
fn scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let plain = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let port = rest.starts_with(|c: char| c.is_ascii_digit());
    (plain && !port && scheme.starts_with(|c: char| c.is_ascii_alphabetic()))
        .then_some((scheme, rest))
}

fn host_fault(host: &str) -> Option<PictureFault> {
    let host = host.rsplit('@').next().unwrap_or_default();
    let name =
        if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    let name = name.trim_end_matches('.');
    let within = |domain: &str| {
        name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let own = ["localhost", "local", "internal", "lan"];
    if own.iter().any(|domain| within(domain)) || is_private(name) {
        return Some(PictureFault::Own);
    }
    // the police's portal before 2023, and MIIT's before 2020
    let dead = name == "beian.gov.cn" || name == "www.beian.gov.cn";
    (dead || within("miitbeian.gov.cn") || within("miibeian.gov.cn")).then_some(PictureFault::Dead)
}

/// An address of a machine itself or of a network of one's own.
fn is_private(name: &str) -> bool {
    if let Some(inside) = name.strip_prefix('[') {
        let address = inside.trim_end_matches(']');
        return address == "::1" || ["fc", "fd", "fe8"].iter().any(|it| address.starts_with(it));
    }
    let parts: Vec<Option<u8>> = name.split('.').map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [Some(first), Some(second), Some(_), Some(_)] => match (first, second) {
            (0 | 10 | 127, _) | (192, 168) | (169, 254) => true,
            (172, second) => (16..32).contains(second),
            _ => false,
        },
        _ => false,
    }
}

/// A path that ends as that of a page, a script or a document does.
fn is_other_file(path: &str) -> bool {
    let file = path.split(['?', '#']).next().unwrap_or_default();
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
    // the address of a record pasted in the picture's place
    path.contains("#/query/")
        || matches!(
            kind,
            "html"
                | "htm"
                | "xhtml"
                | "shtml"
                | "css"
                | "js"
                | "mjs"
                | "txt"
                | "pdf"
                | "json"
                | "xml"
                | "zip"
                | "rar"
                | "doc"
                | "docx"
                | "mp4"
                | "md"
        )
}

/// Whether what stands behind `data:` is a picture that shows something.
fn is_picture(data: &str) -> bool {
    let Some((head, body)) = data.split_once(',') else { return false };
    let head = head.to_ascii_lowercase();
    if !head.trim_start().starts_with("image/") {
        return false;
    }
    let bytes: Vec<u8> = if head.trim_end().ends_with(";base64") {
        let text: String = decoded(body).chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_end_matches('=');
        // a character that is left over stands for no byte
        let whole = text.get(..text.len() - usize::from(text.len() % 4 == 1)).unwrap_or_default();
        match BASE64_NOPAD.decode(whole.as_bytes()) {
            Ok(bytes) => bytes,
            Err(_) => return false,
        }
    } else {
        decoded(body).into_owned().into_bytes()
    };
    if head.starts_with("image/svg") {
        let text = String::from_utf8_lossy(&bytes);
        let shapes = [
            "<path", "<rect", "<circle", "<image", "<use", "<poly", "<text", "<ellipse", "<line",
            "<g",
        ];
        return text.contains("<svg") && shapes.iter().any(|shape| text.contains(shape));
    }
    !bytes.is_empty() && !is_dot(&bytes)
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

/// A GIF or PNG of one pixel: it keeps a place until a script puts the picture there.
fn is_dot(bytes: &[u8]) -> bool {
    let size = |at: usize, length: usize| bytes.get(at..at + length);
    if bytes.starts_with(b"GIF8") {
        return size(6, 4).is_none_or(|size| size == [1, 0, 1, 0]);
    }
    if bytes.starts_with(b"\x89PNG") {
        return size(16, 8).is_none_or(|size| size == [0, 0, 0, 1, 0, 0, 0, 1]);
    }
    false
}

/// Attributes by which scripts load a picture once it is scrolled to.
const LAZY: &[&str] = &[
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-srcset",
    "data-lazy-srcset",
    "data-original-src",
    "data-echo",
    "data-actualsrc",
    "data-lazyload",
    "data-img",
    "data-image",
    "data-orig-file",
    "data-ks-lazyload",
    "data-url",
    "data-file",
    "lazy-src",
    "lazyload",
    "original",
    "v-lazy",
    "zoomfile",
    "file",
];

/// Whether an element is a picture with an address.
pub(super) fn is_picture_element(outline: &Outline<'_>, id: NodeId) -> bool {
    match outline.node(id).map(|node| node.tag) {
        Some(Tag::Img | Tag::Image | Tag::Embed) => true,
        Some(Tag::Object) => outline.attr(id, "data").is_some(),
        Some(Tag::Input) => {
            outline.attr(id, "type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("image"))
        }
        Some(Tag::Other) => outline.name(id).is_some_and(|name| {
            ["amp-img", "mip-img", "nuxt-img", "el-image", "van-image"]
                .iter()
                .any(|it| name.eq_ignore_ascii_case(it))
        }),
        _ => false,
    }
}

/// The address that a browser loads, now or when the picture is scrolled to: the first that may load, else the one that
/// is written. A `srcset` goes before `src`, and the `<source>`s of a `<picture>` before both: a browser that has chosen one
/// of theirs does not come back to `src` where that is missing.
pub(super) fn address(outline: &Outline<'_>, id: NodeId) -> String {
    let written = |name: &str| {
        outline.attr(id, name).map(|value| trimmed(&value)).filter(|value| !value.is_empty())
    };
    let plain = written("src").or_else(|| written("data")).or_else(|| written("href"));
    let (for_all, for_some) = sources(outline, id);
    let set = written("srcset").and_then(|set| of_plain_screen(&set, plain.is_some()));
    let mut candidates: Vec<String> = for_all.into_iter().chain(set).collect();
    candidates.extend(plain.clone());
    candidates.extend(for_some);
    let works = |address: &&String| picture_fault(address).is_none();
    if let Some(loads) = candidates.iter().find(works) {
        return loads.clone(); // nearly every picture has one that loads
    }
    let lazy = |name: &&str| {
        written(name).and_then(|value| of_plain_screen(&value, false).or(Some(value)))
    };
    let lazy: Vec<String> = LAZY.iter().filter_map(lazy).collect();
    lazy.iter()
        .find(works)
        .or(plain.as_ref())
        .or(candidates.first())
        .or(lazy.first())
        .cloned()
        .unwrap_or_default()
}

/// The addresses of the `<source>`s before an image of a `<picture>`: those for every screen, and those that a media query
/// keeps for some.
fn sources(outline: &Outline<'_>, id: NodeId) -> (Vec<String>, Vec<String>) {
    let Some(parent) = outline.node(id).map(|node| node.parent) else { return Default::default() };
    let before = (id.saturating_sub(8)..id).rev();
    let siblings = before.take_while(|&at| outline.node(at).is_some_and(|it| it.parent == parent));
    let (mut for_all, mut for_some) = (Vec::new(), Vec::new());
    for at in siblings {
        if outline.node(at).is_none_or(|it| it.tag != Tag::Source) {
            continue;
        }
        let set = outline.attr(at, "srcset").or_else(|| outline.attr(at, "data-srcset"));
        let Some(address) = set.and_then(|set| of_plain_screen(&trimmed(&set), false)) else {
            continue;
        };
        let media = outline.attr(at, "media").unwrap_or_default();
        let list = if matches!(media.trim(), "" | "all" | "screen") {
            &mut for_all
        } else {
            &mut for_some
        };
        list.push(address);
    }
    // they were read backwards
    for_all.reverse();
    for_some.reverse();
    (for_all, for_some)
}

/// The address of a `srcset` that a screen of one dot a pixel loads: the smallest. Nothing where that is left to `src`, since
/// all of the set are for finer screens.
fn of_plain_screen(set: &str, has_src: bool) -> Option<String> {
    let all = candidates_of(set);
    let (address, size) = all.into_iter().min_by(|one, two| one.1.total_cmp(&two.1))?;
    let finer = size > 1.0 && size < 10.0; // as a density; no picture is that narrow
    (!(finer && has_src)).then_some(address)
}

/// The addresses of a `srcset` with their densities or widths (HTML, "parse a srcset attribute").
fn candidates_of(set: &str) -> Vec<(String, f64)> {
    let is_blank = |c: char| c.is_ascii_whitespace();
    let mut all = Vec::new();
    let mut rest = set.trim_start_matches(|c: char| is_blank(c) || c == ',');
    while !rest.is_empty() {
        let (address, after) = rest.split_once(is_blank).unwrap_or((rest, ""));
        let whole = address.trim_end_matches(',');
        let (size, after) = if whole.len() < address.len() {
            ("", after)
        } else {
            after.split_once(',').unwrap_or((after, ""))
        };
        let size = size.trim().trim_end_matches(['x', 'w']).parse::<f64>().ok();
        all.push((whole.to_owned(), size.filter(|size| size.is_finite()).unwrap_or(1.0)));
        rest = after.trim_start_matches(|c: char| is_blank(c) || c == ',');
    }
    all
}

#[cfg(test)]
mod tests {
    use super::PictureFault::{Dead, Empty, NoPicture, Own};
    use super::*;

    #[test]
    fn of_a_set_the_address_for_a_plain_screen_is_read() {
        for (set, has_src, address) in [
            ("b.png", true, Some("b.png")),
            ("b.png 1x, b2.png 2x", true, Some("b.png")),
            ("b2.png 2x, b.png", true, Some("b.png")),
            ("b2.png 2x,b3.png 3x", true, None),
            ("b2.png 2x, b3.png 3x", false, Some("b2.png")),
            ("b40.png 40w, b20.png 20w", true, Some("b20.png")),
            (
                " , data:image/png;base64,iVBORw0KGgo= 1x, b2.png 1.5x",
                true,
                Some("data:image/png;base64,iVBORw0KGgo="),
            ),
            ("a.png, b.png 2x", true, Some("a.png")),
            ("b.png nonsense", true, Some("b.png")),
            (", ,", true, None),
            ("", true, None),
        ] {
            assert_eq!(of_plain_screen(set, has_src).as_deref(), address, "{set}");
        }
    }

    #[test]
    fn addresses_that_no_visitor_can_load_are_told() {
        for (address, fault) in [
            ("", Some(Empty)),
            ("#", Some(Empty)),
            ("{{ site.badge }}", Some(Empty)),
            ("undefined", Some(Empty)),
            ("/img/null", Some(Empty)),
            ("file:///Users/me/beian.png", Some(Own)),
            ("C:\\Users\\me\\beian.png", Some(Own)),
            ("d:/site/beian.png", Some(Own)),
            ("\\\\nas\\beian.png", Some(Own)),
            ("http://localhost:4000/beian.png", Some(Own)),
            ("http://127.0.0.1/beian.png", Some(Own)),
            ("//192.168.1.7:8080/beian.png", Some(Own)),
            ("http://[::1]/b.png", Some(Own)),
            ("https://nas.local/b.png", Some(Own)),
            ("blob:https://a.cn/0b7c", Some(Own)),
            ("chrome-extension://abc/b.png", Some(Own)),
            ("http://www.beian.gov.cn/img/ghs.png", Some(Dead)),
            ("https://www.miitbeian.gov.cn/x.png", Some(Dead)),
            ("https://beian.mps.gov.cn/#/query/webSearch?code=11010502030143", Some(NoPicture)),
            ("/police.html", Some(NoPicture)),
            ("data:", Some(NoPicture)),
            ("data:image/png;base64,", Some(NoPicture)),
            ("data:text/plain,x", Some(NoPicture)),
            ("data:image/png;base64,%%%", Some(NoPicture)),
            (
                "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
                Some(NoPicture),
            ),
            (
                "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E",
                Some(NoPicture),
            ),
            ("data:image/svg+xml,%3Csvg%3E%3Cpath d='M0 0h9'/%3E%3C/svg%3E", None),
            ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABQAAAAUCAYAAACNiR0N", None),
            ("/备案图标.png", None),
            ("img/beian.png?v=2", None),
            ("\\img\\beian.png", None),
            ("//cdn.example-site.cn/beian.png", None),
            ("https://beian.mps.gov.cn/web/assets/logo01.6189a29f.png", None),
            ("/image?id=5", None),
            ("http://10.example-site.cn/b.png", None),
            ("https://a.cn:8443/b.png", None),
        ] {
            assert_eq!(picture_fault(address), fault, "{address}");
        }
    }
}
