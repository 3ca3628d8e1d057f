//! Where a site sends us: redirects, robots.txt, sitemaps, frames, links without end. And the sites that are well.

use std::time::Duration;

use super::pages::{answer, home, html, markup, missing, page, rows, status};
use super::{Case, case};
use crate::support::server::{Door, Reply, Request};

const HTTP: Door = Door::Http;

fn to(location: &str) -> Reply {
    status("302 Found", &format!("Location: {location}\r\n"))
}

fn text(content_type: &str, body: &[u8]) -> Reply {
    Reply::Bytes(answer("200 OK", &format!("Content-Type: {content_type}\r\n"), body))
}

/// A redirect of the home page; whatever it leads to on this server is a page.
fn turn(req: &Request, location: &str) -> Reply {
    match req.path.as_str() {
        "/" => to(location),
        "/robots.txt" | "/sitemap.xml" => missing(),
        _ => page(""),
    }
}

/// A page with one link, a robots.txt and a sitemap.
fn site(req: &Request, robots: impl FnOnce() -> Reply, sitemap: impl FnOnce() -> Reply) -> Reply {
    match req.path.as_str() {
        "/robots.txt" => robots(),
        "/" => page("<a href=/one>one</a>"),
        "/one" => page("<a href=/>home</a>"),
        path if path.contains("sitemap") => sitemap(),
        _ => missing(),
    }
}

/// A sitemap or an index of sitemaps.
fn map(tag: &str, addresses: impl Iterator<Item = String>) -> Reply {
    let rows: String = rows(addresses, |url| format!("<{tag}><loc>{url}</loc></{tag}>"));
    text("text/xml", format!("<?xml version=\"1.0\"?><{tag}set>{rows}</{tag}set>").as_bytes())
}

/// The path of a link on every page, below the page's own.
fn trap(req: &Request, link: &str) -> Reply {
    match req.path.as_str() {
        "/robots.txt" | "/sitemap.xml" => missing(),
        _ => page(&format!("<a href=\"{link}\">next</a><a href=/real>real</a>")),
    }
}

pub(crate) fn cases() -> Vec<Case> {
    let mut all = redirects();
    all.extend(stand_ins());
    all.extend(frames());
    all.extend(robots());
    all.extend(sitemaps());
    all.extend(traps());
    all
}

fn redirects() -> Vec<Case> {
    let endless = "error site-status;redirects";
    let away = "error site-redirects-away";
    let nowhere =
        "error site-status;no http(s) address;(the home page answers 302: redirect 302 to";
    vec![
        case("redirect-to-itself", HTTP, endless, |_| to("/")),
        case("redirect-loop", HTTP, endless, |req| to(if req.path == "/" { "/b" } else { "/" })),
        case("redirect-without-end", HTTP, endless, |req| to(&format!("{}x", req.path))),
        case("redirect-chain", HTTP, "pass", |req| match req.path.len() {
            1..10 => to(&format!("{}x", req.path)),
            10 => page(""),
            _ => missing(),
        }),
        case("redirect-to-nothing", HTTP, endless, |_| to("")),
        case(
            "redirect-without-location",
            HTTP,
            "error site-status;a redirect that names no address",
            |_| status("302 Found", ""),
        ),
        case("redirect-to-ftp", HTTP, nowhere, |_| to("ftp://x.test/")),
        case("redirect-to-a-file", HTTP, nowhere, |_| to("file:///etc/passwd")),
        case("redirect-to-a-script", HTTP, nowhere, |_| to("javascript:alert(1)")),
        case("redirect-to-data", HTTP, nowhere, |_| to("data:text/html,x")),
        case("redirect-to-no-port", HTTP, "error;port 0", |req| {
            to(&format!("http://{}:0/", req.host.split(':').next().unwrap_or_default()))
        }),
        case("redirect-to-a-private-address", HTTP, away, |_| to("http://10.0.0.1/")),
        case("redirect-to-metadata", HTTP, away, |_| {
            to("http://100.100.100.200/latest/meta-data/")
        }),
        case("redirect-to-this-machine", HTTP, away, |_| to("http://localhost/")),
        case("redirect-to-a-number", HTTP, away, |_| to("//2130706433/")),
        case("redirect-to-another-site", HTTP, away, |_| to("https://例子.test/")),
        case("redirect-with-spaces", HTTP, "pass", |req| turn(req, "  /a b/c  ")),
        case("redirect-with-backslashes", HTTP, "pass", |req| turn(req, "\\a\\b")),
        case("redirect-in-chinese", HTTP, "pass", |req| turn(req, "/首页?问=答")),
        case("redirect-with-a-login", HTTP, "pass", |req| {
            let location = format!("http://user:secret@{}/x#part", req.host);
            if req.header("authorization").is_some() { missing() } else { turn(req, &location) }
        }),
        case("redirect-with-an-endless-body", HTTP, "pass", |req| match req.path.as_str() {
            "/" => Reply::Drip(
                b"HTTP/1.1 302 X\r\nLocation: /x\r\n\r\n".to_vec(),
                vec![b'x'; 999],
                Duration::ZERO,
            ),
            _ => turn(req, ""),
        }),
        case("redirect-to-a-slow-page", HTTP, "error;timed out while", |req| {
            match req.path.as_str() {
                "/" => to("/slow"),
                _ => Reply::Hold(Vec::new()),
            }
        }),
    ]
}

fn stand_ins() -> Vec<Case> {
    vec![
        case("meta-refresh", HTTP, "pass", |req| match req.path.as_str() {
            "/" => html(
                "",
                "<html><head><meta http-equiv=refresh content='0;url=/home'></head></html>",
            ),
            "/home" => page(""),
            _ => missing(),
        }),
        case("meta-refresh-to-itself", HTTP, "pages:1", |req| {
            home(req, || {
                html("", "<html><head><meta http-equiv=refresh content='0;url=/'></head></html>")
            })
        }),
        case("meta-refresh-loop", HTTP, "pages:", |req| match req.path.as_str() {
            "/robots.txt" | "/sitemap.xml" => missing(),
            "/" => {
                html("", "<html><head><meta http-equiv=refresh content='0;url=/a'></head></html>")
            }
            _ => html("", "<html><head><meta http-equiv=refresh content='0;url=/'></head></html>"),
        }),
        case("meta-refresh-to-this-machine", HTTP, "error site-redirects-away", |_| {
            html(
                "",
                "<html><head><meta http-equiv=refresh content='0;url=http://127.0.0.1:1/'></head></html>",
            )
        }),
        case("refresh-header", HTTP, "pass", |req| match req.path.as_str() {
            "/" => html("Refresh: 0; URL='/home'\r\n", ""),
            "/home" => page(""),
            _ => missing(),
        }),
        case("refresh-header-to-itself", HTTP, "review;pages:1", |_| {
            html("Refresh: 0;url=/\r\n", "<html><body></body></html>")
        }),
        case("refresh-header-to-this-machine", HTTP, "error site-redirects-away", |_| {
            html("Refresh: 0;url=http://127.0.0.1:1/\r\n", "<html><body></body></html>")
        }),
        case("refresh-header-that-only-reloads", HTTP, "pass", |req| {
            home(req, || html("Refresh: 300\r\n", &markup("")))
        }),
        case("redirect-on-load", HTTP, "review:site-needs-browser", |_| {
            html("", "<html><body onload=\"location.href='/home'\"></body></html>")
        }),
        case("script-that-reloads", HTTP, "review:site-needs-browser", |_| {
            html("", "<html><script>document.cookie='a=b';location.reload()</script></html>")
        }),
        case("script-redirect", HTTP, "pass", |req| match req.path.as_str() {
            "/" => html("", "<html><script>window.location.href = \"/home\";</script></html>"),
            "/home" => page(""),
            _ => missing(),
        }),
    ]
}

fn frames() -> Vec<Case> {
    vec![
        case("frameset", HTTP, "pass", |req| match req.path.as_str() {
            "/" => html(
                "",
                "<html><frameset rows='*,60'><frame src=main><frame src=foot></frameset></html>",
            ),
            "/foot" => page(""),
            "/main" => html("", "<html><body>main</body></html>"),
            _ => missing(),
        }),
        case("footer-in-a-frame", HTTP, "pass", |req| match req.path.as_str() {
            "/" => html(
                "",
                "<!doctype html><html><body><p>某某科技有限公司的网站</p><iframe src=/foot></iframe></body></html>",
            ),
            "/foot" => page(""),
            _ => missing(),
        }),
        case("frame-that-never-comes", HTTP, "review", |req| match req.path.as_str() {
            "/" => html(
                "",
                "<!doctype html><html><body><p>某某科技有限公司的网站</p><iframe src=/foot></iframe></body></html>",
            ),
            "/foot" => Reply::Hold(Vec::new()),
            _ => missing(),
        }),
        case("frames-in-frames", HTTP, "pages:", |req| match req.path.as_str() {
            "/robots.txt" | "/sitemap.xml" => missing(),
            path => html("", &markup(&format!("<iframe src=\"{path}x\"></iframe>").repeat(50))),
        }),
        case("broken-badge-image", HTTP, "police-badge-broken", |req| match req.path.as_str() {
            "/" => page(
                "</main><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\">\
                 <img src=/slow.png>京公网安备11010502000001号</a></footer><main>",
            ),
            _ => missing(),
        }),
    ]
}

fn robots() -> Vec<Case> {
    let kept = "pass;skipped:robots;pages:1";
    let read = "pass;pages:2";
    vec![
        case("robots-of-a-megabyte", HTTP, read, |req| {
            let lines = "Disallow: /secret/of/some/length\n".repeat(40_000);
            site(req, || text("text/plain", format!("User-agent: *\n{lines}").as_bytes()), missing)
        }),
        case("robots-without-end", HTTP, read, |req| {
            site(
                req,
                || {
                    let head =
                        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n"
                            .to_vec();
                    Reply::Drip(head, b"Disallow: /secret\n".repeat(500), Duration::ZERO)
                },
                missing,
            )
        }),
        case("robots-that-never-comes", HTTP, kept, |req| {
            site(req, || Reply::Hold(Vec::new()), missing)
        }),
        case("robots-that-drips", HTTP, kept, |req| {
            let head = b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n".to_vec();
            site(req, || Reply::Drip(head, b"#".to_vec(), Duration::from_millis(30)), missing)
        }),
        case("robots-server-error", HTTP, kept, |req| site(req, || status("500 X", ""), missing)),
        case("robots-hangup", HTTP, kept, |req| site(req, || Reply::Close(Vec::new()), missing)),
        case("robots-forbidden", HTTP, read, |req| site(req, || status("403 X", ""), missing)),
        case("robots-redirect-loop", HTTP, read, |req| site(req, || to("/robots.txt"), missing)),
        case("robots-elsewhere", HTTP, read, |req| {
            site(req, || to("http://10.0.0.1/robots.txt"), missing)
        }),
        case("robots-nowhere", HTTP, read, |req| site(req, || to("ftp://a.test/"), missing)),
        case("robots-as-html", HTTP, read, |req| site(req, || page(""), missing)),
        case("robots-as-bytes", HTTP, read, |req| {
            site(
                req,
                || text("text/plain", &(0..=255).cycle().take(9999).collect::<Vec<u8>>()),
                missing,
            )
        }),
        case("robots-that-forbid", HTTP, kept, |req| {
            site(req, || text("text/plain", b"User-agent: *\nDisallow: /"), missing)
        }),
        case("robots-with-a-day-of-delay", HTTP, read, |req| {
            site(req, || text("text/plain", b"User-agent: *\nCrawl-delay: 86400"), missing)
        }),
    ]
}

fn sitemaps() -> Vec<Case> {
    let read = "pass;pages:2";
    vec![
        case("sitemap-loop", HTTP, "pass;pages:2", |req| {
            let here = format!("http://{}/sitemap.xml", req.host);
            site(req, missing, || map("sitemap", std::iter::repeat_n(here, 9)))
        }),
        case("sitemap-index-without-end", HTTP, "pass;pages:2", |req| {
            let path = format!("http://{}{}", req.host, req.path);
            site(req, missing, || map("sitemap", (0..9).map(|n| format!("{path}{n}"))))
        }),
        case("sitemap-bomb", HTTP, read, |req| {
            site(req, missing, || text("application/gzip", super::bodies::gzip_bomb()))
        }),
        case("sitemap-without-end", HTTP, "pass;truncated", |req| match req.path.as_str() {
            "/sitemap.xml" => {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<urlset>";
                let rows: String =
                    rows(0..500, |n| format!("<url><loc>http://{}/{n}</loc></url>", req.host));
                Reply::Drip(head.into(), rows.into_bytes(), Duration::ZERO)
            }
            "/robots.txt" => missing(),
            _ => page(""),
        }),
        case("sitemap-of-others", HTTP, read, |req| {
            let others = [
                "http://10.0.0.1/",
                "http://localhost/",
                "https://other.test/",
                "file:///etc/passwd",
            ];
            site(req, missing, || map("url", others.into_iter().map(str::to_owned)))
        }),
        case("sitemap-with-entities", HTTP, read, |req| {
            site(req, missing, || {
                let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><urlset><url><loc>&b;</loc></url></urlset>";
                text("text/xml", bomb.as_bytes())
            })
        }),
        case("sitemap-that-never-comes", HTTP, read, |req| {
            site(req, missing, || Reply::Hold(Vec::new()))
        }),
    ]
}

fn traps() -> Vec<Case> {
    vec![
        case("calendar", HTTP, "pass;truncated;pages:50", |req| {
            let day: u32 =
                req.path.rsplit('/').next().and_then(|day| day.parse().ok()).unwrap_or(0);
            trap(req, &format!("/calendar/{}", day + 1))
        }),
        case("growing-query", HTTP, "pass;skipped:trap", |req| {
            let query = req.path.split_once('?').map_or("", |(_, query)| query);
            trap(req, &format!("/list?{query}&filter=1"))
        }),
        case("growing-path", HTTP, "pass;skipped:trap", |req| trap(req, "deeper/")),
        case("sessions", HTTP, "pass;pages:3", |req| {
            let number = req.path.len() * 7919 + req.headers.len();
            trap(req, &format!("/page?PHPSESSID={number}{}", req.path.replace(['/', '?', '='], "")))
        }),
        case("addresses-that-grow", HTTP, "pass;truncated", |req| {
            trap(req, &format!("/{}y", req.path.trim_start_matches('/')))
        }),
        case("odd-addresses", HTTP, "pass", |req| {
            trap(
                req,
                "javascript:void(0)\"></a><a href=\"data:text/html,x\"></a><a href=\"blob:x\"></a><a href=\"ftp://a.test/\">\
                 </a><a href=\"/%2e%2e/%2e%2e/etc/passwd\"></a><a href=\"/a\0b\"></a><a href=\"//[::1\"></a>\
                 <a href=\"http://a.test:99999/\"></a><a href=\"/|^`{}\"></a><a href=\"http://10.0.0.1/",
            )
        }),
        case("every-page-stalls", HTTP, "pass;truncated;skipped:time", |req| {
            match req.path.as_str() {
                "/" => page(&rows(0..99, |n| format!("<a href=/{n}>x</a>"))),
                "/robots.txt" | "/sitemap.xml" => missing(),
                _ => Reply::Hold(Vec::new()),
            }
        }),
    ]
}

pub(crate) fn healthy() -> Vec<Case> {
    fn many(req: &Request) -> Reply {
        match req.path.as_str() {
            "/robots.txt" => text("text/plain", b"User-agent: *\nDisallow: /private/"),
            "/sitemap.xml" => map("url", (0..9).map(|n| format!("http://{}/{n}", req.host))),
            _ => page(&rows(0..20, |n| format!("<a href=/{n}>{n}</a> "))),
        }
    }
    fn large(req: &Request) -> Reply {
        home(req, || html("", &markup(&"<p>某某科技</p>".repeat(60_000))))
    }
    vec![
        case("well", HTTP, "pass;pages:21", many),
        case("well-again", HTTP, "pass;pages:21", many),
        case("well-and-large", HTTP, "pass;pages:1", large),
        case("well-over-tls", Door::Https("good"), "pass;pages:21", |req| {
            match req.path.as_str() {
                "/robots.txt" | "/sitemap.xml" => missing(),
                _ => many(req),
            }
        }),
        case("well-but-without-number", HTTP, "fail;icp-missing", |req| {
            home(req, || {
                html("", "<!doctype html><html><body><p>某某科技有限公司的网站</p></body></html>")
            })
        }),
    ]
}
