//! The known word that is nearest to a misspelt one.

/// The candidate with the fewest edits to `word`; `None` only without candidates.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().min_by_key(|candidate| edits(word, candidate))
}

/// The Levenshtein distance of two words, case and `_`/`-` ignored. A long word is compared by its start: it cannot be
/// near to a short one anyway.
fn edits(a: &str, b: &str) -> usize {
    const LONGEST: usize = 64;
    let fold = |text: &str| -> String {
        let chars = text.chars().take(LONGEST);
        chars.map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
    };
    strsim::levenshtein(&fold(a), &fold(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_as_levenshtein_does() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "icp", 3),
            ("icp", "", 3),
            ("icpp", "icp", 1),
            ("kitten", "sitting", 3),
            ("max-pages", "max_pages", 0),
            ("ICP", "icp", 0),
            ("备案", "备按", 1),
        ] {
            assert_eq!(edits(a, b), expected, "{a} / {b}");
        }
    }

    #[test]
    fn the_nearest_word_is_named() {
        let known = ["icp", "police", "owner"];
        assert_eq!(nearest("polic", known), Some("police"));
        assert_eq!(nearest("onwer", known), Some("owner"));
        assert_eq!(nearest("x", []), None);
    }
}
