//! The client against a server on loopback: the address guard, TLS faults, limits and headers.

use std::time::Duration;

use beian::crawl::LiveOptions;
use beian::net::{Client, ClientOptions, FetchError, TlsFaultKind};
use url::Url;

use crate::support::server::{CA, Door, Reply, Server};
use crate::support::visit::{block_on, crawl, options};

fn plain() -> Server {
    Server::start(|_| Reply::html("<html><body>hello</body></html>"))
}

/// Fetches an address with everything followed; `target` is what the user typed.
fn fetch(options: ClientOptions, target: Option<&str>, url: &str) -> Result<Vec<u8>, FetchError> {
    block_on(async {
        let mut client = Client::new(options).expect("a client");
        if let Some(target) = target {
            client = client.for_target(&Url::parse(target).expect("an address"), &[], None);
        }
        let url = Url::parse(url).expect("an address");
        let answer = client.get(&url, |_| true).await.map_err(|failure| failure.error)?;
        Ok(answer.body(1 << 20).await?.to_vec())
    })
}

#[test]
fn special_addresses_are_refused_without_a_connection() {
    let server = plain();
    let port = server.address.port();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "x.localhost",
        "localhost.",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ];
    for host in hosts {
        let result = fetch(ClientOptions::default(), None, &format!("http://{host}:{port}/"));
        assert!(matches!(result, Err(FetchError::Refused { .. })), "{host}: {result:?}");
    }
    // A name that a hosts file leads to loopback, where there is one.
    let result = fetch(ClientOptions::default(), None, &format!("http://ip6-localhost:{port}/"));
    assert!(
        matches!(result, Err(FetchError::Refused { .. } | FetchError::Unresolvable { .. })),
        "{result:?}"
    );
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_redirect_to_a_special_address_is_refused_without_a_connection() {
    let inner = plain();
    for to in [inner.url("/"), inner.url_of("localhost", "/"), inner.url_of("[::ffff:7f00:1]", "/")]
    {
        let server = Server::start(move |_| Reply::redirect(302, &to));
        let result = fetch(options(&server), None, &server.url_of("site.test", "/"));
        assert!(matches!(result, Err(FetchError::Refused { .. })), "{result:?}");
    }
    assert_eq!(inner.connections(), 0);
}

#[test]
fn a_literal_target_opens_itself_and_not_its_neighbours() {
    let (server, neighbour) = (plain(), plain());
    for host in ["127.0.0.1", "localhost", "a.localhost"] {
        let target = server.url_of(host, "/");
        assert!(fetch(ClientOptions::default(), Some(&target), &target).is_ok(), "{host}");
        let result = fetch(ClientOptions::default(), Some(&target), &neighbour.url_of(host, "/"));
        assert!(matches!(result, Err(FetchError::Refused { .. })), "{host}: {result:?}");
    }
    assert_eq!(neighbour.connections(), 0);
    let all = ClientOptions { allow_private: true, ..ClientOptions::default() };
    assert!(fetch(all, None, &neighbour.url("/")).is_ok());
}

#[test]
fn an_address_given_by_hand_holds_for_its_port_only() {
    let (server, other) = (plain(), plain());
    let pinned = options(&server);
    assert!(fetch(pinned.clone(), None, &server.url_of("site.test", "/")).is_ok());
    let result = fetch(pinned, None, &other.url_of("site.test", "/"));
    assert!(matches!(result, Err(FetchError::Unresolvable { .. })), "{result:?}");
    assert_eq!(other.connections(), 0);
}

#[test]
fn other_schemes_and_bad_redirects_are_refused() {
    for to in ["ftp://site.test/", "file:///etc/passwd", "http://", "javascript:1"] {
        let server = Server::start(move |_| Reply::redirect(302, to));
        let result = fetch(options(&server), None, &server.url_of("site.test", "/"));
        assert!(
            matches!(result, Err(FetchError::BadRedirect { status: 302, .. })),
            "{to}: {result:?}"
        );
    }
}

#[test]
fn a_closed_port_is_told() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let url = format!("http://127.0.0.1:{port}/");
    assert_eq!(
        fetch(ClientOptions::default(), Some(&url), &url),
        Err(FetchError::ConnectionRefused)
    );
}

#[test]
fn own_headers_go_to_the_sites_own_hosts_only() {
    let other = plain();
    let to = other.url_of("else.test", "/");
    let server = Server::start(move |_| Reply::redirect(302, &to));
    let mut set = options(&server);
    set.resolve.push(format!("else.test:{}:127.0.0.1", other.address.port()).parse().unwrap());
    set.headers = vec![("X-Token".to_owned(), "secret".to_owned())];
    set.allow_private = true;
    block_on(async {
        let url = Url::parse(&server.url_of("site.test", "/")).unwrap();
        let client = Client::new(set).unwrap().for_target(&url, &["site.test".to_owned()], None);
        client.get(&url, |_| true).await.unwrap();
    });
    let headers = |server: &Server| server.requests()[0].headers.to_ascii_lowercase();
    assert!(
        headers(&server).contains("x-token: secret")
            && headers(&server).contains("user-agent: beian/")
    );
    assert!(!headers(&other).contains("x-token"));
}

/// What a server was asked for with the user's header or a cookie, in order.
fn trusted_with(server: &Server) -> Vec<String> {
    let secret = |headers: &str| headers.contains("x-token") || headers.contains("cookie");
    let asked = server.requests().into_iter();
    let told = asked.filter(|request| secret(&request.headers.to_ascii_lowercase()));
    told.map(|request| format!("{}{}", if request.tls { "https " } else { "http " }, request.path))
        .collect()
}

fn with_token(mut options: ClientOptions, others: &[&Server]) -> ClientOptions {
    for other in others {
        for host in ["site.test", "www.site.test"] {
            let pin = format!("{host}:{}:127.0.0.1", other.address.port());
            options.resolve.push(pin.parse().expect("a pin"));
        }
    }
    options.headers = vec![("X-Token".to_owned(), "secret".to_owned())];
    options
}

#[test]
fn own_headers_and_cookies_go_to_the_targets_scheme_host_and_port_only() {
    let port = plain();
    let page = format!(
        "<html><body>京ICP备11000001号<a href=/in>1</a><iframe src=\"{}\"></iframe><a href=\"https://beian.mps.gov.cn/\">\
         <img src=\"{}\">京公网安备11010502000001号</a></body></html>",
        port.url_of("site.test", "/frame"),
        port.url_of("site.test", "/badge.png"),
    );
    let to = port.url_of("site.test", "/port");
    let server =
        Server::start_at(Door::Https("good"), move |request| match request.path.as_str() {
            "/down" | "/in" if request.tls => {
                Reply::redirect(302, &format!("http://{}/plain", request.host))
            }
            "/out" => Reply::redirect(302, &to),
            "/robots.txt" => Reply::typed("text/plain", b"User-agent: *\nSitemap: /map.xml"),
            _ if !request.tls => Reply::html(&page),
            _ => Reply::html(&page).with_header("Set-Cookie", "a=b; Path=/; Domain=site.test"),
        });
    let options = with_token(tls_options(&server, true), &[&port]);
    let home = server.url_of("site.test", "/").replace("http:", "https:");
    let run = crawl(&home, options.clone(), &LiveOptions::default());
    assert!(run.home().facts().is_some());
    for path in ["down", "out"] {
        crawl(&format!("{home}{path}"), options.clone(), &LiveOptions::default());
    }
    let trusted = trusted_with(&server);
    assert!(
        trusted.contains(&"https /".to_owned())
            && trusted.contains(&"https /robots.txt".to_owned())
    );
    assert!(trusted.iter().all(|it| it.starts_with("https ")), "{trusted:?}");
    assert!(server.requests().iter().any(|it| !it.tls && it.path == "/plain"), "asked without");
    assert_eq!(trusted_with(&port), [""; 0]);
    assert!(port.requests().iter().any(|it| it.path == "/port"), "asked without");
}

#[test]
fn a_bare_name_that_falls_back_to_http_gets_no_header_there() {
    let server = Server::start_at(Door::Https("expired"), |_| Reply::html(PAGE));
    let target = format!("site.test:{}", server.address.port());
    let run = crawl(&target, with_token(tls_options(&server, true), &[]), &LiveOptions::default());
    assert!(run.home().facts().is_some());
    assert_eq!(trusted_with(&server), [""; 0]);
    assert!(server.requests().iter().any(|request| !request.tls));
    // One that speaks no TLS at all.
    let server = Server::start(|_| Reply::html(PAGE));
    let target = format!("site.test:{}", server.address.port());
    crawl(&target, with_token(options(&server), &[]), &LiveOptions::default());
    assert_eq!(trusted_with(&server), [""; 0]);
}

#[test]
fn a_special_address_given_by_hand_is_the_named_sites_own() {
    let inner = plain();
    let there = inner.url_of("inner.test", "/");
    let page = format!(
        "<html><body>京ICP备11000001号<iframe src=\"{there}\"></iframe><a href=\"https://beian.mps.gov.cn/\">\
         <img src=\"{there}b.png\">京公网安备11010502000001号</a></body></html>"
    );
    let to = there.clone();
    let server = Server::start(move |request| match request.path.as_str() {
        "/robots.txt" | "/hop" => Reply::redirect(302, &to),
        _ => Reply::html(&page),
    });
    let mut set = options(&server);
    set.resolve.push(format!("inner.test:{}:127.0.0.1", inner.address.port()).parse().unwrap());
    for path in ["/", "/hop"] {
        crawl(&server.url_of("site.test", path), set.clone(), &LiveOptions::default());
    }
    assert_eq!(inner.connections(), 0);
    let run = crawl(&there, set, &LiveOptions::default());
    assert!(run.home().facts().is_some(), "its own site may");
}

#[test]
fn an_old_connection_that_the_server_closed_is_replaced() {
    // Each connection serves one answer that promises to stay open, and closes on the next request.
    let greeted = std::sync::Mutex::new(std::collections::HashSet::new());
    let server = Server::start(move |request| {
        let first = greeted.lock().unwrap().insert(request.path.clone());
        if first && request.path != "/1" { Reply::hangup() } else { Reply::html("ok") }
    });
    block_on(async {
        let client = Client::new(options(&server)).unwrap();
        for path in ["/1", "/2"] {
            let url = Url::parse(&server.url_of("site.test", path)).unwrap();
            let answer = client.get(&url, |_| true).await.expect(path);
            assert_eq!(&*answer.body(100).await.expect(path), b"ok");
        }
    });
}

#[test]
fn requests_to_a_host_keep_the_rate() {
    let server = plain();
    block_on(async {
        // `site.test` leads to loopback, which is never slowed down; a delay asked for by robots.txt holds.
        let client = Client::new(options(&server)).unwrap();
        let url = Url::parse(&server.url_of("site.test", "/")).unwrap();
        client.slow_down("site.test", Duration::from_hours(1));
        client.get(&url, |_| true).await.unwrap();
        let next = client.get(&url, |_| true);
        assert!(tokio::time::timeout(Duration::from_millis(300), next).await.is_err());
    });
    assert_eq!(server.paths(), ["/"], "nothing is asked before its turn");
}

fn tls_options(server: &Server, trusted: bool) -> ClientOptions {
    let ca = std::fs::read(CA).expect("a good fixture");
    ClientOptions { ca_cert: trusted.then_some(ca), ..options(server) }
}

const PAGE: &str = "<html><body><footer>京ICP备11000001号</footer></body></html>";

#[test]
fn tls_faults_have_kinds_and_a_trusted_site_has_none() {
    let cases = [
        ("good", true, None),
        ("good", false, Some(TlsFaultKind::UnknownIssuer)),
        ("self", true, Some(TlsFaultKind::SelfSigned)),
        ("expired", true, Some(TlsFaultKind::Expired)),
        ("future", true, Some(TlsFaultKind::NotYetValid)),
        ("other", true, Some(TlsFaultKind::WrongHost)),
    ];
    for (name, trusted, expected) in cases {
        let server = Server::start_at(Door::Https(name), |_| Reply::html(PAGE));
        let url = server.url_of("site.test", "/").replace("http:", "https:");
        let kind = match fetch(tls_options(&server, trusted), None, &url) {
            Ok(_) => None,
            Err(FetchError::Tls { kind, .. }) => Some(kind),
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(kind, expected, "{name}");
        let insecure = ClientOptions { insecure: true, ..tls_options(&server, trusted) };
        let run = crawl(&url, insecure, &LiveOptions::default());
        assert_eq!(run.visit.tls_fault.as_ref().map(|fault| fault.kind), expected, "{name}");
        assert_eq!(run.icp().len(), 1, "{name}: read in spite of it");
    }
}

#[test]
fn a_bare_name_is_read_over_http_where_https_fails_and_the_fault_is_kept() {
    let server = Server::start_at(Door::Https("expired"), |request| {
        if request.tls { Reply::hangup() } else { Reply::html(PAGE) }
    });
    let target = format!("site.test:{}", server.address.port());
    let run = crawl(&target, tls_options(&server, true), &LiveOptions::default());
    assert_eq!(run.visit.tls_fault.as_ref().map(|fault| fault.kind), Some(TlsFaultKind::Expired));
    assert_eq!((run.visit.home, run.pages.len()), (Some(server.url_of("site.test", "/")), 1));

    // A server that does not speak TLS at all.
    let server = plain();
    let target = format!("site.test:{}", server.address.port());
    let run = crawl(&target, options(&server), &LiveOptions::default());
    assert_eq!(run.visit.tls_fault.as_ref().map(|fault| fault.kind), Some(TlsFaultKind::Handshake));
    assert!(run.home().facts().is_some());
}

#[test]
fn a_bare_name_with_good_tls_stays_on_https() {
    let server = Server::start_at(Door::Https("good"), |_| Reply::html(PAGE));
    let target = format!("site.test:{}", server.address.port());
    let run = crawl(&target, tls_options(&server, true), &LiveOptions::default());
    assert_eq!(run.visit.tls_fault, None);
    assert!(
        run.home().address.starts_with("https://")
            && server.requests().iter().all(|request| request.tls)
    );
}

#[test]
fn a_site_at_an_https_address_with_a_fault_is_unreachable_and_the_fault_is_kept() {
    let server = Server::start_at(Door::Https("self"), |_| Reply::html(PAGE));
    let url = server.url_of("site.test", "/").replace("http:", "https:");
    let run = crawl(&url, tls_options(&server, true), &LiveOptions::default());
    assert!(run.failure().contains("self-signed"), "{}", run.failure());
    assert_eq!(run.visit.tls_fault.map(|fault| fault.kind), Some(TlsFaultKind::SelfSigned));
}

#[test]
fn settings_that_make_no_client_are_told() {
    let wrong = [
        ClientOptions { headers: vec![("a b".into(), "x".into())], ..ClientOptions::default() },
        ClientOptions { ca_cert: Some(b"nothing".to_vec()), ..ClientOptions::default() },
        ClientOptions {
            proxy: Url::parse("socks5://127.0.0.1:1/").ok(),
            ..ClientOptions::default()
        },
        ClientOptions { user_agent: "a\nb".to_owned(), ..ClientOptions::default() },
    ];
    for options in wrong {
        assert!(Client::new(options).is_err());
    }
}

#[test]
fn a_proxy_gets_the_requests_and_literals_are_still_refused() {
    let proxy = plain();
    for address in [proxy.url("/"), proxy.url_of("localhost", "/")] {
        let set = ClientOptions { proxy: Url::parse(&address).ok(), ..ClientOptions::default() };
        let before = proxy.requests().len();
        assert!(fetch(set.clone(), None, "http://nowhere.test/x").is_ok());
        assert_eq!(proxy.requests()[before].path, "http://nowhere.test/x");
        assert!(matches!(fetch(set, None, "http://10.0.0.1/"), Err(FetchError::Refused { .. })));
    }
}
