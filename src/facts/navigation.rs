//! What leads on from a page: links, frames, base, title; and pictures that may show a number.

use std::borrow::Cow;
use std::collections::HashSet;

use foldhash::fast::RandomState;
use memchr::memmem;

use crate::domain::scan::{Number, scan};
use crate::html::{InertKind, NodeId, Outline, Tag, unescape};

use super::link::{href_of, kept, trimmed};

/// The few elements that speak of the page as a whole.
#[derive(Debug, Default)]
pub(crate) struct Landmarks<'o> {
    /// Each `<meta>`, in order.
    pub metas: Vec<Meta<'o>>,
    bases: Vec<NodeId>,
    /// Each `<frame>`, in order.
    pub frames: Vec<NodeId>,
    /// Each `<iframe>`, `<object>` and `<embed>`, in order.
    pub iframes: Vec<NodeId>,
    /// Whether there are scripts, data in a script's place apart, or handlers that run by themselves.
    pub scripts: bool,
}

/// A `<meta>`.
#[derive(Debug)]
pub(crate) struct Meta<'o> {
    name: Option<Cow<'o, str>>,
    http_equiv: Option<Cow<'o, str>>,
    /// Its `content`.
    pub content: Option<Cow<'o, str>>,
}

impl Meta<'_> {
    /// Whether it goes by this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(name))
    }

    /// Whether its `http-equiv` is this header.
    pub(crate) fn stands_for(&self, header: &str) -> bool {
        self.http_equiv.as_ref().is_some_and(|it| it.trim().eq_ignore_ascii_case(header))
    }
}

impl<'o> Landmarks<'o> {
    /// Finds them, in order.
    pub(crate) fn of(outline: &'o Outline<'_>) -> Self {
        let mut found = Self::default();
        for (id, node) in outline.nodes.iter().enumerate() {
            let list = match node.tag {
                Tag::Meta => {
                    found.metas.extend(NodeId::try_from(id).map(|id| meta(outline, id)));
                    continue;
                }
                Tag::Script => {
                    found.scripts |= NodeId::try_from(id).is_ok_and(|id| is_code(outline, id));
                    continue;
                }
                Tag::Base => &mut found.bases,
                Tag::Frame => &mut found.frames,
                Tag::Iframe | Tag::Object | Tag::Embed => &mut found.iframes,
                _ => continue,
            };
            list.extend(NodeId::try_from(id));
        }
        // what an attribute runs once something has loaded is a script, too
        found.scripts =
            found.scripts || memmem::find(outline.source.as_bytes(), b"onload").is_some();
        found
    }
}

/// Whether a script is code: JSON, templates and the like bring a type of their own.
fn is_code(outline: &Outline<'_>, id: NodeId) -> bool {
    outline.attr(id, "type").is_none_or(|kind| {
        let kind = kind.trim().to_ascii_lowercase();
        kind.is_empty() || kind == "module" || kind.contains("javascript") || kind.contains("ecma")
    })
}

fn meta<'o>(outline: &'o Outline<'_>, id: NodeId) -> Meta<'o> {
    let [name, http_equiv, content] = outline.attrs_named(id, ["name", "http-equiv", "content"]);
    Meta { name, http_equiv, content }
}

/// The `href`s of links, in order, without duplicates, at most `most` of them.
pub(crate) fn links(outline: &Outline<'_>, most: usize) -> Vec<String> {
    let mut known: HashSet<Cow<'_, str>, RandomState> = HashSet::default();
    let mut links = Vec::new();
    let leave = most > 0 && says_leave(&outline.text);
    for (id, node) in outline.nodes.iter().enumerate() {
        if links.len() >= most {
            break;
        }
        if !matches!(node.tag, Tag::A | Tag::Area) {
            continue;
        }
        let Some(href) = NodeId::try_from(id).ok().and_then(|id| href_of(outline, id)) else {
            continue;
        };
        let href = match href {
            Cow::Borrowed(href) => kept(href),
            Cow::Owned(href) => Cow::Owned(trimmed(&href)),
        };
        if leave && NodeId::try_from(id).is_ok_and(|id| leaves(outline, id)) {
            continue;
        }
        if !href.is_empty() && !href.starts_with('#') && !known.contains(&href) {
            links.push(href.clone().into_owned());
            known.insert(href);
        }
    }
    links
}

/// The words of links that end a session, whatever their address.
const LEAVE: [&str; 9] = [
    "退出",
    "退出登录",
    "安全退出",
    "退出系统",
    "注销",
    "注销登录",
    "logout",
    "log out",
    "sign out",
];

/// Whether a text may hold one of them.
fn says_leave(text: &str) -> bool {
    let bytes = text.as_bytes();
    let zh = ["退出", "注销"].iter().any(|word| memmem::find(bytes, word.as_bytes()).is_some());
    // `out` is rare enough in what we read.
    zh || memmem::find_iter(bytes, "out").any(|at| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        before.ends_with(['g', 'G', 'n', 'N'])
    }) || memmem::find(bytes, b"OUT").is_some()
}

/// Whether the text of a link is such a word and nothing else.
fn leaves(outline: &Outline<'_>, id: NodeId) -> bool {
    let Some(node) = outline.node(id) else { return false };
    let start = outline.run_at(node.text_at as usize).unwrap_or(0);
    let inside = |node: NodeId| outline.ancestors(node).any(|(ancestor, _)| ancestor == id);
    let Some((index, run)) =
        outline.runs.iter().enumerate().skip(start).take(2).find(|(_, run)| inside(run.node))
    else {
        return false;
    };
    let end = outline.runs.get(index + 1).map_or(outline.text.len(), |next| next.at as usize);
    let text = outline.text.get(run.at as usize..end).unwrap_or_default().trim().to_lowercase();
    LEAVE.contains(&text.as_str())
}

/// `<base href>`; the first one counts.
pub(crate) fn base(outline: &Outline<'_>, marks: &Landmarks<'_>) -> Option<String> {
    marks.bases.iter().find_map(|&id| outline.attr(id, "href")).map(|href| trimmed(&href))
}

/// Longer titles are cut, in characters.
const LONGEST_TITLE: usize = 200;

/// The page's title, blanks folded.
pub(crate) fn title(outline: &Outline<'_>) -> Option<String> {
    let title = outline.inert.iter().find(|it| it.kind == InertKind::Title)?;
    let text = unescape(outline.source.get(title.span.clone())?);
    let text: Vec<&str> = text.split_whitespace().collect();
    let mut text = text.join(" ");
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TITLE) {
        text.truncate(end);
    }
    (!text.is_empty()).then_some(text)
}

/// `<meta name=robots content=nofollow>`
pub(crate) fn nofollow(marks: &Landmarks<'_>) -> bool {
    let forbids = |content: &str| {
        content
            .split(',')
            .any(|word| matches!(word.trim().to_ascii_lowercase().as_str(), "nofollow" | "none"))
    };
    let robots = marks.metas.iter().filter(|meta| meta.is("robots"));
    robots.filter_map(|meta| meta.content.as_ref()).any(|content| forbids(content))
}

/// Pictures and textless links whose alternative text, title or file name speaks of an ICP number; pictures whose text
/// speaks of a police number.
pub(crate) fn filing_images(outline: &Outline<'_>) -> [Vec<String>; 2] {
    let (mut with_icp, mut with_police) = (Vec::new(), Vec::new());
    for (id, node) in outline.nodes.iter().enumerate() {
        if !matches!(node.tag, Tag::Img | Tag::A) {
            continue;
        }
        let Ok(id) = NodeId::try_from(id) else { break };
        if node.tag == Tag::A && !outline.source_of_attrs(id).is_none_or(may_say_number) {
            continue;
        }
        let [alt, title, source] = outline.attrs_named(id, ["alt", "title", "src"]);
        let (mut icp, mut police) = (false, false);
        for found in [&alt, &title].into_iter().flatten().flat_map(|text| scan(text)) {
            icp |= matches!(found.number, Number::Icp(_));
            police |= matches!(found.number, Number::Police(_)) && node.tag == Tag::Img;
        }
        let source = source.map(|src| trimmed(&src)).unwrap_or_default();
        let file = source.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        icp |= node.tag == Tag::Img
            && file
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| matches!(word, "icp" | "icpbeian" | "miitbeian"));
        for (says, list) in [(icp, &mut with_icp), (police, &mut with_police)] {
            if says && list.len() < 5 {
                list.push(if source.is_empty() {
                    trimmed(title.as_deref().or(alt.as_deref()).unwrap_or_default())
                } else {
                    source.clone()
                });
            }
        }
    }
    [with_icp, with_police]
}

/// Whether a tag may hold 备, by a reference or as it stands, or the letters ICP: most links do not.
fn may_say_number(tag: &str) -> bool {
    let bytes = tag.as_bytes();
    let icp = |end: usize| {
        end.checked_sub(2)
            .and_then(|start| bytes.get(start..end))
            .is_some_and(|letters| letters.eq_ignore_ascii_case(b"ic"))
    };
    memchr::memchr2(0xe5, b'&', bytes).is_some() || memchr::memchr2_iter(b'p', b'P', bytes).any(icp)
}

#[cfg(test)]
mod tests {
    use super::{filing_images, links};
    use crate::html::tree;

    #[test]
    fn a_link_without_text_says_its_number_however_it_is_written() {
        for title in [
            "京ICP备19004817号",
            "京ICP&#22791;19004817号",
            "京ＩＣＰ備19004817号",
            "Shanghai Icp No. 2023031604",
        ] {
            let html = format!("<a href=/p title='{title}'></a>");
            let outline = tree::read(&html).outline;
            assert_eq!(filing_images(&outline)[0].len(), 1, "{title}");
        }
        let outline = tree::read("<a href=/products title='步骤'>x</a>").outline;
        assert!(filing_images(&outline)[0].is_empty());
    }

    #[test]
    fn links_are_told_once_each_and_no_more_than_wanted() {
        let page = "<a href=' /a '>a</a><a href=/a>a</a><a href='#x'>x</a><area href='/b&amp;c'><a href='/\nd'>d</a>";
        let outline = tree::read(page).outline;
        assert_eq!(links(&outline, usize::MAX), ["/a", "/b&c", "/d"]);
        assert_eq!(links(&outline, 2), ["/a", "/b&c"]);
        assert!(links(&outline, 0).is_empty());
    }

    #[test]
    fn a_link_that_signs_out_is_no_way_on() {
        let page = "<a href=/u?do=9><i></i> 退出登录</a><a href=/v>退出登录的方法</a><a href=/w><b>Log out</b></a><a href=/x>退出机制</a>";
        let outline = tree::read(page).outline;
        assert_eq!(links(&outline, 9), ["/v", "/x"]);
    }

    #[test]
    fn the_title_is_the_pages_own_and_not_a_drawings() {
        let light = tree::read("<svg><title>arrow</title></svg><title>Home</title>");
        assert_eq!(super::title(&light.outline).as_deref(), Some("Home"));
    }
}
