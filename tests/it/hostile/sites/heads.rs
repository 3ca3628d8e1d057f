//! What can be wrong before the body: no answer, half an answer, headers without end, odd status lines.

use std::time::Duration;

use super::pages::{answer, home, html, markup, missing, page, status};
use super::{Case, case};
use crate::support::server::{Door, Reply};

const LINE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
const TICK: Duration = Duration::from_millis(20);

/// A whole answer whose head is written as it stands, with the footer's page behind it.
fn raw(head: &str) -> Reply {
    let body = markup("");
    Reply::Close([head.replace("{}", &body.len().to_string()).as_bytes(), body.as_bytes()].concat())
}

fn drip(start: &str, unit: &str) -> Reply {
    Reply::Drip(start.as_bytes().to_vec(), unit.as_bytes().to_vec(), TICK)
}

fn flood(start: &str, unit: &str) -> Reply {
    Reply::Drip(start.as_bytes().to_vec(), unit.as_bytes().to_vec(), Duration::ZERO)
}

pub(crate) fn cases() -> Vec<Case> {
    let mut all = silent();
    all.extend(broken());
    all.extend(odd_but_readable());
    all.extend(statuses());
    all.extend(stand_ins());
    all
}

fn silent() -> Vec<Case> {
    let http = Door::Http;
    vec![
        case("no-answer", http, "error site-unreachable;timed out while waiting", |_| {
            Reply::Hold(vec![])
        }),
        case("slow-status-line", http, "error;timed out while waiting", |_| {
            Reply::Hold(b"HT".to_vec())
        }),
        case("slow-headers", http, "error;timed out while waiting", |_| drip(LINE, "X")),
        case("slow-header-lines", http, "error;timed out while waiting", |_| {
            drip(LINE, "A: b\r\n")
        }),
        case("hangup", http, "error;closed before an answer", |_| Reply::Close(vec![])),
        case("hangup-in-head", http, "error;closed before an answer", |_| {
            Reply::Close(LINE.into())
        }),
        case("reset-at-once", Door::Unread(false), "error;closed before an answer", |_| {
            Reply::Close(vec![])
        }),
        case("reset-in-head", Door::Unread(false), "error;closed before an answer", |_| {
            Reply::Close(LINE.into())
        }),
        case("answer-before-request", Door::Unread(false), "error", |_| raw("HTTP/1.1 200 OK\r\n")),
    ]
}

fn broken() -> Vec<Case> {
    let http = Door::Http;
    let invalid = "error;not a valid HTTP answer";
    let large = "error;the head of the answer is too large";
    vec![
        case("other-protocol", http, invalid, |_| {
            Reply::Close(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())
        }),
        case("http-0-9", http, invalid, |_| Reply::Close(markup("").into_bytes())),
        case("garbage-first", http, invalid, |_| raw("\x01\x02\x03\r\nHTTP/1.1 200 OK\r\n\r\n")),
        case("bad-version", http, invalid, |_| raw("HTTP/7.3 200 OK\r\n\r\n")),
        case("bad-status", http, invalid, |_| raw("HTTP/1.1 2x0 OK\r\n\r\n")),
        case("status-of-nine-digits", http, invalid, |_| raw("HTTP/1.1 200000000 OK\r\n\r\n")),
        case("endless-header", http, large, |_| flood(LINE, &"x".repeat(8192))),
        case("endless-header-name", http, large, |_| flood(LINE, &"n".repeat(8192))),
        case("endless-headers", http, large, |_| flood(LINE, &"A: b\r\n".repeat(512))),
        case("endless-cookies", http, large, |_| flood(LINE, &"Set-Cookie: a=b\r\n".repeat(512))),
        case("many-headers", http, large, |_| {
            raw(&format!("{LINE}{}Content-Length: {{}}\r\n\r\n", "A: b\r\n".repeat(1500)))
        }),
        case("large-header", http, large, |_| {
            raw(&format!("{LINE}A: {}\r\nContent-Length: {{}}\r\n\r\n", "x".repeat(300 << 10)))
        }),
        case("lengths-that-differ", http, invalid, |_| {
            raw(&format!("{LINE}Content-Length: {{}}\r\nContent-Length: 7\r\n\r\n"))
        }),
        case("negative-length", http, invalid, |_| {
            raw(&format!("{LINE}Content-Length: -1\r\n\r\n"))
        }),
        case("length-beyond-numbers", http, invalid, |_| {
            raw(&format!("{LINE}Content-Length: 99999999999999999999999\r\n\r\n"))
        }),
        case("huge-length", http, "error;too large", |_| {
            raw(&format!("{LINE}Content-Length: 9223372036854775807\r\n\r\n"))
        }),
        case("zero-in-header", http, invalid, |_| {
            raw(&format!("{LINE}X-A: b\0c\r\nContent-Length: {{}}\r\n\r\n"))
        }),
        case("interim-flood", http, "error;interim answers", |_| {
            flood("", "HTTP/1.1 100 Continue\r\n\r\n")
        }),
        case("interim-drip", http, "error;interim answers", |_| {
            drip("", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n")
        }),
    ]
}

fn odd_but_readable() -> Vec<Case> {
    let http = Door::Http;
    vec![
        case("bare-line-feeds", http, "pass", |req| {
            home(req, || raw("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: {}\n\n"))
        }),
        case("folded-header", http, "pass", |req| {
            home(req, || raw(&format!("{LINE}X-A: one\r\n two\r\nContent-Length: {{}}\r\n\r\n")))
        }),
        case("space-before-colon", http, "pass", |req| {
            home(req, || raw(&format!("{LINE}X-A : b\r\nContent-Length: {{}}\r\n\r\n")))
        }),
        case("bytes-in-header", http, "pass", |req| {
            home(req, || {
                let body = markup("");
                let head = format!("{LINE}Content-Length: {}\r\nX-A: ", body.len());
                Reply::Close(
                    [head.as_bytes(), b"\xff\xfe\xd6\xd0\r\n\r\n", body.as_bytes()].concat(),
                )
            })
        }),
        case("length-twice", http, "pass", |req| {
            home(req, || {
                raw(&format!("{LINE}Content-Length: {{}}\r\nContent-Length: {{}}\r\n\r\n"))
            })
        }),
        case("no-reason-no-length", http, "pass", |req| {
            home(req, || raw("HTTP/1.0 200\r\nContent-Type: text/html\r\n\r\n"))
        }),
        case("interim-answers", http, "pass", |req| {
            home(req, || {
                let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(5);
                raw(&format!("{hints}{LINE}Content-Length: {{}}\r\n\r\n"))
            })
        }),
        case("more-than-announced", http, "pass", |req| {
            home(req, || {
                let mut bytes =
                    answer("200 OK", "Content-Type: text/html\r\n", markup("").as_bytes());
                bytes.extend_from_slice(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
                Reply::Bytes(bytes)
            })
        }),
    ]
}

fn statuses() -> Vec<Case> {
    let http = Door::Http;
    let of = "error site-status";
    vec![
        case("no-content", http, "error site-status;204", |_| status("204 No Content", "")),
        case("partial-content", http, "error site-status;206", |_| {
            Reply::Bytes(answer(
                "206 Partial Content",
                "Content-Type: text/html\r\n",
                b"<html><body>x",
            ))
        }),
        case("not-modified", http, "error site-status;304", |_| status("304 Not Modified", "")),
        case("switching", http, "error", |_| {
            Reply::Close(b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n".to_vec())
        }),
        case("status-999", http, of, |_| status("999 Denied", "")),
        case("not-found", http, "error site-status;404", |_| missing()),
        case("server-error", http, "error site-status;500", |_| status("500 X", "")),
        case(
            "come-back-later",
            http,
            "error site-status;503, to be asked again after 3600 s",
            |_| status("503 Busy", "Retry-After: 3600\r\n"),
        ),
        case(
            "come-back-at-a-date",
            http,
            "error site-status;429, to be asked again after 7200 s",
            |_| {
                status(
                    "429 Busy",
                    "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 12:00:00 GMT\r\n",
                )
            },
        ),
        case("always-busy", http, "error site-status;503", |_| {
            status("503 Busy", "Retry-After: 0\r\n")
        }),
        case("silly-retry-after", http, "error site-status;503", |_| {
            status("503 Busy", "Retry-After: 99999999999999999999\r\n")
        }),
        case("cookie-first", http, "pass", |req| {
            home(req, || {
                if req.header("cookie").is_some_and(|cookie| cookie.contains("seen=yes")) {
                    return page("");
                }
                status("302 Found", "Set-Cookie: seen=yes; Path=/\r\nLocation: /\r\n")
            })
        }),
        case("cookie-that-never-sticks", http, "error site-status;redirects", |_| {
            status("302 Found", "Set-Cookie: a=b; Path=/elsewhere\r\nLocation: /\r\n")
        }),
        case("provider-blocks", http, "error site-intercepted", |_| {
            html(
                "",
                "<html><head><title>TestPage</title></head><body><h1>该网站暂时无法进行访问</h1><p>根据《非经营性互联网\
                 信息服务备案管理办法》，网站未备案，阿里云已依法阻断访问。</p></body></html>",
            )
        }),
    ]
}

/// Status 200, and not the site.
fn stand_ins() -> Vec<Case> {
    let http = Door::Http;
    vec![
        case("a-check-for-robots", http, "error site-stand-in;other than the site's own", |_| {
            html(
                "",
                "<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to \
                 continue</noscript><script>window._cf_chl_opt={cType:'managed'}</script></body></html>",
            )
        }),
        case("maintenance", http, "error site-stand-in;other than the site's own", |_| {
            html(
                "",
                "<html><head><title>某某</title></head><body><h1>系统维护中，请稍后访问</h1></body></html>",
            )
        }),
    ]
}
