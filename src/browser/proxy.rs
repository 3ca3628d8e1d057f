//! The one way from a browser's page to the net: a forward proxy on loopback, one a site. Each connection goes through the
//! address guard of the audit, to the address that was judged; bytes are counted. The browser looks up no names itself.
//!
//! Other users of the machine could connect, too. All that they reach is what the guard allows, and no header or cookie of
//! the run is added here; the files of a folder are given only to who knows the name of their host.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::client::conn::http1 as client;
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::server::conn::http1 as server;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use tokio::io::copy_bidirectional;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{AbortHandle, JoinSet};
use tracing::debug;
use url::Url;

use super::error::BrowserError;
use super::files::{self, ReadFile, SecretHost};
use super::metered::{HostTurn, MeteredStream};
use crate::net::{Client, Stream};

/// Connections of one site at once; Chromium itself opens six a host.
const MAX_CONNECTIONS: usize = 256;
/// Connections to one host at once: the six that Chromium opens, and a few more for `WebSocket`s. The hosts of the pages
/// themselves have those of the audit.
const HOST_PLACES: usize = 10;
/// What one page may load with all that belongs to it, in bytes.
const MAX_BYTES: u64 = 64 << 20;
/// After this time without a byte a request, and a connection whose requests are not seen, give their turn to others.
const PATIENCE: Duration = Duration::from_secs(3);
const TUNNEL_PATIENCE: Duration = Duration::from_millis(500);
/// Hosts that the pages of one site may ask.
const MAX_HOSTS: usize = 500;

type ProxyFailure = Box<dyn Error + Send + Sync>;
type Answer = Response<BoxBody<Bytes, ProxyFailure>>;

/// A proxy for the pages of one site. Dropping it ends all its connections.
#[derive(Debug)]
pub(super) struct Proxy {
    address: SocketAddr,
    work: AbortHandle,
    shared: Arc<ProxyState>,
    /// Tunnels end when it is dropped.
    _open: watch::Sender<()>,
}

/// Where the answers come from.
#[derive(Clone)]
pub enum ProxyUpstream {
    /// From the net, as far as the guard of this client allows.
    Net(Client),
    /// From a folder: what is read at a path. All other hosts are refused.
    Files(ReadFile),
}

impl fmt::Debug for ProxyUpstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Net(_) => "Net",
            Self::Files(_) => "Files",
        })
    }
}

#[derive(Debug)]
struct ProxyState {
    upstream: ProxyUpstream,
    /// The host of files.
    secret: SecretHost,
    /// Hosts of the pages that are opened: their limits are those of the audit.
    own: Mutex<HashSet<String>>,
    /// Bytes that may still pass, both ways together.
    left: Arc<AtomicU64>,
    /// Nothing is let through for now.
    held: AtomicBool,
    /// Connections under way by host and port.
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    closed: watch::Receiver<()>,
}

impl Proxy {
    /// Listens on loopback; nothing passes before a page is expected. Must be called within a tokio runtime.
    pub(super) async fn start(upstream: ProxyUpstream) -> Result<Self, BrowserError> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(BrowserError::Proxy)?;
        let address = listener.local_addr().map_err(BrowserError::Proxy)?;
        let (open, closed) = watch::channel(());
        let shared = Arc::new(ProxyState {
            upstream,
            secret: SecretHost::new().map_err(BrowserError::Proxy)?,
            own: Mutex::default(),
            left: Arc::default(),
            held: AtomicBool::new(false),
            hosts: Mutex::default(),
            closed,
        });
        let work = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self { address, work, shared, _open: open })
    }

    /// From now on, all connections together may carry as much as a page may have: the one at `url`.
    pub(super) fn expect(&self, url: &str) {
        if let Some(host) = Url::parse(url).ok().as_ref().and_then(Url::host_str) {
            self.shared.own.lock().insert(host.to_owned());
        }
        self.shared.left.store(MAX_BYTES, Ordering::Relaxed);
        self.hold(false);
    }

    /// The host by which files are asked for; `None` where the answers come from the net.
    pub(super) fn secret(&self) -> Option<SecretHost> {
        let of_files = matches!(self.shared.upstream, ProxyUpstream::Files(_));
        of_files.then(|| self.shared.secret.clone())
    }

    /// Lets no new connection through, or lets them through again.
    pub(super) fn hold(&self, held: bool) {
        self.shared.held.store(held, Ordering::Relaxed);
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl ProxyState {
    /// Waits for one of the places that a host has.
    async fn place(&self, url: &Url) -> Result<OwnedSemaphorePermit, ProxyFailure> {
        let host = format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        );
        let places = {
            let mut hosts = self.hosts.lock();
            if hosts.len() >= MAX_HOSTS && !hosts.contains_key(&host) {
                return Err("a page asks more hosts than a page may have".into());
            }
            Arc::clone(hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(HOST_PLACES))))
        };
        Ok(places.acquire_owned().await?)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// The connections end with this task.
async fn accept(listener: TcpListener, shared: Arc<ProxyState>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                if connections.len() >= MAX_CONNECTIONS {
                    continue;
                }
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    let service = service_fn(|request| {
                        let shared = Arc::clone(&shared);
                        async move { Ok::<_, Infallible>(serve(request, &shared).await) }
                    });
                    // a fault of the connection is the browser's own business
                    let _ended = server::Builder::new()
                        .max_buf_size(256 << 10)
                        .serve_connection(TokioIo::new(stream), service)
                        .with_upgrades()
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(request: Request<Incoming>, shared: &Arc<ProxyState>) -> Answer {
    if shared.held.load(Ordering::Relaxed) {
        return refusal(&"nothing is fetched at the moment".into());
    }
    let answer = if request.method() == Method::CONNECT {
        tunnel(request, shared).await
    } else {
        forward(request, shared).await
    };
    answer.unwrap_or_else(|why| refusal(&why))
}

/// A request that names no host, or one that the guard refuses.
fn refusal(why: &ProxyFailure) -> Answer {
    let body = Empty::new().map_err(|never: Infallible| match never {}).boxed();
    let mut answer = Response::new(body);
    *answer.status_mut() = StatusCode::FORBIDDEN;
    if let Ok(why) = why.to_string().parse() {
        answer.headers_mut().insert("x-refused", why);
    }
    answer
}

/// Connects to where the guard allows, and says so where it does not.
async fn connect(
    shared: &Arc<ProxyState>,
    url: &Url,
    patience: Duration,
) -> Result<MeteredStream<Box<dyn Stream>>, ProxyFailure> {
    let ProxyUpstream::Net(client) = &shared.upstream else {
        return Err("a folder's pages reach no other host".into());
    };
    let (name, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default());
    let place = shared
        .place(url)
        .await
        .inspect_err(|why| debug!(host = name, port, %why, "no connection for the browser"))?;
    let own = url.host_str().is_some_and(|host| shared.own.lock().contains(host));
    match client.connect(url, own).await {
        Ok((inner, turn)) => {
            let turn = turn.map(|turn| HostTurn::new(turn, patience));
            Ok(MeteredStream { inner, left: Arc::clone(&shared.left), _place: place, turn })
        }
        Err(why) => {
            debug!(host = name, port, %why, "no connection for the browser");
            Err(why.into())
        }
    }
}

/// `CONNECT host:port`: TLS, and `WebSocket`s of either kind.
async fn tunnel(
    request: Request<Incoming>,
    shared: &Arc<ProxyState>,
) -> Result<Answer, ProxyFailure> {
    let authority = request.uri().authority().ok_or("no host is named")?.clone();
    let url = Url::parse(&format!("https://{authority}/"))?;
    let mut there = connect(shared, &url, TUNNEL_PATIENCE).await?;
    let mut closed = shared.closed.clone();
    tokio::spawn(async move {
        let Ok(upgraded) = hyper::upgrade::on(request).await else { return };
        let mut here = TokioIo::new(upgraded);
        // ends with either side, where the bytes are used up, or with the proxy
        tokio::select! {
            _ = copy_bidirectional(&mut here, &mut there) => {}
            _ = closed.changed() => {}
        }
    });
    Ok(Response::new(Empty::new().map_err(|never: Infallible| match never {}).boxed()))
}

/// A plain request in absolute form, on a connection of its own.
async fn forward(
    mut request: Request<Incoming>,
    shared: &Arc<ProxyState>,
) -> Result<Answer, ProxyFailure> {
    let url = Url::parse(&request.uri().to_string())?;
    if url.scheme() != "http" {
        return Err("only http and https".into());
    }
    if let ProxyUpstream::Files(read) = &shared.upstream {
        if !shared.secret.is(url.host_str()) {
            return Err("no other host".into());
        }
        let file = files::answer(&**read, url.path());
        return Ok(file.map(|body| body.map_err(|never| match never {}).boxed()));
    }
    let there = connect(shared, &url, PATIENCE).await?;
    let (mut sender, connection) = client::handshake(TokioIo::new(there)).await?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    *request.uri_mut() = Uri::try_from(path)?;
    strip(request.headers_mut());
    let work = tokio::spawn(async move {
        let _ended = connection.await;
    });
    let ends = Ends(work.abort_handle());
    let mut answer = sender.send_request(request).await?;
    strip(answer.headers_mut());
    Ok(answer.map(|body| HeldBody { body, _ends: ends }.map_err(ProxyFailure::from).boxed()))
}

/// Headers that concern one connection only (RFC 9110 §7.6.1).
fn strip(headers: &mut HeaderMap) {
    for name in [
        header::CONNECTION,
        header::TE,
        header::TRAILER,
        header::UPGRADE,
        HeaderName::from_static("keep-alive"),
    ] {
        headers.remove(name);
    }
    for name in [
        header::PROXY_AUTHORIZATION,
        HeaderName::from_static("proxy-connection"),
        header::PROXY_AUTHENTICATE,
    ] {
        headers.remove(name);
    }
}

/// Ends the work of a connection with its answer.
#[derive(Debug)]
struct Ends(AbortHandle);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The body of an answer, and what reads it from the net.
struct HeldBody {
    body: Incoming,
    _ends: Ends,
}

impl Body for HeldBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    /// What the proxy answers.
    async fn status(proxy: &Proxy, url: &str) -> String {
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        let request = format!("GET {url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn files_are_given_to_who_knows_their_host() {
        let read: ReadFile = Arc::new(|path| (path == "/a.html").then(|| b"x".to_vec()));
        let proxy = Proxy::start(ProxyUpstream::Files(Arc::clone(&read))).await.unwrap();
        let other = Proxy::start(ProxyUpstream::Files(read)).await.unwrap();
        let (url, secret) = ("http://site.localhost/a.html", proxy.secret().unwrap());
        assert_eq!(status(&proxy, url).await, "403");
        assert_eq!(status(&proxy, "http://a.example/a.html").await, "403");
        assert_eq!(status(&other, &secret.inside(url)).await, "403");
        assert_eq!(status(&proxy, &secret.inside(url)).await, "200");
        assert_eq!(status(&proxy, &secret.inside("http://site.localhost/b")).await, "404");
        assert_eq!(secret.outside(secret.inside(url)), url);
        assert_eq!(secret.path(secret.inside(url)), "/a.html");
        assert_eq!(secret.path("http://a.example/a.html".into()), "http://a.example/a.html");
    }
}
