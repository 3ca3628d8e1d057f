//! Bounds on what an HTTP/2 server sends besides pages. The HTTP/2 library handles frames that carry nothing one by one,
//! for as long as they come: a server that sends nothing else keeps a processor busy until the deadline. Here they are
//! counted on arrival, and the connection fails where there are too many.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Interim (1xx) responses that may come before a response.
pub(crate) const MAX_INTERIM: usize = 20;
/// The head of a frame (RFC 9113 §4.1).
const HEAD: usize = 9;
/// Frames that a connection may bring without any part of a response: settings, pings, window updates, priorities,
/// resets, continuations, empty data, unknown types.
const MAX_IDLE: u32 = 1000;
/// Further ones for each response that begins.
const IDLE_PER_RESPONSE: u32 = 100;
/// Responses in progress: far more than there are requests at once.
const MAX_RESPONSES: usize = 4096;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const END_STREAM: u8 = 1;
const PADDED: u8 = 8;

/// Why a connection is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flood {
    /// Too many interim responses.
    Interim,
    /// Too many frames that carry nothing.
    Idle,
}

impl fmt::Display for Flood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interim => write!(f, "more than {MAX_INTERIM} interim answers"),
            Self::Idle => f.write_str("a flood of HTTP/2 frames that carry nothing"),
        }
    }
}

impl std::error::Error for Flood {}

/// Counts the frames of a byte stream that arrives in pieces of any size.
#[derive(Debug, Default)]
pub(crate) struct FrameCounter {
    head: [u8; HEAD],
    /// Bytes of the head that have arrived.
    have: usize,
    /// Bytes of the frame's payload that are still to come.
    rest: usize,
    idle: u32,
    allowed: u32,
    /// The highest stream on which a response began; streams are numbered upwards.
    highest: u32,
    /// Heads that have arrived for each response in progress.
    heads: HashMap<u32, usize>,
}

impl FrameCounter {
    /// Counts the next bytes.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) -> Result<(), Flood> {
        while !bytes.is_empty() {
            let step = self.rest.min(bytes.len());
            self.rest -= step;
            bytes = bytes.split_at(step).1;
            while self.have < HEAD
                && self.rest == 0
                && let Some((byte, behind)) = bytes.split_first()
            {
                self.head[self.have] = *byte;
                self.have += 1;
                bytes = behind;
            }
            if self.have == HEAD {
                self.have = 0;
                let [a, b, c, kind, flags, stream @ ..] = self.head;
                self.rest = u32::from_be_bytes([0, a, b, c]) as usize;
                self.frame(kind, flags, u32::from_be_bytes(stream) & (u32::MAX >> 1))?;
            }
        }
        Ok(())
    }

    fn frame(&mut self, kind: u8, flags: u8, stream: u32) -> Result<(), Flood> {
        let last = flags & END_STREAM != 0;
        let idle = match kind {
            // A frame may hold nothing but up to 255 bytes of padding and their number.
            DATA => {
                let nothing = self.rest == 0 || flags & PADDED != 0 && self.rest <= 256;
                let known = self.heads.contains_key(&stream);
                if last {
                    self.heads.remove(&stream);
                }
                nothing && !last || !known
            }
            HEADERS => {
                if stream > self.highest {
                    self.highest = stream;
                    self.allowed = self.allowed.saturating_add(IDLE_PER_RESPONSE);
                    self.heads.insert(stream, 0);
                }
                let known = match self.heads.get_mut(&stream) {
                    // The head of the final response is not an interim one.
                    Some(heads) if *heads > MAX_INTERIM => return Err(Flood::Interim),
                    Some(heads) => {
                        *heads += 1;
                        true
                    }
                    None => false,
                };
                if last {
                    self.heads.remove(&stream);
                }
                !known
            }
            RESET => {
                self.heads.remove(&stream);
                true
            }
            _ => true,
        };
        self.idle = self.idle.saturating_add(u32::from(idle));
        let many = self.idle > MAX_IDLE.saturating_add(self.allowed);
        if many || self.heads.len() > MAX_RESPONSES { Err(Flood::Idle) } else { Ok(()) }
    }
}

/// A stream whose incoming frames are counted.
#[derive(Debug)]
pub(crate) struct CountedStream<S> {
    inner: S,
    counter: FrameCounter,
}

impl<S> CountedStream<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner, counter: FrameCounter::default() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for CountedStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.inner).poll_read(context, buffer))?;
        let came = buffer.filled().get(before..).unwrap_or_default();
        Poll::Ready(this.counter.take(came).map_err(io::Error::other))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CountedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, stream: u32, length: usize) -> Vec<u8> {
        let size = u32::try_from(length).unwrap().to_be_bytes();
        [&size[1..], &[kind, flags], &stream.to_be_bytes(), &vec![0; length]].concat()
    }

    /// The result for bytes in pieces of some size.
    fn count(bytes: &[u8], piece: usize) -> Result<(), Flood> {
        let mut counter = FrameCounter::default();
        bytes.chunks(piece).try_for_each(|piece| counter.take(piece))
    }

    #[test]
    fn floods_are_refused_and_pages_pass_in_pieces_of_any_size() {
        let page = |stream: u32| {
            [
                frame(HEADERS, 4, stream, 30).repeat(3),
                frame(9, 4, stream, 16_384),
                frame(DATA, 0, stream, 16_384).repeat(20),
                frame(DATA, END_STREAM, stream, 0),
            ]
            .concat()
        };
        let pages = (0..100).map(|n| page(2 * n + 1)).collect::<Vec<_>>().concat();
        let cases = [
            ("pages", pages, Ok(())),
            ("interim", frame(HEADERS, 4, 1, 3).repeat(22), Err(Flood::Interim)),
            ("interim within bounds", frame(HEADERS, 4, 1, 3).repeat(21), Ok(())),
            (
                "heads of ended answers",
                [page(1), frame(HEADERS, 5, 1, 3).repeat(1200)].concat(),
                Err(Flood::Idle),
            ),
            (
                "empty data",
                [frame(HEADERS, 4, 1, 3), frame(DATA, 0, 1, 0).repeat(1200)].concat(),
                Err(Flood::Idle),
            ),
            (
                "padding",
                [frame(HEADERS, 4, 1, 3), frame(DATA, PADDED, 1, 256).repeat(1200)].concat(),
                Err(Flood::Idle),
            ),
            ("data of nobody", frame(DATA, 0, 9, 99).repeat(1200), Err(Flood::Idle)),
            ("settings", frame(4, 0, 0, 6).repeat(1200), Err(Flood::Idle)),
            ("a kind that nobody knows", frame(0xfa, 0, 0, 6).repeat(1200), Err(Flood::Idle)),
            ("resets", frame(RESET, 0, 1, 4).repeat(1200), Err(Flood::Idle)),
        ];
        for (name, bytes, expected) in cases {
            for piece in [1, 7, 4096, usize::MAX] {
                assert_eq!(count(&bytes, piece), expected, "{name} in pieces of {piece}");
            }
        }
    }
}
