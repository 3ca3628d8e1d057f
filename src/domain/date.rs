//! Days of the Chinese calendar date (UTC+8). Today is always an argument.

pub use jiff::civil::Date;

/// Parses `YYYY-MM-DD`.
///
/// # Errors
/// The text that is no such day.
pub fn parse(text: &str) -> Result<Date, DateError> {
    text.trim().parse().map_err(|_| DateError(text.to_owned()))
}

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date; write it as YYYY-MM-DD")]
pub struct DateError(pub String);
