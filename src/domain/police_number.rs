//! Police numbers: grammar, canonical form, state.

use std::fmt;

use super::icp_number::NumberState;
use super::province::Province;

/// A police number in canonical parts, well-formed or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PoliceNumber {
    /// The province character; inferred from the digits where the page shows none.
    pub mark: Option<char>,
    /// Whether the province character was written (not inferred).
    pub mark_written: bool,
    /// The digits as written (14 in a right number), or a placeholder.
    pub digits: String,
}

/// A text that is not one police number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a police number; it looks like 京公网安备11010502030143号")]
pub struct PoliceNumberError(pub String);

impl PoliceNumber {
    /// Parses a text that is one number and nothing else, in any of the forms seen in the wild.
    pub fn parse(_text: &str) -> Result<Self, PoliceNumberError> {
        todo!("domain")
    }

    /// How far the number can be trusted.
    pub fn state(&self) -> NumberState {
        todo!("domain")
    }

    /// The province that the first two digits name.
    pub fn province(&self) -> Option<&'static Province> {
        todo!("domain")
    }

    /// Whether the written character belongs to the province of the digits; true where either is unknown.
    pub fn mark_fits_digits(&self) -> bool {
        todo!("domain")
    }

    /// The 14-digit form that an old 12-digit number probably became: `02` behind the area code.
    pub fn fourteen_digit_form(&self) -> Option<Self> {
        todo!("domain")
    }
}

impl fmt::Display for PoliceNumber {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("domain")
    }
}
