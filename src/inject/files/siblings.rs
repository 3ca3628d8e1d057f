//! Precompressed copies that web servers send in the place of a page: `page.html.gz`, `.br`, `.zst`.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write as _};

/// How a copy is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Brotli,
    Zstd,
}

/// The window that browsers accept in zstd (RFC 9659): 8 MiB.
const ZSTD_WINDOW_LOG: u32 = 23;

impl Packing {
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

    /// Whether the copy holds these bytes. Reads no more of it than that takes, however much it would unpack to.
    pub(super) fn holds(self, packed: impl Read, page: &[u8]) -> bool {
        match self {
            Self::Gzip => same(flate2::read::MultiGzDecoder::new(packed), page),
            Self::Brotli => same(brotli::Decompressor::new(packed, 16 << 10), page),
            Self::Zstd => zstd::Decoder::new(packed).is_ok_and(|mut unpacked| {
                unpacked.window_log_max(ZSTD_WINDOW_LOG).is_ok() && same(unpacked, page)
            }),
        }
    }

    /// Compresses a page: the same page, the same bytes, at any time and under any name. The levels are the highest
    /// that still take milliseconds for a page.
    pub(super) fn pack(self, page: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                let level = flate2::Compression::best();
                let mut packed = flate2::GzBuilder::new().write(Vec::new(), level);
                packed.write_all(page)?;
                packed.finish()
            }
            Self::Brotli => {
                let mut packed = Vec::new();
                brotli::CompressorWriter::new(&mut packed, 16 << 10, 9, 22).write_all(page)?;
                Ok(packed)
            }
            Self::Zstd => zstd::bulk::compress(page, 19),
        }
    }
}

/// The packing of a copy, by its name, and the name of the page.
pub(super) fn page_of(name: &OsStr) -> Option<&str> {
    let name = name.to_str()?;
    Packing::ALL.iter().find_map(|packing| name.strip_suffix(packing.suffix()))
}

fn same(mut unpacked: impl Read, page: &[u8]) -> bool {
    let (mut at, mut buffer) = (0, [0; 8 << 10]);
    loop {
        let read = match unpacked.read(&mut buffer) {
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
        for packing in Packing::ALL {
            let packed = packing.pack(&page).unwrap();
            assert!(packed.len() < page.len() / 10, "{packing:?}");
            assert_eq!(packed, packing.pack(&page).unwrap());
            assert!(packing.holds(&packed[..], &page), "{packing:?}");
            assert!(!packing.holds(&packed[..], &page[1..]), "{packing:?}");
            assert!(!packing.holds(&packed[..], &[&page[..], b"x"].concat()), "{packing:?}");
            assert!(!packing.holds(&packed[..packed.len() - 5], &page), "{packing:?}");
            assert!(!packing.holds(&b"<html>"[..], b"<html>"), "{packing:?}");
            assert!(packing.holds(&packing.pack(b"").unwrap()[..], b""), "{packing:?}");
        }
    }

    #[test]
    fn a_gzip_header_carries_neither_time_nor_name() {
        assert_eq!(Packing::Gzip.pack(b"x").unwrap()[3..8], [0; 5]);
    }

    #[test]
    fn copies_are_known_by_their_names() {
        assert_eq!(page_of(OsStr::new("a.html.zst")), Some("a.html"));
        assert_eq!(page_of(OsStr::new("a.html")), None);
        assert_eq!(Packing::Brotli.name(OsStr::new("a.html")), "a.html.br");
    }
}
