//! A checksum of the values of a row. SQLite detects a torn or zeroed page, but not a changed byte inside a text, such as
//! a date with another year.

use crc32fast::Hasher;

/// A checksum of values added one by one. Each value is hashed with its length, so that different rows have different input.
#[derive(Default)]
pub(super) struct Checksum(Hasher);

impl Checksum {
    pub(super) fn text(mut self, value: &str) -> Self {
        self.0.update(&(value.len() as u64).to_le_bytes());
        self.0.update(value.as_bytes());
        self
    }

    pub(super) fn optional(mut self, value: Option<&str>) -> Self {
        if let Some(value) = value {
            return self.text(value);
        }
        self.0.update(&u64::MAX.to_le_bytes());
        self
    }

    pub(super) fn number(mut self, value: i64) -> Self {
        self.0.update(&value.to_le_bytes());
        self
    }

    pub(super) fn finish(self) -> i64 {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_in_content_or_place_have_other_seals() {
        let seals = [
            Checksum::default().text("ab").text("c"),
            Checksum::default().text("a").text("bc"),
            Checksum::default().text("ab").optional(None).text("c"),
            Checksum::default().text("ab").optional(Some("")).text("c"),
            Checksum::default().number(1).text("c"),
            Checksum::default().number(2).text("c"),
        ]
        .map(Checksum::finish);
        for (index, seal) in seals.iter().enumerate() {
            assert!(!seals[..index].contains(seal), "{index}");
        }
    }
}
