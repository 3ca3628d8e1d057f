//! Where in a text a copyright statement may be: cheap enough for every line of a page.

/// Whether a line may hold a copyright statement. Says yes too often, never too rarely; linear, allocates nothing.
pub fn has_hint(line: &str) -> bool {
    find(line, 0).is_some()
}

/// Byte offset of the first hint at or behind `from`; always a character boundary.
pub(super) fn find(line: &str, from: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    (from..bytes.len()).find(|&at| is_hint(bytes.get(at..).unwrap_or_default()))
}

/// Whether a hint begins here. Every pattern begins with the lead byte of a character.
fn is_hint(rest: &[u8]) -> bool {
    let starts = |word: &str| rest.starts_with(word.as_bytes());
    match rest.first() {
        Some(0xC2) => starts("©"),
        Some(0xE2) => starts("ⓒ") || starts("Ⓒ"),
        Some(0xE4) => starts("保留") || starts("保 留"),
        Some(0xE7) => ["版权", "版權", "版 权", "版 權", "版\u{3000}权"].into_iter().any(starts),
        Some(0xE8) => starts("著作权") || starts("著作權"),
        Some(0xEF) => starts("（c") || starts("（C") || starts("Ｃｏｐｙ") || starts("＠"),
        Some(b'(') => rest.get(2) == Some(&b')') && matches!(rest.get(1), Some(b'c' | b'C')),
        Some(b'c' | b'C') => ["copyr", "copy-r", "copy r", "copri", "copry", "coypr"]
            .into_iter()
            .any(|word| starts_ascii(rest, word)),
        Some(b'&') => starts("&copy"),
        Some(b'r' | b'R') => starts_ascii(rest, "reserv"),
        Some(b'@') => rest
            .iter()
            .skip(1)
            .find(|&&byte| byte != b' ')
            .is_some_and(|byte| matches!(byte, b'1' | b'2' | 0xC2)),
        _ => false,
    }
}

/// Whether the bytes begin with an ASCII word, whatever its case.
fn starts_ascii(rest: &[u8], word: &str) -> bool {
    rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_statement_have_a_hint() {
        for line in [
            "© 2020",
            "ⓒ X",
            "(C) 版权所有 2025",
            "（c）2010",
            "Copy-right 2010",
            "COPYRIGHT X",
            "版權所有",
            "版 权 所 有",
            "著作权所有",
            "x ALL RIGHTS RESERVED",
            "保留一切权利",
            "@2017 广州",
            "@ 2017",
        ] {
            assert!(has_hint(line), "{line}");
        }
    }

    #[test]
    fn other_lines_have_none() {
        for line in [
            "",
            "关于我们",
            "京ICP备12345678号",
            "mail@example.com",
            "cope with it",
            "(d) item",
            "出版社",
        ] {
            assert!(!has_hint(line), "{line}");
        }
    }

    #[test]
    fn many_blanks_behind_an_at_sign_stay_linear() {
        assert!(has_hint("@                    2019"));
    }
}
