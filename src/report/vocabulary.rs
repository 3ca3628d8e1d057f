//! Names of the report's vocabulary: rule ids, states, places. A report that is read back may have been written by
//! another version, so that names that this one does not know are kept as they are.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Text that many entries of a report share (a site may have ten thousand pages with the same footer).
pub type Shared = Arc<str>;

/// The longest name, in bytes.
const LONGEST: usize = 64;

/// A name: ASCII letters, digits and `-_.:`, at most 64 of them, which every format can hold as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct VocabularyName(Cow<'static, str>);

impl VocabularyName {
    /// Whether a text has the form of a name. A report that is read back is a file that anybody may have written.
    fn is_valid(text: &str) -> bool {
        let inside =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
        (1..=LONGEST).contains(&text.len()) && text.bytes().all(inside)
    }
}

impl From<&'static str> for VocabularyName {
    fn from(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

impl Deref for VocabularyName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<&str> for VocabularyName {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for VocabularyName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

impl<'de> Deserialize<'de> for VocabularyName {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        if !Self::is_valid(&text) {
            return Err(D::Error::custom("not a name of a report's vocabulary"));
        }
        Ok(Self(Cow::Owned(text)))
    }
}

/// A value of `T`, or the name of one that a newer version knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Extensible<T> {
    /// A value that this version knows.
    Known(T),
    /// The name of any other.
    Other(VocabularyName),
}

impl<T> From<T> for Extensible<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: PartialEq> PartialEq<T> for Extensible<T> {
    fn eq(&self, other: &T) -> bool {
        matches!(self, Self::Known(value) if value == other)
    }
}

impl JsonSchema for VocabularyName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl<T> JsonSchema for Extensible<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::icp_number::NumberState;

    fn read<T: for<'de> Deserialize<'de>>(text: &str) -> serde_json::Result<T> {
        serde_json::from_value(serde_json::Value::from(text))
    }

    #[test]
    fn a_name_is_letters_and_digits() {
        for text in ["icp-missing", "utf-8", "iso-8859-8-i", "x-user-defined", "a_b.c:d"] {
            assert_eq!(read::<VocabularyName>(text).unwrap(), text);
        }
        let long = "a".repeat(LONGEST + 1);
        for text in
            ["", " ", "a b", "<b>", "=1", "a\u{1b}", "a\u{9b}", "备案", "a\nb", "\u{202e}", &long]
        {
            assert!(read::<VocabularyName>(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_a_newer_version_knows_is_kept() {
        for (text, known) in [("malformed", true), ("revoked", false)] {
            let state: Extensible<NumberState> = read(text).unwrap();
            assert_eq!(state == NumberState::Malformed, known);
            assert_eq!(serde_json::to_value(&state).unwrap(), text);
        }
        assert!(read::<Extensible<NumberState>>("<b>").is_err());
    }
}
