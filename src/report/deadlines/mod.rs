//! The table of due days, one file a format; and changes between audits, in words.

mod calendar_names;
mod changes;
pub mod confirmation;
pub mod csv;
mod format;
pub mod history;
pub mod html;
pub mod ics;
pub mod json;
pub mod markdown;
pub mod reference;
mod row_words;
pub mod text;
mod words;

use crate::domain::lang::{Lang, Text};
use crate::domain::timeline::Conflict;

pub use calendar_names::CalendarNames;
pub use changes::{change, loss};
pub use format::Format;
pub use history::details;
pub use row_words::RowWords;

/// All formats of the table, in the order in which help lists them. The first is the default.
pub static FORMATS: &[&Format] =
    &[&text::FORMAT, &json::FORMAT, &csv::FORMAT, &markdown::FORMAT, &html::FORMAT, &ics::FORMAT];

impl Default for &'static Format {
    fn default() -> Self {
        &text::FORMAT
    }
}

/// A contradiction between `beian.toml` and the ledger, and what to do about it.
pub fn conflict(site: &str, conflict: &Conflict) -> Text {
    let said = |lang| words::conflict(site, conflict, lang);
    Text::made(said(Lang::Zh), said(Lang::En))
}

#[cfg(test)]
mod tests;
