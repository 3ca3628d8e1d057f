//! Makes text from pages harmless: what a terminal, a browser or a spreadsheet would take for a command, and what a
//! reader cannot see, is shown as an escape.

use std::borrow::Cow;
use std::fmt::Write as _;

/// One line of text for people: no control, no direction mark, no invisible character, no line break.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, false)
}

/// Like [`line`], but line breaks stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, true)
}

/// Text for an HTML document, between tags or in a quoted attribute.
pub fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in lines(text).chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Whether a terminal could take this character for a command, or a reader could be misled by it: controls (C0, DEL,
/// C1), direction marks, and characters that nothing is shown for.
pub const fn is_unsafe(char: char) -> bool {
    matches!(char,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Bytes with which such a character may begin.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspect[byte] = true;
        byte += 1;
    }
    let others = [0x7f, 0xc2, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf3];
    let mut at = 0;
    while at < others.len() {
        suspect[others[at]] = true;
        at += 1;
    }
    suspect
};

/// Whether a text certainly holds no such character: told by the first two bytes of characters.
pub(super) fn is_harmless(text: &str) -> bool {
    let bytes = text.as_bytes();
    // the usual address
    if bytes.iter().fold(true, |plain, byte| plain & (byte.wrapping_sub(0x20) < 0x5f)) {
        return true;
    }
    let harmless = |at: usize, one: u8| match (one, bytes.get(at + 1).copied().unwrap_or_default())
    {
        (0xc2, two) => two > 0xad || two == 0xa9,
        (0xd8, two) => two != 0x9c,
        (0xe2, two) => two > 0x81, // from U+2080 on
        (0xe3, two) => two != 0x85,
        (0xef, two) => two < 0xbb || two == 0xbc,
        _ => false,
    };
    bytes.iter().enumerate().all(|(at, &one)| !SUSPECT[usize::from(one)] || harmless(at, one))
}

fn escape(text: &str, keep_breaks: bool) -> Cow<'_, str> {
    let harmless = |char: char| !is_unsafe(char) || (keep_breaks && char == '\n');
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            _ if harmless(char) => safe.push(char),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            // Writing to a String cannot fail.
            other => drop(write!(safe, "\\u{{{:x}}}", u32::from(other))),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_invisible_characters_are_shown() {
        for (raw, shown) in [
            ("京ICP备11000001号", "京ICP备11000001号"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{1b}]8;;https://x\u{7}", "\\u{1b}]8;;https://x\\u{7}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{202e}gnp", "\\u{202e}gnp"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("\u{2028}", "\\u{2028}"),
        ] {
            assert_eq!(line(raw), shown);
        }
    }

    #[test]
    fn no_text_with_a_command_is_harmless() {
        for text in ['\0'..='\u{10ffff}'].into_iter().flatten().map(|char| format!("a{char}b")) {
            assert!(!is_harmless(&text) || !text.contains(is_unsafe), "{text:?}");
        }
        for text in ["京ICP备11000001号 © 2026，（）", "https://beian.miit.gov.cn/", ""] {
            assert!(is_harmless(text), "{text}");
        }
    }

    #[test]
    fn line_breaks_stay_where_asked() {
        assert_eq!(lines("a\nb\u{7}"), "a\nb\\u{7}");
    }

    #[test]
    fn markup_is_text_in_html() {
        assert_eq!(
            html("<script>\"a\"&'b'\u{0}"),
            "&lt;script&gt;&quot;a&quot;&amp;&#39;b&#39;\\u{0}"
        );
    }
}
