//! Changes to bytes.

use std::ops::Range;

/// A replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The range that is replaced; empty for an insertion.
    pub range: Range<usize>,
    /// The new bytes; empty for a removal.
    pub with: Vec<u8>,
}

impl Splice {
    /// A removal.
    pub(super) const fn removal(range: Range<usize>) -> Self {
        Self { range, with: Vec::new() }
    }
}

/// Appends the old bytes to `new` with the splices applied. Splices must be in order and not overlap; one that is out of
/// range or begins before its predecessor's end is ignored.
pub fn apply(old: &[u8], splices: &[Splice], new: &mut Vec<u8>) {
    let mut at = 0;
    for splice in splices {
        let Some(kept) = old.get(at..splice.range.start) else { continue };
        if splice.range.end < splice.range.start || splice.range.end > old.len() {
            continue;
        }
        new.extend_from_slice(kept);
        new.extend_from_slice(&splice.with);
        at = splice.range.end;
    }
    new.extend_from_slice(old.get(at..).unwrap_or_default());
}

/// The bytes with the splices applied.
pub(super) fn applied(old: &[u8], splices: &[Splice]) -> Vec<u8> {
    let mut new = Vec::with_capacity(old.len());
    apply(old, splices, &mut new);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insertions_replacements_and_removals_leave_the_rest() {
        let splice = |range: Range<usize>, with: &str| Splice { range, with: with.into() };
        for (splices, expected) in [
            (vec![], "abcdef"),
            (vec![splice(0..0, "<")], "<abcdef"),
            (vec![splice(1..2, "BB"), splice(4..4, "-"), splice(5..6, "")], "aBBcd-e"),
            (vec![splice(6..6, ">")], "abcdef>"),
            (vec![splice(3..9, "x"), splice(2..4, "y"), splice(1..2, "z")], "abyef"),
        ] {
            let mut new = Vec::new();
            apply(b"abcdef", &splices, &mut new);
            assert_eq!(String::from_utf8_lossy(&new), expected);
        }
    }
}
