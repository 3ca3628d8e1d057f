//! Text files in UTF-16, as spreadsheets save "Unicode text" and `PowerShell` writes what a program prints.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// The byte order mark in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A text as UTF-8 without a byte order mark, if it is in UTF-16; else its bytes as they are, but for the mark.
pub fn decoded<'a>(mut source: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut head = Vec::new();
    source.by_ref().take(4).read_to_end(&mut head)?;
    let encoding = encoding(&head);
    let rest = head.strip_prefix(MARK).filter(|_| encoding.is_none()).map(<[u8]>::to_vec);
    let whole = Cursor::new(rest.unwrap_or(head)).chain(source);
    Ok(match encoding {
        Some(encoding) => Box::new(BufReader::new(Utf16::new(whole, encoding))),
        None => Box::new(BufReader::with_capacity(1 << 16, whole)),
    })
}

/// The encoding of a text in UTF-16: by its byte order mark, or by the zero bytes of its first, ASCII characters.
fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [a, 0, b, 0] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Reads UTF-16 as UTF-8; what is no UTF-16 becomes U+FFFD.
struct Utf16<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    /// What is decoded, and up to where it was handed on.
    text: String,
    at: usize,
    done: bool,
}

impl<R: Read> Utf16<R> {
    fn new(source: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder();
        Self { source, decoder, text: String::new(), at: 0, done: false }
    }

    /// Decodes the next bytes.
    fn advance(&mut self) -> io::Result<()> {
        let mut chunk = [0; 4096];
        let read = self.source.read(&mut chunk)?;
        self.done = read == 0;
        self.at = 0;
        self.text.clear();
        let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * read);
        self.text.reserve(most);
        // There is room for all of it.
        let _ = self.decoder.decode_to_string(&chunk[..read], &mut self.text, self.done);
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.done {
            self.advance()?;
        }
        let left = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let most = left.len().min(out.len());
        out[..most].copy_from_slice(&left[..most]);
        self.at += most;
        Ok(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_in_every_form_of_unicode() {
        let text = "{\"客户\": 1}\n".repeat(5000);
        let wide = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            let mark = mark.then_some(0xfeff);
            mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
        };
        let marked = [MARK, text.as_bytes()].concat();
        for bytes in [
            text.clone().into_bytes(),
            marked,
            wide(u16::to_le_bytes, true),
            wide(u16::to_be_bytes, true),
            wide(u16::to_le_bytes, false),
            wide(u16::to_be_bytes, false),
        ] {
            let mut read = String::new();
            decoded(&*bytes).unwrap().read_to_string(&mut read).unwrap();
            assert!(read == text, "{} of {} bytes", read.len(), text.len());
        }
        for (short, left) in [(&b""[..], &b""[..]), (b"a", b"a"), (MARK, b""), (b"\xff\xfe", b"")] {
            let mut read = Vec::new();
            decoded(short).unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, left);
        }
    }
}
