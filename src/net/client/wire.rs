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
use crate::net::limits::{Limits, PartPermit};
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

/// The limits of a host, for a connection over which a browser asks for the parts of a page.
#[derive(Clone, Debug)]
pub struct PartLimiter {
    shared: Arc<RunState>,
    host: String,
    address: Option<IpAddr>,
    loopback: bool,
}

impl PartLimiter {
    /// Waits for the host's turn.
    pub async fn acquire(&self) -> PartPermit {
        let limits = &self.shared.limits;
        limits.acquire_part(&self.host, self.address, self.loopback).await
    }
}

/// The turn of such a connection, and where the next one is waited for.
#[derive(Debug)]
pub struct PartTurn {
    /// Whom to ask for further turns.
    pub limiter: PartLimiter,
    /// The turn.
    pub permit: PartPermit,
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

/// A request without a response.
struct Unanswered {
    error: FetchError,
    /// Whether the connection was at fault: a new one may do better.
    is_broken: bool,
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
            limits: Limits::new(options.concurrency, options.per_host, options.rate)
                .sharing(options.addresses.clone())
                .by_domain(options.by_domain),
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

    /// A bare stream to the host and port of `url`, at an address that the guard allows; within the time of one page, in
    /// which the wait for the turn of a `polite` one does not count.
    pub(super) async fn stream(
        &self,
        url: &Url,
        polite: bool,
    ) -> Result<(Box<dyn Stream>, Option<PartTurn>), FetchError> {
        let shared = &*self.shared;
        let budget = Budget::new(shared.options.timeout);
        let (origin, left) = (Origin::of(url)?, self.left(&budget)?);
        let route = shared.guard.route(url, &origin, &self.session, left).await?;
        let left = left.saturating_sub(route.elapsed);
        let mut turn = None;
        if polite {
            let limiter = PartLimiter {
                shared: Arc::clone(&self.shared),
                host: origin.host.clone(),
                address: route.addresses.first().map(SocketAddr::ip),
                loopback: route.loopback,
            };
            let permit = limiter.acquire().await;
            turn = Some(PartTurn { limiter, permit });
        }
        let deadline = Instant::now() + left;
        let stream = shared.dialer.stream(&origin, &route.addresses, deadline).await?;
        Ok((stream, turn))
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
        let mut may_retry = true;
        let (permit, meter, deadline, (response, connection)) = loop {
            let permit = shared.limits.acquire(&origin.host, address, route.loopback).await;
            let meter = self.session.meter();
            let deadline = meter.start + self.left(budget)?;
            let pooled = self.session.pool.take(&origin).filter(|_| may_retry);
            let sent = self.attempt(spec, (&origin, &route), deadline, pooled).await;
            budget.left = budget.left.saturating_sub(meter.start.elapsed());
            match sent {
                Ok(sent) => break (permit, meter, deadline, sent),
                // The second attempt is a request like any other: it waits for its turn.
                Err(Unanswered { error, is_broken: true }) if may_retry => {
                    debug!(%error, "connection broken; retrying on a new one");
                    may_retry = false;
                }
                Err(Unanswered { error, .. }) => return Err(error),
            }
        };
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

    /// Sends the request over a pooled connection or a new one. It is broken where the server closed it meanwhile, or closes
    /// it without a response, and where more arrived on it than its last response, such as a body behind a 304.
    async fn attempt(
        &self,
        spec: RequestSpec<'_>,
        (origin, route): (&Origin, &Route),
        deadline: Instant,
        pooled: Option<Connection>,
    ) -> Result<(hyper::Response<Incoming>, Connection), Unanswered> {
        let reused = pooled.is_some();
        let mut connection = match pooled {
            Some(connection) => connection,
            // Boxed: most of the future's size, and seldom needed. A reset right after connecting may show as a failure to
            // connect.
            None => Box::pin(self.dial(origin, route, deadline)).await.map_err(|error| {
                let is_broken = matches!(error, FetchError::Reset);
                Unanswered { error, is_broken }
            })?,
        };
        match self.send(spec, origin, &mut connection, deadline).await {
            Ok(response) => {
                trace!(reused, http2 = connection.is_http2(), "connection");
                if let Some(second) = connection.share() {
                    self.session.pool.put(origin.clone(), second);
                }
                Ok((response, connection))
            }
            Err(error) => {
                self.session.pool.remove(origin);
                let is_broken = match error {
                    FetchError::Reset => true,
                    FetchError::Protocol(_) => reused,
                    _ => false,
                };
                Err(Unanswered { error, is_broken })
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
