//! One page's edit: what is there, what is wanted, and the bytes between the two.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::facts::{self, PageFacts, RawPage};
use crate::html;

use super::badge::Badge;
use super::block::{self, Form, Parts, Template, TemplateError, Values};
use super::charset::{self, Writing};
use super::judge::Judged;
use super::layout::{self, Placing};
use super::place::{self, Place};
use super::shown::{self, Sight, shown};
use super::splice::{self, Splice};
use super::vocabulary::Vocabulary;
use super::{Outcome, Skip, Status, links, own, proof};

/// What is done to every page of a site's output.
#[derive(Debug)]
pub struct Job {
    /// The declared values: what a block says.
    pub site: Site,
    /// Today in China: the last year of the copyright line.
    pub today: Date,
    /// The template of the block.
    pub template: Template,
    /// The police badge.
    pub badge: Option<Badge>,
    /// The path that the output is published under, with a slash at both ends, where it is known.
    pub base_path: Option<String>,
    /// Take blocks out instead of putting them in.
    pub remove: bool,
    /// Mend links of the page's own footer.
    pub fix_links: bool,
    /// Put blocks into fragments too.
    pub fragments: bool,
    /// Blocks that were made already.
    pub made: Made,
    /// Edited pages that were judged already.
    pub judged: Judged,
}

/// Blocks by what they depend on.
#[derive(Debug, Default)]
pub struct Made(Mutex<BTreeMap<Needs, Content>>);

/// The parts, the address of the badge, the vocabulary.
type Needs = (Parts, Option<String>, Option<Vocabulary>);

type Content = Result<Arc<str>, TemplateError>;

impl Job {
    /// What the page at this path of the output becomes. Pure: the same page, the same outcome.
    pub fn edit(&self, path: &Path, page: &[u8]) -> Outcome {
        match self.try_edit(path, page) {
            Ok(outcome) => outcome,
            Err(skip) => Outcome::skipped(skip),
        }
    }

    /// Makes every block that a page may need, so that a template's faults are told before any page is read. A block
    /// must stay one element and show each number as a link.
    pub fn check_template(&self) -> Result<(), TemplateError> {
        let all = Parts::of(&self.site);
        for parts in all.subsets() {
            let badge = self.badge.as_ref().map(|badge| badge.url(Path::new("x.html"), None, None));
            self.content(parts, badge, None)?;
        }
        let old = b"<!doctype html><title>x</title><body><p>x</p>".as_slice();
        let element = self.snippet()?;
        let new = [old, element.as_bytes()].concat();
        let fault = |what: &str| Err(TemplateError { what: what.to_owned(), line: None });
        if !proof::holds(old, &new) {
            return fault(
                "the template leaves an element open, or closes one that it did not open",
            );
        }
        let facts = read(&new, Writing::Utf8);
        let (icp, police) = (self.site.icp.as_ref(), self.site.police_number());
        if icp.is_some_and(|number| {
            !facts.icp.iter().any(|it| it.number == *number && it.is_linked())
        }) {
            return fault(
                "the template does not show the ICP number as a visible link: write <a href=\"{{ icp.url }}\">{{ icp.number }}</a>",
            );
        }
        if police.is_some_and(|number| {
            !facts.police.iter().any(|it| it.number == *number && it.is_linked())
        }) {
            return fault(
                "the template does not show the police number as a visible link: write <a href=\"{{ police.url }}\">{{ police.number }}</a>",
            );
        }
        Ok(())
    }

    /// The block that says all that is declared, as it is put into a page: for owners who paste it by hand.
    pub fn snippet(&self) -> Result<String, TemplateError> {
        let content = self.content(Parts::of(&self.site), self.snippet_badge(), None)?;
        let element = block::element(&content, Form::Plain, None, Writing::Utf8);
        Ok(String::from_utf8_lossy(&element).into_owned())
    }

    /// The same in inline elements only: for a paragraph, a field or Markdown.
    pub fn plain_snippet(&self) -> Result<String, TemplateError> {
        let badge = self.snippet_badge();
        block::plain(&self.values(Parts::of(&self.site), badge.as_deref()), None)
    }

    fn snippet_badge(&self) -> Option<String> {
        self.badge.as_ref().map(|badge| {
            badge.url(Path::new("index.html"), self.base_path.as_deref().or(Some("/")), None)
        })
    }

    fn try_edit(&self, path: &Path, page: &[u8]) -> Result<Outcome, Skip> {
        if facts::is_verification(path, page) {
            return Err(Skip::Verification);
        }
        if facts::is_xhtml(path) {
            return Err(Skip::Xhtml);
        }
        let charset = html::charset(page);
        let writing = Writing::of(charset, page)?;
        let Writing::Utf16 { big_endian } = writing else {
            return self.edit_markup(path, page, writing);
        };
        let (text, _) = charset
            .encoding
            .decode_without_bom_handling(page.get(charset.mark..).unwrap_or_default());
        let mut outcome = self.edit_markup(path, text.as_bytes(), writing)?;
        outcome.splices = charset::to_utf16(&text, outcome.splices, big_endian);
        Ok(outcome)
    }

    fn edit_markup(&self, path: &Path, page: &[u8], writing: Writing) -> Result<Outcome, Skip> {
        if self.remove {
            return removed(page, writing);
        }
        let mut place = place::find(page, self.fragments)?;
        place.blocks.retain(|block| is_ours(page, block, writing));
        let outside = without_blocks(page, &place, &[]);
        let mut facts = read(&outside, writing);
        let mended = if self.fix_links {
            links::mend(page, &facts, &self.site, &place.blocks)
        } else {
            Vec::new()
        };
        if !mended.is_empty() {
            facts = read(&without_blocks(page, &place, &mended), writing);
        }
        let theme = facts.generator.as_ref().and_then(layout::theme_of);
        let hidden = || self.judged.hides_end(&outside);
        let covered = match theme.map(|theme| theme.place) {
            Some(Placing::InFooter) => true,
            Some(Placing::Outside) => false,
            Some(Placing::Last) | None => hidden(),
        };
        if let Some(theme) = theme.filter(|_| covered) {
            place = place.in_footer(page, theme.footer);
        }
        let all = Parts::of(&self.site);
        shown::leave_to_others(&mut facts, &self.site);
        let home = shown::is_home(path);
        let shown = shown(&facts, &self.site, self.today, self.badge.is_some(), home);
        let wanted = all.without(shown.rightly).without(shown.wrongly);
        let lacks = all.without(shown.wrongly) != all;
        let mut outcome = if wanted.is_empty() {
            let status = if lacks { Status::Faulty } else { Status::Shown };
            Outcome { status, ..Outcome::removed(&place.blocks) }
        } else {
            let to = Target { path, page, outside: &outside, place: &place, writing };
            let put = |parts| self.put(to, parts, facts.base.as_deref());
            let outcome = put(wanted)?;
            let displaced = displaced(to, &outcome.splices, shown.rightly, &facts);
            if displaced.is_empty() { outcome } else { put(wanted.with(displaced))? }
        };
        outcome.faults = shown.faults;
        outcome.lacks = lacks;
        outcome.covered = covered && !place.in_footer && !wanted.is_empty();
        outcome.mended = mended.len();
        outcome.splices.extend(mended);
        outcome.splices.sort_unstable_by_key(|splice| splice.range.start);
        Ok(outcome)
    }

    /// Puts a block with these parts into the page, or in the place of the one that is there.
    fn put(&self, to: Target<'_>, parts: Parts, base: Option<&str>) -> Result<Outcome, Skip> {
        let Target { path, page, place, writing, .. } = to;
        let badge = self.badge.as_ref().filter(|_| parts.police);
        let url = badge.map(|it| it.url(path, self.base_path.as_deref(), base));
        let vocabulary = Vocabulary::of(page);
        // a template that cannot say these parts was refused before any page was read
        let content = self.content(parts, url, vocabulary).map_err(|_| Skip::Entangled)?;
        let (old, others) = match place.blocks.split_last() {
            Some((last, others)) if !place.in_footer || last.end == place.at => {
                (last.clone(), others)
            }
            _ => (place.at..place.at, place.blocks.as_slice()),
        };
        let moved = old.end != place.at;
        let there = page.get(old.clone()).unwrap_or_default();
        let forms: &[Form] = match (moved, place.doubtful) {
            (true, _) if Form::of(there) == Form::Apart => &[Form::Apart], // as it was proven there
            (false, true) => &[Form::Plain, Form::Apart],
            _ => &[Form::Plain],
        };
        let status = if place.blocks.is_empty() { Status::Added } else { Status::Updated };
        let removals: Vec<Splice> = others.iter().cloned().map(Splice::removal).collect();
        let badge = badge.is_some_and(|badge| badge.file_name().is_some());
        let elements: Vec<Vec<u8>> =
            forms.iter().map(|&form| block::element(&content, form, vocabulary, writing)).collect();
        let mut why = Skip::Entangled;
        if others.is_empty()
            && let Some(element) = elements.iter().find(|element| *element == there)
        {
            // proven when it was put in
            return if self.judged.shows(to, element, &[], &self.shows(parts)) {
                Ok(Outcome { badge, ..Outcome::of(Status::Unchanged) })
            } else {
                Err(Skip::Hidden)
            };
        }
        for element in &elements {
            let mut splices = removals.clone();
            splices.push(Splice { range: old.clone(), with: element.clone() });
            splices.sort_unstable_by_key(|splice| splice.range.start);
            if place.doubtful && !moved && !proven(page, place, &splices) {
                continue;
            }
            if self.judged.shows(to, element, &splices, &self.shows(parts)) {
                return Ok(Outcome { splices, badge, ..Outcome::of(status) });
            }
            why = Skip::Hidden;
        }
        Err(why)
    }

    /// Whether a page shows these parts, on screens of every width.
    fn shows(&self, parts: Parts) -> impl Fn(&PageFacts) -> Sight {
        move |facts| {
            let icp = self.site.icp.as_ref().filter(|_| parts.icp);
            let police = self.site.police_number().filter(|_| parts.police);
            let owner = self.site.owner.as_deref().filter(|_| parts.copyright);
            let icp = icp.map_or(Sight::Seen, |number| shown::sight(&facts.icp, number));
            let police = police.map_or(Sight::Seen, |number| shown::sight(&facts.police, number));
            let owner = owner.map_or(Sight::Seen, |owner| shown::sight_of_owner(facts, owner));
            icp.min(police).min(owner)
        }
    }

    fn content(
        &self,
        parts: Parts,
        badge: Option<String>,
        vocabulary: Option<Vocabulary>,
    ) -> Content {
        let mut made = self.made.0.lock();
        let made = made.entry((parts, badge, vocabulary)).or_insert_with_key(|key| {
            let values = self.values(key.0, key.1.as_deref());
            Ok(match vocabulary {
                Some(_) => block::plain(&values, vocabulary)?,
                None => self.template.render(&values)?,
            }
            .into())
        });
        made.clone()
    }

    fn values<'a>(&'a self, parts: Parts, badge: Option<&'a str>) -> Values<'a> {
        Values { site: &self.site, parts, badge, year: self.today.year() }
    }
}

/// A page that a block is put into.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub path: &'a Path,
    pub page: &'a [u8],
    /// The page without blocks of ours.
    pub outside: &'a [u8],
    pub place: &'a Place,
    pub writing: Writing,
}

/// What the page's content shows rightly, but not as its own once a footer stands below it: an article above a footer
/// only tells of numbers.
fn displaced(to: Target<'_>, splices: &[Splice], rightly: Parts, facts: &PageFacts) -> Parts {
    let mut parts = Parts {
        icp: rightly.icp && shown::is_in_content(&facts.icp),
        police: rightly.police && shown::is_in_content(&facts.police),
        copyright: false,
    };
    if !parts.is_empty() {
        let mut new = Vec::new();
        splice::apply(to.page, splices, &mut new);
        let new = read(&new, to.writing);
        parts.icp &= !shown::seen(&new.icp);
        parts.police &= !shown::seen(&new.police);
    }
    parts
}

fn is_ours(page: &[u8], block: &Range<usize>, writing: Writing) -> bool {
    own::is_ours(page.get(block.clone()).unwrap_or_default(), writing)
}

/// The page without the blocks that are ours.
fn removed(page: &[u8], writing: Writing) -> Result<Outcome, Skip> {
    let mut blocks = place::blocks(page)?;
    let all = blocks.len();
    blocks.retain(|block| is_ours(page, block, writing));
    if blocks.is_empty() && all > 0 {
        return Err(Skip::Foreign);
    }
    Ok(Outcome::removed(&blocks))
}

/// Whether the edited page is the old one and the block, as a browser reads them.
fn proven(page: &[u8], place: &Place, splices: &[Splice]) -> bool {
    let mut new = Vec::new();
    splice::apply(page, splices, &mut new);
    proof::holds(&without_blocks(page, place, &[]), &new)
}

/// What a page shows. One that is edited as text is UTF-8 here, whatever its `<meta>` says.
pub(super) fn read(page: &[u8], writing: Writing) -> PageFacts {
    let as_text = matches!(writing, Writing::Utf16 { .. });
    let content_type = as_text.then_some("text/html; charset=utf-8");
    facts::read(RawPage { bytes: page, content_type, links: 0 })
}

/// The page as it would be without our blocks, and with these further changes outside of them.
fn without_blocks<'a>(page: &'a [u8], place: &Place, changes: &[Splice]) -> Cow<'a, [u8]> {
    if place.blocks.is_empty() && changes.is_empty() {
        return Cow::Borrowed(page);
    }
    let mut splices: Vec<Splice> = place.blocks.iter().cloned().map(Splice::removal).collect();
    splices.extend(changes.iter().cloned());
    splices.sort_unstable_by_key(|splice| splice.range.start);
    let mut outside = Vec::with_capacity(page.len());
    splice::apply(page, &splices, &mut outside);
    Cow::Owned(outside)
}

impl Outcome {
    /// The page without blocks.
    fn removed(blocks: &[Range<usize>]) -> Self {
        let splices: Vec<Splice> = blocks.iter().cloned().map(Splice::removal).collect();
        let status = if splices.is_empty() { Status::Unchanged } else { Status::Removed };
        Self { splices, ..Self::of(status) }
    }
}
