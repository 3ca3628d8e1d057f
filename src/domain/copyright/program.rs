//! Statements of a program's maker: what is behind `Powered by X` on its line, or on the line after.

use super::OwnerKind;
use super::hint::has_hint;
use super::lex::{StatementToken, TokenKind, lex};
use super::owner::{folded, is_organisation, kind};
use super::window::Window;
use super::words::{GENERATORS, POWERED, SIGNERS, SUPPORT};

/// Who a statement speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Claimant {
    /// The site.
    #[default]
    Site,
    /// The maker of the program that is named before it, unless it names the site's owner.
    Doubtful,
    /// The maker of the site's program.
    Maker,
}

/// Pieces between the name of a program and a statement: its version, a full stop.
const NEAR: usize = 6;
/// A line that names a program and nothing else is not longer, in characters.
const LONGEST_LINE: usize = 80;

/// Who a statement speaks for that starts at a place of a window, by what is before it.
pub(super) fn claimant(
    window: &Window,
    tokens: &[StatementToken],
    start: usize,
    owner: Option<&str>,
) -> Claimant {
    let before = tokens.partition_point(|token| token.range.end <= start);
    let head = tokens.get(..before).unwrap_or_default();
    let mut between = 0..0;
    for (index, token) in head.iter().rev().take(NEAR).enumerate() {
        let at = token.range.start;
        match token.kind {
            TokenKind::Stop | TokenKind::Label => {
                if let Some(end) = POWERED.at(window, at).next() {
                    return of_program(window, end, owner, index == 0);
                }
                if SUPPORT.at(window, at).next().is_some() {
                    return of_support(&window.text(between), owner);
                }
                if !is_version(window, token) {
                    return Claimant::Site;
                }
            }
            TokenKind::Text => between = at..token.range.end,
            TokenKind::Break => {}
            _ => return Claimant::Site,
        }
    }
    Claimant::Site
}

/// Who speaks behind `Powered by`, which ends at a place. Where the owner is the name of the program itself (`Powered by
/// DESTOON B2B © 2018`), it is its maker.
fn of_program(window: &Window, end: usize, owner: Option<&str>, itself: bool) -> Claimant {
    if is_generator(window, end) {
        return Claimant::Site;
    }
    match owner {
        Some(owner) if itself && owner.is_ascii() && !is_organisation(&folded(owner)) => {
            Claimant::Maker
        }
        _ => Claimant::Doubtful,
    }
}

/// Who speaks behind 技术支持：某网络: the supporter where it names itself.
fn of_support(supporter: &str, owner: Option<&str>) -> Claimant {
    let supporter = folded(supporter);
    let owner = owner.map(folded).unwrap_or_default();
    let same = !owner.is_empty() && (supporter.contains(&owner) || owner.contains(&supporter));
    if same && !supporter.trim().is_empty() { Claimant::Doubtful } else { Claimant::Site }
}

/// Whether a line names a program and nothing else: `Powered by Discuz! X3.4`.
pub(super) fn is_program_line(line: &str) -> bool {
    if line.chars().nth(LONGEST_LINE).is_some() || has_hint(line) {
        return false;
    }
    let window = Window::new(line);
    let start = window.skip_blank(0);
    let Some(end) = POWERED.at(&window, start).next() else { return false };
    let mut rest = lex(&window).into_iter().filter(|token| token.range.start >= end);
    let named = |token: StatementToken| {
        matches!(token.kind, TokenKind::Text | TokenKind::Break) || is_version(&window, &token)
    };
    !is_generator(&window, end) && rest.all(named)
}

/// Whether the program whose name follows leaves the copyright line to the site.
fn is_generator(window: &Window, end: usize) -> bool {
    let start = window.skip_while(end, |c| c == ' ' || c == ':');
    let whole = |&end: &usize| window.at(end).is_none_or(|c| c != '!' && c != '.');
    GENERATORS.at(window, start).any(|end| whole(&end))
}

/// Whether a piece is a version: `v4.2`.
fn is_version(window: &Window, token: &StatementToken) -> bool {
    let start = token.range.start;
    window.at(start) == Some('v') && window.at(start + 1).is_some_and(|c| c.is_ascii_digit())
}

/// What kind of name the owner of a statement is.
pub(super) fn owner_kind(claimant: Claimant, owner: Option<&str>) -> OwnerKind {
    let signs = |owner: &str| SIGNERS.contains(folded(owner).trim_end_matches('.'));
    match claimant {
        Claimant::Maker => OwnerKind::Software,
        Claimant::Doubtful if owner.is_none_or(signs) => OwnerKind::Software,
        Claimant::Doubtful | Claimant::Site => owner.map_or(OwnerKind::Name, kind),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Copyright, OwnerKind, read};

    /// The owner, its kind and the last year of each statement, with a mark where a program is named before it.
    fn found(lines: &[&str]) -> Vec<(Option<String>, OwnerKind, Option<i16>, bool)> {
        let row = |it: Copyright| (it.owner, it.owner_kind, it.to, it.behind_program);
        read(lines).into_iter().map(row).collect()
    }

    #[test]
    fn what_the_maker_of_a_program_signs_is_not_the_sites() {
        for lines in [
            &["Powered by Discuz! X3.4", "Copyright © 2001-2020, Tencent Cloud."][..],
            &["Powered by Discuz! X3.5 © 2001-2024 Discuz! Team."],
            &["Powered by 74cms v4.2 © 2014-2018"],
            &["Powered by 74cms\u{1B} v4.2 © 2014-2018"],
            &["Powered by DESTOON B2B SYSTEM © 2008-2018"],
            &["Powered by ECShop v4.0 © 2005-2018"],
            &["Powered by Z-BlogPHP 1.5 © 2018 RainbowSoft Studio"],
            &["Powered by CmsEasy 7.0 © 2018 CmsEasy, Inc."],
            &["Powered by JEECMS © 2018 江西金磊科技发展有限公司"],
            &["Powered by 某某系统", "© 2018 All Rights Reserved"],
            &["程序：某某系统 V3.1 © 2018"],
        ] {
            let found = found(lines);
            let software = found.iter().all(|it| it.1 == OwnerKind::Software);
            assert!(software && !found.is_empty(), "{lines:?}: {found:?}");
        }
    }

    #[test]
    fn other_names_behind_a_program_may_be_its_makers() {
        for (lines, owner) in [
            (&["Powered by MetInfo 7.8 ©2008-2025 mito.example.cn"][..], "mito.example.cn"),
            (&["Powered by 某某系统 © 2018 深海网络科技有限公司"], "深海网络科技有限公司"),
            (&["Powered by 某某系统", "Copyright © 2018 深海网络"], "深海网络"),
            (&["技术支持：深海网络 © 2018 深海网络"], "深海网络"),
        ] {
            let found = found(lines);
            let doubtful = matches!(found.as_slice(), [(Some(name), kind, _, true)]
                if name == owner && *kind != OwnerKind::Software);
            assert!(doubtful, "{lines:?}: {found:?}");
        }
    }

    #[test]
    fn the_sites_own_statement_stays_beside_that_of_a_program() {
        for (lines, owner, to) in [
            (&["Powered By Z-BlogPHP © 2020 山湖"][..], "山湖", Some(2020)),
            (&["Powered by WordPress", "© 2020 山湖网"], "山湖网", Some(2020)),
            (&["Powered by Foo | © 2020 山湖网"], "山湖网", Some(2020)),
            (&["技术支持：深海网络 © 2018 山湖网"], "山湖网", Some(2018)),
            (&["山湖公司 版权所有 Powered by ECShop v4.0 © 2005-2018"], "山湖公司", None),
            (&["山湖公司 版权所有", "Powered by ECShop v4.0 © 2005-2018"], "山湖公司", None),
            (&["Powered by ECShop v4.0 © 2005-2018", "山湖公司 版权所有"], "山湖公司", None),
            (&["Powered by ECShop v4.0 © 2005-2018", "山湖公司"], "", None),
        ] {
            let found = found(lines);
            let own: Vec<_> =
                found.iter().filter(|it| it.1 != OwnerKind::Software && !it.3).collect();
            let right = match own.as_slice() {
                [] => owner.is_empty(),
                [(Some(name), _, year, _)] => name == owner && *year == to,
                _ => false,
            };
            assert!(right, "{lines:?}: {found:?}");
        }
    }
}
