//! Where in a page's text a number or a copyright statement may stand: one pass for all the words that announce them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use crate::domain::copyright::has_hint;
use crate::domain::scan::may_follow;
use crate::html::Outline;

/// What a word announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// A filing, unless it is a word of prose: 准备, 认证.
    Sign,
    /// A filing.
    Filing,
    /// The class of a licence, if its digit follows.
    Class,
    /// A copyright statement.
    Copyright,
    /// One, if it is the rest of `copyright`, `copy-right` or `copy right`.
    Copy,
    /// One, if 所有 or 一切 follows.
    Reserved,
}

/// Words around filings and statements, spelled out in each case they occur in, because a search that ignores case is many
/// times slower. Up to 32 words, none of less than three bytes, are looked for at twice the speed; hence © and the
/// classes of licences are looked for on their own, and some words are cut.
///
/// The search puts each word into one of eight groups by its place in this list, and looks twice at whatever mixes the
/// bytes of one group. In this order there is little of that in Chinese prose; another one finds the same.
const WORDS: &[(&str, Word)] = &[
    ("(C)", Word::Copyright),
    ("（c）", Word::Copyright),
    ("（C）", Word::Copyright),
    ("证", Word::Sign),
    ("著作权", Word::Copyright),
    ("eserved", Word::Copyright),
    ("备", Word::Sign),
    ("Icp", Word::Filing),
    ("Ａ", Word::Class),
    ("(c)", Word::Copyright),
    ("ESERVED", Word::Copyright),
    ("ICP", Word::Filing),
    ("OPYR", Word::Copyright),
    ("保留", Word::Reserved),
    ("icp", Word::Filing),
    ("備", Word::Sign),
    ("証", Word::Sign),
    ("Ｃｏｐｙ", Word::Copyright),
    ("版權", Word::Copyright),
    ("著作權", Word::Copyright),
    ("證", Word::Sign),
    ("ⓒ", Word::Copyright),
    ("opy", Word::Copy),
    ("Ⓒ", Word::Copyright),
    ("Ｂ", Word::Class),
    ("版权", Word::Copyright),
];

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // leftmost-first with few patterns is what the vectorised search takes
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostFirst)
        .build(WORDS.iter().map(|(word, _)| word))
        .ok()
});

/// How much of a page's end is read line by line for a statement without any of the usual words.
const TAIL: usize = 3000;

/// Lines of a text, as byte ranges, in order, without duplicates.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// Lines that may hold a filing or a licence.
    pub filings: Vec<Range<usize>>,
    /// Lines that may hold a copyright statement.
    pub copyright: Vec<Range<usize>>,
}

/// The lines worth reading.
pub(crate) fn find(outline: &Outline<'_>) -> Hints {
    let mut hints = Hints::default();
    let Some(words) = SEARCH.as_ref() else { return hints };
    let text = outline.text.as_str();
    let mut runs = outline.runs.iter().map(|run| run.at as usize).peekable();
    let mut run = 0;
    for found in words.find_iter(text) {
        let Some((word, kind)) = WORDS.get(found.pattern().as_usize()) else { continue };
        let (at, behind) = (found.start(), text.get(found.end()..).unwrap_or_default());
        let (lines, fits) = match kind {
            Word::Sign => {
                while let Some(start) = runs.next_if(|&start| start <= at) {
                    run = start;
                }
                // what stands before a word in the same run stands there whatever is hidden
                (&mut hints.filings, may_follow(text.get(run..at).unwrap_or_default(), word))
            }
            Word::Filing => (&mut hints.filings, true),
            Word::Class => {
                (&mut hints.filings, behind.starts_with(['1', '2', '3', '１', '２', '３']))
            }
            Word::Copyright => (&mut hints.copyright, true),
            Word::Copy => (&mut hints.copyright, is_copyright(text, at, behind)),
            Word::Reserved => {
                (&mut hints.copyright, behind.starts_with("所有") || behind.starts_with("一切"))
            }
        };
        if fits {
            add(lines, text, at);
        }
    }
    add_classes(&mut hints.filings, text);
    add_copyright_signs(&mut hints.copyright, text);
    if hints.copyright.is_empty() {
        hints.copyright = unusual_statements(text);
    }
    hints
}

fn add(lines: &mut Vec<Range<usize>>, text: &str, at: usize) {
    if !lines.last().is_some_and(|line| line.contains(&at)) {
        lines.push(line_at(text, at));
    }
}

/// Adds lines to those known.
fn join(lines: &mut Vec<Range<usize>>, mut more: Vec<Range<usize>>) {
    if !more.is_empty() {
        lines.append(&mut more);
        lines.sort_by_key(|line| line.start);
        lines.dedup();
    }
}

/// Whether the `opy` at a place belongs to one of the forms of `copyright`.
fn is_copyright(text: &str, at: usize, behind: &str) -> bool {
    let behind = behind.strip_prefix([' ', '-']).unwrap_or(behind);
    behind.starts_with(['r', 'R']) && text.get(..at).is_some_and(|it| it.ends_with(['c', 'C']))
}

/// Adds the lines with a class of telecom licences: `B2-`, or in a line that has a sign of a filing `b2` too.
fn add_classes(lines: &mut Vec<Range<usize>>, text: &str) {
    let bytes = text.as_bytes();
    let (mut found, mut idle): (Vec<Range<usize>>, _) = (Vec::new(), 0..0);
    for at in memchr::memchr3_iter(b'1', b'2', b'3', bytes) {
        let letter = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or_default();
        if !matches!(letter, b'A' | b'B' | b'a' | b'b') {
            continue;
        }
        let sure = letter.is_ascii_uppercase() && bytes.get(at + 1) == Some(&b'-');
        // a line is looked through once
        let known = found.last().is_some_and(|line| line.contains(&at));
        if known || (!sure && idle.contains(&at)) {
            continue;
        }
        let line = line_at(text, at);
        if sure || has_sign(text.get(line.clone()).unwrap_or_default()) {
            found.push(line);
        } else {
            idle = line;
        }
    }
    join(lines, found);
}

fn has_sign(line: &str) -> bool {
    WORDS.iter().any(|(word, kind)| *kind == Word::Sign && line.contains(word))
}

/// Adds the lines with a ©.
fn add_copyright_signs(lines: &mut Vec<Range<usize>>, text: &str) {
    let [first, second] = [0xC2, 0xA9]; // no character of Chinese holds the first of these bytes
    let mut found = Vec::new();
    for at in memchr::memchr_iter(first, text.as_bytes()) {
        if text.as_bytes().get(at + 1) == Some(&second) {
            add(&mut found, text, at);
        }
    }
    join(lines, found);
}

/// Lines at the end of a page that the reader of statements would take, such as `@2017 某公司`.
fn unusual_statements(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut at = line_at(text, text.len().saturating_sub(TAIL)).start;
    while at < text.len() {
        let line = line_at(text, at);
        at = line.end + 1;
        if line.len() <= TAIL && text.get(line.clone()).is_some_and(has_hint) {
            lines.push(line);
        }
    }
    lines
}

/// The line that holds this place.
pub(crate) fn line_at(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start =
        memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |found| found + 1);
    let end = memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default())
        .map_or(bytes.len(), |found| at + found);
    start..end
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::html::tree;

    #[test]
    fn each_line_is_named_once() {
        let outline = tree::read("首页<p>京ICP备 © 2019<p>关于<p>COPYRIGHT 版权所有").outline;
        let hints = find(&outline);
        let read = |lines: Vec<std::ops::Range<usize>>| {
            lines.into_iter().map(|line| &outline.text[line]).collect::<Vec<_>>()
        };
        assert_eq!(read(hints.filings), ["京ICP备 © 2019"]);
        assert_eq!(read(hints.copyright), ["京ICP备 © 2019", "COPYRIGHT 版权所有"]);
    }

    #[test]
    fn prose_is_passed_over_unless_something_else_announces_a_number() {
        let filings = |html: &str| find(&tree::read(html).outline).filings.len();
        for prose in ["认证与准备", "认证 准备工作", "保证<p>准备</p>认证<b>许可</b>证书"]
        {
            assert_eq!(filings(prose), usize::from(prose.contains("</b>证")), "{prose}");
        }
        for line in [
            "认证 B2 20080101",
            "许可証 b2",
            "准备，京ICP备1号",
            "京ICP<i hidden>x</i>备1",
            "京公网安備1",
            "浙B2-20080101",
            "浙Ｂ2",
        ] {
            assert_eq!(filings(line), 1, "{line}");
        }
        assert_eq!(filings("认证 <p>b2 B2 20080101"), 0);
    }

    #[test]
    fn words_that_are_cut_are_looked_at_again() {
        let statements = |html: &str| find(&tree::read(html).outline).copyright.len();
        for line in [
            "Copyright",
            "copy-right",
            "Copy Right",
            "COPYRIGHT",
            "保留一切权利",
            "保留所有",
            "© x",
        ] {
            assert_eq!(statements(line), 1, "{line}");
        }
        for line in ["copy", "a copy of it", "opyright", "保留意见", "\u{c2}", "备案"] {
            assert_eq!(statements(&format!("© x<p>{line}<p>")), 1, "{line}");
        }
    }
}
