//! The one way from a browser's page to the net: a forward proxy on loopback, one a site. Each connection goes through the
//! address guard of the audit, to the address that was judged; bytes are counted. The browser looks up no names itself.
//!
//! Other users of the machine could connect, too: all that they reach is what the guard allows, and no header or cookie
//! of the run is added here.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::client::conn::http1 as client;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1 as server;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf, copy_bidirectional};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

use super::error::BrowserError;
use crate::net::{Client, Stream};

/// Connections of one site at once; Chromium itself opens six a host.
const MAX_CONNECTIONS: usize = 256;
/// Refused addresses that are told; a page may try thousands.
const MAX_TOLD: usize = 16;

type ProxyFailure = Box<dyn Error + Send + Sync>;
type Answer = Response<BoxBody<Bytes, ProxyFailure>>;

/// A proxy for the pages of one site. Dropping it ends all its connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<ProxyState>,
    work: AbortHandle,
    /// Tunnels end when it is dropped.
    _open: watch::Sender<()>,
}

/// Reads the file that a path of a URL stands for; nothing where there is none.
pub type ReadFile = Arc<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// Where the answers come from.
#[derive(Clone)]
pub enum ProxyUpstream {
    /// From the net, as far as the guard of this client allows.
    Net(Client),
    /// From a folder: what is read at a path. All other hosts are refused.
    Files(ReadFile),
}

/// The host that the pages of a folder are opened from. Browsers take it for a safe origin, and our proxy alone answers.
pub const FOLDER_HOST: &str = "site.localhost";

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
    /// Bytes that may still pass, both ways together.
    left: AtomicU64,
    refused: Mutex<Vec<String>>,
    closed: watch::Receiver<()>,
}

impl Proxy {
    /// Listens on loopback. All connections together may carry `bytes`. Must be called within a tokio runtime.
    pub async fn start(upstream: ProxyUpstream, bytes: u64) -> Result<Self, BrowserError> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(BrowserError::Proxy)?;
        let address = listener.local_addr().map_err(BrowserError::Proxy)?;
        let (open, closed) = watch::channel(());
        let shared = Arc::new(ProxyState {
            upstream,
            left: AtomicU64::new(bytes),
            refused: Mutex::default(),
            closed,
        });
        let work = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self { address, shared, work, _open: open })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the guard or the bound on bytes refused, the first few, as `host:port: why`.
    pub fn refused(&self) -> Vec<String> {
        self.shared.refused.lock().clone()
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
) -> Result<Metered<Box<dyn Stream>>, ProxyFailure> {
    let ProxyUpstream::Net(client) = &shared.upstream else {
        return Err("a folder's pages reach no other host".into());
    };
    match client.connect(url).await {
        Ok(inner) => Ok(Metered { inner, shared: Arc::clone(shared) }),
        Err(why) => {
            let mut refused = shared.refused.lock();
            if refused.len() < MAX_TOLD {
                refused.push(format!("{}: {why}", url.host_str().unwrap_or_default()));
            }
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
    let mut there = connect(shared, &url).await?;
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
        return if url.host_str() == Some(FOLDER_HOST) {
            Ok(file(&**read, url.path()))
        } else {
            Err("no other host".into())
        };
    }
    let there = connect(shared, &url).await?;
    let (mut sender, connection) = client::handshake(TokioIo::new(there)).await?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    *request.uri_mut() = Uri::try_from(path)?;
    strip(request.headers_mut());
    let work = tokio::spawn(async move {
        let _ended = connection.await;
    });
    let mut answer = sender.send_request(request).await?;
    strip(answer.headers_mut());
    let ends = Ends(work.abort_handle());
    Ok(answer.map(|body| HeldBody { body, _ends: ends }.map_err(ProxyFailure::from).boxed()))
}

/// A file of the folder, as a static server would give it.
fn file(read: &(dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync), path: &str) -> Answer {
    let bytes = read(path);
    let status = if bytes.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let body = Full::new(Bytes::from(bytes.unwrap_or_default()))
        .map_err(|never: Infallible| match never {})
        .boxed();
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    answer
}

/// By the ending of the name. Pages name their encoding themselves, or are sniffed.
fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "css" => "text/css",
        "js" | "mjs" => "text/javascript",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "xml" => "application/xml",
        "txt" => "text/plain",
        _ => "text/html",
    }
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

/// A stream whose bytes count, both ways.
struct Metered<S> {
    inner: S,
    shared: Arc<ProxyState>,
}

impl<S> Metered<S> {
    fn count(&self, bytes: usize) -> io::Result<()> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let left = &self.shared.left;
        let taken =
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken
            .map(|_| ())
            .map_err(|_| io::Error::other("the page asks for more bytes than a page may have"))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.inner).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => Poll::Ready(self.count(buffer.filled().len() - before)),
            other => other,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.inner).poll_write(context, bytes) {
            Poll::Ready(Ok(written)) => Poll::Ready(self.count(written).map(|()| written)),
            other => other,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
