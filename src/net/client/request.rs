//! What is sent to a server: the same headers with every request, cookies to the site's own hosts, and the headers of the
//! user to the scheme, host and port of the target alone.

use std::fmt::Write as _;
use std::sync::PoisonError;

use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use ring::digest::{Context, SHA256};
use url::{Position, Url};

use crate::domain::secret;

use crate::net::cache::CacheKey;
use crate::net::client::Client;
use crate::net::error::{FetchError, SetupError};
use crate::net::origin::Origin;
use crate::net::transport::{HttpRequest, proxy_login};
use crate::net::validators::Validators;

impl Client {
    /// The request for an address; with validators, for what has changed since.
    pub(crate) fn request(
        &self,
        url: &Url,
        place: &Origin,
        http2: bool,
        known: Option<&Validators>,
    ) -> Result<HttpRequest, FetchError> {
        let proxy = self.shared.options.proxy.as_ref().filter(|_| !place.https);
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let mut request = if http2 || proxy.is_some() {
            Request::get(format!("{}://{host}{path}", url.scheme()))
        } else {
            Request::get(path)
        };
        if !http2 {
            request = request.header(header::HOST, host);
        }
        if let Some(login) = proxy.and_then(proxy_login) {
            request = request.header(header::PROXY_AUTHORIZATION, login);
        }
        let mut request = request.body(Empty::<Bytes>::new()).map_err(|error| {
            FetchError::Protocol(format!("the address cannot be asked for: {error}"))
        })?;
        let headers = request.headers_mut();
        headers.extend(self.shared.headers.clone());
        let mut cookies = None;
        if self.site.owns(&place.host) {
            cookies = self.site.jar.header(url);
            headers.extend(cookies.iter().map(|cookies| (header::COOKIE, cookies.clone())));
        }
        if self.site.trusts(place) {
            headers.extend(self.shared.own_headers.clone());
        } else if self.site.owns(&place.host) && !self.shared.own_headers.is_empty() {
            self.note_withheld(url);
        }
        if let Some(known) = known.filter(|known| known.hold(cookies.is_some())) {
            known.put(headers);
        }
        Ok(request)
    }

    /// Notes a place of the site that the user's headers were not sent to.
    fn note_withheld(&self, url: &Url) {
        const MOST: usize = 8;
        let mut withheld = self.shared.withheld.lock().unwrap_or_else(PoisonError::into_inner);
        if withheld.len() < MOST {
            withheld.insert(url[..Position::BeforePath].to_owned());
        }
    }

    /// What an answer is kept under: all that was asked with and may decide what comes. Two clients that differ in any
    /// of it never share an answer; cookies of the session are left to [`Validators::any_cookies`].
    pub(crate) fn key(&self, url: &Url) -> Option<CacheKey> {
        let place = Origin::of(url).ok()?;
        let shared = &*self.shared;
        let mut hash = Context::new(&SHA256);
        let mut part = |bytes: &[u8]| {
            // The length keeps parts apart.
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(url[..Position::AfterQuery].as_bytes());
        part(&self.max_body().to_le_bytes());
        // What came in spite of a wrong certificate may be anybody's.
        part(&[u8::from(shared.options.insecure)]);
        part(shared.options.proxy.as_ref().map_or("", Url::as_str).as_bytes());
        let own = self.site.trusts(&place).then_some(&shared.own_headers);
        for (name, value) in shared.headers.iter().chain(own.into_iter().flatten()) {
            part(name.as_str().as_bytes());
            part(value.as_bytes());
        }
        let pinned = shared.pinned.get(&(place.host, place.port));
        part(pinned.map(ToString::to_string).unwrap_or_default().as_bytes());
        let mut key = String::with_capacity(64);
        for byte in hash.finish().as_ref() {
            // Writing to a String cannot fail.
            let _ = write!(key, "{byte:02x}");
        }
        CacheKey::of(&key)
    }
}

/// The headers of every request.
pub(crate) fn common_headers(user_agent: &str) -> Result<HeaderMap, SetupError> {
    let user_agent = HeaderValue::from_str(user_agent)
        .map_err(|_| SetupError::Header("User-Agent".to_owned()))?;
    let fixed = |text| HeaderValue::from_static(text);
    Ok(HeaderMap::from_iter([
        (header::USER_AGENT, user_agent),
        (header::ACCEPT, fixed("text/html,application/xhtml+xml,*/*;q=0.5")),
        (header::ACCEPT_LANGUAGE, fixed("zh-CN,zh;q=0.9,en;q=0.5")),
        (header::ACCEPT_ENCODING, fixed("gzip, deflate, br, zstd")),
    ]))
}

/// The headers of the user.
pub(crate) fn own_headers(list: &[(String, String)]) -> Result<HeaderMap, SetupError> {
    let mut headers = HeaderMap::new();
    for (name, value) in list {
        let wrong = || SetupError::Header(secret::header(&format!("{name}:")));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Ok(headers)
}
