//! One HTTP connection. Dropping its last handle closes it, whatever the server still sends.

use std::fmt::Debug;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use http_body_util::Empty;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;

use crate::net::error::FetchError;
use crate::net::transport::frames::CountedStream;

/// Bytes and lines of all headers of a response together.
const MAX_HEADER_BYTES: usize = 256 << 10;
const MAX_HEADER_LINES: usize = 1000;
/// Bytes that an HTTP/2 server may send ahead of our reading, for a stream; twice that for a connection.
const WINDOW: u32 = 256 << 10;

/// A request as it is sent.
pub(crate) type HttpRequest = Request<Empty<Bytes>>;

/// A byte stream: TCP, TLS or a tunnel through a proxy.
pub trait Stream: AsyncRead + AsyncWrite + Debug + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Debug + Send + Unpin> Stream for T {}

/// A handle of a connection.
#[derive(Debug)]
pub(crate) struct Connection {
    sender: Sender,
    /// The server's address; `None` through a proxy.
    pub(crate) address: Option<SocketAddr>,
}

#[derive(Debug)]
enum Sender {
    Http1(Box<Http1Sender>),
    Http2(http2::SendRequest<Empty<Bytes>>, Http2Tasks),
}

/// HTTP/1.1: one request at a time.
#[derive(Debug)]
struct Http1Sender {
    sender: http1::SendRequest<Empty<Bytes>>,
    driver: Http1Driver,
}

/// The HTTP/1.1 connection future. The task that awaits a response polls it, so that no separate driver task is spawned
/// or woken; `None` once it has completed.
#[derive(Debug)]
struct Http1Driver(Option<Http1>);

type Http1 = http1::Connection<TokioIo<Box<dyn Stream>>, Empty<Bytes>>;

impl Http1Driver {
    fn poll(&mut self, context: &mut Context<'_>) {
        // An error of the connection surfaces in the response.
        if self.0.as_mut().is_some_and(|work| Pin::new(work).poll(context).is_ready()) {
            self.0 = None;
        }
    }

    /// Runs a step that waits for bytes of this connection.
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

/// The tasks that drive an HTTP/2 connection. They are aborted with the last handle, even while the server floods us.
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

/// Spawns the tasks that the HTTP/2 implementation asks for. The tasks own it, so that it must not own them.
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
    let mut tasks = tasks.lock();
    while tasks.try_join_next().is_some() {}
    tasks.spawn(work);
}

impl Connection {
    /// A second handle of an HTTP/2 connection, which carries several requests at once.
    pub(crate) fn share(&self) -> Option<Self> {
        let Sender::Http2(sender, tasks) = &self.sender else { return None };
        let sender = Sender::Http2(sender.clone(), tasks.clone());
        Some(Self { sender, address: self.address })
    }

    /// Whether the server has closed it.
    pub(crate) fn is_closed(&mut self) -> bool {
        match &mut self.sender {
            Sender::Http1(single) => {
                // Nothing has polled it since its last response.
                single.driver.poll(&mut Context::from_waker(Waker::noop()));
                single.driver.0.is_none()
            }
            Sender::Http2(sender, _) => sender.is_closed(),
        }
    }

    /// Whether it speaks HTTP/2.
    pub(crate) fn is_http2(&self) -> bool {
        matches!(self.sender, Sender::Http2(..))
    }

    /// Sends a request and waits for the head of its response.
    pub(crate) async fn send(
        &mut self,
        request: HttpRequest,
    ) -> hyper::Result<hyper::Response<Incoming>> {
        match &mut self.sender {
            Sender::Http1(single) => {
                let Http1Sender { sender, driver } = &mut **single;
                let sent = async {
                    sender.ready().await?;
                    sender.send_request(request).await
                };
                driver.during(sent).await
            }
            Sender::Http2(sender, _) => {
                sender.ready().await?;
                sender.send_request(request).await
            }
        }
    }

    /// Runs a step that waits for bytes of this connection.
    pub(crate) async fn during<T>(&mut self, step: impl Future<Output = T>) -> T {
        match &mut self.sender {
            Sender::Http1(single) => single.driver.during(step).await,
            Sender::Http2(..) => step.await,
        }
    }
}

/// Begins HTTP/1.1 on a stream.
pub(crate) async fn http1_connection(
    stream: Box<dyn Stream>,
    address: Option<SocketAddr>,
) -> Result<Connection, FetchError> {
    let (sender, connection) = http1::Builder::new()
        .max_headers(MAX_HEADER_LINES)
        .max_header_size(MAX_HEADER_BYTES)
        .max_buf_size(MAX_HEADER_BYTES)
        // What browsers accept.
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| FetchError::of_response(&error))?;
    let single = Http1Sender { sender, driver: Http1Driver(Some(connection)) };
    Ok(Connection { sender: Sender::Http1(Box::new(single)), address })
}

/// Begins HTTP/2 on a stream.
pub(crate) async fn http2_connection(
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
        .map_err(|error| FetchError::of_response(&error))?;
    tasks.spawn(async move { drop(connection.await) });
    Ok(Connection { sender: Sender::Http2(sender, tasks), address })
}
