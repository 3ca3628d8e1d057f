//! Linked style sheets: which a page names, and whether they would hide a filing that its HTML alone shows.

use std::fmt::Write as _;

use super::page::{PageFacts, PageSource};
use super::sighting::Sighting;
use super::{RawPage, read};
use crate::html::{NodeId, Outline, Tag, Visibility, decode, tree};

/// More sheets of a page are not looked at.
const MAX_SHEETS: usize = 12;

/// A style sheet that a page links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedSheet {
    /// The `href` as written, trimmed.
    pub href: String,
    media: String,
    /// Where the `<link>` stands in the decoded page.
    at: usize,
}

/// The style sheets that a page links to, in order, those for print and alternative ones left out.
pub fn linked_sheets(source: &PageSource) -> Vec<LinkedSheet> {
    let decoded = decode(&source.bytes, source.content_type.as_deref());
    let outline = tree::read(&decoded.text).outline;
    let nodes = outline.nodes.iter().enumerate().filter(|(_, node)| node.tag == Tag::Link);
    let sheets = nodes.filter_map(|(id, node)| {
        let id = NodeId::try_from(id).ok()?;
        sheet(&outline, id, node.at as usize)
    });
    sheets.take(MAX_SHEETS).collect()
}

fn sheet(outline: &Outline<'_>, id: NodeId, at: usize) -> Option<LinkedSheet> {
    let [rel, media, href] = outline.attrs_named(id, ["rel", "media", "href"]);
    let rel = rel?.to_ascii_lowercase();
    let is = |word: &str| rel.split_ascii_whitespace().any(|it| it == word);
    let media = media.map(|media| media.trim().to_owned()).unwrap_or_default();
    let href = href.map(|href| href.trim().to_owned()).filter(|href| !href.is_empty())?;
    let read = is("stylesheet") && !is("alternate") && !media.eq_ignore_ascii_case("print");
    read.then_some(LinkedSheet { href, media, at })
}

/// Whether an own number or licence that the HTML of a page shows (`facts`) is hidden, or perhaps hidden, on some screen
/// once these sheets are read. `sheets` are those of [`linked_sheets`] with their texts.
pub fn hidden_by_sheets(
    source: &PageSource,
    facts: &PageFacts,
    sheets: &[(LinkedSheet, String)],
) -> bool {
    let decoded = decode(&source.bytes, source.content_type.as_deref());
    let html = with_sheets(&decoded.text, sheets);
    let styled = read(RawPage {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        links: 0,
    });
    is_less_shown(&facts.icp, &styled.icp)
        || is_less_shown(&facts.police, &styled.police)
        || is_less_shown(&facts.licences, &styled.licences)
}

/// The page with its sheets in the place of the links to them.
fn with_sheets(html: &str, sheets: &[(LinkedSheet, String)]) -> String {
    let mut page = String::with_capacity(html.len());
    let mut done = 0;
    for (sheet, text) in sheets {
        let (Some(before), Some(length)) =
            (html.get(done..sheet.at), html.get(sheet.at..).and_then(|rest| rest.find('>')))
        else {
            continue;
        };
        page.push_str(before);
        let media = sheet.media.replace(['"', '<', '>', '&'], " ");
        // what would end the element is no CSS
        let _ = write!(page, "<style media=\"{media}\">{}</style>", text.replace("</", ""));
        done = sheet.at + length + 1;
    }
    page.push_str(html.get(done..).unwrap_or_default());
    page
}

/// Whether a number that one list shows for sure is not shown so by the other.
fn is_less_shown<T: PartialEq>(before: &[Sighting<T>], after: &[Sighting<T>]) -> bool {
    let sure = |list: &[Sighting<T>], number: &T| {
        list.iter()
            .any(|seen| seen.own && seen.number == *number && seen.visibility == Visibility::Shown)
    };
    let own = before.iter().filter(|seen| seen.own);
    own.map(|seen| &seen.number).any(|number| sure(before, number) && !sure(after, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::page::facts;

    const FOOTER: &str =
        "<footer class=f><a href=\"https://beian.miit.gov.cn/\">京ICP备19004817号-1</a></footer>";

    fn hides(head: &str, css: &str) -> bool {
        let html = format!("<!doctype html><head>{head}</head><p>鸿雁照相馆</p>{FOOTER}");
        let source = PageSource {
            bytes: html.clone().into_bytes(),
            content_type: Some("text/html; charset=utf-8".to_owned()),
        };
        let sheets = linked_sheets(&source);
        let sheets: Vec<_> = sheets.into_iter().map(|sheet| (sheet, css.to_owned())).collect();
        hidden_by_sheets(&source, &facts(&html), &sheets)
    }

    #[test]
    fn a_linked_sheet_hides_what_it_selects() {
        let link = "<link rel=stylesheet href=/a.css>";
        assert!(hides(link, ".f{display:none}"));
        assert!(hides(link, "@media(max-width:600px){footer{display:none}}"));
        assert!(!hides(link, ".g{display:none}footer{color:#333}"));
        assert!(!hides(link, ""));
    }

    #[test]
    fn media_and_order_are_those_of_the_link() {
        assert!(!hides("<link rel=stylesheet media=print href=/a.css>", ".f{display:none}"));
        assert!(!hides("<link rel='alternate stylesheet' href=/a.css>", ".f{display:none}"));
        let media = "<link rel=stylesheet media='(max-width: 600px)' href=/a.css>";
        assert!(hides(media, ".f{display:none}"));
        let link = "<link rel=stylesheet href=/a.css><style>.f{display:block}</style>";
        assert!(!hides(link, ".f{display:none}"));
        assert!(hides(
            "<style>.f{display:block}</style><link rel=stylesheet href=/a.css>",
            ".f{display:none}"
        ));
    }

    #[test]
    fn a_sheet_cannot_end_its_element() {
        let link = "<link rel=stylesheet href='/a.css?x=>'>";
        assert!(!hides(link, "</style><p hidden>"));
    }
}
