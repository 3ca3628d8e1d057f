//! What no audit can beat on this machine: reading the same files, fetching the same pages. And the server that both
//! the crawl and its limit are run against.
//!
//! ```text
//! limits read DIR [THREADS]            list, open, read and close every HTML file
//! limits rewrite DIR [THREADS]         write every HTML file's bytes to a new file and move it over the old one
//! limits fetch URL_LIST [THREADS [CA]] GET every URL, discard the bodies; a connection lasts while the host is the same
//! limits serve DIR PORT [CERT KEY]     serve a folder on 127.0.0.1 until killed, over TLS where a certificate is given
//! ```
//!
//! Names below `localhost` are this machine. A handshake of the limit is checked as that of any client is.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal, not part of the library"
)]

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
};

type Fault = Box<dyn std::error::Error + Send + Sync>;
type Outcome = Result<(), Fault>;

/// A connection, plain or over TLS.
trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| args.get(at).map_or(Ok(default), |it| it.parse());
    match args.first().map(String::as_str) {
        Some("read") if args.len() > 1 => read(Path::new(&args[1]), number(2, 2)?),
        Some("rewrite") if args.len() > 1 => rewrite(Path::new(&args[1]), number(2, 2)?),
        Some("fetch") if args.len() > 1 => {
            fetch(Path::new(&args[1]), number(2, 4)?, args.get(3).map(Path::new))
        }
        Some("serve") if args.len() > 2 => {
            let pair = args.get(3).zip(args.get(4)).map(|(a, b)| (Path::new(a), Path::new(b)));
            serve(Path::new(&args[1]), args[2].parse()?, pair)
        }
        _ => Err("limits read|rewrite DIR [THREADS] | fetch URL_LIST [THREADS [CA]] | serve DIR PORT [CERT KEY]"
            .into()),
    }
}

fn html_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            html_files(&entry.path(), found)?;
        } else if entry.path().extension().is_some_and(|ext| ext == "html") {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Hands out the indices of a list to several threads.
fn share<T: Sync>(
    items: &[T],
    threads: usize,
    work: impl Fn(&mut dyn Iterator<Item = &T>) -> Outcome + Sync,
) -> Outcome {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    work(&mut std::iter::from_fn(|| {
                        items.get(next.fetch_add(1, Ordering::Relaxed))
                    }))
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a worker panicked")?)
    })
}

fn read(folder: &Path, threads: usize) -> Outcome {
    let mut files = Vec::new();
    html_files(folder, &mut files)?;
    let total = AtomicUsize::new(0);
    share(&files, threads, |files| {
        let mut buffer = Vec::new();
        for file in files {
            buffer.clear();
            File::open(file)?.read_to_end(&mut buffer)?;
            total.fetch_add(buffer.len(), Ordering::Relaxed);
        }
        Ok(())
    })?;
    println!("{} files, {} bytes", files.len(), total.into_inner());
    Ok(())
}

fn rewrite(folder: &Path, threads: usize) -> Outcome {
    let mut files = Vec::new();
    html_files(folder, &mut files)?;
    share(&files, threads, |files| {
        let mut buffer = Vec::new();
        for file in files {
            buffer.clear();
            File::open(file)?.read_to_end(&mut buffer)?;
            let draft = file.with_extension("tmp");
            File::create_new(&draft)?.write_all(&buffer)?;
            fs::rename(draft, file)?;
        }
        Ok(())
    })?;
    println!("{} files", files.len());
    Ok(())
}

/// How connections are made: over TLS where there is a configuration.
struct Dialer(Option<Arc<ClientConfig>>);

impl Dialer {
    fn new(ca: Option<&Path>) -> Result<Self, Fault> {
        let Some(ca) = ca else { return Ok(Self(None)) };
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca)?)?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Some(Arc::new(config))))
    }

    fn dial(&self, host: &str) -> Result<Box<dyn Stream>, Fault> {
        let (name, port) = host.split_once(':').ok_or("an address without a port")?;
        let stream = if name.ends_with(".localhost") {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port.parse()?))?
        } else {
            TcpStream::connect(host)?
        };
        stream.set_nodelay(true)?;
        let Some(config) = &self.0 else { return Ok(Box::new(stream)) };
        let name = ServerName::try_from(name.to_owned())?;
        Ok(Box::new(StreamOwned::new(ClientConnection::new(Arc::clone(config), name)?, stream)))
    }
}

fn fetch(list: &Path, threads: usize, ca: Option<&Path>) -> Outcome {
    let list = fs::read_to_string(list)?;
    let urls: Vec<(&str, &str)> =
        list.lines().filter_map(|url| url.split_once("://")?.1.split_once('/')).collect();
    let (total, dialer) = (AtomicUsize::new(0), Dialer::new(ca)?);
    share(&urls, threads, |urls| {
        let mut connection: Option<(&str, BufReader<Box<dyn Stream>>)> = None;
        let mut body = Vec::new();
        for &(host, path) in urls {
            let (_, stream) = match connection.take_if(|(open, _)| *open == host) {
                Some(kept) => connection.insert(kept),
                None => connection
                    .insert((host, BufReader::with_capacity(64 * 1024, dialer.dial(host)?))),
            };
            let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
            stream.get_mut().write_all(request.as_bytes())?;
            let (mut length, mut line) = (0, String::new());
            while line != "\r\n" {
                line.clear();
                stream.read_line(&mut line)?;
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.trim().parse()?;
                }
            }
            body.resize(length, 0);
            stream.read_exact(&mut body)?;
            total.fetch_add(length, Ordering::Relaxed);
        }
        Ok(())
    })?;
    println!("{} pages, {} bytes", urls.len(), total.into_inner());
    Ok(())
}

fn serve(folder: &Path, port: u16, pair: Option<(&Path, &Path)>) -> Outcome {
    let folder: Arc<Path> = Arc::from(folder);
    let tls = match pair {
        Some((certificate, key)) => {
            let chain = vec![CertificateDer::from_pem_file(certificate)?];
            let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;
            Some(Arc::new(config))
        }
        None => None,
    };
    for stream in TcpListener::bind(("127.0.0.1", port))?.incoming() {
        let (stream, folder, tls) = (stream?, Arc::clone(&folder), tls.clone());
        thread::spawn(move || {
            // a client that goes away ends its own connection only
            let _ = greet(stream, tls).and_then(|stream| answer(stream, &folder));
        });
    }
    Ok(())
}

fn greet(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> Result<Box<dyn Stream>, Fault> {
    stream.set_nodelay(true)?;
    Ok(match tls {
        Some(config) => Box::new(StreamOwned::new(ServerConnection::new(config)?, stream)),
        None => Box::new(stream),
    })
}

fn answer(stream: Box<dyn Stream>, folder: &Path) -> Outcome {
    let mut stream = BufReader::new(stream);
    let (mut request, mut line, mut answer) = (String::new(), String::new(), Vec::new());
    loop {
        request.clear();
        if stream.read_line(&mut request)? == 0 {
            return Ok(());
        }
        line.clear();
        while stream.read_line(&mut line)? > 2 {
            line.clear();
        }
        let path = request.split(' ').nth(1).unwrap_or("/").trim_start_matches('/');
        let path = if path.is_empty() { "index.html" } else { path };
        let body = if path.contains("..") { None } else { fs::read(folder.join(path)).ok() };
        let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
        let is_page = Path::new(path).extension().is_some_and(|it| it.eq_ignore_ascii_case("html"));
        let kind = if is_page { "text/html; charset=utf-8" } else { "application/octet-stream" };
        let body = body.unwrap_or_default();
        answer.clear();
        write!(
            answer,
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )?;
        answer.extend_from_slice(&body);
        stream.get_mut().write_all(&answer)?;
        stream.get_mut().flush()?;
    }
}
