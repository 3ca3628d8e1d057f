//! Where an element ends on a line, without a blank before the next one: minified pages have none, and leave the gap to
//! their style sheet. A number that is complete there ends there; one that is split over elements goes on.

use super::cursor::{fold, is_han};
use super::{Found, Number, scan};
use crate::domain::icp_number::{NumberState, SuffixKind};

/// How the text behind the end of an element is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Both texts are in one link.
    OneLink,
    /// The first is in a link, the second outside of it.
    OutOfLink,
    /// Neither.
    NoLink,
}

/// How much text before the end of an element is read again, in bytes: more than any number takes.
const TAIL: usize = 200;
/// How much behind it, in bytes.
const AHEAD: usize = 64;

/// Whether a number at the end of `before` ends where its element ends. `next` is the text of the next element, `rest`
/// what is on the line from there on.
pub fn ends_with_element(before: &str, next: &str, rest: &str, across: Across) -> bool {
    let Some(first) = next.chars().next().map(fold) else { return false };
    let goes_on =
        first.is_ascii_digit() || matches!(first, '-' | 'A' | 'a' | 'X' | 'x' | 'K' | 'k');
    if !goes_on {
        return false;
    }
    let tail = before.get(before.floor_char_boundary(before.len().saturating_sub(TAIL))..);
    let tail = tail.unwrap_or_default();
    let bare = tail.trim_end_matches(|c: char| c.is_whitespace() || fold(c) == '-');
    if bare.len() < tail.len() {
        // `号 - `: a suffix may follow, or a text that begins with digits
        let is_number = scan(bare).pop().is_some_and(|found| found.range.end == bare.len());
        return is_number && first.is_ascii_digit() && !is_suffix(next);
    }
    let Some(number) = scan(tail).pop().filter(|found| found.range.end == tail.len()) else {
        return false;
    };
    let has_suffix = tail.get(number.digits.end..).unwrap_or_default().contains(|c| fold(c) == '-');
    let is_closed = tail.ends_with(['号', '號']);
    match first {
        '-' => has_suffix || next.chars().nth(1).is_some_and(is_digit) && !is_suffix(next),
        _ if !first.is_ascii_digit() => {
            is_right(&number) && !(has_suffix && is_site(&number) && is_letter(next))
        }
        _ if has_suffix => {
            !(across == Across::OneLink && next.len() < 3 && next.chars().all(is_digit))
        }
        _ if is_closed => true,
        _ => {
            let ahead = rest.get(..rest.floor_char_boundary(AHEAD)).unwrap_or_default();
            let joined = format!("{tail}{ahead}");
            let joined = scan(&joined).into_iter().find(|it| it.range.start == number.range.start);
            let joined_is_right = |closed: bool| {
                joined.as_ref().is_some_and(|it| {
                    it.range.end > tail.len()
                        && is_right(it)
                        && (!closed || is_closed_at(rest, it, tail))
                })
            };
            if is_right(&number) {
                !joined_is_right(true)
            } else {
                across == Across::OutOfLink && !joined_is_right(false)
            }
        }
    }
}

fn is_digit(c: char) -> bool {
    fold(c).is_ascii_digit()
}

/// Whether 号 follows the digits of a number that reaches into the next element.
fn is_closed_at(rest: &str, number: &Found, tail: &str) -> bool {
    let behind = number.digits.end.checked_sub(tail.len()).and_then(|at| rest.get(at..));
    behind.is_some_and(|behind| behind.trim_start().starts_with(['号', '號']))
}

/// Whether a text is the suffix of a number and nothing else, or goes on with what is no word: `-1`, `2A`.
fn is_suffix(text: &str) -> bool {
    let text = text.trim_start_matches(|c| fold(c) == '-');
    let rest = text.trim_start_matches(is_digit);
    let digits = text.chars().count() - rest.chars().count();
    (1..=5).contains(&digits) && (ends_word(rest) || is_letter(rest))
}

/// Whether a text is the letter of a suffix alone.
fn is_letter(text: &str) -> bool {
    let mut chars = text.chars();
    let letter = chars.next().is_some_and(|c| matches!(fold(c), 'A' | 'a' | 'X' | 'x' | 'K' | 'k'));
    letter && ends_word(chars.as_str())
}

fn ends_word(text: &str) -> bool {
    text.chars().next().map(fold).is_none_or(|c| !c.is_alphanumeric() && !is_han(c) && c != '-')
}

fn is_site(number: &Found) -> bool {
    matches!(&number.number, Number::Icp(it) if it.suffix.is_some_and(|it| it.kind == SuffixKind::Site))
        || matches!(&number.number, Number::Licence(_))
}

/// Whether the digits are as many as a number has, and begin as one does.
fn is_right(found: &Found) -> bool {
    match &found.number {
        Number::Icp(number) => number.year().is_some(),
        Number::Police(number) => number.digits.len() == 14 && number.province().is_some(),
        Number::Licence(licence) => licence.state == NumberState::Ok,
        Number::Joke(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Across::{self, NoLink, OneLink, OutOfLink};
    use super::ends_with_element;

    #[track_caller]
    fn check(cases: &[(&str, &str, Across)], expected: bool) {
        for (before, next, across) in cases {
            assert_eq!(
                ends_with_element(before, next, next, *across),
                expected,
                "{before} | {next} {across:?}"
            );
        }
    }

    #[test]
    fn what_is_complete_ends_with_its_element() {
        let cases = [
            ("京ICP备19004817号-1", "2019-2026", OutOfLink),
            ("京ICP备19004817号-1", "24小时热线", OutOfLink),
            ("京ICP备19004817号-1", "24小时热线", NoLink),
            ("京ICP备19004817号-1", "24小时热线", OneLink),
            ("京ICP备19004817号-1", "A股上市公司", OutOfLink),
            ("京ICP备19004817号-1", "Apple", NoLink),
            ("京ICP备19004817号-1", "-2019", OutOfLink),
            ("京ICP备19004817号", "2019-2026", NoLink),
            ("京ICP备19004817号", "1", NoLink),
            ("京ICP备19004817", "2019-2026", NoLink),
            ("京ICP备19004817", "24小时", OutOfLink),
            ("京ICP备19004817号", "-24小时", OutOfLink),
            ("京ICP备19004817号 - ", "24小时", OutOfLink),
            ("京公网安备11010502046718", "2019-2026", OutOfLink),
            ("京公网安备11010502046718", "2019-2026", NoLink),
            ("京公网安备1101050204671", "2019-2026", OutOfLink),
            ("浙B2-20190376", "2019-2026", NoLink),
            ("浙B2-20190376-1", "24小时", NoLink),
            ("京ICP证030173号-1", "24小时", OutOfLink),
        ];
        check(&cases, true);
    }

    #[test]
    fn what_is_not_complete_goes_on() {
        check(
            &[
                ("蜀ICP备", "2021032603号", OneLink),
                ("京ICP备17", "019015号-2", NoLink),
                ("京ICP备1701901", "5号", OutOfLink),
                ("京ICP备20210326", "03号-1", OneLink),
                ("京ICP备19004817", "号-1", NoLink),
                ("京ICP备19004817号", "-1", OutOfLink),
                ("京ICP备19004817号", "-1 版权所有", NoLink),
                ("京ICP备19004817号-", "1", NoLink),
                ("京ICP备19004817号-1", "A", NoLink),
                ("京ICP备19004817号-1", "2", OneLink),
                ("京公网安备", "11010502046718号", OutOfLink),
                ("京公网安备110105", "02046718号", OutOfLink),
                ("京公网安备1101050204", "6718", OutOfLink),
                ("浙B2-2019", "0376", NoLink),
                ("浙B2-20190376", "-1", NoLink),
                ("版权所有", "2019", NoLink),
                ("京ICP备19004817号-1", "、-2", NoLink),
            ],
            false,
        );
    }
}
