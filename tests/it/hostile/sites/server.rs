//! A server that says exactly what it is told to, byte by byte, for as long as it is listened to.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What it is asked.
#[derive(Debug)]
pub(crate) struct Ask {
    /// Path and query.
    pub(crate) path: String,
    /// `Host`.
    pub(crate) host: String,
    /// The head of the request in lower case.
    pub(crate) head: String,
}

/// What it does.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// These bytes; the connection stays open for more.
    Keep(Vec<u8>),
    /// These bytes, then the end.
    Close(Vec<u8>),
    /// A beginning, then the unit again and again with a pause before each, for ever.
    Drip(Vec<u8>, Vec<u8>, Duration),
    /// A beginning, then silence.
    Hold(Vec<u8>),
}

/// How it is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// HTTP.
    Http,
    /// HTTPS with this certificate.
    Https(&'static str),
    /// HTTP/2 over TLS: the site is asked once, when the connection stands.
    Http2,
    /// HTTP, or HTTPS where true; acts on the first byte that comes without reading it, so that the end is a reset.
    Blunt(bool),
}

impl Door {
    pub(crate) fn scheme(self) -> &'static str {
        match self {
            Self::Http | Self::Blunt(false) => "http",
            Self::Https(_) | Self::Http2 | Self::Blunt(true) => "https",
        }
    }
}

/// What a site does when it is asked.
pub(crate) type Site = fn(&Ask) -> Act;

/// Starts a server on loopback; its threads end with the process.
pub(crate) fn start(door: Door, site: Site) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound above");
    let tls = match door {
        Door::Https(name) => Some(config(name, &[])),
        Door::Http2 => Some(config("good", &[b"h2"])),
        Door::Http | Door::Blunt(_) => None,
    };
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let tls = tls.clone();
            thread::spawn(move || drop(serve(stream, door, tls, site)));
        }
    });
    address
}

fn config(name: &str, protocols: &[&[u8]]) -> Arc<rustls::ServerConfig> {
    let file =
        |end: &str| format!("{}/tests/it/support/tls/{name}.{end}", env!("CARGO_MANIFEST_DIR"));
    let chain = vec![CertificateDer::from_pem_file(file("pem")).expect("a good fixture")];
    let key = PrivateKeyDer::from_pem_file(file("key")).expect("a good fixture");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("a good fixture")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a good fixture");
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Arc::new(config)
}

fn serve(
    stream: TcpStream,
    door: Door,
    tls: Option<Arc<rustls::ServerConfig>>,
    site: Site,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let nothing = Ask { path: String::new(), host: String::new(), head: String::new() };
    if let Door::Blunt(_) = door {
        stream.peek(&mut [0])?;
        return act(&mut &stream, site(&nothing)).map(drop);
    }
    let Some(tls) = tls else { return talk(&mut &stream, site) };
    let session = rustls::ServerConnection::new(tls).map_err(io::Error::other)?;
    let mut stream = rustls::StreamOwned::new(session, stream);
    if door == Door::Http2 {
        read_http2(&mut stream)?;
        return act(&mut stream, site(&nothing)).map(drop);
    }
    talk(&mut stream, site)
}

fn talk(stream: &mut (impl Read + Write), site: Site) -> io::Result<()> {
    while let Some(ask) = read(stream)? {
        if !act(stream, site(&ask))? {
            break;
        }
    }
    Ok(())
}

/// Whether the connection stays open.
fn act(stream: &mut impl Write, what: Act) -> io::Result<bool> {
    match what {
        Act::Keep(bytes) => {
            stream.write_all(&bytes)?;
            stream.flush()?;
            return Ok(true);
        }
        Act::Close(bytes) => stream.write_all(&bytes)?,
        Act::Drip(start, unit, pause) => {
            stream.write_all(&start)?;
            loop {
                stream.flush()?;
                thread::sleep(pause);
                stream.write_all(&unit)?;
            }
        }
        Act::Hold(bytes) => {
            stream.write_all(&bytes)?;
            stream.flush()?;
            thread::sleep(Duration::from_mins(10));
        }
    }
    stream.flush()?;
    Ok(false)
}

fn read(stream: &mut impl Read) -> io::Result<Option<Ask>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let head = head.to_ascii_lowercase();
    let host = head.split("\r\nhost: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    Ok(Some(Ask { path, host: host.unwrap_or_default().to_owned(), head }))
}

/// Reads up to the first request of an HTTP/2 connection: the preface, then frames until one holds headers.
fn read_http2(stream: &mut impl Read) -> io::Result<()> {
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

/// A proper answer.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Markup with the footer that passes.
pub(crate) fn markup(body: &str) -> String {
    format!(
        "<!doctype html><html lang=zh><head><meta charset=utf-8><title>某某</title></head><body><main>{body}</main>\
         <footer><a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a> © 2026 某某</footer></body></html>"
    )
}

/// A page with the footer that passes.
pub(crate) fn page(body: &str) -> Act {
    html("", &markup(body))
}

/// HTML with further headers (each with its line end).
pub(crate) fn html(headers: &str, markup: &str) -> Act {
    let headers = format!("Content-Type: text/html; charset=utf-8\r\n{headers}");
    Act::Keep(answer("200 OK", &headers, markup.as_bytes()))
}

/// Another status, without a body.
pub(crate) fn status(line: &str, headers: &str) -> Act {
    Act::Keep(answer(line, headers, b""))
}

/// What is not there.
pub(crate) fn missing() -> Act {
    status("404 Not Found", "")
}

/// The home page by an act, nothing else.
pub(crate) fn home(ask: &Ask, act: impl FnOnce() -> Act) -> Act {
    if ask.path == "/" { act() } else { missing() }
}

/// Rows of markup.
pub(crate) fn rows<T>(items: impl Iterator<Item = T>, row: impl Fn(T) -> String) -> String {
    items.map(row).collect::<Vec<String>>().concat()
}
