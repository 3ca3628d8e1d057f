//! The client's side of a recording: what is kept of an answer, and answers made of what was kept.

use std::sync::Arc;

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;
use url::{Position, Url};

use crate::domain::secret;

use crate::net::cache::CacheWrite;
use crate::net::client::Client;
use crate::net::error::FetchError;
use crate::net::exchange::{Exchange, ExchangeBody, ExchangeOutcome, ExchangeSink, ExchangeSource};
use crate::net::response::{BodySource, Response};

/// What a client does with what passes.
#[derive(Clone, Debug, Default)]
pub(crate) enum Recording {
    /// Nothing.
    #[default]
    None,
    /// Keeps it.
    Record(Arc<dyn ExchangeSink>),
    /// Asks no net: everything comes from there.
    Replay(Arc<dyn ExchangeSource>),
}

/// An exchange whose body is not there yet. Dropped, it is kept without.
#[derive(Debug)]
pub(crate) struct PendingExchange {
    recorder: Option<Arc<dyn ExchangeSink>>,
    keeping: Option<CacheWrite>,
    exchange: Option<Exchange>,
    start: Instant,
}

impl PendingExchange {
    /// Keeps the exchange with its body.
    pub(crate) fn keep(mut self, body: ExchangeBody) {
        self.finish(body);
    }

    fn finish(&mut self, kept: ExchangeBody) {
        let Some(mut exchange) = self.exchange.take() else { return };
        if let ExchangeOutcome::Response { body, .. } = &mut exchange.outcome {
            *body = kept;
        }
        exchange.milliseconds = milliseconds(self.start);
        if let Some(keeping) = self.keeping.take() {
            keeping.keep(&exchange);
        }
        if let Some(recorder) = &self.recorder {
            recorder.keep(exchange);
        }
    }
}

impl Drop for PendingExchange {
    fn drop(&mut self) {
        self.finish(ExchangeBody::Unread);
    }
}

fn milliseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Client {
    /// The same client, with everything that passes kept.
    #[must_use]
    pub fn recording(&self, recorder: Arc<dyn ExchangeSink>) -> Self {
        Self { recording: Recording::Record(recorder), ..self.clone() }
    }

    /// The same client, with everything given back by an archive: nothing goes over the net. Pages are judged up to
    /// the size up to which they were kept.
    #[must_use]
    pub fn replaying(&self, archive: Arc<dyn ExchangeSource>, max_body: u64) -> Self {
        Self { recording: Recording::Replay(archive), max_body: Some(max_body), ..self.clone() }
    }

    /// The size up to which a page is judged.
    pub fn max_body(&self) -> u64 {
        self.max_body.unwrap_or(self.shared.options.max_body)
    }

    /// Notes what outcome of a request, where that is kept.
    pub(crate) fn note(
        &self,
        url: &Url,
        start: Instant,
        outcome: &mut Result<Response, FetchError>,
    ) {
        let recorder = match &self.recording {
            Recording::Record(recorder) => Some(Arc::clone(recorder)),
            Recording::None | Recording::Replay(_) => None,
        };
        let keeping = outcome.as_ref().ok().and_then(|answer| self.keeping(answer));
        if recorder.is_none() && keeping.is_none() {
            return;
        }
        let unchanged =
            outcome.as_ref().is_ok_and(|answer| matches!(answer.source, BodySource::Stored(..)));
        let exchange = |outcome| Exchange {
            url: url[..Position::AfterQuery].to_owned(),
            request: plain(&self.shared.headers),
            milliseconds: milliseconds(start),
            tls_fault: url.host_str().and_then(|host| self.tls_fault(host)),
            unchanged,
            outcome,
        };
        match (outcome, recorder) {
            (Err(error), Some(recorder)) => {
                recorder.keep(exchange(ExchangeOutcome::Fault(error.clone())));
            }
            (Err(_), None) => {}
            (Ok(answer), recorder) => {
                let (address, status) = (answer.address, answer.status);
                let headers = plain(&answer.headers);
                let outcome = ExchangeOutcome::Response {
                    address,
                    status,
                    headers,
                    body: ExchangeBody::Unread,
                };
                let exchange = Some(exchange(outcome));
                answer.note = Some(PendingExchange { recorder, keeping, exchange, start });
            }
        }
    }

    /// What an archive holds for an address.
    pub(crate) fn saved(
        &self,
        archive: &dyn ExchangeSource,
        url: &Url,
    ) -> Result<Response, FetchError> {
        let Exchange { tls_fault, outcome, .. } = archive.next(url)?;
        if let (Some(fault), Some(host)) = (tls_fault, url.host_str()) {
            self.shared.tls.faults().insert(host.to_owned(), fault);
        }
        let (address, status, headers, body) = match outcome {
            ExchangeOutcome::Fault(error) => return Err(error),
            ExchangeOutcome::Response { address, status, headers, body } => {
                (address, status, headers, body)
            }
        };
        Ok(Response::new(url, status, map(headers), address, BodySource::Stored(body, None)))
    }
}

/// Headers as text, byte for character; cookies are left out.
pub(crate) fn plain(headers: &HeaderMap) -> Vec<(String, String)> {
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

/// The headers that [`plain`] wrote; what cannot be one is left out.
pub(crate) fn map(headers: Vec<(String, String)>) -> HeaderMap {
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
