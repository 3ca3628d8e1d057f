//! Pages that may have certain elements only: search engines and the viewers of apps reject such a page for a style sheet
//! in the body or an element of another name.

/// A closed vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Vocabulary {
    /// AMP: `<html amp>`, `<html ⚡>`.
    Amp,
    /// Baidu's MIP: `<html mip>`.
    Mip,
    /// Inside of a paragraph or the like: a block would end it.
    Phrasing,
}

/// Bytes of the page in which the `<html>` tag is looked for.
const HEAD: usize = 4096;

impl Vocabulary {
    /// The vocabulary that a page declares.
    pub(super) fn of(page: &[u8]) -> Option<Self> {
        let head = page.get(..HEAD).unwrap_or(page);
        let at = memchr::memchr_iter(b'<', head).find(|&at| {
            let tag = head.get(at + 1..at + 6);
            tag.is_some_and(|tag| {
                tag[..4].eq_ignore_ascii_case(b"html") && tag[4].is_ascii_whitespace()
            })
        })?;
        names(head.get(at + 5..)?).find_map(Self::named)
    }

    fn named(attribute: &[u8]) -> Option<Self> {
        if attribute.starts_with("⚡".as_bytes())
            || [&b"amp"[..], b"amp4ads", b"amp4email"]
                .iter()
                .any(|name| attribute.eq_ignore_ascii_case(name))
        {
            Some(Self::Amp)
        } else {
            attribute.eq_ignore_ascii_case(b"mip").then_some(Self::Mip)
        }
    }

    /// The name of the element that a block is with this vocabulary, or without one.
    pub(super) const fn element(vocabulary: Option<Self>) -> &'static str {
        match vocabulary {
            Some(Self::Phrasing) => "span",
            Some(Self::Amp | Self::Mip) => "div",
            None => super::ELEMENT,
        }
    }

    /// The element that shows an image.
    pub(super) const fn image(self) -> &'static str {
        match self {
            Self::Amp => "amp-img",
            Self::Mip => "mip-img",
            Self::Phrasing => "img",
        }
    }
}

/// The attribute names up to the end of a tag.
fn names(tag: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        let end =
            rest.iter().position(|byte| matches!(byte, b'=' | b'>') || byte.is_ascii_whitespace());
        let (name, tail) = rest.split_at(end.filter(|end| *end > 0)?);
        rest = tail.trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            rest = match value.first() {
                Some(&quote @ (b'"' | b'\'')) => {
                    let end = memchr::memchr(quote, value.get(1..)?)?;
                    value.get(end + 2..)?
                }
                _ => value.get(
                    value.iter().position(|byte| *byte == b'>' || byte.is_ascii_whitespace())?..,
                )?,
            };
        }
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_html_tag_says_it() {
        for (page, expected) in [
            ("<!doctype html><html ⚡ lang=zh>", Some(Vocabulary::Amp)),
            ("<!doctype html>\n<HTML lang=\"zh\" amp>", Some(Vocabulary::Amp)),
            ("<html amp=\"\" lang='zh'>", Some(Vocabulary::Amp)),
            ("<html\nmip>", Some(Vocabulary::Mip)),
            ("<html class=\"a amp b\">", None),
            ("<html lang=amp>", None),
            ("<html><body amp>", None),
            ("<htmlx amp>", None),
            ("<html", None),
            ("", None),
        ] {
            assert_eq!(Vocabulary::of(page.as_bytes()), expected, "{page}");
        }
    }
}
