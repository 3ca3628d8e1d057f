//! What can be wrong with TLS, and with HTTP/2 inside it.

use std::time::Duration;

use super::server::{Act, Door, home, page};
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    let mut all = tls();
    all.extend(http2());
    all
}

fn tls() -> Vec<Case> {
    vec![
        case("tls-good", Door::Https("good"), "pass", |ask| home(ask, || page(""))),
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
        case("tls-stalled", Door::Blunt(true), "error;site-tls-invalid;stalled", |_| {
            Act::Hold(vec![])
        }),
        case("tls-that-drips", Door::Blunt(true), "error;site-tls-invalid;stalled", |_| {
            Act::Drip(vec![0x16, 3, 3, 0x40, 0], vec![2], Duration::from_millis(20))
        }),
        case("tls-too-old", Door::Blunt(true), "error;site-tls-invalid;too old", |_| {
            // alert: fatal, protocol_version
            Act::Close(vec![0x15, 3, 1, 0, 2, 2, 70])
        }),
        case("tls-refused", Door::Blunt(true), "error;site-tls-invalid;handshake failed", |_| {
            // alert: fatal, handshake_failure
            Act::Close(vec![0x15, 3, 3, 0, 2, 2, 40])
        }),
        case("tls-hangup", Door::Blunt(true), "error;site-tls-invalid;handshake failed", |_| {
            Act::Close(vec![])
        }),
        case("tls-garbage", Door::Blunt(true), "error;site-tls-invalid;else than TLS", |_| {
            Act::Close(vec![0xa5; 4096])
        }),
        case(
            "tls-not-spoken",
            Door::Blunt(true),
            "error;site-tls-invalid;most likely plain HTTP",
            |_| Act::Close(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec()),
        ),
        case("tls-records-without-end", Door::Blunt(true), "error;site-tls-invalid", |_| {
            Act::Drip(vec![], [&[0x16, 3, 3, 0x40, 0][..], &[2; 0x4000]].concat(), Duration::ZERO)
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
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200`, `content-type: text/html` (RFC 7541).
fn head() -> Vec<u8> {
    [&[0x88, 0x0f, 0x10, 9][..], b"text/html"].concat()
}

fn started(more: &[u8]) -> Vec<u8> {
    [frame(SETTINGS, 0, 0, &[]), more.to_vec()].concat()
}

fn flood(start: &[u8], unit: Vec<u8>) -> Act {
    Act::Drip(started(start), unit, Duration::ZERO)
}

fn http2() -> Vec<Case> {
    let door = Door::Http2;
    vec![
        case("h2-silence", door, "error;timed out while waiting", |_| Act::Hold(started(&[]))),
        case("h2-silent-body", door, "error;timed out while reading", |_| {
            Act::Hold(started(&frame(HEADERS, END_HEADERS, 1, &head())))
        }),
        case("h2-endless-body", door, "error", |_| {
            flood(&frame(HEADERS, END_HEADERS, 1, &head()), frame(DATA, 0, 1, &[b'x'; 8192]))
        }),
        case("h2-empty-data", door, "error", |_| {
            flood(&frame(HEADERS, END_HEADERS, 1, &head()), frame(DATA, 0, 1, &[]).repeat(500))
        }),
        case("h2-settings-flood", door, "error", |_| {
            flood(&[], frame(SETTINGS, 0, 0, &[]).repeat(500))
        }),
        case("h2-ping-flood", door, "error", |_| {
            flood(&[], frame(PING, 0, 0, &[7; 8]).repeat(500))
        }),
        case("h2-reset", door, "error", |_| Act::Hold(started(&frame(RESET, 0, 1, &[0, 0, 0, 2])))),
        case("h2-reset-flood", door, "error", |_| {
            flood(&[], frame(RESET, 0, 1, &[0, 0, 0, 8]).repeat(500))
        }),
        case("h2-goaway", door, "error", |_| {
            Act::Close(started(&frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 0])))
        }),
        case("h2-push", door, "error", |_| {
            flood(&[], frame(PUSH, END_HEADERS, 1, &[0, 0, 0, 2, 0x88]))
        }),
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
            Act::Hold(started(&bytes.concat()))
        }),
        case("h2-interim-flood", door, "error", |_| {
            // :status: 103
            flood(&[], frame(HEADERS, END_HEADERS, 1, &[0x08, 3, b'1', b'0', b'3']))
        }),
        case("h2-garbage", door, "error", |_| Act::Close(vec![0xa5; 4096])),
        case("h2-frame-beyond-size", door, "error", |_| {
            Act::Hold(started(&[0xff, 0xff, 0xff, DATA, 0, 0, 0, 0, 1]))
        }),
        case("h2-speaks-http-1", door, "error", |_| {
            Act::Close(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec())
        }),
        case("h2-status-only", door, "error", |_| {
            Act::Hold(started(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &[0x8d])))
        }),
    ]
}
