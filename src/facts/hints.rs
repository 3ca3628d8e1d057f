//! Where in a page's text a number or a copyright statement may stand: one pass for all the words that announce them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

/// Words around filings first, then words around copyright statements.
const FILING: &[&str] = &["备", "備", "证", "證", "ICP", "A1-", "A2-", "B1-", "B2-", "B3-"];
const COPYRIGHT: &[&str] = &[
    "©",
    "ⓒ",
    "(c)",
    "（c）",
    "copyr",
    "copy-r",
    "copy r",
    "版权",
    "版權",
    "著作权",
    "著作權",
    "reserved",
    "保留所有",
    "保留一切",
];

static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(FILING.iter().chain(COPYRIGHT))
        .ok()
});

/// Lines of a text, as byte ranges, in order, without duplicates.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// Lines that may hold a filing or a licence.
    pub filings: Vec<Range<usize>>,
    /// Lines that may hold a copyright statement.
    pub copyright: Vec<Range<usize>>,
}

/// The lines worth reading.
pub(crate) fn find(text: &str) -> Hints {
    let mut hints = Hints::default();
    let Some(words) = WORDS.as_ref() else { return hints };
    for found in words.find_iter(text) {
        let lines = if found.pattern().as_usize() < FILING.len() {
            &mut hints.filings
        } else {
            &mut hints.copyright
        };
        if lines.last().is_some_and(|line: &Range<usize>| line.contains(&found.start())) {
            continue;
        }
        lines.push(line_at(text, found.start()));
    }
    hints
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

    #[test]
    fn each_line_is_named_once() {
        let text = "首页\n京ICP备 © 2019\n关于\nCOPYRIGHT 版权所有";
        let hints = find(text);
        let read = |lines: Vec<std::ops::Range<usize>>| {
            lines.into_iter().map(|line| &text[line]).collect::<Vec<_>>()
        };
        assert_eq!(read(hints.filings), ["京ICP备 © 2019"]);
        assert_eq!(read(hints.copyright), ["京ICP备 © 2019", "COPYRIGHT 版权所有"]);
    }
}
