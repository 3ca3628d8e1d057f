//! Servers that answer conditions wrongly, oddly or not at all: never an old answer, never a lost page.

use std::collections::HashSet;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::web::{Web, html, not_modified, tagged, wants};
use super::{beian, same};
use crate::support::server::{Reply, Request, Server, gzip};

const EARLY: &str = "Sat, 21 Nov 2026 10:00:00 GMT";
const LATE: &str = "Sun, 22 Nov 2026 10:00:00 GMT";
const NOW: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

/// A page that says which round it is from.
fn page(round: usize) -> Reply {
    html(&format!("<h1>round {round}</h1><p>© {} 某某科技有限公司</p>", 2000 + round))
}

static UNASKED: AtomicUsize = AtomicUsize::new(0);

/// Each site answers conditions in its own way. In the second round its page is another one.
fn answer(request: &Request, round: usize) -> Reply {
    let kind = request.host.split('.').next().unwrap_or_default();
    let asked = wants(request);
    let page = page(round);
    let dated = |page: Reply, modified: &str| {
        page.with_header("Last-Modified", modified).with_header("Date", NOW)
    };
    match kind {
        _ if request.path != "/" => Reply::not_found(),
        // The 304 speaks of another page than the one that is kept.
        "other-tag" if asked => not_modified().with_header("ETag", &format!("\"{round}\"")),
        "other-date" if asked => not_modified().with_header("Last-Modified", LATE),
        "other-type" if asked => not_modified().with_header("Content-Type", "text/html; charset=gbk"),
        "other-date" => dated(page, EARLY),
        // A server without a way to say that nothing has changed.
        "precondition" if asked => page.with_status(412),
        "deaf" => page.with_header("ETag", &format!("\"{round}\"")),
        "other-tag" | "other-type" | "precondition" => page.with_header("ETag", "\"1\""),
        // 304 to who did not ask for it, every other time or always.
        "unasked" if !asked && UNASKED.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) => not_modified(),
        "unasked" => tagged(request, page, &format!("\"{round}\"")),
        "always" => not_modified(),
        // Anything else is what it is.
        "gone" | "down" | "moved" | "hangup" if asked && round == 1 => not_modified(),
        "gone" if asked => Reply::not_found(),
        "down" if asked => Reply::html("<html><body>down</body></html>").with_status(500),
        "moved" if asked => Reply::redirect(302, "http://elsewhere.test/"),
        "hangup" if asked => Reply::hangup(),
        "gone" | "down" | "moved" | "hangup" if round == 1 => page.with_header("ETag", "\"1\""),
        "gone" => Reply::not_found(),
        "down" => Reply::html("<html><body>down</body></html>").with_status(500),
        "moved" => Reply::redirect(302, "http://elsewhere.test/"),
        "hangup" => Reply::hangup(),
        // Not to be kept, whatever the server says to a condition.
        _ if asked => not_modified(),
        "no-store" => page.with_header("ETag", "\"1\"").with_header("Cache-Control", "no-store"),
        "star" => page.with_header("ETag", "*"),
        "bare" => page.with_header("ETag", "1"),
        "vary" => page.with_header("ETag", "\"1\"").with_header("Vary", "*"),
        "new" => dated(page, NOW).with_header("ETag", "\"1\""),
        "dateless" => page.with_header("Last-Modified", EARLY),
        "cookie" => page.with_header("ETag", "\"1\"").with_header("Set-Cookie", "session=verysecret"),
        "untold" => page,
        "cut" => {
            let body = format!("<html><body>round {round}{}", super::web::FOOTER);
            Reply::Close(format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"1\"\r\n\r\n{body}").into_bytes())
        }
        "short" => Reply::Close(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"1\"\r\nContent-Length: 900\r\n\r\n<p>".to_vec(),
        ),
        "large" => html(&"x".repeat(9000)).with_header("ETag", "\"1\""),
        "bomb" => Reply::typed("text/html", &gzip(&vec![b' '; 1 << 16]))
            .with_header("Content-Encoding", "gzip")
            .with_header("ETag", "\"1\""),
        other => panic!("{other}"),
    }
}

const KINDS: [&str; 23] = [
    "other-tag",
    "other-date",
    "other-type",
    "precondition",
    "deaf",
    "unasked",
    "always",
    "gone",
    "down",
    "moved",
    "hangup",
    "no-store",
    "star",
    "bare",
    "vary",
    "new",
    "dateless",
    "cookie",
    "untold",
    "cut",
    "short",
    "large",
    "bomb",
];

#[test]
fn whatever_a_server_says_to_a_condition_the_report_is_that_of_today() {
    let web = Web::start(answer);
    let folder = tempfile::tempdir().unwrap();
    let targets = KINDS.map(|kind| web.url(kind, "/")).join("\n");
    fs::write(folder.path().join("list"), targets).unwrap();
    let plain = ["--targets", "list", "--icp", "京ICP备11000001号-1", "--max-body", "8000"];
    let cached = [&plain[..], &["--cache", "kept"]].concat();
    for round in 1..=3 {
        let without = beian(folder.path(), &plain);
        for _ in 0..2 {
            let with = beian(folder.path(), &cached);
            same(&with, &without, &format!("round {round}"));
        }
        web.next_round();
    }
    let asked: Vec<String> = web
        .requests()
        .iter()
        .filter(|request| request.path == "/" && wants(request))
        .filter_map(|request| request.host.split('.').next().map(str::to_owned))
        .collect();
    let kept = &KINDS[..11];
    for kind in KINDS {
        let expected = kept.contains(&kind) && kind != "always";
        assert_eq!(asked.iter().any(|host| host == kind), expected, "{kind}");
    }
}

#[test]
fn a_304_with_a_body_harms_nothing() {
    const HEAD: &[u8] =
        b"HTTP/1.1 304 X\r\nETag: \"1\"\r\nContent-Length: 900\r\n\r\n<html>another page";
    let web = Web::start(|request, _| match (request.path.as_str(), wants(request)) {
        ("/" | "/a", true) => Reply::Close(HEAD.to_vec()),
        ("/b", true) => Reply::endless(HEAD),
        ("/", _) => html("<a href=/a>a</a><a href=/b>b</a>").with_header("ETag", "\"1\""),
        ("/a" | "/b", _) => html("").with_header("ETag", "\"1\""),
        _ => Reply::not_found(),
    });
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    let first = beian(folder.path(), &[&target, "--cache", "kept"]);
    let second = beian(folder.path(), &[&target, "--cache", "kept"]);
    same(&second, &first, "with bodies");
}

#[test]
fn what_follows_a_304_on_its_connection_is_not_taken_for_the_next_answer() {
    let server = late();
    let target = server.url("/");
    let folder = tempfile::tempdir().unwrap();
    let args = [target.as_str(), "--per-host", "1", "--cache", "kept"];
    let first = beian(folder.path(), &args);
    let second = beian(folder.path(), &args);
    same(&second, &first, "late bodies");
    assert!(
        super::stderr(&second).contains("cache: 4 of 6 requests"),
        "{}",
        super::stderr(&second)
    );
}

/// A server that sends the body of a 304, which has none, when the next request has come on its connection.
fn late() -> Server {
    const PAGE: &str =
        "<html><body><p>text</p><a href=/a>a</a><a href=/b>b</a><a href=/c>c</a></body></html>";
    let owing = Mutex::new(HashSet::new());
    Server::start(move |request| {
        let known = request.header("if-none-match").is_some();
        let mut owing = owing.lock().expect("not poisoned");
        let rest = if owing.remove(&request.connection) {
            "<html>the body of what has not changed</html>"
        } else {
            ""
        };
        let answer = match request.path.as_str() {
            "/robots.txt" | "/sitemap.xml" => {
                "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n".to_owned()
            }
            _ if known => "HTTP/1.1 304 X\r\nETag: \"1\"\r\n\r\n".to_owned(),
            _ => format!(
                "HTTP/1.1 200 X\r\nETag: \"1\"\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{PAGE}",
                PAGE.len()
            ),
        };
        if known {
            owing.insert(request.connection);
        }
        Reply::Bytes([rest, &answer].concat().into_bytes())
    })
}

/// Pages behind a cookie that the home page sets, each with a tag or a date of its own for those who have it.
fn guarded(request: &Request, round: usize) -> Reply {
    let known = request.header("cookie").is_some();
    match request.path.as_str() {
        "/" => {
            let home = html("<a href=/tagged>t</a><a href=/dated>d</a><a href=/varied>v</a>");
            tagged(request, home.with_header("Set-Cookie", &format!("s={round}")), "\"1\"")
        }
        "/tagged" | "/varied" if !known => Reply::redirect(302, "/"),
        "/tagged" => tagged(request, page(1), "\"1\""),
        "/varied" => tagged(request, page(round), "\"1\"").with_header("Vary", "Cookie"),
        // Wrong: the page differs by cookie, and the date does not tell.
        "/dated" if wants(request) => not_modified(),
        "/dated" => page(if known { round } else { 0 })
            .with_header("Last-Modified", EARLY)
            .with_header("Date", NOW),
        _ => Reply::not_found(),
    }
}

#[test]
fn pages_behind_a_cookie_are_those_of_this_session() {
    let web = Web::start(guarded);
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    for round in 1..=3 {
        let without = beian(folder.path(), &[&target]);
        let with = beian(folder.path(), &[&target, "--cache", "kept"]);
        same(&with, &without, &format!("round {round}"));
        web.next_round();
    }
    let asked: Vec<Request> = web.requests().into_iter().filter(wants).collect();
    assert!(asked.iter().all(|request| request.path == "/tagged") && asked.len() == 2, "{asked:?}");
    for text in super::folder::texts(&folder.path().join("kept")) {
        assert!(!text.contains("cookie") || text.contains("any_cookies"), "{text}");
        assert!(!text.contains("s=1"), "{text}");
    }
}
