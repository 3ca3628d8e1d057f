//! The files of a folder as a static server would give them, to who knows the host alone: the browser, not other users of the
//! machine, who may not be able to read the folder.

use std::io;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use hyper::{Response, StatusCode};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::html::charset;

/// Reads the file that a path of a URL stands for; nothing where there is none.
pub type ReadFile = Arc<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// The host that the pages of a folder are opened from, as far as anybody is told. Browsers take it for a safe origin, and our
/// proxy alone answers.
pub const FOLDER_HOST: &str = "site.localhost";

/// The host by which the browser asks for files instead: one that nobody can guess. A cookie or a header would not come with all
/// that a page asks for (sandboxed frames, workers, requests without credentials).
#[derive(Clone, Debug)]
pub(super) struct SecretHost(String);

impl SecretHost {
    pub(super) fn new() -> io::Result<Self> {
        let mut bytes = [0; 16];
        let filled = SystemRandom::new().fill(&mut bytes);
        filled.map_err(|_| io::Error::other("the system gives no random numbers"))?;
        Ok(Self(format!("site-{}.localhost", HEXLOWER.encode(&bytes))))
    }

    /// Whether a request is for it.
    pub(super) fn is(&self, host: Option<&str>) -> bool {
        host == Some(&self.0)
    }

    /// An address on [`FOLDER_HOST`] as the browser has to ask for it.
    pub(super) fn inside(&self, url: &str) -> String {
        url.replacen(FOLDER_HOST, &self.0, 1)
    }

    /// The address of a part of a page as people know it: of one of the folder's files the path.
    pub(super) fn path(&self, address: String) -> String {
        let host = format!("http://{}", self.0);
        match address.strip_prefix(&host) {
            Some(path) if path.starts_with('/') => path.to_owned(),
            _ => self.outside(address),
        }
    }

    /// A page as HTML, with the addresses that its pictures were loaded from as they are told.
    pub(super) fn paths_of_pictures(&self, html: String) -> String {
        let at = format!(" src=\"http://{}/", self.0);
        if html.contains(&at) { html.replace(&at, " src=\"/") } else { html }
    }

    /// A text from the browser as it is told.
    pub(super) fn outside(&self, text: String) -> String {
        if text.contains(&self.0) { text.replace(&self.0, FOLDER_HOST) } else { text }
    }
}

/// A file of the folder.
pub(super) fn answer(
    read: &(dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync),
    path: &str,
) -> Response<Full<Bytes>> {
    let bytes = read(path);
    let status = if bytes.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let bytes = bytes.unwrap_or_default();
    let kind = with_charset(content_type(path), &bytes);
    let mut answer = Response::new(Full::new(Bytes::from(bytes)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

/// A page that does not name its encoding is told to be in the one that it is read in without a browser: its server may name it,
/// and browsers guess otherwise.
fn with_charset(kind: &'static str, bytes: &[u8]) -> HeaderValue {
    let page = (kind == PAGE).then(|| charset(bytes)).filter(|charset| !charset.declared);
    let named = page.map(|page| format!("{kind}; charset={}", page.encoding.name()));
    let named = named.and_then(|named| HeaderValue::try_from(named).ok());
    named.unwrap_or(HeaderValue::from_static(kind))
}

const PAGE: &str = "text/html";

/// By the ending of the name.
fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "css" => "text/css",
        "js" | "mjs" => "text/javascript",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "xml" => "application/xml",
        "txt" => "text/plain",
        _ => PAGE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_do_not_name_their_encoding_get_the_one_that_they_are_read_in() {
        let utf8 = "<title>某某公司</title><p>京ICP备12345678号-1".as_bytes();
        let (gbk, ..) =
            encoding_rs::GBK.encode("<title>某某公司的网站首页</title><p>京ICP备12345678号-1");
        let named = [b"<meta charset=gbk>", &*gbk].concat();
        for (path, bytes, kind) in [
            ("/", utf8, "text/html; charset=UTF-8"),
            ("/a.html", &gbk, "text/html; charset=GBK"),
            ("/b.html", &named, "text/html"),
            ("/c.css", utf8, "text/css"),
        ] {
            let bytes = bytes.to_vec();
            let answer = answer(&move |_| Some(bytes.clone()), path);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], kind, "{path}");
        }
    }
}
