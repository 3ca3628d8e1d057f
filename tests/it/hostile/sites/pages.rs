//! What the sites are made of: answers, and pages with a footer that passes.

use crate::support::server::{Reply, Request};

/// A proper answer.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Markup with the footer that passes.
pub(crate) fn markup(body: &str) -> String {
    format!(
        "<!doctype html><html lang=zh><head><meta charset=utf-8><title>某某</title></head><body><main>{body}</main>\
         <footer><a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a> © 2026 某某</footer></body></html>"
    )
}

/// A page with the footer that passes.
pub(crate) fn page(body: &str) -> Reply {
    html("", &markup(body))
}

/// HTML with further headers (each with its line end).
pub(crate) fn html(headers: &str, markup: &str) -> Reply {
    let headers = format!("Content-Type: text/html; charset=utf-8\r\n{headers}");
    Reply::Bytes(answer("200 OK", &headers, markup.as_bytes()))
}

/// Another status, without a body.
pub(crate) fn status(line: &str, headers: &str) -> Reply {
    Reply::Bytes(answer(line, headers, b""))
}

/// What is not there.
pub(crate) fn missing() -> Reply {
    status("404 Not Found", "")
}

/// The home page by a reply, nothing else.
pub(crate) fn home(request: &Request, reply: impl FnOnce() -> Reply) -> Reply {
    if request.path == "/" { reply() } else { missing() }
}

/// Rows of markup.
pub(crate) fn rows<T>(items: impl Iterator<Item = T>, row: impl Fn(T) -> String) -> String {
    items.map(row).collect::<Vec<String>>().concat()
}
