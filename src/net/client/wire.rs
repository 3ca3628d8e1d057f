//! The lowest layer of the client: one request to one address, on a connection that passed the guard, within the limits
//! and the session's time.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::{debug, trace};
use url::{Position, Url};

use crate::domain::secret;
use crate::net::error::{FetchError, Phase, SetupError};
use crate::net::exchange::{Exchange, ExchangeBody, ExchangeOutcome, headers};
use crate::net::guard::resolver::Resolver;
use crate::net::guard::{AddressGuard, Route};
use crate::net::limits::Limits;
use crate::net::options::ClientOptions;
use crate::net::origin::Origin;
use crate::net::pending::{PendingExchange, milliseconds_since};
use crate::net::response::incoming::{ConnectionLease, IncomingBody};
use crate::net::response::{BodySource, Response};
use crate::net::session::Session;
use crate::net::tls_fault::TlsFaultKind;
use crate::net::transport::connection::{Connection, Stream};
use crate::net::transport::dial::{Dialer, within};
use crate::net::transport::frames::MAX_INTERIM;
use crate::net::transport::tls::{self, Tls};

use super::request::{RequestSpec, Requests};

/// Sends requests for one session.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    shared: Arc<RunState>,
    pub(super) session: Arc<Session>,
}

/// What all sessions of a run share.
#[derive(Debug)]
struct RunState {
    guard: AddressGuard,
    limits: Limits,
    dialer: Dialer,
    tls: Tls,
    requests: Requests,
    options: ClientOptions,
}

/// What all hops and attempts for one page share.
#[derive(Debug)]
pub(super) struct Budget {
    /// Time left; waiting for a turn does not count.
    left: Duration,
    /// Whether a busy server was waited for.
    pub(super) retried: bool,
}

impl Budget {
    pub(super) const fn new(left: Duration) -> Self {
        Self { left, retried: false }
    }
}

impl Wire {
    /// Sets up guard, limits and TLS for a run.
    pub(super) fn new(options: ClientOptions, resolver: Resolver) -> Result<Self, SetupError> {
        let tls = tls::configure(options.ca_cert.as_deref(), options.insecure)?;
        if let Some(proxy) = &options.proxy
            && (!matches!(proxy.scheme(), "http" | "https") || proxy.host_str().is_none())
        {
            return Err(SetupError::Proxy(secret::typed(proxy.as_str()).into_owned()));
        }
        let pins = options.resolve.iter();
        let pins: HashMap<_, _> =
            pins.map(|pin| ((pin.host.clone(), pin.port), pin.address)).collect();
        let shared = RunState {
            guard: AddressGuard { resolver, pins, proxy: options.proxy.clone() },
            limits: Limits::new(options.concurrency, options.per_host, options.rate),
            dialer: Dialer { tls: Arc::clone(&tls.config), proxy: options.proxy.clone() },
            requests: Requests::new(&options)?,
            tls,
            options,
        };
        Ok(Self { shared: Arc::new(shared), session: Arc::default() })
    }

    pub(super) fn options(&self) -> &ClientOptions {
        &self.shared.options
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// The fault of a host's certificate that was accepted.
    pub(super) fn tls_fault(&self, host: &str) -> Option<(TlsFaultKind, String)> {
        self.shared.tls.faults().get(host).cloned()
    }

    /// Takes over a fault that a snapshot recorded.
    pub(super) fn set_tls_fault(&self, host: &str, fault: (TlsFaultKind, String)) {
        self.shared.tls.faults().insert(host.to_owned(), fault);
    }

    /// Origins that the user's headers were not sent to.
    pub(super) fn withheld(&self) -> Vec<String> {
        self.shared.requests.withheld()
    }

    /// Whether a request for this address would carry cookies.
    pub(super) fn has_cookies(&self, url: &Url) -> bool {
        self.session.jar.header(url).is_some()
    }

    /// The headers that every request to an origin carries, cookies aside.
    pub(super) fn headers_for(
        &self,
        origin: &Origin,
    ) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.shared.requests.headers_for(origin, &self.session)
    }

    /// The address given by hand for an origin.
    pub(super) fn pinned(&self, origin: &Origin) -> Option<IpAddr> {
        self.shared.guard.pins.get(&origin.host_and_port()).copied()
    }

    /// The addresses that the guard lets this session connect to.
    pub(super) async fn allowed_addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, FetchError> {
        let budget = Budget::new(self.shared.options.timeout);
        let (origin, left) = (Origin::of(url)?, self.left(&budget)?);
        let route = self.shared.guard.route(url, &origin, &self.session, left).await?;
        Ok(route.addresses.to_vec())
    }

    /// A bare stream to the host and port of `url`, at an address that the guard allows; within the time of one page.
    pub(super) async fn stream(&self, url: &Url) -> Result<Box<dyn Stream>, FetchError> {
        let shared = &*self.shared;
        let budget = Budget::new(shared.options.timeout);
        let (origin, left) = (Origin::of(url)?, self.left(&budget)?);
        let deadline = Instant::now() + left;
        let route = shared.guard.route(url, &origin, &self.session, left).await?;
        shared.dialer.stream(&origin, &route.addresses, deadline).await
    }

    /// Makes one request: the guard judges the address, the request waits its turn, then is sent.
    pub(super) async fn ask(
        &self,
        spec: RequestSpec<'_>,
        budget: &mut Budget,
    ) -> Result<Response, FetchError> {
        let shared = &*self.shared;
        let url = spec.url;
        let origin = Origin::of(url)?;
        if origin.https && !shared.tls.can_verify() {
            return Err(FetchError::NoRoots);
        }
        let left = self.left(budget)?;
        let route = shared.guard.route(url, &origin, &self.session, left).await?;
        trace!(addresses = ?route.addresses, "allowed by the guard");
        budget.left = budget.left.saturating_sub(route.elapsed);
        let address = route.addresses.first().map(SocketAddr::ip);
        let permit = shared.limits.acquire(&origin.host, address, route.loopback).await;
        let meter = self.session.meter();
        let deadline = meter.start + self.left(budget)?;
        let sent = self.exchange_once(spec, &origin, &route, deadline).await;
        budget.left = budget.left.saturating_sub(meter.start.elapsed());
        let (response, connection) = sent?;
        let (head, incoming) = response.into_parts();
        if self.session.owns(&origin.host) {
            self.session.jar.take(url, &head.headers);
        }
        let (address, status) = (connection.address, head.status.as_u16());
        debug!(status, ?address, milliseconds = milliseconds_since(meter.start), "response");
        let lease = ConnectionLease { session: Arc::clone(&self.session), origin, connection };
        let body = IncomingBody { incoming, lease, deadline, meter, permit };
        let source = BodySource::Network(Box::new(body));
        Ok(Response::new(url, status, head.headers, address, source))
    }

    /// The time for the next step: what is left of the page's and of the session's.
    fn left(&self, budget: &Budget) -> Result<Duration, FetchError> {
        Ok(self.session.left().ok_or(FetchError::SiteTime)?.min(budget.left))
    }

    /// Sends the request over a pooled connection or a new one. A connection that the server closed meanwhile, or
    /// closes without a response, is replaced once; so is one on which more arrived than its last response, such as a
    /// body behind a 304.
    async fn exchange_once(
        &self,
        spec: RequestSpec<'_>,
        origin: &Origin,
        route: &Route,
        deadline: Instant,
    ) -> Result<(hyper::Response<Incoming>, Connection), FetchError> {
        let mut retry = true;
        let mut pooled = self.session.pool.take(origin);
        loop {
            let (mut connection, reused) = match pooled.take() {
                Some(connection) => (connection, true),
                // Boxed: most of the future's size, and seldom needed.
                None => match Box::pin(self.dial(origin, route, deadline)).await {
                    Ok(connection) => (connection, false),
                    // A reset right after connecting may show as a failure to connect.
                    Err(FetchError::Reset) if retry => {
                        retry = false;
                        continue;
                    }
                    Err(error) => return Err(error),
                },
            };
            match self.send(spec, origin, &mut connection, deadline).await {
                Ok(response) => {
                    trace!(reused, http2 = connection.is_http2(), "connection");
                    if let Some(second) = connection.share() {
                        self.session.pool.put(origin.clone(), second);
                    }
                    return Ok((response, connection));
                }
                Err(error) => {
                    self.session.pool.remove(origin);
                    let broken = match error {
                        FetchError::Reset => true,
                        FetchError::Protocol(_) => reused,
                        _ => false,
                    };
                    if !(retry && broken) {
                        return Err(error);
                    }
                    debug!(%error, reused, "connection broken; retrying on a new one");
                    retry = false;
                }
            }
        }
    }

    async fn dial(
        &self,
        origin: &Origin,
        route: &Route,
        deadline: Instant,
    ) -> Result<Connection, FetchError> {
        let dialed = self.shared.dialer.dial(origin, &route.addresses, deadline).await;
        if dialed.is_err() {
            self.session.forget_addresses(&origin.host_and_port());
        }
        dialed
    }

    async fn send(
        &self,
        spec: RequestSpec<'_>,
        origin: &Origin,
        connection: &mut Connection,
        deadline: Instant,
    ) -> Result<hyper::Response<Incoming>, FetchError> {
        let requests = &self.shared.requests;
        let mut request = requests.build(spec, origin, &self.session, connection.is_http2())?;
        let (count, too_many) = (AtomicUsize::new(0), Arc::new(Notify::new()));
        let notify = Arc::clone(&too_many);
        hyper::ext::on_informational(&mut request, move |_| {
            if count.fetch_add(1, Ordering::Relaxed) == MAX_INTERIM {
                notify.notify_one();
            }
        });
        tokio::select! {
            biased;
            () = too_many.notified() => {
                Err(FetchError::Protocol(format!("more than {MAX_INTERIM} interim answers")))
            }
            sent = within(deadline, Phase::Response, connection.send(request)) => {
                sent?.map_err(|error| FetchError::of_response(&error))
            }
        }
    }

    /// An exchange as it is recorded.
    pub(super) fn exchange(
        &self,
        url: &Url,
        started: Instant,
        outcome: ExchangeOutcome,
    ) -> Exchange {
        Exchange {
            url: url[..Position::AfterQuery].to_owned(),
            request: self.shared.requests.recorded_headers(),
            milliseconds: milliseconds_since(started),
            tls_fault: url.host_str().and_then(|host| self.tls_fault(host)),
            unchanged: false,
            outcome,
        }
    }

    /// The exchange that waits for the body of a response, begun where no layer below began it.
    pub(super) fn pending<'r>(
        &self,
        response: &'r mut Response,
        started: Instant,
    ) -> &'r mut PendingExchange {
        let begun = response.pending.take();
        let pending = begun.unwrap_or_else(|| {
            let outcome = ExchangeOutcome::Response {
                address: response.address,
                status: response.status,
                headers: headers::to_text(&response.headers),
                body: ExchangeBody::Unread,
            };
            let unchanged = matches!(response.source, BodySource::Stored(..));
            let exchange = self.exchange(&response.url, started, outcome);
            PendingExchange::new(Exchange { unchanged, ..exchange }, started)
        });
        response.pending.insert(pending)
    }
}
