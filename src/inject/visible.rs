//! Whether a reader sees the block in the edited page, by the facts that the audit reads. Reading the whole page once more
//! is avoided for most pages: they have nothing that could hide what comes last in them, or the same style sheets as a
//! page that was read before.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::facts::PageFacts;

use super::css::SheetLayout;
use super::layout;
use super::own_footer::Visible;
use super::slot::{Slot, read};
use super::splice::{self, Splice};

/// Results by the hash of what decides them.
#[derive(Debug, Default)]
pub(super) struct VisibilityCache {
    /// Whether a block is seen, by the page's style sheets, the elements around the block and the block.
    blocks: Mutex<HashMap<u64, bool>>,
    /// What style sheets declare of the layout, by their text.
    layouts: Mutex<HashMap<u64, Arc<SheetLayout>>>,
    keys: RandomState,
}

impl VisibilityCache {
    /// Whether the page after these changes, which put `element` there, shows what it should by `shows`. The block's own
    /// style sheet lets its content overflow a box, and whether it does is not known: where that leaves doubt, the
    /// page must show the block without its style sheet too.
    pub(super) fn shows(
        &self,
        slot: Slot<'_>,
        element: &[u8],
        splices: &[Splice],
        shows: &impl Fn(&PageFacts) -> Visible,
    ) -> bool {
        let Some(key) = self.key(slot, element) else { return true };
        let known = self.blocks.lock().get(&key).copied();
        known.unwrap_or_else(|| {
            let mut new = Vec::new();
            splice::apply(slot.page, splices, &mut new);
            let visible = shows(&read(&new, slot.encoding));
            let is_seen = visible == Visible::Yes
                || (visible == Visible::Unsure && {
                    let plain = without_style(&new, element);
                    shows(&read(&plain, slot.encoding)) != Visible::No
                });
            self.blocks.lock().insert(key, is_seen);
            is_seen
        })
    }

    /// Whether the page's layout hides what comes last in the body.
    pub(super) fn hides_end(&self, page: &[u8]) -> bool {
        let sheets: Vec<&[u8]> = sheets(page).collect();
        let key = self.keys.hash_one(&sheets);
        let known = self.layouts.lock().get(&key).cloned();
        let sheet = known.unwrap_or_else(|| {
            let sheet = Arc::new(SheetLayout::read(&sheets));
            let mut layouts = self.layouts.lock();
            Arc::clone(layouts.entry(key).or_insert(sheet))
        });
        layout::hides_end(page, &sheet)
    }

    /// What decides whether the element is seen; `None` where nothing could hide it.
    fn key(&self, slot: Slot<'_>, element: &[u8]) -> Option<u64> {
        let mut hasher = self.keys.build_hasher();
        let mut is_doubtful = false;
        for range in &slot.point.open {
            let tag = slot.page.get(range.clone()).unwrap_or_default();
            is_doubtful |= may_hide(tag);
            tag.hash(&mut hasher);
        }
        for sheet in sheets(slot.outside) {
            is_doubtful = true;
            sheet.hash(&mut hasher);
        }
        element.hash(&mut hasher);
        is_doubtful.then(|| hasher.finish())
    }
}

/// Whether an open element may hide its content: every one does but a plain `<html>`, `<head>` or `<body>`.
fn may_hide(tag: &[u8]) -> bool {
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    let name = tag.get(1..end.unwrap_or(tag.len())).unwrap_or_default();
    let frame = [&b"html"[..], b"head", b"body"].iter().any(|it| it.eq_ignore_ascii_case(name));
    let has = |word: &[u8]| tag.windows(word.len()).any(|it| it.eq_ignore_ascii_case(word));
    !frame || has(b"style") || has(b"hidden") || has(b"popover")
}

/// The page, where the last occurrence of `element` lost its style sheets.
fn without_style<'a>(page: &'a [u8], element: &[u8]) -> Cow<'a, [u8]> {
    let Some(at) = memchr::memmem::rfind(page, element) else { return Cow::Borrowed(page) };
    let (before, rest) = page.split_at(at);
    let (mut block, behind) = rest.split_at(element.len());
    let mut plain = before.to_vec();
    while let Some(start) = memchr::memmem::find(block, b"<style") {
        let (kept, sheet) = block.split_at(start);
        plain.extend_from_slice(kept);
        let end = memchr::memmem::find(sheet, b"</style>").map(|end| end + b"</style>".len());
        block = sheet.get(end.unwrap_or(sheet.len())..).unwrap_or_default();
    }
    plain.extend_from_slice(block);
    plain.extend_from_slice(behind);
    Cow::Owned(plain)
}

/// The contents of the page's `<style>` elements.
pub(super) fn sheets(page: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = [&b"<style"[..], b"<STYLE", b"<Style"].map(|start| {
        memchr::memmem::find_iter(page, start).filter_map(|at| {
            let rest = page.get(at..)?;
            rest.get(..memchr::memmem::find(rest, b"</").unwrap_or(rest.len()))
        })
    });
    starts.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use crate::inject::tests::{job, page, run};
    use crate::inject::{EditStatus, Skip};

    #[test]
    fn what_nobody_would_see_is_not_added() {
        let head = |style: &str| {
            page("<p>x</p>").replace("</head>", &format!("<style>{style}</style></head>"))
        };
        let div = |attributes: &str, style: &str| {
            head(style).replace("<p>x</p>", &format!("<p>x</p><div {attributes}>"))
        };
        let tree = |open: &str| page(&format!("<p>x</p>{open}"));
        let mut seen = Vec::new();
        for old in [
            head("body{display:none}"),
            head("BODY { visibility : hidden }"),
            head("a{display:none!important}"),
            head("beian-footer{display:none!important}"),
            head("@media (max-width:600px){beian-footer{display:none!important}}"),
            head("@media (min-width:900px){body>*{visibility:hidden}}"),
            head("beian-footer div{font-size:0!important}beian-footer a{font-size:12px!important}"),
            div("class=wide", "@media (max-width:600px){.wide{display:none}}"),
            div("class=off", ".off{display:none}"),
            div("class=off", ".off{position:absolute;left:-9999px}"),
            div("class=off", ".off{height:0;overflow:hidden}"),
            div("id=off style=opacity:0", ""),
            div("class=off", ".off{max-height:0;overflow:clip}"),
            div("class=off", ".off{width:1px;overflow:auto;white-space:nowrap}"),
            tree("<div style='display:none'>"),
            tree("<ruby>汉<rp>"),
            tree("<math><semantics><annotation-xml encoding='text/html'>"),
            tree("<math><semantics><annotation-xml encoding='text/html'><p>"),
            tree("<details>"),
            tree("<dialog>"),
            tree("<noscript>"),
            tree("<svg><title>"),
            tree("<svg><desc><p>"),
            tree("<select><option>"),
            page("x").replace("<body>", "<body hidden>"),
            page("x").replace("<body>", "<body style='display:none'>"),
        ] {
            let (new, outcome) = run(&job(), old.as_bytes());
            let left = new == old.as_bytes() && outcome.incomplete;
            if !left || !matches!(outcome.status, EditStatus::Skipped(_)) {
                seen.push(old);
            }
        }
        assert!(seen.is_empty(), "{seen:#?}");
    }

    #[test]
    fn pages_with_style_sheets_are_not_left_out_for_nothing() {
        for style in [
            "body{color:#333;font-size:16px}.menu{display:none}",
            "#loader{position:fixed;left:-9999px}",
            "a{color:red;text-decoration:none}div{margin:0}",
            ".modal{visibility:hidden;opacity:0}",
            "@media print{body{display:none}}",
        ] {
            let old = page("x").replace("</head>", &format!("<style>{style}</style></head>"));
            assert_eq!(run(&job(), old.as_bytes()).1.status, EditStatus::Added, "{style}");
        }
    }

    #[test]
    fn a_block_that_a_new_style_hides_is_told() {
        let job = job();
        let (new, _) = run(&job, page("x").as_bytes());
        let new = String::from_utf8(new).unwrap();
        let hidden = new.replace("</head>", "<style>body{display:none}</style></head>");
        let (same, outcome) = run(&job, hidden.as_bytes());
        assert_eq!((outcome.status, outcome.incomplete), (EditStatus::Skipped(Skip::Hidden), true));
        assert_eq!(same, hidden.as_bytes());
    }
}
