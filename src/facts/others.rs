//! Signs that a number is somebody else's: of a friend's site, of who made the page, of an example.

use std::ops::Range;

use crate::html::{NodeId, Outline, Tag, anchor_of};

use super::link::href_of;

/// What the surroundings of a number say of whose it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent signs, any of which may be present")]
pub(crate) struct OwnershipSigns {
    /// It stands in brackets behind the name of who made or supports the page.
    pub of_maker: bool,
    /// Who made or serves the page, or a friend's site, is named before it on the line.
    pub behind_others: bool,
    /// It stands in a list of friends, behind a link to another site, or is announced as an example.
    pub of_friend: bool,
    /// It stands in an item of a list or in a table.
    pub listed: bool,
}

/// Words that announce who made a page, hosts it or pays for it.
const MAKERS: [&str; 15] = [
    "服务机构",
    "技术支持",
    "技術支持",
    "提供技术",
    "网站建设",
    "网站制作",
    "网站设计",
    "建站",
    "赞助",
    "powered by",
    "designed by",
    "design by",
    "support by",
    "supported by",
    "built by",
];

/// Words that announce the sites of others.
const FRIENDS: [&str; 10] = [
    "友情链接",
    "友情連結",
    "友链",
    "友站",
    "合作伙伴",
    "伙伴",
    "推荐站点",
    "邻居",
    "friend",
    "blogroll",
];

/// Words that announce an example, at the end of a line.
const EXAMPLES: [&str; 7] = ["效果如下", "效果", "示例", "例子", "例如", "比如", "样例"];

/// Longest heading, in characters, and its greatest distance from the line below it, in bytes.
const HEADING: usize = 24;
const NEAR: usize = 240;

/// Where a number stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberSurroundings<'t> {
    /// What stands before it on its line, from the last number on, and behind it.
    pub before: &'t str,
    pub after: &'t str,
    /// Its line in the page's text.
    pub line: &'t Range<usize>,
    /// The element it stands in.
    pub node: NodeId,
}

/// Reads the signs. `content`: whether it stands in the content of the page, not at its foot.
pub(crate) fn signs(
    outline: &Outline<'_>,
    around: NumberSurroundings<'_>,
    content: bool,
) -> OwnershipSigns {
    let NumberSurroundings { before, after, line, node } = around;
    let item = before.rsplit(['|', '｜', '丨', '·', '\n']).next().unwrap_or_default();
    let lower = item.to_lowercase();
    let of_friends = || FRIENDS.iter().any(|word| lower.contains(word));
    let served = || lower.find('由').is_some_and(|at| lower[at..].contains("提供"));
    let behind_others = MAKERS.iter().any(|word| lower.contains(word))
        || served()
        || !content && of_friends() && behind_link(outline, line, node);
    let opens = |c: char| matches!(c, '（' | '(' | '[' | '【' | '［');
    let bracketed = item.trim_end().ends_with(opens) && item.chars().any(char::is_alphanumeric);
    let supports = || {
        let near: String = after.chars().take(16).collect();
        ["支持", "赞助", "建设", "制作", "开发", "托管", "提供"]
            .iter()
            .any(|word| near.contains(word))
    };
    let listed = || {
        outline.ancestors(node).take(8).any(|(_, it)| {
            matches!(it.tag, Tag::Li | Tag::Td | Tag::Th | Tag::Tr | Tag::Dd | Tag::Dt)
        })
    };
    let listed = content && listed();
    // below a list of friends stands the page's own footer, too
    let own_line = ["版权", "備案", "备案", "copyright", "©"].iter().any(|it| lower.contains(it));
    let near = if listed { 4 } else { 1 };
    let friends = || !own_line && announced(outline, line, &FRIENDS, near);
    let in_list =
        || outline.ancestors(node).take(8).any(|(_, it)| matches!(it.tag, Tag::Li | Tag::Dd));
    let of_list = || !own_line && !behind_others && in_list();
    let abroad = || (bracketed || content && of_list()) && behind_link(outline, line, node);
    let of_friend = if content {
        abroad() || friends() || announced(outline, line, &EXAMPLES, 0)
    } else {
        bracketed && (of_friends() || friends()) && abroad()
    };
    let of_maker = bracketed && (behind_others || item.contains('由') && supports());
    OwnershipSigns { of_maker, behind_others, of_friend, listed }
}

/// Whether one of the `lines` lines before this one is a heading with such a word; for none, whether the line right before
/// ends with one, but for a colon.
fn announced(outline: &Outline<'_>, line: &Range<usize>, words: &[&str], lines: usize) -> bool {
    let ends = lines == 0;
    let start = line.start.saturating_sub(NEAR);
    let start = outline.text.ceil_char_boundary(start);
    let before = outline.text.get(start..line.start).unwrap_or_default();
    before.trim_end_matches('\n').rsplit('\n').take(lines.max(1)).any(|heading| {
        let heading = heading.trim().trim_end_matches(['：', ':', '。']).to_lowercase();
        heading.chars().count() <= HEADING
            && words
                .iter()
                .any(|word| if ends { heading.ends_with(word) } else { heading.contains(word) })
    })
}

/// Whether a link to another site stands before this element on its line.
fn behind_link(outline: &Outline<'_>, line: &Range<usize>, node: NodeId) -> bool {
    let own = anchor_of(outline, node);
    let first = outline.run_at(line.start).unwrap_or(0);
    let runs = outline.runs.get(first..).unwrap_or_default();
    let on_line = runs.iter().take_while(|run| (run.at as usize) < line.end && run.node != node);
    on_line.filter_map(|run| anchor_of(outline, run.node)).filter(|it| Some(*it) != own).any(
        |anchor| {
            href_of(outline, anchor).is_some_and(|href| {
                let href = href.trim().to_ascii_lowercase();
                href.split_once("//").is_some_and(|(scheme, rest)| {
                    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
                    matches!(scheme, "" | "http:" | "https:") && !host.ends_with(".gov.cn")
                })
            })
        },
    )
}
