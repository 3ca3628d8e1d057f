//! Texts whose bytes were read in the wrong encoding: no statement, whatever words they seem to hold.

use encoding_rs::{GBK, WINDOWS_1252};

use crate::domain::memo::Memo;

/// Longer lines, in bytes, come back on no other page.
const MAX_KNOWN: usize = 1000;

thread_local! {
    static KNOWN: Memo<bool> = Memo::default();
}

/// Whether a text is UTF-8 that was read as GBK or as Latin letters, or has lost characters on the way.
pub(super) fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    if text.len() > MAX_KNOWN {
        return holds_garbled_word(text);
    }
    KNOWN.with(|known| known.get(text, || holds_garbled_word(text)))
}

fn holds_garbled_word(text: &str) -> bool {
    text.contains('\u{FFFD}')
        || [GBK, WINDOWS_1252].iter().any(|encoding| {
            // what can not be written in that encoding was not read in it
            text.split(|c: char| c.is_ascii())
                .filter(|word| !word.is_empty())
                .any(|word| is_utf8_read_as(word, encoding))
        })
}

/// Whether the bytes that a word has in an encoding are Chinese in UTF-8. Two characters at least: the bytes of one may
/// mean something in both.
fn is_utf8_read_as(word: &str, encoding: &'static encoding_rs::Encoding) -> bool {
    // Nearly every word is right, and two of its characters show it: to write out a whole one takes long.
    let two = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    let (start, _, _) = encoding.encode(word.get(..two).unwrap_or(word));
    if std::str::from_utf8(&start).is_err_and(|error| error.error_len().is_some()) {
        return false;
    }
    let (bytes, _, unmappable) = encoding.encode(word);
    if unmappable {
        return false;
    }
    let valid = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        // the last character lost bytes to what followed it
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            match std::str::from_utf8(valid) {
                Ok(text) if bytes.len() - valid.len() < 3 => text,
                _ => return false,
            }
        }
    };
    valid.chars().filter(|c| matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')).count()
        > 1
}

#[cfg(test)]
mod tests {
    use super::is_garbled;

    #[test]
    fn utf8_in_other_clothes_is_seen() {
        for text in ["鐗堟潈鎵€鏈", "版权所有 婀栧崡澶у", "© 2020 å±±æ¹–", "© 山湖\u{FFFD}公司"]
        {
            assert!(is_garbled(text), "{text}");
        }
    }

    #[test]
    fn names_are_not() {
        for text in [
            "© 2020 山湖科技有限公司",
            "版权所有：联通公司",
            "© Société Générale",
            "© Müller & Söhne",
            "© 2020 Hill",
            "版權所有 © 臺灣山湖",
            "© 2020 ひかり",
            "©",
        ] {
            assert!(!is_garbled(text), "{text}");
        }
    }
}
