//! Content codings, decoded as the bytes arrive: a decompression bomb stops at the cap, and nothing is held twice.

use std::io::{self, Write};

use crate::net::response::body::buffer;
use brotli_decompressor::DecompressorWriter;
use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};
use hyper::header::{self, HeaderMap};
use zstd::stream::raw::{DParameter, Decoder as ZstdState, InBuffer, Operation, OutBuffer};

/// Codings of one response, one around the other.
const MAX_LAYERS: usize = 3;
/// Members of one gzip stream: each needs a fresh decoder.
const MAX_MEMBERS: usize = 1000;
/// The largest window of a zstd frame in HTTP, as a power of two (RFC 9659 §3: 8 MiB).
const ZSTD_WINDOW_LOG: u32 = 23;
/// Bytes that a decoder writes at a time.
const STEP: usize = 16 << 10;

/// A supported content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why decoding stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// The cap is reached, by the bytes received or by those decoded.
    Full,
    /// The bytes are not in the coding that the header names.
    Damaged(String),
}

/// The codings of a response in the order in which they were applied; the name of the first unknown one as an error.
pub(crate) fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, String> {
    let mut list = Vec::new();
    for line in headers.get_all(header::CONTENT_ENCODING) {
        let line = String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase();
        for name in line.split(',').map(str::trim) {
            list.push(match name {
                "" | "identity" | "none" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                other => return Err(other.chars().take(40).collect()),
            });
        }
    }
    if list.len() > MAX_LAYERS { Err(format!("{} codings", list.len())) } else { Ok(list) }
}

/// Decodes the bytes of a body.
pub(crate) struct Decoder {
    stage: Box<dyn DecodeStage>,
    /// Bytes that may still be received.
    left: usize,
}

impl Decoder {
    /// At most `cap` bytes are received, and at most `cap` decoded.
    pub(crate) fn new(codings: &[Coding], cap: usize) -> Self {
        let sink: Box<dyn DecodeStage> = Box::new(Collector { bytes: buffer(), cap, full: false });
        // The coding that was applied last is the first to undo.
        let stage = codings.iter().fold(sink, |inner, coding| match coding {
            Coding::Gzip => {
                Box::new(Gzip { member: GzDecoder::new(inner), members: 1, over: false })
            }
            Coding::Deflate => Box::new(Deflate::Unknown(Vec::new(), Some(inner))),
            Coding::Brotli => Box::new(DecompressorWriter::new(inner, STEP)),
            Coding::Zstd => Box::new(Zstd { state: None, whole: false, inner }),
        });
        Self { stage, left: cap }
    }

    /// Bytes decoded so far.
    pub(crate) fn len(&mut self) -> usize {
        self.stage.sink().bytes.len()
    }

    /// Reserves memory for `more` bytes at once: growing step by step would fragment the heap.
    pub(crate) fn expect(&mut self, more: u64) {
        let sink = self.stage.sink();
        let room = sink.cap - sink.bytes.len();
        sink.bytes.reserve_exact(usize::try_from(more).unwrap_or(room).min(room));
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let taken = bytes.get(..self.left).unwrap_or(bytes);
        self.left -= taken.len();
        let outcome = self.stage.write_all(taken);
        if self.stage.sink().full || taken.len() < bytes.len() {
            return Err(DecodeError::Full);
        }
        outcome.map_err(|error| DecodeError::Damaged(error.to_string()))
    }

    /// The decoded bytes; an error where the stream is not complete.
    pub(crate) fn end(mut self) -> Result<Vec<u8>, DecodeError> {
        let outcome = self.stage.end();
        let sink = self.stage.sink();
        match outcome {
            _ if sink.full => Err(DecodeError::Full),
            Ok(()) => Ok(std::mem::take(&mut sink.bytes)),
            Err(error) => Err(DecodeError::Damaged(error.to_string())),
        }
    }

    /// The bytes decoded until now.
    pub(crate) fn cut(mut self) -> Vec<u8> {
        std::mem::take(&mut self.stage.sink().bytes)
    }
}

/// One coding; the last stage collects the bytes.
trait DecodeStage: Write + Send {
    fn end(&mut self) -> io::Result<()>;
    fn sink(&mut self) -> &mut Collector;
}

struct Collector {
    bytes: Vec<u8>,
    cap: usize,
    full: bool,
}

impl Write for Collector {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.cap - self.bytes.len();
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        if bytes.len() > room {
            self.full = true;
            return Err(io::Error::other("full"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DecodeStage for Collector {
    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn sink(&mut self) -> &mut Collector {
        self
    }
}

/// gzip, of one or more members. What follows the last member is ignored, as browsers do.
struct Gzip {
    member: GzDecoder<Box<dyn DecodeStage>>,
    members: usize,
    over: bool,
}

impl Write for Gzip {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.over || bytes.is_empty() {
            return Ok(bytes.len());
        }
        let taken = self.member.write(bytes)?;
        if taken > 0 {
            return Ok(taken);
        }
        // The member is complete.
        self.member.try_finish()?;
        if bytes.first() != Some(&0x1f) {
            self.over = true;
            return Ok(bytes.len());
        }
        if self.members == MAX_MEMBERS {
            return Err(io::Error::other("too many gzip members"));
        }
        self.members += 1;
        let nothing: Box<dyn DecodeStage> =
            Box::new(Collector { bytes: Vec::new(), cap: 0, full: false });
        let inner = std::mem::replace(self.member.get_mut(), nothing);
        self.member = GzDecoder::new(inner);
        self.member.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DecodeStage for Gzip {
    fn end(&mut self) -> io::Result<()> {
        if !self.over {
            self.member.try_finish()?;
        }
        self.member.get_mut().end()
    }

    fn sink(&mut self) -> &mut Collector {
        self.member.get_mut().sink()
    }
}

/// `deflate`: zlib by the standard (RFC 9110 §8.4.1.2), but raw from some servers. The first two bytes tell which.
enum Deflate {
    Unknown(Vec<u8>, Option<Box<dyn DecodeStage>>),
    Zlib(ZlibDecoder<Box<dyn DecodeStage>>),
    Raw(DeflateDecoder<Box<dyn DecodeStage>>),
}

impl Write for Deflate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = match self {
            Self::Zlib(stage) => stage.write(bytes)?,
            Self::Raw(stage) => stage.write(bytes)?,
            Self::Unknown(start, inner) => {
                start.extend_from_slice(bytes);
                let &[first, second, ..] = start.as_slice() else { return Ok(bytes.len()) };
                let start = std::mem::take(start);
                let Some(inner) = inner.take() else { return Err(io::Error::other("closed")) };
                let checked = (u16::from(first) << 8 | u16::from(second)) % 31 == 0;
                *self = if first & 0x0f == 8 && checked {
                    Self::Zlib(ZlibDecoder::new(inner))
                } else {
                    Self::Raw(DeflateDecoder::new(inner))
                };
                self.write_all(&start)?;
                bytes.len()
            }
        };
        // What follows the end of the stream is ignored.
        Ok(if taken == 0 { bytes.len() } else { taken })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DecodeStage for Deflate {
    fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Unknown(..) => Err(io::ErrorKind::UnexpectedEof.into()),
            Self::Zlib(stage) => stage.try_finish().and_then(|()| stage.get_mut().end()),
            Self::Raw(stage) => stage.try_finish().and_then(|()| stage.get_mut().end()),
        }
    }

    fn sink(&mut self) -> &mut Collector {
        match self {
            Self::Unknown(_, inner) => {
                inner.as_mut().expect("taken only to leave this state").sink()
            }
            Self::Zlib(stage) => stage.get_mut().sink(),
            Self::Raw(stage) => stage.get_mut().sink(),
        }
    }
}

impl DecodeStage for DecompressorWriter<Box<dyn DecodeStage>> {
    fn end(&mut self) -> io::Result<()> {
        self.close()?;
        self.get_mut().end()
    }

    fn sink(&mut self) -> &mut Collector {
        self.get_mut().sink()
    }
}

struct Zstd {
    state: Option<ZstdState<'static>>,
    /// Whether the last frame is complete.
    whole: bool,
    inner: Box<dyn DecodeStage>,
}

impl Write for Zstd {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let state = match &mut self.state {
            Some(state) => state,
            none => {
                let mut state = ZstdState::new()?;
                state.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
                none.insert(state)
            }
        };
        let mut input = InBuffer::around(bytes);
        let mut buffer = [0; STEP];
        loop {
            let mut output = OutBuffer::around(&mut buffer[..]);
            self.whole = state.run(&mut input, &mut output)? == 0;
            let written = output.as_slice();
            let room = written.len() < STEP;
            self.inner.write_all(written)?;
            if room && input.pos() == bytes.len() {
                return Ok(bytes.len());
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DecodeStage for Zstd {
    fn end(&mut self) -> io::Result<()> {
        if self.whole { self.inner.end() } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn sink(&mut self) -> &mut Collector {
        self.inner.sink()
    }
}

#[cfg(test)]
mod tests;
