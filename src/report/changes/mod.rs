//! What changed between audits: the words, and one file a format.

mod format;
mod html;
pub mod json;
mod markdown;
mod text;
mod words;

pub use format::Format;
pub use words::{incomplete, number_change, recorded_run, since_last};

/// All formats of a comparison, in the order in which help lists them. The first is the default.
pub static FORMATS: &[&Format] = &[&text::FORMAT, &json::FORMAT, &markdown::FORMAT, &html::FORMAT];

impl Default for &'static Format {
    fn default() -> Self {
        &text::FORMAT
    }
}

#[cfg(test)]
mod tests;
