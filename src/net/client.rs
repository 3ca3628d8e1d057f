//! The HTTP client: one hop behind the guard and the limits, redirects hop by hop, bodies under a cap.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use super::error::{FetchError, Phase, SetupError, TlsFaultKind};
use super::guard::{Verdict, judge};
use super::limits::{Limits, Permit};
use super::options::Options;
use super::pools::{Pools, Way};
use super::resolver::{Guarded, Loopback};
use super::tls;

/// Redirects followed for one page.
pub const MAX_REDIRECTS: usize = 10;
/// The longest `Retry-After` that is waited for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(5);
/// Names and values of all headers of an answer together, over HTTP/2.
const MAX_HEADER_BYTES: u32 = 256 << 10;
const MAX_HEADER_LINES: usize = 1000;

/// Fetches pages. Cheap to clone; clones share limits, the guard's settings and, for one target, connections.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
    /// The connections of one target, closed when its last client is dropped: a run of many sites does not keep those
    /// of finished ones.
    pools: Arc<Pools>,
    /// The one special `host:port` that this client may speak to, because the user typed it as the target.
    opened: Option<(String, u16)>,
    /// Hosts that get the user's own headers.
    own: Arc<[String]>,
}

#[derive(Debug)]
struct Shared {
    tls: rustls::ClientConfig,
    guarded: Guarded,
    pinned: HashMap<(String, u16), IpAddr>,
    own_headers: HeaderMap,
    limits: Limits,
    has_roots: bool,
    faults: tls::Faults,
    options: Options,
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

/// An answer whose headers have arrived; it holds its place in the limits until dropped.
#[derive(Debug)]
pub struct Answer {
    /// Where the answer came from.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The `Content-Type` as sent (bytes that are no UTF-8 replaced).
    pub content_type: Option<String>,
    /// The redirects before.
    pub hops: Vec<Hop>,
    /// A redirect that the caller did not want to follow: its target.
    pub stopped_at: Option<Url>,
    response: reqwest::Response,
    deadline: Instant,
    _permit: Permit,
}

/// How a request travels.
struct Route {
    way: Way,
    loopback: bool,
}

impl Client {
    /// A client for a whole run.
    pub fn new(options: Options) -> Result<Self, SetupError> {
        let tls = tls::configure(options.ca_cert.as_deref(), options.insecure)?;
        let guarded = Guarded {
            allow_private: options.allow_private,
            proxy_host: options.proxy.as_ref().and_then(|proxy| proxy.domain()).map(str::to_owned),
        };
        let pins = options.resolve.iter();
        let pinned = pins.map(|pin| ((pin.host.clone(), pin.port), pin.address)).collect();
        // What is wrong with the options is found out here, before anything is asked.
        builder(&options, &tls.config)?
            .build()
            .map_err(|error| SetupError::Client(error.into()))?;
        let shared = Shared {
            tls: tls.config,
            guarded,
            pinned,
            own_headers: own_headers(&options.headers)?,
            limits: Limits::new(options.concurrency, options.per_host, options.rate),
            has_roots: tls.has_roots || options.insecure,
            faults: tls.faults,
            options,
        };
        Ok(Self {
            shared: Arc::new(shared),
            pools: Arc::default(),
            opened: None,
            own: Arc::default(),
        })
    }

    /// The same client for one target: its host and port may be special where the target itself is a literal
    /// address, `localhost` or `*.localhost`. `own` are the hosts of the site: they alone get the user's headers. Its
    /// connections are closed when it and its clones are dropped.
    #[must_use]
    pub fn for_target(&self, target: &Url, own: &[String]) -> Self {
        let special = match target.host() {
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            Some(Host::Domain(name)) => is_localhost(name),
            None => false,
        };
        let opened = if special { host_and_port(target) } else { None };
        Self { shared: Arc::clone(&self.shared), pools: Arc::default(), opened, own: own.into() }
    }

    /// The options of the run.
    pub fn options(&self) -> &Options {
        &self.shared.options
    }

    /// A TLS fault that was passed over for this host (`insecure`).
    pub fn tls_fault(&self, host: &str) -> Option<(TlsFaultKind, String)> {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).get(host).cloned()
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
    ) -> Result<Answer, Failure> {
        let mut hops: Vec<Hop> = Vec::new();
        let mut url = url.clone();
        let mut budget = self.shared.options.timeout;
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
                    url = next;
                    continue;
                }
                None => {}
            }
            answer.hops = hops;
            return Ok(answer);
        }
    }

    /// One hop, tried once more where a server asks to come back soon or closed an old connection.
    async fn patient_hop(&self, url: &Url, budget: &mut Duration) -> Result<Answer, FetchError> {
        let answer = match self.hop(url, budget).await {
            Err(error) if error.may_be_stale_connection() => self.hop(url, budget).await?,
            first => first?,
        };
        let Some(wait) = answer.retry_after() else { return Ok(answer) };
        drop(answer);
        tokio::time::sleep(wait).await;
        self.hop(url, budget).await
    }

    async fn hop(&self, url: &Url, budget: &mut Duration) -> Result<Answer, FetchError> {
        let route = self.route(url)?;
        if url.scheme() == "https" && !self.shared.has_roots {
            return Err(FetchError::NoRoots);
        }
        let host = url.host_str().unwrap_or_default();
        let permit = self.shared.limits.acquire(host, route.loopback).await;
        let start = Instant::now();
        let deadline = start + *budget;
        let mut request = self.pool(&route.way)?.get(url.clone());
        if self.own.iter().any(|own| own == host) {
            request = request.headers(self.shared.own_headers.clone());
        }
        let sent = timeout_at(deadline, request.send()).await;
        *budget = budget.saturating_sub(start.elapsed());
        let response = sent
            .map_err(|_| FetchError::Timeout(Phase::Answer))?
            .map_err(|error| FetchError::of_answer(&error, url.scheme() == "https"))?;
        let content_type = response.headers().get(header::CONTENT_TYPE);
        Ok(Answer {
            url: url.clone(),
            status: response.status().as_u16(),
            content_type: content_type
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            hops: Vec::new(),
            stopped_at: None,
            response,
            deadline,
            _permit: permit,
        })
    }

    /// Judges the address before every request: literals never reach the resolver, and names of this machine need
    /// none.
    fn route(&self, url: &Url) -> Result<Route, FetchError> {
        let shared = &*self.shared;
        let (Some(host), Some(place)) = (url.host(), host_and_port(url)) else {
            return Err(FetchError::Protocol("the address names no host".to_owned()));
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::Protocol(format!(
                "{}: only http and https are spoken",
                url.scheme()
            )));
        }
        if let Some(address) = shared.pinned.get(&place) {
            let to = SocketAddr::new(*address, place.1);
            return Ok(Route { way: Way::Pinned(place.0, to), loopback: address.is_loopback() });
        }
        let open = shared.options.allow_private || self.opened.as_ref() == Some(&place);
        let address = match host {
            Host::Ipv4(address) => address.into(),
            Host::Ipv6(address) => address.into(),
            Host::Domain(name) if is_localhost(name) => std::net::Ipv4Addr::LOCALHOST.into(),
            Host::Domain(_) => return Ok(Route { way: Way::Guarded, loopback: false }),
        };
        match judge(address) {
            Verdict::Refused(range) if !open => {
                Err(FetchError::Refused { host: place.0, address, range })
            }
            Verdict::Refused(_) | Verdict::Allowed => {
                let named = matches!(host, Host::Domain(_));
                let way = if named { Way::Loopback } else { Way::Guarded };
                Ok(Route { way, loopback: address.is_loopback() })
            }
        }
    }

    /// The target's connections that go this way.
    fn pool(&self, way: &Way) -> Result<reqwest::Client, FetchError> {
        let Shared { options, tls, guarded, .. } = &*self.shared;
        self.pools.get(way, || {
            let base = builder(options, tls).map_err(|error| error.to_string())?;
            let built = match way {
                Way::Guarded => base.dns_resolver(guarded.clone()),
                Way::Loopback => base.dns_resolver(Loopback),
                Way::Pinned(host, to) => base.dns_resolver(guarded.clone()).resolve(host, *to),
            };
            built.build().map_err(|error| error.to_string())
        })
    }
}

impl Answer {
    /// The whole body, decompressed; an error where it is longer than `cap` or did not arrive whole.
    pub async fn body(self, cap: u64) -> Result<Vec<u8>, FetchError> {
        if self.response.content_length().is_some_and(|length| length > cap) {
            return Err(FetchError::TooLarge(cap));
        }
        let (bytes, whole) = self.read(cap).await?;
        if whole { Ok(bytes) } else { Err(FetchError::TooLarge(cap)) }
    }

    /// At most the first `cap` bytes of the body.
    pub async fn body_cut(self, cap: u64) -> Result<Vec<u8>, FetchError> {
        Ok(self.read(cap).await?.0)
    }

    async fn read(mut self, cap: u64) -> Result<(Vec<u8>, bool), FetchError> {
        let cap = usize::try_from(cap).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        loop {
            let chunk = timeout_at(self.deadline, self.response.chunk())
                .await
                .map_err(|_| FetchError::Timeout(Phase::Body))?
                .map_err(|error| FetchError::of_body(&error))?;
            let Some(chunk) = chunk else { return Ok((bytes, true)) };
            let room = cap - bytes.len();
            bytes.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() > room {
                return Ok((bytes, false));
            }
        }
    }

    /// Where a redirect leads; `None` for other answers and for a 3xx without `Location`.
    fn redirect(&self) -> Result<Option<Url>, FetchError> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(None);
        }
        let Some(location) = self.response.headers().get(header::LOCATION) else { return Ok(None) };
        let location = String::from_utf8_lossy(location.as_bytes());
        let bad =
            || FetchError::BadRedirect { status: self.status, location: location.to_string() };
        let mut next = self.url.join(location.trim()).map_err(|_| bad())?;
        if !matches!(next.scheme(), "http" | "https") {
            return Err(bad());
        }
        // Credentials in an address from the net are nobody's wish; both fail only for addresses without a host.
        if next.set_username("").is_err() || next.set_password(None).is_err() {
            return Err(bad());
        }
        if next.fragment().is_none() {
            next.set_fragment(self.url.fragment());
        }
        Ok(Some(next))
    }

    /// How long a busy server asks to wait, when that is short.
    fn retry_after(&self) -> Option<Duration> {
        if !matches!(self.status, 429 | 503) {
            return None;
        }
        let seconds =
            self.response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds)).filter(|wait| *wait <= MAX_RETRY_AFTER)
    }
}

fn builder(
    options: &Options,
    tls: &rustls::ClientConfig,
) -> Result<reqwest::ClientBuilder, SetupError> {
    let mut headers = HeaderMap::new();
    let accept = HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.5");
    headers.insert(header::ACCEPT, accept);
    headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("zh-CN,zh;q=0.9,en;q=0.5"));
    let user_agent = HeaderValue::from_str(&options.user_agent)
        .map_err(|_| SetupError::Header(format!("User-Agent: {}", options.user_agent)))?;
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .user_agent(user_agent)
        .default_headers(headers)
        .http1_max_headers(MAX_HEADER_LINES)
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .pool_max_idle_per_host(options.per_host)
        .pool_idle_timeout(Duration::from_secs(30))
        // The environment must not switch the guard off.
        .no_proxy();
    let Some(proxy) = &options.proxy else { return Ok(builder) };
    let unusable = || SetupError::Proxy(proxy.to_string());
    if !matches!(proxy.scheme(), "http" | "https") {
        return Err(unusable());
    }
    Ok(builder.proxy(reqwest::Proxy::all(proxy.as_str()).map_err(|_| unusable())?))
}

fn own_headers(list: &[(String, String)]) -> Result<HeaderMap, SetupError> {
    let mut headers = HeaderMap::new();
    for (name, value) in list {
        let wrong = || SetupError::Header(format!("{name}: {value}"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        headers.append(name, HeaderValue::from_str(value).map_err(|_| wrong())?);
    }
    Ok(headers)
}

fn host_and_port(url: &Url) -> Option<(String, u16)> {
    Some((url.host_str()?.trim_end_matches('.').to_owned(), url.port_or_known_default()?))
}

fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}
