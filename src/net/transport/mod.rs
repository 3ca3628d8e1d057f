//! One connection: to addresses that passed the guard, through TLS or a proxy, up to the point where HTTP is spoken.

pub(crate) mod frames;
pub(crate) mod pool;
pub(crate) mod tls;

use std::fmt::Debug;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use base64::Engine as _;
use http_body_util::Empty;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::header::{self, HeaderValue};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use url::Url;

use crate::net::error::{FetchError, Phase};
use crate::net::origin::Origin;
use crate::net::transport::frames::CountedStream;

/// Names and values of all headers of an answer together.
const MAX_HEADER_BYTES: usize = 256 << 10;
const MAX_HEADER_LINES: usize = 1000;
/// A further address is tried when the ones before did not answer for so long (RFC 8305 §5 recommends 250 ms).
const NEXT_ADDRESS_AFTER: Duration = Duration::from_millis(250);
/// What an HTTP/2 server may send ahead of our reading, for a stream and for a connection.
const WINDOW: u32 = 256 << 10;

/// A request: no page needs a body.
pub(crate) type HttpRequest = Request<Empty<Bytes>>;

/// A byte stream, whatever carries it.
trait Stream: AsyncRead + AsyncWrite + Debug + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Debug + Send + Unpin> Stream for T {}

/// A connection that speaks HTTP. Dropping the last handle ends it, whatever the server still sends.
#[derive(Debug)]
pub(crate) struct Connection {
    sender: Sender,
    /// Where it leads; `None` through a proxy.
    pub(crate) address: Option<SocketAddr>,
}

#[derive(Debug)]
enum Sender {
    One(Box<Http1Sender>),
    Many(http2::SendRequest<Empty<Bytes>>, Http2Tasks),
}

/// A connection for one request at a time.
#[derive(Debug)]
struct Http1Sender {
    sender: http1::SendRequest<Empty<Bytes>>,
    work: Http1Driver,
}

/// What a connection for one request at a time has to do; `None` once it has ended. Who waits for the answer does it:
/// no task of its own, and nobody to be woken but the one who waits.
#[derive(Debug)]
struct Http1Driver(Option<Http1>);

type Http1 = http1::Connection<TokioIo<Box<dyn Stream>>, Empty<Bytes>>;

impl Http1Driver {
    fn poll(&mut self, context: &mut Context<'_>) {
        // A fault of the connection shows in the answers.
        if self.0.as_mut().is_some_and(|work| Pin::new(work).poll(context).is_ready()) {
            self.0 = None;
        }
    }

    /// Waits for something that comes over the connection.
    async fn during<T>(&mut self, step: impl Future<Output = T>) -> T {
        let mut step = pin!(step);
        poll_fn(|context| {
            if let Poll::Ready(done) = step.as_mut().poll(context) {
                return Poll::Ready(done);
            }
            self.poll(context);
            step.as_mut().poll(context)
        })
        .await
    }
}

/// What works for a connection of many requests. It ends with the last handle, even in the middle of a flood.
#[derive(Clone, Debug, Default)]
struct Http2Tasks(Arc<Mutex<JoinSet<()>>>);

impl Http2Tasks {
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        spawn_in(&self.0, work);
    }

    fn executor(&self) -> Http2Executor {
        Http2Executor(Arc::downgrade(&self.0))
    }
}

/// Where HTTP/2 puts its own tasks. The tasks hold it, so that it must not hold them.
#[derive(Clone, Debug)]
struct Http2Executor(Weak<Mutex<JoinSet<()>>>);

impl<F: Future<Output: Send> + Send + 'static> hyper::rt::Executor<F> for Http2Executor {
    fn execute(&self, work: F) {
        if let Some(tasks) = self.0.upgrade() {
            spawn_in(&tasks, async move { drop(work.await) });
        }
    }
}

fn spawn_in(tasks: &Mutex<JoinSet<()>>, work: impl Future<Output = ()> + Send + 'static) {
    let mut tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    while tasks.try_join_next().is_some() {}
    tasks.spawn(work);
}

impl Connection {
    /// A second handle, for a connection that carries several requests at once.
    pub(crate) fn share(&self) -> Option<Self> {
        let Sender::Many(sender, tasks) = &self.sender else { return None };
        let sender = Sender::Many(sender.clone(), tasks.clone());
        Some(Self { sender, address: self.address })
    }

    /// Whether the server has ended it.
    pub(crate) fn is_closed(&mut self) -> bool {
        match &mut self.sender {
            Sender::One(single) => {
                // Nobody has looked at it since its last answer.
                single.work.poll(&mut Context::from_waker(Waker::noop()));
                single.work.0.is_none()
            }
            Sender::Many(sender, _) => sender.is_closed(),
        }
    }

    /// Whether requests name their address in full.
    pub(crate) fn is_http2(&self) -> bool {
        matches!(self.sender, Sender::Many(..))
    }

    /// Sends a request and waits for the head of its answer.
    pub(crate) async fn send(
        &mut self,
        request: HttpRequest,
    ) -> hyper::Result<hyper::Response<Incoming>> {
        match &mut self.sender {
            Sender::One(single) => {
                let Http1Sender { sender, work } = &mut **single;
                let sent = async {
                    sender.ready().await?;
                    sender.send_request(request).await
                };
                work.during(sent).await
            }
            Sender::Many(sender, _) => {
                sender.ready().await?;
                sender.send_request(request).await
            }
        }
    }

    /// Waits for something that comes over this connection.
    pub(crate) async fn during<T>(&mut self, step: impl Future<Output = T>) -> T {
        match &mut self.sender {
            Sender::One(single) => single.work.during(step).await,
            Sender::Many(..) => step.await,
        }
    }
}

/// Opens connections.
#[derive(Clone, Debug)]
pub(crate) struct Dialer {
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) proxy: Option<Url>,
}

impl Dialer {
    /// A connection to a place, over one of these addresses (those of the proxy, where there is one).
    pub(crate) async fn dial(
        &self,
        place: &Origin,
        addresses: &[SocketAddr],
        deadline: Instant,
    ) -> Result<Connection, FetchError> {
        let tcp = within(deadline, Phase::Connect, reach(addresses)).await?;
        let tcp = tcp.map_err(|error| FetchError::of_io(&error))?;
        let address = if self.proxy.is_some() { None } else { tcp.peer_addr().ok() };
        // Requests are small and wait for nothing.
        let _ = tcp.set_nodelay(true);
        let stream: Box<dyn Stream> = match &self.proxy {
            Some(proxy) => {
                let tunnel = self.through(proxy, Box::new(tcp), place, deadline);
                within(deadline, Phase::Connect, tunnel).await??
            }
            None => Box::new(tcp),
        };
        if !place.https {
            return greet(stream, address).await;
        }
        let (stream, http2) =
            self.secure(stream, &place.host, Arc::clone(&self.tls), deadline).await?;
        if http2 { greet_http2(stream, address).await } else { greet(stream, address).await }
    }

    /// The handshake; true where HTTP/2 was agreed on.
    async fn secure(
        &self,
        stream: Box<dyn Stream>,
        host: &str,
        config: Arc<ClientConfig>,
        deadline: Instant,
    ) -> Result<(Box<dyn Stream>, bool), FetchError> {
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare)
            .map_err(|_| FetchError::Protocol(format!("{host} is no name for a certificate")))?;
        let secured = timeout_at(deadline, TlsConnector::from(config).connect(name, stream)).await;
        let secured = secured
            .map_err(|_| FetchError::stalled_handshake())?
            .map_err(|error| FetchError::of_handshake(&error))?;
        let http2 = secured.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Box::new(secured), http2))
    }

    /// The stream behind a proxy: a tunnel for https, the proxy itself for http.
    async fn through(
        &self,
        proxy: &Url,
        tcp: Box<dyn Stream>,
        place: &Origin,
        deadline: Instant,
    ) -> Result<Box<dyn Stream>, FetchError> {
        let mut stream = tcp;
        if proxy.scheme() == "https" {
            let mut config = (*self.tls).clone();
            config.alpn_protocols.clear();
            let host = proxy.host_str().unwrap_or_default();
            stream = self.secure(stream, host, Arc::new(config), deadline).await?.0;
        }
        if !place.https {
            return Ok(stream);
        }
        let failed = |detail: String| FetchError::Proxy(detail);
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| failed(error.to_string()))?;
        tokio::spawn(async move {
            // A fault shows in the answer.
            let _ = connection.with_upgrades().await;
        });
        let target = format!("{}:{}", place.host, place.port);
        let mut request = Request::connect(target.as_str()).header(header::HOST, target.as_str());
        if let Some(login) = proxy_login(proxy) {
            request = request.header(header::PROXY_AUTHORIZATION, login);
        }
        let request =
            request.body(Empty::<Bytes>::new()).map_err(|error| failed(error.to_string()))?;
        let answer =
            sender.send_request(request).await.map_err(|error| failed(error.to_string()))?;
        if !answer.status().is_success() {
            return Err(failed(format!("it answers {}", answer.status())));
        }
        let tunnel = hyper::upgrade::on(answer).await.map_err(|error| failed(error.to_string()))?;
        Ok(Box::new(TokioIo::new(tunnel)))
    }
}

/// The `Proxy-Authorization` for a proxy whose address holds a login.
pub(crate) fn proxy_login(proxy: &Url) -> Option<HeaderValue> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let (user, password) = (proxy.username(), proxy.password());
    if user.is_empty() && password.is_none() {
        return None;
    }
    let login = [decode(user), b":".to_vec(), decode(password.unwrap_or_default())].concat();
    let login = base64::engine::general_purpose::STANDARD.encode(login);
    let mut value = HeaderValue::from_str(&format!("Basic {login}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

async fn greet(
    stream: Box<dyn Stream>,
    address: Option<SocketAddr>,
) -> Result<Connection, FetchError> {
    let (sender, connection) = http1::Builder::new()
        .max_headers(MAX_HEADER_LINES)
        .max_header_size(MAX_HEADER_BYTES)
        .max_buf_size(MAX_HEADER_BYTES)
        // What browsers put up with.
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| FetchError::of_answer(&error))?;
    let single = Http1Sender { sender, work: Http1Driver(Some(connection)) };
    Ok(Connection { sender: Sender::One(Box::new(single)), address })
}

async fn greet_http2(
    stream: Box<dyn Stream>,
    address: Option<SocketAddr>,
) -> Result<Connection, FetchError> {
    let limit = u32::try_from(MAX_HEADER_BYTES).unwrap_or(u32::MAX);
    let tasks = Http2Tasks::default();
    let (sender, connection) = http2::Builder::new(tasks.executor())
        .max_header_list_size(limit)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(2 * WINDOW)
        .handshake(TokioIo::new(CountedStream::new(stream)))
        .await
        .map_err(|error| FetchError::of_answer(&error))?;
    tasks.spawn(async move { drop(connection.await) });
    Ok(Connection { sender: Sender::Many(sender, tasks), address })
}

/// The first of the addresses that answers. Each gets a head start on the next.
async fn reach(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let [first, others @ ..] = addresses else {
        return Err(io::ErrorKind::AddrNotAvailable.into());
    };
    let mut first = pin!(TcpStream::connect(*first));
    if others.is_empty() {
        return first.await;
    }
    let (mut fault, mut waiting) = (None, true);
    // Nearly always the first one answers: the others, and what they take, can wait.
    match timeout(NEXT_ADDRESS_AFTER, &mut first).await {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(error)) => (fault, waiting) = (Some(error), false),
        Err(_) => {}
    }
    let mut left = others.iter().copied();
    let mut attempts = JoinSet::new();
    loop {
        if let Some(address) = left.next() {
            attempts.spawn(TcpStream::connect(address));
        }
        let more = left.len() > 0;
        tokio::select! {
            attempt = &mut first, if waiting => match attempt {
                Ok(stream) => return Ok(stream),
                Err(error) => (fault, waiting) = (Some(error), false),
            },
            Some(attempt) = attempts.join_next() => match attempt {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => fault = Some(error),
                Err(_) => {}
            },
            () = sleep(NEXT_ADDRESS_AFTER), if more => {}
            else => return Err(fault.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into())),
        }
    }
}

/// A step that must be done by the deadline.
pub(crate) async fn within<T>(
    deadline: Instant,
    phase: Phase,
    step: impl Future<Output = T>,
) -> Result<T, FetchError> {
    timeout_at(deadline, step).await.map_err(|_| FetchError::Timeout(phase))
}
