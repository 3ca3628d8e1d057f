//! The footer into one page: which parts it lacks, where they go, and whether they are seen there.

use std::borrow::Cow;
use std::path::Path;

use crate::facts::PageFacts;

use super::block::{self, Parts, Wrapping};
use super::charset::TextEncoding;
use super::footer::{BlockCache, SiteFooter};
use super::frames::EditedFrames;
use super::insertion::{self, InsertionPoint};
use super::into::{IntoMiss, IntoSelector};
use super::layout::{self, Position};
use super::links::{self, LinkFixes};
use super::own_footer::{self, Visible, own_footer};
use super::slot::{Slot, read};
use super::splice::{self, Splice};
use super::visible::VisibilityCache;
use super::vocabulary::Vocabulary;
use super::{EditStatus, PageEdit, Skip, ours, proof};

/// What else is done where a footer is put in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOptions {
    /// Correct links of the page's own footer.
    pub fix_links: bool,
    /// Put footers into fragments too.
    pub fragments: bool,
}

/// Puts a footer into pages.
pub(super) struct Putter<'a> {
    pub(super) footer: &'a SiteFooter,
    pub(super) options: PutOptions,
    pub(super) into: Option<&'a IntoSelector>,
    pub(super) caches: (&'a BlockCache, &'a VisibilityCache),
    /// Where the documents in the page's frames are.
    pub(super) frames: Option<EditedFrames<'a>>,
}

impl Putter<'_> {
    pub(super) fn edit(
        &self,
        path: &Path,
        page: &[u8],
        encoding: TextEncoding,
    ) -> Result<PageEdit, Skip> {
        let site = &self.footer.site;
        let mut point = insertion::find(page, self.options.fragments, encoding)?;
        point.blocks.retain(|block| ours::is_ours_at(page, block, encoding));
        let outside = without_blocks(page, &point, &[]);
        let mut facts = read(&outside, encoding);
        let fixes = if self.options.fix_links {
            links::fix(page, &facts, site, (&point.blocks, encoding))
        } else {
            LinkFixes::default()
        };
        if !fixes.splices.is_empty() {
            facts = read(&without_blocks(page, &point, &fixes.splices), encoding);
        }
        if let Some(frames) = self.frames.filter(|_| !facts.frames.is_empty()) {
            frames.add(path, &mut facts);
        }
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
            self.put_in_place(slot, wanted, own.correct, &facts)?
        };
        edit.faults = own.faults;
        edit.incomplete = incomplete;
        edit.links_fixed = fixes.splices.len();
        edit.link_is_shared = fixes.shared;
        edit.splices.extend(fixes.splices);
        edit.splices.sort_unstable_by_key(|splice| splice.range.start);
        Ok(edit)
    }

    /// Puts a block into the element that was asked for, else where the theme wants it, else last in the body.
    fn put_in_place(
        &self,
        slot: Slot<'_>,
        wanted: Parts,
        correct: Parts,
        facts: &PageFacts,
    ) -> Result<PageEdit, Skip> {
        let Slot { outside, point, .. } = slot;
        let mut into_missed = None;
        if let Some(into) = self.into {
            match into.point(outside, point) {
                Ok(inside) => {
                    let slot = Slot { point: &inside, ..slot };
                    if let Ok(edit) = self.put_visibly(slot, wanted, correct, facts) {
                        return Ok(edit);
                    }
                    into_missed = Some(IntoMiss::Unfit);
                }
                Err(why) => into_missed = Some(why),
            }
        }
        let (point, end_is_hidden) = self.placed(point.clone(), outside, facts);
        let edit = self.put_visibly(Slot { point: &point, ..slot }, wanted, correct, facts)?;
        let may_be_covered = end_is_hidden && !point.in_element;
        Ok(PageEdit { may_be_covered, into_missed, ..edit })
    }

    /// Moves the insertion point into the theme's own footer where the layout hides the end of the body; whether it
    /// does is the second value.
    fn placed(
        &self,
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
            Some(theme) => (point.in_footer(outside, theme.footer), true),
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
        let (place, vocabulary) = BlockPlace::of(slot);
        match self.put_at(slot, place, (parts, vocabulary), base) {
            // What may stand there has changed.
            Err(Skip::Entangled) if place == BlockPlace::WhereItIs => {
                let what = (parts, own_vocabulary(slot));
                self.put_at(slot, BlockPlace::AtThePoint, what, base)
            }
            edit => edit,
        }
    }

    fn put_at(
        &self,
        slot: Slot<'_>,
        place: BlockPlace,
        (parts, vocabulary): (Parts, Option<Vocabulary>),
        base: Option<&str>,
    ) -> Result<PageEdit, Skip> {
        let Slot { path, page, point, encoding, .. } = slot;
        let badge = self.footer.badge.as_ref().filter(|_| parts.police);
        let url = badge.map(|it| it.url(path, self.footer.base_path.as_deref(), base));
        let (blocks, visibility) = self.caches;
        // a template that cannot say these parts was refused before any page was read
        let content =
            blocks.content(self.footer, parts, url, vocabulary).map_err(|_| Skip::Entangled)?;
        let (old, others) = match point.blocks.split_last() {
            Some((last, others)) if place != BlockPlace::AtThePoint => (last.clone(), others),
            _ => (point.at..point.at, point.blocks.as_slice()),
        };
        let moved = place == BlockPlace::WhereItIs;
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
            let inside = point.in_element || moved;
            if (point.doubtful || moved) && !is_proven(slot, inside, &splices) {
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

/// Where a block is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockPlace {
    /// Over the last block, which stands at the point already.
    OverTheLast,
    /// Over the last block, which stands elsewhere: somebody has moved it, or another `--into` put it there.
    WhereItIs,
    /// At the point. Blocks that are elsewhere are taken out.
    AtThePoint,
}

impl BlockPlace {
    /// Where the block of this page goes, and the vocabulary that may stand there. One that stays where it is keeps its
    /// element: in a paragraph, only inline elements hold.
    fn of(slot: Slot<'_>) -> (Self, Option<Vocabulary>) {
        let own = own_vocabulary(slot);
        let Some(last) = slot.point.blocks.last().filter(|_| !slot.point.torn) else {
            return (Self::AtThePoint, own);
        };
        if last.end == slot.point.at {
            return (Self::OverTheLast, own);
        }
        let name = ours::tag_name(slot.page.get(last.clone()).unwrap_or_default());
        let is = |kept: Option<Vocabulary>| {
            Vocabulary::element(kept).as_bytes().eq_ignore_ascii_case(name)
        };
        let inline = Some(Vocabulary::Phrasing);
        match own {
            _ if slot.point.in_element => (Self::AtThePoint, own),
            _ if is(own) => (Self::WhereItIs, own),
            None if is(inline) => (Self::WhereItIs, inline),
            _ => (Self::AtThePoint, own),
        }
    }
}

/// The vocabulary of the page, or of the point.
fn own_vocabulary(slot: Slot<'_>) -> Option<Vocabulary> {
    let phrasing = slot.point.in_element && slot.point.doubtful;
    Vocabulary::of(slot.page).or(phrasing.then_some(Vocabulary::Phrasing))
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

/// Whether the edited page is the old one plus the block, `inside` of any element or last, as a browser reads them.
fn is_proven(slot: Slot<'_>, inside: bool, splices: &[Splice]) -> bool {
    let mut new = Vec::new();
    splice::apply(slot.page, splices, &mut new);
    let old = slot.outside;
    if inside { proof::holds_inside(old, &new) } else { proof::holds(old, &new) }
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
