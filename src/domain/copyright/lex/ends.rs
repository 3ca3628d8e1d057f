//! What ends a statement: filings, phones, fields, other pages, software.

use super::super::window::Window;
use super::super::words::{FILINGS, LABELS, MARKS, STOPS, WORD_STOPS};
use super::super::years;
use super::{Kind, Lexer, ends_in_letter};
use std::ops::Range;

impl Lexer<'_> {
    /// A filing or licence with its province character before and its number behind.
    pub(super) fn filing(&self, at: usize) -> Option<(Kind, Range<usize>)> {
        let window = self.window;
        let phrase = FILINGS.at(window, at).next();
        let end = phrase.or_else(|| telecom_licence(window, at)).or_else(|| self.phone(at))?;
        Some((Kind::Stop, mark_start(window, at)..number_end(window, end)))
    }

    /// A telephone number: at least seven digits, perhaps with dashes.
    fn phone(&self, at: usize) -> Option<usize> {
        let window = self.window;
        if window.before(at).is_some_and(|c| c.is_ascii_alphanumeric())
            || !window.at(at)?.is_ascii_digit()
        {
            return None;
        }
        let end = window.skip_while(at, |c| c.is_ascii_digit() || c == '-');
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
    pub(super) fn stop(&self, at: usize) -> Option<(Kind, usize)> {
        let window = self.window;
        if window.at(at)?.is_ascii() && !self.begins_word(at) {
            return None;
        }
        if let Some(end) = made_with_love(window, at) {
            return Some((Kind::WeakSign, end));
        }
        if let Some(end) = label(window, at) {
            return Some((Kind::Label, end));
        }
        let whole = |&end: &usize| !ends_in_letter(window, end);
        let anywhere = STOPS.at(window, at).find(whole);
        let fresh = self.text.is_none() || window.before(at) == Some(' ');
        let at_word = || {
            WORD_STOPS
                .at(window, at)
                .find(whole)
                .filter(|_| fresh && !self.is_organisation_word(at))
        };
        anywhere.or_else(at_word).map(|end| (Kind::Stop, end))
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
    LABELS.at(window, at).find_map(|end| {
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

/// Where a filing begins whose words stand at a place: at its province character, 合字 or bracket.
fn mark_start(window: &Window, at: usize) -> usize {
    if matches!(window.at(at), Some('备' | '许')) {
        // the whole word of a licence's name: 网络文化经营许可证
        let head = window.folded.get(at.saturating_sub(12)..at).unwrap_or_default();
        let blank = head.iter().rposition(|&c| c == ' ');
        return blank.map_or(at, |blank| at - (head.len() - blank - 1));
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
