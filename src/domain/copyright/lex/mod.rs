//! Cuts a window into signs, years, names and what ends them.

use std::ops::Range;

use super::owner::is_organisation;
use super::window::Window;
use super::words::{COMPANIES, LATIN_COMPANIES, SITES, TRADES};
use super::years::{self, Years};

mod claims;
mod edges;
mod ends;
mod separators;

/// A piece of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StatementToken {
    pub(super) kind: TokenKind,
    /// Its position, in characters of the window.
    pub(super) range: Range<usize>,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// ©: the owner follows.
    Sign,
    /// `Copyright`, `(c)`, `@`: like ©, but also said where nobody claims anything.
    WeakSign,
    /// 版权所有: the owner follows or precedes.
    Rights,
    /// 版权所有： the owner follows.
    RightsOf,
    /// `All Rights Reserved`, 翻版必究
    Reserved,
    /// 2019-2025
    Years(Years),
    /// Since 2015: when somebody began, which may be beside the years of the statement.
    Since(Years),
    /// Perhaps a name.
    Text,
    /// The end of a sentence or field.
    Break,
    /// A bar: fields of one footer are on both sides.
    Bar,
    /// Filings, phones, names of pages, software: no part of a statement.
    Stop,
    /// 地址： the value follows.
    Label,
}

/// Cuts a window. Linear: what is looked at from one place is bounded by the longest phrase, number or word.
pub(super) fn lex(window: &Window) -> Vec<StatementToken> {
    let mut lexer = Lexer { window, tokens: Vec::new(), text: None };
    let mut at = 0;
    while at < window.folded.len() {
        at = lexer.step(at);
    }
    lexer.flush(at);
    lexer.tokens
}

struct Lexer<'a> {
    window: &'a Window,
    tokens: Vec<StatementToken>,
    /// Where the text in progress began.
    text: Option<usize>,
}

impl Lexer<'_> {
    /// Reads what is at a place; returns the next one.
    fn step(&mut self, at: usize) -> usize {
        self.cross_edge(at);
        if let Some((kind, range)) = self.special(at) {
            self.cut_remark(kind, &range);
            self.flush(range.start);
            let end = range.end.max(at + 1);
            self.tokens.push(StatementToken { kind, range: range.start..end });
            return end;
        }
        let c = self.window.at(at).unwrap_or(' ');
        match c {
            ':' => return self.colon(at),
            '@' if self.text.is_some() => {
                self.cut_word(at, TokenKind::Stop);
                return self.window.skip_while(at + 1, |c| {
                    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
                });
            }
            ' ' | '-' | '、' if self.ends_company(at) => self.flush(at),
            '{' | '<' => {
                self.flush(at);
                return template_end(self.window, at).unwrap_or(at + 1);
            }
            _ if is_symbol(c) => self.flush(at),
            _ if self.text.is_none() && !opens_text(c) => {}
            _ => {
                self.text.get_or_insert(at);
            }
        }
        at + 1
    }

    /// Ends the text in progress.
    fn flush(&mut self, end: usize) {
        if let Some(start) = self.text.take().filter(|&start| start < end) {
            self.tokens.push(StatementToken { kind: TokenKind::Text, range: start..end });
        }
    }

    /// Cuts the begin of a remark off the name before it: 山湖网 违法信息|举报电话：, 山湖大学 深海网络提供|技术支持. A word that ends
    /// like a name is no begin of a remark.
    fn cut_remark(&mut self, kind: TokenKind, range: &Range<usize>) {
        let at = range.start;
        let trade = kind == TokenKind::Label || TRADES.at(self.window, at).next().is_some();
        let Some(start) = self.text.filter(|_| trade && !self.window.is_apart(at)) else { return };
        let text = self.window.folded.get(start..at).unwrap_or_default();
        let Some(blank) = text.iter().rposition(|&c| c == ' ') else { return };
        let word: String = text.get(blank + 1..).unwrap_or_default().iter().collect();
        if word.chars().count() < 24 && !is_organisation(&word) && !SITES.end(&word) {
            self.cut_word(at, TokenKind::Stop);
        }
    }

    /// Ends the text in progress before its last word, which belongs to what follows it.
    fn cut_word(&mut self, at: usize, kind: TokenKind) {
        let Some(start) = self.text else { return };
        let word = self.window.folded.get(start..at).unwrap_or_default();
        let cut = word.iter().rposition(|&c| c == ' ').map_or(start, |blank| start + blank + 1);
        self.flush(cut);
        self.text = None;
        self.tokens.push(StatementToken { kind, range: cut..at + 1 });
    }

    /// A colon makes the word before it the name of a field, except in addresses and behind the words of a claim.
    fn colon(&mut self, at: usize) -> usize {
        if self.window.skip(at, "://").is_some() && self.text.is_some() {
            return at + 3;
        }
        let lead = self.is_lead(at);
        match self.tokens.last_mut() {
            Some(token) if self.text.is_none() && token.kind == TokenKind::Rights => {
                token.kind = TokenKind::RightsOf;
            }
            _ if lead => self.text = None,
            _ => self.cut_word(at, TokenKind::Label),
        }
        at + 1
    }

    /// Whether the text in progress is a company's name: a blank or dash ends it.
    fn ends_company(&self, at: usize) -> bool {
        let Some(start) = self.text else { return false };
        let text = self.window.folded.get(start..at).unwrap_or_default();
        ends_company(text) && self.window.at(at + 1) != Some('(')
    }

    /// What is at a place if it is no plain text.
    fn special(&self, at: usize) -> Option<(TokenKind, Range<usize>)> {
        let to = |(kind, end): (TokenKind, usize)| (kind, at..end);
        self.sign(at)
            .or_else(|| self.rights(at))
            .or_else(|| self.reserved(at).map(|end| (TokenKind::Reserved, end)))
            .or_else(|| self.since(at))
            .or_else(|| {
                years::read(self.window, at).map(|(years, end)| (TokenKind::Years(years), end))
            })
            .map(to)
            .or_else(|| self.filing(at))
            .or_else(|| self.stop(at).map(to))
            .or_else(|| self.separator(at).map(to))
    }

    /// The year in which somebody began, with the words before it.
    fn since(&self, at: usize) -> Option<(TokenKind, usize)> {
        let word = self.window.at(at).is_some_and(|c| !c.is_ascii()) || self.begins_word(at);
        let found = if word { years::since(self.window, at) } else { None };
        found.map(|(years, end)| (TokenKind::Since(years), end))
    }

    fn begins_word(&self, at: usize) -> bool {
        self.window.before(at).is_none_or(|c| !c.is_ascii_alphabetic())
    }
}

/// Whether a piece claims a copyright.
pub(super) fn is_claim(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Sign | TokenKind::WeakSign | TokenKind::Rights | TokenKind::RightsOf)
}

/// Whether a Latin word goes on at a place.
fn ends_in_letter(window: &Window, at: usize) -> bool {
    window.before(at).is_some_and(|c| c.is_ascii_alphabetic())
        && window.at(at).is_some_and(|c| c.is_ascii_alphabetic())
}

/// The end of an unfilled template mark: `{{ year }}`, `<%= year %>`.
fn template_end(window: &Window, at: usize) -> Option<usize> {
    let close = |c: char| c == '}' || c == '>';
    (at + 1..at + 40)
        .find(|&end| window.at(end).is_some_and(close))
        .map(|end| window.skip_while(end, close))
}

/// Whether a folded text ends like the name of a company.
fn ends_company(text: &[char]) -> bool {
    let tail: String = text.iter().skip(text.len().saturating_sub(16)).collect();
    let tail = tail.trim_end_matches('.');
    let word = tail.rsplit([' ', ',', '.', '(']).next().unwrap_or(tail);
    COMPANIES.end(tail) || LATIN_COMPANIES.contains(word)
}

/// Hearts, arrows and the like: they are between things.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether a text may begin with this character.
fn opens_text(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '(' | '《' | '「' | '『' | '【' | '[' | '\'' | '_' | '#' | '&')
}
