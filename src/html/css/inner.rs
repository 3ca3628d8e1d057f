//! What an element holds, and the language of it, as selectors ask for them.

use super::matching::{Elements, Match};
use super::selector::HasArgument;
use crate::html::outline::{NodeId, ROOT};

impl Elements<'_, '_> {
    /// Whether nothing is in an element. Blanks, which are not known here, are something.
    pub(super) fn is_empty(&self, id: NodeId) -> Match {
        let Some(node) = self.outline.node(id) else { return Match::Perhaps };
        let run = self.outline.runs.partition_point(|run| run.at < node.text_at);
        let text = self.outline.runs.get(run).is_some_and(|run| run.node == id);
        let child = self.outline.node(id + 1).is_some_and(|next| next.parent == id);
        if text || child { Match::No } else { Match::Perhaps }
    }

    /// Whether an element holds one of these, as the page arrives.
    pub(super) fn has(&mut self, list: &[HasArgument], id: NodeId, scope: NodeId) -> Match {
        let mut best = Match::No;
        for other in id + 1.. {
            let Some(node) = self.outline.node(other) else { break };
            // those inside stand in one row; the first that does not has a parent from before
            let parent = node.parent;
            if parent == ROOT || parent < id || best == Match::Yes {
                break;
            }
            if self.inside == 0 {
                return best.max(Match::Perhaps);
            }
            self.inside -= 1;
            for HasArgument { child, selector } in list {
                let whole = selector.parts.len() == 1;
                if *child && whole && parent != id {
                    continue;
                }
                let found = self.selects(selector, other, scope);
                // what must stand around it may stand around the element itself, too
                best = best.max(if whole { found } else { found.min(Match::Perhaps) });
            }
        }
        best
    }

    /// Whether an element is in one of these languages, as the nearest `lang` says.
    pub(super) fn speaks(&self, languages: &str, id: NodeId) -> Match {
        let around = self.outline.ancestors(id);
        let Some(lang) = around.into_iter().find_map(|(id, _)| self.outline.attr(id, "lang"))
        else {
            return Match::Perhaps;
        };
        let lang = lang.trim().to_ascii_lowercase();
        let mut listed = languages.split(',').map(|it| it.trim().trim_matches(['"', '\'']));
        Match::of(listed.any(|wanted| {
            let rest = lang.strip_prefix(wanted).filter(|_| !wanted.is_empty());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        }))
    }
}
