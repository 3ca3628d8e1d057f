//! Answers of earlier runs: asked for anew each time, on the condition that they have changed. None is used unless the
//! server says, in this run, that it still holds.

use std::fmt::{self, Debug, Display};
use std::net::SocketAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::{Position, Url};

use crate::net::client::recorded::{map, plain};
use crate::net::client::{Budget, Client};
use crate::net::error::FetchError;
use crate::net::exchange::{Exchange, ExchangeBody, ExchangeOutcome};
use crate::net::response::body::LARGE;
use crate::net::response::{BodySource, Response};
use crate::net::validators::{Validators, contradicts, refresh};

/// Keeps answers from one run to the next. What cannot be read is not there, and what cannot be written is not kept:
/// no fault of a cache is one of the site.
pub trait ResponseCache: Debug + Send + Sync {
    /// What is known of an answer, without its body.
    fn find(&self, key: &CacheKey) -> Option<CacheEntry>;
    /// The answer; `None` where it is not exactly the one that is known.
    fn read(&self, key: &CacheKey, known: &CacheEntry) -> Option<Exchange>;
    /// Keeps an answer, in place of the one that was there.
    fn keep(&self, key: &CacheKey, known: &CacheEntry, answer: &Exchange);
    /// Notes that the server confirmed an answer.
    fn confirm(&self, key: &CacheKey);
    /// Drops an answer, if it is there.
    fn forget(&self, key: &CacheKey);
}

/// The name of an answer: 64 hexadecimal digits, whatever the server says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(String);

impl CacheKey {
    /// A name of 64 lower-case hexadecimal digits; no other is one.
    pub fn of(digits: &str) -> Option<Self> {
        let hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        (digits.len() == 64 && digits.bytes().all(hex)).then(|| Self(digits.to_owned()))
    }
}

impl Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What must be known of an answer to ask for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheEntry {
    /// The address, without a fragment.
    pub url: String,
    /// Bytes of its body, decompressed.
    pub length: u64,
    /// What tells whether it has changed.
    #[serde(flatten)]
    pub validators: Validators,
}

/// Where an answer is to be kept once it is read.
#[derive(Debug)]
pub(crate) struct CacheWrite {
    cache: Arc<dyn ResponseCache>,
    key: CacheKey,
    validators: Validators,
    max_body: u64,
}

impl CacheWrite {
    /// Keeps an answer that was read to its end; no other.
    pub(crate) fn keep(self, answer: &Exchange) {
        let ExchangeOutcome::Response { body: ExchangeBody::Whole(bytes), .. } = &answer.outcome
        else {
            return;
        };
        let (url, length) = (answer.url.clone(), bytes.len() as u64);
        if length <= self.max_body {
            let known = CacheEntry { url, length, validators: self.validators };
            self.cache.keep(&self.key, &known, answer);
        }
    }
}

impl Client {
    /// The same client, with answers kept in a cache and asked for only if they have changed.
    #[must_use]
    pub fn caching(&self, cache: Arc<dyn ResponseCache>) -> Self {
        Self { cache: Some(cache), ..self.clone() }
    }

    /// Asks an address; where its answer is kept, only if it has changed.
    pub(crate) async fn ask_or_reuse(
        &self,
        url: &Url,
        budget: &mut Budget,
    ) -> Result<Response, FetchError> {
        let entry = self.cache.as_deref().zip(self.key(url)).and_then(|(cache, key)| {
            let known = cache.find(&key)?;
            (known.url == url[..Position::AfterQuery]).then_some((cache, key, known))
        });
        let known = entry.as_ref().map(|(.., known)| &known.validators);
        let mut answer = self.ask(url, known, budget).await?;
        match (answer.status, &entry) {
            (304, Some((cache, key, known))) => {
                let kept = Box::pin(self.confirmed(url, &mut answer, *cache, key, known)).await;
                if let Some(kept) = kept {
                    answer.let_go().await;
                    return Ok(kept);
                }
                cache.forget(key);
            }
            // Nobody asked whether it has changed, or the server cannot cope with the question.
            (304, None) | (412, Some(_)) => {}
            _ => return Ok(answer),
        }
        answer.let_go().await;
        Box::pin(self.ask(url, None, budget)).await
    }

    /// The kept answer with the headers of the 304; `None` where that speaks of another one, or where the kept one is
    /// damaged.
    async fn confirmed(
        &self,
        url: &Url,
        answer: &mut Response,
        cache: &dyn ResponseCache,
        key: &CacheKey,
        known: &CacheEntry,
    ) -> Option<Response> {
        if !known.validators.hold(self.site.jar.header(url).is_some()) {
            return None;
        }
        let large = match &mut answer.source {
            BodySource::Network(wire) if known.length > LARGE as u64 => {
                Some(wire.place_for_large().await)
            }
            BodySource::Network(_) | BodySource::Stored(..) => None,
        };
        let mut exchange = cache.read(key, known)?;
        let ExchangeOutcome::Response {
            headers, address, body: ExchangeBody::Whole(bytes), ..
        } = &mut exchange.outcome
        else {
            return None;
        };
        let mut kept = map(std::mem::take(headers));
        let ip = |address: Option<SocketAddr>| address.map(|address| address.ip());
        let moved = ip(*address) != ip(answer.address);
        if bytes.len() as u64 != known.length || contradicts(&answer.headers, &kept, moved) {
            return None;
        }
        refresh(&mut kept, &answer.headers);
        *headers = plain(&kept);
        match Validators::of(&kept) {
            None => cache.forget(key),
            Some(same) if same.alike(&known.validators) => {}
            Some(validators) => {
                cache.keep(key, &CacheEntry { validators, ..known.clone() }, &exchange);
            }
        }
        cache.confirm(key);
        let ExchangeOutcome::Response { body, .. } = exchange.outcome else { return None };
        Some(Response::new(url, 200, kept, answer.address, BodySource::Stored(body, large)))
    }

    /// Where an answer that just outcome is to be kept, if it may be.
    pub(crate) fn keeping(&self, answer: &Response) -> Option<CacheWrite> {
        let cache = self.cache.as_ref()?;
        let BodySource::Network(wire) = &answer.source else { return None };
        if answer.status != 200 {
            return None;
        }
        let key = self.key(&answer.url)?;
        let cookies = self.site.jar.header(&answer.url).is_some();
        let validators = Validators::of(&answer.headers)
            // A body that a broken connection cut short would look whole for ever.
            .filter(|validators| validators.hold(cookies) && wire.is_delimited(&answer.headers));
        let Some(validators) = validators else {
            cache.forget(&key);
            return None;
        };
        Some(CacheWrite { cache: Arc::clone(cache), key, validators, max_body: self.max_body() })
    }
}
