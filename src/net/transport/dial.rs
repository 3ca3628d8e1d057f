//! Opens connections: to addresses that passed the guard, through a proxy and TLS where needed.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use url::Url;

use crate::net::error::{FetchError, Phase};
use crate::net::origin::Origin;
use crate::net::transport::connection::{Connection, Stream, http1_connection, http2_connection};

/// The next address is tried, too, when the ones before have not answered after this time (RFC 8305 §5 recommends
/// 250 ms).
const NEXT_ADDRESS_AFTER: Duration = Duration::from_millis(250);

/// Opens the connections of a run.
#[derive(Clone, Debug)]
pub(crate) struct Dialer {
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) proxy: Option<Url>,
}

impl Dialer {
    /// A bare stream to an origin, for a caller that speaks over it itself; through a proxy always by a tunnel.
    pub(crate) async fn stream(
        &self,
        origin: &Origin,
        addresses: &[SocketAddr],
        deadline: Instant,
    ) -> Result<Box<dyn Stream>, FetchError> {
        let tcp = within(deadline, Phase::Connect, reach(addresses)).await?;
        let tcp = tcp.map_err(|error| FetchError::of_io(&error))?;
        let _ = tcp.set_nodelay(true);
        let Some(proxy) = &self.proxy else { return Ok(Box::new(tcp)) };
        let stream = self.to_proxy(proxy, Box::new(tcp), deadline).await?;
        tunnel(proxy, stream, origin, deadline).await
    }

    /// Connects to an origin at one of these addresses (those of the proxy, where there is one).
    pub(crate) async fn dial(
        &self,
        origin: &Origin,
        addresses: &[SocketAddr],
        deadline: Instant,
    ) -> Result<Connection, FetchError> {
        let tcp = within(deadline, Phase::Connect, reach(addresses)).await?;
        let tcp = tcp.map_err(|error| FetchError::of_io(&error))?;
        let address = if self.proxy.is_some() { None } else { tcp.peer_addr().ok() };
        // Requests are small: buffering them would only delay them.
        let _ = tcp.set_nodelay(true);
        let stream: Box<dyn Stream> = match &self.proxy {
            Some(proxy) => {
                let stream = self.to_proxy(proxy, Box::new(tcp), deadline).await?;
                if origin.https { tunnel(proxy, stream, origin, deadline).await? } else { stream }
            }
            None => Box::new(tcp),
        };
        if !origin.https {
            return http1_connection(stream, address).await;
        }
        let (stream, http2) =
            self.secure(stream, &origin.host, Arc::clone(&self.tls), deadline).await?;
        if http2 {
            http2_connection(stream, address).await
        } else {
            http1_connection(stream, address).await
        }
    }

    /// The TLS handshake; true where HTTP/2 was negotiated.
    async fn secure(
        &self,
        stream: Box<dyn Stream>,
        host: &str,
        config: Arc<ClientConfig>,
        deadline: Instant,
    ) -> Result<(Box<dyn Stream>, bool), FetchError> {
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare).map_err(|_| {
            FetchError::Protocol(format!("{host} is not a name that a certificate can have"))
        })?;
        let secured = timeout_at(deadline, TlsConnector::from(config).connect(name, stream)).await;
        let secured = secured
            .map_err(|_| FetchError::stalled_handshake())?
            .map_err(|error| FetchError::of_handshake(&error))?;
        let http2 = secured.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Box::new(secured), http2))
    }

    /// The connection to a proxy, secured where the proxy is spoken to over TLS.
    async fn to_proxy(
        &self,
        proxy: &Url,
        tcp: Box<dyn Stream>,
        deadline: Instant,
    ) -> Result<Box<dyn Stream>, FetchError> {
        if proxy.scheme() != "https" {
            return Ok(tcp);
        }
        let mut config = (*self.tls).clone();
        config.alpn_protocols.clear();
        let host = proxy.host_str().unwrap_or_default();
        Ok(self.secure(tcp, host, Arc::new(config), deadline).await?.0)
    }
}

/// A tunnel to an origin through a proxy.
async fn tunnel(
    proxy: &Url,
    stream: Box<dyn Stream>,
    origin: &Origin,
    deadline: Instant,
) -> Result<Box<dyn Stream>, FetchError> {
    within(deadline, Phase::Connect, open_tunnel(proxy, stream, origin)).await?
}

async fn open_tunnel(
    proxy: &Url,
    stream: Box<dyn Stream>,
    origin: &Origin,
) -> Result<Box<dyn Stream>, FetchError> {
    let failed = |detail: String| FetchError::Proxy(detail);
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(error.to_string()))?;
    tokio::spawn(async move {
        // An error surfaces in the response.
        let _ = connection.with_upgrades().await;
    });
    let target = format!("{}:{}", origin.host, origin.port);
    let mut request = Request::connect(target.as_str()).header(header::HOST, target.as_str());
    if let Some(login) = proxy_login(proxy) {
        request = request.header(header::PROXY_AUTHORIZATION, login);
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|error| failed(error.to_string()))?;
    let response = sender.send_request(request).await.map_err(|error| failed(error.to_string()))?;
    if !response.status().is_success() {
        return Err(failed(format!("it answers {}", response.status())));
    }
    let tunnel = hyper::upgrade::on(response).await.map_err(|error| failed(error.to_string()))?;
    Ok(Box::new(TokioIo::new(tunnel)))
}

/// The `Proxy-Authorization` for a proxy whose address holds a login.
pub(crate) fn proxy_login(proxy: &Url) -> Option<HeaderValue> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let (user, password) = (proxy.username(), proxy.password());
    if user.is_empty() && password.is_none() {
        return None;
    }
    let login = [decode(user), b":".to_vec(), decode(password.unwrap_or_default())].concat();
    let login = BASE64.encode(&login);
    let mut value = HeaderValue::from_str(&format!("Basic {login}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Connects to the first of the addresses that answers. Each gets a head start on the next.
async fn reach(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let [first, others @ ..] = addresses else {
        return Err(io::ErrorKind::AddrNotAvailable.into());
    };
    let mut first = pin!(TcpStream::connect(*first));
    if others.is_empty() {
        return first.await;
    }
    let (mut fault, mut waiting) = (None, true);
    // Nearly always the first one answers, and the rest needs no setup.
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

/// Runs a step until the deadline.
pub(crate) async fn within<T>(
    deadline: Instant,
    phase: Phase,
    step: impl Future<Output = T>,
) -> Result<T, FetchError> {
    timeout_at(deadline, step).await.map_err(|_| FetchError::Timeout(phase))
}
