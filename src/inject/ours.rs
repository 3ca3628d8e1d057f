//! Which `<beian-footer>` this program wrote, and which only looks like it: text of anybody else is never removed.
//!
//! A block of the default template is recognised by its shape: a style sheet, links to the registers around numbers, a
//! copyright line, the badge, and nothing else. Minifiers and changes of encoding keep that shape, and all versions of
//! the template have it. A block of another shape (a user's template) carries a hash of its content.

use std::ops::Range;

use super::badge::hash;
use super::charset::TextEncoding;
use super::wrappers::attribute;
use super::{ELEMENT, MARK};
use crate::domain::icp_number::IcpNumber;
use crate::domain::police_number::PoliceNumber;
use crate::html::unescape;
use crate::rules::link_fix;

/// The attribute that holds the hash.
const SEAL: &str = "data-seal";

/// The attribute that the element had in the first version.
const FIRST: &[u8] = b"style=\"display:block\"";

/// The element around its content, in the page's own encoding, with a hash where the shape alone does not tell.
pub(super) fn seal(content: &str, encoding: TextEncoding) -> Vec<u8> {
    let inside = encoding.encode(content);
    let seal = if is_shaped(content) {
        String::new()
    } else {
        format!(" {SEAL}=\"{:016x}\"", hash(&inside))
    };
    let (start, end) = (format!("<{ELEMENT}{seal}>"), format!("</{ELEMENT}>"));
    [start.as_bytes(), &inside, end.as_bytes()].concat()
}

/// Whether this program wrote the element at this place of a page.
pub(super) fn is_ours_at(page: &[u8], element: &Range<usize>, encoding: TextEncoding) -> bool {
    is_ours(page.get(element.clone()).unwrap_or_default(), encoding)
}

/// Whether this program wrote this element, tags included.
fn is_ours(element: &[u8], encoding: TextEncoding) -> bool {
    let start = memchr::memchr(b'>', element).and_then(|end| element.split_at_checked(end + 1));
    let Some((start, rest)) = start else { return false };
    let inside = rest.get(..memchr::memrchr(b'<', rest).unwrap_or_default()).unwrap_or_default();
    let start = start.get(1..start.len() - 1).unwrap_or_default();
    let (name, attributes) =
        start.split_at(start.iter().position(u8::is_ascii_whitespace).unwrap_or(start.len()));
    let attributes = attributes.trim_ascii();
    if name.eq_ignore_ascii_case(b"div") || name.eq_ignore_ascii_case(b"span") {
        return attributes.starts_with(MARK.as_bytes()) && is_shaped(&encoding.decode(inside));
    }
    match attributes.strip_prefix(SEAL.as_bytes()).and_then(|rest| rest.strip_prefix(b"=")) {
        Some(written) => {
            let hash = format!("{:016x}", hash(inside));
            let quotes = |byte: &u8| matches!(byte, b'"' | b'\'');
            written.iter().filter(|byte| !quotes(byte)).eq(hash.as_bytes())
        }
        None => {
            (attributes.is_empty() || attributes == FIRST) && is_shaped(&encoding.decode(inside))
        }
    }
}

/// The element of ours whose bytes start here, whatever a browser makes of it where it stands.
pub(super) fn written_at(
    page: &[u8],
    start: usize,
    encoding: TextEncoding,
) -> Option<Range<usize>> {
    /// End tags of its name that are tried: a block has few elements.
    const TRIED: usize = 16;
    let rest = page.get(start..)?;
    let length = tag_name(rest).len();
    let name = tag_name(rest).to_ascii_lowercase();
    let ends = memchr::memmem::find_iter(rest, b"</").filter(|&at| {
        rest.get(at + 2..at + 2 + length).is_some_and(|it| it.eq_ignore_ascii_case(&name))
    });
    let ends = ends.filter_map(|at| Some(at + memchr::memchr(b'>', rest.get(at..)?)? + 1));
    let written = |end: &usize| is_ours(rest.get(..*end).unwrap_or_default(), encoding);
    ends.take(TRIED).find(written).map(|end| start..start + end)
}

/// The name of the element that starts here, as it is written.
pub(super) fn tag_name(element: &[u8]) -> &[u8] {
    let name = element.get(1..).unwrap_or_default();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    name.get(..name.iter().position(is_end).unwrap_or(name.len())).unwrap_or_default()
}

/// The parts of a block read so far.
#[derive(Default)]
struct Shape<'a> {
    /// The address of the link that is open.
    link: Option<&'a str>,
    /// Elements that are open.
    open: usize,
    divs: usize,
    images: usize,
    numbers: usize,
    lines: usize,
}

/// Whether the default template, or the plain one, can have made this.
fn is_shaped(content: &str) -> bool {
    let mut shape = Shape::default();
    let mut rest = content.trim();
    while !rest.is_empty() {
        let Some((text, tail)) = split_tag(rest) else { return false };
        if !shape.text(text) {
            return false;
        }
        let Some((tag, tail)) = tail else { break };
        let name = tag.trim_start_matches('/').split([' ', '\t', '\n', '\r', '/']).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        rest = tail;
        if name == "style" {
            let Some((sheet, tail)) = tail.split_once("</style>") else { return false };
            if (shape.open > 0 && shape.divs > 0) || !sheet.contains("beian-footer") {
                return false;
            }
            rest = tail;
        } else if !shape.tag(&name, tag) {
            return false;
        }
    }
    shape.open == 0 && shape.numbers + shape.lines > 0
}

/// The text before the next tag; the tag without its brackets, and what follows it.
fn split_tag(rest: &str) -> Option<(&str, Option<(&str, &str)>)> {
    let Some((text, tail)) = rest.split_once('<') else { return Some((rest, None)) };
    Some((text, Some(tail.split_once('>')?)))
}

impl<'a> Shape<'a> {
    fn tag(&mut self, name: &str, tag: &'a str) -> bool {
        if tag.starts_with('/') {
            self.link = None;
            self.open = self.open.saturating_sub(1);
            return matches!(name, "a" | "div" | "object" | "span" | "amp-img" | "mip-img");
        }
        match name {
            "a" => {
                self.link = attribute(tag, "href");
                self.open += 1;
                self.link.is_some()
            }
            "br" => true,
            "div" => {
                self.divs += 1;
                self.open += 1;
                self.divs == 1
            }
            "object" | "span" => {
                self.open += 1;
                true
            }
            "img" | "amp-img" | "mip-img" => {
                self.images += 1;
                self.open += usize::from(name != "img");
                self.images == 1 && attribute(tag, "alt").is_none_or(str::is_empty)
            }
            _ => false,
        }
    }

    /// Whether the text is the number of a link, or the copyright line.
    fn text(&mut self, text: &str) -> bool {
        let text = unescape(text.trim());
        if text.is_empty() {
            return true;
        }
        if let Some(link) = self.link {
            self.numbers += 1;
            let of_icp = || IcpNumber::parse(&text).is_ok() && link == link_fix::icp_url();
            return of_icp()
                || PoliceNumber::parse(&text)
                    .is_ok_and(|number| unescape(link) == link_fix::police_url(&number));
        }
        self.lines += 1;
        self.lines == 1
            && text.starts_with('©')
            && (text.ends_with("版权所有") || text.ends_with("All rights reserved."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str =
        "<a href=\"https://beian.miit.gov.cn/\" target=\"_blank\">京ICP备19004817号-1</a>";

    fn ours(element: &str) -> bool {
        is_ours(element.as_bytes(), TextEncoding::Utf8)
    }

    #[test]
    fn blocks_of_every_version_are_ours() {
        let police = "<a href=https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718>京公网安备11010502046718号</a>";
        for element in [
            format!(
                "<beian-footer><style>beian-footer{{x}}</style><div align=\"center\">© 2026 店 版权所有<br>{LINK}</div></beian-footer>"
            ),
            format!(
                "<beian-footer><object><div>{LINK} <span><img src=\"b.png\" alt=\"\">{police}</span></div></object></beian-footer>"
            ),
            format!(
                "<beian-footer style=\"display:block\"><div><span>© 2019–2026 A&amp;B 版权所有</span> {LINK} </div></beian-footer>"
            ),
            format!("<BEIAN-FOOTER><div align=center>{police}</div></BEIAN-FOOTER >"),
            format!(
                "<div data-beian-footer align=\"center\">© 2026 店 版权所有 {LINK} <amp-img src=b.png alt=\"\"></amp-img>{police}</div>"
            ),
        ] {
            assert!(ours(&element), "{element}");
        }
    }

    #[test]
    fn texts_of_others_in_such_an_element_are_not_ours() {
        for element in [
            "<beian-footer>x</beian-footer>".to_owned(),
            "<beian-footer></beian-footer>".to_owned(),
            "<beian-footer><div>本站由张三维护</div></beian-footer>".to_owned(),
            format!("<beian-footer><div>{LINK}</div>自己写的话</beian-footer>"),
            format!("<beian-footer><div>{LINK} 技术支持：某公司</div></beian-footer>"),
            format!("<beian-footer><div>{LINK}</div><div>{LINK}</div></beian-footer>"),
            format!("<beian-footer class=\"a\"><div>{LINK}</div></beian-footer>"),
            format!("<beian-footer><div>{LINK}<h2></h2></div></beian-footer>"),
            format!("<beian-footer><div>{LINK}<img src=a alt='一张照片'></div></beian-footer>"),
            format!("<beian-footer><style>p{{color:red}}</style><div>{LINK}</div></beian-footer>"),
            "<beian-footer><div><a href=\"https://beian.miit.gov.cn/\">查询</a></div></beian-footer>".to_owned(),
            "<beian-footer><div><a href=\"/a\">京ICP备19004817号-1</a></div></beian-footer>".to_owned(),
            format!("<div data-beian-footer>{LINK} 别的</div>"),
        ] {
            assert!(!ours(&element), "{element}");
        }
    }

    #[test]
    fn a_seal_holds_for_the_very_content() {
        let sealed = seal("<p>本站备案号：x</p>", TextEncoding::Utf8);
        assert!(is_ours(&sealed, TextEncoding::Utf8), "{}", String::from_utf8_lossy(&sealed));
        let text = String::from_utf8(sealed).unwrap();
        assert!(ours(&text.replace('"', "")));
        assert!(!ours(&text.replace("：x", "：x，我加的话")));
        assert!(!ours(&text.replace("data-seal", "data-other")));
    }
}
