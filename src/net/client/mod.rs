//! The HTTP client: each hop behind the guard and the limits, redirects hop by hop.

#[cfg(test)]
mod rebinding;
pub(crate) mod recorded;
mod request;

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::HeaderMap;
use tokio::sync::Notify;
use tokio::time::Instant;
use url::{Host, Url};

use crate::domain::secret;

use crate::net::cache::ResponseCache;
use crate::net::client::recorded::Recording;
use crate::net::client::request::{common_headers, own_headers};
use crate::net::error::{FetchError, MAX_REDIRECTS, Phase, SetupError, TlsFaultKind};
use crate::net::guard::resolver::Resolver;
use crate::net::guard::{Route, is_localhost};
use crate::net::limits::Limits;
use crate::net::options::Options;
use crate::net::origin::Origin;
use crate::net::response::{BodySource, ConnectionLease, IncomingBody, Response};
use crate::net::session::Session;
use crate::net::transport::tls::{self, Tls};
use crate::net::transport::{Connection, Dialer, within};
use crate::net::validators::Validators;

/// Interim (1xx) answers before the answer.
pub(crate) const MAX_INTERIM: usize = 20;

/// Fetches pages. Cheap to clone; clones share connections, limits and the guard's settings.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) site: Arc<Session>,
    pub(crate) recording: Recording,
    /// Answers of earlier runs.
    pub(crate) cache: Option<Arc<dyn ResponseCache>>,
    /// Of a snapshot.
    pub(crate) max_body: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) guard: Resolver,
    dialer: Dialer,
    pub(crate) pinned: HashMap<(String, u16), IpAddr>,
    pub(crate) headers: HeaderMap,
    pub(crate) own_headers: HeaderMap,
    /// Places of the sites that the user's headers were not sent to, the first few.
    pub(crate) withheld: Mutex<BTreeSet<String>>,
    limits: Limits,
    pub(crate) tls: Tls,
    pub(crate) options: Options,
}

/// One redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// From.
    pub from: Url,
    /// To.
    pub to: Url,
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
}

/// A fault, and the redirects that led to it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{error}")]
pub struct Failure {
    /// What went wrong.
    #[source]
    pub error: FetchError,
    /// The redirects before.
    pub hops: Vec<Hop>,
}

/// What all hops and attempts for one page share.
pub(crate) struct Budget {
    /// Time left, waits for one's turn not counted.
    left: Duration,
    /// A busy server is granted one wait.
    waited: bool,
}

impl Client {
    /// A client for a whole run.
    pub fn new(options: Options) -> Result<Self, SetupError> {
        let guard = Resolver::system(options.allow_private);
        Self::with_guard(options, guard)
    }

    /// The same with another source of addresses.
    pub(crate) fn with_guard(options: Options, guard: Resolver) -> Result<Self, SetupError> {
        let tls = tls::configure(options.ca_cert.as_deref(), options.insecure)?;
        if let Some(proxy) = &options.proxy
            && (!matches!(proxy.scheme(), "http" | "https") || proxy.host_str().is_none())
        {
            return Err(SetupError::Proxy(secret::typed(proxy.as_str()).into_owned()));
        }
        let pins = options.resolve.iter();
        let shared = Shared {
            guard,
            dialer: Dialer { tls: Arc::clone(&tls.config), proxy: options.proxy.clone() },
            pinned: pins.map(|pin| ((pin.host.clone(), pin.port), pin.address)).collect(),
            headers: common_headers(&options.user_agent)?,
            own_headers: own_headers(&options.headers)?,
            withheld: Mutex::default(),
            limits: Limits::new(options.concurrency, options.per_host, options.rate),
            tls,
            options,
        };
        Ok(Self {
            shared: Arc::new(shared),
            site: Arc::default(),
            recording: Recording::None,
            cache: None,
            max_body: None,
        })
    }

    /// The same client for one target: its host and port may be special where the target itself is a literal
    /// address, `localhost` or `*.localhost`. Its own scheme, host and port alone get the user's headers. `own` are the
    /// hosts of the site: they alone get their cookies back, and may have a special address given by hand. All requests
    /// together may take `allowance`.
    #[must_use]
    pub fn for_target(&self, target: &Url, own: &[String], allowance: Option<Duration>) -> Self {
        self.for_site(target, own, allowance, true)
    }

    /// The same for an address that was asked instead of the target, over plain http where https failed: the user's
    /// headers were meant for the target and are not sent there.
    #[must_use]
    pub fn for_fallback(&self, instead: &Url, own: &[String], allowance: Option<Duration>) -> Self {
        self.for_site(instead, own, allowance, false)
    }

    fn for_site(
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
        let place = Origin::of(target).ok();
        let opened = place.clone().filter(|_| special).map(|place| (place.host, place.port));
        let site = Session::new(opened, place.filter(|_| headers), own.to_vec(), allowance);
        Self {
            shared: Arc::clone(&self.shared),
            site: Arc::new(site),
            recording: self.recording.clone(),
            cache: self.cache.clone(),
            max_body: self.max_body,
        }
    }

    /// The options of the run.
    pub fn options(&self) -> &Options {
        &self.shared.options
    }

    /// A TLS fault that was passed over for this host (`insecure`).
    pub fn tls_fault(&self, host: &str) -> Option<(TlsFaultKind, String)> {
        self.shared.tls.faults().get(host).cloned()
    }

    /// Whether the time for the site is used up: nothing is asked any more.
    pub fn is_out_of_time(&self) -> bool {
        self.site.left().is_none()
    }

    /// Places (`http://example.cn:8080`) of the sites that did not get the user's headers, as they are not the scheme,
    /// host and port of the target; the first few.
    pub fn withheld(&self) -> Vec<String> {
        let withheld = self.shared.withheld.lock().unwrap_or_else(PoisonError::into_inner);
        withheld.iter().cloned().collect()
    }

    /// Sets the distance between requests to a host (`Crawl-delay`).
    pub fn slow_down(&self, host: &str, delay: Duration) {
        self.shared.limits.slow_down(host, delay);
    }

    /// Fetches an address and follows redirects to addresses that `follow` agrees to. All hops share one deadline.
    pub async fn get(
        &self,
        url: &Url,
        mut follow: impl FnMut(&Url) -> bool + Send,
    ) -> Result<Response, Failure> {
        let mut hops: Vec<Hop> = Vec::new();
        let mut url = url.clone();
        let mut budget = Budget { left: self.shared.options.timeout, waited: false };
        loop {
            let mut answer = match self.patient_hop(&url, &mut budget).await {
                Ok(answer) => answer,
                Err(error) => return Err(Failure { error, hops }),
            };
            let next = match answer.redirect() {
                Ok(next) => next,
                Err(error) => return Err(Failure { error, hops }),
            };
            match next {
                Some(next) if !follow(&next) => answer.stopped_at = Some(next),
                Some(_) if hops.len() == MAX_REDIRECTS => {
                    return Err(Failure {
                        error: FetchError::TooManyRedirects { status: answer.status },
                        hops,
                    });
                }
                Some(next) => {
                    hops.push(Hop { from: url, to: next.clone(), status: answer.status });
                    answer.let_go().await;
                    url = next;
                    continue;
                }
                None => {}
            }
            answer.hops = hops;
            return Ok(answer);
        }
    }

    /// One hop, tried once more where a busy server can be waited for.
    async fn patient_hop(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        let answer = self.hop(url, budget).await?;
        let host = url.host_str().unwrap_or_default();
        if !answer.is_busy() {
            self.shared.limits.well(host);
            return Ok(answer);
        }
        if let Recording::Replay(archive) = &self.recording {
            // Whether it was asked again is kept, too.
            return self.saved(&**archive, url).or(Ok(answer));
        }
        if budget.waited {
            return Ok(answer);
        }
        let Some(wait) = self.shared.limits.busy(host, answer.retry_after()) else {
            return Ok(answer);
        };
        budget.waited = true;
        drop(answer);
        tokio::time::sleep(wait).await;
        let answer = Box::pin(self.hop(url, budget)).await?;
        if !answer.is_busy() {
            self.shared.limits.well(host);
        }
        Ok(answer)
    }

    async fn hop(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        if let Recording::Replay(archive) = &self.recording {
            return self.saved(&**archive, url);
        }
        let start = Instant::now();
        let mut came = self.ask_or_reuse(url, budget).await;
        self.note(url, start, &mut came);
        came
    }

    /// Asks an address once; with validators, for what has changed since.
    pub(crate) async fn ask(
        &self,
        url: &Url,
        known: Option<&Validators>,
        budget: &mut Budget,
    ) -> Result<Response, FetchError> {
        let place = Origin::of(url)?;
        if place.https && !self.shared.tls.can_judge() {
            return Err(FetchError::NoRoots);
        }
        let way = self.way(url, &place, self.left(budget)?).await?;
        budget.left = budget.left.saturating_sub(way.took);
        let address = way.addresses.first().map(SocketAddr::ip);
        let permit = self.shared.limits.acquire(&place.host, address, way.loopback).await;
        let meter = self.site.meter();
        let deadline = meter.start + self.left(budget)?;
        let sent = self.exchange(url, &place, &way, known, deadline).await;
        budget.left = budget.left.saturating_sub(meter.start.elapsed());
        let (response, link) = sent?;
        let (head, incoming) = response.into_parts();
        if self.site.owns(&place.host) {
            self.site.jar.take(url, &head.headers);
        }
        let address = link.address;
        let source = BodySource::Network(Box::new(IncomingBody {
            incoming,
            connection: ConnectionLease { site: Arc::clone(&self.site), place, link },
            deadline,
            meter,
            permit,
        }));
        Ok(Response::new(url, head.status.as_u16(), head.headers, address, source))
    }

    /// The time for the next step: what is left of the page's and of the site's.
    fn left(&self, budget: &Budget) -> Result<Duration, FetchError> {
        Ok(self.site.left().ok_or(FetchError::SiteTime)?.min(budget.left))
    }

    /// Sends the request over a connection of the site or a new one. One that the server closed meanwhile, or closes
    /// without an answer, is replaced once; so is one on which more came than its last answer, a body behind a 304 say.
    async fn exchange(
        &self,
        url: &Url,
        place: &Origin,
        way: &Route,
        known: Option<&Validators>,
        deadline: Instant,
    ) -> Result<(hyper::Response<Incoming>, Connection), FetchError> {
        let mut again = true;
        let mut kept = self.site.pool.take(place);
        loop {
            let (mut link, used) = match kept.take() {
                Some(link) => (link, true),
                // Most of what a request takes, and seldom needed.
                None => match Box::pin(self.dial(place, way, deadline)).await {
                    Ok(link) => (link, false),
                    // A reset that came quickly looks like one of connecting.
                    Err(FetchError::Reset) if again => {
                        again = false;
                        continue;
                    }
                    Err(error) => return Err(error),
                },
            };
            let sent = self.send(url, place, &mut link, known, deadline).await;
            match sent {
                Ok(response) => {
                    if let Some(second) = link.share() {
                        self.site.pool.put(place.clone(), second);
                    }
                    return Ok((response, link));
                }
                Err(error) => {
                    self.site.pool.forget(place);
                    let broken = match error {
                        FetchError::Reset => true,
                        FetchError::Protocol(_) => used,
                        _ => false,
                    };
                    if !(again && broken) {
                        return Err(error);
                    }
                    again = false;
                }
            }
        }
    }

    async fn dial(
        &self,
        place: &Origin,
        way: &Route,
        deadline: Instant,
    ) -> Result<Connection, FetchError> {
        let dialed = self.shared.dialer.dial(place, &way.addresses, deadline).await;
        if dialed.is_err() {
            self.site.unlearn(&(place.host.clone(), place.port));
        }
        dialed
    }

    async fn send(
        &self,
        url: &Url,
        place: &Origin,
        link: &mut Connection,
        known: Option<&Validators>,
        deadline: Instant,
    ) -> Result<hyper::Response<Incoming>, FetchError> {
        let mut request = self.request(url, place, link.is_http2(), known)?;
        let (count, enough) = (AtomicUsize::new(0), Arc::new(Notify::new()));
        let bell = Arc::clone(&enough);
        hyper::ext::on_informational(&mut request, move |_| {
            if count.fetch_add(1, Ordering::Relaxed) == MAX_INTERIM {
                bell.notify_one();
            }
        });
        tokio::select! {
            biased;
            () = enough.notified() => {
                Err(FetchError::Protocol(format!("more than {MAX_INTERIM} interim answers")))
            }
            sent = within(deadline, Phase::Response, link.send(request)) => {
                sent?.map_err(|error| FetchError::of_answer(&error))
            }
        }
    }
}
