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
