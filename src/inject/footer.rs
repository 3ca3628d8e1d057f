//! What a footer says: declared values, template, badge.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::date::Date;
use crate::domain::site::Site;

use super::badge::BadgeImage;
use super::block::{self, Parts, Template, TemplateError, Values, Wrapping};
use super::charset::TextEncoding;
use super::proof;
use super::slot::read;
use super::vocabulary::Vocabulary;

/// The footer of a site.
#[derive(Debug)]
pub struct SiteFooter {
    /// The declared values.
    pub site: Site,
    /// Today in China: the last year of the copyright line.
    pub today: Date,
    /// The template of the block.
    pub template: Template,
    /// The police badge.
    pub badge: Option<BadgeImage>,
    /// The path that the output is published under, with a slash at both ends, where it is known.
    pub base_path: Option<String>,
}

impl SiteFooter {
    /// Renders every block that a page may need, so that faults of the template are reported before any page is read. A
    /// block must stay one element and show each number as a link.
    pub fn check_template(&self) -> Result<(), TemplateError> {
        for parts in Parts::of(&self.site).subsets() {
            let badge = self.badge.as_ref().map(|badge| badge.url(Path::new("x.html"), None, None));
            self.render(parts, badge.as_deref(), None)?;
        }
        let old = b"<!doctype html><title>x</title><body><p>x</p>".as_slice();
        let new = [old, self.snippet()?.as_bytes()].concat();
        let fault = |what: &str| Err(TemplateError { what: what.to_owned(), line: None });
        if !proof::holds(old, &new) {
            return fault(
                "the template leaves an element open, or closes one that it did not open",
            );
        }
        let facts = read(&new, TextEncoding::Utf8);
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

    /// The block with all that is declared, as it is put into a page: for owners who paste it by hand.
    pub fn snippet(&self) -> Result<String, TemplateError> {
        let badge = self.snippet_badge();
        let content = self.render(Parts::of(&self.site), badge.as_deref(), None)?;
        let element = block::element(&content, Wrapping::None, None, TextEncoding::Utf8);
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

    /// The content of a block with these parts; `badge` is the badge's address.
    fn render(
        &self,
        parts: Parts,
        badge: Option<&str>,
        vocabulary: Option<Vocabulary>,
    ) -> Result<String, TemplateError> {
        let values = self.values(parts, badge);
        match vocabulary {
            Some(_) => block::plain(&values, vocabulary),
            None => self.template.render(&values),
        }
    }

    fn values<'a>(&'a self, parts: Parts, badge: Option<&'a str>) -> Values<'a> {
        Values { site: &self.site, parts, badge, year: self.today.year() }
    }
}

/// The contents of blocks, rendered once for each combination of what they depend on.
#[derive(Debug, Default)]
pub(super) struct BlockCache(Mutex<BTreeMap<BlockKey, BlockContent>>);

/// The parts, the address of the badge, the vocabulary.
type BlockKey = (Parts, Option<String>, Option<Vocabulary>);

type BlockContent = Result<Arc<str>, TemplateError>;

impl BlockCache {
    /// The content of the footer's block with these parts. A cache must be asked about one footer only.
    pub(super) fn content(
        &self,
        footer: &SiteFooter,
        parts: Parts,
        badge: Option<String>,
        vocabulary: Option<Vocabulary>,
    ) -> BlockContent {
        let mut blocks = self.0.lock();
        let content = blocks.entry((parts, badge, vocabulary)).or_insert_with_key(|key| {
            footer.render(key.0, key.1.as_deref(), vocabulary).map(Arc::from)
        });
        content.clone()
    }
}
