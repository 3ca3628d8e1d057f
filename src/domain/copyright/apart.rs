//! Where one statement ends and the next begins without a mark between them.

use super::lex::{StatementToken, TokenKind, is_claim};
use super::owner::{Side, folded, is_domain, is_organisation, name};
use super::window::Window;

/// What ends a field.
pub(super) const fn is_end(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Break | TokenKind::Bar | TokenKind::Stop | TokenKind::Label)
}

/// Drops the bar between a sign and its years (`© Copyright | 2024 X`), and ends a statement that is complete where the
/// next one begins without a mark between them (`© 2001-2006 X © 2026 Y`, `© 2020 X 版权所有：Y`).
pub(super) fn apart(window: &Window, tokens: &[StatementToken]) -> Vec<StatementToken> {
    let mut apart: Vec<StatementToken> = Vec::with_capacity(tokens.len() + 1);
    let mut begin = 0;
    for (index, token) in tokens.iter().enumerate() {
        let behind = tokens.get(index + 1..).unwrap_or_default();
        let before = tokens.get(begin..index).unwrap_or_default();
        match token.kind {
            TokenKind::Bar
                if before.last().is_some_and(|token| is_claim(token.kind))
                    && behind.first().is_some_and(|token| is_years(token.kind)) =>
            {
                continue;
            }
            kind if is_claim(kind) && begins_another(window, kind, before, behind) => {
                let range = token.range.start..token.range.start;
                apart.push(StatementToken { kind: TokenKind::Break, range });
                begin = index;
            }
            TokenKind::Text if is_next_owner(window, token, before, behind) => {
                let range = token.range.start..token.range.start;
                apart.push(StatementToken { kind: TokenKind::Break, range });
                begin = index;
            }
            kind if is_end(kind) => begin = index + 1,
            _ => {}
        }
        apart.push(token.clone());
    }
    apart
}

pub(super) const fn is_years(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Years(_) | TokenKind::Since(_))
}

/// Whether an organisation before 版权所有 follows a statement that is closed: `© X All Rights Reserved 某公司 版权所有`.
fn is_next_owner(
    window: &Window,
    text: &StatementToken,
    before: &[StatementToken],
    behind: &[StatementToken],
) -> bool {
    let closed = matches!(before, [.., named, reserved]
        if named.kind == TokenKind::Text && reserved.kind == TokenKind::Reserved);
    closed
        && before.iter().any(|token| is_claim(token.kind))
        && behind.first().is_some_and(|token| token.kind == TokenKind::Rights)
        && is_organisation(folded(&window.text(text.range.clone())).trim())
}

/// Whether a claim begins a statement of its own, behind one that has its owner.
fn begins_another(
    window: &Window,
    kind: TokenKind,
    before: &[StatementToken],
    behind: &[StatementToken],
) -> bool {
    let solid = |token: &&StatementToken| !is_years(token.kind);
    let claimed = before.iter().position(|token| is_claim(token.kind));
    let named = before.iter().rposition(|token| token.kind == TokenKind::Text);
    // the owner's name behind this claim and those glued to it
    let next = behind.iter().filter(solid).find(|token| !is_claim(token.kind));
    let Some((last, next)) = named.zip(next.filter(|token| token.kind == TokenKind::Text)) else {
        return false;
    };
    let text = |token: &StatementToken| folded(&window.text(token.range.clone()));
    let has = |kinds: fn(TokenKind) -> bool| before.iter().any(|token| kinds(token.kind));
    let since_name = before.get(last + 1..).unwrap_or_default();
    match kind {
        // © 2001-2006 X © 2026 Y
        TokenKind::Sign if claimed < Some(last) && claimed.is_some() => {
            let dated = behind.first().is_some_and(|token| is_years(token.kind));
            since_name.is_empty() && dated && has(is_years) && has(|kind| kind == TokenKind::Sign)
        }
        // X 版权所有 Copyright © Y
        TokenKind::Sign | TokenKind::WeakSign => {
            claimed == Some(last + 1)
                && matches!(since_name.first(), Some(token) if token.kind == TokenKind::Rights)
                && !since_name
                    .iter()
                    .any(|token| matches!(token.kind, TokenKind::Sign | TokenKind::WeakSign))
                && name(&window.text(next.range.clone()), Side::Behind).is_some()
        }
        // © X 版权所有：Y
        TokenKind::RightsOf => claimed.is_some_and(|at| at < last),
        // © X All Rights Reserved 版权所有 某公司, © X 版权所有 某公司
        TokenKind::Rights if claimed.is_some_and(|at| at < last) => {
            let closed = since_name.iter().any(|token| token.kind == TokenKind::Reserved);
            let domain = before.get(last).is_some_and(|token| is_domain(text(token).trim()));
            is_organisation(text(next).trim()) && (closed || !domain)
        }
        _ => false,
    }
}
