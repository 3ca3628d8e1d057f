//! Nothing that a page, a robots.txt or a sitemap names leads to an address that is refused: not even a connection that
//! waits to be taken. 127.0.0.3 stands in for a private network.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::LazyLock;

use super::pages::{answer, html, markup, page, status};
use super::{audit, case, launch};
use crate::support::server::{Door, Reply, Request};

static PRIVATE: LazyLock<TcpListener> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.3:0").expect("a free port");
    listener.set_nonblocking(true).expect("a listener");
    listener
});

fn private(path: &str) -> String {
    let port = PRIVATE.local_addr().expect("bound above").port();
    format!("http://127.0.0.3:{port}{path}")
}

fn luring(req: &Request) -> Reply {
    let there = private("/x");
    let moved = |to: &str| status("302 Found", &format!("Location: {to}\r\n"));
    match req.path.as_str() {
        "/" => html(
            &format!("Link: <{there}>; rel=preload\r\nRefresh: 0; url={there}\r\n"),
            &markup(&format!(
                "<a href=/hop>1</a><a href=/refresh>2</a><a href=/script>3</a><a href=\"{there}\">4</a>\
                 <iframe src=\"{there}\"></iframe><iframe src=/hop></iframe><img src=\"{there}\">\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\"><img src=\"{there}\">\
                 京公网安备11010502000001号</a>"
            )),
        ),
        "/robots.txt" => {
            Reply::Bytes(answer("200 OK", "", format!("Sitemap: {there}\nSitemap: /map.xml").as_bytes()))
        }
        "/map.xml" => Reply::Bytes(answer("200 OK", "", format!(
            "<urlset><url><loc>{there}</loc></url><sitemap><loc>{there}</loc></sitemap></urlset>"
        ).as_bytes())),
        "/hop" => moved(&there),
        "/refresh" => {
            html("", &format!("<meta http-equiv=refresh content='0;url={there}'><base href='{there}'>"))
        }
        "/script" => html("", &format!("<html><script>location.href = \"{there}\"</script></html>")),
        _ => page(""),
    }
}

#[test]
fn no_connection_is_made_to_a_refused_address_whatever_names_it() {
    let targets = launch(vec![
        case("luring", Door::Http, "pages:", luring),
        case("luring-at-once", Door::Http, "error", |_| {
            status("302 Found", &format!("Location: {}\r\n", private("/")))
        }),
        case("luring-from-robots", Door::Http, "pages:", |req| match req.path.as_str() {
            "/robots.txt" => {
                status("302 Found", &format!("Location: {}\r\n", private("/robots.txt")))
            }
            _ => luring(req),
        }),
    ]);
    let run = audit(&targets.iter().collect::<Vec<_>>());
    assert_eq!(run.sites.len(), targets.len());
    let error = PRIVATE.accept().expect_err("a connection to a refused address");
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
}
