//! Bars, dots and commas: which of them end a name.

use super::super::window::Window;
use super::super::words::LATIN_COMPANIES;
use super::{Lexer, TokenKind, ends_in_letter};

impl Lexer<'_> {
    /// Bars and ends of sentences.
    pub(super) fn separator(&self, at: usize) -> Option<(TokenKind, usize)> {
        let window = self.window;
        let apart =
            || [window.before(at), window.at(at + 1)].iter().any(|c| c.is_none_or(|c| c == ' '));
        match window.at(at)? {
            '|' => Some((TokenKind::Bar, at + 1)),
            '·' | '/' | '*' => {
                (self.text.is_some() && apart()).then_some((TokenKind::Bar, at + 1))
            }
            c => self.ends_sentence(c, at).then_some((TokenKind::Break, at + 1)),
        }
    }

    /// Whether a sentence ends at a mark. Marks between a sign and its owner end nothing (`© 2018. X`), nor do those
    /// before the words that belong to every statement (`vip.com，All Rights Reserved`).
    fn ends_sentence(&self, c: char, at: usize) -> bool {
        let behind_reserved =
            self.tokens.last().is_some_and(|token| token.kind == TokenKind::Reserved);
        if self.text.is_none() && !behind_reserved {
            return false;
        }
        let window = self.window;
        let next = window.skip_blank(at + 1);
        let goes_on = || self.reserved(next).is_some() || c == ',' && self.rights(next).is_some();
        match c {
            '。' | '?' | ';' | '\u{2026}' => true,
            ',' => self.text.is_some() && !continues_company(window, at + 1) && !goes_on(),
            '.' => {
                let blank = window.at(at + 1).is_none_or(|c| c == ' ');
                // HILLCMS. 某某科技: a brand before the name
                let ascii = |at: Option<char>| at.is_some_and(|c| c.is_ascii());
                let brand = !behind_reserved
                    && ascii(window.before(at))
                    && !ascii(window.at(next).or(Some(' ')));
                blank && !brand && !self.is_abbreviated(at) && !goes_on()
            }
            _ => false,
        }
    }

    /// Whether the dot at a place belongs to its word (`Inc.`, `J.`) and ends no sentence.
    fn is_abbreviated(&self, at: usize) -> bool {
        let start = self.text.unwrap_or(at);
        let text = self.window.folded.get(start..at).unwrap_or_default();
        let word: String =
            text.iter().rev().take_while(|c| c.is_ascii_alphabetic()).take(6).collect();
        let word: String = word.chars().rev().collect();
        word.len() == 1
            || matches!(&*word, "co" | "st" | "dr" | "mr" | "no" | "ltd" | "inc" | "corp")
    }
}

/// Whether a comma is followed by the rest of a company's name (`Co., Ltd.`).
fn continues_company(window: &Window, at: usize) -> bool {
    let start = window.skip_blank(at);
    LATIN_COMPANIES.at(window, start).any(|end| !ends_in_letter(window, end))
}
