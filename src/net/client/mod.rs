//! The HTTP client, built in layers. Each file calls only the one below it in this table:
//!
//! | file | what the layer adds |
//! |---|---|
//! | `mod.rs` | [`Client`]: the handle that callers hold; redirects, hop by hop under one deadline |
//! | `polite.rs` | one retry for a server that says it is busy |
//! | `recorded.rs` | snapshots: exchanges are recorded, or replayed instead of asking the network |
//! | `cached.rs` | conditional requests for the responses of earlier runs |
//! | `wire.rs` | one request: address guard, limits, connection, cookies |

mod cached;
mod polite;
#[cfg(test)]
mod rebinding;
mod recorded;
mod request;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tracing::{Instrument as _, debug, debug_span};
use url::{Host, Url};

use crate::domain::secret::Hidden;
use crate::net::cache::ResponseCache;
use crate::net::error::{FetchError, MAX_REDIRECTS, SetupError};
use crate::net::exchange::{ExchangeSink, ExchangeSource};
use crate::net::guard::is_localhost;
use crate::net::guard::resolver::Resolver;
use crate::net::options::ClientOptions;
use crate::net::origin::Origin;
use crate::net::response::{Hop, Response};
use crate::net::session::Session;
use crate::net::tls_fault::TlsFaultKind;
use crate::net::transport::connection::Stream;

use cached::Cached;
use polite::Polite;
use recorded::{Recorded, Replay, Upstream};
use wire::{Budget, Wire};
pub use wire::{PartLimiter, PartTurn};

/// Fetches pages. Cheap to clone; clones share connections, limits and the guard's settings.
#[derive(Clone, Debug)]
pub struct Client {
    polite: Polite,
}

/// A failed fetch, and the redirects that led to it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{error}")]
pub struct FetchFailure {
    /// The error of the last hop.
    #[source]
    pub error: FetchError,
    /// The redirects before it, in order.
    pub hops: Vec<Hop>,
}

impl Client {
    /// Creates a client for a whole run.
    pub fn new(options: ClientOptions) -> Result<Self, SetupError> {
        let resolver = Resolver::system(options.allow_private);
        Self::with_resolver(options, resolver)
    }

    /// The same with another source of addresses.
    pub(crate) fn with_resolver(
        options: ClientOptions,
        resolver: Resolver,
    ) -> Result<Self, SetupError> {
        let wire = Wire::new(options, resolver)?;
        let upstream =
            Upstream::Network(Recorded { cached: Cached { wire, cache: None }, sink: None });
        Ok(Self { polite: Polite { upstream } })
    }

    /// The client for one target, with a session of its own. The target's host and port may be special where the target
    /// itself is a literal address, `localhost` or `*.localhost`. Only its own scheme, host and port get the user's
    /// headers. `own` are the hosts of the site: only they get their cookies back, and only they may have a special
    /// address given by hand. All requests together may take `allowance`; `None` = no limit.
    #[must_use]
    pub fn for_target(&self, target: &Url, own: &[String], allowance: Option<Duration>) -> Self {
        self.with_session(target, own, allowance, true)
    }

    /// The same for an address that is asked instead of the target, over plain http where https failed: the user's
    /// headers were meant for the target and are not sent there.
    #[must_use]
    pub fn for_fallback(&self, instead: &Url, own: &[String], allowance: Option<Duration>) -> Self {
        self.with_session(instead, own, allowance, false)
    }

    fn with_session(
        &self,
        target: &Url,
        own: &[String],
        allowance: Option<Duration>,
        headers: bool,
    ) -> Self {
        let special = match target.host() {
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            Some(Host::Domain(name)) => is_localhost(name),
            None => false,
        };
        let origin = Origin::of(target).ok();
        let opened = origin.as_ref().filter(|_| special).map(Origin::host_and_port);
        let session = Session::new(opened, origin.filter(|_| headers), own.to_vec(), allowance);
        let mut client = self.clone();
        client.wire_mut().session = Arc::new(session);
        client
    }

    /// The same client with responses stored in `cache`, and asked for only if they have changed. No effect on a
    /// client that replays a snapshot.
    #[must_use]
    pub fn caching(&self, cache: Arc<dyn ResponseCache>) -> Self {
        let mut client = self.clone();
        if let Upstream::Network(recorded) = &mut client.polite.upstream {
            recorded.cached.cache = Some(cache);
        }
        client
    }

    /// The same client with every exchange handed to `sink`. No effect on a client that replays a snapshot.
    #[must_use]
    pub fn recording(&self, sink: Arc<dyn ExchangeSink>) -> Self {
        let mut client = self.clone();
        if let Upstream::Network(recorded) = &mut client.polite.upstream {
            recorded.sink = Some(sink);
        }
        client
    }

    /// The same client with every response taken from `source`: nothing goes over the network. Pages are judged up to
    /// the size (`max_body`, bytes) up to which they were recorded.
    #[must_use]
    pub fn replaying(&self, source: Arc<dyn ExchangeSource>, max_body: u64) -> Self {
        let wire = self.wire().clone();
        let upstream = Upstream::Snapshot(Replay { wire, source, max_body });
        Self { polite: Polite { upstream } }
    }

    /// The options of the run.
    pub fn options(&self) -> &ClientOptions {
        self.wire().options()
    }

    /// Bytes (decompressed) up to which a page is judged.
    pub fn max_body(&self) -> u64 {
        match &self.polite.upstream {
            Upstream::Network(_) => self.options().max_body,
            Upstream::Snapshot(replay) => replay.max_body,
        }
    }

    /// The TLS fault of this host that was accepted (`insecure`), with the TLS library's words for it.
    pub fn tls_fault(&self, host: &str) -> Option<(TlsFaultKind, String)> {
        self.wire().tls_fault(host)
    }

    /// Whether the session's allowance is used up: every further request fails.
    pub fn is_out_of_time(&self) -> bool {
        self.wire().session.left().is_none()
    }

    /// Origins (`http://example.cn:8080`) of the audited sites that did not get the user's headers because they are not
    /// the target's own; at most eight.
    pub fn withheld(&self) -> Vec<String> {
        self.wire().withheld()
    }

    /// Sets the least time between two requests to a host (`Crawl-delay`).
    pub fn slow_down(&self, host: &str, delay: Duration) {
        self.wire().limits().slow_down(host, delay);
    }

    /// Fetches an address and follows redirects to addresses that `follow` agrees to. All hops share one deadline.
    pub async fn get(
        &self,
        url: &Url,
        mut follow: impl FnMut(&Url) -> bool + Send,
    ) -> Result<Response, FetchFailure> {
        let mut hops: Vec<Hop> = Vec::new();
        let mut url = url.clone();
        let mut budget = Budget::new(self.options().timeout);
        loop {
            let hop = async {
                let response = self.polite.ask(&url, &mut budget).await?;
                let next = response.redirect()?;
                Ok::<_, FetchError>((response, next))
            };
            // Boxed: it is most of what the future of a page takes.
            let next = Box::pin(hop.instrument(debug_span!("hop", url = %Hidden(&url)))).await;
            let (mut response, next) = match next {
                Ok(next) => next,
                Err(error) => {
                    debug!(url = %Hidden(&url), %error, "fetch failed");
                    return Err(FetchFailure { error, hops });
                }
            };
            match next {
                Some(next) if !follow(&next) => response.stopped_at = Some(next),
                Some(_) if hops.len() == MAX_REDIRECTS => {
                    let error = FetchError::TooManyRedirects { status: response.status };
                    return Err(FetchFailure { error, hops });
                }
                Some(next) => {
                    hops.push(Hop { from: url, to: next.clone(), status: response.status });
                    response.discard().await;
                    url = next;
                    continue;
                }
                None => {}
            }
            response.hops = hops;
            return Ok(response);
        }
    }

    /// The addresses that the guard lets this session connect to for a URL, for a caller that speaks to them itself.
    /// Whoever connects elsewhere has left the guard. With `--proxy`, only the name is judged, and these are the
    /// addresses of the proxy.
    pub async fn allowed_addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, FetchError> {
        self.wire().allowed_addresses(url).await
    }

    /// A bare stream to the host and port of `url`, at an address that the guard allows, for a caller that speaks over it
    /// itself: the proxy of the browser. Neither TLS nor headers are added; a proxy of the user's is passed by a tunnel. A
    /// `polite` one waits for its turn at the host, and holds it.
    pub async fn connect(
        &self,
        url: &Url,
        polite: bool,
    ) -> Result<(Box<dyn Stream>, Option<PartTurn>), FetchError> {
        self.wire().stream(url, polite).await
    }

    fn wire(&self) -> &Wire {
        self.polite.upstream.wire()
    }

    fn wire_mut(&mut self) -> &mut Wire {
        match &mut self.polite.upstream {
            Upstream::Network(recorded) => &mut recorded.cached.wire,
            Upstream::Snapshot(replay) => &mut replay.wire,
        }
    }
}
