//! Validators: what tells whether a response has changed since it was stored (RFC 9110 §8.8), and which responses may be
//! stored at all (RFC 9111 §3). Pure functions of headers.

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

/// Bytes of an entity tag; a longer one is not used.
const MAX_TAG: usize = 1024;

/// What Apache's `mod_deflate` and `mod_brotli` append to the tags of what they compress.
const SUFFIXES: [&str; 2] = ["-gzip", "-br"];

/// Fields of a 304 that do not update the stored response: those of the connection, and those of the body, which is
/// stored decoded (RFC 9111 §3.2). Cookies belong to the session.
const NOT_REFRESHED: [HeaderName; 11] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::CONTENT_RANGE,
    header::SET_COOKIE,
];

/// The conditions of a conditional request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag` as sent, strong or weak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified` as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Whether they hold whatever cookies are sent: an entity tag distinguishes the variants of a page, a date does not.
    pub any_cookies: bool,
}

impl Validators {
    /// Those of a response; `None` where it must not be stored or has no usable validator.
    ///
    /// A response that sets a cookie is not stored: the cookie would be missing next time. Neither is one that was
    /// modified in the second in which it was sent: another change in that second would not show (RFC 9110 §8.8.2.2).
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let varies = |by: &str| lists(headers, &header::VARY, by);
        if headers.contains_key(header::SET_COOKIE)
            || lists(headers, &header::CACHE_CONTROL, "no-store")
            || varies("*")
        {
            return None;
        }
        let etag = single(headers, &header::ETAG).filter(|tag| is_tag(tag));
        let modified = single(headers, &header::LAST_MODIFIED)
            .and_then(|text| Some((text, httpdate::parse_http_date(text).ok()?)));
        let sent =
            single(headers, &header::DATE).and_then(|text| httpdate::parse_http_date(text).ok());
        let last_modified = match (modified, sent) {
            (Some((_, modified)), Some(sent)) if modified >= sent => return None,
            (Some((text, _)), Some(_)) => Some(text),
            // Without the server's time it cannot be compared.
            (Some(_), None) | (None, _) => None,
        };
        let any_cookies = etag.is_some() && !varies("cookie");
        let owned = |text: &str| text.to_owned();
        (etag.is_some() || last_modified.is_some()).then(|| Self {
            etag: etag.map(owned),
            last_modified: last_modified.map(owned),
            any_cookies,
        })
    }

    /// Whether they hold for a request with or without session cookies.
    pub(crate) const fn hold(&self, cookies: bool) -> bool {
        self.any_cookies || !cookies
    }

    /// Makes a request conditional.
    pub(crate) fn put(&self, request: &mut HeaderMap) {
        // Apache appends a suffix to the tag of what it compresses, but recognises the tag only without it.
        let bare = self.etag.as_deref().and_then(|tag| Some((tag, without_suffix(tag)?)));
        let tags = match bare {
            Some((tag, bare)) => Some(format!("{tag}, {bare}\"")),
            None => self.etag.clone(),
        };
        let conditions = [
            (header::IF_NONE_MATCH, tags),
            (header::IF_MODIFIED_SINCE, self.last_modified.clone()),
        ];
        for (name, value) in conditions {
            // It was the value of a header, so that it is valid as one.
            if let Some(value) = value.and_then(|text| HeaderValue::from_str(&text).ok()) {
                request.insert(name, value);
            }
        }
    }

    /// Whether these are the same, weakness and compression suffixes of the tags aside.
    pub(crate) fn alike(&self, other: &Self) -> bool {
        let tag = |it: &Self| it.etag.as_deref().map(|tag| opaque(tag.as_bytes()).to_owned());
        tag(self) == tag(other)
            && self.last_modified == other.last_modified
            && self.any_cookies == other.any_cookies
    }
}

/// Whether a 304 (`fresh`) is about another response than the stored one: another tag, date or type. One without a tag
/// that comes from another server (`moved`) may be: "not modified since" is true of any old page there.
pub(crate) fn contradicts(fresh: &HeaderMap, stored: &HeaderMap, moved: bool) -> bool {
    let (tags, stored_tag) = (fresh.get_all(header::ETAG), stored.get(header::ETAG));
    // Servers weaken the tag of what they compress or append a suffix, but not in a 304. Hence the weak comparison
    // (RFC 9110 §13.1.2).
    let same_tag = |tag: &HeaderValue| {
        stored_tag.is_some_and(|stored| opaque(stored.as_bytes()) == opaque(tag.as_bytes()))
    };
    let tagged = stored_tag.is_some() && fresh.contains_key(header::ETAG);
    if tagged && !tags.iter().all(same_tag) {
        return true;
    }
    let differs = |name: &HeaderName| match (fresh.get(name), stored.get(name)) {
        (Some(fresh), Some(stored)) => {
            !fresh.as_bytes().trim_ascii().eq_ignore_ascii_case(stored.as_bytes().trim_ascii())
        }
        (Some(_), None) => *name == header::CONTENT_TYPE,
        (None, _) => false,
    };
    differs(&header::CONTENT_TYPE) || !tagged && (moved || differs(&header::LAST_MODIFIED))
}

/// Updates the stored headers with those of a 304 (RFC 9111 §4.3.4).
pub(crate) fn refresh(stored: &mut HeaderMap, fresh: &HeaderMap) {
    for name in fresh.keys().filter(|name| !NOT_REFRESHED.contains(name)) {
        stored.remove(name);
        for value in fresh.get_all(name) {
            stored.append(name, value.clone());
        }
    }
}

/// Whether a comma-separated list in a header has this word. Inside a quoted string it counts, too: that only means that
/// less is stored.
fn lists(headers: &HeaderMap, list: &HeaderName, word: &str) -> bool {
    let lines = headers.get_all(list);
    let mut words = lines.iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    words.any(|it| it.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
}

/// The value of a header that occurs exactly once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::trim),
        _ => None,
    }
}

/// Whether this is a usable entity tag (RFC 9110 §8.8.3). A bare `*` sent back would match any page.
fn is_tag(text: &str) -> bool {
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    text.len() <= MAX_TAG
        && inner.is_some_and(|inner| {
            !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"')
        })
}

/// A tag without the weakness prefix and without Apache's suffixes.
fn opaque(tag: &[u8]) -> &[u8] {
    let tag = tag.trim_ascii();
    let tag = tag.strip_prefix(b"W/").unwrap_or(tag);
    let tag = tag.strip_suffix(b"\"").unwrap_or(tag);
    SUFFIXES.iter().find_map(|mark| tag.strip_suffix(mark.as_bytes())).unwrap_or(tag)
}

/// A tag without Apache's suffix and the final quote; `None` where it has no suffix.
fn without_suffix(tag: &str) -> Option<&str> {
    let tag = tag.strip_suffix('"')?;
    SUFFIXES.iter().find_map(|mark| tag.strip_suffix(mark)).filter(|rest| !rest.ends_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EARLY: &str = "Sun, 22 Nov 2026 11:59:59 GMT";
    const NOON: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

    fn map(lines: &[(&str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        map
    }

    /// What is asked with: tag, date, whether with any cookies.
    fn asked(lines: &[(&str, &str)]) -> Option<(String, String, bool)> {
        let Validators { etag, last_modified, any_cookies } = Validators::of(&map(lines))?;
        Some((etag.unwrap_or_default(), last_modified.unwrap_or_default(), any_cookies))
    }

    #[test]
    fn an_answer_is_kept_by_its_tag_or_a_date_that_is_past() {
        let some = |tag: &str, date: &str, any| Some((tag.to_owned(), date.to_owned(), any));
        let cases = [
            (&[("etag", "\"a\"")][..], some("\"a\"", "", true)),
            (&[("etag", " W/\"a-gzip\" ")], some("W/\"a-gzip\"", "", true)),
            (
                &[("etag", "\"a\""), ("last-modified", EARLY), ("date", NOON)],
                some("\"a\"", EARLY, true),
            ),
            (&[("etag", "\"a\""), ("last-modified", EARLY)], some("\"a\"", "", true)),
            (&[("last-modified", EARLY), ("date", NOON)], some("", EARLY, false)),
            (&[("etag", "a"), ("last-modified", EARLY), ("date", NOON)], some("", EARLY, false)),
            (&[("etag", "\"a\""), ("vary", "Accept-Encoding, Cookie")], some("\"a\"", "", false)),
            (
                &[("etag", "\"a\""), ("cache-control", "private, max-age=0")],
                some("\"a\"", "", true),
            ),
        ];
        for (lines, expected) in cases {
            assert_eq!(asked(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn what_must_not_be_kept_or_cannot_be_asked_for_is_not() {
        let tag = ("etag", "\"a\"");
        for lines in [
            &[][..],
            &[("etag", "*")],
            &[("etag", "a")],
            &[("etag", "\"\"")],
            &[("etag", "\"a b\"")],
            &[("etag", "\"a\", \"b\"")],
            &[("etag", "w/\"a\"")],
            &[("etag", "\"号\"")],
            &[tag, ("etag", "\"b\"")],
            &[tag, ("cache-control", "max-age=9, No-Store")],
            &[tag, ("cache-control", "private"), ("cache-control", "no-store")],
            &[tag, ("vary", "*")],
            &[tag, ("set-cookie", "k=v")],
            &[("last-modified", EARLY)],
            &[("last-modified", "yesterday"), ("date", NOON)],
            &[("last-modified", EARLY), ("last-modified", EARLY), ("date", NOON)],
            // Changed in the second in which it was sent, or in the future.
            &[("last-modified", NOON), ("date", NOON)],
            &[tag, ("last-modified", NOON), ("date", NOON)],
            &[tag, ("last-modified", NOON), ("date", EARLY)],
        ] {
            assert_eq!(asked(lines), None, "{lines:?}");
        }
        assert_eq!(asked(&[("etag", &format!("\"{}\"", "x".repeat(MAX_TAG)))]), None);
    }

    #[test]
    fn a_date_holds_without_cookies_only() {
        let tagged = Validators::of(&map(&[("etag", "\"a\"")])).unwrap();
        let dated = Validators::of(&map(&[("last-modified", EARLY), ("date", NOON)])).unwrap();
        assert!(tagged.hold(true) && tagged.hold(false) && dated.hold(false) && !dated.hold(true));
        let mut request = HeaderMap::new();
        dated.put(&mut request);
        assert_eq!(request, map(&[("if-modified-since", EARLY)]));
    }

    #[test]
    fn marks_of_compression_do_not_hide_a_tag_from_the_server_that_made_them() {
        for (tag, asked) in [
            ("\"a\"", "\"a\""),
            ("W/\"a\"", "W/\"a\""),
            ("\"a-gzip\"", "\"a-gzip\", \"a\""),
            ("W/\"a-br\"", "W/\"a-br\", W/\"a\""),
            ("\"-gzip\"", "\"-gzip\""),
        ] {
            let found = Validators::of(&map(&[("etag", tag)])).unwrap();
            let mut request = HeaderMap::new();
            found.put(&mut request);
            assert_eq!(request, map(&[("if-none-match", asked)]), "{tag}");
            let other = |tag: &str| Validators { etag: Some(tag.to_owned()), ..found.clone() };
            assert!(found.alike(&other(tag)) && !found.alike(&other("\"b\"")), "{tag}");
        }
        let alike = |a: &str, b: &str| {
            let of = |tag: &str| Validators::of(&map(&[("etag", tag)])).unwrap();
            of(a).alike(&of(b))
        };
        assert!(
            alike("W/\"a\"", "\"a\"") && alike("\"a-gzip\"", "\"a\"") && !alike("\"a\"", "\"ab\"")
        );
    }

    #[test]
    fn a_304_must_speak_of_what_is_kept() {
        let kept =
            map(&[("etag", "W/\"a\""), ("last-modified", EARLY), ("content-type", "text/html")]);
        let dated = map(&[("last-modified", EARLY)]);
        for (said, kept, expected) in [
            (&[][..], &kept, false),
            (&[("etag", "\"a\"")], &kept, false),
            (&[("etag", "\"a-gzip\"")], &kept, false),
            (&[("etag", "\"b\"")], &kept, true),
            (&[("etag", "\"a\""), ("etag", "\"b\"")], &kept, true),
            // The tag goes before the date.
            (&[("etag", "W/\"a\""), ("last-modified", NOON)], &kept, false),
            (&[("last-modified", NOON)], &kept, true),
            (&[("last-modified", EARLY)], &kept, false),
            (&[("content-type", " Text/HTML")], &kept, false),
            (&[("content-type", "text/html; charset=gbk")], &kept, true),
            (&[("content-type", "text/html")], &dated, true),
            (&[("etag", "\"new\""), ("last-modified", EARLY)], &dated, false),
        ] {
            assert_eq!(contradicts(&map(said), kept, false), expected, "{said:?}");
        }
        assert!(contradicts(&map(&[]), &kept, true) && contradicts(&map(&[]), &dated, true));
        assert!(!contradicts(&map(&[("etag", "\"a\"")]), &kept, true), "the tag tells");
    }

    #[test]
    fn a_304_refreshes_all_but_what_belongs_to_the_body_and_the_connection() {
        let mut kept = map(&[
            ("etag", "W/\"a\""),
            ("via", "one"),
            ("content-encoding", "gzip"),
            ("content-length", "9"),
            ("x", "kept"),
        ]);
        refresh(
            &mut kept,
            &map(&[
                ("etag", "\"a\""),
                ("via", "two"),
                ("via", "three"),
                ("date", NOON),
                ("content-encoding", "br"),
                ("content-length", "0"),
                ("connection", "close"),
                ("set-cookie", "k=v"),
            ]),
        );
        let expected = map(&[
            ("etag", "\"a\""),
            ("via", "two"),
            ("via", "three"),
            ("date", NOON),
            ("content-encoding", "gzip"),
            ("content-length", "9"),
            ("x", "kept"),
        ]);
        assert_eq!(kept, expected);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_back_is_a_proper_tag_or_date(
            etag in proptest::collection::vec(any::<u8>(), 0..12),
            loose in "(W/)?\"?[!-~ ]{0,4}\"?",
            date in "[A-Za-z0-9:, -]{0,32}",
            vary in "[A-Za-z*, -]{0,12}",
        ) {
            for etag in [&etag[..], loose.as_bytes()] {
                let Ok(etag) = HeaderValue::from_bytes(etag) else { continue };
                let mut headers = map(&[("last-modified", &date), ("date", NOON), ("vary", &vary)]);
                headers.insert(header::ETAG, etag);
                let mut request = HeaderMap::new();
                if let Some(found) = Validators::of(&headers) {
                    found.put(&mut request);
                    prop_assert!(!request.is_empty());
                    prop_assert!(found.etag.is_none_or(|tag| tag.ends_with('"') && tag.len() > 2));
                }
                prop_assert!(!contradicts(&headers, &headers, false));
            }
        }
    }
}
