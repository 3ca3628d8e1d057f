//! The report of a preflight: the model (the JSON contract) and one file a format.

pub mod checklist;
pub mod csv;
mod format;
pub mod html;
pub mod ics;
pub mod json;
pub mod markdown;
mod model;
pub mod rule_page;
pub mod text;
mod words;

pub use format::{FORMATS, Format};
pub use model::PreflightReport;
