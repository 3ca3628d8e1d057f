//! Responses that outlive a run: the interface of the cache that the client asks. Each is requested again every time,
//! on the condition that it has changed.

use std::fmt::{self, Debug, Display};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::net::exchange::{Exchange, ExchangeBody, ExchangeOutcome};
use crate::net::validators::Validators;

/// Keeps responses from one run to the next. An entry that cannot be read counts as absent, and one that cannot be
/// written is skipped: a broken cache is never reported as a fault of the site.
pub trait ResponseCache: Debug + Send + Sync {
    /// The metadata of an entry, without its body.
    fn find(&self, key: &CacheKey) -> Option<CacheEntry>;
    /// The stored exchange; `None` where its metadata is not exactly `entry` any more.
    fn read(&self, key: &CacheKey, entry: &CacheEntry) -> Option<Exchange>;
    /// Stores an exchange, in place of the one that was there.
    fn store(&self, key: &CacheKey, entry: &CacheEntry, exchange: &Exchange);
    /// Notes that the server confirmed an entry in this run.
    fn confirm(&self, key: &CacheKey);
    /// Removes an entry, if it is there.
    fn remove(&self, key: &CacheKey);
}

/// The name of an entry: 64 lower-case hexadecimal digits, whatever the server says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(String);

impl CacheKey {
    /// The key of 64 lower-case hexadecimal digits; `None` for any other text.
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

/// The metadata of an entry: what a conditional request needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheEntry {
    /// The address, without a fragment.
    pub url: String,
    /// Bytes of the body, decompressed.
    pub length: u64,
    /// The conditions for the next request.
    #[serde(flatten)]
    pub validators: Validators,
}

/// Where a response is to be stored once its body has been read.
#[derive(Debug)]
pub(crate) struct CacheWrite {
    pub(crate) cache: Arc<dyn ResponseCache>,
    pub(crate) key: CacheKey,
    pub(crate) validators: Validators,
    /// Bytes; a longer body is not stored.
    pub(crate) max_body: u64,
}

impl CacheWrite {
    /// Stores an exchange whose body was read to its end; no other.
    pub(crate) fn store(self, exchange: &Exchange) {
        let ExchangeOutcome::Response { body: ExchangeBody::Whole(bytes), .. } = &exchange.outcome
        else {
            return;
        };
        let (url, length) = (exchange.url.clone(), bytes.len() as u64);
        if length <= self.max_body {
            let entry = CacheEntry { url, length, validators: self.validators };
            self.cache.store(&self.key, &entry, exchange);
        }
    }
}
