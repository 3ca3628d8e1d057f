//! Single numbers: a text is one when the line holds that number and nothing else.

use super::cursor::is_empty;
use super::{Number, scan};
use crate::domain::icp_number::{IcpNumber, IcpNumberError};
use crate::domain::police_number::{PoliceNumber, PoliceNumberError};

impl IcpNumber {
    /// Parses a text that is one number and nothing else, in any of the forms seen in the wild.
    ///
    /// # Errors
    /// The text, when it is anything else.
    pub fn parse(text: &str) -> Result<Self, IcpNumberError> {
        match only(text) {
            Some(Number::Icp(number)) if !number.body.is_empty() => Ok(number),
            _ => Err(IcpNumberError(text.to_owned())),
        }
    }
}

impl PoliceNumber {
    /// Parses a text that is one number and nothing else, in any of the forms seen in the wild.
    ///
    /// # Errors
    /// The text, when it is anything else.
    pub fn parse(text: &str) -> Result<Self, PoliceNumberError> {
        match only(text) {
            Some(Number::Police(number)) if !number.digits.is_empty() => Ok(number),
            _ => Err(PoliceNumberError(text.to_owned())),
        }
    }
}

/// The number of a text that holds one number and otherwise only blanks.
fn only(text: &str) -> Option<Number> {
    let mut found = scan(text).into_iter();
    let first = found.next()?;
    let around = [text.get(..first.range.start)?, text.get(first.range.end..)?];
    let alone = around.iter().all(|rest| rest.chars().all(is_empty));
    alone.then_some(first.number)
}
