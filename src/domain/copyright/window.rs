//! The part of a line around a hint, once as shown and once folded, character by character.

use std::sync::LazyLock;

use super::mark;

/// What a mark in the text says of the place where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// An element begins or ends around its neighbour.
    Inner,
    /// Another element begins where the one before it ended.
    Sibling,
    /// A link begins.
    Link,
    /// A link ends.
    LinkEnd,
    /// A script, or an element that one fills, is here.
    Filled,
}

/// A stretch of text in two forms of equal length.
#[derive(Debug)]
pub(super) struct Window {
    /// As shown; blanks are single spaces, invisible characters are gone.
    pub(super) shown: Vec<char>,
    /// The same, folded for comparison: half width, lower case, simplified, one kind of dash, dot and bar.
    pub(super) folded: Vec<char>,
    /// The marks and the places they precede, in order.
    edges: Vec<(usize, Edge)>,
}

impl Window {
    /// Folds a text.
    pub(super) fn new(text: &str) -> Self {
        let mut shown: Vec<char> = Vec::new();
        let mut edges = Vec::new();
        for c in text.chars() {
            if let Some(edge) = edge(c) {
                edges.push((shown.len(), edge));
                continue;
            }
            match c.is_whitespace() {
                _ if is_invisible(c) => {}
                true if shown.last() != Some(&' ') => shown.push(' '),
                true => {}
                false => shown.push(c),
            }
        }
        let folded = shown.iter().map(|&c| simplify(fold(c))).collect();
        Self { shown, folded, edges }
    }

    /// The marks before a place, in order.
    pub(super) fn edges(&self, at: usize) -> impl Iterator<Item = Edge> + '_ {
        let first = self.edges.partition_point(|&(place, _)| place < at);
        let rest = self.edges.get(first..).unwrap_or_default();
        rest.iter().take_while(move |&&(place, _)| place == at).map(|&(_, edge)| edge)
    }

    /// The first place behind `at` that has a mark before it.
    pub(super) fn next_edge(&self, at: usize) -> usize {
        let next = self.edges.partition_point(|&(place, _)| place <= at);
        self.edges.get(next).map_or(self.folded.len(), |&(place, _)| place)
    }

    /// Whether something that a script fills is between two places.
    pub(super) fn is_filled(&self, range: std::ops::RangeInclusive<usize>) -> bool {
        let first = self.edges.partition_point(|(place, _)| place < range.start());
        let rest = self.edges.get(first..).unwrap_or_default();
        rest.iter()
            .take_while(|(place, _)| place <= range.end())
            .any(|&(_, edge)| edge == Edge::Filled)
    }

    /// Whether a word begins at a place: at the start, behind a blank, or where an element begins or ends.
    pub(super) fn is_apart(&self, at: usize) -> bool {
        self.before(at).is_none_or(|c| c == ' ') || self.edges(at).next().is_some()
    }

    /// The folded character at a place.
    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.folded.get(at).copied()
    }

    /// The folded character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.at(at.checked_sub(1)?)
    }

    /// The place behind `phrase` (given folded) when it is at `at`. Blanks may be between its characters
    /// (版 权 所 有), and need not be where the phrase has them.
    pub(super) fn skip(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut at = at;
        for (index, c) in phrase.chars().filter(|&c| c != ' ').enumerate() {
            if index > 0 && self.at(at) == Some(' ') {
                at += 1;
            }
            if self.at(at) != Some(c) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The first place at or behind `at` whose character is not in the set.
    pub(super) fn skip_while(&self, at: usize, in_set: impl Fn(char) -> bool) -> usize {
        let rest = self.folded.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|&&c| in_set(c)).count()
    }

    /// The first place at or behind `at` that is no blank.
    pub(super) fn skip_blank(&self, at: usize) -> usize {
        self.skip_while(at, |c| c == ' ')
    }

    /// A stretch as shown.
    pub(super) fn text(&self, range: std::ops::Range<usize>) -> String {
        self.shown.get(range).unwrap_or_default().iter().collect()
    }
}

/// What a mark says.
fn edge(c: char) -> Option<Edge> {
    match c {
        mark::INNER => Some(Edge::Inner),
        mark::SIBLING => Some(Edge::Sibling),
        mark::LINK => Some(Edge::Link),
        mark::LINK_END => Some(Edge::LinkEnd),
        mark::FILLED => Some(Edge::Filled),
        _ => None,
    }
}

/// Variation selectors (the emoji form of ©), joiners and other marks without width.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE0E}' | '\u{FE0F}' | '\u{AD}'
    ) || c.is_control() && !c.is_whitespace()
}

/// Half width, lower case, and one character for each family of dashes, dots, bars and quotes.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => {
            // the full-width block is ASCII 0x21..=0x7E moved by a fixed distance
            let half = u32::from(c) - 0xFEE0;
            fold(char::from_u32(half).unwrap_or(c))
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        '\u{2022}' | '\u{2027}' | '\u{30FB}' | '\u{2219}' | '\u{22C5}' | '\u{FF65}' => '·',
        '丨' | '\u{2502}' | '\u{2503}' | '\u{FE31}' | '\u{2758}' | '\u{FFE8}' | '¦' => '|',
        'ⓒ' | 'Ⓒ' => '©',
        _ => c.to_ascii_lowercase(),
    }
}

/// Pairs of a traditional and the simplified character, as far as the words of a footer need them.
const SIMPLIFIED: &str = "內内權权備备證证號号電电話话術术網网辦办協协聯联設设計计製制關关們们條条聲声轉转載载請请註注經经許许學学醫医會会銀银廠厂處处廳厅國国單单維维護护頁页總总務务業业團团員员館馆報报舉举違违複复盜盗歸归屬属隱隐傳传郵邮編编碼码覽览訪访問问鏈链圖图產产識识與与於于個个軟软開开";

/// The pairs, sorted by the traditional character.
static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let (from, to) = (SIMPLIFIED.chars().step_by(2), SIMPLIFIED.chars().skip(1).step_by(2));
    let mut pairs: Vec<(char, char)> = from.zip(to).collect();
    pairs.sort_unstable();
    pairs
});

/// The simplified form, for comparison with the tables only.
fn simplify(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let found = PAIRS.binary_search_by_key(&c, |&(from, _)| from);
    found.ok().and_then(|at| PAIRS.get(at)).map_or(c, |&(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_have_the_same_length() {
        let window = Window::new("\u{3000}©\u{FE0F} ＣＯＰＹ\u{200B}版權－\u{a0}\u{a0}x");
        assert_eq!(window.shown.len(), window.folded.len());
        assert_eq!(window.folded.iter().collect::<String>(), " © copy版权- x");
        assert_eq!(window.text(0..4), " © Ｃ");
    }

    #[test]
    fn marks_take_no_room() {
        let window = Window::new("a\u{1D}b \u{1E}c-\u{1A}");
        assert_eq!(window.text(0..5), "ab c-");
        assert_eq!(window.edges(1).collect::<Vec<_>>(), [Edge::Sibling]);
        assert_eq!(window.edges(3).collect::<Vec<_>>(), [Edge::Link]);
        assert_eq!((window.next_edge(0), window.next_edge(1), window.next_edge(5)), (1, 3, 5));
        assert!(window.is_filled(5..=5) && !window.is_filled(0..=4));
        assert!(window.is_apart(0) && window.is_apart(1) && !window.is_apart(2));
    }

    #[test]
    fn blanks_inside_a_phrase_do_not_hide_it() {
        let window = Window::new("版 权 所有X");
        assert_eq!(window.skip(0, "版权所有"), Some(6));
        assert_eq!(Window::new("poweredby x").skip(0, "powered by"), Some(9));
        assert_eq!(window.skip(9, "版"), None);
    }

    #[test]
    fn the_table_of_characters_has_pairs() {
        assert_eq!(SIMPLIFIED.chars().count() % 2, 0);
        assert_eq!(simplify('權'), '权');
        assert_eq!(simplify('开'), '开');
    }
}
