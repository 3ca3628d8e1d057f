//! What pictures show: PNG files as this program and the browser write them.

use std::io::Read as _;

/// The ink around a filing that is seen.
pub(crate) const RED: [u8; 3] = [224, 0, 32];
/// The ink around one that nobody sees.
pub(crate) const ORANGE: [u8; 3] = [255, 140, 0];

/// Width and height of a PNG.
pub(crate) fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "no PNG: {} bytes", png.len());
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("readable"));
    (number(16), number(20))
}

/// The pixels of a PNG in RGB whose rows are differences to the row above, as this program writes it.
pub(crate) fn pixels(png: &[u8]) -> Vec<[u8; 3]> {
    let at = png.windows(4).position(|it| it == b"IDAT").expect("data");
    let length = u32::from_be_bytes(png[at - 4..at].try_into().expect("readable")) as usize;
    let stride = size(png).0 as usize * 3;
    let mut raw = Vec::new();
    flate2::read::ZlibDecoder::new(&png[at + 4..at + 4 + length])
        .read_to_end(&mut raw)
        .expect("readable");
    let (mut above, mut pixels) = (vec![0_u8; stride], Vec::new());
    for row in raw.chunks_exact(stride + 1) {
        assert_eq!(row[0], 2, "a difference to the row above");
        for (byte, difference) in above.iter_mut().zip(&row[1..]) {
            *byte = byte.wrapping_add(*difference);
        }
        pixels.extend(above.chunks_exact(3).map(|it| [it[0], it[1], it[2]]));
    }
    pixels
}

/// Pixels of an ink.
pub(crate) fn count(pixels: &[[u8; 3]], ink: [u8; 3]) -> usize {
    pixels.iter().filter(|pixel| **pixel == ink).count()
}
