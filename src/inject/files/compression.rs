//! How precompressed copies of a page are made, checked and named: `page.html.gz`, `.br`, `.zst`.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write as _};

/// The format of a precompressed copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Brotli,
    Zstd,
}

/// Base-2 logarithm of the largest zstd window that browsers accept (RFC 9659): 8 MiB.
const ZSTD_WINDOW_LOG: u32 = 23;

impl Compression {
    pub(super) const ALL: [Self; 3] = [Self::Gzip, Self::Brotli, Self::Zstd];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
            Self::Zstd => ".zst",
        }
    }

    /// The name of a page's copy.
    pub(super) fn name(self, page: &OsStr) -> OsString {
        let mut name = page.to_owned();
        name.push(self.suffix());
        name
    }

    /// Whether the copy decompresses to these bytes. Stops at the first difference, so a decompression bomb costs nothing.
    pub(super) fn holds(self, compressed: impl Read, page: &[u8]) -> bool {
        match self {
            Self::Gzip => same(flate2::read::MultiGzDecoder::new(compressed), page),
            Self::Brotli => same(brotli::Decompressor::new(compressed, 16 << 10), page),
            Self::Zstd => zstd::Decoder::new(compressed).is_ok_and(|mut decoder| {
                decoder.window_log_max(ZSTD_WINDOW_LOG).is_ok() && same(decoder, page)
            }),
        }
    }

    /// Compresses a page. The result depends on the page alone, not on the time or the file's name. The levels are the
    /// highest that take milliseconds for a page of usual size.
    pub(super) fn compress(self, page: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                let level = flate2::Compression::best();
                let mut compressed = flate2::GzBuilder::new().write(Vec::new(), level);
                compressed.write_all(page)?;
                compressed.finish()
            }
            Self::Brotli => {
                let mut compressed = Vec::new();
                brotli::CompressorWriter::new(&mut compressed, 16 << 10, 9, 22).write_all(page)?;
                Ok(compressed)
            }
            Self::Zstd => zstd::bulk::compress(page, 19),
        }
    }
}

/// The name of the page whose precompressed copy has this name.
pub(super) fn page_of(name: &OsStr) -> Option<&str> {
    let name = name.to_str()?;
    Compression::ALL.iter().find_map(|compression| name.strip_suffix(compression.suffix()))
}

fn same(mut decoder: impl Read, page: &[u8]) -> bool {
    let (mut at, mut buffer) = (0, [0; 8 << 10]);
    loop {
        let read = match decoder.read(&mut buffer) {
            Ok(0) => return at == page.len(),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return false,
        };
        let there = page.get(at..).and_then(|rest| rest.get(..read));
        if there.is_none() || there != buffer.get(..read) {
            return false;
        }
        at += read;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_holds_its_page_and_no_other() {
        let page = "京ICP备".repeat(9000).into_bytes();
        for compression in Compression::ALL {
            let compressed = compression.compress(&page).unwrap();
            assert!(compressed.len() < page.len() / 10, "{compression:?}");
            assert_eq!(compressed, compression.compress(&page).unwrap());
            assert!(compression.holds(&compressed[..], &page), "{compression:?}");
            assert!(!compression.holds(&compressed[..], &page[1..]), "{compression:?}");
            assert!(
                !compression.holds(&compressed[..], &[&page[..], b"x"].concat()),
                "{compression:?}"
            );
            assert!(
                !compression.holds(&compressed[..compressed.len() - 5], &page),
                "{compression:?}"
            );
            assert!(!compression.holds(&b"<html>"[..], b"<html>"), "{compression:?}");
            assert!(
                compression.holds(&compression.compress(b"").unwrap()[..], b""),
                "{compression:?}"
            );
        }
    }

    #[test]
    fn a_gzip_header_carries_neither_time_nor_name() {
        assert_eq!(Compression::Gzip.compress(b"x").unwrap()[3..8], [0; 5]);
    }

    #[test]
    fn copies_are_known_by_their_names() {
        assert_eq!(page_of(OsStr::new("a.html.zst")), Some("a.html"));
        assert_eq!(page_of(OsStr::new("a.html")), None);
        assert_eq!(Compression::Brotli.name(OsStr::new("a.html")), "a.html.br");
    }
}
