//! An exchange whose body has not been read yet. It is handed on when the body was read, or dropped unread.

use std::sync::Arc;

use tokio::time::Instant;

use crate::net::cache::CacheWrite;
use crate::net::exchange::{Exchange, ExchangeBody, ExchangeOutcome, ExchangeSink};

/// Completes an exchange, then stores and records it.
#[derive(Debug)]
pub(crate) struct PendingExchange {
    /// `None` once it is complete.
    exchange: Option<Exchange>,
    started: Instant,
    pub(crate) cache_write: Option<CacheWrite>,
    pub(crate) sink: Option<Arc<dyn ExchangeSink>>,
}

impl PendingExchange {
    pub(crate) fn new(exchange: Exchange, started: Instant) -> Self {
        Self { exchange: Some(exchange), started, cache_write: None, sink: None }
    }

    /// Completes the exchange with what was read of the body.
    pub(crate) fn complete(mut self, body: ExchangeBody) {
        self.finish(body);
    }

    fn finish(&mut self, read: ExchangeBody) {
        let Some(mut exchange) = self.exchange.take() else { return };
        if let ExchangeOutcome::Response { body, .. } = &mut exchange.outcome {
            *body = read;
        }
        exchange.milliseconds = milliseconds_since(self.started);
        if let Some(write) = self.cache_write.take() {
            write.store(&exchange);
        }
        if let Some(sink) = &self.sink {
            sink.record(exchange);
        }
    }
}

impl Drop for PendingExchange {
    fn drop(&mut self) {
        self.finish(ExchangeBody::Unread);
    }
}

/// Whole milliseconds since an instant.
pub(crate) fn milliseconds_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
