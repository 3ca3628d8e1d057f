//! The table of due days, one file a format; and changes between audits, in words.

mod changes;
pub mod csv;
pub mod history;
pub mod html;
pub mod ics;
pub mod json;
pub mod markdown;
pub mod reference;
pub mod text;
mod words;

use crate::domain::lang::{Lang, Text};
use crate::domain::timeline::Conflict;

pub use changes::{change, loss};
pub use history::details;

/// A contradiction between `beian.toml` and the ledger, and what to do about it.
pub fn conflict(site: &str, conflict: &Conflict) -> Text {
    let said = |lang| words::conflict(site, conflict, lang);
    Text::made(said(Lang::Zh), said(Lang::En))
}

#[cfg(test)]
mod tests;
