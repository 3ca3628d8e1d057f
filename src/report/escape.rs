//! Makes text from pages harmless: what a terminal, a browser or a spreadsheet would take for a command, and what a
//! reader cannot see, is shown as an escape.

use std::borrow::Cow;
use std::fmt::Write as _;

pub use crate::domain::unsafe_char::is_unsafe;

/// One line of text for people: no control, no direction mark, no invisible character, no line break; names of hosts as
/// people write them.
pub fn line(text: &str) -> Cow<'_, str> {
    names(text, |text| escape(text, false))
}

/// Like [`line()`], but line breaks stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    names(text, |text| escape(text, true))
}

fn names(text: &str, escape: fn(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    match hosts(text) {
        Cow::Borrowed(text) => escape(text),
        Cow::Owned(text) => Cow::Owned(escape(&text).into_owned()),
    }
}

/// Text in which internationalised names are as people write them: `xn--fsqu00a.cn` as 例子.cn. Only labels of Chinese
/// characters, ASCII letters, digits and hyphens: those of other scripts can look like names that they are not.
pub fn hosts(text: &str) -> Cow<'_, str> {
    const PREFIX: &str = "xn--";
    let Some(first) = text.find(PREFIX) else { return Cow::Borrowed(text) };
    let (before, mut rest) = text.split_at(first);
    let mut shown = before.to_owned();
    loop {
        let end = rest.find(|c: char| c != '-' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (label, after) = rest.split_at(end);
        let inside = shown.ends_with(|c: char| c == '-' || c.is_alphanumeric());
        match idna::domain_to_unicode(label) {
            (name, Ok(())) if !inside && is_chinese(&name) => shown.push_str(&name),
            _ => shown.push_str(label),
        }
        let Some(next) = after.find(PREFIX) else {
            shown.push_str(after);
            return Cow::Owned(shown);
        };
        shown.push_str(&after[..next]);
        rest = &after[next..];
    }
}

/// Whether a label has no characters but Chinese ones, ASCII letters, digits and hyphens.
fn is_chinese(label: &str) -> bool {
    label.chars().all(|c| {
        c == '-'
            || c.is_ascii_alphanumeric()
            || matches!(c, '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
    })
}

/// The beginning of a text, with `…` where the rest was cut off: at most `most` characters, and at least one.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
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

/// Text that Markdown shows as it is: no markup, no link, no mention, no break of the table.
pub fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in line(text).chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // an address or a mention that the page itself would link
            '@' => safe.push_str("&#64;"),
            ':' => safe.push_str("&#58;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => {
                safe.push('\\');
                safe.push(char);
            }
            other => safe.push(other),
        }
    }
    safe
}

/// Text that is a whole value in JSON, with the characters that a terminal could take for a command written as `\\uXXXX`.
/// In JSON such characters are inside of strings only, where any reader turns the escape back.
pub fn json(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut units = [0; 2];
    for char in text.chars() {
        if is_unsafe(char) {
            for unit in char.encode_utf16(&mut units) {
                // Writing to a String cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(char);
        }
    }
    Cow::Owned(safe)
}

/// Bytes with which such a character may begin.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspect[byte] = true;
        byte += 1;
    }
    let others = [
        0x7f, 0xc2, 0xcd, 0xd8, 0xdb, 0xdc, 0xe0, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf1, 0xf2, 0xf3,
        0xf4,
    ];
    let mut at = 0;
    while at < others.len() {
        suspect[others[at]] = true;
        at += 1;
    }
    suspect
};

/// Whether a text certainly holds no such character, judging by the first bytes of its characters.
fn is_harmless(text: &str) -> bool {
    let bytes = text.as_bytes();
    // the usual address
    if bytes.iter().fold(true, |plain, byte| plain & (byte.wrapping_sub(0x20) < 0x5f)) {
        return true;
    }
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let harmless = |at: usize, one: u8| match (one, byte(at + 1)) {
        (0xc2, two) => two > 0xad || two == 0xa9,
        (0xd8, two) => two > 0x85 && two != 0x9c,
        // quotation marks, dashes, dots
        (0xe2, 0x80) => matches!(byte(at + 2), 0x90..=0xa7 | 0xaf..),
        (0xe2, two) => two != 0x81 && two != 0xa0,
        (0xe3, two) => two != 0x85,
        (0xef, two) => two < 0xb7 || matches!(two, 0xb9 | 0xba | 0xbc | 0xbd),
        // pictures
        (0xf0, 0x9f) => byte(at + 2) != 0xbf,
        (0xf0, two) => two == 0xa0,
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
    #[test]
    fn names_of_hosts_stand_as_people_write_them() {
        for (text, shown) in [
            ("example.cn", "example.cn"),
            ("xn--fsqu00a.cn", "例子.cn"),
            ("http://www.xn--fsqu00a.xn--fiqs8s/a?b", "http://www.例子.中国/a?b"),
            ("a xn--fsqu00a.cn b xn--fiqs8s", "a 例子.cn b 中国"),
            // not a label, not punycode, another script, a name that begins elsewhere
            ("axn--fsqu00a.cn", "axn--fsqu00a.cn"),
            ("xn--.cn xn--a-.cn xn--zzzzzzzzz.cn", "xn--.cn xn--a-.cn xn--zzzzzzzzz.cn"),
            ("xn--pple-43d.com", "xn--pple-43d.com"),
            ("xn--", "xn--"),
        ] {
            assert_eq!(hosts(text), shown);
            assert_eq!(line(text), shown);
        }
    }

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
            ("a\u{34f}\u{17b4}\u{2800}\u{fe0f}b", "a\\u{34f}\\u{17b4}\\u{2800}\\u{fe0f}b"),
            ("\u{1d173}\u{e0041}", "\\u{1d173}\\u{e0041}"),
            ("\u{fdd0}\u{ffff}\u{10fffe}", "\\u{fdd0}\\u{ffff}\\u{10fffe}"),
            ("“引号”——……\u{3000}é 👍", "“引号”——……\u{3000}é 👍"),
        ] {
            assert_eq!(line(raw), shown);
        }
    }

    #[test]
    fn the_list_is_that_of_the_properties_of_unicode() {
        const BLANK: [char; 3] = ['\u{2800}', '\u{16fe4}', '\u{1d159}'];
        let class = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]";
        let class = regex_syntax::parse(class).unwrap();
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) =
            class.kind()
        else {
            panic!("{class:?}");
        };
        let by_property: Vec<char> =
            class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect();
        let ours: Vec<char> = ('\0'..='\u{10ffff}')
            .filter(|char| is_unsafe(*char) && !BLANK.contains(char))
            .collect();
        assert_eq!(ours, by_property);
        assert!(BLANK.into_iter().all(is_unsafe));
    }

    #[test]
    fn json_is_the_same_value_with_nothing_to_act() {
        for raw in ["a\u{9b}b\u{202e}\u{7f}", "\u{e0041}备\u{feff}", "plain", "备案\n\"\\"] {
            let written = serde_json::to_string(raw).unwrap();
            let safe = json(&written);
            assert!(!safe.contains(is_unsafe), "{safe}");
            assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), raw);
        }
    }

    #[test]
    fn no_text_with_a_command_is_harmless() {
        for text in ['\0'..='\u{10ffff}'].into_iter().flatten().map(|char| format!("a{char}b")) {
            assert!(!is_harmless(&text) || !text.contains(is_unsafe), "{text:?}");
        }
        for text in
            ["京ICP备11000001号 © 2026，（）", "https://beian.miit.gov.cn/", "", "“引号”——…👍"]
        {
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
