//! The report's model (the JSON contract) and one file a format.

pub mod csv;
pub mod deadlines;
pub mod escape;
mod format;
mod groups;
pub mod html;
pub mod inject;
pub mod json;
pub mod jsonl;
pub mod model;
pub mod preflight;
pub mod rule_page;
mod safe_lines;
#[cfg(test)]
mod sample;
pub mod text;
mod view;
mod vocabulary;
mod words;

pub use format::Format;
pub use safe_lines::SafeLines;
pub use view::{Cut, Sites, View};
pub use vocabulary::{Extensible, VocabularyName};

use crate::domain::lang::Lang;
use crate::rules::Rule;

/// All formats of an audit's report, in the order in which help lists them. The first is the default.
pub static FORMATS: &[&Format] =
    &[&text::FORMAT, &json::FORMAT, &jsonl::FORMAT, &csv::FORMAT, &html::FORMAT];

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
    /// Where titles and reasons of rules are looked up.
    pub rules: &'a [&'static Rule],
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

impl Style<'_> {
    /// The rule with this id.
    fn rule(&self, id: &str) -> Option<&'static Rule> {
        self.rules.iter().copied().find(|rule| rule.id == id)
    }
}
