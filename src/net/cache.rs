//! Answers of earlier runs: asked for anew each time, on the condition that they have changed. None is used unless the
//! server says, in this run, that it still holds.

use std::fmt::{self, Debug, Display};
use std::net::SocketAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::{Position, Url};

use super::answer::{Answer, Source};
use super::body::LARGE;
use super::client::{Budget, Client};
use super::error::FetchError;
use super::tape::{Came, Exchange, Kept};
use super::taping::{map, plain};
use super::validators::{Validators, contradicts, refresh};

/// Keeps answers from one run to the next. What cannot be read is not there, and what cannot be written is not kept:
/// no fault of a cache is one of the site.
pub trait Cache: Debug + Send + Sync {
    /// What is known of an answer, without its body.
    fn find(&self, key: &Key) -> Option<Known>;
    /// The answer; `None` where it is not exactly the one that is known.
    fn read(&self, key: &Key, known: &Known) -> Option<Exchange>;
    /// Keeps an answer, in place of the one that was there.
    fn keep(&self, key: &Key, known: &Known, answer: &Exchange);
    /// Notes that the server confirmed an answer.
    fn confirm(&self, key: &Key);
    /// Drops an answer, if it is there.
    fn forget(&self, key: &Key);
}

/// The name of an answer: 64 hexadecimal digits, whatever the server says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// A name of 64 lower-case hexadecimal digits; no other is one.
    pub fn of(digits: &str) -> Option<Self> {
        let hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        (digits.len() == 64 && digits.bytes().all(hex)).then(|| Self(digits.to_owned()))
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What must be known of an answer to ask for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
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
pub(super) struct Keeping {
    cache: Arc<dyn Cache>,
    key: Key,
    validators: Validators,
    max_body: u64,
}

impl Keeping {
    /// Keeps an answer that was read to its end; no other.
    pub(super) fn keep(self, answer: &Exchange) {
        let Came::Answer { body: Kept::Whole(bytes), .. } = &answer.came else { return };
        let (url, length) = (answer.url.clone(), bytes.len() as u64);
        if length <= self.max_body {
            let known = Known { url, length, validators: self.validators };
            self.cache.keep(&self.key, &known, answer);
        }
    }
}

impl Client {
    /// The same client, with answers kept in a cache and asked for only if they have changed.
    #[must_use]
    pub fn caching(&self, cache: Arc<dyn Cache>) -> Self {
        Self { cache: Some(cache), ..self.clone() }
    }

    /// Asks an address; where its answer is kept, only if it has changed.
    pub(super) async fn ask_or_reuse(
        &self,
        url: &Url,
        budget: &mut Budget,
    ) -> Result<Answer, FetchError> {
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
        answer: &mut Answer,
        cache: &dyn Cache,
        key: &Key,
        known: &Known,
    ) -> Option<Answer> {
        if !known.validators.hold(self.site.jar.header(url).is_some()) {
            return None;
        }
        let large = match &mut answer.source {
            Source::Wire(wire) if known.length > LARGE as u64 => Some(wire.place_for_large().await),
            Source::Wire(_) | Source::Saved(..) => None,
        };
        let mut exchange = cache.read(key, known)?;
        let Came::Answer { headers, address, body: Kept::Whole(bytes), .. } = &mut exchange.came
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
                cache.keep(key, &Known { validators, ..known.clone() }, &exchange);
            }
        }
        cache.confirm(key);
        let Came::Answer { body, .. } = exchange.came else { return None };
        Some(Answer::new(url, 200, kept, answer.address, Source::Saved(body, large)))
    }

    /// Where an answer that just came is to be kept, if it may be.
    pub(super) fn keeping(&self, answer: &Answer) -> Option<Keeping> {
        let cache = self.cache.as_ref()?;
        let Source::Wire(wire) = &answer.source else { return None };
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
        Some(Keeping { cache: Arc::clone(cache), key, validators, max_body: self.max_body() })
    }
}
