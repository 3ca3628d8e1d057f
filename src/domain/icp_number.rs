//! ICP numbers: grammar, canonical form, state.

use std::fmt;

use super::province::Province;

/// An ICP number in canonical parts, well-formed or not: what stands in the shape of a filing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IcpNumber {
    /// The province character as written (traditional folded); `None` where there is none.
    pub mark: Option<char>,
    /// The body as written, without blanks: digits, or a placeholder such as `XXXXXXXX`.
    pub body: String,
    /// `-1`, `-2A` …
    pub suffix: Option<Suffix>,
}

/// The part behind 号.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Suffix {
    /// The running number.
    pub number: u32,
    /// Site, app, mini-program or quick app.
    pub kind: SuffixKind,
}

/// What the suffixed number was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuffixKind {
    /// `-1`
    Site,
    /// `-1A`
    App,
    /// `-1X`
    MiniProgram,
    /// `-1K`
    QuickApp,
}

/// How far a number can be trusted. Shape decides whether it is listed; this says what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NumberState {
    /// Well formed.
    Ok,
    /// No such number can exist: digits missing or too many, province missing or unknown, impossible year.
    Malformed,
    /// A sample, mask, template mark or theme default.
    Placeholder,
}

impl NumberState {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Malformed => "malformed",
            Self::Placeholder => "placeholder",
        }
    }
}

/// A text that is not one ICP number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an ICP number; it looks like 京ICP备12345678号-1")]
pub struct IcpNumberError(pub String);

impl IcpNumber {
    /// Parses a text that is one number and nothing else, in any of the forms seen in the wild.
    pub fn parse(_text: &str) -> Result<Self, IcpNumberError> {
        todo!("domain")
    }

    /// How far the number can be trusted; `year` is the current year.
    pub fn state(&self, _year: i16) -> NumberState {
        todo!("domain")
    }

    /// The province of the character, when it is a right one.
    pub fn province(&self) -> Option<&'static Province> {
        todo!("domain")
    }

    /// The canonical body number: without suffix.
    pub fn body_number(&self) -> String {
        todo!("domain")
    }

    /// Whether both belong to the same filing subject (mark and body equal).
    pub fn same_body(&self, other: &Self) -> bool {
        self.mark == other.mark && self.body == other.body
    }
}

impl fmt::Display for IcpNumber {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("domain")
    }
}
