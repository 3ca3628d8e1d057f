//! Puts the pieces of a window together to statements.

use std::ops::Range;

use super::OwnerKind;
use super::apart::{apart, is_end, is_years};
use super::lex::{StatementToken, TokenKind, is_claim, lex};
use super::owner::{Side, folded, is_company, is_domain, is_organisation, kind, name};
use super::program::{Claimant, claimant};
use super::window::Window;
use super::years::Years;

/// A statement in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) owner: Option<String>,
    pub(super) years: Option<Years>,
    pub(super) claimant: Claimant,
    /// Its position, in characters of the window.
    pub(super) range: Range<usize>,
    /// Whether nothing precedes or follows it in its window.
    pub(super) first: bool,
    pub(super) last: bool,
}

impl Statement {
    /// Whether the next one says what this one leaves open, or nothing new.
    pub(super) fn is_completed_by(&self, next: &Self) -> bool {
        let years = self.years.is_none() || next.years.is_none();
        let bare = next.owner.is_none() && next.years.is_none();
        let of_site = self.claimant == Claimant::Site && next.claimant == Claimant::Site;
        bare || of_site && years && self.owner.is_some() != next.owner.is_some()
    }

    /// Takes over what the next one says.
    pub(super) fn complete(&mut self, next: Self) {
        self.owner = self.owner.take().or(next.owner);
        self.years = self.years.or(next.years);
        self.last = next.last;
    }
}

/// A field: the pieces between two ends.
struct Field<'a> {
    tokens: &'a [StatementToken],
    /// What ends the field before and this one; `None` at the ends of the window.
    before: Option<TokenKind>,
    after: Option<TokenKind>,
}

/// A text that may name the owner.
struct OwnerCandidate {
    owner: String,
    /// The place of its token in the field.
    index: usize,
    range: Range<usize>,
    /// How strongly its place speaks for it.
    rank: u8,
    organisation: bool,
}

/// The statements of a window, in order.
pub(super) fn read(window: &Window) -> Vec<Statement> {
    let tokens = apart(window, &lex(window));
    let tokens = inner(&tokens);
    let fields = fields(tokens);
    let mut statements: Vec<Statement> = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let Some((mut statement, best)) = field.statement(window) else { continue };
        statement.claimant =
            claimant(window, tokens, statement.range.start, statement.owner.as_deref());
        if statement.owner.is_none() && statement.claimant == Claimant::Site {
            field.look_around(&fields, index, window, &mut statement);
        }
        let more = best.map(|best| field.owners_behind(best, window, &statement));
        statement.first = index == 0
            && field.tokens.first().is_some_and(|token| token.range.start >= statement.range.start);
        statement.last = field.after.is_none()
            && field.tokens.last().is_some_and(|token| token.range.end <= statement.range.end);
        match statements.last_mut() {
            Some(last) if last.is_completed_by(&statement) => {
                last.range.end = statement.range.end;
                last.complete(statement);
            }
            _ => statements.push(statement),
        }
        statements.extend(more.into_iter().flatten());
    }
    statements
}

/// The whole text as an organisation's name, perhaps with filings behind it.
pub(super) fn organisation(window: &Window) -> Option<String> {
    let tokens = lex(window);
    let first = tokens.first().filter(|token| token.kind == TokenKind::Text)?;
    let alone =
        tokens.get(1).is_none_or(|token| matches!(token.kind, TokenKind::Stop | TokenKind::Bar));
    let text = window.text(first.range.clone());
    name(&text, Side::Behind).filter(|owner| alone && is_organisation(&folded(owner)))
}

/// The pieces without the bars and stops around all of them.
fn inner(tokens: &[StatementToken]) -> &[StatementToken] {
    let outer = |token: &StatementToken| matches!(token.kind, TokenKind::Break | TokenKind::Bar);
    let start = tokens.iter().take_while(|token| outer(token)).count();
    let rest = tokens.get(start..).unwrap_or_default();
    let end = rest.iter().rposition(|token| !outer(token)).map_or(0, |last| last + 1);
    rest.get(..end).unwrap_or_default()
}

/// Cuts the pieces into fields.
fn fields(tokens: &[StatementToken]) -> Vec<Field<'_>> {
    let mut before = None;
    let mut fields = Vec::new();
    for part in tokens.split_inclusive(|token| is_end(token.kind)) {
        let (tokens, after) = match part.split_last() {
            Some((end, rest)) if is_end(end.kind) => (rest, Some(end.kind)),
            _ => (part, None),
        };
        fields.push(Field { tokens, before, after });
        before = after;
    }
    fields
}

impl Field<'_> {
    fn has(&self, kind: TokenKind) -> bool {
        self.tokens.iter().any(|token| token.kind == kind)
    }

    fn claims(&self) -> bool {
        self.tokens.iter().any(|token| is_claim(token.kind))
    }

    /// The statement of this field, if it makes one, and the index of its owner.
    fn statement(&self, window: &Window) -> Option<(Statement, Option<usize>)> {
        if !self.claims() && !self.has(TokenKind::Reserved) {
            return None;
        }
        let candidates = (0..self.tokens.len()).filter_map(|index| self.candidate(index, window));
        // the first of the best
        let best =
            candidates.reduce(|best, next| if next.weight() > best.weight() { next } else { best });
        let years = self.years();
        if !self.is_made(window, best.as_ref(), years) {
            return None;
        }
        let parts = self
            .tokens
            .iter()
            .filter(|token| token.kind != TokenKind::Text)
            .map(|token| &token.range);
        let parts = || parts.clone().chain(best.iter().map(|best| &best.range));
        let start = parts().map(|range| range.start).min()?;
        let end = parts().map(|range| range.end).max()?;
        let index = best.as_ref().map(|best| best.index);
        let owner = best.map(|best| self.with_domain(best, window));
        let claimant = Claimant::default();
        let range = start..end;
        Some((Statement { owner, years, claimant, range, first: false, last: false }, index))
    }

    /// An owner with its domain, where 版权所有 is between them: `© hill.com 版权所有 山湖`.
    fn with_domain(&self, best: OwnerCandidate, window: &Window) -> String {
        let head = self.tokens.get(..best.index).unwrap_or_default();
        if let [.., claim, domain, rights] = head
            && (is_claim(claim.kind) || is_years(claim.kind))
            && domain.kind == TokenKind::Text
            && rights.kind == TokenKind::Rights
            && let Some(domain) = name(&window.text(domain.range.clone()), Side::Behind)
            && is_domain(&folded(&domain))
        {
            return format!("{domain} {}", best.owner);
        }
        best.owner
    }

    /// Further companies named behind the owner: `© 甲有限公司 乙有限公司`.
    fn owners_behind(&self, best: usize, window: &Window, first: &Statement) -> Vec<Statement> {
        let company = |token: &StatementToken| {
            let owner = name(&window.text(token.range.clone()), Side::Behind)?;
            is_company(&folded(&owner)).then_some(owner)
        };
        let tokens = self.tokens.get(best..).unwrap_or_default();
        let alone = tokens.first().and_then(company).is_none();
        let rest = tokens.iter().skip(1);
        let texts = rest
            .skip_while(|token| alone && token.kind == TokenKind::Reserved)
            .take_while(|token| token.kind == TokenKind::Text);
        let closed = tokens.get(1).is_some_and(|token| token.kind == TokenKind::Reserved);
        texts
            .filter(|_| !alone || closed)
            .map_while(|token| Some((company(token)?, token.range.clone())))
            .map(|(owner, range)| Statement { owner: Some(owner), range, ..first.clone() })
            .collect()
    }

    /// The years of the field as one range. When its owner began counts where it names no other.
    fn years(&self) -> Option<Years> {
        let years = self.tokens.iter().filter_map(|token| match token.kind {
            TokenKind::Years(years) => Some(years),
            _ => None,
        });
        let begun = || {
            self.tokens.iter().find_map(|token| match token.kind {
                TokenKind::Since(years) => Some(years),
                _ => None,
            })
        };
        years
            .reduce(|a, b| Years { from: a.from, to: a.to.max(b.to), open: a.open || b.open })
            .or_else(begun)
    }

    /// Whether the signs of the field make a statement, or merely talk about one.
    fn is_made(
        &self,
        window: &Window,
        best: Option<&OwnerCandidate>,
        years: Option<Years>,
    ) -> bool {
        let named = best.is_some_and(|best| best.organisation || is_domain(&folded(&best.owner)));
        let reserved = self.has(TokenKind::Reserved);
        let rights = self.has(TokenKind::Rights) || self.has(TokenKind::RightsOf);
        if self.has(TokenKind::Sign) {
            return best.is_some() || years.is_some() || reserved || rights;
        }
        if rights {
            return best.is_some() || years.is_some() || reserved || !self.is_sentence(window);
        }
        if self.has(TokenKind::WeakSign) {
            let at_sign = self.tokens.iter().all(|token| {
                token.kind != TokenKind::WeakSign || window.at(token.range.start) == Some('@')
            });
            // @2014 某某 京ICP备…: with a filing behind it, it is no mention of a year
            let in_footer = self.before.is_none() && self.after == Some(TokenKind::Stop);
            let dated = (!at_sign || in_footer && best.is_some())
                && self.tokens.windows(2).any(|pair| match pair {
                    [a, b] => matches!(
                        (a.kind, b.kind),
                        (TokenKind::WeakSign, TokenKind::Years(_) | TokenKind::Since(_))
                            | (TokenKind::Years(_) | TokenKind::Since(_), TokenKind::WeakSign)
                    ),
                    _ => false,
                });
            return reserved || dated || named;
        }
        // Hillside ALL RIGHTS RESERVED: a line of its own
        let brief = best.is_some_and(|best| best.rank == 0 && best.owner.chars().count() <= 16)
            && self.before.is_none();
        let latin = self.tokens.iter().any(|token| {
            token.kind == TokenKind::Reserved
                && window.at(token.range.start).is_some_and(|c| c.is_ascii())
        });
        named || brief && latin
    }

    /// Whether 版权所有 is a word in a sentence: a text is glued to it.
    fn is_sentence(&self, window: &Window) -> bool {
        self.tokens.windows(2).any(|pair| match pair {
            [a, b] => {
                (a.kind == TokenKind::Text) != (b.kind == TokenKind::Text)
                    && a.range.end == b.range.start
                    && window.before(b.range.start) != Some(' ')
            }
            _ => false,
        })
    }

    /// The text at an index as a possible owner.
    fn candidate(&self, index: usize, window: &Window) -> Option<OwnerCandidate> {
        let token = self.tokens.get(index).filter(|token| token.kind == TokenKind::Text)?;
        let (mut rank, side) = self.rank(index)?;
        // All rights reserved by Hillside Lab
        if rank == 1 && self.is_led_by(index, window) {
            rank = 4;
        }
        let owner = name(&window.text(token.range.clone()), side)?;
        let folded = folded(&owner);
        // the maker of the software does not own the site
        let organisation = is_organisation(&folded) && kind(&owner) != OwnerKind::Software;
        let short = owner.chars().count() <= 16 && !owner.contains(' ');
        if rank == 1 && !organisation && !is_domain(&folded) && !short {
            return None;
        }
        Some(OwnerCandidate { owner, index, range: token.range.clone(), rank, organisation })
    }

    /// Whether a text begins with "by".
    fn is_led_by(&self, index: usize, window: &Window) -> bool {
        let before = index.checked_sub(1).and_then(|at| self.tokens.get(at));
        let start = before.map_or(0, |it| it.range.end);
        let end = self.tokens.get(index).map_or(start, |it| it.range.end);
        let text = window.folded.get(start..end).unwrap_or_default();
        let mut words = text.iter().skip_while(|c| **c == ' ');
        [words.next(), words.next()] == [Some(&'b'), Some(&'y')]
            && words.next().is_none_or(|c| matches!(c, ' ' | ':'))
    }

    /// How strongly the neighbours of a text make it the owner, and on which side of them it is.
    fn rank(&self, index: usize) -> Option<(u8, Side)> {
        let solid = |token: &&StatementToken| !is_years(token.kind);
        let (head, tail) = self.tokens.split_at(index);
        let claims: Vec<TokenKind> = head
            .iter()
            .rev()
            .filter(solid)
            .map(|token| token.kind)
            .take_while(|&kind| is_claim(kind))
            .collect();
        if claims.iter().any(|&kind| kind != TokenKind::Rights) {
            return Some((4, Side::Behind));
        }
        let next = tail.iter().skip(1).find(solid).map(|token| token.kind);
        let last = head.iter().rev().find(solid).map(|token| token.kind);
        let side = if last.is_none() && self.before == Some(TokenKind::Label) {
            Side::BehindField
        } else {
            Side::Before
        };
        match (last, next) {
            (_, Some(TokenKind::Rights)) => Some((3, side)),
            (Some(TokenKind::Rights), _) => Some((2, Side::Behind)),
            (Some(TokenKind::Reserved), _) => Some((1, Side::Behind)),
            (
                _,
                Some(
                    TokenKind::Sign
                    | TokenKind::WeakSign
                    | TokenKind::RightsOf
                    | TokenKind::Reserved,
                ),
            ) => Some((0, side)),
            _ => None,
        }
    }

    /// Takes the owner from a neighbour where this field names none.
    fn look_around(
        &self,
        fields: &[Field<'_>],
        index: usize,
        window: &Window,
        statement: &mut Statement,
    ) {
        let behind = fields.get(index + 1).and_then(|next| self.owner_behind(next, window));
        let before =
            || fields.get(index.checked_sub(1)?).and_then(|last| self.owner_before(last, window));
        if let Some((owner, range)) = behind.or_else(before) {
            statement.owner = Some(owner);
            statement.range =
                statement.range.start.min(range.start)..statement.range.end.max(range.end);
        }
    }

    /// The owner in the next field: `© 2018 | 某公司`, `All Rights Reserved. 某公司`.
    fn owner_behind(&self, next: &Field<'_>, window: &Window) -> Option<(String, Range<usize>)> {
        let open = self.tokens.last().is_some_and(|token| token.kind != TokenKind::Text);
        let token = next.tokens.first().filter(|token| token.kind == TokenKind::Text)?;
        if !open || next.claims() || !matches!(next.before, Some(TokenKind::Bar | TokenKind::Break))
        {
            return None;
        }
        let owner = name(&window.text(token.range.clone()), Side::Behind)?;
        let folded = folded(&owner);
        let brief =
            owner.chars().count() <= 20 && !folded.starts_with(|c: char| c.is_ascii_digit());
        let plain = next.before == Some(TokenKind::Bar) && !self.has(TokenKind::Reserved) && brief;
        (is_organisation(&folded) || is_domain(&folded) || plain)
            .then(|| (owner, token.range.clone()))
    }

    /// The organisation in the field before: `某公司 | 版权所有 | …`.
    fn owner_before(&self, last: &Field<'_>, window: &Window) -> Option<(String, Range<usize>)> {
        let [token] = last.tokens else { return None };
        let alone = token.kind == TokenKind::Text
            && last.before != Some(TokenKind::Label)
            && self.before == Some(TokenKind::Bar);
        let owner = name(&window.text(token.range.clone()), Side::Before).filter(|_| alone)?;
        is_organisation(&folded(&owner)).then(|| (owner, token.range.clone()))
    }
}

impl OwnerCandidate {
    /// An organisation outweighs a brand or domain, but not from before a ©.
    fn weight(&self) -> (bool, u8) {
        (self.organisation && self.rank >= 2, self.rank)
    }
}
