//! The words that claim a copyright or reserve rights.

use super::super::window::Window;
use super::super::words::{BELONGS, NOT_BEHIND_RIGHTS, RESERVED, RIGHTS};
use super::super::years;
use super::{Lexer, StatementToken, TokenKind, ends_in_letter, is_claim};

impl Lexer<'_> {
    /// ©, `Copyright` and what is written for them.
    pub(super) fn sign(&self, at: usize) -> Option<(TokenKind, usize)> {
        let window = self.window;
        match window.at(at)? {
            '©' => Some((TokenKind::Sign, at + 1)),
            // escaped twice, or its semicolon lost
            '&' => window
                .skip(at, "&copy")
                .filter(|&end| !ends_in_letter(window, end))
                .map(|end| (TokenKind::Sign, end)),
            '(' => window.skip(at, "(c)").map(|end| (TokenKind::WeakSign, end)),
            '@' => {
                let at_word = window.before(at).is_none_or(|c| !c.is_alphanumeric());
                let year = years::read(window, window.skip_blank(at + 1)).is_some();
                (self.behind_claim() || at_word && year).then_some((TokenKind::WeakSign, at + 1))
            }
            'c' if self.begins_word(at) => Some((TokenKind::WeakSign, copyright_word(window, at)?)),
            _ => None,
        }
    }

    /// Whether the piece before is a claim.
    fn behind_claim(&self) -> bool {
        self.text.is_none() && self.tokens.last().is_some_and(|token| is_claim(token.kind))
    }

    /// 版权所有 and its kin.
    pub(super) fn rights(&self, at: usize) -> Option<(TokenKind, usize)> {
        let window = self.window;
        if let Some(end) = RIGHTS.at(window, at).next() {
            let in_prose = window.at(end).is_some_and(|c| NOT_BEHIND_RIGHTS.contains(&c));
            return (!in_prose).then_some((TokenKind::Rights, end));
        }
        if let Some(end) = BELONGS.at(window, at).next() {
            // 版权归属：某公司 names the owner as 版权所有：某公司 does
            if self.text.is_none() && window.at(window.skip_blank(end)) == Some(':') {
                return Some((TokenKind::Rights, end));
            }
            if self.speaks_of_site(at) {
                return Some((TokenKind::WeakSign, end));
            }
        }
        let end = window.skip(at, "版权")?;
        let next = window.skip_blank(end);
        let claims =
            matches!(window.at(next), Some('©' | ':')) || years::read(window, next).is_some();
        claims.then_some((TokenKind::WeakSign, end))
    }

    /// Whether what was read up to here is 本网站, 本站内容 or nothing: then 版权归某某所有 speaks of the whole site,
    /// not of an article.
    fn speaks_of_site(&self, at: usize) -> bool {
        let of_site = |token: &StatementToken| {
            token.kind == TokenKind::Stop && self.window.at(token.range.start) == Some('本')
        };
        match self.text {
            Some(start) => ["内容", "所有内容", "网站", "网站内容"]
                .iter()
                .any(|text| self.window.skip(start, text) == Some(at)),
            None => self.tokens.last().is_none_or(of_site),
        }
    }

    /// The place behind a reservation of rights.
    pub(super) fn reserved(&self, at: usize) -> Option<usize> {
        let window = self.window;
        let at = window.skip(at, "并").unwrap_or(at);
        if let Some(end) = RESERVED.at(window, at).next() {
            return Some(end);
        }
        let latin = matches!(window.at(at)?, 'a' | 'r' | 's') && self.begins_word(at);
        if !latin {
            return None;
        }
        // Copyright Reserved 2018
        let bare = window
            .skip(at, "reserved")
            .filter(|&end| self.behind_claim() && !ends_in_letter(window, end));
        bare.or_else(|| all_rights_reserved(window, at))
    }
}

/// `All Rights Reserved` as people spell it (`All Rigths Reserved`, `AllRightsReserved`, `All Right Reversed`): the
/// place behind it.
fn all_rights_reserved(window: &Window, at: usize) -> Option<usize> {
    let letters = |from: usize| window.skip_while(from, |c| c.is_ascii_lowercase());
    let all = window.skip(at, "all").or_else(|| window.skip(at, "some"));
    let start = all.map_or(at, |end| window.skip_blank(end));
    let end = letters(start);
    let word: String = window.folded.get(start..end)?.iter().take(20).collect();
    if word.strip_prefix("rights").is_some_and(|rest| rest.starts_with("res")) {
        return Some(end);
    }
    let rights = (5..=8).contains(&word.len())
        && word.starts_with('r')
        && word.contains('g')
        && word.contains('t');
    let next = window.skip_blank(end);
    let behind = letters(next);
    let reserved = window.skip(next, "re").is_some() && (5..=11).contains(&(behind - next));
    match rights {
        true if reserved => Some(behind),
        true => all.map(|_| end),
        false => None,
    }
}

/// `copyright` in its spellings (`Copyrights`, `Copy-right`, `Copyringht`): the place behind it.
fn copyright_word(window: &Window, at: usize) -> Option<usize> {
    let heads = ["copyr", "copy-r", "copri", "copry", "coypr"];
    let head = heads.iter().find_map(|head| window.skip(at, head))?;
    let end = window.skip_while(head, |c| c.is_ascii_lowercase());
    let tail = window.folded.get(head..end)?;
    let right = tail.len() <= 7
        && (tail.contains(&'g') || tail.contains(&'h'))
        && !tail.ends_with(&['e', 'd']);
    right.then_some(end)
}
