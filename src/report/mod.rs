//! The report's model (the JSON contract) and one file a format.

pub mod acceptance;
pub mod all_rules;
mod audience;
pub mod changes;
pub mod csv;
pub mod deadlines;
pub mod escape;
pub mod evidence;
mod filing_model;
mod finding_model;
mod fingerprint;
mod format;
pub mod github;
pub mod gitlab;
mod groups;
pub mod html;
pub mod inject;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
pub mod model;
pub mod notices;
mod outcome;
mod places;
pub mod preflight;
mod read;
mod report_file;
pub mod rule_page;
mod safe_lines;
#[cfg(test)]
mod sample;
pub mod sarif;
mod schemas;
mod screen_model;
mod table;
pub mod text;
mod view;
mod vocabulary;
mod words;
pub mod xlsx;

pub use fingerprint::{FINGERPRINT_KIND, Fingerprint, FingerprintError, site_name};
pub use format::Format;
pub use outcome::Outcome;
pub use places::FindingPlaces;
pub use read::{ReadError, ReportHead, read_report};
pub use report_file::{ReportFile, ReportFileError, STDOUT};
pub use safe_lines::SafeLines;
pub use schemas::{REPORT_SCHEMAS, ReportSchema};
pub use view::{Cut, FooterPicture, FooterPictures, Sites, View};
pub use vocabulary::{Extensible, VocabularyName};

use crate::config::{Audience, Brand};
use crate::domain::lang::Lang;
use crate::rules::Rule;

/// All formats of an audit's report, in the order in which help lists them. The first is the default.
pub static FORMATS: &[&Format] = &[
    &text::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &csv::FORMAT,
    &csv::FINDINGS_FORMAT,
    &csv::FILINGS_FORMAT,
    &html::FORMAT,
    &xlsx::FORMAT,
    &markdown::FORMAT,
    &sarif::FORMAT,
    &junit::FORMAT,
    &gitlab::FORMAT,
    &github::FORMAT,
];

/// The width of lines where no terminal sets one, in columns.
pub const WIDTH: usize = 100;

/// How a report for people is written.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// The language.
    pub lang: Lang,
    /// Whether colours may be used (text only). What they say is there in words too.
    pub colour: bool,
    /// The amount of detail (text only).
    pub detail: Detail,
    /// How many columns a line may take; a Chinese character takes two (text only).
    pub width: usize,
    /// Whether it goes to a file, and not to whatever reads standard output (CSV only).
    pub to_file: bool,
    /// Where findings are in the files of a repository (formats of code hosts only).
    pub places: &'a FindingPlaces,
    /// Where titles and reasons of rules are looked up.
    pub rules: &'a [&'static Rule],
    /// Whom the report is for (HTML only).
    pub audience: Audience,
    /// The look of who hands it on (HTML only).
    pub brand: Option<&'a Brand>,
}

/// The amount of detail of a report for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Verdicts and titles.
    Brief,
    /// The first pages of each fault, its fix and its reason.
    #[default]
    Normal,
    /// All pages, all evidence, sites in order too.
    Full,
}

static UNKNOWN: FindingPlaces = FindingPlaces::unknown();

impl Style<'static> {
    /// The style of a file: no colours, the usual width and detail, no rules.
    pub const fn plain(lang: Lang) -> Self {
        Self {
            lang,
            colour: false,
            detail: Detail::Normal,
            width: WIDTH,
            to_file: false,
            places: &UNKNOWN,
            rules: &[],
            audience: Audience::Owner,
            brand: None,
        }
    }
}

impl Style<'_> {
    /// The rule with this id.
    fn rule(&self, id: &str) -> Option<&'static Rule> {
        self.rules.iter().copied().find(|rule| rule.id == id)
    }
}
