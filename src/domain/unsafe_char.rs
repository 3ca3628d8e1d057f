//! Characters that nobody sees, or that a terminal would obey.

/// Whether a terminal could take this character for a command, or a reader could be misled by it. By properties of
/// Unicode 16.0: controls (`Cc`), format characters and direction marks (`Cf`, `Bidi_Control`), line and paragraph
/// separators (`Zl`, `Zp`), `Default_Ignorable_Code_Point` (variation selectors, fillers, tags) and
/// `Noncharacter_Code_Point`; and three characters with other properties whose picture is blank: U+2800, U+16FE4, U+1D159.
pub const fn is_unsafe(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_control();
    }
    matches!(char,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{16fe4}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || char as u32 & 0xfffe == 0xfffe
}

/// Whether a reader sees anything of a text.
pub fn is_seen(text: &str) -> bool {
    text.chars().any(|char| !char.is_whitespace() && !is_unsafe(char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_invisible_characters_is_not_seen() {
        for text in ["", " \t\n", "\u{200b}", "\u{3164} \u{feff}", "\u{3000}\u{7f}", "\u{2800}"] {
            assert!(!is_seen(text), "{text:?}");
        }
        assert!(is_seen("\u{200b}a") && is_seen("备"));
    }
}
