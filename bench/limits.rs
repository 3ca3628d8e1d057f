//! What no audit can beat on this machine: reading the same files, fetching the same pages. And the server that both
//! the crawl and its limit are run against.
//!
//! ```text
//! limits read DIR [THREADS]            list, open, read and close every HTML file
//! limits rewrite DIR [THREADS]         write every HTML file's bytes to a new file and move it over the old one
//! limits fetch URL_LIST [CONNECTIONS]  GET every URL on keep-alive connections, discard the bodies
//! limits serve DIR PORT                serve a folder on 127.0.0.1 until killed
//! ```
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal, not part of the library"
)]

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| args.get(at).map_or(Ok(default), |it| it.parse());
    match args.first().map(String::as_str) {
        Some("read") if args.len() > 1 => read(Path::new(&args[1]), number(2, 2)?),
        Some("rewrite") if args.len() > 1 => rewrite(Path::new(&args[1]), number(2, 2)?),
        Some("fetch") if args.len() > 1 => fetch(Path::new(&args[1]), number(2, 4)?),
        Some("serve") if args.len() > 2 => serve(Path::new(&args[1]), args[2].parse()?),
        _ => {
            Err("limits read|rewrite DIR [THREADS] | fetch URL_LIST [CONNECTIONS] | serve DIR PORT"
                .into())
        }
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

fn fetch(list: &Path, connections: usize) -> Outcome {
    let list = fs::read_to_string(list)?;
    let urls: Vec<(&str, &str)> =
        list.lines().filter_map(|url| url.strip_prefix("http://")?.split_once('/')).collect();
    let total = AtomicUsize::new(0);
    share(&urls, connections, |urls| {
        let mut connection: Option<BufReader<TcpStream>> = None;
        let mut body = Vec::new();
        for (host, path) in urls {
            let stream = match &mut connection {
                Some(stream) => stream,
                none => {
                    let stream = TcpStream::connect(host)?;
                    stream.set_nodelay(true)?;
                    none.insert(BufReader::with_capacity(64 * 1024, stream))
                }
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

fn serve(folder: &Path, port: u16) -> Outcome {
    let folder: Arc<Path> = Arc::from(folder);
    for stream in TcpListener::bind(("127.0.0.1", port))?.incoming() {
        let (stream, folder) = (stream?, Arc::clone(&folder));
        thread::spawn(move || {
            // a client that goes away ends its own connection only
            let _ = answer(stream, &folder);
        });
    }
    Ok(())
}

fn answer(stream: TcpStream, folder: &Path) -> Outcome {
    stream.set_nodelay(true)?;
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
    }
}
