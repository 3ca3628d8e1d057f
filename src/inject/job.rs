//! One page's edit: from what it shows and what it should show to the bytes that change.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use crate::facts::{self, PageFacts};
use crate::html;

use super::block::{self, Parts, Wrapping};
use super::charset::{self, TextEncoding};
use super::footer::{BlockCache, SiteFooter};
use super::insertion::{self, InsertionPoint};
use super::layout::{self, Position};
use super::own_footer::{self, Visible, own_footer};
use super::slot::{Slot, read};
use super::splice::{self, Splice};
use super::visible::VisibilityCache;
use super::vocabulary::Vocabulary;
use super::{EditStatus, PageEdit, Skip, links, ours, proof};

/// What is done to the pages of a site's output.
#[derive(Debug)]
pub enum Action {
    /// Put the footer in, or bring the one that is there up to date.
    Put(Box<SiteFooter>, PutOptions),
    /// Take footers out.
    Remove,
}

/// What else is done where a footer is put in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOptions {
    /// Correct links of the page's own footer.
    pub fix_links: bool,
    /// Put footers into fragments too.
    pub fragments: bool,
}

/// An action, with what is worked out once for all pages. Shared by all threads.
#[derive(Debug)]
pub struct PageJob {
    action: Action,
    blocks: BlockCache,
    visibility: VisibilityCache,
}

impl PageJob {
    /// A job that does this to each page.
    pub fn new(action: Action) -> Self {
        Self { action, blocks: BlockCache::default(), visibility: VisibilityCache::default() }
    }

    /// What is done.
    pub const fn action(&self) -> &Action {
        &self.action
    }

    /// The footer that is put in; `None` where footers are removed.
    pub fn footer(&self) -> Option<&SiteFooter> {
        match &self.action {
            Action::Put(footer, _) => Some(footer),
            Action::Remove => None,
        }
    }

    /// The edit of the page at this path, which is relative to the top of the output. Pure: it depends on nothing but
    /// the action, the path and the bytes.
    pub fn edit(&self, path: &Path, page: &[u8]) -> PageEdit {
        self.try_edit(path, page).unwrap_or_else(PageEdit::skipped)
    }

    fn try_edit(&self, path: &Path, page: &[u8]) -> Result<PageEdit, Skip> {
        if facts::is_verification(path, page) {
            return Err(Skip::Verification);
        }
        if facts::is_xhtml(path) {
            return Err(Skip::Xhtml);
        }
        let charset = html::charset(page);
        let encoding = TextEncoding::of(charset, page)?;
        let TextEncoding::Utf16 { big_endian } = encoding else {
            return self.edit_markup(path, page, encoding);
        };
        let (text, _) = charset
            .encoding
            .decode_without_bom_handling(page.get(charset.mark..).unwrap_or_default());
        let mut edit = self.edit_markup(path, text.as_bytes(), encoding)?;
        edit.splices = charset::to_utf16(&text, edit.splices, big_endian);
        Ok(edit)
    }

    fn edit_markup(
        &self,
        path: &Path,
        page: &[u8],
        encoding: TextEncoding,
    ) -> Result<PageEdit, Skip> {
        match &self.action {
            Action::Put(footer, options) => {
                let caches = (&self.blocks, &self.visibility);
                Putter { footer, options: *options, caches }.edit(path, page, encoding)
            }
            Action::Remove => remove(page, encoding),
        }
    }
}

/// Puts a footer into pages.
struct Putter<'a> {
    footer: &'a SiteFooter,
    options: PutOptions,
    caches: (&'a BlockCache, &'a VisibilityCache),
}

impl Putter<'_> {
    fn edit(&self, path: &Path, page: &[u8], encoding: TextEncoding) -> Result<PageEdit, Skip> {
        let site = &self.footer.site;
        let mut point = insertion::find(page, self.options.fragments)?;
        point.blocks.retain(|block| is_ours(page, block, encoding));
        let outside = without_blocks(page, &point, &[]);
        let mut facts = read(&outside, encoding);
        let fixes = if self.options.fix_links {
            links::fix(page, &facts, site, &point.blocks)
        } else {
            Vec::new()
        };
        if !fixes.is_empty() {
            facts = read(&without_blocks(page, &point, &fixes), encoding);
        }
        let (point, end_is_hidden) = self.placed(page, point, &outside, &facts);
        own_footer::leave_to_others(&mut facts, site);
        let is_home = own_footer::is_home(path);
        let has_badge = self.footer.badge.is_some();
        let own = own_footer(&facts, site, self.footer.today, has_badge, is_home);
        let all = Parts::of(site);
        let wanted = all.without(own.correct).without(own.faulty);
        let incomplete = all.without(own.faulty) != all;
        let mut edit = if wanted.is_empty() {
            let status = if incomplete { EditStatus::Faulty } else { EditStatus::Complete };
            PageEdit { status, ..PageEdit::removal(&point.blocks) }
        } else {
            let slot = Slot { path, page, outside: &outside, point: &point, encoding };
            self.put_visibly(slot, wanted, own.correct, &facts)?
        };
        edit.faults = own.faults;
        edit.incomplete = incomplete;
        edit.may_be_covered = end_is_hidden && !point.in_footer && !wanted.is_empty();
        edit.links_fixed = fixes.len();
        edit.splices.extend(fixes);
        edit.splices.sort_unstable_by_key(|splice| splice.range.start);
        Ok(edit)
    }

    /// Moves the insertion point into the theme's own footer where the layout hides the end of the body; whether it
    /// does is the second value.
    fn placed(
        &self,
        page: &[u8],
        point: InsertionPoint,
        outside: &[u8],
        facts: &PageFacts,
    ) -> (InsertionPoint, bool) {
        let theme = facts.generator.as_ref().and_then(layout::theme_of);
        let end_is_hidden = match theme.map(|theme| theme.position) {
            Some(Position::InFooter) => true,
            Some(Position::Outside) => false,
            Some(Position::Last) | None => self.caches.1.hides_end(outside),
        };
        match theme.filter(|_| end_is_hidden) {
            Some(theme) => (point.in_footer(page, theme.footer), true),
            None => (point, end_is_hidden),
        }
    }

    /// Puts a block with the wanted parts into the page, and with those that the page's content would no longer show as
    /// its own beside such a block.
    fn put_visibly(
        &self,
        slot: Slot<'_>,
        wanted: Parts,
        correct: Parts,
        facts: &PageFacts,
    ) -> Result<PageEdit, Skip> {
        let put = |parts| self.put(slot, parts, facts.base.as_deref());
        let edit = put(wanted)?;
        let displaced = displaced(slot, &edit.splices, correct, facts);
        if displaced.is_empty() { Ok(edit) } else { put(wanted.with(displaced)) }
    }

    /// Puts a block with these parts into the page, or replaces the one that is there. `base` is the page's base URL.
    fn put(&self, slot: Slot<'_>, parts: Parts, base: Option<&str>) -> Result<PageEdit, Skip> {
        let Slot { path, page, point, encoding, .. } = slot;
        let badge = self.footer.badge.as_ref().filter(|_| parts.police);
        let url = badge.map(|it| it.url(path, self.footer.base_path.as_deref(), base));
        let vocabulary = Vocabulary::of(page);
        let (blocks, visibility) = self.caches;
        // a template that cannot say these parts was refused before any page was read
        let content =
            blocks.content(self.footer, parts, url, vocabulary).map_err(|_| Skip::Entangled)?;
        let (old, others) = match point.blocks.split_last() {
            Some((last, others)) if !point.in_footer || last.end == point.at => {
                (last.clone(), others)
            }
            _ => (point.at..point.at, point.blocks.as_slice()),
        };
        let moved = old.end != point.at;
        let existing = page.get(old.clone()).unwrap_or_default();
        let uses_badge = badge.is_some_and(|badge| badge.file_name().is_some());
        let elements: Vec<Vec<u8>> = wrappings(moved, point, existing)
            .iter()
            .map(|&wrapping| block::element(&content, wrapping, vocabulary, encoding))
            .collect();
        let shows = self.shows(parts);
        if others.is_empty()
            && let Some(element) = elements.iter().find(|element| *element == existing)
        {
            // its place was proven when it was put in
            return if visibility.shows(slot, element, &[], &shows) {
                Ok(PageEdit { uses_badge, ..PageEdit::of(EditStatus::Unchanged) })
            } else {
                Err(Skip::Hidden)
            };
        }
        let status = if point.blocks.is_empty() { EditStatus::Added } else { EditStatus::Updated };
        let mut skip = Skip::Entangled;
        for element in &elements {
            let mut splices: Vec<Splice> = others.iter().cloned().map(Splice::removal).collect();
            splices.push(Splice { range: old.clone(), with: element.clone() });
            splices.sort_unstable_by_key(|splice| splice.range.start);
            if point.doubtful && !moved && !is_proven(page, point, &splices) {
                continue;
            }
            if visibility.shows(slot, element, &splices, &shows) {
                return Ok(PageEdit { splices, uses_badge, ..PageEdit::of(status) });
            }
            skip = Skip::Hidden;
        }
        Err(skip)
    }

    /// How well a page shows these parts, on screens of every width.
    fn shows(&self, parts: Parts) -> impl Fn(&PageFacts) -> Visible {
        let site = &self.footer.site;
        move |facts| {
            let icp = site.icp.as_ref().filter(|_| parts.icp);
            let police = site.police_number().filter(|_| parts.police);
            let owner = site.owner.as_deref().filter(|_| parts.copyright);
            let icp = icp.map_or(Visible::Yes, |it| own_footer::number_is_visible(&facts.icp, it));
            let police =
                police.map_or(Visible::Yes, |it| own_footer::number_is_visible(&facts.police, it));
            let owner = owner.map_or(Visible::Yes, |it| own_footer::owner_is_visible(facts, it));
            icp.min(police).min(owner)
        }
    }
}

/// The wrappings to try, in this order.
fn wrappings(moved: bool, point: &InsertionPoint, existing: &[u8]) -> &'static [Wrapping] {
    match (moved, point.doubtful) {
        // as it was proven where it stands
        (true, _) if Wrapping::of(existing) == Wrapping::Object => &[Wrapping::Object],
        (false, true) => &[Wrapping::None, Wrapping::Object],
        _ => &[Wrapping::None],
    }
}

/// What the page's content shows correctly, but not as its own once a footer follows it: numbers in an article above a
/// footer are only mentioned.
fn displaced(slot: Slot<'_>, splices: &[Splice], correct: Parts, facts: &PageFacts) -> Parts {
    let mut parts = Parts {
        icp: correct.icp && own_footer::is_in_content(&facts.icp),
        police: correct.police && own_footer::is_in_content(&facts.police),
        copyright: false,
    };
    if !parts.is_empty() {
        let mut new = Vec::new();
        splice::apply(slot.page, splices, &mut new);
        let new = read(&new, slot.encoding);
        parts.icp &= !own_footer::is_shown(&new.icp);
        parts.police &= !own_footer::is_shown(&new.police);
    }
    parts
}

fn is_ours(page: &[u8], block: &Range<usize>, encoding: TextEncoding) -> bool {
    ours::is_ours(page.get(block.clone()).unwrap_or_default(), encoding)
}

/// Takes out the blocks that this program wrote.
fn remove(page: &[u8], encoding: TextEncoding) -> Result<PageEdit, Skip> {
    let mut blocks = insertion::blocks(page)?;
    let all = blocks.len();
    blocks.retain(|block| is_ours(page, block, encoding));
    if blocks.is_empty() && all > 0 {
        return Err(Skip::Foreign);
    }
    Ok(PageEdit::removal(&blocks))
}

/// Whether the edited page is the old one plus the block, as a browser reads them.
fn is_proven(page: &[u8], point: &InsertionPoint, splices: &[Splice]) -> bool {
    let mut new = Vec::new();
    splice::apply(page, splices, &mut new);
    proof::holds(&without_blocks(page, point, &[]), &new)
}

/// The page without our blocks, and with these further changes outside of them.
fn without_blocks<'a>(page: &'a [u8], point: &InsertionPoint, changes: &[Splice]) -> Cow<'a, [u8]> {
    if point.blocks.is_empty() && changes.is_empty() {
        return Cow::Borrowed(page);
    }
    let mut splices: Vec<Splice> = point.blocks.iter().cloned().map(Splice::removal).collect();
    splices.extend(changes.iter().cloned());
    splices.sort_unstable_by_key(|splice| splice.range.start);
    let mut outside = Vec::with_capacity(page.len());
    splice::apply(page, &splices, &mut outside);
    Cow::Owned(outside)
}

impl PageEdit {
    /// The edit that takes these blocks out.
    fn removal(blocks: &[Range<usize>]) -> Self {
        let splices: Vec<Splice> = blocks.iter().cloned().map(Splice::removal).collect();
        let status = if splices.is_empty() { EditStatus::Unchanged } else { EditStatus::Removed };
        Self { splices, ..Self::of(status) }
    }
}
