//! A request with a body passes the same guard as every page, and is sent once.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use hyper::body::Bytes;
use hyper::header::HeaderValue;
use url::Url;

use crate::net::client::Client;
use crate::net::error::FetchError;
use crate::net::options::ClientOptions;

/// A server that answers each request as told, and what it receives: head and body.
fn server(status: &'static str) -> (Url, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/hook?a=1", listener.local_addr().unwrap())).unwrap();
    let (received, requests) = channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            received.send((head, String::from_utf8(body).unwrap())).unwrap();
            let _ = stream.write_all(status.as_bytes());
        }
    });
    (url, requests)
}

fn post(client: &Client, url: &Url, body: &'static str) -> Result<u16, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let kind = HeaderValue::from_static("application/json");
        client.post(url, kind, Bytes::from_static(body.as_bytes())).await.map(|it| it.status)
    })
}

#[test]
fn a_body_arrives_with_its_type() {
    let (url, requests) = server("HTTP/1.1 204 No Content\r\n\r\n");
    let client = Client::new(ClientOptions::default()).unwrap().for_target(&url, &[], None);
    assert_eq!(post(&client, &url, "{\"n\":1}"), Ok(204));
    let (head, body) = requests.recv().unwrap();
    assert!(head.starts_with("POST /hook?a=1 HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/json\r\n"), "{head}");
    assert_eq!(body, "{\"n\":1}");
}

#[test]
fn a_redirect_is_not_followed_and_a_closed_connection_not_retried() {
    let (url, requests) = server("HTTP/1.1 307 T\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
    let client = Client::new(ClientOptions::default()).unwrap().for_target(&url, &[], None);
    assert_eq!(post(&client, &url, "a"), Ok(307));
    assert_eq!(requests.try_iter().count(), 1);
    let (url, requests) = server("");
    let client = Client::new(ClientOptions::default()).unwrap().for_target(&url, &[], None);
    assert_eq!(post(&client, &url, "a"), Err(FetchError::Reset));
    assert_eq!(requests.try_iter().count(), 1);
}

#[test]
fn the_guard_judges_it_and_names_its_addresses() {
    let (url, requests) = server("HTTP/1.1 204 No Content\r\n\r\n");
    let client = Client::new(ClientOptions::default()).unwrap();
    assert!(matches!(post(&client, &url, "a"), Err(FetchError::Refused { .. })));
    assert_eq!(requests.try_iter().count(), 0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let addresses = |client: &Client| runtime.block_on(client.allowed_addresses(&url));
    assert!(matches!(addresses(&client), Err(FetchError::Refused { .. })));
    let allowed = addresses(&client.for_target(&url, &[], None)).unwrap();
    assert_eq!(allowed[0].ip(), IpAddr::from([127, 0, 0, 1]));
}
