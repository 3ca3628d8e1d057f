//! One page's edit: what is there, what is wanted, and the bytes between the two.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::facts::{self, PageFacts, RawPage};

use super::badge::Badge;
use super::block::{self, Form, Parts, Template, TemplateError, Values};
use super::charset::{self, Writing};
use super::place::{self, Place};
use super::shown::{self, shown};
use super::splice::{self, Splice};
use super::{Outcome, Skip, Status, links, proof};

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
}

/// Blocks by what they depend on.
#[derive(Debug, Default)]
pub struct Made(Mutex<BTreeMap<(Parts, Option<String>), Content>>);

type Content = Result<Arc<str>, TemplateError>;

impl Job {
    /// What the page at this path of the output becomes. Pure: the same page, the same outcome.
    pub fn edit(&self, path: &Path, page: &[u8]) -> Outcome {
        match self.try_edit(path, page) {
            Ok(outcome) => outcome,
            Err(skip) => Outcome { lacks: skip.lacks(), ..Outcome::of(Status::Skipped(skip)) },
        }
    }

    /// Makes every block that a page may need, so that a template's faults are told before any page is read. A block
    /// must stay one element and show each number as a link.
    pub fn check_template(&self) -> Result<(), TemplateError> {
        let all = Parts::of(&self.site);
        for parts in all.subsets() {
            let badge = self.badge.as_ref().map(|badge| badge.url(Path::new("x.html"), None, None));
            self.content(parts, badge)?;
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
        let badge = self.badge.as_ref().map(|badge| {
            badge.url(Path::new("index.html"), self.base_path.as_deref().or(Some("/")), None)
        });
        let content = self.content(Parts::of(&self.site), badge)?;
        Ok(block::element(&content, Form::Plain))
    }

    fn try_edit(&self, path: &Path, page: &[u8]) -> Result<Outcome, Skip> {
        if facts::is_verification(path, page) {
            return Err(Skip::Verification);
        }
        if facts::is_xhtml(path) {
            return Err(Skip::Xhtml);
        }
        let charset = facts::charset(page);
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
            return Ok(Outcome::removed(&place::blocks(page)?));
        }
        let place = place::find(page, self.fragments)?;
        let outside = without_blocks(page, &place, &[]);
        let mut facts = read(&outside, writing);
        let mended =
            if self.fix_links {
                links::mend(page, &facts, &self.site, &place.blocks)
            } else {
                Vec::new()
            };
        if !mended.is_empty() {
            facts = read(&without_blocks(page, &place, &mended), writing);
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
            self.put(path, page, &place, wanted, &facts, writing)?
        };
        outcome.faults = shown.faults;
        outcome.lacks = lacks;
        outcome.mended = mended.len();
        outcome.splices.extend(mended);
        outcome.splices.sort_unstable_by_key(|splice| splice.range.start);
        Ok(outcome)
    }

    /// Puts a block with these parts into the page, or in the place of the one that is there.
    fn put(
        &self,
        path: &Path,
        page: &[u8],
        place: &Place,
        parts: Parts,
        facts: &PageFacts,
        writing: Writing,
    ) -> Result<Outcome, Skip> {
        let badge = self.badge.as_ref().filter(|_| parts.police);
        let url = badge.map(|it| it.url(path, self.base_path.as_deref(), facts.base.as_deref()));
        // a template that cannot say these parts was refused before any page was read
        let content = self.content(parts, url).map_err(|_| Skip::Entangled)?;
        let (last, others) = match place.blocks.split_last() {
            Some((last, others)) => (last.clone(), others),
            None => (place.at..place.at, [].as_slice()),
        };
        let moved = last.end != place.at;
        let there = page.get(last.clone()).unwrap_or_default();
        let forms: &[Form] = match (moved, place.doubtful) {
            (true, _) if Form::of(there) == Form::Apart => &[Form::Apart], // as it was proven there
            (false, true) => &[Form::Plain, Form::Apart],
            _ => &[Form::Plain],
        };
        let elements = forms.iter().map(|&form| writing.encode(&block::element(&content, form)));
        let elements: Vec<Vec<u8>> = elements.collect();
        let badge = badge.is_some_and(|badge| badge.file_name().is_some());
        if others.is_empty() && elements.iter().any(|element| element == there) {
            // proven when it was put in
            return Ok(Outcome { badge, ..Outcome::of(Status::Unchanged) });
        }
        let status = if place.blocks.is_empty() { Status::Added } else { Status::Updated };
        let removals: Vec<Splice> = others.iter().cloned().map(Splice::removal).collect();
        for with in elements {
            let mut splices = removals.clone();
            splices.push(Splice { range: last.clone(), with });
            if !place.doubtful || moved || proven(page, place, &splices) {
                return Ok(Outcome { splices, badge, ..Outcome::of(status) });
            }
        }
        Err(Skip::Entangled)
    }

    fn content(&self, parts: Parts, badge: Option<String>) -> Content {
        let mut made = self.made.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = made.entry((parts, badge)).or_insert_with_key(|(parts, badge)| {
            let values = Values {
                site: &self.site,
                parts: *parts,
                badge: badge.as_deref(),
                year: self.today.year(),
            };
            Ok(self.template.render(&values)?.into())
        });
        made.clone()
    }
}

/// Whether the edited page is the old one and the block, as a browser reads them.
fn proven(page: &[u8], place: &Place, splices: &[Splice]) -> bool {
    let mut new = Vec::new();
    splice::apply(page, splices, &mut new);
    proof::holds(&without_blocks(page, place, &[]), &new)
}

/// What a page shows. One that is edited as text is UTF-8 here, whatever its `<meta>` says.
fn read(page: &[u8], writing: Writing) -> PageFacts {
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
    fn of(status: Status) -> Self {
        Self {
            status,
            faults: Vec::new(),
            lacks: false,
            mended: 0,
            splices: Vec::new(),
            badge: false,
        }
    }

    /// The page without blocks.
    fn removed(blocks: &[Range<usize>]) -> Self {
        let splices: Vec<Splice> = blocks.iter().cloned().map(Splice::removal).collect();
        let status = if splices.is_empty() { Status::Unchanged } else { Status::Removed };
        Self { splices, ..Self::of(status) }
    }
}
