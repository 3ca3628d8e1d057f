//! PNG pictures as the browser makes them (8 bits a channel, not interlaced): read, cut, drawn upon, written.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Pixels of a picture that is read: a window of either screen has some two million.
const MAX_PIXELS: usize = 64 << 20;

/// A picture, three bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<u8>,
}

/// A colour: red, green, blue.
pub(super) type Ink = [u8; 3];

impl Picture {
    /// Reads a PNG; `None` for what the browser does not make. Transparency is dropped: a page has a background.
    pub(super) fn read(png: &[u8]) -> Option<Self> {
        let mut rest = png.strip_prefix(&SIGNATURE)?;
        let (mut head, mut data) = (None, Vec::new());
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (kind, after) = after.split_first_chunk::<4>()?;
            let (content, after) = after.split_at_checked(length)?;
            rest = after.get(4..)?;
            match kind {
                b"IHDR" => head = Some(header(content)?),
                b"IDAT" => data.extend_from_slice(content),
                b"IEND" => break,
                _ => {}
            }
        }
        let (width, height, channels) = head?;
        let stride = width * channels;
        let whole = (stride + 1) * height;
        let mut raw = Vec::with_capacity(whole);
        ZlibDecoder::new(data.as_slice()).take(whole as u64).read_to_end(&mut raw).ok()?;
        if raw.len() != whole {
            return None;
        }
        let mut pixels = Vec::with_capacity(width * height * 3);
        let mut above = vec![0; stride];
        for row in raw.chunks_exact_mut(stride + 1) {
            let (filter, row) = row.split_first_mut()?;
            unfilter(*filter, row, &above, channels)?;
            above.copy_from_slice(row);
            for pixel in row.chunks_exact(channels) {
                pixels.extend_from_slice(pixel.get(..3)?);
            }
        }
        Some(Self { width, height, pixels })
    }

    /// The rows from `top` on, `height` of them as far as there are any.
    pub(super) fn rows(&self, top: usize, height: usize) -> Self {
        let top = top.min(self.height);
        let height = height.min(self.height - top);
        let stride = self.width * 3;
        let pixels = self.pixels.get(top * stride..(top + height) * stride).unwrap_or_default();
        Self { width: self.width, height, pixels: pixels.to_vec() }
    }

    /// Draws the outline of a box (left, top, width, height), `thick` pixels wide, around what is inside. Parts outside
    /// of the picture are left out.
    pub(super) fn outline(&mut self, [left, top, width, height]: [u32; 4], thick: u32, ink: Ink) {
        let (outer_left, outer_top) = (left.saturating_sub(thick), top.saturating_sub(thick));
        let right = left.saturating_add(width).saturating_add(thick);
        let bottom = top.saturating_add(height).saturating_add(thick);
        let inside = |x: u32, y: u32| {
            (left..left.saturating_add(width)).contains(&x)
                && (top..top.saturating_add(height)).contains(&y)
        };
        let limit = |end: u32, size: usize| end.min(u32::try_from(size).unwrap_or(u32::MAX));
        for y in outer_top..limit(bottom, self.height) {
            for x in outer_left..limit(right, self.width) {
                if !inside(x, y) {
                    self.set(x as usize, y as usize, ink);
                }
            }
        }
    }

    /// The colour at a place; `None` outside of the picture.
    pub(super) fn pixel(&self, x: usize, y: usize) -> Option<Ink> {
        let at = (y * self.width + x) * 3;
        let inside = x < self.width && y < self.height;
        self.pixels.get(at..at + 3).filter(|_| inside)?.try_into().ok()
    }

    /// A picture of these bytes.
    #[cfg(test)]
    pub(super) fn of(width: usize, pixels: Vec<u8>) -> Self {
        Self { width, height: pixels.len() / 3 / width, pixels }
    }

    fn set(&mut self, x: usize, y: usize, ink: Ink) {
        let at = (y * self.width + x) * 3;
        if let Some(pixel) = self.pixels.get_mut(at..at + 3) {
            pixel.copy_from_slice(&ink);
        }
    }

    /// The picture as a PNG.
    pub(super) fn png(&self) -> Vec<u8> {
        let stride = self.width * 3;
        let mut raw = Vec::with_capacity((stride + 1) * self.height);
        let mut above = vec![0; stride];
        for row in self.pixels.chunks_exact(stride.max(1)) {
            // the difference to the row above: footers are mostly background
            raw.push(2);
            raw.extend(row.iter().zip(&above).map(|(byte, above)| byte.wrapping_sub(*above)));
            above.copy_from_slice(row);
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        // writing into memory does not fail
        let _ = encoder.write_all(&raw);
        let data = encoder.finish().unwrap_or_default();
        let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX).to_be_bytes();
        let mut head = [size(self.width), size(self.height)].concat();
        head.extend([8, 2, 0, 0, 0]);
        let mut png = SIGNATURE.to_vec();
        chunk(*b"IHDR", &head, &mut png);
        chunk(*b"IDAT", &data, &mut png);
        chunk(*b"IEND", &[], &mut png);
        png
    }
}

/// Width, height and channels.
fn header(content: &[u8]) -> Option<(usize, usize, usize)> {
    let number = |at: usize| {
        let bytes = content.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    };
    let (width, height) = (number(0)?, number(4)?);
    let channels = match content.get(8..13)? {
        [8, 2, 0, 0, 0] => 3,
        [8, 6, 0, 0, 0] => 4,
        _ => return None,
    };
    let pixels = width.checked_mul(height)?;
    (pixels > 0 && pixels <= MAX_PIXELS).then_some((width, height, channels))
}

/// Undoes the filter of a row (PNG specification §9.2).
fn unfilter(filter: u8, row: &mut [u8], above: &[u8], channels: usize) -> Option<()> {
    for at in 0..row.len() {
        let left = at.checked_sub(channels).map_or(0, |before| row[before]);
        let corner = at.checked_sub(channels).map_or(0, |before| above[before]);
        let up = above[at];
        let predicted = match filter {
            0 => 0,
            1 => left,
            2 => up,
            3 => u8::midpoint(left, up),
            4 => paeth(left, up, corner),
            _ => return None,
        };
        row[at] = row[at].wrapping_add(predicted);
    }
    Some(())
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, up, corner].map(i16::from);
    let guess = a + b - c;
    let [from_left, from_up, from_corner] = [a, b, c].map(|value| (guess - value).abs());
    if from_left <= from_up && from_left <= from_corner {
        left
    } else if from_up <= from_corner {
        up
    } else {
        corner
    }
}

fn chunk(kind: [u8; 4], content: &[u8], png: &mut Vec<u8>) {
    png.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&kind);
    sum.update(content);
    png.extend(kind);
    png.extend(content);
    png.extend(sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize) -> Picture {
        let pixels = (0..width * height * 3).map(|at| u8::try_from(at * 7 % 251).unwrap());
        Picture { width, height, pixels: pixels.collect() }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (width, height) in [(1, 1), (5, 3), (64, 40)] {
            let picture = picture(width, height);
            assert_eq!(Picture::read(&picture.png()), Some(picture));
        }
    }

    /// Rows with each filter, with and without transparency, as the specification describes them.
    #[test]
    fn each_filter_is_undone() {
        for channels in [3, 4] {
            let (width, height) = (3, 6);
            let stride = width * channels;
            let plain: Vec<u8> =
                (0..stride * height).map(|at| u8::try_from(at * 37 % 256).unwrap()).collect();
            let mut raw = Vec::new();
            for y in 0..height {
                let filter = [0, 1, 2, 3, 4, 4][y];
                raw.push(u8::try_from(filter).unwrap());
                let byte = |x: isize, y: isize| {
                    let inside = x >= 0 && y >= 0;
                    if inside { plain[y.unsigned_abs() * stride + x.unsigned_abs()] } else { 0 }
                };
                for x in 0..stride.cast_signed() {
                    let (y, back) = (y.cast_signed(), x - channels.cast_signed());
                    let [left, up, corner] = [byte(back, y), byte(x, y - 1), byte(back, y - 1)];
                    let guess = match filter {
                        0 => 0,
                        1 => left,
                        2 => up,
                        3 => u8::try_from(u16::midpoint(left.into(), up.into())).unwrap(),
                        _ => paeth(left, up, corner),
                    };
                    raw.push(byte(x, y).wrapping_sub(guess));
                }
            }
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&raw).unwrap();
            let mut png = SIGNATURE.to_vec();
            let kind = if channels == 3 { 2 } else { 6 };
            chunk(*b"IHDR", &[0, 0, 0, 3, 0, 0, 0, 6, 8, kind, 0, 0, 0], &mut png);
            chunk(*b"IDAT", &encoder.finish().unwrap(), &mut png);
            chunk(*b"IEND", &[], &mut png);
            let expected: Vec<u8> =
                plain.chunks_exact(channels).flat_map(|pixel| pixel[..3].to_vec()).collect();
            assert_eq!(Picture::read(&png).unwrap().pixels, expected, "{channels}");
        }
    }

    #[test]
    fn outlines_are_around_their_box_and_stay_in_the_picture() {
        let white = || Picture { width: 8, height: 6, pixels: vec![255; 8 * 6 * 3] };
        let ink = [200, 0, 0];
        let drawn = |picture: &Picture| -> Vec<String> {
            let row = |row: &[u8]| {
                row.chunks_exact(3).map(|it| if *it == ink { '#' } else { '.' }).collect()
            };
            picture.pixels.chunks_exact(8 * 3).map(row).collect()
        };
        let mut picture = white();
        picture.outline([2, 2, 3, 1], 1, ink);
        assert_eq!(
            drawn(&picture),
            ["........", ".#####..", ".#...#..", ".#####..", "........", "........"]
        );
        let mut picture = white();
        picture.outline([6, 4, 100, u32::MAX], 1, ink);
        assert_eq!(
            drawn(&picture),
            ["........", "........", "........", ".....###", ".....#..", ".....#.."]
        );
        assert_eq!(white().rows(4, 100).height, 2);
        assert_eq!(
            white().rows(100, 1).png().len(),
            Picture { height: 0, ..white() }.rows(0, 0).png().len()
        );
    }

    #[test]
    fn other_bytes_are_no_picture() {
        let png = picture(3, 3).png();
        for end in 0..png.len() - 12 {
            assert_eq!(Picture::read(&png[..end]), None, "{end}");
        }
        let mut huge = png;
        huge[16..20].copy_from_slice(&[0xff; 4]);
        assert_eq!(Picture::read(&huge), None);
    }
}
