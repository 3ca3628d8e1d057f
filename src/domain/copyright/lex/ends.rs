//! What ends a statement: filings, phones, fields, other pages, software.

use super::super::window::Window;
use super::super::words::{
    DEEDS, FILINGS, LABELS, MARKS, MENU, ORGANISATIONS, REGISTERS, RESERVED, RIGHTS, SITES, STOPS,
    TRADES, WORD_LABELS, WORD_STOPS,
};
use super::super::years;
use super::{Lexer, TokenKind, ends_company, ends_in_letter};
use std::ops::Range;

impl Lexer<'_> {
    /// A filing or licence with its province character before and its number behind.
    pub(super) fn filing(&self, at: usize) -> Option<(TokenKind, Range<usize>)> {
        let window = self.window;
        let phrase = FILINGS.at(window, at).next().filter(|&end| !self.is_in_name(at, end, false));
        let end = phrase.or_else(|| telecom_licence(window, at)).or_else(|| self.phone(at))?;
        let start = mark_start(window, at);
        let start = if start == at { self.register_start(at) } else { start };
        Some((TokenKind::Stop, start..number_end(window, end)))
    }

    /// The start of the name of a register, given the place of its last word: 网站标识码, 算法备案.
    fn register_start(&self, at: usize) -> usize {
        let window = self.window;
        let Some(start) = self.text else { return at };
        let first = (start.max(at.saturating_sub(8))..at).find(|&place| window.is_apart(place));
        first.filter(|&place| REGISTERS.at(window, place).any(|end| end == at)).unwrap_or(at)
    }

    /// A telephone number: at least seven digits, perhaps with dashes.
    fn phone(&self, at: usize) -> Option<usize> {
        let window = self.window;
        let abroad = window.at(at)? == '+' && window.at(at + 1)?.is_ascii_digit();
        if window.before(at).is_some_and(|c| c.is_ascii_alphanumeric())
            || !(window.at(at)?.is_ascii_digit() || abroad)
        {
            return None;
        }
        let dials = |c: char| c.is_ascii_digit() || c == '-' || abroad && matches!(c, ' ' | '+');
        let end = window.skip_while(at, dials);
        let digits = window
            .folded
            .get(at..end)
            .unwrap_or_default()
            .iter()
            .filter(|c| c.is_ascii_digit())
            .count();
        let glued = window.at(end).is_some_and(|c| c.is_ascii_alphabetic() || c == '.');
        (digits >= 7 && !glued).then_some(end)
    }

    /// What no owner's name goes beyond: names of fields, of other pages, of software.
    pub(super) fn stop(&self, at: usize) -> Option<(TokenKind, usize)> {
        let window = self.window;
        if window.at(at)?.is_ascii() && !self.begins_word(at) {
            return None;
        }
        if let Some(end) = made_with_love(window, at) {
            return Some((TokenKind::WeakSign, end));
        }
        if let Some(end) = label(window, at) {
            return Some((TokenKind::Label, end));
        }
        let whole = |&end: &usize| !ends_in_letter(window, end);
        let anywhere = STOPS
            .at(window, at)
            .find(whole)
            .or_else(|| TRADES.at(window, at).find(|&end| !self.is_in_name(at, end, true)))
            .or_else(|| years::day(window, at))
            .or_else(|| self.made_by(at))
            .or_else(|| self.version(at));
        let fresh = self.text.is_none() || window.is_apart(at);
        let at_word = || {
            WORD_STOPS
                .at(window, at)
                .find(whole)
                .filter(|_| fresh && !self.is_organisation_word(at))
        };
        let menu = || {
            let end = MENU.at(window, at).find(|&end| whole(&end) && self.is_menu(at, end))?;
            // the rest of the word: 诚聘+英才
            let in_word = |c: char| c.is_alphabetic() && !c.is_ascii() && !"版保".contains(c);
            let rest = window.skip_while(end, |c| in_word(c) && !MARKS.contains(c));
            Some(rest.min(window.next_edge(end.saturating_sub(1)).max(end)))
        };
        anywhere.or_else(at_word).or_else(menu).map(|end| (TokenKind::Stop, end))
    }

    /// Whether a word of a menu or a counter follows a name, or is one by itself. What ends like a company is a name.
    fn is_menu(&self, at: usize, end: usize) -> bool {
        let window = self.window;
        let alone = window.at(end).is_none_or(|c| !c.is_alphanumeric());
        let behind = self.text.is_some() && window.is_apart(at);
        let report = window.skip(end, "举报中心").is_some();
        let own = alone || report || !self.is_organisation_word(at);
        own && (behind || alone && self.text.is_none())
    }

    /// `v1.2` behind a name: the place behind.
    fn version(&self, at: usize) -> Option<usize> {
        let window = self.window;
        let behind = self.text.is_some() && window.is_apart(at) && window.at(at) == Some('v');
        let dot = window.skip_while(at + 1, |c| c.is_ascii_digit());
        let end = window.skip_while(dot, |c| c.is_ascii_digit() || c == '.');
        (behind && dot > at + 1 && end > dot).then_some(end)
    }

    /// 由某某驱动, glued to the name before: the place behind 由.
    fn made_by(&self, at: usize) -> Option<usize> {
        let window = self.window;
        let by = window.at(at) == Some('由') && self.text.is_some();
        let word = by && !window.before(at).is_some_and(|c| "自理缘经事因".contains(c));
        (at + 1..at + 24)
            .take_while(|_| word)
            .any(|at| DEEDS.at(window, at).next().is_some())
            .then_some(at + 1)
    }

    /// Whether a word of a filing or a remark is part of a name: what it begins ends like one (互联网信息办公室), and no name
    /// is complete before it (山湖大学技术支持深海公司).
    fn is_in_name(&self, at: usize, end: usize, trade: bool) -> bool {
        let window = self.window;
        if window.at(at).is_none_or(|c| c.is_ascii()) {
            return false;
        }
        let letter = |c: char| c.is_alphabetic();
        let run = window.skip_while(end, letter).min(window.next_edge(at)).min(end + 24);
        let claims = |&at: &usize| {
            RIGHTS.at(window, at).next().or_else(|| RESERVED.at(window, at).next()).is_some()
        };
        let run = (end..run).find(claims).unwrap_or(run);
        let text = |from: usize, to: usize| -> String {
            window.folded.get(from..to).unwrap_or_default().iter().collect()
        };
        let rest = text(end, run);
        if rest.is_empty() {
            return false;
        }
        let named = super::super::owner::is_organisation(&text(at, run));
        match self.text {
            // 山湖网 违法信息举报中心
            Some(start)
                if trade && window.folded.get(start..at).is_some_and(|it| it.contains(&' ')) =>
            {
                super::super::owner::is_company(&text(at, run))
            }
            Some(start) if !window.is_apart(at) => {
                let whole = super::super::owner::is_organisation(&text(
                    start.max(at.saturating_sub(64)),
                    at,
                ));
                let ends = ORGANISATIONS.contains(&rest);
                ends || !whole && (named || SITES.contains(&rest))
            }
            // a menu's word behind a name: 举报中心
            Some(_) => named && !MENU.at(window, at).any(|end| end == run),
            None => named,
        }
    }

    /// Whether the word at a place ends like a company: 帮助网络科技有限公司 is a name, 帮助 is none.
    fn is_organisation_word(&self, at: usize) -> bool {
        let end = self.window.skip_while(at, char::is_alphanumeric);
        let word = self.window.folded.get(at..end).unwrap_or_default();
        super::super::owner::is_organisation(&word.iter().take(64).collect::<String>())
    }
}

/// `© Made with ❤ by X`: the place behind `by`.
fn made_with_love(window: &Window, at: usize) -> Option<usize> {
    let start = window.skip(at, "made with").or_else(|| window.skip(at, "crafted with"))?;
    let by = |&end: &usize| {
        let apart = window.before(end) == Some(' ') && window.at(end + 2) == Some(' ');
        apart && window.skip(end, "by").is_some()
    };
    (start..start + 12).find(by).map(|end| end + 2)
}

/// 地址：, 电话 010…: the place behind a field's name and its colon.
fn label(window: &Window, at: usize) -> Option<usize> {
    let word = WORD_LABELS.at(window, at).filter(|_| window.is_apart(at));
    word.chain(LABELS.at(window, at)).find_map(|end| {
        let next = window.skip_blank(end);
        let number = || {
            let digit = window.at(next).is_some_and(|c| c.is_ascii_digit());
            digit && !ends_in_letter(window, end) && years::read(window, next).is_none()
        };
        match window.at(next) {
            Some(':') => Some(next + 1),
            _ => number().then_some(next),
        }
    })
}

/// `B2-2008`, `A2.B1.B2-2009`: a telecom licence's class and the begin of its number.
fn telecom_licence(window: &Window, at: usize) -> Option<usize> {
    let class = window.at(at).is_some_and(|c| c == 'a' || c == 'b')
        && window.at(at + 1).is_some_and(|c| matches!(c, '1'..='3'))
        && window.before(at).is_none_or(|c| !c.is_ascii_alphanumeric());
    let end = window.skip_while(at, |c| matches!(c, 'a' | 'b' | '1'..='3' | '.')).min(at + 12);
    let dash = window.skip_blank(end);
    let digits = window.skip_while(dash + 1, |c| c.is_ascii_digit());
    (class && window.at(dash) == Some('-') && digits >= dash + 5).then_some(dash + 1)
}

/// The start of a filing, given the place of its words: its province character, 合字 or bracket.
fn mark_start(window: &Window, at: usize) -> usize {
    if matches!(window.at(at), Some('备' | '许')) {
        // the whole word of a licence's name: 网络文化经营许可证; but not the company glued to it
        let start = at.saturating_sub(24);
        let head = |place: usize| window.folded.get(start..place).unwrap_or_default();
        let begins = |place: &usize| {
            window.before(*place) == Some(' ')
                || window.edges(*place).next().is_some()
                || ends_company(head(*place))
        };
        return (start + 1..=at).rev().find(begins).unwrap_or(at);
    }
    let apart = usize::from(matches!(window.before(at), Some(' ' | ')')));
    let mark = at
        .checked_sub(1 + apart)
        .filter(|&mark| window.at(mark).is_some_and(|c| MARKS.contains(c)));
    match mark {
        Some(mark) if matches!(window.before(mark), Some('(' | '合')) => mark - 1,
        Some(mark) => mark,
        None => at,
    }
}

/// The end of the number behind a filing's words: digits, masks, brackets, up to 号 and its suffix.
fn number_end(window: &Window, at: usize) -> usize {
    let in_number = |c: char| c.is_ascii_digit() || " :-.x*#[]()〔〕【】第编字".contains(c);
    let end = window.skip_while(at, in_number).min(at + 40);
    if window.at(end) != Some('号') {
        return end;
    }
    let suffix = window.skip_while(end + 1, |c| c == '-' || c.is_ascii_digit());
    let kind = suffix > end + 1 && matches!(window.at(suffix), Some('a' | 'x' | 'k'));
    suffix + usize::from(kind)
}
