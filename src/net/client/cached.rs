//! Conditional requests for the responses of earlier runs. None is used unless the server says, in this run, that it is
//! still current.

use std::net::SocketAddr;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};
use tokio::time::Instant;
use tracing::debug;
use url::{Position, Url};

use crate::net::cache::{CacheEntry, CacheKey, CacheWrite, ResponseCache};
use crate::net::error::FetchError;
use crate::net::exchange::{ExchangeBody, ExchangeOutcome, headers};
use crate::net::origin::Origin;
use crate::net::response::body::LARGE;
use crate::net::response::{BodySource, Response};
use crate::net::validators::{Validators, contradicts, refresh};

use super::request::RequestSpec;
use super::wire::{Budget, Wire};

/// Asks on the condition that a stored response has changed, if a cache is set.
#[derive(Clone, Debug)]
pub(super) struct Cached {
    pub(super) wire: Wire,
    pub(super) cache: Option<Arc<dyn ResponseCache>>,
}

/// What the cache holds about an address.
struct CacheHit<'a> {
    cache: &'a dyn ResponseCache,
    key: CacheKey,
    entry: CacheEntry,
}

impl Cached {
    /// Asks for an address; a new response is stored once its body is read.
    pub(super) async fn ask(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        let started = Instant::now();
        let mut response = self.ask_or_reuse(url, budget).await?;
        if let Some(write) = self.cache_write(&response) {
            self.wire.pending(&mut response, started).cache_write = Some(write);
        }
        Ok(response)
    }

    async fn ask_or_reuse(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        let hit = self.cache.as_deref().zip(self.key(url)).and_then(|(cache, key)| {
            let entry = cache.find(&key)?;
            (entry.url == url[..Position::AfterQuery]).then_some(CacheHit { cache, key, entry })
        });
        let conditions = hit.as_ref().map(|hit| &hit.entry.validators);
        let mut response = self.wire.ask(RequestSpec { url, conditions }, budget).await?;
        match (response.status, &hit) {
            (304, Some(hit)) => {
                let stored = Box::pin(self.confirmed(url, &mut response, hit));
                if let Some(stored) = stored.await {
                    debug!(bytes = hit.entry.length, "not modified; using the stored response");
                    response.discard().await;
                    return Ok(stored);
                }
                debug!("not modified, but the stored response cannot be used");
                hit.cache.remove(&hit.key);
            }
            // No condition was sent, or the server cannot process it.
            (304, None) | (412, Some(_)) => {}
            _ => return Ok(response),
        }
        response.discard().await;
        Box::pin(self.wire.ask(RequestSpec { url, conditions: None }, budget)).await
    }

    /// The stored response with the headers of the 304; `None` where that is about another one, or where the stored
    /// one is damaged.
    async fn confirmed(
        &self,
        url: &Url,
        response: &mut Response,
        hit: &CacheHit<'_>,
    ) -> Option<Response> {
        let CacheHit { cache, key, entry } = hit;
        if !entry.validators.hold(self.wire.has_cookies(url)) {
            return None;
        }
        let large = match &mut response.source {
            BodySource::Network(body) if entry.length > LARGE as u64 => {
                Some(body.large_body_slot().await)
            }
            BodySource::Network(_) | BodySource::Stored(..) => None,
        };
        let mut exchange = cache.read(key, entry)?;
        let ExchangeOutcome::Response {
            headers: stored_headers,
            address,
            body: ExchangeBody::Whole(bytes),
            ..
        } = &mut exchange.outcome
        else {
            return None;
        };
        let mut stored = headers::from_text(std::mem::take(stored_headers));
        let ip = |address: Option<SocketAddr>| address.map(|address| address.ip());
        let moved = ip(*address) != ip(response.address);
        if bytes.len() as u64 != entry.length || contradicts(&response.headers, &stored, moved) {
            return None;
        }
        refresh(&mut stored, &response.headers);
        *stored_headers = headers::to_text(&stored);
        match Validators::of(&stored) {
            None => cache.remove(key),
            Some(same) if same.alike(&entry.validators) => {}
            Some(validators) => {
                cache.store(key, &CacheEntry { validators, ..entry.clone() }, &exchange);
            }
        }
        cache.confirm(key);
        let ExchangeOutcome::Response { body, .. } = exchange.outcome else { return None };
        Some(Response::new(url, 200, stored, response.address, BodySource::Stored(body, large)))
    }

    /// Where a new response is to be stored, if it may be.
    fn cache_write(&self, response: &Response) -> Option<CacheWrite> {
        let cache = self.cache.as_ref()?;
        let BodySource::Network(body) = &response.source else { return None };
        if response.status != 200 {
            return None;
        }
        let key = self.key(&response.url)?;
        let cookies = self.wire.has_cookies(&response.url);
        let validators = Validators::of(&response.headers)
            // A body that a broken connection cut short would look whole from then on.
            .filter(|validators| {
                validators.hold(cookies) && body.has_definite_end(&response.headers)
            });
        let Some(validators) = validators else {
            cache.remove(&key);
            return None;
        };
        let max_body = self.wire.options().max_body;
        Some(CacheWrite { cache: Arc::clone(cache), key, validators, max_body })
    }

    /// The key of a response: a hash of everything in the request that may decide the response. Two clients that differ
    /// in any of it never share an entry; session cookies are left to [`Validators::any_cookies`].
    fn key(&self, url: &Url) -> Option<CacheKey> {
        let origin = Origin::of(url).ok()?;
        let options = self.wire.options();
        let mut hash = Context::new(&SHA256);
        let mut part = |bytes: &[u8]| {
            // The length keeps adjacent parts apart.
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(url[..Position::AfterQuery].as_bytes());
        part(&options.max_body.to_le_bytes());
        // What came in spite of a wrong certificate may be anybody's.
        part(&[u8::from(options.insecure)]);
        part(options.proxy.as_ref().map_or("", Url::as_str).as_bytes());
        for (name, value) in self.wire.headers_for(&origin) {
            part(name.as_str().as_bytes());
            part(value.as_bytes());
        }
        let pinned = self.wire.pinned(&origin);
        part(pinned.map(|address| address.to_string()).unwrap_or_default().as_bytes());
        CacheKey::of(&HEXLOWER.encode(hash.finish().as_ref()))
    }
}
