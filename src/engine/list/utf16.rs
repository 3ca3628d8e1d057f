//! Lists in UTF-16, as spreadsheets save "Unicode text".

use std::io::{self, Read};

use encoding_rs::{CoderResult, Encoding, UTF_16BE, UTF_16LE};

/// The encoding of a text in UTF-16: by its byte order mark, or by the zero bytes of its first, ASCII characters.
pub(super) fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [a, 0, b, 0] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Reads UTF-16 as UTF-8; what is no UTF-16 becomes U+FFFD.
pub(super) struct Utf16<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    /// Bytes that are not decoded yet.
    raw: Vec<u8>,
    /// The source has ended.
    ended: bool,
    /// All is decoded.
    done: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self { source, decoder: encoding.new_decoder(), raw: Vec::new(), ended: false, done: false }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            if self.raw.is_empty() && !self.ended {
                let mut chunk = [0; 4096];
                let read = self.source.read(&mut chunk)?;
                self.ended = read == 0;
                self.raw.extend_from_slice(&chunk[..read]);
            }
            let (result, used, written, _) =
                self.decoder.decode_to_utf8(&self.raw, out, self.ended);
            self.raw.drain(..used);
            self.done = self.ended && result == CoderResult::InputEmpty;
            if written > 0 || result == CoderResult::OutputFull {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
