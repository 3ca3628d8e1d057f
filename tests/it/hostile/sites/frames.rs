//! What can be wrong with TLS, and with HTTP/2 inside it.

use std::time::Duration;

use super::pages::{home, markup, page};
use super::{Case, case};
use crate::support::server::{Door, Reply};

pub(crate) fn cases() -> Vec<Case> {
    let mut all = tls();
    all.extend(http2());
    all
}

fn tls() -> Vec<Case> {
    vec![
        case("tls-good", Door::Https("good"), "pass", |req| home(req, || page(""))),
        case("tls-self-signed", Door::Https("self"), "error;site-tls-invalid;self-signed", |_| {
            page("")
        }),
        case(
            "tls-expired",
            Door::Https("expired"),
            "error;site-tls-invalid;certificate expired",
            |_| page(""),
        ),
        case("tls-not-yet", Door::Https("future"), "error;site-tls-invalid;not valid yet", |_| {
            page("")
        }),
        case("tls-other-name", Door::Https("other"), "error;site-tls-invalid;another name", |_| {
            page("")
        }),
        case("tls-stalled", Door::Unread(true), "error;site-tls-invalid;stalled", |_| {
            Reply::Hold(vec![])
        }),
        case("tls-that-drips", Door::Unread(true), "error;site-tls-invalid;stalled", |_| {
            Reply::Drip(vec![0x16, 3, 3, 0x40, 0], vec![2], Duration::from_millis(20))
        }),
        case("tls-too-old", Door::Unread(true), "error;site-tls-invalid;too old", |_| {
            // alert: fatal, protocol_version
            Reply::Close(vec![0x15, 3, 1, 0, 2, 2, 70])
        }),
        case("tls-refused", Door::Unread(true), "error;site-tls-invalid;handshake failed", |_| {
            // alert: fatal, handshake_failure
            Reply::Close(vec![0x15, 3, 3, 0, 2, 2, 40])
        }),
        case("tls-hangup", Door::Unread(true), "error;site-tls-invalid;handshake failed", |_| {
            Reply::Close(vec![])
        }),
        case("tls-garbage", Door::Unread(true), "error;site-tls-invalid;else than TLS", |_| {
            Reply::Close(vec![0xa5; 4096])
        }),
        case(
            "tls-not-spoken",
            Door::Unread(true),
            "error;site-tls-invalid;most likely plain HTTP",
            |_| Reply::Close(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec()),
        ),
        case("tls-records-without-end", Door::Unread(true), "error;site-tls-invalid", |_| {
            Reply::Drip(vec![], [&[0x16, 3, 3, 0x40, 0][..], &[2; 0x4000]].concat(), Duration::ZERO)
        }),
    ]
}

/// A frame (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short payload").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const PRIORITY: u8 = 2;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;
const PADDED: u8 = 8;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 103`
const EARLY_HINTS: &[u8] = &[0x08, 3, b'1', b'0', b'3'];

/// `:status: 200`, `content-type: text/html` (RFC 7541).
fn head() -> Vec<u8> {
    [&[0x88, 0x0f, 0x10, 9][..], b"text/html"].concat()
}

fn started(more: &[u8]) -> Vec<u8> {
    [frame(SETTINGS, 0, 0, &[]), more.to_vec()].concat()
}

fn flood(start: &[u8], unit: Vec<u8>) -> Reply {
    Reply::Drip(started(start), unit, Duration::ZERO)
}

fn http2() -> Vec<Case> {
    [http2_bodies(), http2_ends(), http2_interim(), http2_idle()].into_iter().flatten().collect()
}

/// Connections that stand still or break, and bodies that do not end.
fn http2_bodies() -> Vec<Case> {
    let door = Door::Http2;
    vec![
        case("h2-silence", door, "error;timed out while waiting", |_| Reply::Hold(started(&[]))),
        case("h2-silent-body", door, "error;timed out while reading", |_| {
            Reply::Hold(started(&frame(HEADERS, END_HEADERS, 1, &head())))
        }),
        case("h2-endless-body", door, "error", |_| {
            flood(&frame(HEADERS, END_HEADERS, 1, &head()), frame(DATA, 0, 1, &[b'x'; 8192]))
        }),
        case("h2-empty-data", door, "error;broke off: ", |_| {
            flood(&frame(HEADERS, END_HEADERS, 1, &head()), frame(DATA, 0, 1, &[]).repeat(500))
        }),
        case("h2-reset", door, "error", |_| {
            Reply::Hold(started(&frame(RESET, 0, 1, &[0, 0, 0, 2])))
        }),
        case("h2-reset-flood", door, "error", |_| {
            flood(&[], frame(RESET, 0, 1, &[0, 0, 0, 8]).repeat(500))
        }),
        case("h2-goaway", door, "error", |_| {
            Reply::Close(started(&frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 0])))
        }),
        case("h2-push", door, "error", |_| {
            flood(&[], frame(PUSH, END_HEADERS, 1, &[0, 0, 0, 2, 0x88]))
        }),
    ]
}

/// Heads without end, and what is no HTTP/2.
fn http2_ends() -> Vec<Case> {
    let door = Door::Http2;
    vec![
        case("h2-header-flood", door, "error", |_| {
            // literal header fields, never indexed
            let field = [&[0x10, 1, b'a', 100][..], &[b'x'; 100]].concat();
            flood(&frame(HEADERS, 0, 1, &head()), frame(CONTINUATION, 0, 1, &field.repeat(80)))
        }),
        case("h2-large-headers", door, "error", |_| {
            // one entry put into the table, then named again and again
            let entry = [&[0x40, 1, b'a', 0x7f, 0x81, 0x1e][..], &[b'x'; 4096 - 128]].concat();
            let block = [head(), entry, vec![0xbe; 14_000]].concat();
            let bytes = [
                frame(HEADERS, 0, 1, &block[..16_000]),
                frame(CONTINUATION, END_HEADERS, 1, &block[16_000..]),
            ];
            Reply::Hold(started(&bytes.concat()))
        }),
        case("h2-padding", door, "error;broke off: ", |_| {
            let padding = [&[255][..], &[0; 255]].concat();
            flood(
                &frame(HEADERS, END_HEADERS, 1, &head()),
                frame(DATA, PADDED, 1, &padding).repeat(50),
            )
        }),
        case("h2-no-streams", door, "error;timed out while waiting", |_| {
            Reply::Hold(frame(SETTINGS, 0, 0, &[0, 3, 0, 0, 0, 0]))
        }),
        case("h2-endless-trailers", door, "error", |_| {
            flood(
                &[
                    frame(HEADERS, END_HEADERS, 1, &head()),
                    frame(DATA, 0, 1, b"<p>"),
                    frame(HEADERS, END_STREAM, 1, &[]),
                ]
                .concat(),
                frame(CONTINUATION, 0, 1, &[0x10, 1, b'a', 1, b'b']),
            )
        }),
        case("h2-garbage", door, "error", |_| Reply::Close(vec![0xa5; 4096])),
        case("h2-frame-beyond-size", door, "error", |_| {
            Reply::Hold(started(&[0xff, 0xff, 0xff, DATA, 0, 0, 0, 0, 1]))
        }),
        case("h2-speaks-http-1", door, "error", |_| {
            Reply::Close(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec())
        }),
        case("h2-status-only", door, "error", |_| {
            Reply::Hold(started(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &[0x8d])))
        }),
    ]
}

/// Interim answers.
fn http2_interim() -> Vec<Case> {
    let door = Door::Http2;
    vec![
        case("h2-interim-flood", door, "error;more than 20 interim answers", |_| {
            flood(&[], frame(HEADERS, END_HEADERS, 1, EARLY_HINTS))
        }),
        case("h2-interim-drip", door, "error;more than 20 interim answers", |_| {
            let unit = frame(HEADERS, END_HEADERS, 1, EARLY_HINTS);
            Reply::Drip(started(&[]), unit, Duration::from_millis(20))
        }),
        case("h2-interim-in-pieces", door, "error;more than 20 interim answers", |_| {
            let unit = [
                frame(HEADERS, 0, 1, EARLY_HINTS),
                frame(CONTINUATION, 0, 1, &[]),
                frame(CONTINUATION, END_HEADERS, 1, &[]),
            ];
            flood(&[], unit.concat())
        }),
        case("h2-interim-answers", door, "pass", |_| {
            let body = frame(DATA, END_STREAM, 1, markup("").as_bytes());
            let page = [frame(HEADERS, END_HEADERS, 1, &head()), body];
            Reply::Hold(started(
                &[frame(HEADERS, END_HEADERS, 1, EARLY_HINTS).repeat(5), page.concat()].concat(),
            ))
        }),
    ]
}

/// Frames that carry nothing.
fn http2_idle() -> Vec<Case> {
    let door = Door::Http2;
    let idle = "error;a flood of HTTP/2 frames that carry nothing";
    vec![
        case("h2-settings-flood", door, idle, |_| {
            flood(&[], frame(SETTINGS, 0, 0, &[]).repeat(500))
        }),
        case("h2-ping-flood", door, idle, |_| flood(&[], frame(PING, 0, 0, &[7; 8]).repeat(500))),
        case("h2-window-flood", door, idle, |_| {
            flood(&[], frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1]).repeat(500))
        }),
        case("h2-priority-flood", door, idle, |_| {
            flood(&[], frame(PRIORITY, 0, 1, &[0, 0, 0, 0, 1]).repeat(500))
        }),
        case("h2-unknown-flood", door, idle, |_| {
            flood(&[], frame(0xfa, 0, 0, &[0; 8]).repeat(500))
        }),
        case("h2-window-games", door, idle, |_| {
            let size = |high| frame(SETTINGS, 0, 0, &[0, 4, 0, high, 0xff, 0xff]);
            flood(&[], [size(0), size(0x7f)].concat().repeat(100))
        }),
    ]
}
