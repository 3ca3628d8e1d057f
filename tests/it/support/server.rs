//! A small HTTP server on loopback for tests: it answers by a function, counts what it is asked, and can misbehave.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What the server is asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) path: String,
    /// `Host`, with its port.
    pub(crate) host: String,
    /// All headers, one a line, as sent.
    pub(crate) headers: String,
    /// Whether the connection was made over TLS.
    pub(crate) tls: bool,
}

/// What it answers.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A proper answer; the length is counted.
    Page { status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8> },
    /// These bytes, then the end of the connection.
    Raw(Vec<u8>),
    /// A head, then a body without end.
    Endless(Vec<u8>),
    /// Nothing for a while.
    Silence(Duration),
    /// The end of the connection at once.
    Hangup,
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
}

/// The server; its threads end with the process.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    log: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server on a free port.
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with(None, answer)
    }

    /// Starts a server that speaks TLS where a client begins with a handshake.
    pub(crate) fn start_with(
        tls: Option<Arc<rustls::ServerConfig>>,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound above");
        let (connections, log) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (counter, notes, answer) =
            (Arc::clone(&connections), Arc::clone(&log), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counter.fetch_add(1, Ordering::SeqCst);
                let (notes, answer, tls) = (Arc::clone(&notes), Arc::clone(&answer), tls.clone());
                thread::spawn(move || drop(connection(stream, tls, &notes, &*answer)));
            }
        });
        Self { address, connections, log }
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
        self.connections.load(Ordering::SeqCst)
    }

    /// Paths asked for so far, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }

    /// Requests so far, in order.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn connection(
    stream: TcpStream,
    tls: Option<Arc<rustls::ServerConfig>>,
    log: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Reply,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut first = [0];
    let handshake = stream.peek(&mut first)? == 1 && first[0] == 0x16;
    match tls.filter(|_| handshake) {
        Some(config) => {
            let session = rustls::ServerConnection::new(config).map_err(io::Error::other)?;
            serve(BufReader::new(rustls::StreamOwned::new(session, stream)), true, log, answer)
        }
        None => serve(BufReader::new(stream), false, log, answer),
    }
}

fn serve(
    mut stream: BufReader<impl Stream>,
    tls: bool,
    log: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Reply,
) -> io::Result<()> {
    while let Some(mut request) = read_request(&mut stream)? {
        request.tls = tls;
        log.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        let out = stream.get_mut();
        match answer(&request) {
            Reply::Page { status, headers, body } => {
                let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.extend([name, ": ", &value, "\r\n"]);
                }
                out.write_all(format!("{head}\r\n").as_bytes())?;
                out.write_all(&body)?;
                out.flush()?;
            }
            Reply::Raw(bytes) => {
                out.write_all(&bytes)?;
                return out.flush();
            }
            Reply::Endless(head) => {
                out.write_all(&head)?;
                loop {
                    out.write_all(&[b'x'; 16 << 10])?;
                }
            }
            Reply::Silence(time) => thread::sleep(time),
            Reply::Hangup => return Ok(()),
        }
    }
    Ok(())
}

fn read_request(stream: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let Some(path) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(None) };
    let (mut headers, mut host) = (String::new(), String::new());
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        if line.trim().is_empty() {
            return Ok(Some(Request { path, host, headers, tls: false }));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("host")
        {
            value.trim().clone_into(&mut host);
        }
        headers.push_str(&line);
    }
}

/// TLS with one of the certificates beside this file.
pub(crate) fn tls(name: &str) -> Arc<rustls::ServerConfig> {
    let file =
        |end: &str| format!("{}/tests/it/support/tls/{name}.{end}", env!("CARGO_MANIFEST_DIR"));
    let chain = vec![CertificateDer::from_pem_file(file("pem")).expect("a good fixture")];
    let key = PrivateKeyDer::from_pem_file(file("key")).expect("a good fixture");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("a good fixture");
    Arc::new(config.with_no_client_auth().with_single_cert(chain, key).expect("a good fixture"))
}
