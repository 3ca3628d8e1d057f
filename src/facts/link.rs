//! The link around a piece of text, and what it opens.

use std::borrow::Cow;

use data_encoding::BASE64;

use crate::html::{NodeId, Outline, Tag, anchor_of};

use super::sighting::{Link, LinkKind};

/// The link around text in this element.
pub(crate) fn link_of(outline: &Outline<'_>, node: NodeId) -> Link {
    let Some(anchor) = anchor_of(outline, node) else {
        return Link {
            kind: scripted(outline, node).map_or(LinkKind::None, LinkKind::Scripted),
            href: None,
        };
    };
    let Some(href) = href_of(outline, anchor) else {
        return Link {
            kind: scripted(outline, node).map_or(LinkKind::None, LinkKind::Scripted),
            href: None,
        };
    };
    let href = trimmed(cut(href.trim_start_matches(|c: char| c <= ' ')));
    let kind = if href.is_empty() || href == "#" {
        scripted(outline, node).map_or(LinkKind::Empty, LinkKind::Scripted)
    } else if is_script(&href) {
        address_in(&href)
            .or_else(|| scripted(outline, node))
            .map_or(LinkKind::Empty, LinkKind::Scripted)
    } else {
        LinkKind::Plain
    };
    Link { kind, href: Some(href) }
}

/// The address of a link: inside of `<svg>`, `xlink:href` where there is no `href` (SVG 2).
pub(crate) fn href_of<'o>(outline: &'o Outline<'_>, anchor: NodeId) -> Option<Cow<'o, str>> {
    outline.attr(anchor, "href").or_else(|| {
        let old = outline.attr(anchor, "xlink:href")?;
        let around = outline.node(anchor)?.parent;
        let mut ancestors = outline.ancestors(around).map(|(_, found)| found.tag);
        let inner = ancestors.find(|tag| matches!(tag, Tag::Svg | Tag::ForeignObject));
        (inner == Some(Tag::Svg)).then_some(old)
    })
}

/// An `href` as a browser takes it: blanks around it and line breaks inside it do not count.
pub(crate) fn trimmed(href: &str) -> String {
    kept(href).into_owned()
}

/// [`trimmed`], without a copy where there is nothing to take out.
pub(crate) fn kept(href: &str) -> Cow<'_, str> {
    let href = href.trim_matches(|c: char| c <= ' ');
    if memchr::memchr3(b'\t', b'\n', b'\r', href.as_bytes()).is_none() {
        return Cow::Borrowed(href);
    }
    Cow::Owned(href.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect())
}

/// Addresses are kept up to this length: servers take none that are longer.
const MAX_ADDRESS: usize = 8 << 10;

fn cut(address: &str) -> &str {
    address.get(..address.floor_char_boundary(MAX_ADDRESS)).unwrap_or_default()
}

fn is_script(href: &str) -> bool {
    href.get(..11).is_some_and(|scheme| scheme.eq_ignore_ascii_case("javascript:"))
}

/// The address that a handler or an encoder around this element opens, if it can be read off.
fn scripted(outline: &Outline<'_>, node: NodeId) -> Option<String> {
    outline.ancestors(node).take(4).find_map(|(id, _)| {
        if let Some(handler) = outline.attr(id, "onclick") {
            return address_in(&handler);
        }
        ["data-url", "data-href", "data-link"].iter().find_map(|name| {
            let value = outline.attr(id, name)?;
            let value = value.trim();
            if is_address(value) {
                return Some(cut(value).to_owned());
            }
            let decoded = String::from_utf8(BASE64.decode(value.as_bytes()).ok()?).ok()?;
            is_address(&decoded).then_some(decoded)
        })
    })
}

fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("//")
}

/// The first address in a script: from `http(s)://` or `//` behind a quote to the closing quote.
fn address_in(script: &str) -> Option<String> {
    script.char_indices().filter(|(_, c)| matches!(c, '"' | '\'' | '`')).find_map(|(at, quote)| {
        let rest = script.get(at + 1..)?;
        let address = rest.get(..rest.find(quote)?)?.trim();
        is_address(address).then(|| cut(address).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::super::sighting::LinkKind;
    use super::link_of;
    use crate::html::tree;

    fn link(html: &str) -> (LinkKind, Option<String>) {
        let light = tree::read(html);
        let run = light.outline.runs.last().expect("the page has text");
        let link = link_of(&light.outline, run.node);
        (link.kind, link.href)
    }

    #[test]
    fn in_a_drawing_the_older_attribute_is_an_address_too() {
        let (old, new) = ("xlink:href=https://beian.miit.gov.cn/", "href=https://example.cn/");
        let address = |html: &str| link(html).1;
        for around in ["", "<table>"] {
            let drawn = |attrs: &str| {
                address(&format!("{around}<svg><a {attrs}><text y=20>x</text></a></svg>"))
            };
            assert_eq!(drawn(old).as_deref(), Some("https://beian.miit.gov.cn/"), "{around}");
            assert_eq!(drawn(&format!("{old} {new}")).as_deref(), Some("https://example.cn/"));
            assert_eq!(drawn(&format!("{new} {old}")).as_deref(), Some("https://example.cn/"));
        }
        assert_eq!(link(&format!("<a {old}>x</a>")).0, LinkKind::None);
        assert_eq!(
            address(&format!("<svg><foreignObject><a {old}>x</a></foreignObject></svg>")),
            None
        );
    }

    #[test]
    fn plain_links_are_trimmed() {
        let found = link("<a href=\"\n  https://beian.miit.gov.cn\n \"><span>x</span></a>");
        assert_eq!(found, (LinkKind::Plain, Some("https://beian.miit.gov.cn".to_owned())));
        assert_eq!(link("<a href=/>x</a>").0, LinkKind::Plain);
    }

    #[test]
    fn empty_hash_and_bare_scripts_are_empty() {
        for html in [
            "<a href>x",
            "<a href=' '>x",
            "<a href='#'>x",
            "<a href='javascript:;'>x",
            "<a href=JavaScript:void(0)>x",
        ] {
            assert_eq!(link(html).0, LinkKind::Empty, "{html}");
        }
        assert_eq!(link("<a name=x>x").0, LinkKind::None);
        assert_eq!(link("<p>x").0, LinkKind::None);
    }

    #[test]
    fn handlers_and_encoders_tell_what_they_open() {
        let miit = LinkKind::Scripted("https://beian.miit.gov.cn/".to_owned());
        for html in [
            "<a href='javascript:void;' onclick=\"window.open(&quot;https://beian.miit.gov.cn/&quot;)\">x",
            "<span onclick=\"location.href='https://beian.miit.gov.cn/'\">x",
            "<span class=exturl data-url='aHR0cHM6Ly9iZWlhbi5taWl0Lmdvdi5jbi8='>x",
            "<a href=\"javascript:window.open('https://beian.miit.gov.cn/')\">x",
        ] {
            assert_eq!(link(html).0, miit, "{html}");
        }
        assert_eq!(link("<span onclick='go()'>x").0, LinkKind::None);
    }
}
