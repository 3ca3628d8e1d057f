//! `--into`: the element of the page that a CSS selector names.
//!
//! scraper knows the grammar of selectors and builds the tree that a browser builds, but not where elements stand in the
//! bytes. So it is given a copy of the page whose start tags carry their offsets, and our own reader of tags says where
//! the element that it picks ends.

mod selector_error;

use std::fmt;
use std::str::FromStr;

use scraper::{ElementRef, Html, Selector};

use crate::domain::failure::ValueError;
use crate::domain::lang::{Bilingual, Text};
use crate::html::{self, Nesting, SoughtElement};
use crate::inject::ELEMENT;
use crate::inject::insertion::InsertionPoint;

pub use selector_error::SelectorError;

/// The attribute that holds the offset; no page has it.
const OFFSET: &str = "data-beian-offset";

/// A selector that names the element for the footer.
#[derive(Clone)]
pub struct IntoSelector {
    text: String,
    selector: Selector,
}

impl fmt::Debug for IntoSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IntoSelector({:?})", self.text)
    }
}

/// Elements that show no text, cannot hold links, or are links themselves.
const UNFIT: [&str; 31] = [
    "a", "audio", "button", "canvas", "datalist", "head", "iframe", "math", "meter", "noembed",
    "noframes", "noscript", "object", "optgroup", "option", "picture", "progress", "rp", "script",
    "select", "style", "summary", "svg", "table", "tbody", "template", "textarea", "tfoot",
    "thead", "title", "video",
];

/// Why the footer is not in the element that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntoMiss {
    /// No element of the page is like that.
    NoMatch,
    /// The page does not write its end tag.
    NoEnd,
    /// Nothing that is put into it would be seen, or the page would change around it.
    Unfit,
}

impl IntoMiss {
    /// The name in machine-readable output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "no-match",
            Self::NoEnd => "no-end-tag",
            Self::Unfit => "unfit",
        }
    }

    /// In words.
    pub const fn words(self) -> Text {
        match self {
            Self::NoMatch => Text::fixed("没有元素符合 --into", "no element matches --into"),
            Self::NoEnd => Text::fixed(
                "--into 所指的元素没有可以确定的结束标签",
                "the element that --into names has no end tag that could be told",
            ),
            Self::Unfit => Text::fixed(
                "--into 所指的元素放不下页脚，或放进去看不见",
                "the element that --into names cannot hold the footer, or would not show it",
            ),
        }
    }
}

/// The value of `--into`.
impl FromStr for IntoSelector {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).map_err(|error| {
            ValueError::new(
                (format!("--into {text:?}：{}", error.zh()), format!("--into {text:?}: {error}")),
                (
                    "请写成 'footer .copyright' 或 '#footer' 这样的选择器",
                    "write a selector like 'footer .copyright' or '#footer'",
                ),
            )
        })
    }
}

impl IntoSelector {
    /// Reads a selector, or a list of them.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        match Selector::parse(text) {
            Ok(selector) => Ok(Self { text: text.to_owned(), selector }),
            Err(_) => Err(SelectorError::of(text)),
        }
    }

    /// The place before the end tag of the last element that matches. `outside` is the page without the blocks of
    /// `point`; the offsets of the result are those of the whole page.
    pub(super) fn point(
        &self,
        outside: &[u8],
        point: &InsertionPoint,
    ) -> Result<InsertionPoint, IntoMiss> {
        let copy = html::decoded_with_offsets(outside, OFFSET).ok_or(IntoMiss::Unfit)?;
        let start = self.last_match(&copy)?;
        let ending = html::ending(outside, ELEMENT, Some(SoughtElement::StartingAt(start)));
        let Some((at, around)) = ending.inside else { return Err(IntoMiss::NoEnd) };
        if html::displaces_charset(outside, at) {
            return Err(IntoMiss::Unfit);
        }
        let doubtful = match around {
            Nesting::Plain => false,
            Nesting::Doubtful if ending.heavy => return Err(IntoMiss::Unfit),
            Nesting::Doubtful => true,
            Nesting::Enclosed | Nesting::Unfinished => return Err(IntoMiss::Unfit),
        };
        Ok(point.clone().inside((at, &ending.inside_open), doubtful))
    }

    /// The offset of the last element that matches and is not in a template, which no visitor sees.
    fn last_match(&self, copy: &str) -> Result<usize, IntoMiss> {
        let tree = Html::parse_document(copy);
        let seen = |element: &ElementRef<'_>| {
            let mut above = element.ancestors().filter_map(ElementRef::wrap);
            !above.any(|it| matches!(it.value().name(), "template" | "noscript" | "svg" | "math"))
        };
        let element = tree.select(&self.selector).rfind(seen).ok_or(IntoMiss::NoMatch)?;
        let is_unfit = |it: ElementRef<'_>| UNFIT.contains(&it.value().name());
        let is_frame = |it: &ElementRef<'_>| {
            matches!(it.value().name(), "table" | "tbody" | "tfoot" | "thead")
        };
        let mut above = element.ancestors().filter_map(ElementRef::wrap).filter(|it| !is_frame(it));
        if is_unfit(element) || above.any(is_unfit) {
            return Err(IntoMiss::Unfit);
        }
        // An element that the page does not write has no place in it.
        let offset = element.value().attr(OFFSET).and_then(|offset| offset.parse().ok());
        offset.ok_or(IntoMiss::NoMatch)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::{footer, removal};
    use super::super::{Action, EditStatus, PageEdit, PageJob, PutOptions, splice};
    use super::*;

    fn put(selector: &str, page: &[u8]) -> (Vec<u8>, PageEdit) {
        let action = Action::Put(Box::new(footer()), PutOptions::default());
        let into = IntoSelector::parse(selector).unwrap();
        edit(&PageJob::new(action).into_element(Some(into)), page)
    }

    fn edit(job: &PageJob, page: &[u8]) -> (Vec<u8>, PageEdit) {
        let edit = job.edit(Path::new("index.html"), page);
        let mut new = Vec::new();
        splice::apply(page, &edit.splices, &mut new);
        (new, edit)
    }

    fn page(body: &str) -> String {
        format!("<!doctype html><html><head><meta charset=utf-8></head><body>{body}</body></html>")
    }

    #[test]
    fn the_block_goes_before_the_end_tag_of_the_last_match() {
        for (selector, body, before) in [
            (
                "footer .copyright",
                "<footer><div class=\"a copyright\">©</div><p>x</p></footer>",
                "</div>",
            ),
            (
                "footer",
                "<footer>1</footer><main>x</main><footer>2</footer><p>y</p>",
                "</footer><p>y",
            ),
            (
                "#footer > div:nth-child(2)",
                "<div id=footer><div>1</div><div>2</div></div>",
                "</div></div>",
            ),
            ("footer [data-x='a b']", "<footer><div data-x='a b'>x<br></div>z</footer>", "</div>z"),
            (".页脚", "<div class=页脚>x</div><p>y</p>", "</div>"),
            (
                "footer",
                "<script>'<footer>'</script><footer>x<template><footer></footer></template></footer>z",
                "</footer>z",
            ),
            ("body", "<p>x</p>", "</body>"),
        ] {
            let old = page(body);
            let (new, done) = put(selector, old.as_bytes());
            assert_eq!(
                (done.status.clone(), done.into_missed),
                (EditStatus::Added, None),
                "{body}"
            );
            let new = String::from_utf8(new).unwrap();
            let at = new.find("<beian-footer").unwrap();
            let end = new.rfind("</beian-footer>").unwrap() + "</beian-footer>".len();
            assert!(new[end..].starts_with(before), "{selector}: {new}");
            assert_eq!(format!("{}{}", &new[..at], &new[end..]), old);
            let (again, second) = put(selector, new.as_bytes());
            assert_eq!((second.status, again.as_slice()), (EditStatus::Unchanged, new.as_bytes()));
            let (without, _) = edit(&removal(), new.as_bytes());
            assert_eq!(without, old.as_bytes());
        }
    }

    #[test]
    fn a_paragraph_gets_inline_elements_only() {
        let old = page("<footer><p class=copyright>© 2020</p><p>y</p></footer>");
        let (new, done) = put(".copyright", old.as_bytes());
        assert_eq!((done.status.clone(), done.into_missed), (EditStatus::Added, None));
        let text = String::from_utf8(new.clone()).unwrap();
        assert!(text.contains("© 2020<span data-beian-footer>"), "{text}");
        assert!(text.contains("</span></p><p>y</p>") && !text.contains("<style"), "{text}");
        assert_eq!(put(".copyright", &new).1.status, EditStatus::Unchanged);
        assert_eq!(edit(&removal(), &new).0, old.as_bytes());
    }

    #[test]
    fn cells_of_every_part_of_a_table_hold_it() {
        for part in ["thead", "tbody", "tfoot"] {
            let table = format!("<table><{part}><tr><td class=x>©</td></tr></{part}></table>");
            let old = page(&format!("{table}<p>y</p>"));
            let (new, done) = put(".x", old.as_bytes());
            assert_eq!((done.status, done.into_missed), (EditStatus::Added, None), "{part}");
            let text = String::from_utf8_lossy(&new);
            assert!(text.contains("©<span data-beian-footer>"), "{text}");
            assert_eq!(edit(&removal(), &new).0, old.as_bytes());
        }
    }

    #[test]
    fn elements_that_cannot_hold_it_are_left_alone() {
        for (selector, body, why) in [
            ("footer", "<p>x</p>", IntoMiss::NoMatch),
            (".x", "<!-- <div class=x></div> --><p>x</p>", IntoMiss::NoMatch),
            (".x", "<template><div class=x></div></template><p>x</p>", IntoMiss::NoMatch),
            ("li", "<ul><li>x<li>y</ul>", IntoMiss::NoEnd),
            ("img", "<p>x</p><img src=a>", IntoMiss::NoEnd),
            ("textarea", "<textarea>x</textarea><p>y", IntoMiss::Unfit),
            ("head", "<p>x</p>", IntoMiss::Unfit),
            ("button", "<p>x</p><button>x</button>", IntoMiss::Unfit),
            ("i", "<p>x</p><button><i>x</i></button>", IntoMiss::Unfit),
            ("svg", "<p>x</p><svg></svg>", IntoMiss::Unfit),
            ("iframe", "<p>x</p><iframe></iframe>", IntoMiss::Unfit),
            ("title", "<p>x</p>", IntoMiss::NoMatch),
            ("#a", "<p>x</p><div id=a hidden>x</div><p>y</p>", IntoMiss::Unfit),
            (
                "#a",
                "<style>#a{display:none}</style><p>x</p><div id=a>x</div><p>y</p>",
                IntoMiss::Unfit,
            ),
            ("a", "<p>x</p><a href=b>x</a>", IntoMiss::Unfit),
            ("select", "<p>x</p><select><option>x</option></select>", IntoMiss::Unfit),
        ] {
            let (new, done) = put(selector, page(body).as_bytes());
            assert_eq!((done.status, done.into_missed), (EditStatus::Added, Some(why)), "{body}");
            let new = String::from_utf8(new).unwrap();
            assert!(new.contains("</beian-footer></body>"), "{new}");
        }
    }

    #[test]
    fn an_element_before_the_encoding_is_declared_does_not_hold_it() {
        let old = b"<span>x</span><head><meta charset=gbk></head><p>\xc4\xe3</p>";
        let (new, done) = put("span", old);
        assert_eq!((done.status, done.into_missed), (EditStatus::Added, Some(IntoMiss::Unfit)));
        assert!(new.starts_with(old), "{}", String::from_utf8_lossy(&new));
        assert_eq!(edit(&removal(), &new).0, old);
        let after = b"<meta charset=gbk><span>x</span><p>\xc4\xe3</p>";
        assert_eq!(put("span", after).1.into_missed, None);
    }

    #[test]
    fn a_block_moves_where_it_is_asked_for() {
        let old = page("<footer><div>x</div></footer><p>y</p>");
        let (in_div, _) = put("footer div", old.as_bytes());
        let (in_footer, done) = put("footer", &in_div);
        assert_eq!(done.status, EditStatus::Updated);
        assert!(String::from_utf8(in_footer.clone()).unwrap().contains("</beian-footer></footer>"));
        let (kept, done) = put("nav", &in_footer);
        assert_eq!(
            (done.into_missed, kept),
            (Some(IntoMiss::NoMatch), in_footer),
            "it stays where it is"
        );
    }

    #[test]
    fn a_block_in_a_paragraph_holds_without_the_selector_too() {
        let old = page("<footer><p class=copyright>x</p><p>y</p></footer>");
        let (inline, _) = put(".copyright", old.as_bytes());
        let mut other = footer();
        other.site.owner = Some("另一家店".to_owned());
        for (footer, status) in [(footer(), EditStatus::Unchanged), (other, EditStatus::Updated)] {
            let job = PageJob::new(Action::Put(Box::new(footer), PutOptions::default()));
            let (new, done) = edit(&job, &inline);
            assert_eq!(done.status, status);
            let text = String::from_utf8(new.clone()).unwrap();
            assert!(text.contains("x<span data-beian-footer>"), "it stays: {text}");
            assert_eq!(edit(&removal(), &new).0, old.as_bytes());
        }
    }

    #[test]
    fn a_block_that_a_paragraph_tears_apart_is_taken_out_and_moved() {
        let old = page("<footer><p class=copyright>x</p></footer>");
        let block = footer().snippet().unwrap();
        let torn = old.replace("x</p>", &format!("x{block}</p>"));
        assert_eq!(edit(&removal(), torn.as_bytes()).0, old.as_bytes());
        let job = PageJob::new(Action::Put(Box::new(footer()), PutOptions::default()));
        let (moved, done) = edit(&job, torn.as_bytes());
        assert_eq!(done.status, EditStatus::Updated);
        assert!(String::from_utf8(moved.clone()).unwrap().contains("</beian-footer></body>"));
        assert_eq!(edit(&removal(), &moved).0, old.as_bytes());
        let (inside, done) = put(".copyright", torn.as_bytes());
        assert_eq!((done.status, done.into_missed), (EditStatus::Updated, None));
        assert_eq!(edit(&removal(), &inside).0, old.as_bytes());
    }

    #[test]
    fn pages_keep_their_encoding() {
        let text = page("<div class=页脚>你好</div><p>y</p>").replace("utf-8", "gbk");
        let (old, ..) = encoding_rs::GBK.encode(&text);
        let (new, done) = put(".页脚", &old);
        assert_eq!((done.status, done.into_missed), (EditStatus::Added, None));
        let (new, ..) = encoding_rs::GBK.decode(&new);
        assert!(new.contains("你好<beian-footer"), "{new}");
    }

    #[test]
    fn what_is_no_selector_is_refused() {
        for text in ["", "footer >", "div[", "::before::"] {
            assert!(IntoSelector::parse(text).is_err(), "{text}");
        }
        for (text, says) in [
            ("", "is empty"),
            ("p:hover", ":hover is not supported"),
            ("p::before", ":before is not supported"),
            ("p,", "not complete"),
            ("p >", "not complete"),
            (", p", "not complete"),
            ("x|p", "namespaces"),
            ("div[", "no CSS selector"),
        ] {
            let error = IntoSelector::parse(text).unwrap_err();
            assert!(error.to_string().contains(says), "{text}: {error}");
            assert!(!error.to_string().contains("developer") && !error.zh().is_empty());
        }
    }
}
