//! Markup in which what comes again and again is one character. The cards of ten thousand sites are mostly the same tags and
//! words, and a browser needs its time for each byte of a page. A browser's own `DecompressionStream` would not do: it answers
//! later, where the script shows a card at once, and has no dictionary that the cards could share.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The characters that stand for pieces: the private use area of Unicode, where no text has a meaning.
const FIRST: u32 = 0xe000;
const LAST: u32 = 0xf8ff;
/// How many bytes such a character takes.
const SIGN: usize = 3;

/// Pieces of markup, each with its character.
#[derive(Debug, Default)]
pub(super) struct CardPieces {
    list: Vec<String>,
    signs: HashMap<String, char>,
}

impl CardPieces {
    /// The pieces that are worth a character in these cards.
    pub(super) fn of<'a>(cards: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (element, tag, text) in cards.flat_map(elements) {
            for piece in [element, tag, text] {
                *counts.entry(piece).or_default() += 1;
            }
        }
        let gain = |(piece, count): (&'a str, usize)| {
            let gain = count.saturating_sub(1) * piece.len().saturating_sub(SIGN);
            (gain > 0 && !piece.contains(is_sign)).then_some((Reverse(gain), piece))
        };
        let mut worth: Vec<_> = counts.into_iter().filter_map(gain).collect();
        worth.sort_unstable();
        let list: Vec<String> =
            worth.into_iter().map(|(_, piece)| piece.to_owned()).take(SIGNS).collect();
        let signs = list.iter().cloned().zip((FIRST..=LAST).filter_map(char::from_u32)).collect();
        Self { list, signs }
    }

    /// The pieces, in the order of their characters.
    pub(super) fn list(&self) -> &[String] {
        &self.list
    }

    /// A card with characters in place of its pieces.
    pub(super) fn put(&self, card: &str) -> String {
        let mut short = String::with_capacity(card.len() / 2);
        let known = |piece: &str| self.signs.get(piece).copied();
        for (element, tag, text) in elements(card) {
            if let Some(sign) = known(element) {
                short.push(sign);
                continue;
            }
            for piece in [tag, text] {
                match known(piece) {
                    Some(sign) => short.push(sign),
                    None => push(&mut short, piece),
                }
            }
        }
        short
    }
}

/// How many characters there are.
const SIGNS: usize = (LAST - FIRST + 1) as usize;

/// Adds markup. What is no sign of ours stays what it is.
fn push(to: &mut String, markup: &str) {
    for char in markup.chars() {
        if is_sign(char) {
            // Writing to a String cannot fail.
            let _ = write!(to, "&#{};", u32::from(char));
        } else {
            to.push(char);
        }
    }
}

fn is_sign(char: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(char))
}

/// Each tag with the text behind it: both together, the tag, and the text. Text before the first tag has none.
fn elements(card: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut rest = card;
    std::iter::from_fn(move || {
        let next = rest.char_indices().skip(1).find(|(_, char)| *char == '<');
        let (element, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = after;
        // markup of ours has no `>` in attributes
        let tag =
            if element.starts_with('<') { element.find('>').map_or(0, |end| end + 1) } else { 0 };
        let (tag, text) = element.split_at(tag);
        (!element.is_empty()).then_some((element, tag, text))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the page's script does.
    fn whole(pieces: &CardPieces, short: &str) -> String {
        let sign =
            |char: char| pieces.list.get((u32::from(char) - FIRST) as usize).unwrap().clone();
        let whole = |char: char| if is_sign(char) { sign(char) } else { char.to_string() };
        short.chars().map(whole).collect()
    }

    #[test]
    fn what_comes_again_is_one_character() {
        let card = |name: &str| format!("<p class=\"name\">{name}</p><p class=\"name\">通过</p>");
        let cards: Vec<String> = (0..50).map(|at| card(&format!("s{at}.example"))).collect();
        let pieces = CardPieces::of(cards.iter().map(String::as_str));
        let short = pieces.put(&cards[7]);
        assert_eq!(short.chars().count(), "s7.example".len() + 4, "{short:?}");
        assert_eq!(whole(&pieces, &short), cards[7]);
        // A page may show any character.
        assert_eq!(whole(&pieces, &pieces.put("<p>\u{e000}</p>")), "<p>&#57344;</p>");
        assert_eq!(whole(&pieces, &pieces.put("a<")), "a<");
        assert_eq!(CardPieces::of(std::iter::empty()).put("<p>a</p>"), "<p>a</p>");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(cards in proptest::collection::vec("(<b>|</b>|<i class=\"x\">|a|备案|\\PC){0,20}", 1..20)) {
            let pieces = CardPieces::of(cards.iter().map(String::as_str));
            for card in &cards {
                let plain: String = card.chars().filter(|char| !is_sign(*char)).collect();
                prop_assert_eq!(whole(&pieces, &pieces.put(&plain)), plain);
            }
        }
    }
}
