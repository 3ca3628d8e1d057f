//! A response: its head, then its body under a size cap and a deadline.

pub(crate) mod body;
pub(crate) mod decode;
pub(crate) mod incoming;

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use hyper::body::Body as _;
use hyper::header::{self, HeaderMap};
use tokio::sync::OwnedSemaphorePermit;
use url::Url;

use crate::domain::secret;
use crate::net::error::FetchError;
use crate::net::exchange::ExchangeBody;
use crate::net::pending::PendingExchange;

use body::ResponseBody;
use decode::codings;
use incoming::IncomingBody;

/// Bytes of an unneeded body that are read to keep its connection, and how long that may take.
const MAX_DISCARDED: u64 = 16 << 10;
const MAX_DISCARD_TIME: Duration = Duration::from_millis(100);

/// A response whose headers have arrived. It holds its slots in the limits until dropped.
#[derive(Debug)]
pub struct Response {
    /// The address that sent it, after redirects.
    pub url: Url,
    /// The status code.
    pub status: u16,
    /// The `Content-Type` as sent (bytes that are not UTF-8 replaced).
    pub content_type: Option<String>,
    /// The headers as sent.
    pub headers: HeaderMap,
    /// The server's address; `None` through a proxy.
    pub address: Option<SocketAddr>,
    /// The redirects that were followed before it, in order.
    pub hops: Vec<Hop>,
    /// The target of a redirect that the caller did not want to follow.
    pub stopped_at: Option<Url>,
    pub(crate) source: BodySource,
    /// Where the exchange is recorded or stored, if it is.
    pub(crate) pending: Option<PendingExchange>,
}

/// One redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The address that redirected.
    pub from: Url,
    /// The address that it redirected to.
    pub to: Url,
    /// 301, 302, 303, 307 or 308; 200 for a redirect inside a page.
    pub status: u16,
}

/// Where a body comes from.
#[derive(Debug)]
pub(crate) enum BodySource {
    Network(Box<IncomingBody>),
    /// A snapshot or a cache; a large body holds its slot already.
    Stored(ExchangeBody, Option<OwnedSemaphorePermit>),
}

impl Response {
    /// A response before which there was no redirect, and which is not recorded.
    pub(crate) fn new(
        url: &Url,
        status: u16,
        headers: HeaderMap,
        address: Option<SocketAddr>,
        source: BodySource,
    ) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE);
        Self {
            url: url.clone(),
            status,
            content_type: content_type
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            headers,
            address,
            hops: Vec::new(),
            stopped_at: None,
            source,
            pending: None,
        }
    }

    /// The whole body, decompressed; an error where it is longer than `cap` bytes, on the wire or decompressed, did
    /// not arrive whole, or is not in the coding that its header names.
    pub async fn body(mut self, cap: u64) -> Result<ResponseBody, FetchError> {
        if let BodySource::Network(body) = &self.source
            && body.incoming.size_hint().lower() > cap
        {
            self.complete(|| ExchangeBody::Fault(FetchError::TooLarge(cap)));
            return Err(FetchError::TooLarge(cap));
        }
        // Browsers treat an unknown coding as none.
        let unknown = codings(&self.headers).err();
        let (body, whole) = self.read(cap).await?;
        if !whole {
            return Err(FetchError::TooLarge(cap));
        }
        match undeclared_coding(&body, unknown.as_deref()) {
            Some(detail) => Err(FetchError::Encoding(detail)),
            None => Ok(body),
        }
    }

    /// At most the first `cap` bytes of the body, decompressed as its header says.
    pub async fn body_prefix(self, cap: u64) -> Result<ResponseBody, FetchError> {
        Ok(self.read(cap).await?.0)
    }

    async fn read(mut self, cap: u64) -> Result<(ResponseBody, bool), FetchError> {
        let cap = usize::try_from(cap).unwrap_or(usize::MAX);
        let read_already = BodySource::Stored(ExchangeBody::Unread, None);
        let read = match std::mem::replace(&mut self.source, read_already) {
            BodySource::Network(body) => body.read(&self.headers, cap).await,
            BodySource::Stored(body, slot) => stored(body, slot, cap),
        };
        self.complete(|| match &read {
            Ok((body, true)) => ExchangeBody::Whole(body.to_vec()),
            Ok((body, false)) => ExchangeBody::Truncated(body.to_vec()),
            Err(error) => ExchangeBody::Fault(error.clone()),
        });
        read
    }

    fn complete(&mut self, body: impl FnOnce() -> ExchangeBody) {
        if let Some(pending) = self.pending.take() {
            pending.complete(body());
        }
    }

    /// Ends a response whose body is not needed. The connection is kept where that costs next to nothing.
    pub(crate) async fn discard(self) {
        let BodySource::Network(body) = &self.source else { return };
        if body.incoming.size_hint().upper().is_some_and(|length| length <= MAX_DISCARDED) {
            let rest = Box::pin(self.body_prefix(MAX_DISCARDED));
            // A slow body is not worth the wait: the connection is closed.
            let _ = tokio::time::timeout(MAX_DISCARD_TIME, rest).await;
        }
    }

    /// The target of a redirect; `None` for other responses and for a 3xx without `Location`.
    pub(crate) fn redirect(&self) -> Result<Option<Url>, FetchError> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(None);
        }
        let Some(location) = self.headers.get(header::LOCATION) else { return Ok(None) };
        let location = String::from_utf8_lossy(location.as_bytes());
        let bad = || FetchError::BadRedirect {
            status: self.status,
            location: secret::hide_logins(&location).into_owned(),
        };
        let mut next = self.url.join(location.trim()).map_err(|_| bad())?;
        if !matches!(next.scheme(), "http" | "https") {
            return Err(bad());
        }
        // Credentials in a redirect are dropped; both calls fail only for addresses without a host.
        if next.set_username("").is_err() || next.set_password(None).is_err() {
            return Err(bad());
        }
        if next.fragment().is_none() {
            next.set_fragment(self.url.fragment());
        }
        Ok(Some(next))
    }

    /// Whether the server says that it is overloaded.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.status, 429 | 503)
    }

    /// How long the server asks to wait, in seconds or until a date (RFC 9110 §10.2.3; by the server's own clock).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers)
    }
}

/// The same for the headers of any answer.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let wanted = text(header::RETRY_AFTER)?;
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(wanted).ok()?;
    let now: SystemTime = httpdate::parse_http_date(text(header::DATE)?).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

/// A body out of a snapshot or a cache, and whether it is whole.
fn stored(
    body: ExchangeBody,
    slot: Option<OwnedSemaphorePermit>,
    cap: usize,
) -> Result<(ResponseBody, bool), FetchError> {
    let (mut bytes, whole) = match body {
        ExchangeBody::Whole(bytes) => (bytes, true),
        ExchangeBody::Truncated(bytes) => (bytes, false),
        ExchangeBody::Fault(error) => return Err(error),
        ExchangeBody::Unread => {
            return Err(FetchError::NotInSnapshot("the body was not read".to_owned()));
        }
    };
    let whole = whole && bytes.len() <= cap;
    bytes.truncate(cap);
    Ok((ResponseBody::new(bytes, slot), whole))
}

/// Why bytes without a known coding cannot be a page: they are compressed although no header says so, or `unknown`
/// names a coding and they do not look like markup.
fn undeclared_coding(bytes: &[u8], unknown: Option<&str>) -> Option<String> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match (bytes, unknown) {
        ([0x1f, 0x8b, 8, ..], _) => Some("gzip without a Content-Encoding that says so".to_owned()),
        ([0x28, 0xb5, 0x2f, 0xfd, ..], _) => {
            Some("zstd without a Content-Encoding that says so".to_owned())
        }
        (_, Some(name)) if !text.starts_with(b"<") => {
            Some(format!("Content-Encoding {name:?} is not known"))
        }
        _ => None,
    }
}
