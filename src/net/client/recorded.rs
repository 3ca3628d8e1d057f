//! Snapshots: every exchange is handed to a sink, or every response comes from a source instead of the network.

use std::sync::Arc;

use tokio::time::Instant;
use tracing::debug;
use url::Url;

use crate::net::error::FetchError;
use crate::net::exchange::{Exchange, ExchangeOutcome, ExchangeSink, ExchangeSource, headers};
use crate::net::response::{BodySource, Response};

use super::cached::Cached;
use super::wire::{Budget, Wire};

/// Where responses come from.
#[derive(Clone, Debug)]
pub(super) enum Upstream {
    Network(Recorded),
    Snapshot(Replay),
}

impl Upstream {
    pub(super) async fn ask(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        match self {
            Self::Network(recorded) => recorded.ask(url, budget).await,
            Self::Snapshot(replay) => replay.ask(url),
        }
    }

    pub(super) fn wire(&self) -> &Wire {
        match self {
            Self::Network(recorded) => &recorded.cached.wire,
            Self::Snapshot(replay) => &replay.wire,
        }
    }
}

/// Records what is asked and answered, if a sink is set.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) cached: Cached,
    pub(super) sink: Option<Arc<dyn ExchangeSink>>,
}

impl Recorded {
    async fn ask(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        let started = Instant::now();
        let mut result = self.cached.ask(url, budget).await;
        let Some(sink) = &self.sink else { return result };
        match &mut result {
            Ok(response) => {
                self.cached.wire.pending(response, started).sink = Some(Arc::clone(sink));
            }
            Err(error) => {
                let outcome = ExchangeOutcome::Fault(error.clone());
                sink.record(self.cached.wire.exchange(url, started, outcome));
            }
        }
        result
    }
}

/// Replays recorded exchanges; the wire is asked for nothing but its settings.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    pub(super) wire: Wire,
    pub(super) source: Arc<dyn ExchangeSource>,
    /// Bytes up to which pages were judged when the snapshot was written.
    pub(super) max_body: u64,
}

impl Replay {
    /// The next recorded response for an address.
    pub(super) fn ask(&self, url: &Url) -> Result<Response, FetchError> {
        let Exchange { tls_fault, outcome, .. } = self.source.next(url)?;
        if let (Some(fault), Some(host)) = (tls_fault, url.host_str()) {
            self.wire.set_tls_fault(host, fault);
        }
        let (address, status, headers, body) = match outcome {
            ExchangeOutcome::Fault(error) => return Err(error),
            ExchangeOutcome::Response { address, status, headers, body } => {
                (address, status, headers, body)
            }
        };
        debug!(status, "response from the snapshot");
        let headers = headers::from_text(headers);
        Ok(Response::new(url, status, headers, address, BodySource::Stored(body, None)))
    }
}
