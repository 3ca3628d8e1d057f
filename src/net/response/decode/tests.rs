use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

/// Brotli without compression: one stored meta-block of up to 64 KiB (RFC 7932 §9.2), then the empty last one.
fn stored_brotli(bytes: &[u8]) -> Vec<u8> {
    // WBITS 16 is one 0 bit, ISLAST 0, MNIBBLES 4 is 00, MLEN - 1 in 16 bits, ISUNCOMPRESSED 1.
    let length = u32::try_from(bytes.len()).unwrap() - 1;
    let head = length << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], bytes, &[3]].concat()
}

fn pack(coding: Coding, bytes: &[u8]) -> Vec<u8> {
    match coding {
        Coding::Gzip => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::default());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap()
        }
        Coding::Deflate => {
            let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap()
        }
        Coding::Brotli => stored_brotli(bytes),
        Coding::Zstd => zstd::bulk::compress(bytes, 1).unwrap(),
    }
}

fn unpack(codings: &[Coding], bytes: &[u8], step: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(codings, 1 << 16);
    for part in bytes.chunks(step.max(1)) {
        decoder.push(part)?;
    }
    decoder.end()
}

const ALL: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

#[test]
fn what_was_packed_is_unpacked_alone_and_nested_however_it_is_cut() {
    let text = "京ICP备11000001号".repeat(50).into_bytes();
    for outer in ALL {
        for inner in ALL {
            let packed = pack(outer, &pack(inner, &text));
            for step in [1, 2, 3, 1000] {
                let got = unpack(&[inner, outer], &packed, step);
                assert_eq!(got.as_ref(), Ok(&text), "{inner:?} in {outer:?} by {step}");
            }
        }
    }
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(&text).unwrap();
    assert_eq!(unpack(&[Coding::Deflate], &raw.finish().unwrap(), 7).as_ref(), Ok(&text));
    assert_eq!(unpack(&[], &text, 7).as_ref(), Ok(&text));
}

#[test]
fn half_a_stream_is_no_page_and_plain_text_is_not_in_any_coding() {
    let text = "京ICP备11000001号".repeat(50).into_bytes();
    for coding in ALL {
        let packed = pack(coding, &text);
        let half = unpack(&[coding], packed.split_at(packed.len() / 2).0, 10);
        assert!(matches!(half, Err(DecodeError::Damaged(_))), "{coding:?} {half:?}");
        let nothing = unpack(&[coding], b"", 10);
        assert!(matches!(nothing, Err(DecodeError::Damaged(_))), "{coding:?} {nothing:?}");
        let lie = unpack(&[coding], b"<!doctype html><html><body>hello</body></html>", 10);
        assert!(matches!(lie, Err(DecodeError::Damaged(_))), "{coding:?} {lie:?}");
    }
}

#[test]
fn gzip_members_follow_each_other_and_what_follows_them_is_passed_over() {
    let members = [pack(Coding::Gzip, b"a"), pack(Coding::Gzip, b"b")].concat();
    for step in [1, 1000] {
        assert_eq!(unpack(&[Coding::Gzip], &members, step), Ok(b"ab".to_vec()));
        let more = [&members[..], b"\0\0 garbage"].concat();
        assert_eq!(unpack(&[Coding::Gzip], &more, step), Ok(b"ab".to_vec()));
    }
    let flood = pack(Coding::Gzip, b"").repeat(MAX_MEMBERS + 1);
    assert!(matches!(unpack(&[Coding::Gzip], &flood, 100), Err(DecodeError::Damaged(_))));
}

#[test]
fn bombs_stop_at_the_cap_and_so_does_what_never_unpacks_to_anything() {
    let zeros = vec![0; 40 << 20];
    for codings in [&[Coding::Gzip][..], &[Coding::Zstd], &[Coding::Deflate], &[Coding::Gzip; 3]] {
        let bomb = codings.iter().fold(zeros.clone(), |bytes, coding| pack(*coding, &bytes));
        assert_eq!(unpack(codings, &bomb, 1000), Err(DecodeError::Full), "{codings:?}");
    }
    // zstd skippable frames, empty meta-blocks of brotli, empty stored blocks of deflate
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0x7f][..], &zeros].concat();
    assert_eq!(unpack(&[Coding::Zstd], &skipped, 1000), Err(DecodeError::Full));
    let blocks = [0, 0, 0, 0xff, 0xff].repeat(1 << 16);
    assert_eq!(unpack(&[Coding::Deflate], &blocks, 1000), Err(DecodeError::Full));
}

#[test]
fn a_window_beyond_that_of_http_is_refused() {
    let mut writer = zstd::Encoder::new(Vec::new(), 1).unwrap();
    writer.window_log(27).unwrap();
    writer.write_all(&[b'x'; 300]).unwrap();
    let packed = writer.finish().unwrap();
    assert!(matches!(unpack(&[Coding::Zstd], &packed, 1000), Err(DecodeError::Damaged(_))));
}

#[test]
fn headers_name_codings_in_order() {
    let of = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::CONTENT_ENCODING, value.parse().unwrap());
        }
        codings(&headers)
    };
    assert_eq!(of(&["GZIP, identity", "br"]), Ok(vec![Coding::Gzip, Coding::Brotli]));
    assert_eq!(of(&[]), Ok(Vec::new()));
    assert_eq!(of(&["utf-8"]), Err("utf-8".to_owned()));
    assert!(of(&["gzip,gzip,gzip,gzip"]).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        codings in proptest::collection::vec(0..4_usize, 0..3),
        step in 1..50_usize,
    ) {
        let codings: Vec<Coding> = codings.into_iter().map(|at| ALL[at]).collect();
        let _ = unpack(&codings, &bytes, step);
    }
}
