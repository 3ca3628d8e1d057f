//! An answer: its head, then its body under a cap and a deadline.

pub(crate) mod body;
pub(crate) mod decode;

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header::{self, HeaderMap};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::domain::secret;

use crate::net::client::Hop;
use crate::net::client::recorded::PendingExchange;
use crate::net::error::{FetchError, Phase};
use crate::net::exchange::ExchangeBody;
use crate::net::limits::Permit;
use crate::net::origin::Origin;
use crate::net::response::body::{Body, LARGE};
use crate::net::response::decode::{DecodeError, Decoder, codings};
use crate::net::session::{Meter, Session};
use crate::net::transport::Connection;

/// What is read of a body only to keep its connection, and how long that may take.
const SMALL: u64 = 16 << 10;
const SOON: Duration = Duration::from_millis(100);

/// An answer whose headers have arrived; it holds its place in the limits until dropped.
#[derive(Debug)]
pub struct Response {
    /// Where the answer came from.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The `Content-Type` as sent (bytes that are no UTF-8 replaced).
    pub content_type: Option<String>,
    /// The headers as sent.
    pub headers: HeaderMap,
    /// The server's address; `None` through a proxy.
    pub address: Option<SocketAddr>,
    /// The redirects before.
    pub hops: Vec<Hop>,
    /// A redirect that the caller did not want to follow: its target.
    pub stopped_at: Option<Url>,
    pub(crate) source: BodySource,
    /// Where it is kept, if it is.
    pub(crate) note: Option<PendingExchange>,
}

/// Where a body comes from.
#[derive(Debug)]
pub(crate) enum BodySource {
    /// The net.
    Network(Box<IncomingBody>),
    /// A snapshot or a cache; a large one has its place already.
    Stored(ExchangeBody, Option<OwnedSemaphorePermit>),
}

/// A body on its way.
#[derive(Debug)]
pub(crate) struct IncomingBody {
    pub(crate) incoming: Incoming,
    pub(crate) connection: ConnectionLease,
    pub(crate) deadline: Instant,
    pub(crate) meter: Meter,
    pub(crate) permit: Permit,
}

/// The connection that an answer comes over, to be kept once the answer is read.
#[derive(Debug)]
pub(crate) struct ConnectionLease {
    pub(crate) site: std::sync::Arc<Session>,
    pub(crate) place: Origin,
    pub(crate) link: Connection,
}

impl Response {
    /// An answer of which nobody kept anything and before which there was no redirect.
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
            note: None,
        }
    }

    /// The whole body, decompressed; an error where it is longer than `cap` bytes, on the wire or decompressed, did
    /// not arrive whole, or is not in the coding that its header names.
    pub async fn body(mut self, cap: u64) -> Result<Body, FetchError> {
        if let BodySource::Network(wire) = &self.source
            && wire.incoming.size_hint().lower() > cap
        {
            self.keep(|| ExchangeBody::Fault(FetchError::TooLarge(cap)));
            return Err(FetchError::TooLarge(cap));
        }
        // A coding that is not known is none, as browsers take it.
        let unknown = codings(&self.headers).err();
        let (body, whole) = self.read(cap).await?;
        if !whole {
            return Err(FetchError::TooLarge(cap));
        }
        match undeclared(&body, unknown.as_deref()) {
            Some(detail) => Err(FetchError::Encoding(detail)),
            None => Ok(body),
        }
    }

    /// At most the first `cap` bytes of the body, decompressed as its header says.
    pub async fn body_cut(self, cap: u64) -> Result<Body, FetchError> {
        Ok(self.read(cap).await?.0)
    }

    async fn read(mut self, cap: u64) -> Result<(Body, bool), FetchError> {
        let cap = usize::try_from(cap).unwrap_or(usize::MAX);
        let source =
            std::mem::replace(&mut self.source, BodySource::Stored(ExchangeBody::Unread, None));
        let read = match source {
            BodySource::Network(wire) => wire.read(&self.headers, cap).await,
            BodySource::Stored(kept, large) => saved(kept, large, cap),
        };
        self.keep(|| match &read {
            Ok((body, true)) => ExchangeBody::Whole(body.to_vec()),
            Ok((body, false)) => ExchangeBody::Truncated(body.to_vec()),
            Err(error) => ExchangeBody::Fault(error.clone()),
        });
        read
    }

    fn keep(&mut self, body: impl FnOnce() -> ExchangeBody) {
        if let Some(note) = self.note.take() {
            note.keep(body());
        }
    }

    /// Ends an answer whose body nobody needs. The connection is kept where that costs next to nothing.
    pub(crate) async fn let_go(self) {
        let BodySource::Network(wire) = &self.source else { return };
        if wire.incoming.size_hint().upper().is_some_and(|length| length <= SMALL) {
            let rest = Box::pin(self.body_cut(SMALL));
            // Late bytes are not worth the wait: the connection ends.
            let _ = tokio::time::timeout(SOON, rest).await;
        }
    }

    /// Where a redirect leads; `None` for other answers and for a 3xx without `Location`.
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
        // Credentials in an address from the net are nobody's wish; both fail only for addresses without a host.
        if next.set_username("").is_err() || next.set_password(None).is_err() {
            return Err(bad());
        }
        if next.fragment().is_none() {
            next.set_fragment(self.url.fragment());
        }
        Ok(Some(next))
    }

    /// Whether the server has too much to do.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.status, 429 | 503)
    }

    /// How long the server asks to wait, in seconds or until a date (RFC 9110 §10.2.3; by the server's own clock).
    pub fn retry_after(&self) -> Option<Duration> {
        let text =
            |name| self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let wanted = text(header::RETRY_AFTER)?;
        if let Ok(seconds) = wanted.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = httpdate::parse_http_date(wanted).ok()?;
        let now: SystemTime = httpdate::parse_http_date(text(header::DATE)?).ok()?;
        Some(until.duration_since(now).unwrap_or_default())
    }
}

impl IncomingBody {
    async fn read(mut self, headers: &HeaderMap, cap: usize) -> Result<(Body, bool), FetchError> {
        let read = self.read_body(headers, cap).await;
        let ConnectionLease { site, place, link } = self.connection;
        match &read {
            Ok((_, true)) => site.pool.put(place, link),
            // What the server still sends for it must not come over a connection that others use.
            _ if link.is_http2() => site.pool.forget(&place),
            _ => {}
        }
        read
    }

    /// The body, and whether it is whole.
    async fn read_body(
        &mut self,
        headers: &HeaderMap,
        cap: usize,
    ) -> Result<(Body, bool), FetchError> {
        let mut decoder = Decoder::new(&codings(headers).unwrap_or_default(), cap);
        let mut large = None;
        loop {
            let frame = self.connection.link.during(self.incoming.frame());
            let frame = timeout_at(self.deadline, frame).await;
            // A flood is always ready: the clock alone would let it run on.
            let frame = frame.ok().filter(|_| Instant::now() < self.deadline);
            let frame = frame.ok_or(FetchError::Timeout(Phase::Body))?;
            let Some(frame) = frame else { break };
            let frame = frame.map_err(|error| FetchError::of_body(&error))?;
            // Trailers say nothing that is needed.
            let Ok(bytes) = frame.into_data() else { continue };
            match decoder.push(&bytes) {
                Ok(()) => {}
                Err(DecodeError::Full) => {
                    return Ok((Body::new(decoder.cut(), large), false));
                }
                Err(DecodeError::Damaged(detail)) => return Err(FetchError::Encoding(detail)),
            }
            if large.is_none() && decoder.len() > LARGE {
                large = Some(self.place_for_large().await);
                decoder.expect(self.incoming.size_hint().lower());
            }
        }
        let bytes = match decoder.end() {
            Ok(bytes) => bytes,
            Err(DecodeError::Full) => return Err(FetchError::TooLarge(cap as u64)),
            Err(DecodeError::Damaged(detail)) => return Err(FetchError::Incomplete(detail)),
        };
        Ok((Body::new(bytes, large), true))
    }

    /// Whether the end of the body is told by more than the end of the connection.
    pub(crate) fn is_delimited(&self, headers: &HeaderMap) -> bool {
        self.connection.link.is_http2()
            || headers.contains_key(header::CONTENT_LENGTH)
            || headers.contains_key(header::TRANSFER_ENCODING)
    }

    /// Waits for a place; the wait is nobody's fault and costs the page no time.
    pub(crate) async fn place_for_large(&mut self) -> OwnedSemaphorePermit {
        let start = Instant::now();
        let place = self.permit.large().await;
        let waited = start.elapsed();
        self.deadline += waited;
        self.meter.leave_out(waited);
        place
    }
}

/// What was kept of a body.
fn saved(
    kept: ExchangeBody,
    large: Option<OwnedSemaphorePermit>,
    cap: usize,
) -> Result<(Body, bool), FetchError> {
    let (mut bytes, whole) = match kept {
        ExchangeBody::Whole(bytes) => (bytes, true),
        ExchangeBody::Truncated(bytes) => (bytes, false),
        ExchangeBody::Fault(error) => return Err(error),
        ExchangeBody::Unread => {
            return Err(FetchError::NotInSnapshot("the body was not read".to_owned()));
        }
    };
    let whole = whole && bytes.len() <= cap;
    bytes.truncate(cap);
    Ok((Body::new(bytes, large), whole))
}

/// Why bytes that came without a coding that is known cannot be a page, if so.
fn undeclared(bytes: &[u8], unknown: Option<&str>) -> Option<String> {
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
