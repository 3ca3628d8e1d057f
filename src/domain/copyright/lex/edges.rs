//! Ends of elements and links: a reader sees a gap there, and a name seldom reaches across.

use super::super::owner::{is_company, is_domain, is_organisation};
use super::super::window::Edge;
use super::super::words::LEADS;
use super::{Lexer, TokenKind, is_claim};

/// As much of a text is looked at on either side of an edge.
const REACH: usize = 64;

impl Lexer<'_> {
    /// Ends the text in progress where another element or a link begins, unless the name goes on in it.
    pub(super) fn cross_edge(&mut self, at: usize) {
        let Some(start) = self.text.filter(|&start| start < at) else { return };
        let mut edge = None;
        for next in self.window.edges(at) {
            edge = match (edge, next) {
                (_, Edge::Link) | (Some(Edge::Link), _) => Some(Edge::Link),
                (_, Edge::Sibling) | (Some(Edge::Sibling), _) => Some(Edge::Sibling),
                (_, Edge::LinkEnd) => Some(Edge::LinkEnd),
                (known, Edge::Inner | Edge::Filled) => known,
            };
        }
        let blank = self.window.before(at) == Some(' ');
        let ends = match edge {
            Some(Edge::Link) => true,
            Some(Edge::Sibling) => !blank,
            // a menu before the owner; behind a sign, the link may be its first word
            Some(Edge::LinkEnd) => !self.tokens.iter().any(|token| is_claim(token.kind)),
            Some(Edge::Inner | Edge::Filled) | None => return,
        };
        if self.is_lead(at) {
            self.text = None;
        } else if ends && !self.goes_on(start, at, edge == Some(Edge::Link)) {
            self.flush(at);
        }
    }

    /// Whether the text in progress is a word such as `By`, between a claim and its owner.
    pub(super) fn is_lead(&self, at: usize) -> bool {
        let Some(start) = self.text else { return false };
        let text: String =
            self.window.folded.get(start..at).unwrap_or_default().iter().take(REACH).collect();
        let behind_claim = self.tokens.last().is_some_and(|token| {
            is_claim(token.kind)
                || matches!(
                    token.kind,
                    TokenKind::Years(_) | TokenKind::Since(_) | TokenKind::Reserved
                )
        });
        behind_claim && LEADS.contains(text.trim())
    }

    /// Whether the name in progress goes on behind an edge.
    fn goes_on(&self, start: usize, at: usize, link: bool) -> bool {
        let window = self.window;
        let text = |from: usize, to: usize| -> String {
            window.folded.get(from..to).unwrap_or_default().iter().collect()
        };
        let before = text(start.max(at.saturating_sub(REACH)), at);
        let (name, blank) = (before.trim_end(), before.ends_with(' '));
        let behind = text(at, window.next_edge(at).min(at + REACH));
        let behind = behind.trim();
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let open = name.ends_with(['的', '&', '(', '和', '与', '及', '/'])
            || ["the", "and", "of"].contains(&name.rsplit(' ').next().unwrap_or_default());
        let initials = letters(name) < 2 || !link && letters(behind) < 2;
        // 山湖<b>科技有限公司</b>, HILL <a>山湖科技有限公司</a>
        let completed = !is_organisation(name)
            && (!blank && is_organisation(behind) || link && is_company(behind));
        let address = link && blank && is_domain(behind) && !is_domain(name);
        open || initials || completed || address
    }
}
