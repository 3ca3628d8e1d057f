//! Headers as a snapshot holds them.

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::domain::secret;

/// Headers as text, one character a byte; cookies and logins are left out.
pub(crate) fn to_text(headers: &HeaderMap) -> Vec<(String, String)> {
    let secret = [
        header::SET_COOKIE,
        header::COOKIE,
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        header::PROXY_AUTHENTICATE,
    ];
    headers
        .iter()
        .filter(|(name, _)| !secret.contains(name))
        .map(|(name, value)| {
            let text: String = value.as_bytes().iter().copied().map(char::from).collect();
            (name.as_str().to_owned(), secret::hide_logins(&text).into_owned())
        })
        .collect()
}

/// The headers that [`to_text`] wrote; a pair that is not a valid header is left out.
pub(crate) fn from_text(headers: Vec<(String, String)>) -> HeaderMap {
    let header = |(name, value): (String, String)| {
        let bytes: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
        let value = HeaderValue::from_bytes(&bytes.ok()?).ok()?;
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, value))
    };
    let mut map = HeaderMap::new();
    for (name, value) in headers.into_iter().filter_map(header) {
        map.append(name, value);
    }
    map
}
