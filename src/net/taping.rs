//! The client's side of a tape: what is kept of an answer, and answers made of what was kept.

use std::sync::Arc;

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;
use url::{Position, Url};

use crate::domain::secret;

use super::answer::{Answer, Source};
use super::cache::Keeping;
use super::client::Client;
use super::error::FetchError;
use super::tape::{Archive, Came, Exchange, Kept, Recorder};

/// What a client does with what passes.
#[derive(Clone, Debug, Default)]
pub(super) enum Tape {
    /// Nothing.
    #[default]
    None,
    /// Keeps it.
    Recording(Arc<dyn Recorder>),
    /// Asks no net: everything comes from there.
    Saved(Arc<dyn Archive>),
}

/// An exchange whose body is not there yet. Dropped, it is kept without.
#[derive(Debug)]
pub(super) struct Note {
    recorder: Option<Arc<dyn Recorder>>,
    keeping: Option<Keeping>,
    exchange: Option<Exchange>,
    start: Instant,
}

impl Note {
    /// Keeps the exchange with its body.
    pub(super) fn keep(mut self, body: Kept) {
        self.finish(body);
    }

    fn finish(&mut self, kept: Kept) {
        let Some(mut exchange) = self.exchange.take() else { return };
        if let Came::Answer { body, .. } = &mut exchange.came {
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

impl Drop for Note {
    fn drop(&mut self) {
        self.finish(Kept::Unread);
    }
}

fn milliseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Client {
    /// The same client, with everything that passes kept.
    #[must_use]
    pub fn recording(&self, recorder: Arc<dyn Recorder>) -> Self {
        Self { tape: Tape::Recording(recorder), ..self.clone() }
    }

    /// The same client, with everything given back by an archive: nothing goes over the net. Pages are judged up to
    /// the size up to which they were kept.
    #[must_use]
    pub fn replaying(&self, archive: Arc<dyn Archive>, max_body: u64) -> Self {
        Self { tape: Tape::Saved(archive), max_body: Some(max_body), ..self.clone() }
    }

    /// The size up to which a page is judged.
    pub fn max_body(&self) -> u64 {
        self.max_body.unwrap_or(self.shared.options.max_body)
    }

    /// Notes what came of a request, where that is kept.
    pub(super) fn note(&self, url: &Url, start: Instant, came: &mut Result<Answer, FetchError>) {
        let recorder = match &self.tape {
            Tape::Recording(recorder) => Some(Arc::clone(recorder)),
            Tape::None | Tape::Saved(_) => None,
        };
        let keeping = came.as_ref().ok().and_then(|answer| self.keeping(answer));
        if recorder.is_none() && keeping.is_none() {
            return;
        }
        let unchanged =
            came.as_ref().is_ok_and(|answer| matches!(answer.source, Source::Saved(..)));
        let exchange = |came| Exchange {
            url: url[..Position::AfterQuery].to_owned(),
            request: plain(&self.shared.headers),
            milliseconds: milliseconds(start),
            tls_fault: url.host_str().and_then(|host| self.tls_fault(host)),
            unchanged,
            came,
        };
        match (came, recorder) {
            (Err(error), Some(recorder)) => recorder.keep(exchange(Came::Fault(error.clone()))),
            (Err(_), None) => {}
            (Ok(answer), recorder) => {
                let (address, status) = (answer.address, answer.status);
                let headers = plain(&answer.headers);
                let came = Came::Answer { address, status, headers, body: Kept::Unread };
                let exchange = Some(exchange(came));
                answer.note = Some(Note { recorder, keeping, exchange, start });
            }
        }
    }

    /// What an archive holds for an address.
    pub(super) fn saved(&self, archive: &dyn Archive, url: &Url) -> Result<Answer, FetchError> {
        let Exchange { tls_fault, came, .. } = archive.next(url)?;
        if let (Some(fault), Some(host)) = (tls_fault, url.host_str()) {
            self.shared.tls.faults().insert(host.to_owned(), fault);
        }
        let (address, status, headers, body) = match came {
            Came::Fault(error) => return Err(error),
            Came::Answer { address, status, headers, body } => (address, status, headers, body),
        };
        Ok(Answer::new(url, status, map(headers), address, Source::Saved(body, None)))
    }
}

/// Headers as text, byte for character; cookies are left out.
pub(super) fn plain(headers: &HeaderMap) -> Vec<(String, String)> {
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
pub(super) fn map(headers: Vec<(String, String)>) -> HeaderMap {
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
