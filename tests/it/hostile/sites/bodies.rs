//! What can be wrong with a body: too slow, too long, cut, packed against us, or not what its header says.

use std::io::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::pages::{answer, home, html, markup, rows};
use super::{Case, case};
use crate::support::server::{Door, Reply, gzip};

const OPEN: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
const HTTP: Door = Door::Http;

fn flood(start: &str, unit: &[u8]) -> Reply {
    Reply::Drip(start.as_bytes().to_vec(), unit.to_vec(), Duration::ZERO)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("into memory");
    packer.finish().expect("into memory")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 3, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &options).expect("into memory");
    packed
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).expect("into memory")
}

/// Far more than any page unpacked, small on the wire.
struct Bombs {
    gzip: Vec<u8>,
    deflate: Vec<u8>,
    brotli: Vec<u8>,
    zstd: Vec<u8>,
    nested: Vec<u8>,
    mixed: Vec<u8>,
}

static BOMBS: LazyLock<Bombs> = LazyLock::new(|| {
    let blanks = vec![b' '; 64 << 20];
    let (gzip_bomb, brotli_bomb) = (gzip(&blanks), brotli(&blanks));
    Bombs {
        nested: gzip(&gzip_bomb),
        mixed: zstd(&brotli_bomb),
        deflate: deflate(&blanks),
        zstd: zstd(&blanks),
        gzip: gzip_bomb,
        brotli: brotli_bomb,
    }
});

/// Makes what takes long, before the time of a page runs.
pub(crate) fn prepare() {
    LazyLock::force(&BOMBS);
}

/// White space without end, as gzip.
pub(crate) fn gzip_bomb() -> &'static [u8] {
    &BOMBS.gzip
}

/// An HTML answer with this coding in its header.
fn coded(coding: &str, body: &[u8]) -> Reply {
    let headers =
        format!("Content-Type: text/html; charset=utf-8\r\nContent-Encoding: {coding}\r\n");
    Reply::Bytes(answer("200 OK", &headers, body))
}

fn typed(content_type: &str, body: &[u8]) -> Reply {
    Reply::Bytes(answer("200 OK", &format!("Content-Type: {content_type}\r\n"), body))
}

pub(crate) fn cases() -> Vec<Case> {
    let mut all = lengths();
    all.extend(bombs());
    all.extend(codings());
    all.extend(types());
    all.extend(heavy());
    all
}

fn lengths() -> Vec<Case> {
    let cut = "error site-unreachable;broke off";
    vec![
        case("dripping-body", HTTP, "error;timed out while reading the body", |_| {
            Reply::Drip(OPEN.into(), b"x".to_vec(), Duration::from_millis(20))
        }),
        case("silent-body", HTTP, "error;timed out while reading the body", |_| {
            Reply::Hold(format!("{OPEN}<html><body>").into_bytes())
        }),
        case("endless-body", HTTP, "error;too large", |_| flood(OPEN, &[b'x'; 16 << 10])),
        case("endless-chunks", HTTP, "error;too large", |_| {
            flood(CHUNKED, &[b"2000\r\n".as_slice(), &[b'x'; 0x2000], b"\r\n"].concat())
        }),
        case("tiny-chunks", HTTP, "error", |_| flood(CHUNKED, &b"1\r\nx\r\n".repeat(1000))),
        case("empty-body", HTTP, "error site-unreachable;the answer is empty", |_| html("", "")),
        case("blank-body", HTTP, "error site-unreachable;the answer is empty", |_| {
            html("", "\r\n ")
        }),
        case("short-body", HTTP, cut, |_| {
            Reply::Close(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>"
                    .into(),
            )
        }),
        case("reset-in-body", Door::Unread(false), "error", |_| {
            Reply::Close(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>"
                    .into(),
            )
        }),
        case("cut-chunk", HTTP, cut, |_| Reply::Close(format!("{CHUNKED}50\r\n<p>").into())),
        case("no-last-chunk", HTTP, cut, |_| Reply::Close(format!("{CHUNKED}3\r\n<p>\r\n").into())),
        case("bad-chunk-size", HTTP, cut, |_| {
            Reply::Close(format!("{CHUNKED}zz\r\n<p>\r\n0\r\n\r\n").into())
        }),
        case("huge-chunk-size", HTTP, "error", |_| {
            Reply::Close(format!("{CHUNKED}ffffffffffffffff\r\n<p>\r\n0\r\n\r\n").into())
        }),
        case("chunk-size-beyond-numbers", HTTP, cut, |_| {
            Reply::Close(format!("{CHUNKED}fffffffffffffffffffff\r\n<p>\r\n0\r\n\r\n").into())
        }),
        case("endless-chunk-extension", HTTP, cut, |_| {
            flood(&format!("{CHUNKED}3;"), &[b'x'; 8192])
        }),
        case("endless-trailers", HTTP, cut, |_| {
            flood(&format!("{CHUNKED}3\r\n<p>\r\n0\r\n"), &b"A: b\r\n".repeat(500))
        }),
        case("length-and-chunks", HTTP, "pass", |req| {
            home(req, || {
                let body = markup("");
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\nTransfer-Encoding: chunked";
                Reply::Close(
                    format!("{head}\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into(),
                )
            })
        }),
    ]
}

fn bombs() -> Vec<Case> {
    let large = "error site-unreachable;too large";
    vec![
        case("gzip-bomb", HTTP, large, |_| coded("gzip", &BOMBS.gzip)),
        case("deflate-bomb", HTTP, large, |_| coded("deflate", &BOMBS.deflate)),
        case("brotli-bomb", HTTP, large, |_| coded("br", &BOMBS.brotli)),
        case("zstd-bomb", HTTP, large, |_| coded("zstd", &BOMBS.zstd)),
        case("nested-bomb", HTTP, large, |_| coded("gzip, gzip", &BOMBS.nested)),
        case("mixed-bomb", HTTP, large, |_| coded("br, zstd", &BOMBS.mixed)),
        case("bomb-on-an-error-page", HTTP, "error site-status;404", |_| {
            let headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
            Reply::Bytes(answer("404 Not Found", headers, &BOMBS.gzip))
        }),
        case("empty-gzip-members", HTTP, "error", |_| {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
            flood(head, &gzip(b"").repeat(100))
        }),
        case("zstd-that-unpacks-to-nothing", HTTP, large, |_| {
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\n\r\n";
            let start = [&head[..], &[0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0x7f]].concat();
            Reply::Drip(start, vec![0; 16 << 10], Duration::ZERO)
        }),
        case("wide-zstd-window", HTTP, "error;cannot be decoded", |_| {
            let mut packer = zstd::Encoder::new(Vec::new(), 1).expect("into memory");
            packer.window_log(27).expect("a window");
            packer.write_all(markup("").as_bytes()).expect("into memory");
            coded("zstd", &packer.finish().expect("into memory"))
        }),
    ]
}

fn codings() -> Vec<Case> {
    let wrong = "error site-unreachable;cannot be decoded";
    vec![
        case("gzip-in-name-only", HTTP, wrong, |_| coded("gzip", markup("").as_bytes())),
        case("brotli-in-name-only", HTTP, wrong, |_| coded("br", markup("").as_bytes())),
        case("zstd-in-name-only", HTTP, wrong, |_| coded("zstd", markup("").as_bytes())),
        case("undeclared-gzip", HTTP, wrong, |_| html_bytes(&gzip(markup("").as_bytes()))),
        case("undeclared-layer", HTTP, wrong, |_| {
            coded("gzip", &gzip(&gzip(markup("").as_bytes())))
        }),
        case("unknown-coding", HTTP, wrong, |_| coded("lzma", b"\x5d\0\0\0\x04hello")),
        case("too-many-codings", HTTP, wrong, |_| coded("gzip, gzip, gzip, gzip", b"x")),
        case("half-a-gzip", HTTP, "error;broke off", |_| {
            let packed = gzip(markup(&"x y z".repeat(999)).as_bytes());
            coded("gzip", packed.split_at(packed.len() / 2).0)
        }),
        case("gzip-with-a-wrong-sum", HTTP, "error;broke off", |_| {
            let mut packed = gzip(markup("").as_bytes());
            let sum = packed.len() - 8;
            packed[sum] ^= 1;
            coded("gzip", &packed)
        }),
        case("gzip-and-garbage", HTTP, "pass", |req| {
            home(req, || coded("gzip", &[gzip(markup("").as_bytes()), vec![0; 99]].concat()))
        }),
        case("gzip-members", HTTP, "pass", |req| {
            home(req, || {
                let text = markup("");
                let (one, two) = text.as_bytes().split_at(50);
                coded("x-gzip", &[gzip(one), gzip(two)].concat())
            })
        }),
        case("nested-codings", HTTP, "pass", |req| {
            home(req, || {
                coded("deflate, br, zstd", &zstd(&brotli(&deflate(markup("").as_bytes()))))
            })
        }),
        case("coding-that-is-a-charset", HTTP, "pass", |req| {
            home(req, || coded("utf-8", markup("").as_bytes()))
        }),
    ]
}

fn html_bytes(body: &[u8]) -> Reply {
    typed("text/html", body)
}

fn types() -> Vec<Case> {
    let none = "error site-not-html";
    vec![
        case("a-document", HTTP, none, |_| typed("application/pdf", b"%PDF-1.7")),
        case("plain-text", HTTP, none, |_| typed("text/plain", b"hello")),
        case("json-as-html", HTTP, none, |_| typed("text/html", b"{\"a\": 1}")),
        case("an-image-as-html", HTTP, "error", |_| {
            typed("text/html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
        }),
        case("an-endless-image", HTTP, none, |_| {
            flood("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", &[0; 8192])
        }),
        case("html-as-plain-text", HTTP, "pass", |req| {
            home(req, || typed("text/plain", markup("").as_bytes()))
        }),
        case("html-without-a-type", HTTP, "pass", |req| {
            home(req, || Reply::Bytes(answer("200 OK", "", markup("").as_bytes())))
        }),
        case(
            "gbk-that-says-utf-8",
            HTTP,
            "error page-garbled;the encoding that it is declared in",
            |req| {
                home(req, || {
                    let gbk = encoding_rs::GBK
                        .encode(&markup("").replace("<meta charset=utf-8>", ""))
                        .0
                        .into_owned();
                    typed("text/html; charset=utf-8", &gbk)
                })
            },
        ),
        case(
            "utf-8-that-says-gbk",
            HTTP,
            "error page-garbled;the encoding that it is declared in",
            |req| {
                home(req, || {
                    typed(
                        "text/html; charset=gbk",
                        markup("").replace("<meta charset=utf-8>", "").as_bytes(),
                    )
                })
            },
        ),
        case("a-mark-against-the-header", HTTP, "pass", |req| {
            home(req, || {
                let text = markup("");
                let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
                typed(
                    "text/html; charset=gbk",
                    &[0xff, 0xfe].into_iter().chain(wide).collect::<Vec<u8>>(),
                )
            })
        }),
        case("an-unknown-charset", HTTP, "pass", |req| {
            home(req, || typed("text/html; charset=klingon", markup("").as_bytes()))
        }),
    ]
}

fn heavy() -> Vec<Case> {
    vec![
        case("deep-nesting", HTTP, "pass", |req| {
            home(req, || html("", &markup(&"<div>".repeat(100_000))))
        }),
        case("a-million-elements", HTTP, "error;too many elements", |req| {
            home(req, || html("", &markup(&"<b>".repeat(1_200_000))))
        }),
        case("misnested-markup", HTTP, "pages:1", |req| {
            home(req, || html("", &markup(&"<a href=x><b><i><table><a>".repeat(20_000))))
        }),
        case("a-hundred-thousand-links", HTTP, "pass;truncated", |req| match req.path.as_str() {
            "/" => {
                let links: String = rows(0..100_000, |n| format!("<a href=/p/{n}>{n}</a>"));
                html("", &markup(&links))
            }
            "/robots.txt" | "/sitemap.xml" => super::pages::missing(),
            _ => super::pages::page(""),
        }),
        case("five-megabytes", HTTP, "error;too large", |_| {
            html("", &markup(&"某某科技 ".repeat(500_000)))
        }),
    ]
}
