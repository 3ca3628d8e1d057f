//! Bytes → text, as browsers do it: byte order mark, HTTP charset, `<meta>` in the first 1024 bytes, then detection.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

use super::attributes::attributes;
use super::tokens::{Token, Tokens};

/// Pages are read up to this length (offsets are kept in 32 bits); what lies behind is not seen.
pub(crate) const MAX_PAGE: usize = 1 << 30;

/// How much of a page the search for `<meta charset>` reads.
const PRESCAN: usize = 1024;

/// A page's text and the encoding it was read in.
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static Encoding,
}

/// Decodes a page.
pub(crate) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let bytes = bytes.get(..MAX_PAGE).unwrap_or(bytes);
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) =
            encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return Decoded { text, encoding };
    }
    let declared = content_type.and_then(http_charset).or_else(|| meta_charset(bytes));
    let encoding = declared.unwrap_or_else(|| detect(bytes));
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding }
}

/// The encoding of a file.
#[derive(Clone, Copy, Debug)]
pub struct Charset {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Length of the byte order mark, in bytes.
    pub mark: usize,
    /// Whether the file says it by itself (byte order mark or `<meta>`); else it was guessed from the bytes, and a
    /// browser may guess otherwise.
    pub declared: bool,
}

/// The encoding that a file is read in.
pub fn charset(bytes: &[u8]) -> Charset {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Charset { encoding, mark, declared: true };
    }
    let declared = meta_charset(bytes);
    let encoding = declared.unwrap_or_else(|| detect(bytes));
    Charset { encoding, mark: 0, declared: declared.is_some() }
}

/// The `charset` parameter of a `Content-Type`.
fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("charset") {
            return None;
        }
        Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
    })
}

/// The encoding that a page declares: by a `<meta>` in the first 1024 bytes, comments passed over, else by an XML
/// declaration. UTF-16 there means UTF-8, for the bytes could be read as ASCII.
fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
    for token in Tokens::new(head) {
        let Token::Start(tag) = token else { continue };
        if !head.get(tag.name()).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")) {
            continue;
        }
        let (mut charset, mut content, mut is_content_type) = (None, None, false);
        for (name, value) in attributes(head, tag.attrs()) {
            if name.eq_ignore_ascii_case(b"charset") {
                charset = charset.or_else(|| Encoding::for_label(value));
            } else if name.eq_ignore_ascii_case(b"content") {
                content = content.or_else(|| charset_in(value));
            } else if name.eq_ignore_ascii_case(b"http-equiv") {
                is_content_type = value.eq_ignore_ascii_case(b"content-type");
            }
        }
        if let Some(found) = charset.or(content.filter(|_| is_content_type)) {
            return Some(not_wide(found));
        }
    }
    xml_encoding(head).map(not_wide)
}

fn not_wide(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding }
}

/// `charset=…` inside a `content` attribute.
fn charset_in(value: &[u8]) -> Option<&'static Encoding> {
    let lower = value.to_ascii_lowercase();
    let at = memmem::find(&lower, b"charset")?;
    let rest = lower.get(at + 7..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b';' | b'"' | b'\'' | b' ' | b'\t'));
    Encoding::for_label(rest.get(..end.unwrap_or(rest.len()))?)
}

/// `<?xml … encoding="…"?>` at the start, which browsers honour for HTML too.
fn xml_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memchr::memchr(b'>', declaration)?)?;
    let rest = declaration.get(memmem::find(declaration, b"encoding")? + 8..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let value = rest.get(1..)?;
    Encoding::for_label(value.get(..memchr::memchr(quote, value)?)?)
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return if bytes.is_ascii() { WINDOWS_1252 } else { UTF_8 };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // a megabyte tells as much as the whole
    let sample = bytes.get(..1 << 20).unwrap_or(bytes);
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    #[test]
    fn the_order_is_bom_http_meta_detection() {
        let page = "<meta charset=gbk><p>京ICP备";
        assert_eq!(
            decode(&[b"\xef\xbb\xbf", page.as_bytes()].concat(), Some("text/html; charset=gbk"))
                .text,
            page
        );
        assert_eq!(decode(page.as_bytes(), Some("text/html; Charset=\"utf-8\"")).text, page);
        assert_eq!(decode(&gbk(page), None).text, page);
        let silent = "<html><body><p>版权所有 北京市某某科技公司 京ICP备案的网站</p></body></html>";
        assert_eq!(decode(&gbk(silent), None).text, silent);
        assert_eq!(decode(silent.as_bytes(), None).text, silent);
    }

    #[test]
    fn a_charset_in_a_comment_does_not_count() {
        let page = "<!-- <meta charset=gb2312> --><meta http-equiv=Content-Type content='text/html; charset=utf-8'>备";
        let decoded = decode(page.as_bytes(), None);
        assert_eq!((decoded.text.as_ref(), decoded.encoding.name()), (page, "UTF-8"));
    }

    #[test]
    fn a_meta_counts_before_an_xml_declaration() {
        let declaration = "<?xml version=\"1.0\" encoding=\"gb2312\"?>\n<html><head>";
        let meta = "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>备";
        for (page, name) in [
            (format!("{declaration}{meta}"), "UTF-8"),
            (declaration.to_owned(), "GBK"),
            (declaration.replace("gb2312", "utf-16"), "UTF-8"),
        ] {
            assert_eq!(decode(page.as_bytes(), None).encoding.name(), name, "{page}");
        }
    }

    #[test]
    fn odd_labels_are_read_as_browsers_do() {
        for (label, name) in [
            ("gb_2312-80", "GBK"),
            ("gb18030", "gb18030"),
            ("utf8", "UTF-8"),
            ("x-gbk", "GBK"),
            ("utf-16", "UTF-8"),
            ("big5-hkscs", "Big5"),
            ("iso-8859-1", "windows-1252"),
        ] {
            let page = format!("<meta charset='{label}'>");
            assert_eq!(decode(page.as_bytes(), None).encoding.name(), name, "{label}");
        }
        assert_eq!(decode(b"<meta charset=nonsense>", None).encoding.name(), "windows-1252");
    }

    #[test]
    fn a_cut_character_does_no_harm() {
        let mut bytes = gbk("<meta charset=gbk>备");
        bytes.pop();
        assert!(decode(&bytes, None).text.starts_with("<meta charset=gbk>"));
    }
}
