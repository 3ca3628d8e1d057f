//! The cookies of one session: some sites redirect to themselves until theirs come back.

use std::time::SystemTime;

use hyper::header::{self, HeaderMap, HeaderValue};
use parking_lot::Mutex;
use url::Url;

/// Cookies kept in a session.
const MAX_COOKIES: usize = 50;
/// Bytes of one cookie, name and value.
const MAX_BYTES: usize = 4096;

/// The jar. A session is shorter than the life of a cookie: of expiry, only deletion is implemented.
#[derive(Debug, Default)]
pub(crate) struct Jar(Mutex<Vec<Cookie>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Cookie {
    name: String,
    value: String,
    host: String,
    /// Sent to subdomains of `host`, too.
    wide: bool,
    path: String,
    secure: bool,
    /// The scheme and port that set it: another port is another service, and over http anybody can listen.
    https: bool,
    port: Option<u16>,
}

impl Jar {
    /// Stores the cookies of a response.
    pub(crate) fn take(&self, from: &Url, headers: &HeaderMap) {
        let lines = headers.get_all(header::SET_COOKIE).iter().take(MAX_COOKIES);
        for line in lines.filter_map(|line| line.to_str().ok()) {
            let Some((cookie, deleted)) = parse(from, line, now(headers)) else { continue };
            let mut jar = self.0.lock();
            jar.retain(|old| !old.is_replaced_by(&cookie));
            if !deleted && jar.len() < MAX_COOKIES {
                jar.push(cookie);
            }
        }
    }

    /// The `Cookie` header for an address.
    pub(crate) fn header(&self, to: &Url) -> Option<HeaderValue> {
        let jar = self.0.lock();
        let matching = jar.iter().filter(|cookie| cookie.matches(to));
        let pairs: Vec<String> =
            matching.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        if pairs.is_empty() { None } else { HeaderValue::from_str(&pairs.join("; ")).ok() }
    }
}

impl Cookie {
    fn is_replaced_by(&self, new: &Self) -> bool {
        (&self.name, &self.host, &self.path, self.https, self.port)
            == (&new.name, &new.host, &new.path, new.https, new.port)
    }

    fn matches(&self, to: &Url) -> bool {
        let host = to.host_str().unwrap_or_default();
        let below = || host.strip_suffix(&self.host).is_some_and(|rest| rest.ends_with('.'));
        let path = to.path().strip_prefix(&self.path).is_some_and(|rest| {
            self.path.ends_with('/') || rest.is_empty() || rest.starts_with('/')
        });
        (host == self.host || self.wide && to.domain().is_some() && below())
            && path
            && (self.https, self.port) == (to.scheme() == "https", to.port_or_known_default())
            && (!self.secure || self.https)
    }
}

/// The server's time, which its expiry dates are to be compared with; ours where it names none.
fn now(headers: &HeaderMap) -> SystemTime {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    date.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// A `Set-Cookie` line (RFC 6265 §5.2), and whether it deletes the cookie. `Max-Age` goes before `Expires`.
fn parse(from: &Url, line: &str, now: SystemTime) -> Option<(Cookie, bool)> {
    let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
    let (name, value) = pair.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() || name.len() + value.len() > MAX_BYTES {
        return None;
    }
    let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut cookie = Cookie {
        name: name.to_owned(),
        value: value.to_owned(),
        host: from.host_str()?.to_owned(),
        wide: false,
        path: if folder.is_empty() { "/" } else { folder }.to_owned(),
        secure: false,
        https: from.scheme() == "https",
        port: from.port_or_known_default(),
    };
    let (mut expired, mut max_age) = (false, None);
    for attribute in attributes.split(';') {
        let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                // A cookie for a whole top-level name, or for someone else, is refused.
                let rest = cookie.host.strip_suffix(&domain)?;
                if !(rest.is_empty() || rest.ends_with('.')) || !domain.contains('.') {
                    return None;
                }
                (cookie.host, cookie.wide) = (domain, true);
            }
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "secure" => cookie.secure = true,
            "max-age" => max_age = Some(value.starts_with('-') || value == "0"),
            "expires" => expired = httpdate::parse_http_date(value).is_ok_and(|date| date <= now),
            _ => {}
        }
    }
    Some((cookie, max_age.unwrap_or(expired)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// What is sent to `to` after `from` set these cookies.
    fn sent(from: &str, lines: &[&str], to: &str) -> Option<String> {
        let jar = Jar::default();
        for line in lines {
            let mut headers = HeaderMap::new();
            headers.append(header::SET_COOKIE, HeaderValue::from_str(line).unwrap());
            jar.take(&url(from), &headers);
        }
        jar.header(&url(to)).map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_cookie_comes_back_where_it_belongs() {
        let home = "http://www.a.cn/x/y";
        let cases = [
            ("k=v", "http://www.a.cn/x/z", Some("k=v")),
            ("k=v", "http://www.a.cn/", None),
            ("k=v", "http://a.cn/x/", None),
            ("k=v; path=/", "http://www.a.cn/", Some("k=v")),
            ("k=v; Path=/; Domain=.A.cn", "http://a.cn/", Some("k=v")),
            ("k=v; path=/; domain=a.cn", "http://nota.cn/", None),
            ("k=v; path=/; domain=b.cn", "http://b.cn/", None),
            ("k=v; path=/; domain=cn", "http://www.a.cn/", None),
            ("k=v; path=/; secure", "http://www.a.cn/", None),
            ("k=v; path=/; secure", "https://www.a.cn/", None),
            ("k=v; path=/", "https://www.a.cn/", None),
            ("k=v; path=/", "http://www.a.cn:8080/", None),
            ("k=v; path=/; domain=a.cn", "http://a.cn:8080/", None),
            ("k=v; path=/x", "http://www.a.cn/xy", None),
            ("no pair", "http://www.a.cn/x/", None),
            ("=v", "http://www.a.cn/x/", None),
        ];
        for (line, to, expected) in cases {
            assert_eq!(sent(home, &[line], to).as_deref(), expected, "{line} {to}");
        }
    }

    #[test]
    fn a_cookie_of_https_never_goes_down_to_http_nor_to_another_port() {
        let home = "https://a.cn:8443/";
        for line in ["k=v", "k=v; domain=a.cn", "k=v; secure"] {
            assert_eq!(
                sent(home, &[line], "https://a.cn:8443/x").as_deref(),
                Some("k=v"),
                "{line}"
            );
            for to in ["http://a.cn:8443/", "http://a.cn/", "https://a.cn/", "https://a.cn:8080/"] {
                assert_eq!(sent(home, &[line], to), None, "{line} {to}");
            }
        }
    }

    #[test]
    fn a_cookie_is_replaced_and_deleted() {
        let home = "http://a.cn/";
        assert_eq!(sent(home, &["k=1", "l=2", "k=3"], home).as_deref(), Some("l=2; k=3"));
        assert_eq!(sent(home, &["k=1", "k=; Max-Age=0"], home), None);
        assert_eq!(sent(home, &["k=1", "k=x; expires=Thu, 01 Jan 1970 00:00:00 GMT"], home), None);
    }

    #[test]
    fn the_jar_is_bounded() {
        let many: Vec<String> = (0..500).map(|i| format!("k{i}=v")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let sent = sent("http://a.cn/", &many, "http://a.cn/").unwrap();
        assert_eq!(sent.split(';').count(), MAX_COOKIES);
        assert!(
            parse(&url("http://a.cn/"), &format!("k={}", "x".repeat(5000)), SystemTime::UNIX_EPOCH)
                .is_none()
        );
    }
}
