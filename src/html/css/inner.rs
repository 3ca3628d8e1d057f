//! What an element holds, and the language of it, as selectors ask for them.

use super::answer::Match;
use crate::html::outline::{NodeId, Outline};

/// Whether nothing is in an element. Blanks, which are not known here, are something.
pub(super) fn is_empty(outline: &Outline<'_>, id: NodeId) -> Match {
    let Some(node) = outline.node(id) else { return Match::Perhaps };
    let run = outline.runs.partition_point(|run| run.at < node.text_at);
    let text = outline.runs.get(run).is_some_and(|run| run.node == id);
    let child = outline.node(id + 1).is_some_and(|next| next.parent == id);
    if text || child { Match::No } else { Match::Perhaps }
}

/// Whether an element is in one of these languages, as the nearest `lang` says.
pub(super) fn speaks(outline: &Outline<'_>, languages: &str, id: NodeId) -> Match {
    let around = outline.ancestors(id);
    let Some(lang) = around.into_iter().find_map(|(id, _)| outline.attr(id, "lang")) else {
        return Match::Perhaps;
    };
    let lang = lang.trim().to_ascii_lowercase();
    let mut listed = languages.split(',').map(|it| it.trim().trim_matches(['"', '\'']));
    Match::of(listed.any(|wanted| {
        let rest = lang.strip_prefix(wanted).filter(|_| !wanted.is_empty());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }))
}
