//! A checksum over the values of a row. SQLite notices a page that is torn or zeroed, but not a byte that changed inside
//! a text: a date of the wrong year would be read as if it had been recorded.

use crc32fast::Hasher;

/// A checksum in the making. Each value is hashed with its length, so that no two rows look alike.
#[derive(Default)]
pub(super) struct Seal(Hasher);

impl Seal {
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
            Seal::default().text("ab").text("c"),
            Seal::default().text("a").text("bc"),
            Seal::default().text("ab").optional(None).text("c"),
            Seal::default().text("ab").optional(Some("")).text("c"),
            Seal::default().number(1).text("c"),
            Seal::default().number(2).text("c"),
        ]
        .map(Seal::finish);
        for (index, seal) in seals.iter().enumerate() {
            assert!(!seals[..index].contains(seal), "{index}");
        }
    }
}
