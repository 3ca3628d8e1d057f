//! Bytes → text, as browsers do it: byte order mark, HTTP charset, `<meta>` in the first 1024 bytes, then detection.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
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
    /// The bytes are not in the encoding that was declared.
    pub garbled: Option<Garbled>,
}

/// Decodes a page.
pub(crate) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let bytes = bytes.get(..MAX_PAGE).unwrap_or(bytes);
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) =
            encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        let garbled = garbled(bytes.get(length..).unwrap_or_default(), &text, encoding);
        return Decoded { text, encoding, garbled };
    }
    let declared = content_type.and_then(http_charset).or_else(|| meta_charset(bytes));
    let encoding = declared.unwrap_or_else(|| detect(bytes));
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let garbled = declared.and_then(|encoding| garbled(bytes, &text, encoding));
    Decoded { text, encoding, garbled }
}

/// Characters in another encoding than it says from which on a text is not just damaged here and there.
const FEW: usize = 4;

/// Whether bytes contradict the encoding that they are declared in. `text` is what they are read as.
#[expect(clippy::ptr_arg, reason = "whether it was borrowed tells that nothing was replaced")]
fn garbled(bytes: &[u8], text: &Cow<'_, str>, encoding: &'static Encoding) -> Option<Garbled> {
    // Borrowed: nothing had to be replaced or converted.
    if matches!(text, Cow::Borrowed(_)) || encoding == UTF_16LE || encoding == UTF_16BE {
        return None;
    }
    let beyond_ascii = |text: &str| text.chars().filter(|c| !c.is_ascii()).nth(FEW).is_some();
    let wrong = if encoding == UTF_8 {
        let (mut good, mut bad) = (0, 0);
        for chunk in bytes.utf8_chunks() {
            good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            bad += usize::from(!chunk.invalid().is_empty());
        }
        bad >= FEW && bad >= good
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        if !beyond_ascii(text) {
            return None;
        }
        return Some(Garbled { actual: Some("utf-8") });
    } else if encoding.is_single_byte() {
        // Every byte is a letter there: Chinese text in it is long rows of accents.
        let other = detect(bytes);
        [GBK, GB18030, BIG5].contains(&other) && dense(bytes)
    } else {
        let (bad, all) = text.chars().filter(|c| !c.is_ascii()).fold((0, 0), |(bad, all), c| {
            (bad + usize::from(c == char::REPLACEMENT_CHARACTER), all + 1)
        });
        bad >= FEW && 5 * bad >= all
    };
    let actual = || Some(detect(bytes)).filter(|actual| *actual != encoding);
    wrong.then(|| Garbled { actual: actual().map(encoding_name) })
}

/// Whether most bytes beyond ASCII stand side by side, as they do in Chinese and not in Western text.
fn dense(bytes: &[u8]) -> bool {
    let high = |byte: &u8| !byte.is_ascii();
    let all = bytes.iter().filter(|byte| high(byte)).count();
    let paired = bytes.windows(2).filter(|pair| pair.iter().all(high)).count();
    all > 2 * FEW && 4 * paired >= 3 * all
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
    /// Its bytes contradict what it says.
    pub garbled: bool,
}

/// The encoding that a file is read in.
pub fn charset(bytes: &[u8]) -> Charset {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let garbled = contradicts(bytes.get(mark..).unwrap_or_default(), encoding);
        return Charset { encoding, mark, declared: true, garbled };
    }
    let declared = meta_charset(bytes);
    let encoding = declared.unwrap_or_else(|| detect(bytes));
    let garbled = declared.is_some_and(|encoding| contradicts(bytes, encoding));
    Charset { encoding, mark: 0, declared: declared.is_some(), garbled }
}

/// Whether an addition at `at` would push the page's declaration of its encoding out of the bytes in which it is looked for.
pub fn displaces_charset(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or(bytes);
    Encoding::for_bom(bytes).is_none()
        && before.len() < PRESCAN
        && meta_charset(before).is_none()
        && meta_charset(bytes).is_some()
}

fn contradicts(bytes: &[u8], encoding: &'static Encoding) -> bool {
    // Nearly all pages are UTF-8, say so and are right.
    if encoding == UTF_8 && Encoding::utf8_valid_up_to(bytes) == bytes.len() || bytes.is_ascii() {
        return false;
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    garbled(bytes, &text, encoding).is_some()
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
    // a megabyte is enough for the detector
    let sample = bytes.get(..1 << 20).unwrap_or(bytes);
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    if (guess == GBK || guess == GB18030) && looks_like_big5(sample) { BIG5 } else { guess }
}

/// Whether text of two bytes a character is Big5 rather than GBK, which takes nearly all of its bytes for characters of
/// its own. In Big5 the second byte is as often below 0x7F as above; the characters that people write in GBK have none
/// there. The common characters of Big5 begin with A4 to C6, its signs with A1 to A3.
fn looks_like_big5(bytes: &[u8]) -> bool {
    let (mut pairs, mut low, mut common) = (0, 0, 0);
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first < 0x81 {
            continue;
        }
        let Some((&second, tail)) = rest.split_first() else { break };
        rest = tail;
        pairs += 1;
        low += usize::from(matches!(second, 0x40..=0x7e));
        let may_follow = matches!(second, 0x40..=0x7e | 0xa1..=0xfe);
        common += usize::from(may_follow && matches!(first, 0xa1..=0xc6));
    }
    let whole = BIG5.decode_without_bom_handling_and_without_replacement(bytes);
    pairs >= 2 * FEW && 6 * low >= pairs && 10 * common >= 9 * pairs && whole.is_some()
}

/// Bytes that contradict the declared encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbled {
    /// What the bytes are in, WHATWG name in lower case; `None` where that is unknown.
    pub actual: Option<&'static str>,
}

/// The WHATWG name in lower case.
pub(crate) fn encoding_name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "GBK" => "gbk",
        "Big5" => "big5",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "ISO-2022-JP" => "iso-2022-jp",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        other => other, // gb18030, windows-*, iso-8859-* (upper case only in ISO names that browsers never send here)
    }
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
    fn undeclared_big5_is_read_as_such_and_gbk_stays_gbk() {
        let big5 = |text: &str| encoding_rs::BIG5.encode(text).0.into_owned();
        for text in [
            "<p>歡迎光臨本公司網站，地址：臺北市中山北路，電話</p>",
            "<footer>版權所有 某某科技有限公司 京ICP備11000001號</footer><p>最新消息、產品介紹、聯絡我們</p>",
        ] {
            assert_eq!(decode(&big5(text), None).encoding.name(), "Big5", "{text}");
            assert_eq!(decode(&big5(text), None).text, text);
        }
        for text in [
            "<p>欢迎光临本公司网站，地址：北京市中山路，电话</p>",
            "<footer>版权所有 某某科技有限公司 京ICP备11000001号</footer><p>新闻中心、产品介绍、联系我们</p>",
            "<p>關於我們，歡迎光臨，聯繫電話，版權所有</p>",
        ] {
            assert_eq!(decode(&gbk(text), None).text, text);
        }
    }

    /// Bytes, their declared encoding, and the one that they are in where they contradict it.
    type Case<'a> = (&'a [u8], &'a str, Option<Option<&'a str>>);

    #[test]
    fn bytes_that_contradict_what_is_declared_are_told() {
        let text = "<p>地址地址地址，电话号码，新闻中心</p>";
        let big5 = encoding_rs::BIG5.encode("<p>歡迎光臨本公司網站，地址在臺北</p>").0.into_owned();
        let cases: [Case<'_>; 12] = [
            (&gbk(text), "utf-8", Some(Some("gbk"))),
            (&gbk(text), "gbk", None),
            (&gbk(text), "iso-8859-1", Some(Some("gbk"))),
            (text.as_bytes(), "gbk", Some(Some("utf-8"))),
            (text.as_bytes(), "big5", Some(Some("utf-8"))),
            (text.as_bytes(), "iso-8859-1", Some(Some("utf-8"))),
            (text.as_bytes(), "utf-8", None),
            (&big5, "big5", None),
            (&big5, "utf-8", Some(Some("big5"))),
            (b"<p>caf\xe9, na\xefve, d\xe9j\xe0 vu, \xe0 la carte</p>", "iso-8859-1", None),
            (b"<p>caf\xe9, na\xefve</p>", "utf-8", None),
            (b"<p>plain</p>", "gbk", None),
        ];
        for (bytes, charset, expected) in cases {
            let found = decode(bytes, Some(&format!("text/html; charset={charset}"))).garbled;
            assert_eq!(found.map(|it| it.actual), expected, "{charset} {bytes:?}");
            let page = [format!("<meta charset={charset}>").as_bytes(), bytes].concat();
            assert_eq!(super::charset(&page).garbled, expected.is_some(), "{charset} {bytes:?}");
        }
        let marked = [b"\xef\xbb\xbf", gbk(text).as_slice()].concat();
        assert!(decode(&marked, None).garbled.is_some());
    }

    #[test]
    fn a_cut_character_does_no_harm() {
        let mut bytes = gbk("<meta charset=gbk>备");
        bytes.pop();
        assert!(decode(&bytes, None).text.starts_with("<meta charset=gbk>"));
    }
}
