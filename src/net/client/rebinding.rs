//! No packet leaves for an address that the guard refuses, whatever the names' servers answer, and however often.
//! 127.0.0.2 stands in for a public address, 127.0.0.3 for a private one.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use url::Url;

use crate::net::client::Client;
use crate::net::guard::lookup::{Lookup, LookupFuture, LookupPermit};
use crate::net::guard::ranges::{SpecialRange, special_range};
use crate::net::guard::resolver::Resolver;
use crate::net::{ClientOptions, FetchError};

const PUBLIC: [u8; 4] = [127, 0, 0, 2];
const PRIVATE: [u8; 4] = [127, 0, 0, 3];

/// Answers `open.test` with the public address, and `turn.test` with the next of its answers at each look-up.
#[derive(Debug)]
struct Turning {
    answers: Vec<Vec<[u8; 4]>>,
    asked: Arc<AtomicUsize>,
}

impl Lookup for Turning {
    fn lookup<'a>(&'a self, host: &'a str, _: LookupPermit) -> LookupFuture<'a> {
        let answer = if host == "open.test" {
            vec![PUBLIC.into()]
        } else {
            let at = self.asked.fetch_add(1, Ordering::SeqCst);
            self.answers[at % self.answers.len()].iter().map(|ip| IpAddr::from(*ip)).collect()
        };
        Box::pin(async move { Ok(answer) })
    }
}

fn stand_in(address: IpAddr) -> Option<&'static SpecialRange> {
    if address == IpAddr::from(PUBLIC) { None } else { special_range(address) }
}

/// A port that is open at both addresses, the listener of the private one, and what the public one is asked.
struct Net {
    port: u16,
    private: TcpListener,
    asked: Arc<AtomicUsize>,
}

impl Net {
    /// `open.test` redirects to `turn.test`; everything else is a page. No connection is kept.
    fn new() -> Self {
        let (public, private, port) = (0..100)
            .find_map(|_| {
                let public = TcpListener::bind((IpAddr::from(PUBLIC), 0)).ok()?;
                let port = public.local_addr().ok()?.port();
                Some((public, TcpListener::bind((IpAddr::from(PRIVATE), port)).ok()?, port))
            })
            .expect("a port that is free at both addresses");
        private.set_nonblocking(true).expect("a listener");
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        thread::spawn(move || {
            for mut stream in public.incoming().flatten() {
                let mut request = [0; 2048];
                let length = stream.read(&mut request).unwrap_or(0);
                count.fetch_add(1, Ordering::SeqCst);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let head = if request.contains("ost: open.test") {
                    format!("302 LookupFuture\r\nLocation: http://turn.test:{port}/x\r\n")
                } else {
                    "200 OK\r\nContent-Type: text/html\r\n".to_owned()
                };
                let answer =
                    format!("HTTP/1.1 {head}Content-Length: 2\r\nConnection: close\r\n\r\nok");
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { port, private, asked }
    }

    fn client(answers: &[&[[u8; 4]]]) -> (Client, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let answers = answers.iter().map(|list| list.to_vec()).collect();
        let lookup = Arc::new(Turning { answers, asked: Arc::clone(&asked) });
        let guard = Resolver::new(lookup, stand_in, false);
        (
            Client::with_resolver(ClientOptions { rate: 0, ..ClientOptions::default() }, guard)
                .unwrap(),
            asked,
        )
    }

    fn url(&self, host: &str) -> Url {
        Url::parse(&format!("http://{host}:{}/", self.port)).unwrap()
    }

    /// Not even a connection that waits to be taken.
    fn nothing_came(&self) {
        let error = self.private.accept().expect_err("a connection to a refused address");
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

async fn get(client: &Client, url: &Url) -> Result<Vec<u8>, FetchError> {
    let answer = client.get(url, |_| true).await.map_err(|failure| failure.error)?;
    Ok(answer.body(100).await?.to_vec())
}

#[test]
fn a_name_that_turns_private_after_the_check_is_not_followed_there() {
    let net = Net::new();
    let (client, looked_up) = Net::client(&[&[PUBLIC], &[PRIVATE]]);
    run(async {
        let site = client.for_target(&net.url("turn.test"), &[], None);
        // Each answer closes its connection: every request connects anew.
        for _ in 0..5 {
            assert_eq!(get(&site, &net.url("turn.test")).await, Ok(b"ok".to_vec()));
        }
        assert_eq!(looked_up.load(Ordering::SeqCst), 1, "what was checked is what is used");
        let again = client.for_target(&net.url("turn.test"), &[], None);
        let refused = get(&again, &net.url("turn.test")).await;
        assert!(matches!(refused, Err(FetchError::Refused { .. })), "{refused:?}");
    });
    assert_eq!(net.asked.load(Ordering::SeqCst), 5);
    net.nothing_came();
}

#[test]
fn of_a_mixed_answer_only_the_public_addresses_are_connected_to() {
    let net = Net::new();
    let (client, _) = Net::client(&[&[PRIVATE, PUBLIC, [127, 0, 0, 1], [10, 0, 0, 1]]]);
    run(async {
        for _ in 0..3 {
            let site = client.for_target(&net.url("turn.test"), &[], None);
            assert_eq!(get(&site, &net.url("turn.test")).await, Ok(b"ok".to_vec()));
        }
    });
    net.nothing_came();
}

#[test]
fn a_redirect_to_a_name_with_a_private_address_ends_there() {
    let net = Net::new();
    let (client, _) = Net::client(&[&[PRIVATE]]);
    run(async {
        let refused = get(&client, &net.url("open.test")).await;
        assert!(matches!(refused, Err(FetchError::Refused { .. })), "{refused:?}");
        let literal = get(&client, &net.url("127.0.0.3")).await;
        assert!(matches!(literal, Err(FetchError::Refused { .. })), "{literal:?}");
    });
    assert_eq!(net.asked.load(Ordering::SeqCst), 1, "the redirect itself");
    net.nothing_came();
}

#[test]
fn the_listener_would_notice() {
    let net = Net::new();
    let _ = std::net::TcpStream::connect((IpAddr::from(PRIVATE), net.port)).unwrap();
    assert!(net.private.accept().is_ok());
}

#[test]
fn addresses_are_given_out_only_as_the_guard_allows() {
    let url = Url::parse("http://127.0.0.1:9/").unwrap();
    let client = Client::new(ClientOptions::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let addresses = |client: &Client| runtime.block_on(client.allowed_addresses(&url));
    assert!(matches!(addresses(&client), Err(FetchError::Refused { .. })));
    let stream = runtime.block_on(client.connect(&url, true));
    assert!(matches!(stream, Err(FetchError::Refused { .. })), "{stream:?}");
    let allowed = addresses(&client.for_target(&url, &[], None)).unwrap();
    assert_eq!(allowed[0].ip(), IpAddr::from([127, 0, 0, 1]));
}
