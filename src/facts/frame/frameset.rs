//! Framesets that leave a frame no room.

use crate::html::{NodeId, Outline, Tag};

/// What leaves a frame of a frameset no room, if anything does.
pub(super) fn hides(outline: &Outline<'_>, frame: NodeId) -> Option<&'static str> {
    let mut inner = frame;
    while let Some(parent) = outline.node(inner).map(|node| node.parent)
        && outline.node(parent).is_some_and(|node| node.tag == Tag::Frameset)
    {
        let place = (parent + 1..inner).filter(|id| is_child(outline, *id, parent)).count();
        let [rows, columns] = outline.attrs_named(parent, ["rows", "cols"]);
        let columns = columns.as_deref().map(parts).unwrap_or_default();
        let (row, column) = (place / columns.len().max(1), place % columns.len().max(1));
        let rows = rows.as_deref().map(parts).unwrap_or_default();
        if rows.get(row).is_some_and(|size| is_none(size)) {
            return Some("<frameset rows>");
        }
        if columns.get(column).is_some_and(|size| is_none(size)) {
            return Some("<frameset cols>");
        }
        inner = parent;
    }
    None
}

fn is_child(outline: &Outline<'_>, id: NodeId, parent: NodeId) -> bool {
    outline
        .node(id)
        .is_some_and(|node| node.parent == parent && matches!(node.tag, Tag::Frame | Tag::Frameset))
}

fn parts(sizes: &str) -> Vec<&str> {
    sizes.split(',').map(str::trim).collect()
}

fn is_none(size: &str) -> bool {
    matches!(size, "0" | "0%" | "1")
}

#[cfg(test)]
mod tests {
    use super::hides;
    use crate::html::{Tag, tree};

    #[test]
    fn a_row_or_column_of_no_size_shows_nothing() {
        for (html, expected) in [
            ("<frameset rows=\"*,0\"><frame src=a><frame src=b></frameset>", vec![false, true]),
            (
                "<frameset cols=\"0%, 100%\"><frame src=a><frame src=b></frameset>",
                vec![true, false],
            ),
            ("<frameset rows=\"*,80\"><frame src=a><frame src=b></frameset>", vec![false, false]),
            (
                "<frameset rows=\"*,0\" cols=\"50%,50%\"><frame><frame><frame><frame></frameset>",
                vec![false, false, true, true],
            ),
            (
                "<frameset cols=\"0,*\"><frameset rows=\"1*,1*\"><frame><frame></frameset><frame></frameset>",
                vec![true, true, false],
            ),
            ("<frameset><frame></frameset>", vec![false]),
        ] {
            let outline = tree::read(html).outline;
            let frames = (0..).zip(&outline.nodes).filter(|(_, node)| node.tag == Tag::Frame);
            let found: Vec<bool> = frames.map(|(id, _)| hides(&outline, id).is_some()).collect();
            assert_eq!(found, expected, "{html}");
        }
    }
}
