//! The links of a page where they stand in its bytes: for callers that edit them in place.

use std::ops::Range;

use super::attributes::attribute_spans;
use super::tag::Tag;
use super::tokens::{Token, Tokens};
use super::tree::content_of;

/// An `<a href>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The value of its `href` as written, without quotes.
    pub href: Range<usize>,
    /// What stands between the start tag and the next `<a>` or `</a>`, markup included.
    pub content: Range<usize>,
}

/// The links of a page in any encoding that extends ASCII, in order; those in comments, scripts and the like are none.
pub fn anchors(page: &[u8]) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    let mut open = false;
    let mut tokens = Tokens::new(page);
    while let Some(token) = tokens.next() {
        let (name, start) = match token {
            Token::Start(start) => (start.name(), Some(start)),
            Token::End { name } => (name, None),
            _ => continue,
        };
        let tag = page.get(name.clone()).map_or(Tag::Other, Tag::of);
        if tag == Tag::A {
            let end = name.start - if start.is_some() { 1 } else { 2 }; // behind `<` or `</`
            if let Some(last) = anchors.last_mut().filter(|_| std::mem::take(&mut open)) {
                last.content.end = end;
            }
        }
        let Some(start) = start else { continue };
        if tag == Tag::A
            && let Some(href) = attribute_spans(page, start.attrs())
                .find(|(name, _)| is_href(page, name))
                .map(|(_, value)| value)
        {
            let content = (start.end + 1).min(page.len())..page.len();
            anchors.push(Anchor { href, content });
            open = true;
        } else if let Some(content) = content_of(tag) {
            tokens.enter(content, start.name());
        }
    }
    anchors
}

fn is_href(page: &[u8], name: &Range<usize>) -> bool {
    page.get(name.clone()).is_some_and(|name| name.eq_ignore_ascii_case(b"href"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_with_their_addresses_and_contents() {
        let page = "<!-- <a href=no> --><script>'<a href=no>'</script><A class=x HREF = \"one\" href=two>a<b>c</a>d\
                    <a name=n>e</a><a href=three>f<a href=''>g";
        let found: Vec<_> = anchors(page.as_bytes())
            .into_iter()
            .map(|anchor| (&page[anchor.href], &page[anchor.content]))
            .collect();
        assert_eq!(found, [("one", "a<b>c"), ("three", "f"), ("", "g")]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_have_links_within_them(page in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            for anchor in anchors(&page) {
                proptest::prop_assert!(page.get(anchor.href).is_some() && page.get(anchor.content).is_some());
            }
        }
    }
}
