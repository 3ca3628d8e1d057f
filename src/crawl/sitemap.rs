//! Sitemaps: what one file names. Plain XML, gzip, or one address a line.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Bytes of a sitemap, unpacked, at most.
const MAX_BYTES: u64 = 10 << 20;
/// Bytes that one address and its surroundings may take where few are wanted, and those of a head.
const ENTRY_BYTES: u64 = 2 << 10;
const HEAD_BYTES: u64 = 256 << 10;
/// Sitemap files of a site.
pub(super) const MAX_FILES: usize = 5;

/// What a sitemap file names, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// Pages.
    pub(super) pages: Vec<String>,
    /// Further sitemap files.
    pub(super) files: Vec<String>,
}

/// Bytes of a sitemap that are read where `limit` pages are wanted.
pub(super) fn useful_bytes(limit: usize) -> u64 {
    (limit as u64).saturating_mul(ENTRY_BYTES).saturating_add(HEAD_BYTES).min(MAX_BYTES)
}

/// Reads a sitemap as far as it makes sense, and no more than `limit` pages.
pub(super) fn read(bytes: &[u8], limit: usize) -> Sitemap {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        // What was unpacked before a fault or the cap is still good.
        let _ = MultiGzDecoder::new(bytes).take(useful_bytes(limit)).read_to_end(&mut unpacked);
        unpacked.as_slice()
    } else {
        bytes
    };
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') { read_xml(text, limit) } else { read_lines(text, limit) }
}

fn read_lines(text: &str, limit: usize) -> Sitemap {
    let pages = text.lines().map(str::trim).filter(|line| line.starts_with("http")).take(limit);
    Sitemap { pages: pages.map(str::to_owned).collect(), files: Vec::new() }
}

fn read_xml(text: &str, limit: usize) -> Sitemap {
    let mut found = Sitemap::default();
    let mut reader = Reader::from_str(text);
    let (mut in_file, mut in_loc) = (false, false);
    let mut location = String::new();
    while found.pages.len() < limit && found.files.len() < MAX_FILES {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "sitemap" => in_file = true,
                "url" => in_file = false,
                "loc" => {
                    in_loc = true;
                    location.clear();
                }
                _ => {}
            },
            Ok(Event::Text(text)) if in_loc => location.push_str(&text.xml10_content()),
            Ok(Event::CData(text)) if in_loc => location.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) if in_loc => location.extend(character(&name)),
            Ok(Event::End(tag)) if in_loc && tag.local_name().as_ref() == "loc" => {
                in_loc = false;
                let list = if in_file { &mut found.files } else { &mut found.pages };
                list.push(location.trim().to_owned());
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

fn character(name: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if name.is_char_ref() {
        return name.resolve_char_ref().ok().flatten();
    }
    match name.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use proptest::prelude::*;

    const PAGES: &str = "<?xml version=\"1.0\"?><!-- x --><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
        xmlns:image=\"i\"><url><loc> https://a.cn/?a=1&amp;b=2 </loc><image:image><image:x>y</image:x></image:image>\
        </url><url><lastmod>2026</lastmod><loc><![CDATA[https://a.cn/c]]></loc></url></urlset>";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn pages_are_read_from_xml_gzip_and_lines() {
        let expected = ["https://a.cn/?a=1&b=2", "https://a.cn/c"];
        assert_eq!(read(PAGES.as_bytes(), 9).pages, expected);
        assert_eq!(read(&gzip(PAGES.as_bytes()), 9).pages, expected);
        assert_eq!(
            read("\u{feff}https://a.cn/1\r\n\r\nx\nhttps://a.cn/2".as_bytes(), 9).pages.len(),
            2
        );
        assert_eq!(read(PAGES.as_bytes(), 1).pages.len(), 1, "no more than asked for");
    }

    #[test]
    fn an_index_names_files() {
        let text =
            "<sitemapindex><sitemap><loc>https://a.cn/s1.xml.gz</loc></sitemap></sitemapindex>";
        let found = read(text.as_bytes(), 9);
        assert_eq!(
            (found.pages.len(), found.files.as_slice()),
            (0, &["https://a.cn/s1.xml.gz".to_owned()][..])
        );
    }

    #[test]
    fn broken_files_give_what_stands_before_the_break() {
        let cut = PAGES.split_once("<lastmod>").unwrap().0;
        assert_eq!(read(cut.as_bytes(), 9).pages.len(), 1);
        let packed = gzip(&[b'x'; 100]);
        assert_eq!(read(&packed[..packed.len() / 2], 9), Sitemap::default());
        assert_eq!(read(b"", 9), Sitemap::default());
    }

    #[test]
    fn a_gzip_bomb_stays_within_the_cap() {
        let bomb = gzip(&vec![b' '; 64 << 20]);
        assert_eq!(read(&bomb, 9), Sitemap::default());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<[a-z/!?]{0,4}(loc|url|sitemap)?>?|&[a-z#0-9]{0,4};?|]]>|.){0,30}") {
            read(text.as_bytes(), 5);
        }
    }
}
