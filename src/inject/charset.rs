//! Text in a page's own encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use crate::html::Charset;

use super::Skip;
use super::splice::Splice;

/// How text is written into a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextEncoding {
    /// As UTF-8.
    Utf8,
    /// As UTF-16: the page is edited as text and converted back.
    Utf16 {
        /// The more significant byte first.
        big_endian: bool,
    },
    /// In this encoding, which extends ASCII; characters that it lacks as numeric references.
    Legacy(&'static Encoding),
    /// As ASCII, all else as numeric references: the page does not declare its encoding, or contradicts it, and a browser
    /// may guess another.
    Ascii,
}

impl TextEncoding {
    /// How to write into a page. Text beyond ASCII that is valid UTF-8 can hardly be anything else, even without a
    /// declaration.
    pub(super) fn of(charset: Charset, page: &[u8]) -> Result<Self, Skip> {
        let encoding = charset.encoding;
        if [ISO_2022_JP, REPLACEMENT, X_USER_DEFINED].contains(&encoding) {
            Err(Skip::Encoding)
        } else if encoding == UTF_16LE || encoding == UTF_16BE {
            // an odd byte at the end would shift what is put after it
            let whole = page.len() % 2 == charset.mark % 2;
            let utf16 = Self::Utf16 { big_endian: encoding == UTF_16BE };
            if whole { Ok(utf16) } else { Err(Skip::Encoding) }
        } else if charset.garbled {
            // references read the same in the declared encoding and in the real one
            Ok(Self::Ascii)
        } else if encoding == UTF_8 {
            Ok(Self::Utf8)
        } else if charset.declared {
            Ok(Self::Legacy(encoding))
        } else {
            Ok(Self::Ascii)
        }
    }

    /// The bytes of a text. For UTF-16 those of UTF-8: such a page is edited as text and converted at the end.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 | Self::Utf16 { .. } => text.as_bytes().to_vec(),
            Self::Legacy(encoding) => encoding.encode(text).0.into_owned(),
            Self::Ascii => ascii(text),
        }
    }

    /// The text of bytes in this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Legacy(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Utf8 | Self::Utf16 { .. } | Self::Ascii => String::from_utf8_lossy(bytes),
        }
    }
}

fn ascii(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() * 2);
    for c in text.chars() {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => bytes.push(byte),
            _ => bytes.extend_from_slice(format!("&#{};", u32::from(c)).as_bytes()),
        }
    }
    bytes
}

/// Converts splices of a UTF-16 page's text into splices of its bytes, which begin with a byte order mark of two bytes.
pub(super) fn to_utf16(text: &str, splices: Vec<Splice>, big_endian: bool) -> Vec<Splice> {
    let (mut at, mut bytes) = (0, 2);
    let mut offset = |target: usize| {
        bytes += 2 * text.get(at..target).map_or(0, |part| part.encode_utf16().count());
        at = target;
        bytes
    };
    let mut wide = Vec::with_capacity(splices.len());
    for splice in splices {
        let start = offset(splice.range.start);
        let end = offset(splice.range.end);
        let text = String::from_utf8_lossy(&splice.with);
        let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        wide.push(Splice {
            range: start..end,
            with: text.encode_utf16().flat_map(bytes).collect(),
        });
    }
    wide
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GBK, WINDOWS_1252};

    use super::*;

    #[test]
    fn characters_that_an_encoding_lacks_become_references() {
        for (encoding, expected) in [
            (TextEncoding::Utf8, "©京".as_bytes()),
            (TextEncoding::Legacy(GBK), b"&#169;\xbe\xa9"),
            (TextEncoding::Legacy(BIG5), b"&#169;\xa8\xca"),
            (TextEncoding::Legacy(WINDOWS_1252), b"\xa9&#20140;"),
            (TextEncoding::Ascii, b"&#169;&#20140;"),
        ] {
            assert_eq!(encoding.encode("©京"), expected, "{encoding:?}");
        }
    }

    #[test]
    fn a_page_that_names_no_encoding_gets_ascii_unless_it_is_utf_8_beyond_doubt() {
        let encoding = |page: &[u8]| TextEncoding::of(crate::html::charset(page), page);
        assert_eq!(encoding(b"<!doctype html><p>plain"), Ok(TextEncoding::Ascii));
        assert_eq!(encoding("<!doctype html><p>你好".as_bytes()), Ok(TextEncoding::Utf8));
        assert_eq!(
            encoding(b"<!doctype html><p>\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7"),
            Ok(TextEncoding::Ascii)
        );
        assert_eq!(encoding(b"<meta charset=gb2312>"), Ok(TextEncoding::Legacy(GBK)));
        assert_eq!(
            encoding("<meta charset=gb2312><p>地址电话新闻中心</p>".as_bytes()),
            Ok(TextEncoding::Ascii),
            "it contradicts itself"
        );
        assert_eq!(
            encoding(
                b"<meta charset=utf-8><p>\xb5\xd8\xd6\xb7\xb5\xd8\xd6\xb7\xb5\xd8\xd6\xb7</p>"
            ),
            Ok(TextEncoding::Ascii)
        );
        assert_eq!(encoding(b"<meta charset=iso-2022-jp>"), Err(Skip::Encoding));
        assert_eq!(encoding(b"\xff\xfea\0"), Ok(TextEncoding::Utf16 { big_endian: false }));
        assert_eq!(encoding(b"\xfe\xff\0a\0"), Err(Skip::Encoding));
    }

    #[test]
    fn splices_of_utf_16_text_count_units_not_characters() {
        let text = "a𠮷b";
        let splices = vec![
            Splice { range: 1..1, with: "京".into() },
            Splice { range: 5..6, with: Vec::new() },
        ];
        let wide = to_utf16(text, splices, true);
        assert_eq!(wide[0], Splice { range: 4..4, with: vec![0x4e, 0xac] });
        assert_eq!(wide[1], Splice { range: 8..10, with: vec![] });
    }
}
