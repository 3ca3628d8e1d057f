//! Name servers of our own on loopback: silent ones, slow ones, ones that fail.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use url::Url;

use super::{DnsLookup, HashMap, ResolvConf};
use crate::net::client::Client;
use crate::net::guard::lookup::Lookup as _;
use crate::net::guard::ranges::special_range;
use crate::net::guard::resolver::Resolver;
use crate::net::{ClientOptions, FetchError, Phase};

/// What a server does with a question for a name and a kind of address (1 or 28).
enum Reply {
    Silence,
    Code(u8),
    Addresses(Vec<IpAddr>),
    /// As much as fits, and the rest over TCP.
    Cut(Vec<IpAddr>),
}

type Zone = dyn Fn(&str, u8) -> Reply + Send + Sync;

/// A server, and the names that it was asked for.
struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<(String, u8)>>>,
}

impl Server {
    fn start(zone: impl Fn(&str, u8) -> Reply + Send + Sync + 'static) -> Self {
        let (udp, tcp) = (0..100)
            .find_map(|_| {
                let udp = UdpSocket::bind("127.0.0.1:0").ok()?;
                let tcp = TcpListener::bind(udp.local_addr().ok()?).ok()?;
                Some((udp, tcp))
            })
            .expect("a port that is free for both");
        let address = udp.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (zone, log): (Arc<Zone>, _) = (Arc::new(zone), Arc::clone(&asked));
        let both = Arc::clone(&zone);
        thread::spawn(move || {
            let mut bytes = [0; 600];
            while let Ok((length, from)) = udp.recv_from(&mut bytes) {
                let (name, kind) = name_of(&bytes[..length]);
                log.lock().unwrap().push((name.clone(), kind));
                if let Some(answer) = answer(&bytes[..length], zone(&name, kind), true) {
                    let _ = udp.send_to(&answer, from);
                }
            }
        });
        thread::spawn(move || {
            for mut stream in tcp.incoming().flatten() {
                let mut length = [0; 2];
                stream.read_exact(&mut length).unwrap();
                let mut bytes = vec![0; u16::from_be_bytes(length).into()];
                stream.read_exact(&mut bytes).unwrap();
                let (name, kind) = name_of(&bytes);
                let answer = answer(&bytes, both(&name, kind), false).unwrap();
                let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
                stream.write_all(&[&length[..], &answer].concat()).unwrap();
            }
        });
        Self { address, asked }
    }

    fn dns(&self) -> DnsLookup {
        dns(ResolvConf::new(vec![self.address]))
    }
}

fn dns(conf: ResolvConf) -> DnsLookup {
    DnsLookup { conf, hosts: HashMap::new(), others: false, ipv6_first: false }
}

fn name_of(question: &[u8]) -> (String, u8) {
    let (mut at, mut labels) = (12, Vec::new());
    while question[at] > 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).into_owned());
        at += length + 1;
    }
    (labels.join("."), question[at + 2])
}

fn answer(question: &[u8], reply: Reply, short: bool) -> Option<Vec<u8>> {
    let (flags, code, addresses) = match reply {
        Reply::Silence => return None,
        Reply::Code(code) => (0x81, code, Vec::new()),
        Reply::Cut(addresses) if short => (0x83, 0, addresses[..1].to_vec()),
        Reply::Addresses(addresses) | Reply::Cut(addresses) => (0x81, 0, addresses),
    };
    let mut bytes = question.to_vec();
    (bytes[2], bytes[3], bytes[7]) = (flags, 0x80 | code, u8::try_from(addresses.len()).unwrap());
    for address in addresses {
        bytes.extend([0xc0, 12, 0, if address.is_ipv4() { 1 } else { 28 }, 0, 1, 0, 0, 0, 9, 0]);
        match address {
            IpAddr::V4(address) => bytes.extend([&[4][..], &address.octets()].concat()),
            IpAddr::V6(address) => bytes.extend([&[16][..], &address.octets()].concat()),
        }
    }
    Some(bytes)
}

fn ips(list: &[&str]) -> Vec<IpAddr> {
    list.iter().map(|ip| ip.parse().unwrap()).collect()
}

fn find(dns: &DnsLookup, host: &str) -> Result<Vec<IpAddr>, String> {
    let turn = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
    let found = Runtime::new().unwrap().block_on(dns.lookup(host, turn));
    found.map_err(|error| error.to_string())
}

#[test]
fn both_kinds_of_addresses_are_found() {
    let server = Server::start(|name, kind| match (name, kind) {
        ("both.test", 1) => Reply::Addresses(ips(&["192.0.2.1", "192.0.2.2"])),
        ("both.test" | "six.test", 28) => Reply::Addresses(ips(&["2001:db8::1"])),
        ("half.test", 1) => Reply::Addresses(ips(&["192.0.2.3"])),
        ("half.test", _) => Reply::Silence,
        ("broken.test", 1) => Reply::Addresses(ips(&["192.0.2.4"])),
        ("six.test" | "none.test", _) => Reply::Addresses(vec![]),
        ("down.test", _) => Reply::Code(2),
        _ => Reply::Code(3),
    });
    let dns = server.dns();
    assert_eq!(find(&dns, "both.test"), Ok(ips(&["192.0.2.1", "2001:db8::1", "192.0.2.2"])));
    assert_eq!(find(&dns, "six.test"), Ok(ips(&["2001:db8::1"])));
    assert_eq!(find(&dns, "half.test"), Ok(ips(&["192.0.2.3"])), "the other half never comes");
    assert_eq!(find(&dns, "broken.test"), Ok(ips(&["192.0.2.4"])));
    assert_eq!(find(&dns, "none.test"), Err("the name has no address".to_owned()));
    assert_eq!(find(&dns, "no.test"), Err("no such name".to_owned()));
    assert!(find(&dns, "down.test").unwrap_err().contains("SERVFAIL"));
    let dns = DnsLookup { ipv6_first: true, ..server.dns() };
    assert_eq!(find(&dns, "both.test"), Ok(ips(&["2001:db8::1", "192.0.2.1", "192.0.2.2"])));
}

#[test]
fn an_answer_that_does_not_fit_is_asked_for_over_tcp() {
    let many: Vec<String> = (1..100).map(|last| format!("192.0.2.{last}")).collect();
    let all = ips(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let zone = all.clone();
    let server = Server::start(move |_, kind| match kind {
        1 => Reply::Cut(zone.clone()),
        _ => Reply::Addresses(vec![]),
    });
    assert_eq!(find(&server.dns(), "many.test"), Ok(all.clone()));
    let conf = ResolvConf { tcp: true, ..ResolvConf::new(vec![server.address]) };
    let before = server.asked.lock().unwrap().len();
    assert_eq!(find(&dns(conf), "many.test"), Ok(all));
    assert_eq!(server.asked.lock().unwrap().len(), before, "nothing went over UDP");
}

#[test]
fn a_server_that_is_silent_fails_or_is_not_there_is_made_up_for_by_the_next() {
    let silent = Server::start(|_, _| Reply::Silence);
    let failing = Server::start(|_, _| Reply::Code(5));
    let good = Server::start(|_, kind| match kind {
        1 => Reply::Addresses(ips(&["192.0.2.1"])),
        _ => Reply::Addresses(vec![]),
    });
    let gone = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for first in [silent.address, failing.address, gone] {
        let conf = ResolvConf::new(vec![first, good.address]);
        assert_eq!(find(&dns(conf), "a.test"), Ok(ips(&["192.0.2.1"])), "{first}");
    }
    let none = ResolvConf::new(vec![gone, failing.address]);
    assert!(find(&dns(none), "a.test").is_err());
}

#[test]
fn a_question_that_is_lost_is_asked_again() {
    let lost = Mutex::new(2);
    let server = Server::start(move |_, kind| {
        let mut lost = lost.lock().unwrap();
        if *lost > 0 {
            *lost -= 1;
            return Reply::Silence;
        }
        Reply::Addresses(if kind == 1 { ips(&["192.0.2.1"]) } else { vec![] })
    });
    assert_eq!(find(&server.dns(), "a.test"), Ok(ips(&["192.0.2.1"])));
    assert_eq!(server.asked.lock().unwrap().len(), 4);
}

#[test]
fn hosts_go_before_servers_and_search_domains_behind() {
    let server = Server::start(|name, kind| match (name, kind) {
        ("intra.corp.test", 1) => Reply::Addresses(ips(&["192.0.2.1"])),
        ("intra.corp.test", _) => Reply::Addresses(vec![]),
        _ => Reply::Code(3),
    });
    let read = ResolvConf::read("search lan.test corp.test");
    let conf = ResolvConf { servers: vec![server.address], ..read };
    let hosts = super::resolv_conf::hosts("192.0.2.9 shop.test Shop");
    let dns = DnsLookup { hosts, ..dns(conf) };
    for (host, expected) in [
        ("intra", Ok(ips(&["192.0.2.1"]))),
        ("SHOP.test", Ok(ips(&["192.0.2.9"]))),
        ("shop", Ok(ips(&["192.0.2.9"]))),
        ("nowhere", Err("no such name".to_owned())),
    ] {
        assert_eq!(find(&dns, host), expected, "{host}");
    }
    let asked = server.asked.lock().unwrap();
    assert!(!asked.iter().any(|(name, _)| name.contains("shop") || name.contains("SHOP")));
    assert!(asked.iter().any(|(name, _)| name == "nowhere.lan.test"));
}

#[test]
fn servers_that_stay_silent_are_given_up_in_time() {
    let server = Server::start(|_, _| Reply::Silence);
    let conf =
        ResolvConf { patience: Duration::from_millis(50), ..ResolvConf::new(vec![server.address]) };
    let guard = Resolver::new(Arc::new(dns(conf)), special_range, false);
    let runtime = Runtime::new().unwrap();
    let looked = runtime.block_on(guard.resolve("a.test", 80, Duration::from_mins(10)));
    assert_eq!(looked.addresses, Err(FetchError::Timeout(Phase::Name)));
}

/// Serves one page to everybody.
fn page_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 2048]);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            );
        }
    });
    port
}

#[test]
fn dead_name_servers_do_not_take_the_verdict_of_sites_behind_them() {
    let server = Server::start(|name, kind| match kind {
        _ if name.starts_with("dead") => Reply::Silence,
        1 => Reply::Addresses(ips(&["127.0.0.1"])),
        _ => Reply::Addresses(vec![]),
    });
    let port = page_server();
    let timeout = Duration::from_secs(2);
    let options =
        ClientOptions { timeout, allow_private: true, rate: 0, ..ClientOptions::default() };
    // Two rounds of dead names go before the first healthy one: twice the time for a page.
    let guard = Resolver::new(Arc::new(server.dns()), special_range, true).with_permits(8);
    let client = Client::with_resolver(options, guard).unwrap();
    let came = Runtime::new().unwrap().block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..21 {
            let kind = if number < 16 { "dead" } else { "well" };
            let url = Url::parse(&format!("http://{kind}{number}.test:{port}/")).unwrap();
            let site = client.for_target(&url, &[], Some(timeout * 6));
            tasks.spawn(async move {
                let got = site.get(&url, |_| true).await;
                (kind, got.map(|answer| answer.status).map_err(|failure| failure.error))
            });
        }
        tasks.join_all().await
    });
    for (kind, got) in came {
        let expected = if kind == "well" { Ok(200) } else { Err(FetchError::Timeout(Phase::Name)) };
        assert_eq!(got, expected);
    }
}
