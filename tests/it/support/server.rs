//! The HTTP server of the tests, on loopback: it answers by a function, keeps what it was asked, and can misbehave byte by
//! byte.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The certificate that the others beside it are signed with.
pub(crate) const CA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/tls/ca.pem");

/// What the server is asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) path: String,
    /// `Host`, with its port.
    pub(crate) host: String,
    /// All headers, one a line, as sent.
    pub(crate) headers: String,
    /// The body, where its length was announced.
    pub(crate) body: Vec<u8>,
    /// Whether the connection was made over TLS.
    pub(crate) tls: bool,
    /// The number of the connection, in the order in which they came, from 0.
    pub(crate) connection: usize,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// What it answers.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A proper answer; its length is counted.
    Page { status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8> },
    /// These bytes; the connection stays open for more.
    Bytes(Vec<u8>),
    /// These bytes, then the end of the connection.
    Close(Vec<u8>),
    /// These bytes, then silence.
    Hold(Vec<u8>),
    /// A beginning, then the unit again and again with a pause before each, for ever.
    Drip(Vec<u8>, Vec<u8>, Duration),
}

impl Reply {
    /// An HTML page in UTF-8.
    pub(crate) fn html(body: &str) -> Self {
        Self::typed("text/html; charset=utf-8", body.as_bytes())
    }

    /// A body of some type.
    pub(crate) fn typed(content_type: &str, body: &[u8]) -> Self {
        Self::Page {
            status: 200,
            headers: vec![("Content-Type", content_type.to_owned())],
            body: body.to_vec(),
        }
    }

    /// A redirect.
    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::Page { status, headers: vec![("Location", to.to_owned())], body: Vec::new() }
    }

    /// 404 with a page.
    pub(crate) fn not_found() -> Self {
        Self::html("<html><body>not here</body></html>").with_status(404)
    }

    /// The end of the connection at once.
    pub(crate) fn hangup() -> Self {
        Self::Close(Vec::new())
    }

    /// Nothing, for longer than anybody waits.
    pub(crate) fn silence() -> Self {
        Self::Hold(Vec::new())
    }

    /// A head, then a body without end.
    pub(crate) fn endless(head: &[u8]) -> Self {
        Self::Drip(head.to_vec(), vec![b'x'; 16 << 10], Duration::ZERO)
    }

    /// The same with another status.
    pub(crate) fn with_status(mut self, new: u16) -> Self {
        if let Self::Page { status, .. } = &mut self {
            *status = new;
        }
        self
    }

    /// The same with a further header.
    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Page { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }

    /// Writes it. Returns whether the connection stays open.
    fn write(self, out: &mut impl Write) -> io::Result<bool> {
        let stays = matches!(self, Self::Page { .. } | Self::Bytes(_));
        match self {
            Self::Page { status, headers, body } => {
                let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.extend([name, ": ", &value, "\r\n"]);
                }
                out.write_all(format!("{head}\r\n").as_bytes())?;
                out.write_all(&body)?;
            }
            Self::Bytes(bytes) | Self::Close(bytes) => out.write_all(&bytes)?,
            Self::Hold(bytes) => {
                out.write_all(&bytes)?;
                out.flush()?;
                thread::sleep(Duration::from_mins(10));
            }
            Self::Drip(start, unit, pause) => {
                out.write_all(&start)?;
                loop {
                    out.flush()?;
                    thread::sleep(pause);
                    out.write_all(&unit)?;
                }
            }
        }
        out.flush()?;
        Ok(stays)
    }
}

/// How the server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// HTTP.
    Http,
    /// HTTPS with this certificate of those beside this file, and HTTP for who begins without a handshake.
    Https(&'static str),
    /// HTTP/2 over TLS: the answer is asked for once, when the first request has come.
    Http2,
    /// HTTP, or HTTPS where true; answers the first byte that comes without reading it, so that the end is a reset.
    Unread(bool),
}

impl Door {
    pub(crate) fn scheme(self) -> &'static str {
        match self {
            Self::Http | Self::Unread(false) => "http",
            Self::Https(_) | Self::Http2 | Self::Unread(true) => "https",
        }
    }

    fn tls(self) -> Option<Arc<ServerConfig>> {
        match self {
            Self::Https(name) => Some(tls(name, &[])),
            Self::Http2 => Some(tls("good", &[b"h2"])),
            Self::Http | Self::Unread(_) => None,
        }
    }
}

/// TLS with one of the certificates beside this file.
pub(crate) fn tls(name: &str, protocols: &[&[u8]]) -> Arc<ServerConfig> {
    let file = |end: &str| CA.replace("ca.pem", &format!("{name}.{end}"));
    let chain = vec![CertificateDer::from_pem_file(file("pem")).expect("a good fixture")];
    let key = PrivateKeyDer::from_pem_file(file("key")).expect("a good fixture");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("a good fixture")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a good fixture");
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Arc::new(config)
}

/// What the threads of a server share.
struct Shared {
    door: Door,
    tls: Option<Arc<ServerConfig>>,
    answer: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    connections: AtomicUsize,
    log: Mutex<Vec<Request>>,
    closed: AtomicBool,
}

/// The server. It takes no further connections once it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Starts a server for HTTP on a free port.
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(Door::Http, answer)
    }

    /// Starts a server on a free port.
    pub(crate) fn start_at(
        door: Door,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound above");
        let shared = Arc::new(Shared {
            door,
            tls: door.tls(),
            answer: Box::new(answer),
            connections: AtomicUsize::new(0),
            log: Mutex::default(),
            closed: AtomicBool::new(false),
        });
        let server = Self { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.closed.load(Ordering::SeqCst) {
                    break;
                }
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&shared);
                thread::spawn(move || drop(shared.connection(stream, number)));
            }
        });
        server
    }

    /// An address on this server by its number.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// An address on this server by a name.
    pub(crate) fn url_of(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Paths asked for so far, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }

    /// Requests so far, in order.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        // The listener wakes up and sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl Shared {
    fn connection(&self, mut stream: TcpStream, number: usize) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut first = [0];
        let handshake = stream.peek(&mut first)? == 1 && first[0] == 0x16;
        if let Door::Unread(_) = self.door {
            return (self.answer)(&Request::default()).write(&mut stream).map(drop);
        }
        match self.tls.clone().filter(|_| handshake) {
            Some(config) => {
                let session = ServerConnection::new(config).map_err(io::Error::other)?;
                let mut stream = BufReader::new(StreamOwned::new(session, stream));
                if self.door == Door::Http2 {
                    skip_http2_request(&mut stream)?;
                    return (self.answer)(&Request::default()).write(stream.get_mut()).map(drop);
                }
                self.serve(stream, true, number)
            }
            None => self.serve(BufReader::new(stream), false, number),
        }
    }

    fn serve(
        &self,
        mut stream: BufReader<impl Stream>,
        tls: bool,
        number: usize,
    ) -> io::Result<()> {
        while let Some(request) = read_request(&mut stream)? {
            let request = Request { tls, connection: number, ..request };
            self.log.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
            if !(self.answer)(&request).write(stream.get_mut())? {
                break;
            }
        }
        Ok(())
    }
}

fn read_request(stream: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let Some(path) = line.split(' ').nth(1) else { return Ok(None) };
    let mut request = Request { path: path.to_owned(), ..Request::default() };
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        if line.trim().is_empty() {
            let host = request.header("host").map(str::to_owned);
            request.host = host.unwrap_or_default();
            let length = request.header("content-length").and_then(|length| length.parse().ok());
            request.body = vec![0; length.unwrap_or(0)];
            stream.read_exact(&mut request.body)?;
            return Ok(Some(request));
        }
        request.headers.push_str(&line);
    }
}

/// Reads up to the first request of an HTTP/2 connection: the preface, then frames until one holds headers.
fn skip_http2_request(stream: &mut impl Read) -> io::Result<()> {
    stream.read_exact(&mut [0; 24])?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        io::copy(&mut stream.take(length.into()), &mut io::sink())?;
        if head[3] == 1 {
            return Ok(());
        }
    }
}

/// Bytes packed as gzip, as well as it can.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("into memory");
    packer.finish().expect("into memory")
}
