//! Where in a page's text a number or a copyright statement may stand: one pass for all the words that announce them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use crate::domain::copyright::has_hint;
use crate::domain::scan::{has_latin_hint, may_follow};

use super::outline::Outline;

/// Words around filings. Spelled out in each case they occur in, because a search that ignores case is many times slower.
const FILING: &[&str] = &[
    "备", "備", "证", "證", "ICP", "icp", "Icp", "A1-", "A2-", "B1-", "B2-", "B3-", "Ａ１", "Ａ２",
    "Ｂ１", "Ｂ２",
];

/// Those of them that are words of prose as well.
const SIGNS: &[&str] = &["备", "備", "证", "證"];

/// Words around copyright statements; © is looked for on its own, because a word of two bytes would slow the search for
/// all others.
const COPYRIGHT: &[&str] = &[
    "ⓒ",
    "Ⓒ",
    "(c)",
    "(C)",
    "（c）",
    "（C）",
    "copyr",
    "Copyr",
    "COPYR",
    "CopyR",
    "copy-r",
    "Copy-r",
    "Copy-R",
    "copy r",
    "Copy r",
    "Copy R",
    "Ｃｏｐｙ",
    "版权",
    "版權",
    "著作权",
    "著作權",
    "eserved",
    "ESERVED",
    "保留所有",
    "保留一切",
];

static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // leftmost-first with few patterns is what the vectorised search takes
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostFirst)
        .build(FILING.iter().chain(COPYRIGHT))
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
    let Some(words) = WORDS.as_ref() else { return hints };
    let text = outline.text.as_str();
    let mut idle = 0..0;
    for found in words.find_iter(text) {
        match FILING.get(found.pattern().as_usize()) {
            Some(word) => add_filing(&mut hints.filings, &mut idle, outline, word, found.start()),
            None => add(&mut hints.copyright, text, found.start()),
        }
    }
    let signs = memchr::memmem::find_iter(text.as_bytes(), "©");
    let mut signed = Vec::new();
    signs.for_each(|at| add(&mut signed, text, at));
    if !signed.is_empty() {
        hints.copyright.append(&mut signed);
        hints.copyright.sort_by_key(|line| line.start);
        hints.copyright.dedup();
    }
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

/// Adds the line of a word around filings, but for words of prose: 准备, 认证. What stands before a word in the same run
/// stands there whatever is hidden. `idle` is the line that was passed over last.
fn add_filing(
    lines: &mut Vec<Range<usize>>,
    idle: &mut Range<usize>,
    outline: &Outline<'_>,
    word: &str,
    at: usize,
) {
    let text = outline.text.as_str();
    if lines.last().is_some_and(|line| line.contains(&at)) {
        return;
    }
    let run = outline.run_at(at).and_then(|run| outline.runs.get(run));
    let before = run.and_then(|run| text.get(run.at as usize..at)).unwrap_or_default();
    let fits = !SIGNS.contains(&word) || may_follow(before, word);
    if !fits && idle.contains(&at) {
        return;
    }
    let line = line_at(text, at);
    if fits || text.get(line.clone()).is_some_and(has_latin_hint) {
        lines.push(line);
    } else {
        *idle = line;
    }
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
    use super::super::tree;
    use super::find;

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
        for line in
            ["认证 B2 20080101", "准备，京ICP备1号", "京ICP<i hidden>x</i>备1", "京公网安備1"]
        {
            assert_eq!(filings(line), 1, "{line}");
        }
    }
}
