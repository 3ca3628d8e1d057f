//! What was exchanged with a site until its home page had arrived.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::net::{Exchange, ExchangeBody, ExchangeOutcome, ExchangeSink};
use crate::visit::Visit;

/// Answers before the home page that are kept, and bytes of all their bodies.
const MAX_ANSWERS: usize = 64;
const MAX_KEPT: usize = 32 << 20;

/// The exchanges of a site up to its home page, handed on to a snapshot where one is written.
#[derive(Debug)]
pub(super) struct HomeExchanges {
    other: Option<Arc<dyn ExchangeSink>>,
    start: Instant,
    kept: Mutex<KeptExchanges>,
}

#[derive(Debug, Default)]
struct KeptExchanges {
    all: Vec<(Duration, Exchange)>,
    bytes: usize,
    /// The home page has arrived: nothing more is kept.
    closed: bool,
}

impl HomeExchanges {
    /// Nothing kept yet. Times count from `start`; `other` gets all exchanges, too.
    pub(super) fn new(start: Instant, other: Option<Arc<dyn ExchangeSink>>) -> Self {
        Self { other, start, kept: Mutex::default() }
    }

    /// The home page has arrived.
    pub(super) fn close(&self) {
        self.kept.lock().closed = true;
    }

    /// Those of the home page and of the redirects to it, in order.
    pub(super) fn of_home(&self, visit: &Visit) -> Vec<(Duration, Exchange)> {
        let redirects = visit.redirects.iter().flat_map(|it| [&it.from, &it.to]);
        let ways: HashSet<&str> = redirects
            .chain(&visit.home)
            .chain(&visit.final_url)
            .map(|url| url.split('#').next().unwrap_or_default())
            .collect();
        let kept = std::mem::take(&mut self.kept.lock().all);
        kept.into_iter().filter(|(_, exchange)| ways.contains(exchange.url.as_str())).collect()
    }
}

impl ExchangeSink for HomeExchanges {
    fn record(&self, exchange: Exchange) {
        {
            let mut kept = self.kept.lock();
            let length = match &exchange.outcome {
                ExchangeOutcome::Response {
                    body: ExchangeBody::Whole(bytes) | ExchangeBody::Truncated(bytes),
                    ..
                } => bytes.len(),
                _ => 0,
            };
            if !kept.closed && kept.all.len() < MAX_ANSWERS && kept.bytes + length <= MAX_KEPT {
                kept.bytes += length;
                kept.all.push((self.start.elapsed(), exchange.clone()));
            }
        }
        if let Some(other) = &self.other {
            other.record(exchange);
        }
    }
}
